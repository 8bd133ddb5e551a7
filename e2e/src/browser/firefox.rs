//! Firefox: its driver and its settings.

use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result};
use thirtyfour::{Capabilities, prelude::*};

use super::processes::Processes;
use crate::env;

/// Starts the driver, which puts the browser's empty profile into the folder `profile`.
pub(super) fn start_driver(port: u16, profile: &Path) -> Result<Processes> {
    let mut command = Command::new(env("XTASK_GECKODRIVER")?);
    command
        .args(["--port", &port.to_string(), "--websocket-port", "0", "--profile-root"])
        .arg(profile)
        .stdout(Stdio::null());
    Processes::start(&mut command)
}

pub(super) fn capabilities() -> Result<Capabilities> {
    let mut capabilities = DesiredCapabilities::firefox();
    let binary = env("XTASK_FIREFOX")?;
    capabilities.set_firefox_binary(binary.to_str().context("Firefox's path")?)?;
    capabilities.add_arg("-headless")?;
    Ok(capabilities.into())
}
