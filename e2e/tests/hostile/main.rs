//! Hostile answers, drawn by the real view in a real browser: nothing of them becomes more than
//! text, formatting and links, at no moment, and the page asks the network for nothing.

#[path = "../../../core/tests/support/corpora.rs"]
#[allow(dead_code, unreachable_pub, missing_docs, reason = "shared with the tests of the core")]
mod corpora;
mod payloads;
#[path = "../../../core/tests/support/places.rs"]
#[allow(unreachable_pub, reason = "shared with the tests of the core")]
mod places;

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use ask_docs_e2e::{Browser, Engine, Scripted, Shape, Step, env, is_skipped, stream_head, until};
use serde_json::{Value, json};

const WATCH: &str = include_str!("watch.js");
const PAGE: &str = "<!doctype html><title>Host</title><div id=host></div>";
/// How many characters of texts the page gets at a time, so that no script runs for long.
const BATCH: usize = 1 << 15;
/// One at a time: each has a browser that works as hard as it can.
static TURN: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

#[tokio::test]
async fn nothing_of_a_hostile_answer_gets_beyond_the_lists_or_asks_for_anything() -> Result<()> {
    let _turn = TURN.lock().await;
    let page = Page::open().await?;
    for (name, texts) in payloads::texts() {
        let start = Instant::now();
        let mut sum = [0, 0, 0, 0];
        for batch in batches(&texts) {
            let draw = "watch.draw(AnswerView, given, 64)";
            let found = page.run(draw, json!(batch)).await.context(name)?;
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
        page.has_asked_for_nothing().await.context(name)?;
    }
    page.would_have_noticed().await
}

#[tokio::test]
async fn hostile_code_gets_colours_and_nothing_else() -> Result<()> {
    // On a busy machine WebKit had coloured 375 of 724 pieces of code after 90 seconds, where
    // Firefox took 80 for all of them.
    if is_skipped(&[Engine::Chromium, Engine::Firefox], "it would take about three minutes")? {
        return Ok(());
    }
    let _turn = TURN.lock().await;
    let page = Page::open().await?;
    let payloads = payloads::for_code();
    // Few at a time, since each piece of code is a task of its own, and a script that takes two
    // minutes is given up.
    for batch in payloads.chunks(40) {
        let colour = "await watch.colour(highlight, given, ['xml', 'markdown', 'javascript'])";
        let found = page.run(colour, json!(batch)).await?;
        let coloured = found["coloured"].as_u64().unwrap_or_default();
        println!("{} codes, {coloured} with colours", found["texts"]);
        ensure!(coloured > batch.len() as u64 / 2, "hardly any code was coloured: {coloured}");
    }
    page.has_asked_for_nothing().await?;
    page.would_have_noticed().await
}

/// A page that watches what is drawn on it, in a browser that logs what it asks for.
struct Page {
    site: Scripted,
    browser: Browser,
}

impl Page {
    async fn open() -> Result<Self> {
        let site = site().await?;
        let browser = Browser::start_logging_requests(Shape::Desktop, &[HOSTS]).await?;
        browser.driver.set_script_timeout(Duration::from_secs(300)).await?;
        browser.driver.goto(&site.address).await?;
        let page = Self { site, browser };
        page.run(IMPORT, json!(page.site.address)).await.context("the page's modules")?;
        let begun = page.browser.requests().await?;
        ensure!(begun.iter().any(|url| url.ends_with(".wasm")), "the log misses some: {begun:?}");
        Ok(page)
    }

    /// Runs `script` with what is `given`, and tells what was seen, if all of it was allowed.
    async fn run(&self, script: &str, given: Value) -> Result<Value> {
        let script = format!(
            "const [given, done] = arguments;
             (async () => {{ {script} }})()
                 .then(() => done(watch.found()), (error) => done(String(error)))"
        );
        let found = self.browser.driver.execute_async(&script, vec![given]).await?.json().clone();
        ensure!(found.is_object(), "{found}");
        ensure!(found["complaints"] == json!([]), "{:#}", found["complaints"]);
        ensure!(found["harm"] == json!([]), "{}", found["harm"]);
        Ok(found)
    }

    async fn has_asked_for_nothing(&self) -> Result<()> {
        let requests = self.browser.requests().await?;
        ensure!(requests.is_empty(), "the page has asked for {requests:?}");
        Ok(())
    }

    /// Whoever finds nothing has to prove that it would have.
    async fn would_have_noticed(self) -> Result<()> {
        let spy = format!("{}/spy.png", self.site.address);
        let misbehave = self.run("watch.misbehave(given)", json!(spy)).await;
        let error = misbehave.err().context("nobody complains of an image")?;
        ensure!(error.to_string().contains("<img>"), "{error}");
        until("the image is asked for", || async {
            Ok(self.browser.requests().await?.contains(&spy).then_some(()))
        })
        .await?;
        self.browser.quit().await
    }
}

const IMPORT: &str = "
    window.watch = await import(`${given}/watch.js`);
    const bench = await import(`${given}/ask-docs-bench.js`);
    await bench.default();
    window.AnswerView = bench.AnswerView;
    window.highlight = (await import(`${given}/highlight.js`)).highlight;
    watch.start();";

/// No name leads anywhere: an address that is asked for shows in the log, and is not reached.
const HOSTS: &str = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1";

/// The name of the chunk that colours code, which a release names after its content.
fn chunk(widget: &Path) -> Result<String> {
    let entries =
        std::fs::read_dir(widget).with_context(|| format!("list {}", widget.display()))?;
    let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    let mut chunks = names.filter(|name| name.starts_with("highlight") && name.ends_with(".js"));
    chunks.next().with_context(|| format!("find the chunk of colours in {}", widget.display()))
}

/// The view as a module, and the page that watches it.
async fn site() -> Result<Scripted> {
    let (view, widget) = (env("XTASK_BENCH")?, env("XTASK_WWW")?);
    let read = |folder: &Path, name: &str| {
        let path = folder.join(name);
        std::fs::read(&path).with_context(|| format!("read {}", path.display()))
    };
    let files = [
        ("ask-docs-bench.js", "text/javascript", read(&view, "ask-docs-bench.js")?),
        ("ask-docs-bench_bg.wasm", "application/wasm", read(&view, "ask-docs-bench_bg.wasm")?),
        ("highlight.js", "text/javascript", read(&widget, &chunk(&widget)?)?),
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
