//! libFuzzer: built with the compiler's own coverage instrumentation, and run on every core.
//! It knows no target by name.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result};

use super::{Inputs, Target, seeds};
use crate::progress::Background;
use crate::test::Counts;
use crate::{end_to_end, process, progress, project};

/// What `cargo fuzz` passes with `--sanitizer none`: counters for each edge, and what is compared
/// with what. All of it is stable; the core forbids `unsafe`, so a sanitizer would find little.
const INSTRUMENTATION: &[&str] = &[
    "-Cpasses=sancov-module",
    "-Cllvm-args=-sanitizer-coverage-level=4",
    "-Cllvm-args=-sanitizer-coverage-inline-8bit-counters",
    "-Cllvm-args=-sanitizer-coverage-pc-table",
    "-Cllvm-args=-sanitizer-coverage-trace-compares",
    "-Ccodegen-units=1",
];

/// The longest that one input may take, in seconds. Each takes milliseconds.
const SLOWEST: u32 = 20;
/// What a target may take beyond its time: it reads all seeds, and ends the input that it is at.
const GRACE: Duration = Duration::from_secs(120);

/// Whether a run begins with what runs before it have found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Memory {
    /// It does, and adds to it.
    Kept,
    /// It begins with the seeds alone.
    Fresh,
}

/// Lints the targets, which no other step sees: they are a workspace of their own.
pub(super) fn lint() -> Result<Counts> {
    let host = host()?;
    let mut command = cargo("clippy", &host);
    Counts::of_check(command.args(["--", "-D", "warnings"]))
}

/// The built targets.
pub(super) struct Engine {
    folder: PathBuf,
    programs: PathBuf,
}

/// Builds all targets into `target/fuzz`.
pub(super) fn build() -> Result<Engine> {
    let (folder, host) = (folder(), host()?);
    let mut command = cargo("build", &host);
    progress::run("fuzz targets", "compiling", &mut command, &folder.join("build.log"))
        .context("build the fuzz targets (the engine is C++ and needs a compiler for it, as in Debian's g++)")?;
    let programs = folder.join(host).join("release");
    Ok(Engine { folder, programs })
}

fn folder() -> PathBuf {
    project::target().join("fuzz")
}

fn host() -> Result<String> {
    process::read(Command::new("rustc").args(["--print", "host-tuple"]))
}

/// A `cargo` for the targets that shares what it compiles with the others.
fn cargo(what: &str, host: &str) -> Command {
    let mut command = project::cargo();
    command
        .args([what, "--release", "--locked", "--manifest-path", "fuzz/Cargo.toml"])
        // A target that is named keeps the instrumentation out of build scripts.
        .args(["--target", host])
        .arg("--target-dir")
        .arg(folder())
        .env("CARGO_ENCODED_RUSTFLAGS", INSTRUMENTATION.join("\x1f"));
    command
}

impl Engine {
    /// Runs each target for `time`, as many at once as there are cores. Each counts as one test.
    pub(super) fn run(
        &self,
        targets: &[&Target],
        time: Duration,
        memory: Memory,
    ) -> Result<Counts> {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        self.write_seeds(targets)?;
        let mut counts = Counts::default();
        for group in targets.chunks(cores) {
            let running: Vec<_> = group
                .iter()
                .map(|target| Ok((*target, self.start(target, time, memory)?)))
                .collect::<Result<_>>()?;
            for (target, running) in running {
                let held = running.wait("fuzzing", Some(time + GRACE));
                counts += Counts::one(held.is_ok());
                match held {
                    Ok(()) => eprintln!("    {}", self.last_line(target)),
                    Err(error) => eprintln!("error: {error:#}\n{}", self.how_to_go_on(target)),
                }
            }
        }
        Ok(counts)
    }

    /// Runs one input, with all that is said shown. Gives whether everything held.
    pub(super) fn replay(&self, target: &Target, input: &Path) -> Result<bool> {
        let mut command = Command::new(self.programs.join(target.name));
        Ok(process::status(command.arg(input).env("RUST_BACKTRACE", "1"))?.success())
    }

    fn start(&self, target: &Target, time: Duration, memory: Memory) -> Result<Background> {
        let learned = self.folder.join("learned").join(target.name);
        let learned = match memory {
            Memory::Kept => learned,
            Memory::Fresh => {
                let folder = learned.with_extension("gate");
                seeds::remove(&folder)?;
                folder
            }
        };
        let found = self.findings(target);
        for folder in [&learned, &found] {
            std::fs::create_dir_all(folder)
                .with_context(|| format!("create {}", folder.display()))?;
        }
        let own = project::root().join("fuzz/seeds").join(target.inputs.folder());
        let mut command = Command::new(self.programs.join(target.name));
        command
            // What was found is to stand at the end of the log; `--input` shows the way there.
            .env("RUST_BACKTRACE", "0")
            .arg(format!("-max_total_time={}", time.as_secs().max(1)))
            .arg(format!("-max_len={}", target.longest))
            .arg(format!("-timeout={SLOWEST}"))
            .arg(format!("-dict={}", own.with_extension("dict").display()))
            .arg(format!("-artifact_prefix={}/", found.display()))
            // Else it begins with inputs of a few bytes, and stays there for a while.
            .arg("-len_control=0")
            // A gate tries the same inputs each time, as far as its time goes.
            .arg(format!("-seed={}", u32::from(memory == Memory::Fresh)))
            // The first folder is the one that it writes to.
            .args([&learned, &own]);
        let others = self.seeds_of_others(target.inputs);
        if others.is_dir() {
            command.arg(others);
        }
        progress::start(&format!("fuzz {}", target.name), &mut command, &self.log(target))
    }

    /// Before anything runs: two targets may begin with the same seeds.
    fn write_seeds(&self, targets: &[&Target]) -> Result<()> {
        let corpora = end_to_end::corpora();
        if corpora.is_none() {
            eprintln!("  skipped: no corpora (set XTASK_CORPORA), so only own seeds are read");
        }
        for inputs in Inputs::ALL {
            let folder = self.seeds_of_others(inputs);
            match &corpora {
                Some(corpora) if targets.iter().any(|target| target.inputs == inputs) => {
                    seeds::write(corpora, inputs, &folder)?;
                }
                Some(_) => {}
                None => seeds::remove(&folder)?,
            }
        }
        Ok(())
    }

    fn seeds_of_others(&self, inputs: Inputs) -> PathBuf {
        self.folder.join("corpora").join(inputs.folder())
    }

    fn findings(&self, target: &Target) -> PathBuf {
        self.folder.join("found").join(target.name)
    }

    fn log(&self, target: &Target) -> PathBuf {
        self.folder.join(target.name).with_extension("log")
    }

    /// How many inputs were run, and how much of the program they have reached.
    fn last_line(&self, target: &Target) -> String {
        let log = std::fs::read(self.log(target)).unwrap_or_default();
        let log = String::from_utf8_lossy(&log);
        let done = log.lines().rev().find(|line| line.contains("DONE")).unwrap_or_default();
        done.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    fn how_to_go_on(&self, target: &Target) -> String {
        format!(
            "the input is in {}; run it alone: cargo xtask fuzz {} --input FILE",
            self.findings(target).display(),
            target.name
        )
    }
}
