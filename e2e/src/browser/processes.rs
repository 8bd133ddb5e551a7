//! A driver and the browsers that it has started, as one group: a test that fails must not leave a
//! browser behind.

use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result};

/// A group of processes. Dropping it ends them all.
#[must_use]
#[derive(Debug)]
pub(super) struct Processes {
    first: Child,
}

impl Processes {
    /// Starts `command` as the first of a group of its own. What it says goes nowhere, except for
    /// what the command itself pipes.
    pub(super) fn start(command: &mut Command) -> Result<Self> {
        let name = command.get_program().to_string_lossy().into_owned();
        let first = command
            .stderr(Stdio::null())
            .process_group(0)
            .spawn()
            .with_context(|| format!("start {name}"))?;
        Ok(Self { first })
    }

    /// Whether the first of the group has ended by itself.
    pub(super) fn has_ended(&mut self) -> bool {
        matches!(self.first.try_wait(), Ok(Some(_)))
    }

    /// The first of the group.
    pub(super) fn first(&mut self) -> &mut Child {
        &mut self.first
    }
}

impl Drop for Processes {
    fn drop(&mut self) {
        let group = format!("-{}", self.first.id());
        let _ = Command::new("kill").args(["-KILL", "--", &group]).status();
        let _ = self.first.wait();
    }
}
