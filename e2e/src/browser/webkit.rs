//! WebKit: its driver, and the screen without which its browser does not start.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};
use serde_json::json;
use thirtyfour::Capabilities;

use super::processes::Processes;
use crate::env;

/// A screen that nobody sees, with a clipboard of its own.
#[derive(Debug)]
pub(super) struct Screen {
    _server: Processes,
    name: String,
}

impl Screen {
    pub(super) fn start() -> Result<Self> {
        let mut command = Command::new(env("XTASK_XVFB")?);
        // It takes a free number and tells it, once it can be used.
        command.args(["-displayfd", "1", "-screen", "0", "1280x1024x24", "-nolisten", "tcp"]);
        let mut server = Processes::start(command.stdout(Stdio::piped()))?;
        let mut number = String::new();
        let output = server.first().stdout.take().context("the output of Xvfb")?;
        BufReader::new(output).read_line(&mut number).context("read the number of the screen")?;
        ensure!(!number.trim().is_empty(), "Xvfb ended before it gave a screen");
        Ok(Self { _server: server, name: format!(":{}", number.trim()) })
    }
}

/// Starts the driver on `screen`; whatever the browser keeps goes into the folder `profile`.
pub(super) fn start_driver(port: u16, screen: &Screen, profile: &Path) -> Result<Processes> {
    let mut command = Command::new(env("XTASK_WEBKIT_DRIVER")?);
    command.arg(format!("--port={port}")).env("DISPLAY", &screen.name).stdout(Stdio::null());
    for name in ["HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_RUNTIME_DIR"] {
        command.env(name, profile);
    }
    // On the screen given, however the user's own session is drawn; and nobody reads it aloud.
    command.env("GDK_BACKEND", "x11").env_remove("WAYLAND_DISPLAY").env("NO_AT_BRIDGE", "1");
    Processes::start(&mut command)
}

pub(super) fn capabilities() -> Result<Capabilities> {
    let binary = env("XTASK_WEBKIT")?;
    let binary = binary.to_str().context("MiniBrowser's path")?;
    let options = json!({"binary": binary, "args": ["--automation"]});
    let mut capabilities = Capabilities::new();
    capabilities.set("webkitgtk:browserOptions", options)?;
    Ok(capabilities)
}
