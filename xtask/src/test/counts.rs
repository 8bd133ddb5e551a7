//! How many tests passed, failed and were skipped, read from the lines that cargo's and wasm-bindgen's test programs print.
//! It passes on what it reads, and judges a program that says nothing by its exit status.

use std::fmt;
use std::io::{BufRead, BufReader, Write, stdout};
use std::ops::AddAssign;
use std::process::{Command, Stdio};

use anyhow::{Context, Result};

use crate::process;

/// Tests that passed, that failed, and that told why they cannot run in this engine.
/// Shown, it is the gate's closing line, which leaves the last ones out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Those that passed.
    pub passed: u64,
    /// Those that failed.
    pub failed: u64,
    /// Those that were skipped; they are not among those that passed.
    pub skipped: u64,
}

/// What the end-to-end tests write when they skip one. The test itself then ends like one that passed.
const SKIPPED: &str = "skipped in ";

impl Counts {
    /// A step that counts as one test.
    pub fn one(passed: bool) -> Self {
        Self { passed: passed.into(), failed: (!passed).into(), skipped: 0 }
    }

    /// Runs a command that is one test: its exit status tells.
    pub fn of_check(command: &mut Command) -> Result<Self> {
        let status = process::status(command)?;
        if !status.success() {
            eprintln!("error: {} ended with {status}", process::describe(command));
        }
        Ok(Self::one(status.success()))
    }

    /// Runs a command that reports its tests, showing what it prints.
    ///
    /// A command that fails without naming a failed test (it did not compile, or it crashed) counts as one failed
    /// test, and so does one that succeeds without having run any.
    pub fn of_tests(command: &mut Command) -> Result<Self> {
        Self::of_tests_shown(command, stdout().lock())
    }

    fn of_tests_shown(command: &mut Command, shown: impl Write) -> Result<Self> {
        let mut child = command
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("start {}", process::describe(command)))?;
        let mut counts = Self::default();
        if let Some(output) = child.stdout.take() {
            counts = Self::passed_on(BufReader::new(output), shown)?;
        }
        let status =
            child.wait().with_context(|| format!("wait for {}", process::describe(command)))?;
        let ran = counts.passed + counts.failed > 0;
        if counts.failed == 0 && !(status.success() && ran) {
            let why = if status.success() {
                "it ran no test".to_owned()
            } else {
                format!("it ended with {status}")
            };
            eprintln!("error: {} counts as failed: {why}", process::describe(command));
            counts.failed += 1;
        }
        Ok(counts)
    }

    fn passed_on(mut output: impl BufRead, mut shown: impl Write) -> Result<Self> {
        let mut counts = Self::default();
        let mut line = Vec::new();
        loop {
            line.clear();
            // Bytes, since a test may print anything; only our own line has to be text.
            if output.read_until(b'\n', &mut line).context("read what the tests print")? == 0 {
                counts.passed = counts.passed.saturating_sub(counts.skipped);
                return Ok(counts);
            }
            let text = String::from_utf8_lossy(&line);
            if let Some(found) = Self::parse(&text) {
                counts += found;
            }
            // Anywhere in it, since the line may begin with the name of a test that is running.
            counts.skipped += u64::from(text.contains(SKIPPED));
            shown
                .write_all(&line)
                .and_then(|()| shown.flush())
                .context("show what the tests print")?;
        }
    }

    /// Reads `test result: ok. 3 passed; 1 failed; …`.
    fn parse(line: &str) -> Option<Self> {
        let (_, numbers) = line.trim().strip_prefix("test result: ")?.split_once(". ")?;
        let number = |word: &str| {
            let part = numbers.split(';').map(str::trim).find(|part| part.ends_with(word))?;
            part.split(' ').next()?.parse().ok()
        };
        Some(Self { passed: number(" passed")?, failed: number(" failed")?, skipped: 0 })
    }
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} passed, {} failed", self.passed, self.failed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NATIVE: &str = "test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.01s";
    const WASM: &str =
        "test result: FAILED. 3 passed; 2 failed; 0 ignored; 0 filtered out; finished in 0.02s";

    fn counts(passed: u64, failed: u64) -> Counts {
        Counts { passed, failed, skipped: 0 }
    }

    /// What it prints is not shown: the gate that runs this very test would count it.
    fn shell(script: &str) -> Counts {
        let mut command = Command::new("sh");
        Counts::of_tests_shown(command.args(["-c", script]), std::io::sink()).expect("sh starts")
    }

    #[test]
    fn both_kinds_of_result_lines_are_read() {
        assert_eq!(Counts::parse(NATIVE), Some(counts(12, 0)));
        assert_eq!(Counts::parse(WASM), Some(counts(3, 2)));
        assert_eq!(Counts::parse("test result_is_shown ... ok"), None);
        assert_eq!(Counts::parse("test result: who knows"), None);
    }

    #[test]
    fn the_lines_of_several_programs_add_up_and_all_output_is_passed_on() {
        let printed = format!("running 12 tests\n{NATIVE}\n\u{fffd}\n{WASM}");
        let mut shown = Vec::new();
        let found = Counts::passed_on(printed.as_bytes(), &mut shown).expect("memory can be read");
        assert_eq!(found, counts(15, 2));
        assert_eq!(shown, printed.as_bytes());
    }

    #[test]
    fn a_test_that_says_it_is_skipped_has_not_passed() {
        let printed = format!("test a ... skipped in Firefox: a: no log\nok\n{NATIVE}\n");
        let mut shown = Vec::new();
        let found = Counts::passed_on(printed.as_bytes(), &mut shown).expect("memory can be read");
        assert_eq!(found, Counts { passed: 11, failed: 0, skipped: 1 });
    }

    #[test]
    fn a_program_that_fails_without_naming_a_test_counts_as_one_failure() {
        assert_eq!(shell("exit 101"), counts(0, 1));
        assert_eq!(shell(&format!("echo '{NATIVE}'; exit 101")), counts(12, 1));
        assert_eq!(shell(&format!("echo '{WASM}'; exit 101")), counts(3, 2));
    }

    #[test]
    fn a_program_that_ran_no_test_proves_nothing() {
        assert_eq!(shell("echo no tests to run!"), counts(0, 1));
    }

    #[test]
    fn the_closing_line_is_what_other_programs_look_for() {
        assert_eq!(counts(412, 0).to_string(), "412 passed, 0 failed");
    }
}
