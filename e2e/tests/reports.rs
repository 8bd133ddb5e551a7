//! The whole way of a reader's word: from the box through the gateway to the report of its owner.

use std::path::Path;

use anyhow::{Context, Result, ensure};
use ask_docs_e2e::{Browser, Gateway, Shape, audit, until};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use thirtyfour::prelude::*;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

const PASSWORD: &str = "a-long-password";
const QUESTION: &str = "How do I run the gateway with a GitBook token?";
const NOTHING: &str = "zzyzx qwrtp";
/// What a page would make an element of, and a spreadsheet a formula.
const HOSTILE: &str = "=1+1 <img src=x> <b>bold</b>";

async fn gateway(folder: &Path) -> Result<Gateway> {
    let (file, password) = (folder.join("reports.sqlite"), folder.join("password"));
    tokio::fs::write(&password, PASSWORD).await?;
    let [file, password] = [&file, &password].map(|path| path.to_str().unwrap_or_default());
    let docs = ask_docs_e2e::env("XTASK_ROOT")?.join("docs");
    let config = folder.join("gateway.toml");
    let text = format!(
        "[reports]\nfile = '{file}'\npassword_file = '{password}'\nquestion_text = true\n\
         [[site]]\ndocs = '{}'\npace = '1ms'\n",
        docs.display()
    );
    tokio::fs::write(&config, text).await?;
    Gateway::start(&["--config", config.to_str().context("a path")?]).await
}

/// What the gateway has at `path`, for who knows the password.
async fn exported(gateway: &Gateway, path: &str) -> Result<String> {
    let address = gateway.address.trim_start_matches("http://");
    let mut stream = TcpStream::connect(address).await?;
    let credentials = STANDARD.encode(format!("owner:{PASSWORD}"));
    let request = format!(
        "GET {path} HTTP/1.0\r\nhost: {address}\r\nauthorization: Basic {credentials}\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).await?;
    let mut text = String::new();
    stream.read_to_string(&mut text).await?;
    let (head, body) = text.split_once("\r\n\r\n").context("a response")?;
    ensure!(head.contains(" 200 "), "{head}");
    Ok(body.to_owned())
}

#[tokio::test]
async fn what_a_reader_says_in_the_box_is_on_the_report_page_and_in_its_exports() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let gateway = gateway(folder.path()).await?;
    let browser = Browser::start_chromium(Shape::Desktop, &[]).await?;
    let ask_box = browser.open(&gateway.address).await?;
    browser.run("document.querySelector('ask-docs').setAttribute('feedback', 'send')").await?;
    ask_box.ask(NOTHING).await?;
    ask_box.text_content("[part=status]", |text| text.starts_with("Nothing found")).await?;
    ask_box.ask(QUESTION).await?;
    ask_box.completed().await?;
    ask_box.click("[part=not-helpful]").await?;
    ask_box.click("[part=reason]:nth-child(3)").await?;
    ask_box.find("[part=comment]").await?.send_keys(HOSTILE).await?;
    ask_box.click("[part=send-feedback]").await?;
    ask_box.text(".reasons", |text| text == "Thank you.").await?;
    // The box thanks at once; the gateway hears of it a moment later.
    until("the words are in the report", || async {
        let csv = exported(&gateway, "/reports/feedback.csv").await?;
        Ok(csv.contains("bold").then_some(()))
    })
    .await?;
    let address = gateway.address.replace("http://", &format!("http://owner:{PASSWORD}@"));
    browser.driver.goto(format!("{address}/reports")).await?;
    let text = browser.driver.find(By::Css("main")).await?.text().await?;
    for words in [QUESTION, NOTHING, HOSTILE, "Not helpful: it is out of date"] {
        ensure!(text.contains(words), "{words} in {text}");
    }
    let strange = "return document.querySelectorAll('img, b, script, [style], [onclick]').length";
    ensure!(browser.run(strange).await? == 0);
    for scheme in ["light", "dark"] {
        let media = json!({"features": [{"name": "prefers-color-scheme", "value": scheme}]});
        browser.devtools("Emulation.setEmulatedMedia", media).await?;
        let found = audit::findings(&browser, "html").await?;
        ensure!(found.is_empty(), "{scheme}: {found:#?}");
    }
    // The policy lets the style in.
    let shown = "return getComputedStyle(document.querySelector('.totals')).display";
    ensure!(browser.run(shown).await? == "grid");
    let json: Value = serde_json::from_str(&exported(&gateway, "/reports/export.json").await?)?;
    let said = &json["feedback"][0];
    ensure!(said["comment"] == HOSTILE && said["question"] == QUESTION, "{json}");
    let nothing = json["answers"].as_array().context("a list")?.iter();
    let nothing: Vec<_> = nothing.filter(|answer| answer["outcome"] == "nothing").collect();
    ensure!(nothing.len() == 1 && nothing[0]["question"] == NOTHING, "{json}");
    let csv = exported(&gateway, "/reports/feedback.csv").await?;
    ensure!(
        csv.contains(&format!("\"no\",\"outdated\",\"'{HOSTILE}\",\"{QUESTION}\"\r\n")),
        "{csv}"
    );
    browser.quit().await
}

#[tokio::test]
async fn the_report_fits_a_phone_and_shows_another_span_without_scripts() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let gateway = gateway(folder.path()).await?;
    let browser =
        Browser::start_chromium(Shape::Phone, &["--blink-settings=scriptEnabled=false"]).await?;
    let address = gateway.address.replace("http://", &format!("http://owner:{PASSWORD}@"));
    browser.driver.goto(format!("{address}/ask?q=webhook")).await?;
    browser.driver.goto(format!("{address}/reports")).await?;
    let days = browser.driver.find(By::Css("select[name=days]")).await?;
    days.send_keys("7").await?;
    // To click, the driver would need scripts.
    browser.driver.find(By::Css("button")).await?.send_keys(Key::Enter).await?;
    until("a week is shown", || async {
        let shown = browser.driver.find(By::Css("select[name=days]")).await?;
        let is_week = shown.prop("value").await?.as_deref() == Some("7");
        let url = browser.driver.current_url().await?;
        Ok((is_week && url.query() == Some("days=7")).then_some(()))
    })
    .await?;
    let page = browser.driver.find(By::Css("html")).await?;
    ensure!(page.prop("scrollWidth").await? == page.prop("clientWidth").await?);
    let totals = browser.driver.find(By::Css(".totals")).await?.text().await?;
    ensure!(totals.starts_with("Questions\n1"), "{totals}");
    browser.quit().await
}
