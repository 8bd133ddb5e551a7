//! Keys and focus: what is typed in the box is no shortcut of the page, and the reverse; Escape
//! ends what is innermost; a dialog keeps focus and gives it back.

use anyhow::{Result, ensure};
use ask_docs_e2e::{AskBox, Browser, Scripted, Shape, until};
use serde_json::json;
use thirtyfour::prelude::*;

use crate::stage::{beginning, brought, page, plain, press_launcher, widget, widget_held};

const LISTENING: &str = "<script>window.heard = [];
    for (const type of ['keydown', 'keypress', 'keyup'])
        for (const target of [document, window])
            target.addEventListener(type, (event) => heard.push(event.key));</script>";

/// What is focused, down to the shadow root.
const FOCUSED: &str = "
    const active = document.activeElement;
    const inner = active?.shadowRoot?.activeElement;
    return (inner ? inner.localName + '.' + inner.className : active.id || active.localName)";

pub(crate) async fn focus_is(browser: &Browser, wanted: &str) -> Result<()> {
    until(&format!("focus is on {wanted}"), || async {
        let focused = browser.run(FOCUSED).await?;
        Ok(focused.as_str().is_some_and(|name| name.contains(wanted)).then_some(()))
    })
    .await
}

pub(crate) async fn opened(browser: &Browser, is_open: bool) -> Result<()> {
    let state =
        "return !!document.querySelector('ask-docs').shadowRoot.querySelector('.shell.open')";
    until(if is_open { "it is open" } else { "it is closed" }, || async {
        Ok((browser.run(state).await? == is_open).then_some(()))
    })
    .await
}

#[tokio::test]
async fn what_is_typed_in_the_box_is_no_shortcut_of_the_page() -> Result<()> {
    let server = widget(|_| None).await?;
    let body = "<input id=mine><ask-docs></ask-docs>";
    let host = page(plain(&server.address, LISTENING, body), "").await?;
    let browser = Browser::start(Shape::Desktop).await?;
    let ask_box = browser.open(&host.address).await?;
    // The first keys meet the loader alone, the others the box.
    ask_box.click_field().await?;
    browser.press("/k").await?;
    brought(&browser).await?;
    browser.press("?j").await?;
    let typed = until("the keys are typed", || async {
        let draft = ask_box.draft().await?;
        ensure!(draft == "/k?j", "the field has {draft:?}");
        Ok(Some(()))
    });
    typed.await?;
    let heard = browser.run("return heard").await?;
    ensure!(heard == json!([]), "the page heard {heard}");
    browser.driver.find(By::Id("mine")).await?.send_keys("x").await?;
    ensure!(browser.run("return heard.length").await? != 0, "the page hears its own keys no more");
    browser.quit().await
}

#[tokio::test]
async fn who_types_while_the_box_comes_goes_on_typing_in_it() -> Result<()> {
    // Held until the first word is there.
    let server = widget_held().await?;
    let host = page(plain(&server.address, "", "<ask-docs></ask-docs>"), "").await?;
    let browser = Browser::start(Shape::Desktop).await?;
    let ask_box = browser.open(&host.address).await?;
    browser
        .run("document.querySelector('ask-docs').shadowRoot.querySelector('textarea').focus()")
        .await?;
    browser.press("How ").await?;
    until("the module is asked for", || async {
        let asked = server.received().iter().any(|one| one.line.contains(".wasm"));
        Ok(asked.then_some(()))
    })
    .await?;
    focus_is(&browser, "textarea").await?;
    browser.press("does ").await?;
    server.go_on();
    ask_box.find("form[part=form]").await?;
    focus_is(&browser, "textarea").await?;
    browser.press("it work?").await?;
    until("all of it is in the field", || async {
        Ok((ask_box.draft().await? == "How does it work?").then_some(()))
    })
    .await?;
    browser.quit().await
}

