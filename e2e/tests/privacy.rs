//! What a box asks of the network and leaves behind, over a whole visit.

use anyhow::{Result, ensure};
use ask_docs_e2e::{AskBox, Browser, Gateway, Shape, until};
use serde_json::json;

/// Everything that a page can keep.
const KEPT: &str = "return (async () => [
     ...Object.keys(sessionStorage), ...Object.keys(localStorage), ...document.cookie.split('; '),
     ...(await caches.keys()), ...(await navigator.serviceWorker.getRegistrations()).map(String),
     ...(await indexedDB.databases?.() ?? []).map(({name}) => name),
 ].filter(Boolean))()";

async fn visit(browser: &Browser, ask_box: &AskBox) -> Result<()> {
    ask_box.ask("Which events does the box send?").await?;
    ask_box.completed().await?;
    ask_box.click("[part=not-helpful]").await?;
    ask_box.click("[part=reason]").await?;
    ask_box.click("[part=what-is-sent]").await?;
    ask_box.click("[part=edit]").await?;
    ask_box.click("[part=clear]").await?;
    browser.press("How does dark mode work?\u{e007}").await?;
    ask_box.completed().await?;
    Ok(())
}

#[tokio::test]
async fn a_whole_visit_asks_one_host_alone_and_leaves_nothing_behind() -> Result<()> {
    let gateway = Gateway::over_docs(&["--pace", "0"]).await?;
    let browser = Browser::start_logging_requests(Shape::Desktop, &[]).await?;
    let ask_box = browser.open(&gateway.address).await?;
    browser.run("document.querySelector('ask-docs').setAttribute('feedback', 'send')").await?;
    let before = browser.requests().await?;
    let is_of_page = |url: &String| {
        let files = ["/", "/ask-docs.js", "/page.css", "/favicon.ico"];
        files.iter().any(|file| *url == format!("{}{file}", gateway.address))
    };
    // The browser's own first page is in the log too.
    let more: Vec<_> =
        before.iter().filter(|url| url.starts_with("http") && !is_of_page(url)).collect();
    ensure!(before.iter().any(|url| url.ends_with("/ask-docs.js")), "the log misses some");
    ensure!(more.is_empty(), "asked before anybody wanted anything: {more:?}");
    visit(&browser, &ask_box).await?;
    let mut all = Vec::new();
    until("the feedback goes out", || async {
        let found = browser.requests().await?;
        Ok(found.iter().any(|url| url.ends_with("/ask/feedback")).then_some(found))
    })
    .await
    .map(|found| all.extend(found))?;
    ensure!(all.iter().any(|url| url.contains("/ask?format=markdown")), "{all:?}");
    let own = format!("{}/", gateway.address);
    let others: Vec<_> = all.iter().filter(|url| !url.starts_with(&own)).collect();
    ensure!(others.is_empty(), "asked of others: {others:?}");
    // Words of the reader are in no address.
    ensure!(!all.iter().any(|url| url.contains("dark")), "{all:?}");
    let kept = browser.run(KEPT).await?;
    ensure!(kept == json!([]), "left behind: {kept}");
    // Whoever finds nothing has to prove that it would have.
    browser.run("localStorage.x = 1; document.cookie = 'y=1'").await?;
    ensure!(browser.run(KEPT).await? == json!(["x", "y=1"]));
    browser.quit().await
}
