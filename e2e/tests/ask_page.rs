//! The ask page in a browser that runs no scripts: a question, its answer, and the next question.

use anyhow::{Result, ensure};
use ask_docs_e2e::{Browser, Gateway, Shape, until};
use thirtyfour::prelude::*;

/// The page's scripts, and not the driver's own.
const NO_SCRIPTS: &str = "--blink-settings=scriptEnabled=false";

async fn words(browser: &Browser, selector: &str, wanted: &str) -> Result<String> {
    until(wanted, || async {
        let text = browser.driver.find(By::Css(selector)).await?.text().await?;
        Ok(text.contains(wanted).then_some(text))
    })
    .await
}

#[tokio::test]
async fn without_scripts_a_reader_asks_reads_and_asks_on_by_keyboard() -> Result<()> {
    let gateway = Gateway::over_docs(&["--pace", "20ms"]).await?;
    let browser = Browser::start_chromium(Shape::Desktop, &[NO_SCRIPTS]).await?;
    browser.driver.goto(format!("{}/ask", gateway.address)).await?;
    // It is there only where no script runs.
    let field = browser.driver.find(By::Id("q")).await?;
    field.send_keys("How do I run the gateway with a GitBook token?").await?;
    field.send_keys(Key::Enter).await?;
    // The driver waits for pages to be whole; that they grow is a test of the gateway's.
    words(&browser, "main", "Answers can be wrong").await?;
    words(&browser, ".answer", "--token-file").await?;
    let source = browser.driver.find(By::Css("#sources ~ ol a")).await?;
    let address = source.prop("href").await?.unwrap_or_default();
    ensure!(address.starts_with(&format!("{}/docs/", gateway.address)), "{address}");
    let next = browser.driver.find(By::Css("#next ~ ul a")).await?;
    let question = next.text().await?;
    next.send_keys(Key::Enter).await?;
    until("the next question is asked", || async {
        let field = browser.driver.find(By::Id("q")).await?;
        Ok((field.prop("value").await?.as_deref() == Some(&*question)).then_some(()))
    })
    .await?;
    words(&browser, "main", "Answers can be wrong").await?;
    browser.quit().await
}
