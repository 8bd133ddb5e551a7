//! Pieces of the widget that do not come, or not as they were built: within a second the reader has
//! a frame or a link, the page goes on, and what was typed is kept.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use ask_docs_e2e::{Browser, Engine, Gateway, Scripted, Shape, Step, env, is_skipped, stream_head};

use crate::stage::{Console, ask_in_frame, file, page, plain, widget};

const DRAFT: &str = "How is the box themed?";

/// Types into the field of the page and waits for what stands in place of the box.
async fn type_and_fall_back(browser: &Browser, host: &Scripted) -> Result<Duration> {
    browser.driver.goto(&host.address).await?;
    let ask_box = browser.ask_box("ask-docs").await?;
    // All at once: what is fetched by then could fail before the last key.
    let field =
        "const field = document.querySelector('ask-docs').shadowRoot.querySelector('textarea');";
    browser.run(&format!("{field} field.value = '{DRAFT}'; field.focus()")).await?;
    let start = Instant::now();
    ask_box.find(".place a, iframe.frame").await.context("nothing came in place of the box")?;
    Ok(start.elapsed())
}

/// That the page's own script still runs and that nothing was thrown at it.
async fn unharmed(browser: &Browser) -> Result<()> {
    let errors = browser.run("return window.errors").await?;
    ensure!(errors == serde_json::json!([]), "the page saw {errors}");
    Ok(())
}

const WITNESS: &str = "<script>window.errors = [];
    addEventListener('error', (event) => errors.push(event.message));
    addEventListener('unhandledrejection', (event) => errors.push(String(event.reason)));</script>";

#[tokio::test]
async fn without_webassembly_the_ask_page_answers_in_a_frame_and_has_the_draft() -> Result<()> {
    let gateway = Gateway::over_docs(&["--pace", "0"]).await?;
    let head = format!("{WITNESS}<script>delete window.WebAssembly</script>");
    let host = page(plain(&gateway.address, &head, "<ask-docs></ask-docs>"), "").await?;
    let browser = Browser::start(Shape::Desktop).await?;
    let took = type_and_fall_back(&browser, &host).await?;
    ensure!(took < Duration::from_secs(1), "it took {took:?}");
    ask_in_frame(&browser, DRAFT).await?;
    unharmed(&browser).await?;
    let console = Console::of(&browser).await?;
    ensure!(console.ours.len() == 1 && console.others.is_empty(), "{console:?}");
    browser.quit().await
}

/// A page whose widget lacks `name`, with the gateway's ask page as the way out.
async fn lacking(
    gateway: &Gateway,
    instead: impl Fn(&str) -> Option<Vec<Step>> + Send + Sync + 'static,
) -> Result<(Scripted, Scripted)> {
    let server = widget(instead).await?;
    let body = format!("<ask-docs fallback=\"{}/ask\"></ask-docs>", gateway.address);
    let host = page(plain(&server.address, WITNESS, &body), "").await?;
    Ok((server, host))
}

fn is_glue(path: &str) -> bool {
    path.starts_with("/ask_docs-") && path.ends_with(".js")
}

fn not_found() -> Vec<Step> {
    vec![Step::send(stream_head("404 Not Found", ""))]
}

/// Whether a path is that of the file which is missing.
type IsMissing = fn(&str) -> bool;

#[tokio::test]
async fn whichever_file_is_missing_a_frame_or_a_link_comes_within_a_second() -> Result<()> {
    let gateway = Gateway::over_docs(&["--pace", "0"]).await?;
    let browser = Browser::start(Shape::Desktop).await?;
    let missing: [(&str, IsMissing); 3] = [
        ("the glue", is_glue),
        ("the module", |path| path.ends_with(".wasm")),
        ("the guest", |path| path.starts_with("/guest-")),
    ];
    for (what, is_missing) in missing {
        let instead = move |path: &str| is_missing(path).then(not_found);
        let (_server, host) = lacking(&gateway, instead).await?;
        let took = type_and_fall_back(&browser, &host).await.context(what)?;
        ensure!(took < Duration::from_secs(1), "without {what} it took {took:?}");
        // Once the frame can be seen, the words are in there, and it may be quick.
        let kept = "const root = document.querySelector('ask-docs').shadowRoot;
            const frame = root.querySelector('iframe.frame:not([hidden])');
            return frame ? null : root.textContent + root.querySelector('textarea')?.value";
        let kept = browser.run(kept).await?;
        ensure!(kept.as_str().is_none_or(|text| text.contains(DRAFT)), "{what}: {kept}");
        if what != "the guest" {
            ask_in_frame(&browser, DRAFT).await.with_context(|| what.to_owned())?;
        }
        unharmed(&browser).await.context(what)?;
        let console = Console::of(&browser).await?;
        ensure!(console.ours.len() == 1, "without {what}: {console:?}");
    }
    browser.quit().await
}

