//! `cargo xtask bench gateway` and `bench soak`: the gateway as it is released, nginx, and the programs
//! that load both.

use std::ffi::OsString;
use std::path::PathBuf;

use anyhow::{Result, bail};
use lexopt::{Arg, Parser, ValueExt};

use crate::setup::{self, FOR_BENCH_GATEWAY};
use crate::{end_to_end, process, progress, project};

/// The options with a number above 0.
const NUMBERS: [&str; 5] = ["streams", "seconds", "held", "rate", "rate-seconds"];

/// The options, checked here so that a mistake is told before anything is built.
pub(super) fn parse(parser: &mut Parser) -> Result<Vec<OsString>> {
    numbers(parser, &NUMBERS, &["docs"])
}

fn numbers(parser: &mut Parser, known: &[&str], flags: &[&str]) -> Result<Vec<OsString>> {
    let mut passed: Vec<OsString> = Vec::new();
    while let Some(argument) = parser.next()? {
        match argument {
            Arg::Long(name) if flags.contains(&name) => passed.push(format!("--{name}").into()),
            Arg::Long(name) if known.contains(&name) => {
                let name = name.to_owned();
                let value = parser.value()?.string()?;
                if value.parse::<u32>().unwrap_or(0) == 0 {
                    bail!("read --{name} \"{value}\": it has to be a number, above 0");
                }
                passed.extend([format!("--{name}").into(), value.into()]);
            }
            other => return Err(other.unexpected().into()),
        }
    }
    Ok(passed)
}

/// The options of the long run, which has two numbers.
pub(super) fn parse_soak(parser: &mut Parser) -> Result<Vec<OsString>> {
    numbers(parser, &["streams", "minutes"], &[])
}

/// Builds the gateway, and lets `program` load it.
pub(super) fn run(program: &str, passed: &[OsString]) -> Result<()> {
    let environment = setup::make_sure_of(FOR_BENCH_GATEWAY)?;
    progress::heading("the gateway, as it is released");
    let mut build = end_to_end::cargo(&environment);
    process::run(build.args(["build", "--release", "--package", project::GATEWAY_PACKAGE]))?;
    let mut command = end_to_end::cargo(&environment);
    command
        .env("XTASK_RELEASED_GATEWAY", released())
        // Thousands of clients need a client that is quick, too.
        .args(["run", "--release", "--package", project::END_TO_END_PACKAGE])
        .args(["--bin", program, "--"])
        .args(passed);
    process::run(&mut command)
}

fn released() -> PathBuf {
    project::target().join("release/ask-docs-gateway")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(arguments: &[&str]) -> Result<Vec<OsString>> {
        parse(&mut Parser::from_args(arguments))
    }

    #[test]
    fn options_pass_through_and_mistakes_are_told() {
        let passed = parsed(&["--streams", "20", "--docs"]).expect("known");
        assert_eq!(passed, ["--streams", "20", "--docs"]);
        let mut soak = Parser::from_args(["--minutes", "2", "--streams", "9"]);
        assert_eq!(parse_soak(&mut soak).expect("known").len(), 4);
        assert!(parse_soak(&mut Parser::from_args(["--docs"])).is_err());
        for wrong in [&["--rate", "0"][..], &["--held", "many"], &["--sizes", "2"]] {
            assert!(parsed(wrong).is_err(), "{wrong:?}");
        }
    }
}
