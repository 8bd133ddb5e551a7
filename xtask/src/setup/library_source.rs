//! The sources of the standard library, of which releases build a smaller one.
//! A convenience, not a need: without them everything works, and the widget is larger.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result};

use super::store::Store;
use super::{Environment, debian};
use crate::{process, progress, project};

/// A download of about 3 MB.
const RUSTUP_LIMIT: Duration = Duration::from_secs(120);

const THING: &str = "sources of the standard library";

/// Gets the sources for the compiler in use, where they can be had.
pub(super) fn make_sure(store: &Store, environment: &Environment) -> Result<()> {
    if are_present(environment)? {
        return Ok(());
    }
    if let Some(sysroot) = &environment.sysroot {
        return debian::link_sources(sysroot);
    }
    if let Err(error) = rustup(store) {
        let error = error.to_string();
        let reason = error.lines().next().unwrap_or_default();
        eprintln!("  {THING:<34} not from rustup ({reason}); releases will be larger");
    }
    Ok(())
}

/// Whether the compiler in use can build its own standard library.
pub fn are_present(environment: &Environment) -> Result<bool> {
    let library = rustlib(environment)?.join("src/rust/library");
    Ok(library.join("Cargo.lock").is_file())
}

fn rustlib(environment: &Environment) -> Result<PathBuf> {
    let mut rustc = environment.command("rustc")?;
    let sysroot = process::read(rustc.args(["--print", "sysroot"]))
        .context("ask the compiler where its library is")?;
    Ok(Path::new(sysroot.trim()).join("lib/rustlib"))
}

fn rustup(store: &Store) -> Result<()> {
    let mut command = Command::new("rustup");
    command.args(["component", "add", "rust-src"]).current_dir(project::root());
    // With a backtrace, its one useful line drowns.
    command.env("RUST_BACKTRACE", "0");
    progress::start(THING, &mut command, &store.log("rust-src"))?
        .wait("asking rustup", Some(RUSTUP_LIMIT))
}
