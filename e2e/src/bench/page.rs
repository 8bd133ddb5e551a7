//! The benchmark's page in a browser of its own: begins a task there and waits for its outcome.

use std::time::Duration;

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};
use tokio::time::{Instant, sleep};

use super::site::Site;
use crate::{Browser, Shape, env};

/// How often the page is asked whether a task has ended. It answers between two chunks at the
/// earliest, and no chunk's time is running then.
const POLL: Duration = Duration::from_millis(200);

/// What makes a measurement repeatable: garbage collected on demand, frames without a display's
/// pace, and no page put to sleep.
const ARGUMENTS: &[&str] = &[
    "--js-flags=--expose-gc",
    "--disable-frame-rate-limit",
    "--disable-background-timer-throttling",
    "--disable-renderer-backgrounding",
    "--disable-backgrounding-occluded-windows",
];

/// A browser with the page, ready for tasks.
#[must_use]
#[derive(Debug)]
pub struct Page {
    browser: Browser,
    _site: Site,
}

impl Page {
    /// Opens the page that `cargo xtask bench` has built.
    ///
    /// # Errors
    /// When there is none, or it does not start.
    pub async fn open() -> Result<Self> {
        let folder = env("XTASK_BENCH").context("run `cargo xtask bench render`")?;
        for name in ["index.html", "page.js", "ask-docs-bench.js"] {
            if !folder.join(name).is_file() {
                bail!("find {name} in {}: `cargo xtask bench render` builds it", folder.display());
            }
        }
        let site = Site::serve(folder).await?;
        let browser = Browser::start_chromium(Shape::Desktop, ARGUMENTS).await?;
        browser.driver.goto(&site.address).await?;
        let page = Self { browser, _site: site };
        page.outcome(Duration::from_secs(60)).await.context("start the benchmark's page")?;
        Ok(page)
    }

    /// What the task called `name` gives.
    ///
    /// # Errors
    /// When it throws, or has not ended after `patience`.
    pub async fn task(&self, name: &str, what: Value, patience: Duration) -> Result<Value> {
        let script = format!("begin({}, {what})", json!(name));
        self.browser.run(&script).await?;
        self.outcome(patience).await.with_context(|| format!("{name} {what}"))
    }

    /// What `script` returns.
    ///
    /// # Errors
    /// When it throws.
    pub async fn read(&self, script: &str) -> Result<Value> {
        self.browser.run(script).await
    }

    /// Ends the browser.
    ///
    /// # Errors
    /// When it does not end well.
    pub async fn close(self) -> Result<()> {
        self.browser.quit().await
    }

    async fn outcome(&self, patience: Duration) -> Result<Value> {
        let deadline = Instant::now() + patience;
        loop {
            // Until its script has run, the page has no `ended`.
            let mut outcome = self.browser.run("return globalThis.ended?.() ?? null").await?;
            if let Some(error) = outcome["error"].as_str() {
                bail!("{error}");
            }
            if outcome.is_object() {
                return Ok(outcome["value"].take());
            }
            if Instant::now() > deadline {
                bail!("waited in vain for {} s", patience.as_secs());
            }
            sleep(POLL).await;
        }
    }
}
