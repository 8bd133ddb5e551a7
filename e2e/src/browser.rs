//! A browser with one page, and the box on it as a reader meets it.

use std::net::TcpListener;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result};
use serde_json::{Value, json};
use thirtyfour::{Capabilities, TypingData, prelude::*};

use crate::{env, until};

/// What kind of screen the browser has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// 1,100 × 900
    Desktop,
    /// 390 × 844, touch
    Phone,
}

/// A browser of its own, with an empty profile. Dropping it ends it.
#[must_use]
#[derive(Debug)]
pub struct Browser {
    // Dropped first: the driver's own farewell then fails at once instead of waiting.
    _processes: Processes,
    /// The WebDriver session.
    pub driver: WebDriver,
    _profile: tempfile::TempDir,
}

/// The box of a page: everything is found inside its shadow root.
#[derive(Clone, Debug)]
pub struct AskBox {
    root: WebElement,
}

impl Browser {
    /// Starts a browser.
    ///
    /// # Errors
    /// When Chromium or its driver does not start.
    pub async fn start(shape: Shape) -> Result<Self> {
        Self::start_with(shape, &[]).await
    }

    /// Starts a browser with `arguments` besides those that every one gets.
    ///
    /// # Errors
    /// When Chromium or its driver does not start.
    pub async fn start_with(shape: Shape, arguments: &[&str]) -> Result<Self> {
        Self::launch(shape, arguments, json!({"browser": "ALL"})).await
    }

    /// As [`start_with`](Self::start_with), keeping a log of [`requests`](Self::requests).
    ///
    /// # Errors
    /// When Chromium or its driver does not start.
    pub async fn start_logging_requests(shape: Shape, arguments: &[&str]) -> Result<Self> {
        Self::launch(shape, arguments, json!({"browser": "ALL", "performance": "ALL"})).await
    }

    async fn launch(shape: Shape, arguments: &[&str], logs: Value) -> Result<Self> {
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let processes = Processes::start(port)?;
        let profile = tempfile::tempdir()?;
        let capabilities = capabilities(shape, profile.path(), arguments, logs)?;
        let server = format!("http://127.0.0.1:{port}");
        let driver = until("chromedriver takes a session", || async {
            Ok(Some(WebDriver::new(&server, capabilities.clone()).await?))
        })
        .await?;
        Ok(Self { driver, _processes: processes, _profile: profile })
    }

    /// Opens `url` and waits for the box on it.
    ///
    /// # Errors
    /// When no box can be used there.
    pub async fn open(&self, url: &str) -> Result<AskBox> {
        self.driver.goto(url).await?;
        self.ask_box("ask-docs").await
    }

    /// The box in the element that `selector` names.
    ///
    /// # Errors
    /// When there is none that can be used.
    pub async fn ask_box(&self, selector: &str) -> Result<AskBox> {
        let found = until("the box can be used", || async {
            let host = self.driver.find(By::Css(selector)).await?;
            let root = host.get_shadow_root().await?;
            root.find(By::Css("textarea")).await?;
            Ok(Some(AskBox { root }))
        });
        found.await.with_context(|| format!("find the box in `{selector}`"))
    }

    /// What `script` returns, as JSON.
    ///
    /// # Errors
    /// When it throws.
    pub async fn run(&self, script: &str) -> Result<Value> {
        Ok(self.driver.execute(script, Vec::new()).await?.json().clone())
    }

    /// What the page has asked the network for since the last call, whether it got it or not.
    ///
    /// # Errors
    /// When the browser keeps no such log.
    pub async fn requests(&self) -> Result<Vec<String>> {
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
        Ok(self.driver.quit().await?)
    }
}

/// Chromedriver and the browsers it has started, as one group: a test that fails must not leave
/// a browser behind.
#[derive(Debug)]
struct Processes {
    chromedriver: Child,
}

