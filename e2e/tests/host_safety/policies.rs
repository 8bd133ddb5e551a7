//! The whole widget under the policies that pages have: it works, or there is a frame or a link in
//! its place and one sentence for the page's owner that names what to change.

use anyhow::{Context, Result, ensure};
use ask_docs_e2e::{AskBox, Browser, Engine, Gateway, Shape};
use serde_json::json;

use crate::stage::{Console, QUESTION, ask_in_frame, brought, page};

/// What a page under a policy gets.
#[derive(Clone, Copy)]
enum Outcome {
    /// The box, and silence.
    Works,
    /// The ask page in a frame, and a sentence with these words.
    Frame(&'static [&'static str]),
    /// A link to the ask page, and a sentence with these words.
    Link(&'static [&'static str]),
    /// What the page itself has put into the element.
    Nothing,
}
use Outcome::{Frame, Link, Nothing, Works};

struct Row {
    /// Header lines; `GATEWAY` stands for the gateway's origin.
    headers: &'static [&'static str],
    /// The tag's attributes beside `src`.
    tag: &'static str,
    outcome: Outcome,
}

impl Row {
    /// Whether the page lets only those in that are isolated as well.
    fn is_isolated(&self) -> bool {
        self.headers.iter().any(|header| header.starts_with("Cross-Origin-Embedder-Policy"))
    }
}

const NO_WASM: &[&str] = &["'wasm-unsafe-eval'", "script-src"];
const NO_CONNECT: &[&str] = &["GATEWAY", "connect-src"];

const ROWS: &[Row] = &[
    Row {
        headers: &["Content-Security-Policy: script-src GATEWAY"],
        tag: "async",
        outcome: Frame(NO_WASM),
    },
    Row {
        headers: &["Content-Security-Policy: script-src GATEWAY 'wasm-unsafe-eval'"],
        tag: "async",
        outcome: Works,
    },
    Row {
        headers: &["Content-Security-Policy: script-src 'nonce-abc' 'strict-dynamic'"],
        tag: "async nonce=abc",
        outcome: Frame(NO_WASM),
    },
    Row {
        headers: &[
            "Content-Security-Policy: script-src 'nonce-abc' 'strict-dynamic' 'wasm-unsafe-eval'",
        ],
        tag: "async nonce=abc",
        outcome: Works,
    },
    Row {
        headers: &["Content-Security-Policy: script-src 'nonce-abc' 'wasm-unsafe-eval'"],
        tag: "async nonce=abc",
        outcome: Works,
    },
    Row {
        headers: &[
            "Content-Security-Policy: script-src 'nonce-abc' 'strict-dynamic' GATEWAY 'wasm-unsafe-eval'",
        ],
        tag: "async",
        outcome: Nothing,
    },
    Row {
        headers: &["Content-Security-Policy: connect-src 'self'"],
        tag: "async",
        outcome: Frame(NO_CONNECT),
    },
    Row {
        headers: &[
            "Content-Security-Policy: default-src 'none'; script-src GATEWAY; connect-src GATEWAY",
        ],
        tag: "async",
        outcome: Link(NO_WASM),
    },
    Row {
        headers: &[
            "Content-Security-Policy: default-src 'none'; script-src GATEWAY 'wasm-unsafe-eval'",
        ],
        tag: "async",
        outcome: Link(NO_CONNECT),
    },
    Row {
        headers: &[
            "Content-Security-Policy: default-src 'none'; script-src GATEWAY 'wasm-unsafe-eval'; connect-src GATEWAY",
        ],
        tag: "type=module",
        outcome: Works,
    },
    Row {
        headers: &[
            "Content-Security-Policy: require-trusted-types-for 'script'; trusted-types 'none'",
        ],
        tag: "async",
        outcome: Works,
    },
    Row {
        headers: &[
            "Cross-Origin-Opener-Policy: same-origin",
            "Cross-Origin-Embedder-Policy: require-corp",
        ],
        tag: "async",
        outcome: Works,
    },
    Row {
        headers: &[
            "Cross-Origin-Opener-Policy: same-origin",
            "Cross-Origin-Embedder-Policy: require-corp",
            "Content-Security-Policy: script-src GATEWAY",
        ],
        tag: "async crossorigin",
        outcome: Frame(NO_WASM),
    },
];

