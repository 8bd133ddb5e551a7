//! The real gateway as a child process on a free port. Dropping it ends it.

use std::process::Stdio;

use anyhow::{Context, Result};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

use crate::env;

/// A running gateway.
#[must_use]
#[derive(Debug)]
pub struct Gateway {
    /// Where it listens, as in `http://127.0.0.1:43210`.
    pub address: String,
    _child: Child,
}

impl Gateway {
    /// Starts the gateway with `arguments`, serving the built widget, and waits until it listens.
    ///
    /// # Errors
    /// When it ends before it listens.
    pub async fn start(arguments: &[&str]) -> Result<Self> {
        let www = env("XTASK_WWW")?;
        let www = ["--www", www.to_str().context("the widget's folder")?];
        Self::serving(&[&www, arguments].concat()).await
    }

    /// As [`start`](Self::start), serving only what `arguments` say.
    ///
    /// # Errors
    /// When it ends before it listens.
    pub async fn serving(arguments: &[&str]) -> Result<Self> {
        let mut command = Command::new(env("XTASK_GATEWAY")?);
        command.args(["--port", "0"]).args(arguments);
        let (child, address) = listening(command).await?;
        Ok(Self { address, _child: child })
    }

    /// The gateway over the project's own documentation.
    ///
    /// # Errors
    /// As [`start`](Self::start).
    pub async fn over_docs(arguments: &[&str]) -> Result<Self> {
        let docs = env("XTASK_ROOT")?.join("docs");
        let docs = docs.to_str().context("the docs folder has a name that is not UTF-8")?;
        Self::start(&[&["--docs", docs], arguments].concat()).await
    }
}

/// Starts the gateway that `command` is, and gives it with where it listens. Dropping it ends it.
pub(crate) async fn listening(mut command: Command) -> Result<(Child, String)> {
    let child = command.stdout(Stdio::piped()).kill_on_drop(true).spawn();
    let mut child = child.context("start the gateway")?;
    let stdout = child.stdout.take().context("the gateway's output")?;
    let mut lines = BufReader::new(stdout).lines();
    while let Some(line) = lines.next_line().await? {
        if let Some(address) = line.trim().strip_prefix("Listening on ") {
            let address = address.trim_end_matches('/').to_owned();
            // Whoever stops reading a pipe ends the writer.
            tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
            return Ok((child, address));
        }
    }
    anyhow::bail!("the gateway ended before it listened")
}
