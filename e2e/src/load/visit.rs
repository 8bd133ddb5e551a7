//! One reader: a browser with an empty profile who comes to a page three times and wants to ask each time.
//! It reads numbers and judges none.

use anyhow::{Context, Result};
use serde_json::{Value, json};

use super::figures::{Intent, Visit};
use super::subjects::Subject;
use crate::{Browser, Shape};

/// What each page is watched with.
const WATCH: &str = include_str!("watch.js");

/// Nothing but the local site can be reached: a request to anywhere else fails at once, for everyone alike.
const ARGUMENTS: &[&str] = &["--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1"];

/// What `subject` costs on a first visit, and on the third, when files and compiled code are kept.
///
/// # Errors
/// When the page does not show what its reader is to press.
pub(super) async fn visits(subject: &Subject, rate: u32, site: &str) -> Result<[Visit; 2]> {
    let reader = Reader::start(rate, site).await?;
    let told = async {
        let first = reader.visit(subject).await?;
        // Chromium compiles a script on the first visit, keeps the code on the second, and uses it from the third.
        reader.visit(subject).await?;
        Ok([first, reader.visit(subject).await?])
    };
    let told: Result<_> = told.await;
    let told = told.with_context(|| format!("visit {} at {rate}×", subject.name))?;
    reader.browser.quit().await?;
    Ok(told)
}

#[derive(Debug)]
struct Reader<'site> {
    browser: Browser,
    site: &'site str,
}

impl<'site> Reader<'site> {
    async fn start(rate: u32, site: &'site str) -> Result<Self> {
        let browser = Browser::start_chromium(Shape::Desktop, ARGUMENTS).await?;
        let reader = Self { browser, site };
        // The renderer is there and warm before anything is measured.
        reader.browser.driver.goto(format!("{site}/{}.html", Subject::bare().page)).await?;
        reader.command("Emulation.setCPUThrottlingRate", json!({"rate": rate})).await?;
        // The processor's time of the main thread, which other programs on the machine disturb least.
        reader.command("Performance.enable", json!({"timeDomain": "threadTicks"})).await?;
        Ok(reader)
    }

    async fn visit(&self, subject: &Subject) -> Result<Visit> {
        self.browser.driver.goto(format!("{}/{}.html", self.site, subject.page)).await?;
        self.browser.run(WATCH).await?;
        let launcher = json!(subject.launcher);
        let before = self.settle(&format!("watch.settled({launcher})")).await?;
        // These count from the beginning of the navigation.
        let metrics = self.command("Performance.getMetrics", json!({})).await?;
        let mut visit = Visit {
            requests: whole(&before, "requests")?,
            refused: whole(&before, "refused")?,
            bytes: whole(&before, "bytes")?,
            // What the browser did for this program is no cost of the page.
            task: metric(&metrics, "TaskDuration")? - metric(&metrics, "DevToolsCommandDuration")?,
            script: metric(&metrics, "ScriptDuration")?,
            intent: None,
        };
        if !subject.launcher.is_empty() {
            let find = format!("watch.arm(); return watch.find({launcher})");
            let found = self.browser.driver.execute(&find, Vec::new()).await?;
            found.element().context("find what a reader presses")?.click().await?;
            let asked = self.settle("watch.asked()").await?;
            visit.intent = Some(Intent {
                shown: asked["shown"].as_f64().context("wait for a field")?,
                focused: asked["focused"].as_f64(),
                requests: whole(&asked, "requests")? - visit.requests,
                bytes: whole(&asked, "bytes")? - visit.bytes,
            });
        }
        Ok(visit)
    }

    async fn command(&self, name: &str, parameters: Value) -> Result<Value> {
        let done = self.browser.driver.cdp().send_raw(name, parameters).await;
        done.with_context(|| format!("tell the browser: {name}"))
    }

    /// What the promise that `expression` gives settles with.
    async fn settle(&self, expression: &str) -> Result<Value> {
        let script =
            format!("const done = arguments[arguments.length - 1]; {expression}.then(done)");
        let done = self.browser.driver.execute_async(&script, Vec::new()).await;
        Ok(done.with_context(|| format!("wait for {expression}"))?.json().clone())
    }
}

fn whole(told: &Value, name: &str) -> Result<u64> {
    told[name].as_u64().with_context(|| format!("read {name} of a visit"))
}

/// A duration in milliseconds; the browser tells seconds.
fn metric(told: &Value, name: &str) -> Result<f64> {
    let metrics = told["metrics"].as_array().into_iter().flatten();
    let found = metrics.filter(|one| one["name"] == name).find_map(|one| one["value"].as_f64());
    Ok(found.with_context(|| format!("read {name} of the browser"))? * 1000.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_duration_is_told_in_milliseconds() {
        let told = json!({"metrics": [{"name": "TaskDuration", "value": 0.25}]});
        assert_eq!(metric(&told, "TaskDuration").expect("it is there"), 250.0);
        assert!(metric(&told, "ScriptDuration").is_err());
    }
}
