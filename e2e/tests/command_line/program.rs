//! The real `ask-docs`, in a pipe or on a terminal of its own.

use std::fs::{File, OpenOptions};
use std::io::Read as _;
use std::os::unix::ffi::OsStrExt as _;
use std::process::{Output, Stdio};
use std::sync::{Arc, Mutex};

use anyhow::{Context, Result, bail};
use ask_docs_e2e::{PATIENCE, env, until};
use rustix::process::{Pid, Signal, kill_process};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{Winsize, tcsetwinsize};
use tokio::io::{AsyncWriteExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};
use tokio::time::timeout;

/// The command that asks with `arguments`, and hears nothing of the environment of these tests.
pub(crate) fn program(arguments: &[&str]) -> Result<Command> {
    let mut command = Command::new(env("XTASK_CLI")?);
    command.arg("ask").args(arguments).kill_on_drop(true).env_clear().env("TERM", "xterm");
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    Ok(command)
}

/// What a program left behind.
#[derive(Debug)]
pub(crate) struct Left {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

/// Runs `command` to its end.
pub(crate) async fn run(mut command: Command) -> Result<Left> {
    let child = command.spawn().context("start ask-docs")?;
    let output = timeout(PATIENCE, child.wait_with_output()).await.context("it does not end")??;
    left(output)
}

fn left(output: Output) -> Result<Left> {
    Ok(Left {
        code: output.status.code().context("it was killed")?,
        out: String::from_utf8(output.stdout)?,
        err: String::from_utf8(output.stderr)?,
    })
}

/// Asks with `arguments`, to the end.
pub(crate) async fn asked(arguments: &[&str]) -> Result<Left> {
    run(program(arguments)?).await
}

/// As [`asked`], with `input` to read.
pub(crate) async fn asked_of_input(arguments: &[&str], input: &str) -> Result<Left> {
    let mut command = program(arguments)?;
    command.stdin(Stdio::piped());
    let mut child = command.spawn().context("start ask-docs")?;
    let mut pipe = child.stdin.take().context("its input")?;
    pipe.write_all(input.as_bytes()).await?;
    drop(pipe);
    left(timeout(PATIENCE, child.wait_with_output()).await.context("it does not end")??)
}

/// The next line that a program writes; none at its end.
pub(crate) async fn next_line(lines: &mut Lines<BufReader<ChildStdout>>) -> Result<Option<String>> {
    Ok(timeout(PATIENCE, lines.next_line()).await.context("it writes nothing")??)
}

/// All that it writes after that.
pub(crate) async fn rest(lines: &mut Lines<BufReader<ChildStdout>>) -> Result<String> {
    let mut rest = String::new();
    while let Some(line) = next_line(lines).await? {
        rest += &(line + "\n");
    }
    Ok(rest)
}

/// Presses Ctrl-C, and gives the exit status.
pub(crate) async fn interrupted(child: &mut Child) -> Result<Option<i32>> {
    let id = child.id().context("it has ended")?;
    let pid = Pid::from_raw(id.try_into()?).context("an id")?;
    kill_process(pid, Signal::INT)?;
    Ok(timeout(PATIENCE, child.wait()).await.context("it does not end")??.code())
}

/// A terminal with `ask-docs` on it.
pub(crate) struct Terminal {
    pub(crate) child: Child,
    parser: Arc<Mutex<vt100::Parser>>,
    written: Arc<Mutex<Vec<u8>>>,
}

impl Terminal {
    /// Runs `command` on a terminal of so many rows and columns.
    pub(crate) fn start(mut command: Command, (rows, columns): (u16, u16)) -> Result<Self> {
        let host = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY)?;
        grantpt(&host)?;
        unlockpt(&host)?;
        let size = Winsize { ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0 };
        tcsetwinsize(&host, size)?;
        let name = ptsname(&host, Vec::new())?;
        let name = std::ffi::OsStr::from_bytes(name.to_bytes());
        let terminal = OpenOptions::new().read(true).write(true).open(name)?;
        command.stdin(terminal.try_clone()?).stdout(terminal.try_clone()?).stderr(terminal);
        let child = command.spawn().context("start ask-docs")?;
        // It holds the other end of the terminal, which would never be closed.
        drop(command);
        let sides = (rows.try_into()?, columns.try_into()?);
        let parser = Arc::new(Mutex::new(vt100::Parser::new(sides.0, sides.1, 1000)));
        let written = Arc::new(Mutex::new(Vec::new()));
        let (screen, log) = (parser.clone(), written.clone());
        let mut host = File::from(host);
        std::thread::spawn(move || {
            let mut bytes = [0; 4096];
            // An error is how the end of a terminal is told.
            while let Ok(read @ 1..) = host.read(&mut bytes) {
                if let (Ok(mut screen), Ok(mut log)) = (screen.lock(), log.lock()) {
                    screen.process(&bytes[..read]);
                    log.extend_from_slice(&bytes[..read]);
                }
            }
        });
        Ok(Self { child, parser, written })
    }

    /// What a reader sees, once `is_there` says that it is what is waited for.
    pub(crate) async fn sees(&self, what: &str, is_there: impl Fn(&str) -> bool) -> Result<String> {
        let found = until(what, || async {
            let seen = self.screen();
            Ok(is_there(&seen).then_some(seen))
        });
        found.await.with_context(|| format!("on the screen: {:?}", self.screen()))
    }

    /// What a reader sees.
    pub(crate) fn screen(&self) -> String {
        self.parser.lock().map(|parser| parser.screen().contents()).unwrap_or_default()
    }

    /// All that has been written, codes and all.
    pub(crate) fn written(&self) -> String {
        let bytes = self.written.lock().map(|written| written.clone()).unwrap_or_default();
        String::from_utf8_lossy(&bytes).into_owned()
    }

    /// The exit status.
    pub(crate) async fn ended(&mut self) -> Result<i32> {
        let status = timeout(PATIENCE, self.child.wait()).await.context("it does not end")??;
        match status.code() {
            Some(code) => Ok(code),
            None => bail!("it was killed"),
        }
    }
}