impl Processes {
    fn start(port: u16) -> Result<Self> {
        let chromedriver = Command::new(env("ASK_DOCS_CHROMEDRIVER")?)
            .arg(format!("--port={port}"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .process_group(0)
            .spawn()
            .context("start chromedriver")?;
        Ok(Self { chromedriver })
    }
}

impl Drop for Processes {
    fn drop(&mut self) {
        let group = format!("-{}", self.chromedriver.id());
        let _ = Command::new("kill").args(["-KILL", "--", &group]).status();
        let _ = self.chromedriver.wait();
    }
}

impl AskBox {
    /// The element that `selector` names.
    ///
    /// # Errors
    /// When there is none within the time.
    pub async fn find(&self, selector: &str) -> Result<WebElement> {
        until(selector, || async { Ok(Some(self.root.find(By::Css(selector)).await?)) }).await
    }

    /// All elements that `selector` names now.
    ///
    /// # Errors
    /// When the page is gone.
    pub async fn all(&self, selector: &str) -> Result<Vec<WebElement>> {
        Ok(self.root.find_all(By::Css(selector)).await?)
    }

    /// The text of the element that `selector` names, once `wanted` likes it.
    ///
    /// # Errors
    /// When it never does.
    pub async fn text(&self, selector: &str, wanted: impl Fn(&str) -> bool) -> Result<String> {
        let found = until(selector, || async {
            let text = self.root.find(By::Css(selector)).await?.text().await?;
            Ok(Some(text).filter(|text| wanted(text)))
        });
        found.await.with_context(|| format!("the text of `{selector}`"))
    }

    /// Types `question` into the field and sends it with Enter.
    ///
    /// # Errors
    /// When there is no field.
    pub async fn ask(&self, question: &str) -> Result<()> {
        let field = self.find("textarea").await?;
        field.send_keys(question).await?;
        Ok(field.send_keys(Key::Enter + "").await?)
    }

    /// What the field holds.
    ///
    /// # Errors
    /// When there is no field.
    pub async fn draft(&self) -> Result<String> {
        Ok(self.find("textarea").await?.prop("value").await?.unwrap_or_default())
    }

    /// Waits until the status tells that the answer is whole.
    ///
    /// # Errors
    /// When it never is.
    pub async fn completed(&self) -> Result<String> {
        self.text_content("[part=status]", |text| text.starts_with("Answer complete")).await
    }

    /// As [`text`](Self::text), for an element that is there for assistive technology alone.
    ///
    /// # Errors
    /// When `wanted` never likes it.
    pub async fn text_content(
        &self,
        selector: &str,
        wanted: impl Fn(&str) -> bool,
    ) -> Result<String> {
        let found = until(selector, || async {
            let element = self.root.find(By::Css(selector)).await?;
            let text = element.prop("textContent").await?.unwrap_or_default();
            Ok(Some(text).filter(|text| wanted(text)))
        });
        found.await.with_context(|| format!("the text content of `{selector}`"))
    }
}

fn capabilities(
    shape: Shape,
    profile: &Path,
    arguments: &[&str],
    logs: Value,
) -> Result<Capabilities> {
    let mut capabilities = DesiredCapabilities::chrome();
    let binary = env("ASK_DOCS_CHROMIUM")?;
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
        "--window-size=1100,900",
        // A name that is not localhost, for what only a public page must not do.
        "--host-resolver-rules=MAP public.test 127.0.0.1",
    ];
    for argument in fixed.iter().chain(arguments) {
        capabilities.add_arg(argument)?;
    }
    capabilities.add_arg(&format!("--user-data-dir={}", profile.display()))?;
    if shape == Shape::Phone {
        let phone = json!({"deviceMetrics": {
            "width": 390, "height": 844, "pixelRatio": 2.0, "touch": true, "mobile": true
        }});
        capabilities.add_experimental_option("mobileEmulation", phone)?;
    }
    // The console is part of what is tested.
    let mut capabilities = Capabilities::from(capabilities);
    capabilities.set("goog:loggingPrefs", logs)?;
    Ok(capabilities)
}
