//! Folders of the project that have an npm lock file: installs exactly what it says.
//! It refuses install scripts, and does nothing where that has been done.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::store::Store;
use crate::{process, progress, project};

/// Installs `thing` in `folder` of the project, unless it is there already.
pub(super) fn make_sure(thing: &str, folder: &str, store: &Store) -> Result<()> {
    let place = project::root().join(folder);
    if is_installed(&place) {
        progress::already(thing, "already there");
        return Ok(());
    }
    if process::find_on_path("npm").is_none() {
        bail!("install {thing}: npm is missing; install Node.js 20 or newer, then try again");
    }
    let mut command = Command::new("npm");
    command.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]).current_dir(&place);
    let log = store.log(&folder.replace('/', "-"));
    progress::run(thing, "installing", &mut command, &log)
        .with_context(|| format!("install {thing} (by hand, in {folder}: npm ci)"))
}

/// npm writes its own lock file last, so an older one means that the project's has changed since.
fn is_installed(folder: &Path) -> bool {
    let written = |name: &str| folder.join(name).metadata().and_then(|file| file.modified()).ok();
    match (written("node_modules/.package-lock.json"), written("package-lock.json")) {
        (Some(installed), Some(wanted)) => installed >= wanted,
        _ => false,
    }
}