#[tokio::test]
async fn under_each_policy_the_box_works_or_names_what_is_missing() -> Result<()> {
    let gateway = Gateway::over_docs(&["--pace", "0"]).await?;
    let browser = Browser::start(Shape::Desktop).await?;
    let blank = page("<!doctype html><title>Before</title>", "").await?;
    browser.driver.goto(&blank.address).await?;
    let mut failures = Vec::new();
    for row in ROWS {
        if let Err(failure) = play(row, &gateway, &browser).await {
            failures.push(format!("{:?} {}: {failure:#}", row.headers, row.tag));
            browser.driver.enter_default_frame().await?;
        }
    }
    ensure!(failures.is_empty(), "{}", failures.join("\n"));
    browser.quit().await
}

async fn play(row: &Row, gateway: &Gateway, browser: &Browser) -> Result<()> {
    let html = format!(
        "<!doctype html><title>Host</title><body><p id=mine>Mine</p>\
         <ask-docs><a href=\"{0}/ask\">Ask</a></ask-docs>\
         <script {1} src=\"{0}/ask-docs.js\"></script>",
        gateway.address, row.tag
    );
    let headers = row.headers.iter().map(|line| line.replace("GATEWAY", &gateway.address) + "\r\n");
    let host = page(html, &headers.collect::<String>()).await?;
    // What the last page has said is its own matter.
    Console::of(browser).await?;
    browser.driver.goto(&host.address).await?;
    if matches!(row.outcome, Nothing) {
        let upgraded = "return document.querySelector('ask-docs').shadowRoot !== null";
        ensure!(browser.run(upgraded).await? == false, "the loader has run");
        let seen = "return document.querySelector('ask-docs a').checkVisibility()";
        ensure!(browser.run(seen).await? == true, "what the page has put there is hidden");
        Console::of(browser).await?;
        return Ok(());
    }
    let ask_box = browser.ask_box("ask-docs").await?;
    let outcome = match row.outcome {
        // WebKit knows no `credentialless`, and lets no page without `require-corp` into one that
        // demands it: there it is the link.
        Frame(words) if browser.engine == Engine::WebKit && row.is_isolated() => Link(words),
        outcome => outcome,
    };
    let words = match outcome {
        Works | Nothing => {
            let ask_box = brought(browser).await?;
            ask_box.ask(QUESTION).await?;
            ask_box.completed().await?;
            return Console::of(browser).await?.is_silent();
        }
        Frame(words) => {
            type_at_once(browser, &ask_box).await?;
            ask_in_frame(browser, QUESTION).await?;
            words
        }
        Link(words) => {
            ask_box.click_field().await?;
            let link = ask_box.find("[part=fallback] a").await?;
            let address = link.prop("href").await?.context("an address")?;
            ensure!(address.starts_with(&format!("{}/ask?", gateway.address)), "{address}");
            ensure!(link.is_displayed().await?, "the link is hidden");
            words
        }
    };
    let console = Console::of(browser).await?;
    let [sentence] = &*console.ours else { anyhow::bail!("one sentence, not {console:?}") };
    for word in words {
        let word = word.replace("GATEWAY", &gateway.address);
        ensure!(sentence.contains(&word), "{word} is not in {sentence}");
    }
    ensure!(console.others.is_empty(), "{console:?}");
    let mine = browser.run("return document.querySelector('#mine').textContent").await?;
    ensure!(mine == "Mine", "the page has changed");
    Ok(())
}

/// Writes the question into the field. WebKit's driver types so slowly that the frame is there
/// before the last letter, and into a frame of another origin it does not type: there the question
/// is put in whole.
async fn type_at_once(browser: &Browser, ask_box: &AskBox) -> Result<()> {
    let field = ask_box.find("textarea").await?;
    if browser.engine == Engine::WebKit {
        let script = "arguments[0].value = arguments[1]; arguments[0].focus()";
        browser.driver.execute(script, vec![field.to_json()?, json!(QUESTION)]).await?;
        return Ok(());
    }
    Ok(field.send_keys(QUESTION).await?)
}
