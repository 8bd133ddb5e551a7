//! The example pages as a visitor of the demo meets them.

use anyhow::{Result, ensure};
use ask_docs_e2e::{Browser, CONSOLE, Gateway, Shape, until};
use thirtyfour::prelude::*;

const QUESTION: &str = "How do I run the gateway with a GitBook token?";

/// Asks the first box of each page, and waits for its answer; nothing may be told on the console.
async fn answered_on(pages: &[&str]) -> Result<()> {
    let gateway = Gateway::over_docs(&["--pace", "0"]).await?;
    let browser = Browser::start(Shape::Desktop).await?;
    for page in pages {
        browser.driver.goto(&format!("{}/{page}.html", gateway.address)).await?;
        browser.run(CONSOLE).await?;
        until("the page's box can be called", || async {
            let ask = format!(
                "const box = document.querySelector('main ask-docs'); box?.ask?.('{QUESTION}'); \
                 return Boolean(box?.ask)"
            );
            Ok((browser.run(&ask).await? == true).then_some(()))
        })
        .await?;
        let ask_box = browser.ask_box("main ask-docs").await?;
        ask_box.completed().await?;
        let told = browser.told().await?;
        ensure!(told.is_empty(), "{page}: {told:?}");
    }
    browser.quit().await
}

#[tokio::test]
async fn pages_with_the_script_tag_answer_in_every_mode_and_under_a_strict_policy() -> Result<()> {
    answered_on(&["index", "windows", "dashboard", "strict"]).await
}

#[tokio::test]
async fn pages_with_the_package_answer() -> Result<()> {
    answered_on(&["react", "vue", "routes"]).await
}

#[tokio::test]
async fn a_panel_outside_the_views_stays_and_a_box_in_a_view_goes_with_it() -> Result<()> {
    let gateway = Gateway::over_docs(&["--pace", "0"]).await?;
    let browser = Browser::start(Shape::Desktop).await?;
    browser.driver.goto(&format!("{}/routes.html", gateway.address)).await?;
    let panel = "body > ask-docs";
    until("the panel can be called", || async {
        let open = format!(
            "const panel = document.querySelector('{panel}'); panel.ask?.('{QUESTION}'); \
             return Boolean(panel.ask)"
        );
        Ok((browser.run(&open).await? == true).then_some(()))
    })
    .await?;
    let box_of_panel = browser.ask_box(panel).await?;
    box_of_panel.completed().await?;
    let box_of_view = browser.ask_box("#view ask-docs").await?;
    box_of_view.text(".label", |text| text == "Help with sign-in").await?;

    let views = "return [document.querySelector('h2').textContent, location.search]";
    // As a reader, since a way back does not lead to what a script has left without one.
    browser.driver.find(By::Css("#views a:last-child")).await?.click().await?;
    ensure!(browser.run(views).await? == serde_json::json!(["Hosting", "?view=hosting"]));
    let box_of_view = browser.ask_box("#view ask-docs").await?;
    box_of_view.text(".label", |text| text == "Help with hosting").await?;
    browser.driver.back().await?;
    let box_of_view = until("the box of the view before", || async {
        let label = "return document.querySelector('#view ask-docs').shadowRoot\
                     .querySelector('.label').textContent";
        let is_back = browser.run(label).await? == "Help with sign-in";
        Ok(if is_back { Some(browser.ask_box("#view ask-docs").await?) } else { None })
    })
    .await?;
    box_of_view.ask(QUESTION).await?;
    box_of_view.completed().await?;
    // All the while the panel has kept its answer.
    box_of_panel.completed().await?;
    ensure!(browser.run("return document.querySelectorAll('ask-docs').length").await? == 2);
    browser.quit().await
}
