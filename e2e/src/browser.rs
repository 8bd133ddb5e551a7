//! A browser with one page, of the engine that the suite runs in.

mod ask_box;
mod chromium;
mod engine;
mod firefox;
mod processes;
mod webkit;

use std::net::TcpListener;

use anyhow::{Context, Result};
use serde_json::Value;
use thirtyfour::{TypingData, prelude::*};

pub use self::ask_box::AskBox;
use self::chromium::Extras;
pub use self::engine::{Engine, is_skipped};
use self::processes::Processes;
use crate::until;

/// A script that a page runs before all others, for [`Browser::complaints`].
pub const CONSOLE: &str = include_str!("browser/console.js");

/// For scripts: what is selected in a shadow root, as a range. `ShadowRoot.getSelection` is
/// Chromium's alone; other engines tell what is within a shadow root to those who name it.
pub const SELECTED: &str = "
    const selected = (root) => {
        const range = new Range();
        for (const one of getSelection().getComposedRanges({ shadowRoots: [root] })) {
            range.setStart(one.startContainer, one.startOffset);
            range.setEnd(one.endContainer, one.endOffset);
        }
        return range;
    };";

/// What kind of screen the browser has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// 1,100 × 900
    Desktop,
    /// 390 × 844; in Chromium also touch and a phone's way of laying out
    Phone,
}

impl Shape {
    fn size(self) -> (u32, u32) {
        match self {
            Self::Desktop => (1100, 900),
            Self::Phone => (390, 844),
        }
    }
}

/// A browser of its own, with an empty profile. Dropping it ends it.
#[must_use]
#[derive(Debug)]
pub struct Browser {
    /// The WebDriver session.
    pub driver: WebDriver,
    /// The engine that it is of.
    pub engine: Engine,
    _processes: Processes,
    _screen: Option<webkit::Screen>,
    _profile: tempfile::TempDir,
}

impl Browser {
    /// Starts a browser of the chosen engine.
    ///
    /// # Errors
    /// When it or its driver does not start.
    pub async fn start(shape: Shape) -> Result<Self> {
        Self::launch(Engine::chosen()?, shape, Extras::default()).await
    }

    /// Starts Chromium, whichever engine is chosen, with `arguments` besides those that it always gets.
    ///
    /// # Errors
    /// When Chromium or its driver does not start.
    pub async fn start_chromium(shape: Shape, arguments: &[&str]) -> Result<Self> {
        let extras = Extras { arguments, logs_requests: false };
        Self::launch(Engine::Chromium, shape, extras).await
    }

    /// Starts a browser of the chosen engine that keeps its [`requests`](Self::requests);
    /// Chromium gets `arguments` besides those that it always gets.
    ///
    /// # Errors
    /// When it or its driver does not start.
    pub async fn start_logging_requests(shape: Shape, arguments: &[&str]) -> Result<Self> {
        let extras = Extras { arguments, logs_requests: true };
        Self::launch(Engine::chosen()?, shape, extras).await
    }

    async fn launch(engine: Engine, shape: Shape, extras: Extras<'_>) -> Result<Self> {
        for _ in 0..3 {
            if let Some(browser) = Self::try_launch(engine, shape, extras).await? {
                return Ok(browser);
            }
        }
        anyhow::bail!("the driver of {engine:?} ended three times before it took a session")
    }

    /// `None` if the driver has ended: a port that was free a moment ago may be taken by now.
    async fn try_launch(engine: Engine, shape: Shape, extras: Extras<'_>) -> Result<Option<Self>> {
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let profile = tempfile::tempdir()?;
        let mut screen = None;
        let (mut processes, capabilities) = match engine {
            Engine::Chromium => (
                chromium::start_driver(port)?,
                chromium::capabilities(shape, profile.path(), extras)?,
            ),
            Engine::Firefox => {
                (firefox::start_driver(port, profile.path())?, firefox::capabilities()?)
            }
            Engine::WebKit => {
                let screen = screen.insert(webkit::Screen::start()?);
                (webkit::start_driver(port, screen, profile.path())?, webkit::capabilities()?)
            }
        };
        let server = format!("http://127.0.0.1:{port}");
        let driver = until("the driver takes a session", || {
            let has_ended = processes.has_ended();
            let session = WebDriver::new(&server, capabilities.clone());
            async move { if has_ended { Ok(Some(None)) } else { Ok(Some(Some(session.await?))) } }
        });
        let Some(driver) = driver.await? else { return Ok(None) };
        if engine != Engine::Chromium {
            // They take no size when they start.
            let (width, height) = shape.size();
            driver.set_window_rect(0, 0, width, height).await?;
        }
        let (_processes, _screen, _profile) = (processes, screen, profile);
        Ok(Some(Self { driver, engine, _processes, _screen, _profile }))
    }

    /// Opens `url` and waits for the box on it.
    ///
    /// # Errors
    /// When no box can be used there.
    pub async fn open(&self, url: &str) -> Result<AskBox> {
        self.driver.goto(url).await?;
        self.ask_box("ask-docs").await
    }

    /// Loads the page again.
    ///
    /// # Errors
    /// When it does not come.
    pub async fn reload(&self) -> Result<()> {
        Ok(self.driver.refresh().await?)
    }

