//! Which engine the suite runs in, and the one way of leaving a test out in the others.
//! It starts no browser.

use std::io::Write;

use anyhow::{Result, bail};

/// A browser engine that the suite can run in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// Blink: Chromium, through chromedriver.
    Chromium,
    /// Gecko: Firefox, through geckodriver.
    Firefox,
    /// WebKit: the `MiniBrowser` of WebKitGTK, through WebKitWebDriver.
    WebKit,
}

/// The variable that chooses the engine.
const VARIABLE: &str = "XTASK_ENGINE";

impl Engine {
    /// The engine that the environment names; Chromium if it names none.
    ///
    /// # Errors
    /// When it names something else.
    pub fn chosen() -> Result<Self> {
        match std::env::var(VARIABLE).as_deref() {
            Err(_) | Ok("" | "chromium") => Ok(Self::Chromium),
            Ok("firefox") => Ok(Self::Firefox),
            Ok("webkit") => Ok(Self::WebKit),
            Ok(other) => bail!("{VARIABLE} is {other}; it may be chromium, firefox or webkit"),
        }
    }
}

/// Whether this test is to end at once, since it can run in `engines` alone; it says so with the
/// `reason`, in a line that `cargo xtask test` counts, so that no such test passes unnoticed.
///
/// # Errors
/// When the environment names no engine that there is.
pub fn is_skipped(engines: &[Engine], reason: &str) -> Result<bool> {
    let engine = Engine::chosen()?;
    if engines.contains(&engine) {
        return Ok(false);
    }
    let thread = std::thread::current();
    let name = thread.name().unwrap_or_default();
    // Not `println!`, which is kept from the output of a test that does not fail.
    writeln!(std::io::stdout(), "skipped in {engine:?}: {name}: {reason}")?;
    Ok(true)
}
