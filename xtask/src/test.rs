//! `cargo xtask test`: every proof of the project, one step after the other, and their sum on the last line.
//!
//! A step that fails does not keep the others from running. A step that runs no tests of its own counts as one.

mod counts;
mod steps;

use std::process::ExitCode;
use std::time::Instant;

use anyhow::{Result, bail};
use lexopt::{Arg, Parser, ValueExt};

use crate::progress;
use crate::setup::{self, Environment};

pub use counts::Counts;
pub use steps::{STEPS, Step};

/// Reads the names of the steps to run. None means all; those of further engines only where the
/// engine is there already, unless `--all-engines` asks for them, which installs what is missing, or
/// `--chromium-only` leaves them out.
pub fn parse(parser: &mut Parser) -> Result<Vec<&'static Step>> {
    let mut named = Vec::new();
    let (mut all_engines, mut chromium_only) = (false, false);
    while let Some(argument) = parser.next()? {
        match argument {
            Arg::Value(name) => named.push(step_named(&name.string()?)?.name),
            Arg::Long("all-engines") => all_engines = true,
            Arg::Long("chromium-only") => chromium_only = true,
            other => return Err(other.unexpected().into()),
        }
    }
    if all_engines && chromium_only {
        bail!("--all-engines and --chromium-only: it has to be one of them");
    }
    let mut chosen = Vec::new();
    for step in STEPS {
        let is_chosen = match step.engine {
            _ if named.contains(&step.name) => true,
            Some(_) if chromium_only => false,
            Some(engine) => all_engines || named.is_empty() && setup::has(engine)?,
            None => named.is_empty(),
        };
        if is_chosen {
            chosen.push(step);
        }
    }
    Ok(chosen)
}

/// Runs the steps in order and prints what they add up to.
pub fn run(steps: &[&'static Step]) -> Result<ExitCode> {
    let start = Instant::now();
    let mut environment = Environment::default();
    let mut total = Counts::default();
    let mut failed = Vec::new();
    let mut lines = Vec::new();
    for step in steps {
        progress::heading(&format!("{}: {}", step.name, step.purpose));
        let started = Instant::now();
        let counts = environment
            .make_sure_of(&(step.needs)())
            .and_then(|()| (step.run)(&environment))
            .unwrap_or_else(|error| {
                eprintln!("error: {error:#}");
                Counts::one(false)
            });
        total += counts;
        if counts.failed > 0 {
            failed.push(step.name);
        }
        let skipped = match counts.skipped {
            0 => String::new(),
            skipped => format!(", {skipped} skipped"),
        };
        let seconds = started.elapsed().as_secs();
        let line = format!("{:<12} {counts}{skipped} in {seconds} s", step.name);
        eprintln!("-- {line}");
        lines.push(line);
    }
    progress::heading(&format!("all steps, in {} s", start.elapsed().as_secs()));
    for line in lines {
        eprintln!("   {line}");
    }
    if !failed.is_empty() {
        eprintln!("   failed: {0} (again: cargo xtask test {0})", failed.join(" "));
    }
    println!("{total}");
    let good = total.failed == 0;
    Ok(if good { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn step_named(name: &str) -> Result<&'static Step> {
    if let Some(step) = STEPS.iter().find(|step| step.name == name) {
        return Ok(step);
    }
    let names: Vec<_> = STEPS.iter().map(|step| step.name).collect();
    bail!("there is no step \"{name}\"; the steps are {}", names.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(arguments: &[&str]) -> Vec<&'static str> {
        let steps = parse(&mut Parser::from_args(arguments)).expect("the arguments are known");
        steps.iter().map(|step| step.name).collect()
    }

    #[test]
    fn further_engines_are_run_when_they_are_asked_for() {
        let (one, all) = (chosen(&["--chromium-only"]), chosen(&["--all-engines"]));
        assert_eq!(all.len(), STEPS.len());
        assert!(one.contains(&"e2e") && !one.contains(&"e2e-firefox"), "{one:?}");
        assert_eq!(chosen(&["e2e-webkit", "fmt"]), ["fmt", "e2e-webkit"]);
        let both = parse(&mut Parser::from_args(["--chromium-only", "--all-engines"]));
        assert!(both.is_err(), "they say the opposite");
    }
}