    /// The box in the element that `selector` names.
    ///
    /// # Errors
    /// When there is none that can be used.
    pub async fn ask_box(&self, selector: &str) -> Result<AskBox> {
        let found = until("the box can be used", || async {
            let host = self.driver.find(By::Css(selector)).await?;
            Ok(Some(AskBox::of(host).await?))
        });
        found.await.with_context(|| format!("find the box in `{selector}`"))
    }

    /// As [`ask_box`](Self::ask_box), while only the button that opens it is there.
    ///
    /// # Errors
    /// When there is none within the time.
    pub async fn closed_box(&self, selector: &str) -> Result<AskBox> {
        let found = until("the button is there", || async {
            let host = self.driver.find(By::Css(selector)).await?;
            Ok(Some(AskBox::closed(host).await?))
        });
        found.await.with_context(|| format!("find the box in `{selector}`"))
    }

    /// The element that `selector` names in what the first element of the page has drawn, be that a
    /// box or not.
    ///
    /// # Errors
    /// When there is none within the time.
    pub async fn drawn(&self, selector: &str) -> Result<WebElement> {
        let script = "return document.querySelector('ask-docs')?\
                      .shadowRoot?.querySelector(arguments[0]) ?? null";
        until(selector, || async {
            Ok(Some(self.driver.execute(script, vec![selector.into()]).await?.element()?))
        })
        .await
    }

    /// Calls a method of Chromium's own protocol, for what no page and no driver can do.
    ///
    /// # Errors
    /// When the browser is no Chromium, or refuses.
    pub async fn devtools(&self, method: &str, parameters: Value) -> Result<Value> {
        let answer = self.driver.cdp().send_raw(method, parameters).await;
        answer.with_context(|| method.to_owned())
    }

    /// What `script` returns, as JSON.
    ///
    /// # Errors
    /// When it throws.
    pub async fn run(&self, script: &str) -> Result<Value> {
        Ok(self.driver.execute(script, Vec::new()).await?.json().clone())
    }

    /// What the page has asked the network for since the last call, whether it got it or not: as
    /// the log of Chromium's driver has it, and elsewhere the page's own list of resources.
    ///
    /// # Errors
    /// When Chromium keeps no such log.
    pub async fn requests(&self) -> Result<Vec<String>> {
        if self.engine != Engine::Chromium {
            let list =
                "const names = performance.getEntriesByType('resource').map((one) => one.name);
                 performance.clearResourceTimings();
                 return names";
            return Ok(serde_json::from_value(self.run(list).await?)?);
        }
        let mut urls = Vec::new();
        for entry in self.driver.get_log("performance").await? {
            let event: Value = serde_json::from_str(&entry.message)?;
            if event["message"]["method"] == "Network.requestWillBeSent" {
                let url = event["message"]["params"]["request"]["url"].as_str();
                urls.extend(url.map(str::to_owned));
            }
        }
        Ok(urls)
    }

    /// What the console of a page that runs [`CONSOLE`] holds that a site's owner would worry about.
    ///
    /// # Errors
    /// When the page does not run it.
    pub async fn complaints(&self) -> Result<Vec<String>> {
        let mut complaints = self.kept("slice()").await?;
        if self.engine == Engine::Chromium {
            // Its own log holds more: what the network and the browser itself say.
            complaints.extend(self.logged().await?);
        }
        complaints.retain(|one| !one.contains("favicon"));
        Ok(complaints)
    }

    /// What the console has been told since the last call that a site's owner would worry about,
    /// each once: from Chromium's log of it, elsewhere from a page that runs [`CONSOLE`].
    ///
    /// # Errors
    /// When the page does not run it.
    pub async fn told(&self) -> Result<Vec<String>> {
        let mut told = match self.engine {
            Engine::Chromium => self.logged().await?,
            Engine::Firefox | Engine::WebKit => self.kept("splice(0)").await?,
        };
        told.retain(|one| !one.contains("favicon"));
        Ok(told)
    }

    async fn kept(&self, taken: &str) -> Result<Vec<String>> {
        // As one text, since a page may have changed what a list is as JSON.
        let script = format!("return window.complaints?.{taken}.join('\\0') ?? null");
        let kept = self.run(&script).await?;
        let kept = kept.as_str().context("the page does not keep what its console is told")?;
        Ok(kept.split_terminator('\0').map(str::to_owned).collect())
    }

    async fn logged(&self) -> Result<Vec<String>> {
        let log = self.driver.get_log("browser").await?;
        let loud = log.into_iter().filter(|one| matches!(&*one.level, "SEVERE" | "WARNING"));
        // It quotes what was said.
        Ok(loud.map(|one| one.message.replace("\\\"", "\"")).collect())
    }

    /// Presses `keys`, wherever focus is.
    ///
    /// # Errors
    /// When the page is gone.
    pub async fn press(&self, keys: impl Into<TypingData>) -> Result<()> {
        Ok(self.driver.action_chain().send_keys(keys).perform().await?)
    }

    /// Ends the browser. Dropping does too, but tells nothing.
    ///
    /// # Errors
    /// When it does not end well.
    pub async fn quit(self) -> Result<()> {
        Ok(self.driver.clone().quit().await?)
    }
}

impl Drop for Browser {
    /// A session that has not been quit would say farewell to a driver that is about to be ended,
    /// over a connection that nothing serves while this waits: a failed test would take minutes.
    fn drop(&mut self) {
        let _ = self.driver.clone().leak();
    }
}
