//! Finds or installs Chromium with a driver of the same version.
//! It starts neither; tests do.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::apt;
use super::store::Store;
use crate::{process, progress};

const THING: &str = "Chromium and its driver";
const BROWSERS: &[&str] =
    &["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];
const DRIVERS: &[&str] = &["chromedriver"];
const PACKAGES: &[&str] = &["chromium", "chromium-driver"];

/// Names the browser where it is not on `PATH`; the end-to-end tests read it too.
pub const BROWSER_VARIABLE: &str = "XTASK_CHROMIUM";
/// Names the driver, likewise.
pub const DRIVER_VARIABLE: &str = "XTASK_CHROMEDRIVER";

/// A browser and the program that drives it.
#[derive(Clone, Debug)]
pub struct Browser {
    /// Chromium or a browser built from it.
    pub program: PathBuf,
    /// Its WebDriver server.
    pub driver: PathBuf,
}

/// Finds both, else asks Debian for them.
pub(super) fn make_sure(store: &Store) -> Result<Browser> {
    if let Some(browser) = find() {
        check_versions(&browser)?;
        progress::already(THING, "already there");
        return Ok(browser);
    }
    apt::install(THING, PACKAGES, store)?;
    let browser = find().with_context(|| {
        format!("find {THING} on PATH; {BROWSER_VARIABLE} and {DRIVER_VARIABLE} may name them")
    })?;
    check_versions(&browser)?;
    Ok(browser)
}

fn find() -> Option<Browser> {
    Some(Browser {
        program: named(BROWSER_VARIABLE, BROWSERS)?,
        driver: named(DRIVER_VARIABLE, DRIVERS)?,
    })
}

fn named(variable: &str, names: &[&str]) -> Option<PathBuf> {
    match env::var_os(variable) {
        Some(file) if !file.is_empty() => Some(file.into()),
        _ => names.iter().find_map(|name| process::find_on_path(name)),
    }
}

/// A driver refuses a browser of another major version, with a message that is easily lost in a test's output.
fn check_versions(browser: &Browser) -> Result<()> {
    let (program, driver) = (major_of(&browser.program)?, major_of(&browser.driver)?);
    if program != driver {
        bail!(
            "use {} {program} with {} {driver}: they must be of one version; install both from one place, \
             or name a pair in {BROWSER_VARIABLE} and {DRIVER_VARIABLE}",
            browser.program.display(),
            browser.driver.display(),
        );
    }
    Ok(())
}

fn major_of(program: &Path) -> Result<u32> {
    let said = process::read(Command::new(program).arg("--version"))?;
    major_version(&said)
        .with_context(|| format!("find a version in \"{said}\", said by {}", program.display()))
}

fn major_version(said: &str) -> Option<u32> {
    let dotted = said.split_whitespace().find(|word| word.contains('.'))?;
    dotted.split('.').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_major_version_is_the_number_before_the_first_dot() {
        assert_eq!(major_version("Chromium 156.0.8078.79 built on Debian"), Some(156));
        assert_eq!(major_version("ChromeDriver 156.0.8078.79 (abc-refs/branch@{#1})"), Some(156));
        assert_eq!(major_version("Google Chrome 99.0.1 "), Some(99));
        assert_eq!(major_version("no version here"), None);
    }
}
