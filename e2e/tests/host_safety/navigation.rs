//! Pages that replace themselves: a new body, another route, the way back in history. There is one
//! live box, and no button without one.

use anyhow::{Result, ensure};
use ask_docs_e2e::{Browser, Shape, until};
use serde_json::json;
use thirtyfour::prelude::*;

use crate::stage::{Console, beginning, page, plain, widget};

/// How many elements and launchers there are, and how many of the latter are seen.
const COUNT: &str = "
    const boxes = [...document.querySelectorAll('ask-docs')];
    return [boxes.length, boxes.filter((one) => one.shadowRoot?.querySelector('.launcher')
        ?.checkVisibility()).length]";

async fn one_launcher(browser: &Browser) -> Result<()> {
    until("there is one launcher", || async {
        Ok((browser.run(COUNT).await? == json!([1, 1])).then_some(()))
    })
    .await
}

async fn answers(browser: &Browser) -> Result<()> {
    browser
        .run("document.querySelector('ask-docs').shadowRoot.querySelector('.launcher').click()")
        .await?;
    let ask_box = browser.ask_box("ask-docs").await?;
    ask_box.ask("How?").await?;
    ask_box.completed().await?;
    ensure!(ask_box.all(".shell").await?.len() == 1, "there is more than one shell");
    browser.press(Key::Escape + "").await
}

#[tokio::test]
async fn the_box_of_a_tag_outlives_a_body_that_is_replaced() -> Result<()> {
    let server = widget(|_| None).await?;
    let html = format!(
        "<!doctype html><title>Host</title><script async data-mode=launcher \
         src=\"{}/ask-docs.js\"></script><body><main>One</main></body>",
        server.address
    );
    let host = page(html, "").await?;
    let browser = Browser::start(Shape::Desktop).await?;
    browser.driver.goto(&host.address).await?;
    one_launcher(&browser).await?;
    answers(&browser).await?;
    for _ in 0..3 {
        browser
            .run(
                "const body = document.createElement('body');
                 body.append('Two');
                 document.body.replaceWith(body)",
            )
            .await?;
        one_launcher(&browser).await?;
    }
    // Some frameworks keep the body and change all that is in it.
    browser.run("document.body.replaceChildren('Three')").await?;
    one_launcher(&browser).await?;
    answers(&browser).await?;
    browser.run("AskDocs('destroy'); document.body.replaceChildren('Four')").await?;
    browser.run("document.body.replaceWith(document.createElement('body'))").await?;
    ensure!(browser.run(COUNT).await? == json!([0, 0]), "a destroyed box came back");
    Console::of(&browser).await?.is_silent()?;
    browser.quit().await
}

#[tokio::test]
async fn a_route_change_takes_its_box_along_and_brings_the_next() -> Result<()> {
    let server = widget(|_| None).await?;
    let body = "<main><ask-docs mode=panel push></ask-docs></main>";
    let host = page(plain(&server.address, "", body), "").await?;
    let browser = Browser::start(Shape::Desktop).await?;
    browser.driver.goto(&host.address).await?;
    for route in ["/a", "/b", "/c"] {
        one_launcher(&browser).await?;
        browser
            .run("document.querySelector('ask-docs').shadowRoot.querySelector('.launcher').click()")
            .await?;
        let ask_box = browser.ask_box("ask-docs").await?;
        ask_box.ask("How?").await?;
        ask_box.completed().await?;
        let script = format!(
            "history.pushState(null, '', '{route}');
             const main = document.createElement('main');
             const box = document.createElement('ask-docs');
             box.setAttribute('mode', 'panel');
             box.setAttribute('push', '');
             main.append(box);
             document.querySelector('main').replaceWith(main)"
        );
        browser.run(&script).await?;
        until("the page has its room back", || async {
            let style = browser.run("return document.documentElement.style.cssText").await?;
            Ok((style == "").then_some(()))
        })
        .await?;
    }
    one_launcher(&browser).await?;
    Console::of(&browser).await?.is_silent()?;
    browser.quit().await
}

#[tokio::test]
async fn on_the_way_back_in_history_there_is_one_box_and_it_answers() -> Result<()> {
    let server = widget(|_| None).await?;
    let body = "<ask-docs mode=launcher></ask-docs>";
    let host = page(plain(&server.address, "", body), "").await?;
    let browser = Browser::start(Shape::Desktop).await?;
    browser.driver.goto(&host.address).await?;
    one_launcher(&browser).await?;
    answers(&browser).await?;
    let elsewhere = page("<!doctype html><title>Elsewhere</title>", "").await?;
    browser.driver.goto(&elsewhere.address).await?;
    browser.driver.back().await?;
    one_launcher(&browser).await?;
    answers(&browser).await?;
    Console::of(&browser).await?.is_silent()?;
    browser.quit().await
}

#[tokio::test]
async fn who_leaves_the_page_ends_the_stream_and_finds_it_stopped_on_the_way_back() -> Result<()> {
    let server = widget(|_| None).await?;
    let api = beginning().await?;
    let body = format!("<ask-docs endpoint=\"{}\"></ask-docs>", api.address);
    let host = page(plain(&server.address, "", &body), "").await?;
    let elsewhere = page("<!doctype html><title>Elsewhere</title>", "").await?;
    let browser = Browser::start(Shape::Desktop).await?;
    let ask_box = browser.open(&host.address).await?;
    ask_box.ask("How?").await?;
    ask_box.text(".turn-body", |text| text.contains("It begins")).await?;
    let before = api.ended();
    browser.driver.goto(&elsewhere.address).await?;
    until("the stream ends", || async { Ok((api.ended() > before).then_some(())) }).await?;
    browser.driver.back().await?;
    // Whether the page was kept or is made anew: nothing runs, and a question can be asked.
    let ask_box = browser.ask_box("ask-docs").await?;
    until("nothing runs", || async {
        Ok(ask_box.all("button[part=stop]").await?.is_empty().then_some(()))
    })
    .await?;
    ask_box.ask("Again?").await?;
    ask_box.text(".turn-body", |text| text.contains("It begins")).await?;
    browser.quit().await
}
