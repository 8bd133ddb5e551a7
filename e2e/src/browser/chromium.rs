//! Chromium: its driver, its arguments, and the logs that no other driver keeps.

use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result};
use serde_json::json;
use thirtyfour::{Capabilities, prelude::*};

use super::Shape;
use super::processes::Processes;
use crate::env;

/// What of Chromium a test asks for besides what every one gets.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Extras<'a> {
    /// Arguments of its command line.
    pub(super) arguments: &'a [&'a str],
    /// Whether what the page asks the network for is logged.
    pub(super) logs_requests: bool,
}

pub(super) fn start_driver(port: u16) -> Result<Processes> {
    let mut command = Command::new(env("XTASK_CHROMEDRIVER")?);
    Processes::start(command.arg(format!("--port={port}")).stdout(Stdio::null()))
}

pub(super) fn capabilities(
    shape: Shape,
    profile: &Path,
    extras: Extras<'_>,
) -> Result<Capabilities> {
    let mut capabilities = DesiredCapabilities::chrome();
    let binary = env("XTASK_CHROMIUM")?;
    capabilities.set_binary(binary.to_str().context("Chromium's path")?)?;
    let fixed = [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--disable-dev-shm-usage",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--hide-scrollbars",
    ];
    for argument in fixed.iter().chain(extras.arguments) {
        capabilities.add_arg(argument)?;
    }
    let (width, height) = Shape::Desktop.size();
    capabilities.add_arg(&format!("--window-size={width},{height}"))?;
    capabilities.add_arg(&format!("--user-data-dir={}", profile.display()))?;
    if shape == Shape::Phone {
        let (width, height) = shape.size();
        let phone = json!({"deviceMetrics": {
            "width": width, "height": height, "pixelRatio": 2.0, "touch": true, "mobile": true
        }});
        capabilities.add_experimental_option("mobileEmulation", phone)?;
    }
    // The console is part of what is tested.
    let logs = match extras.logs_requests {
        true => json!({"browser": "ALL", "performance": "ALL"}),
        false => json!({"browser": "ALL"}),
    };
    let mut capabilities = Capabilities::from(capabilities);
    capabilities.set("goog:loggingPrefs", logs)?;
    Ok(capabilities)
}
