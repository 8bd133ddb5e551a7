//! `cargo xtask`: hands the arguments to the library and turns its outcome into an exit status.
//! It refuses to do anything itself.

use std::process::ExitCode;

fn main() -> ExitCode {
    match xtask::run(std::env::args_os().skip(1)) {
        Ok(status) => status,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
