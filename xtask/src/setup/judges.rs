//! What judges the product from outside: GitBook's official client, TypeScript and axe-core from npm, and a Python with
//! `requests`, which the quickstart's sample uses. It refuses to touch a Python of the user's: where none has `requests`, Debian's gets it.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};

use super::store::Store;
use super::{apt, npm};
use crate::{process, progress};

const PYTHON: &str = "Python with requests";
const PACKAGES: &[&str] = &["python3", "python3-requests"];
/// Debian's own comes first: it is where Debian's packages land.
const PYTHONS: &[&str] = &["/usr/bin/python3", "python3"];

/// Makes sure of both and gives the Python.
pub(super) fn make_sure(store: &Store) -> Result<PathBuf> {
    npm::make_sure("GitBook's client and other judges", "e2e/client", store)?;
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
