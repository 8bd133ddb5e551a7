//! Finds or installs the browsers of the other two engines, and what drives them.
//! It starts none of them; tests do.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::store::Store;
use super::tools::{self, Tool};
use super::{Environment, apt};
use crate::{process, progress};

/// A browser of another engine than Chromium's, with the programs that it takes.
#[derive(Debug, PartialEq, Eq)]
pub struct Engine {
    /// As the end-to-end tests name it.
    pub name: &'static str,
    /// As a person names it.
    pub thing: &'static str,
    programs: &'static [Program],
}

#[derive(Debug, PartialEq, Eq)]
struct Program {
    /// Names the program where it is at no usual place; the end-to-end tests read it too.
    variable: &'static str,
    /// What it is called, and its folder where that is not on `PATH`.
    names: &'static [&'static str],
    source: Source,
}

#[derive(Debug, PartialEq, Eq)]
enum Source {
    Debian(&'static str),
    Tool(&'static Tool),
}

/// Gecko.
pub const FIREFOX: Engine = Engine {
    name: "firefox",
    thing: "Firefox and its driver",
    programs: &[
        Program {
            variable: "XTASK_FIREFOX",
            names: &["firefox-esr", "firefox"],
            source: Source::Debian("firefox-esr"),
        },
        Program {
            variable: "XTASK_GECKODRIVER",
            names: &["geckodriver"],
            source: Source::Tool(&tools::GECKODRIVER),
        },
    ],
};

/// WebKit, as GTK's: of all its browsers the one that Linux has.
pub const WEBKIT: Engine = Engine {
    name: "webkit",
    thing: "WebKitGTK, its driver and a screen for it",
    programs: &[
        Program {
            variable: "XTASK_WEBKIT_DRIVER",
            names: &["WebKitWebDriver"],
            source: Source::Debian("webkit2gtk-driver"),
        },
        // It comes with the library, which the driver brings.
        Program {
            variable: "XTASK_WEBKIT",
            names: &["MiniBrowser", "webkit2gtk-4.1/MiniBrowser", "webkitgtk-6.0/MiniBrowser"],
            source: Source::Debian("webkit2gtk-driver"),
        },
        Program { variable: "XTASK_XVFB", names: &["Xvfb"], source: Source::Debian("xvfb") },
    ],
};

/// Tells whether all that an engine takes is there.
pub(super) fn has(engine: &Engine, store: &Store) -> bool {
    engine.programs.iter().all(|program| program.find(store).is_some())
}

/// Finds what an engine takes, installs what is missing, and tells the environment where it is.
pub(super) fn make_sure(
    engine: &Engine,
    store: &Store,
    environment: &mut Environment,
) -> Result<()> {
    let missing = engine.programs.iter().filter(|program| program.find(store).is_none());
    let mut packages = Vec::new();
    let mut compiled = Vec::new();
    for program in missing {
        match program.source {
            Source::Debian(package) => packages.push(package),
            Source::Tool(tool) => compiled.push(tool),
        }
    }
    if packages.is_empty() && compiled.is_empty() {
        progress::already(engine.thing, "already there");
    }
    packages.dedup();
    apt::install(engine.thing, &packages, store)?;
    for tool in compiled {
        tools::make_sure(tool, store, environment)?;
    }
    for program in engine.programs {
        let Program { variable, names, .. } = program;
        let found = program
            .find(store)
            .with_context(|| format!("find {}; {variable} may name it", names.join(" or ")))?;
        environment.engines.push((variable, found));
    }
    Ok(())
}

impl Program {
    fn find(&self, store: &Store) -> Option<PathBuf> {
        match env::var_os(self.variable) {
            Some(file) if !file.is_empty() => return Some(file.into()),
            _ => {}
        }
        let cached = || match self.source {
            Source::Tool(tool) => tool.cached(self.names[0], store),
            Source::Debian(_) => None,
        };
        let on_path = |name: &&str| process::find_on_path(name);
        let beside_libraries = |name: &&str| in_folders(&library_folders(), name);
        cached()
            .or_else(|| self.names.iter().find_map(on_path))
            .or_else(|| self.names.iter().find_map(beside_libraries))
    }
}

/// Where distributions put programs that only a library's own are to call.
fn library_folders() -> Vec<PathBuf> {
    let mut folders = vec!["/usr/libexec".into(), "/usr/lib".into(), "/usr/lib64".into()];
    // Debian: a folder for each architecture.
    let entries = fs::read_dir("/usr/lib").into_iter().flatten().flatten();
    folders.extend(entries.map(|entry| entry.path()).filter(|path| path.is_dir()));
    folders
}

fn in_folders(folders: &[PathBuf], name: &str) -> Option<PathBuf> {
    // A bare name could be anybody's program.
    let is_in_a_folder = Path::new(name).components().count() > 1;
    let mut files = folders.iter().map(|folder| folder.join(name));
    if is_in_a_folder { files.find(|file| file.is_file()) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_program_with_a_folder_of_its_own_is_looked_for_beside_libraries() {
        let folders = [Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()];
        assert!(in_folders(&folders, "src/lib.rs").is_some());
        assert!(in_folders(&folders, "src/none.rs").is_none());
        assert!(in_folders(&folders, "Cargo.toml").is_none());
    }
}
