//! Where the tests play: a page of another origin than the widget's, a server of the widget's
//! files that can fail on cue, and what the browser's console says of both.

use anyhow::{Context, Result, ensure};
use ask_docs_e2e::{
    AskBox, Browser, CONSOLE, Received, Scripted, Step, env, snapshot, stream_head, until,
};
use serde_json::json;
use thirtyfour::prelude::*;

/// What readers ask in these tests.
pub(crate) const QUESTION: &str = "How do I run the gateway with a GitBook token?";

/// A server of one page, which keeps what the console is told. `headers` are further lines of its
/// response, each with its line end.
pub(crate) async fn page(html: impl Into<String>, headers: &str) -> Result<Scripted> {
    // A policy about scripts has to let this one run, which is gone before the loader looks for nonces.
    let headers = headers.replace("script-src ", "script-src 'nonce-console' ");
    let head =
        stream_head("200 OK", &format!("Content-Type: text/html; charset=utf-8\r\n{headers}"));
    const DOCTYPE: &str = "<!doctype html>";
    let console = format!(
        "{DOCTYPE}<script nonce=console>{CONSOLE} document.currentScript.remove()</script>"
    );
    let html = html.into().replacen(DOCTYPE, &console, 1);
    Scripted::start(move |_| vec![Step::send(head.clone() + &*html)]).await
}

/// The loader's tag for the widget that `server` has.
pub(crate) fn tag(server: &str) -> String {
    format!("<script async src=\"{server}/ask-docs.js\"></script>")
}

/// A page with the widget of `server` and nothing else, whose head begins with `head`.
pub(crate) fn plain(server: &str, head: &str, body: &str) -> String {
    let tag = tag(server);
    format!(
        "<!doctype html><html lang=en><head><title>Host</title>{head}{tag}</head><body>{body}</body></html>"
    )
}

/// The path that a request asks for, without its query.
pub(crate) fn path(request: &Received) -> &str {
    let target = request.line.split(' ').nth(1).unwrap_or_default();
    target.split('?').next().unwrap_or_default()
}

/// A server of the widget's files, of answers that say "Yes.", and of what `instead` gives.
pub(crate) async fn widget(
    instead: impl Fn(&str) -> Option<Vec<Step>> + Send + Sync + 'static,
) -> Result<Scripted> {
    let folder = env("XTASK_WWW")?;
    Scripted::start(move |request| {
        let path = path(request);
        if let Some(steps) = instead(path) {
            return steps;
        }
        if path.starts_with("/v1/") {
            return vec![Step::send(answer(request))];
        }
        let name = path.rsplit('/').next().unwrap_or_default();
        match std::fs::read(folder.join(name)) {
            Ok(body) => file(kind(name), body),
            Err(_) => vec![Step::send(stream_head("404 Not Found", ""))],
        }
    })
    .await
}

/// The same, but that the WebAssembly comes only once the test goes on.
pub(crate) async fn widget_held() -> Result<Scripted> {
    widget(|path| {
        let folder = env("XTASK_WWW").ok()?;
        let body = std::fs::read(folder.join(path.trim_start_matches('/'))).ok()?;
        let mut steps = file("application/wasm", body);
        steps.insert(1, Step::Hold);
        path.ends_with(".wasm").then_some(steps)
    })
    .await
}

/// A whole response of one file.
pub(crate) fn file(kind: &str, body: Vec<u8>) -> Vec<Step> {
    let head = stream_head("200 OK", &format!("Content-Type: {kind}\r\n"));
    vec![Step::send(head), Step::Send(body)]
}

/// A whole response to a question, or none to the wish for starter questions.
pub(crate) fn answer(request: &Received) -> String {
    let body =
        if request.line.starts_with("POST") { snapshot("Yes.", json!([])) } else { String::new() };
    stream_head("200 OK", "") + &*body + "event: done\ndata: done\n\n"
}

/// An API whose answers begin and go no further.
pub(crate) async fn beginning() -> Result<Scripted> {
    Scripted::start(|request| {
        let head = stream_head("200 OK", "");
        match request.line.starts_with("POST") {
            true => vec![Step::send(head + &*snapshot("It begins", json!([]))), Step::Silence],
            false => vec![Step::send(head + "event: done\ndata: done\n\n")],
        }
    })
    .await
}

/// A file's type by its name.
pub(crate) fn kind(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("wasm") => "application/wasm",
        Some("html") => "text/html",
        _ => "text/javascript",
    }
}

/// Clicks into the field of the first box, which is a reader's wish to ask, and waits for the box.
pub(crate) async fn brought(browser: &Browser) -> Result<AskBox> {
    let ask_box = browser.ask_box("ask-docs").await?;
    ask_box.click_field().await?;
    ask_box.find(".starters, [part=status]").await.context("the box did not come")?;
    Ok(ask_box)
}

/// Sends what the reader had typed, in the frame that stands where the box cannot, and waits for
/// the answer.
pub(crate) async fn ask_in_frame(browser: &Browser, draft: &str) -> Result<()> {
    enter_frame(browser).await?;
    let inner = browser.ask_box("ask-docs").await?;
    let arrived = until("the draft is in the frame", || async {
        Ok((inner.draft().await? == draft).then_some(()))
    });
    arrived.await?;
    // By script, since WebKit's driver types into no frame of another origin.
    let send =
        "document.querySelector('ask-docs').shadowRoot.querySelector('form').requestSubmit()";
    browser.run(send).await?;
    inner.completed().await?;
    Ok(browser.driver.enter_default_frame().await?)
}

/// Goes into the frame, once it is shown: it is when the box in it runs.
pub(crate) async fn enter_frame(browser: &Browser) -> Result<()> {
    Ok(drawn(browser, "iframe.frame:not([hidden])").await?.enter_frame().await?)
}

/// Presses the button that opens the first box.
pub(crate) async fn press_launcher(browser: &Browser) -> Result<()> {
    // The first press in a window of WebKit's may be lost.
    let heard = "window.isPressed = false;
        addEventListener('click', () => { window.isPressed = true }, { capture: true })";
    browser.run(heard).await?;
    until("the launcher is pressed", || async {
        drawn(browser, ".launcher").await?.click().await?;
        Ok((browser.run("return isPressed").await? == true).then_some(()))
    })
    .await
}

/// As [`Browser::drawn`].
pub(crate) async fn drawn(browser: &Browser, selector: &str) -> Result<WebElement> {
    browser.drawn(selector).await
}

/// What the console holds that a site's owner would worry about, by whom it is said.
#[derive(Debug, Default)]
pub(crate) struct Console {
    /// Sentences of the widget.
    pub ours: Vec<String>,
    /// What the browser itself says when a policy refuses something.
    pub policy: Vec<String>,
    /// All else.
    pub others: Vec<String>,
}

impl Console {
    /// What has been said since the last call.
    pub(crate) async fn of(browser: &Browser) -> Result<Self> {
        let mut console = Self::default();
        for said in browser.told().await? {
            if said.contains("Ask the Docs:") {
                console.ours.push(said);
            } else if said.contains("Content Security Policy") || said.starts_with("violation:") {
                console.policy.push(said);
            } else {
                console.others.push(said);
            }
        }
        Ok(console)
    }

    /// That nobody has said anything.
    pub(crate) fn is_silent(&self) -> Result<()> {
        ensure!(
            self.ours.is_empty() && self.policy.is_empty() && self.others.is_empty(),
            "{self:?}"
        );
        Ok(())
    }
}
