//! A whole conversation by keyboard alone: what has focus, from the page's first link to the closed
//! window, as a transcript of roles and names.

use anyhow::{Context, Result, ensure};
use ask_docs_e2e::{Browser, Scripted, Shape, Step, audit, snapshot, stream_head, until};
use serde_json::json;
use thirtyfour::prelude::*;

use crate::keys::opened;
use crate::stage::{page, plain, widget};

/// An API whose answers begin and do not end, but for the question that says how.
async fn api() -> Result<Scripted> {
    Scripted::start(|request| {
        let head = stream_head("200 OK", "");
        if !request.line.starts_with("POST") {
            return vec![Step::send(head + "event: done\ndata: done\n\n")];
        }
        if !request.body.contains("How?") {
            return vec![Step::send(head + &*snapshot("It begins", json!([]))), Step::Silence];
        }
        let text = "Press **Log in**, see [groups](https://docs.example/groups).\n\n```sh\nlogin\n```\n\n\
            | Key | Use |\n|---|---|\n| a | b |\n";
        let sources =
            json!([{"type": "record", "title": "Log in", "url": "https://docs.example/login"}]);
        vec![Step::send(head + &*snapshot(text, sources) + "event: done\ndata: done\n\n")]
    })
    .await
}

/// Presses Tab until `last` has focus, and gives all that had it.
async fn tab_to(browser: &Browser, last: &str) -> Result<Vec<String>> {
    let mut seen = Vec::new();
    while seen.last().is_none_or(|one| one != last) {
        ensure!(seen.len() < 40, "“{last}” never has focus: {seen:#?}");
        browser.press(Key::Tab + "").await?;
        seen.push(audit::focused(browser).await?);
    }
    Ok(seen)
}

#[tokio::test]
async fn a_whole_conversation_goes_by_tab_enter_and_escape() -> Result<()> {
    let (server, api) = (widget(|_| None).await?, api().await?);
    let body = format!(
        "<a href=#>First</a><ask-docs mode=launcher feedback endpoint=\"{}\"></ask-docs><a href=#>Last</a>",
        api.address
    );
    let host = page(plain(&server.address, "", &body), "").await?;
    let browser = Browser::start(Shape::Desktop).await?;
    browser.driver.goto(&host.address).await?;
    until("the launcher is there", || async {
        Ok((browser.run("return !!window.AskDocs").await? == true).then_some(()))
    })
    .await?;
    // Open.
    let seen = tab_to(&browser, "button Ask the docs").await?;
    ensure!(seen == ["link First", "button Ask the docs"], "{seen:#?}");
    browser.press(Key::Enter + "").await?;
    opened(&browser, true).await?;
    ensure!(audit::focused(&browser).await? == "textbox Ask the docs");
    // Ask, and stop.
    let ask_box = browser.ask_box("ask-docs").await?;
    ask_box.find("[part=status]").await?;
    browser.press("What is it?".to_owned() + Key::Enter).await?;
    ask_box.text(".answer", |text| text == "It begins").await?;
    browser.press(Key::Escape + "").await?;
    ask_box.text(".notice", |text| text.starts_with("Stopped")).await?;
    opened(&browser, true).await?;
    // Ask, and read.
    ensure!(audit::focused(&browser).await? == "textbox Ask the docs");
    browser.press("How?".to_owned() + Key::Enter).await?;
    ask_box.completed().await?;
    let seen = tab_to(&browser, "link Last").await?;
    let transcript = [
        "button Ask",
        "button How?",
        "link groups",
        "button Wrap",
        "button Copy",
        "group Code: sh",
        "group Table",
        "link Log in",
        "button Copy answer",
        "button Ask again",
        "button Edit question",
        "button This answer helped",
        "button This answer did not help",
        "button What is it?",
        "button Clear",
        "button What is sent",
        "link Last",
    ];
    ensure!(seen == transcript, "{seen:#?}");
    // Back to the source, and follow it into a tab of its own.
    let back = async |wanted: &str| -> Result<()> {
        for _ in 0..20 {
            browser
                .driver
                .action_chain()
                .key_down(Key::Shift)
                .send_keys(Key::Tab)
                .key_up(Key::Shift)
                .perform()
                .await?;
            if audit::focused(&browser).await? == wanted {
                return Ok(());
            }
        }
        anyhow::bail!("“{wanted}” never has focus")
    };
    back("link Log in").await?;
    browser.press(Key::Enter + "").await?;
    let page = browser.driver.window().await?;
    let tabs = until("the source is open in another tab", || async {
        Ok(Some(browser.driver.windows().await?).filter(|tabs| tabs.len() == 2))
    })
    .await?;
    let other = tabs.into_iter().find(|tab| *tab != page).context("the other tab")?;
    browser.driver.switch_to_window(other).await?;
    browser.driver.close_window().await?;
    browser.driver.switch_to_window(page).await?;
    ensure!(audit::focused(&browser).await? == "link Log in", "the conversation is lost");
    // Say whether it helped.
    tab_to(&browser, "button This answer helped").await?;
    browser.press(Key::Enter + "").await?;
    ask_box.find("[part=helpful][aria-pressed=true]").await?;
    // Close.
    browser.press(Key::Escape + "").await?;
    opened(&browser, false).await?;
    ensure!(audit::focused(&browser).await? == "button Ask the docs");
    browser.quit().await
}

#[tokio::test]
async fn arrow_keys_recall_earlier_questions_and_leave_what_is_typed_alone() -> Result<()> {
    let server = widget(|_| None).await?;
    let host = page(plain(&server.address, "", "<ask-docs></ask-docs>"), "").await?;
    let browser = Browser::start(Shape::Desktop).await?;
    let ask_box = browser.open(&host.address).await?;
    for question in ["First?", "Second?", "First?"] {
        ask_box.ask(question).await?;
        ask_box.completed().await?;
    }
    let shows = async |draft: &str| {
        until(&format!("the field shows {draft:?}"), || async {
            Ok((ask_box.draft().await? == draft).then_some(()))
        })
        .await
    };
    for (key, draft) in [
        (Key::Up, "First?"),
        (Key::Up, "Second?"),
        (Key::Up, "Second?"),
        (Key::Down, "First?"),
        (Key::Down, ""),
        (Key::Down, ""),
        (Key::Up, "First?"),
    ] {
        browser.press(key + "").await?;
        shows(draft).await?;
    }
    // The caret is where one goes on writing, and what one has written stays.
    browser.press(" Really?".to_owned() + Key::Up).await?;
    shows("First? Really?").await?;
    browser.press(Key::Enter + "").await?;
    ask_box.text(".turn:first-child .question", |text| text == "First? Really?").await?;
    browser.quit().await
}

#[tokio::test]
async fn shift_enter_breaks_the_line_and_enter_sends() -> Result<()> {
    let server = widget(|_| None).await?;
    let host = page(plain(&server.address, "", "<ask-docs></ask-docs>"), "").await?;
    let browser = Browser::start(Shape::Desktop).await?;
    let ask_box = browser.open(&host.address).await?;
    ask_box.enter().await?;
    let chain = browser.driver.action_chain().send_keys("One").key_down(Key::Shift);
    chain.send_keys(Key::Enter).key_up(Key::Shift).send_keys("two?").perform().await?;
    ensure!(ask_box.draft().await? == "One\ntwo?" && ask_box.all(".turn").await?.is_empty());
    browser.press(Key::Enter + "").await?;
    ask_box.completed().await?;
    ensure!(ask_box.draft().await?.is_empty());
    browser.quit().await
}
