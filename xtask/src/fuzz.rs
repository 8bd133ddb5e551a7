//! `cargo xtask fuzz`: inputs that nobody thought of, for as long as one likes.
//!
//! Owns which targets there are and how libFuzzer is built and run: with the compiler in use and its stable flags,
//! so no other toolchain and no further tool has to be installed. What must hold is in `fuzz/`.

mod engine;
mod seeds;

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Result, bail};
use lexopt::{Arg, Parser, ValueExt};

use crate::test::Counts;

/// How long each target runs by hand unless told otherwise.
const BY_HAND: Duration = Duration::from_secs(60);
/// How long each target runs in the gate.
const IN_GATE: Duration = Duration::from_secs(20);

/// A way into the core.
#[derive(Debug)]
struct Target {
    /// The program, as in `fuzz/Cargo.toml`.
    name: &'static str,
    /// What its inputs are: the folder in `fuzz/seeds` and the dictionary beside it.
    inputs: Inputs,
    /// The longest input that is made, in bytes. What needs longer ones has tests of its own.
    longest: usize,
    /// Whether a finding fails the gate.
    is_promise: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Inputs {
    /// The body of an event stream.
    Stream,
    /// The text of an answer.
    Markdown,
    /// A policy, and below it a page.
    Page,
    /// What a reader types.
    Question,
}

const TARGETS: &[Target] = &[
    Target { name: "utf8", inputs: Inputs::Stream, longest: 512, is_promise: true },
    Target { name: "sse", inputs: Inputs::Stream, longest: 2048, is_promise: true },
    Target { name: "json_events", inputs: Inputs::Stream, longest: 4096, is_promise: true },
    Target { name: "snapshots", inputs: Inputs::Markdown, longest: 1024, is_promise: true },
    Target { name: "markdown_settle", inputs: Inputs::Markdown, longest: 512, is_promise: true },
    Target { name: "install", inputs: Inputs::Page, longest: 1024, is_promise: true },
    Target { name: "secrets", inputs: Inputs::Question, longest: 512, is_promise: true },
    // Two parsers that agree on every text would be one: where ours differs is to be looked at.
    Target { name: "markdown_oracle", inputs: Inputs::Markdown, longest: 512, is_promise: false },
];

/// What was asked for on the command line.
#[derive(Debug)]
pub struct Options {
    targets: Vec<&'static Target>,
    time: Duration,
    input: Option<PathBuf>,
}

impl Options {
    /// Reads `[TARGET …] [--seconds N] [--input FILE]`.
    pub fn parse(parser: &mut Parser) -> Result<Self> {
        let mut options = Self { targets: Vec::new(), time: BY_HAND, input: None };
        while let Some(argument) = parser.next()? {
            match argument {
                Arg::Value(name) => options.targets.push(target_named(&name.string()?)?),
                Arg::Long("seconds") => {
                    options.time = Duration::from_secs(parser.value()?.parse()?);
                }
                Arg::Long("input") => options.input = Some(parser.value()?.into()),
                other => return Err(other.unexpected().into()),
            }
        }
        if options.input.is_some() && options.targets.len() != 1 {
            bail!("--input is read by one target, so name one before it");
        }
        if options.targets.is_empty() {
            options.targets = TARGETS.iter().collect();
        }
        Ok(options)
    }
}

/// Runs the targets by hand: what they learn is kept in `target/fuzz/learned` for the next time.
pub fn run(options: &Options) -> Result<ExitCode> {
    let engine = engine::build()?;
    if let Some(input) = &options.input {
        let held = engine.replay(options.targets[0], &std::path::absolute(input)?)?;
        return Ok(if held { ExitCode::SUCCESS } else { ExitCode::FAILURE });
    }
    let counts = engine.run(&options.targets, options.time, engine::Memory::Kept)?;
    println!("{counts}");
    Ok(if counts.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Runs every target that is a promise, for a bounded time, from the same seeds as the last time.
pub fn run_in_gate() -> Result<Counts> {
    let targets: Vec<_> = TARGETS.iter().filter(|target| target.is_promise).collect();
    let mut counts = engine::build()?.run(&targets, IN_GATE, engine::Memory::Fresh)?;
    counts += engine::lint()?;
    Ok(counts)
}

fn target_named(name: &str) -> Result<&'static Target> {
    if let Some(target) = TARGETS.iter().find(|target| target.name == name) {
        return Ok(target);
    }
    let names: Vec<_> = TARGETS.iter().map(|target| target.name).collect();
    bail!("there is no fuzz target \"{name}\"; the targets are {}", names.join(", "))
}

impl Inputs {
    /// Every kind.
    const ALL: [Self; 4] = [Self::Stream, Self::Markdown, Self::Page, Self::Question];

    fn folder(self) -> &'static str {
        match self {
            Self::Stream => "stream",
            Self::Markdown => "markdown",
            Self::Page => "page",
            Self::Question => "question",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project;

    fn parsed(arguments: &[&str]) -> Result<Options> {
        Options::parse(&mut Parser::from_args(arguments))
    }

    #[test]
    fn targets_are_named_and_all_of_them_are_meant_by_none() {
        let options = parsed(&["sse", "--seconds", "600"]).expect("a target and a time");
        assert_eq!((options.targets[0].name, options.time.as_secs()), ("sse", 600));
        assert_eq!(parsed(&[]).expect("nothing is fine").targets.len(), TARGETS.len());
        let told = format!("{:#}", parsed(&["ses"]).expect_err("no such target"));
        assert!(told.contains("\"ses\"") && told.contains("markdown_settle"), "{told}");
        assert!(parsed(&["--input", "x"]).is_err());
    }

    #[test]
    fn every_target_is_a_program_with_seeds_and_a_dictionary() {
        let folder = project::root().join("fuzz");
        for target in TARGETS {
            let program = folder.join("fuzz_targets").join(target.name).with_extension("rs");
            assert!(program.is_file(), "{}", program.display());
            let seeds = folder.join("seeds").join(target.inputs.folder());
            assert!(seeds.is_dir() && seeds.with_extension("dict").is_file());
        }
        let programs = std::fs::read_dir(folder.join("fuzz_targets")).expect("the programs");
        assert_eq!(programs.count(), TARGETS.len(), "a program that nobody runs");
    }
}
