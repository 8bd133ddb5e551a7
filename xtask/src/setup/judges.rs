//! What judges the contract from outside: GitBook's official client from npm, and a Python with `requests`, which the
//! quickstart's sample uses. It refuses to touch a Python of the user's: where none has `requests`, Debian's gets it.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::apt;
use super::store::Store;
use crate::{process, progress, project};

const CLIENT: &str = "GitBook's official client";
const PYTHON: &str = "Python with requests";
const PACKAGES: &[&str] = &["python3", "python3-requests"];
/// Debian's own comes first: it is where Debian's packages land.
const PYTHONS: &[&str] = &["/usr/bin/python3", "python3"];

/// Makes sure of both and gives the Python.
pub(super) fn make_sure(store: &Store) -> Result<PathBuf> {
    client(store)?;
    if let Some(python) = find() {
        progress::already(PYTHON, "already there");
        return Ok(python);
    }
    apt::install(PYTHON, PACKAGES, store)?;
    find().context("find a python3 that can `import requests` (by hand: pip install requests)")
}

fn find() -> Option<PathBuf> {
    let has_requests = |python: &&&str| {
        process::read(Command::new(python).args(["-c", "import requests"])).is_ok()
    };
    PYTHONS.iter().find(has_requests).map(PathBuf::from)
}

/// Installs what the client's lock file says, unless that has been done.
fn client(store: &Store) -> Result<()> {
    let folder = project::root().join("e2e/client");
    if is_installed(&folder) {
        progress::already(CLIENT, "already there");
        return Ok(());
    }
    if process::find_on_path("npm").is_none() {
        bail!("install {CLIENT}: npm is missing; install Node.js 20 or newer, then try again");
    }
    let mut command = Command::new("npm");
    command.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]).current_dir(&folder);
    progress::run(CLIENT, "installing", &mut command, &store.log("official-client"))
        .with_context(|| format!("install {CLIENT} (by hand, in e2e/client: npm ci)"))
}

/// npm writes its own lock file last, so an older one means that the project's has changed since.
fn is_installed(folder: &Path) -> bool {
    let written = |name: &str| folder.join(name).metadata().and_then(|file| file.modified()).ok();
    match (written("node_modules/.package-lock.json"), written("package-lock.json")) {
        (Some(installed), Some(wanted)) => installed >= wanted,
        _ => false,
    }
}
