//! A page whose policy allows scripts and styles of its own origin alone, no HTML from a string,
//! and no policy that could make some.

use anyhow::{Result, ensure};
use ask_docs_e2e::{Browser, CONSOLE, Scripted, Shape, Step, env, snapshot, stream_head, until};
use serde_json::json;

use crate::CONSTRUCTS;

const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; \
     style-src 'self'; connect-src 'self'; require-trusted-types-for 'script'; trusted-types 'none'";

const PAGE: &str = "<!doctype html><title>Strict</title>\
     <script src=/console.js></script><script async src=/ask-docs.js></script><body><ask-docs></ask-docs></body>";

/// One origin for everything: the page, the widget's files, and the answers.
async fn origin() -> Result<Scripted> {
    let folder = env("XTASK_WWW")?;
    Scripted::start(move |request| {
        let path = request.line.split(' ').nth(1).unwrap_or_default();
        if path.starts_with("/v1/") {
            let answer = if request.line.starts_with("POST") { CONSTRUCTS } else { "" };
            let prefixes = (0..answer.len()).step_by(40).skip(1);
            let shown = |end| snapshot(&answer[..answer.floor_char_boundary(end)], json!([]));
            let body: String = prefixes.chain([answer.len()]).map(shown).collect();
            let end = "event: done\ndata: done\n\n";
            return vec![Step::send(stream_head("200 OK", "") + &*body + end)];
        }
        let name = path.trim_start_matches('/');
        let (kind, body) = match name {
            "" => ("text/html", Ok(PAGE.into())),
            "console.js" => ("text/javascript", Ok(CONSOLE.into())),
            name if name.ends_with(".wasm") => {
                ("application/wasm", std::fs::read(folder.join(name)))
            }
            name => ("text/javascript", std::fs::read(folder.join(name))),
        };
        let headers = format!("Content-Type: {kind}\r\nContent-Security-Policy: {POLICY}\r\n");
        match body {
            Ok(body) => vec![Step::send(stream_head("200 OK", &headers)), Step::Send(body)],
            Err(_) => vec![Step::send(stream_head("404 Not Found", &headers))],
        }
    })
    .await
}

#[tokio::test]
async fn every_construct_works_under_trusted_types_and_styles_of_the_page_s_own_origin()
-> Result<()> {
    let origin = origin().await?;
    let browser = Browser::start(Shape::Desktop).await?;
    let ask_box = browser.open(&origin.address).await?;
    ask_box.ask("How?").await?;
    ask_box.completed().await?;
    for selector in [
        "h4",
        "strong",
        "em",
        "del",
        "a[href]",
        "br",
        "ol",
        "li.task",
        "blockquote",
        ".hint",
        "[role=tab]",
        "pre code",
        ".stepper",
        "table td",
        "details summary",
        "figcaption",
        ".card",
        "hr",
    ] {
        let found = ask_box.all(&format!(".answer {selector}")).await?;
        ensure!(!found.is_empty(), "the answer has no {selector}");
    }

    ask_box.click(".answer [role=tab]:nth-of-type(2)").await?;
    ask_box.text(".answer .panel:not([hidden])", |text| text.contains("second tab")).await?;
    ask_box.click(".answer details summary").await?;
    ask_box.find(".answer details[open]").await?;
    // Of the tab that is shown now, and of the block below: what is wide wraps, and is copied.
    const CODE: &str = ".answer .code:has(.gutter)";
    ask_box.click(&format!("{CODE} button.wrap")).await?;
    ask_box.find(".answer .code.wrapped").await?;
    ask_box.click(&format!("{CODE} button.copy")).await?;
    ask_box.text(&format!("{CODE} .told"), |told| told == "Copied").await?;

    let radius = "return getComputedStyle(document.querySelector('ask-docs')\
                  .shadowRoot.querySelector('.box')).borderRadius";
    ensure!(browser.run(radius).await? == "12px", "the styles are missing");
    let complaints = browser.complaints().await?;
    ensure!(complaints.is_empty(), "{complaints:?}");

    // Whoever finds nothing has to prove that it would have.
    let markup = "try { document.body.innerHTML = '<b>x</b>' } catch { return complaints.length }";
    browser.run(markup).await?;
    let noticed = until("the policy is in force", || async {
        let complaints = browser.complaints().await?;
        Ok(complaints.iter().any(|one| one.starts_with("violation")).then_some(()))
    });
    noticed.await?;
    browser.quit().await
}
