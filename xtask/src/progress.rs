//! One line for each thing that takes time, and a log of what it said, shown only if it fails.
//! It refuses to print to standard output.

use std::fs::{self, File};
use std::io::{IsTerminal, Write, stderr};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::process;

/// How many lines of a log are shown when its command fails.
const SHOWN_LINES: usize = 25;
/// How often a line says that the work goes on, where a line cannot be drawn again.
const REMINDER: Duration = Duration::from_secs(60);

/// A finished line about a thing that needed no work.
pub fn already(thing: &str, what: &str) {
    eprintln!("  {thing:<34} {what}");
}

/// A heading above a group of lines or above the output of another program.
pub fn heading(text: &str) {
    eprintln!("\n== {text}");
}

/// A command that works on its own, its output going to a log.
#[must_use = "wait for it, or nobody learns how it ended"]
pub struct Background {
    thing: String,
    described: String,
    log: std::path::PathBuf,
    child: Child,
    start: Instant,
}

/// Starts a command whose output goes to the log file; `wait` tells how it ended.
pub fn start(thing: &str, command: &mut Command, log: &Path) -> Result<Background> {
    if let Some(folder) = log.parent() {
        fs::create_dir_all(folder).with_context(|| format!("create {}", folder.display()))?;
    }
    let file = File::create(log).with_context(|| format!("create {}", log.display()))?;
    let same = file.try_clone().context("write one log from two streams")?;
    let described = process::describe(command);
    let child = command
        .stdin(Stdio::null())
        .stdout(file)
        .stderr(same)
        .spawn()
        .with_context(|| format!("start {described}"))?;
    Ok(Background {
        thing: thing.to_owned(),
        described,
        log: log.to_owned(),
        child,
        start: Instant::now(),
    })
}

impl Background {
    /// Waits until the command has ended, showing that it still works, and for how long.
    ///
    /// `doing` names the work ("installing"); past the limit the command is ended, which is a failure.
    pub fn wait(mut self, doing: &str, limit: Option<Duration>) -> Result<()> {
        let drawn_again = stderr().is_terminal();
        let mut reminded = Duration::ZERO;
        let thing = &self.thing;
        if !drawn_again {
            eprintln!("  {thing:<34} {doing} …");
        }
        let ended = process::wait(&mut self.child, limit, |elapsed| {
            if drawn_again {
                eprint!("\r  {thing:<34} {doing} … {} s", elapsed.as_secs());
                let _ = stderr().flush();
            } else if elapsed >= reminded + REMINDER {
                reminded = elapsed;
                eprintln!("  {thing:<34} {doing} … {} s", elapsed.as_secs());
            }
        })?;
        let clear = if drawn_again { "\r\x1b[K" } else { "" };
        let seconds = self.start.elapsed().as_secs_f32();
        match ended {
            Some(status) if status.success() => {
                eprintln!("{clear}  {thing:<34} done in {seconds:.0} s");
                Ok(())
            }
            Some(status) => {
                eprintln!("{clear}  {thing:<34} failed after {seconds:.0} s");
                self.fail(&format!("ended with {status}"))
            }
            None => {
                eprintln!("{clear}  {thing:<34} gave up after {seconds:.0} s");
                self.fail("took too long")
            }
        }
    }

    fn fail(&self, how: &str) -> Result<()> {
        let text = fs::read(&self.log).unwrap_or_default();
        let text = String::from_utf8_lossy(&text);
        let tail = last_lines(&text, SHOWN_LINES);
        if tail.is_empty() {
            bail!("{} {how}", self.described);
        }
        bail!("{} {how}:\n{tail}", self.described)
    }
}

/// Runs a command to its end, unseen but for one line.
pub fn run(thing: &str, doing: &str, command: &mut Command, log: &Path) -> Result<()> {
    start(thing, command, log)?.wait(doing, None)
}

fn last_lines(text: &str, count: usize) -> &str {
    let text = text.trim_end();
    let from = text.rmatch_indices('\n').nth(count.saturating_sub(1)).map_or(0, |(at, _)| at + 1);
    &text[from..]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_a_log_is_its_last_whole_lines() {
        assert_eq!(last_lines("a\nb\nc\n\n", 2), "b\nc");
        assert_eq!(last_lines("a\nb", 5), "a\nb");
        assert_eq!(last_lines("\n", 5), "");
    }

    #[test]
    fn a_command_that_fails_unseen_shows_the_end_of_its_log() {
        let log =
            std::env::temp_dir().join(format!("ask-docs-progress-{}.log", std::process::id()));
        let result =
            run("a thing", "trying", Command::new("sh").args(["-c", "echo why; exit 1"]), &log);
        let text = format!("{:#}", result.expect_err("exit 1 is a failure"));
        let _ = fs::remove_file(log);
        assert!(text.ends_with("why"), "{text}");
    }
}