#[tokio::test]
async fn a_shortcut_opens_and_closes_but_is_text_in_a_field() -> Result<()> {
    let server = widget(|_| None).await?;
    let browser = Browser::start(Shape::Desktop).await?;
    for shortcut in ["mod+k", "/"] {
        let body = format!(
            "<input id=mine><button id=opener>Mine</button><ask-docs mode=dialog shortcut=\"{shortcut}\"></ask-docs>"
        );
        let host = page(plain(&server.address, "", &body), "").await?;
        browser.driver.goto(&host.address).await?;
        until("the element is defined", || async {
            Ok((browser.run("return !!window.AskDocs").await? == true).then_some(()))
        })
        .await?;
        browser.driver.find(By::Id("mine")).await?.send_keys("/").await?;
        ensure!(browser.run("return document.querySelector('#mine').value").await? == "/");
        opened(&browser, false).await?;
        browser.run("document.querySelector('#opener').focus()").await?;
        press(&browser, shortcut).await?;
        opened(&browser, true).await?;
        focus_is(&browser, "textarea").await?;
        browser.press(Key::Escape + "").await?;
        opened(&browser, false).await?;
        focus_is(&browser, "opener").await?;
    }
    browser.quit().await
}

async fn press(browser: &Browser, shortcut: &str) -> Result<()> {
    if shortcut.starts_with("mod") {
        let chain = browser.driver.action_chain();
        return Ok(chain
            .key_down(Key::Control)
            .send_keys("k")
            .key_up(Key::Control)
            .perform()
            .await?);
    }
    browser.press(shortcut).await
}

#[tokio::test]
async fn escape_ends_a_running_answer_first_then_closes_and_never_while_a_word_is_composed()
-> Result<()> {
    let server = widget(|_| None).await?;
    let api = beginning().await?;
    let body = format!("<ask-docs mode=launcher endpoint=\"{}\"></ask-docs>", api.address);
    let host = page(plain(&server.address, "", &body), "").await?;
    let browser = Browser::start(Shape::Desktop).await?;
    let ask_box = open_launcher(&browser, &host).await?;
    ask_box.ask("How?").await?;
    ask_box.text(".turn-body", |text| text.contains("It begins")).await?;
    browser.press(Key::Escape + "").await?;
    ask_box.find("button[part=ask]").await?;
    opened(&browser, true).await?;
    let composing = "
        const field = document.querySelector('ask-docs').shadowRoot.querySelector('textarea');
        field.focus();
        field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', isComposing: true,
            bubbles: true, composed: true, cancelable: true }))";
    browser.run(composing).await?;
    opened(&browser, true).await?;
    browser.press(Key::Escape + "").await?;
    opened(&browser, false).await?;
    focus_is(&browser, "launcher").await?;
    browser.quit().await
}

pub(crate) async fn open_launcher(browser: &Browser, host: &Scripted) -> Result<AskBox> {
    browser.driver.goto(&host.address).await?;
    press_launcher(browser).await?;
    let ask_box = browser.ask_box("ask-docs").await?;
    ask_box.find("[part=status]").await?;
    Ok(ask_box)
}

#[tokio::test]
async fn a_dialog_keeps_focus_within_and_gives_it_back() -> Result<()> {
    let server = widget(|_| None).await?;
    let body =
        "<a id=first href=#>First</a><ask-docs mode=dialog></ask-docs><a id=last href=#>Last</a>";
    let host = page(plain(&server.address, "", body), "").await?;
    let browser = Browser::start(Shape::Desktop).await?;
    let ask_box = open_launcher(&browser, &host).await?;
    focus_is(&browser, "textarea").await?;
    for _ in 0..12 {
        browser.press(Key::Tab + "").await?;
        let focused = browser.run(FOCUSED).await?;
        ensure!(focused != "first" && focused != "last", "focus left the dialog: {focused}");
    }
    ensure!(
        browser.run("return getComputedStyle(document.documentElement).overflow").await?
            == "hidden"
    );
    ask_box.find("button.close").await?.click().await?;
    opened(&browser, false).await?;
    focus_is(&browser, "launcher").await?;
    ensure!(browser.run("return document.documentElement.style.cssText").await? == "");
    browser.quit().await
}
