//! Hostile answers, drawn by the real view in a real browser: nothing of them becomes more than
//! text, formatting and links, at no moment, and the page asks the network for nothing.

#[path = "../../../core/tests/support/corpora.rs"]
#[allow(dead_code, unreachable_pub, missing_docs, reason = "shared with the tests of the core")]
mod corpora;
mod payloads;
#[path = "../../../core/tests/support/places.rs"]
#[allow(unreachable_pub, reason = "shared with the tests of the core")]
mod places;

use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use ask_docs_e2e::{Browser, Scripted, Shape, Step, env, stream_head};
use serde_json::{Value, json};

const WATCH: &str = include_str!("watch.js");
const PAGE: &str = "<!doctype html><title>Host</title><div id=host></div>";
/// How many prefixes of each text are drawn.
const PREFIXES: usize = 64;
/// How many characters of texts the page gets at a time, so that no script runs for long.
const BATCH: usize = 1 << 17;

#[tokio::test]
async fn nothing_of_a_hostile_answer_gets_beyond_the_lists_or_asks_for_anything() -> Result<()> {
    let site = site().await?;
    let browser = Browser::start_logging_requests(Shape::Desktop, &[HOSTS]).await?;
    browser.driver.set_script_timeout(Duration::from_secs(300)).await?;
    browser.driver.goto(&site.address).await?;
    import(&browser, &site.address).await?;
    let begun = browser.requests().await?;
    ensure!(begun.iter().any(|url| url.ends_with(".wasm")), "the log misses requests: {begun:?}");

    for (name, texts) in payloads::texts() {
        let start = Instant::now();
        let mut sum = [0, 0, 0, 0];
        for batch in batches(&texts) {
            let script = "watch.draw(AnswerView, arguments[0], arguments[1]); return watch.found()";
            let found = browser.driver.execute(script, vec![json!(batch), json!(PREFIXES)]).await?;
            let found = found.json();
            ensure!(found["complaints"] == json!([]), "{name}: {:#}", found["complaints"]);
            ensure!(found["harm"] == json!([]), "{name}: {}", found["harm"]);
            for (sum, field) in sum.iter_mut().zip(["texts", "updates", "nodes", "links"]) {
                *sum += found[field].as_u64().context("a count")?;
            }
        }
        ensure!(sum[0] == texts.len() as u64, "{name}: only {} texts were drawn", sum[0]);
        let [texts, updates, nodes, links] = sum;
        println!(
            "{name}: {texts} texts in {updates} updates, {nodes} nodes seen, {links} links, {} s",
            start.elapsed().as_secs()
        );
        let requests = browser.requests().await?;
        ensure!(requests.is_empty(), "{name}: the page has asked for {requests:?}");
    }

    // Whoever finds nothing has to prove that it would have.
    let spy = format!("{}/spy.png", site.address);
    browser.driver.execute("watch.misbehave(arguments[0])", vec![json!(spy)]).await?;
    let found = browser.run("return watch.found()").await?;
    ensure!(found["complaints"].as_array().is_some_and(|all| !all.is_empty()), "{found}");
    ensure!(browser.requests().await?.contains(&spy), "the log misses an image");
    browser.quit().await
}

/// No name leads anywhere: an address that is asked for shows in the log, and is not reached.
const HOSTS: &str = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1";

/// The view as a module, and the page that watches it.
async fn site() -> Result<Scripted> {
    let folder = env("ASK_DOCS_BENCH")?;
    let read = |name: &str| {
        let path = folder.join(name);
        std::fs::read(&path).with_context(|| format!("read {}", path.display()))
    };
    let files = vec![
        ("ask-docs-bench.js", "text/javascript", read("ask-docs-bench.js")?),
        ("ask-docs-bench_bg.wasm", "application/wasm", read("ask-docs-bench_bg.wasm")?),
        ("watch.js", "text/javascript", WATCH.into()),
        ("", "text/html", PAGE.into()),
    ];
    Scripted::start(move |request| {
        let path = request.line.split(' ').nth(1).unwrap_or_default().trim_start_matches('/');
        let Some((_, kind, body)) = files.iter().find(|(name, ..)| *name == path) else {
            return vec![Step::send(stream_head("404 Not Found", ""))];
        };
        let head = stream_head("200 OK", &format!("Content-Type: {kind}\r\n"));
        vec![Step::send(head), Step::Send(body.clone())]
    })
    .await
}

async fn import(browser: &Browser, address: &str) -> Result<()> {
    let script = "const [address, done] = arguments;
        (async () => {
            window.watch = await import(`${address}/watch.js`);
            const bench = await import(`${address}/ask-docs-bench.js`);
            await bench.default();
            window.AnswerView = bench.AnswerView;
            watch.start();
        })().then(() => done('ready'), (error) => done(String(error)))";
    let told = browser.driver.execute_async(script, vec![json!(address)]).await?;
    let told: Value = told.json().clone();
    ensure!(told == "ready", "the page's modules: {told}");
    Ok(())
}

/// `texts` in groups of about [`BATCH`] characters.
fn batches(texts: &[String]) -> Vec<&[String]> {
    let mut batches = Vec::new();
    let mut rest = texts;
    while !rest.is_empty() {
        let mut size = 0;
        let count = rest.iter().take_while(|text| {
            let fits = size == 0 || size + text.len() <= BATCH;
            size += text.len();
            fits
        });
        let (batch, behind) = rest.split_at(count.count());
        batches.push(batch);
        rest = behind;
    }
    batches
}
