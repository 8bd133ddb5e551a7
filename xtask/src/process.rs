//! Runs other programs: shown, read, or with a time limit. Each failure names the command and what it said.
//! It decides nothing about what to run.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

/// How often a running program is asked whether it has ended.
const POLL: Duration = Duration::from_millis(50);

/// Runs a command with its output shown. A status other than success is an error.
pub fn run(command: &mut Command) -> Result<()> {
    let status = status(command)?;
    if !status.success() {
        bail!("{} ended with {status}", describe(command));
    }
    Ok(())
}

/// Runs a command with its output shown and gives its status, whatever it is.
pub fn status(command: &mut Command) -> Result<ExitStatus> {
    command.status().with_context(|| cannot_start(command))
}

/// Runs a command unseen and gives what it printed on standard output, trimmed.
pub fn read(command: &mut Command) -> Result<String> {
    let Output { status, stdout, stderr } =
        command.stdin(Stdio::null()).output().with_context(|| cannot_start(command))?;
    if !status.success() {
        let said = String::from_utf8_lossy(&stderr);
        bail!("{} ended with {status}: {}", describe(command), said.trim());
    }
    Ok(String::from_utf8_lossy(&stdout).trim().to_owned())
}

/// Waits for a child, calling `tick` now and then; past the limit it is ended, and `None` is given.
pub fn wait(
    child: &mut Child,
    limit: Option<Duration>,
    mut tick: impl FnMut(Duration),
) -> Result<Option<ExitStatus>> {
    let start = Instant::now();
    loop {
        if let Some(status) = child.try_wait().context("wait for a program")? {
            return Ok(Some(status));
        }
        let elapsed = start.elapsed();
        if limit.is_some_and(|limit| elapsed > limit) {
            child.kill().context("end a program that takes too long")?;
            child.wait().context("wait for a program")?;
            return Ok(None);
        }
        tick(elapsed);
        thread::sleep(POLL);
    }
}

/// The command as a person would type it.
pub fn describe(command: &Command) -> String {
    let program = Path::new(command.get_program());
    let name = program.file_name().unwrap_or(program.as_os_str());
    let words: Vec<_> =
        std::iter::once(name).chain(command.get_args()).map(OsStr::to_string_lossy).collect();
    format!("`{}`", words.join(" "))
}

/// The first file of that name in the folders of `PATH`.
pub fn find_on_path(name: &str) -> Option<PathBuf> {
    let folders = std::env::var_os("PATH")?;
    std::env::split_paths(&folders)
        .map(|folder| folder.join(name).with_extension(std::env::consts::EXE_EXTENSION))
        .find(|file| file.is_file())
}

fn cannot_start(command: &Command) -> String {
    format!("start {}", describe(command))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_names_the_command_its_status_and_what_it_said() {
        let error = read(Command::new("sh").args(["-c", "echo no such thing >&2; exit 3"]));
        let text = format!("{:#}", error.expect_err("exit 3 is a failure"));
        assert!(text.starts_with("`sh -c "), "{text}");
        assert!(text.contains("3"), "{text}");
        assert!(text.ends_with("no such thing"), "{text}");
    }

    #[test]
    fn a_program_that_is_not_there_is_named() {
        let error =
            run(&mut Command::new("/nowhere/no-such-program")).expect_err("it does not exist");
        assert!(format!("{error:#}").starts_with("start `no-such-program`"));
    }

    #[test]
    fn a_program_past_its_time_limit_is_ended() {
        let mut child = Command::new("sleep").arg("60").spawn().expect("sleep starts");
        let status =
            wait(&mut child, Some(Duration::from_millis(1)), |_| ()).expect("waiting works");
        assert!(status.is_none());
    }
}
