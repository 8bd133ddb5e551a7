//! What the figures were measured with: a figure without its versions and its date says nothing.

use std::env::consts::{ARCH, OS};
use std::fs;

use anyhow::{Context, Result};
use serde_json::Value;

use super::Page;
use crate::env;

/// What a page tells of the day, the browser and the machine.
pub(crate) const MACHINE: &str = "return [new Date().toISOString().slice(0, 10), \
    navigator.userAgent, navigator.hardwareConcurrency]";

/// Versions that are no part of what is measured.
const TOOLS: &[&str] = &["esbuild", "react-dom"];

/// Names with values, in the order of reading.
///
/// # Errors
/// When the page, or the list of peers, cannot be read.
pub async fn about(page: &Page) -> Result<Vec<(String, String)>> {
    let mut about = machine(&page.read(MACHINE).await?);
    let file = env("XTASK_ROOT")?.join("e2e/bench/package.json");
    let text = fs::read_to_string(&file).with_context(|| format!("read {}", file.display()))?;
    let package: Value = serde_json::from_str(&text).context("read the list of peers")?;
    let peers = package["dependencies"].as_object().into_iter().flatten();
    let peers = peers.filter(|(name, _)| !TOOLS.contains(&name.as_str()));
    about
        .extend(peers.map(|(name, it)| (name.clone(), it.as_str().unwrap_or_default().to_owned())));
    Ok(about)
}

/// Date, browser and machine, of what [`MACHINE`] has told.
pub(crate) fn machine(told: &Value) -> Vec<(String, String)> {
    vec![
        ("Measured on".to_owned(), told[0].as_str().unwrap_or_default().to_owned()),
        ("Chromium".to_owned(), browser_version(told[1].as_str().unwrap_or_default())),
        ("Machine:".to_owned(), format!("{OS}, {ARCH}, {} processors", told[2])),
    ]
}

fn browser_version(agent: &str) -> String {
    let version = agent.split("Chrome/").nth(1).and_then(|rest| rest.split(' ').next());
    version.unwrap_or(agent).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_browser_s_version_is_read_from_its_own_description() {
        let agent =
            "Mozilla/5.0 (X11; Linux) AppleWebKit/537.36 HeadlessChrome/156.0.0.0 Safari/537.36";
        assert_eq!(browser_version(agent), "156.0.0.0");
        assert_eq!(browser_version("unknown"), "unknown");
    }
}
