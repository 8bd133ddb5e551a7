//! Decides which compiler builds for wasm32: the one in use, the one in use after `rustup target add`, or Debian's.
//! It changes nothing when the compiler in use already can.

use std::env;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use super::store::Store;
use super::{Environment, debian};
use crate::{process, progress, project};

/// The target, as rustc names it.
pub(super) const TARGET: &str = "wasm32-unknown-unknown";

/// Names the way to take ("rustup" or "debian") where the first that works is not wanted.
const CHOICE: &str = "XTASK_WASM_TOOLCHAIN";

/// A download of about 20 MB; a host that cannot be reached must not hold up the way around it.
const RUSTUP_LIMIT: Duration = Duration::from_secs(180);

const THING: &str = "std for wasm32-unknown-unknown";

/// Finds or makes a compiler with a standard library for wasm32.
pub(super) fn make_sure(store: &Store, environment: &mut Environment) -> Result<()> {
    let choice = env::var(CHOICE).unwrap_or_default();
    match choice.as_str() {
        "" => {
            if present() {
                progress::already(THING, "already there");
                return Ok(());
            }
            if let Some(toolchain) = debian::existing(store) {
                progress::already(THING, "already there (Debian's compiler)");
                debian::use_in(environment, &toolchain);
                return Ok(());
            }
            let Err(error) = rustup(store) else {
                return Ok(());
            };
            let reason = first_reason(&format!("{error:#}"));
            eprintln!("  {THING:<34} not from rustup ({reason}); trying Debian's compiler");
            debian::make_sure(store, environment)
        }
        "rustup" if present() => {
            progress::already(THING, "already there");
            Ok(())
        }
        "rustup" => rustup(store),
        "debian" => debian::make_sure(store, environment),
        other => bail!("read {CHOICE}: it is \"{other}\", and may be rustup, debian or nothing"),
    }
    .with_context(|| {
        format!("get the standard library for {TARGET} (by hand: rustup target add {TARGET})")
    })
}

/// Whether the compiler in use has the library.
fn present() -> bool {
    let mut rustc = Command::new("rustc");
    rustc.args(["--print", "target-libdir", "--target", TARGET]).current_dir(project::root());
    let Ok(folder) = process::read(&mut rustc) else {
        return false;
    };
    let Ok(files) = std::fs::read_dir(folder) else {
        return false;
    };
    let mut names = files.flatten().map(|file| file.file_name());
    names.any(|name| name.to_string_lossy().starts_with("libstd-"))
}

fn rustup(store: &Store) -> Result<()> {
    if process::find_on_path("rustup").is_none() {
        bail!("rustup is not installed");
    }
    let mut command = Command::new("rustup");
    command.args(["target", "add", TARGET]).current_dir(project::root());
    // With a backtrace, its one useful line drowns.
    command.env("RUST_BACKTRACE", "0");
    progress::start(THING, &mut command, &store.log("rustup"))?
        .wait("asking rustup", Some(RUSTUP_LIMIT))?;
    if !present() {
        bail!("rustup added the target, and `rustc` on PATH still has no library for it");
    }
    Ok(())
}

/// What rustup says first, without the chain of causes: the other way may well work.
fn first_reason(text: &str) -> String {
    let told = text.lines().find_map(|line| line.strip_prefix("error: "));
    let line = told.or(text.lines().next()).unwrap_or_default();
    line.split(": ").next().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reason_is_one_short_phrase_of_what_rustup_says() {
        let said = "`rustup target add x` ended with exit status: 1:\ninfo: downloading component\n\
                    error: component download failed for rust-std: could not download file from 'http://…'";
        assert_eq!(first_reason(said), "component download failed for rust-std");
        assert_eq!(first_reason("rustup is not installed"), "rustup is not installed");
        assert_eq!(first_reason(""), "");
    }
}