#[tokio::test]
async fn a_module_of_the_wrong_type_is_used_all_the_same() -> Result<()> {
    let folder = env("XTASK_WWW")?;
    let server = widget(move |path| {
        let body = std::fs::read(folder.join(path.trim_start_matches('/'))).ok()?;
        path.ends_with(".wasm").then(|| file("text/plain", body))
    })
    .await?;
    let host = page(plain(&server.address, "", "<ask-docs></ask-docs>"), "").await?;
    let browser = Browser::start(Shape::Desktop).await?;
    let ask_box = browser.open(&host.address).await?;
    ask_box.ask("How?").await?;
    ask_box.completed().await?;
    Console::of(&browser).await?.is_silent()?;
    browser.quit().await
}

#[tokio::test]
async fn glue_that_was_tampered_with_is_refused_and_never_runs() -> Result<()> {
    let why = "it looks at no hash of a link (docs/security.md)";
    if is_skipped(&[Engine::Chromium, Engine::Firefox], why)? {
        return Ok(());
    }
    tampered(".js").await
}

#[tokio::test]
async fn a_module_that_was_tampered_with_is_refused_and_never_runs() -> Result<()> {
    tampered(".wasm").await
}

/// What a page does whose file with an `ending` has changed on its way.
async fn tampered(ending: &'static str) -> Result<()> {
    let gateway = Gateway::over_docs(&["--pace", "0"]).await?;
    let browser = Browser::start(Shape::Desktop).await?;
    let folder = env("XTASK_WWW")?;
    let instead = move |path: &str| {
        let is_it = path.ends_with(ending) && (is_glue(path) || ending == ".wasm");
        let mut body = std::fs::read(folder.join(path.trim_start_matches('/'))).ok()?;
        match ending {
            ".js" => body.extend(b"\nwindow.tampered = true;\n"),
            // A custom section of no name: valid, and another hash.
            _ => body.extend([0, 2, 1, b'x']),
        }
        is_it.then(|| file(super::stage::kind(path), body))
    };
    let (_server, host) = lacking(&gateway, instead).await?;
    type_and_fall_back(&browser, &host).await?;
    ask_in_frame(&browser, DRAFT).await?;
    let ran = browser.run("return window.tampered ?? false").await?;
    ensure!(ran == false, "it has run");
    let console = Console::of(&browser).await?;
    ensure!(console.ours.len() == 1, "{console:?}");
    browser.quit().await
}

#[tokio::test]
async fn a_slow_module_has_a_frame_in_its_place_and_takes_over_when_it_comes() -> Result<()> {
    let gateway = Gateway::over_docs(&["--pace", "0"]).await?;
    let folder = env("XTASK_WWW")?;
    let instead = move |path: &str| {
        let body = std::fs::read(folder.join(path.trim_start_matches('/'))).ok()?;
        let mut steps = file("application/wasm", body);
        steps.insert(1, Step::Hold);
        path.ends_with(".wasm").then_some(steps)
    };
    let (server, host) = lacking(&gateway, instead).await?;
    let browser = Browser::start(Shape::Desktop).await?;
    let took = type_and_fall_back(&browser, &host).await?;
    let patience = Duration::from_secs(7)..Duration::from_secs(10);
    ensure!(patience.contains(&took), "it took {took:?}");
    server.go_on();
    // The page's own box is there again, with what was typed.
    let ask_box = browser.ask_box("ask-docs").await?;
    ask_box.find("[part=status]").await?;
    ensure!(ask_box.draft().await? == DRAFT, "the draft is lost");
    ensure!(ask_box.all("iframe").await?.is_empty(), "the frame is still there");
    unharmed(&browser).await?;
    browser.quit().await
}
