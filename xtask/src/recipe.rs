//! How the widget is compiled for a release: with a standard library that is built for size, together
//! with the program. Debug builds and tests take the library as it was installed.
//!
//! The options are unstable; `RUSTC_BOOTSTRAP` lets the stable compiler take them, which is what the
//! variable is for in a program that builds the library itself.

use std::process::Command;

use anyhow::Result;

use crate::setup::{self, Environment};

/// A panic ends in a trap, which is an error in JavaScript; nobody reads where it was, and what
/// `Debug` would print is printed nowhere.
const FLAGS: &str =
    "-Zunstable-options -Cpanic=immediate-abort -Zlocation-detail=none -Zfmt-debug=none";

/// Sets the variables of a release on a command that runs cargo, if the sources of the standard
/// library are there. Without them the widget is larger, and works.
pub fn apply(environment: &Environment, command: &mut Command) -> Result<()> {
    if !setup::has_library_sources(environment)? {
        eprintln!(
            "  The sources of the standard library are missing, so the widget is larger than it has to \
             be; `rustup component add rust-src` gets them."
        );
        return Ok(());
    }
    command
        .env("RUSTC_BOOTSTRAP", "1")
        .env("CARGO_UNSTABLE_BUILD_STD", "std,panic_abort")
        .env("CARGO_UNSTABLE_BUILD_STD_FEATURES", "optimize_for_size")
        .env("RUSTFLAGS", FLAGS)
        .env_remove("CARGO_ENCODED_RUSTFLAGS");
    Ok(())
}
