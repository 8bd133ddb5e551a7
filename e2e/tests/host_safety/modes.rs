//! Each mode on a desktop and on a phone: it opens, answers and closes, lies within the window, and
//! can be changed while it is there.

use anyhow::{Context, Result, ensure};
use ask_docs_e2e::{Browser, Shape, until};
use serde_json::json;

use crate::stage::{Console, drawn, page, plain, press_launcher, widget};

const BOUNDS: &str = "
    const shell = document.querySelector('ask-docs').shadowRoot.querySelector('.shell.open');
    if (!shell || shell.getAnimations().length) return null;
    const { left, top, right, bottom } = shell.getBoundingClientRect();
    return [left, top, innerWidth - right, innerHeight - bottom].map(Math.round)";

/// Whether what is seen at the begin of the answer is the answer.
const IN_SIGHT: &str = "
    const root = document.querySelector('ask-docs').shadowRoot;
    const answer = root.querySelector('.answer');
    const { left, top } = answer.getBoundingClientRect();
    return answer.contains(root.elementFromPoint(left + 4, top + 4))";

async fn play(shape: Shape, check: impl Fn(&str, [i64; 4]) -> bool) -> Result<()> {
    let server = widget(|_| None).await?;
    let browser = Browser::start(shape).await?;
    for mode in ["launcher", "dialog", "panel"] {
        let head = "<meta name=viewport content='width=device-width'>";
        let body = format!("<p>Mine</p><ask-docs mode={mode}></ask-docs>");
        let host = page(plain(&server.address, head, &body), "").await?;
        browser.driver.goto(&host.address).await?;
        let played = async {
            press_launcher(&browser).await?;
            let ask_box = browser.ask_box("ask-docs").await?;
            let bounds = until("it is open", || async {
                Ok(serde_json::from_value(browser.run(BOUNDS).await?)?)
            })
            .await?;
            ensure!(check(mode, bounds), "it lies at {bounds:?} of the window's edges");
            ask_box.ask("How?").await?;
            ask_box.completed().await?;
            ensure!(browser.run(IN_SIGHT).await? == true, "the answer is out of sight");
            let wide = "return document.documentElement.scrollWidth > innerWidth";
            ensure!(browser.run(wide).await? == false, "the page scrolls sideways");
            ask_box.find("button.close").await?.click().await?;
            until("it is closed", || async {
                Ok(ask_box.all(".shell.open").await?.is_empty().then_some(()))
            })
            .await?;
            ask_box.find(".launcher").await?.click().await?;
            ensure!(ask_box.all(".turn-body").await?.len() == 1, "the conversation is lost");
            Console::of(&browser).await?.is_silent()
        };
        played.await.with_context(|| format!("{mode} on {shape:?}"))?;
    }
    browser.quit().await
}

#[tokio::test]
async fn on_a_desktop_each_mode_stands_where_it_says() -> Result<()> {
    play(Shape::Desktop, |mode, [left, top, right, bottom]| match mode {
        "launcher" => right == 20 && bottom >= 20 && left > 400 && top >= 0,
        "dialog" => (left - right).abs() <= 1 && top > 40 && bottom > 40,
        _ => right == 0 && top == 0 && bottom == 0 && left > 400,
    })
    .await
}

#[tokio::test]
async fn on_a_phone_each_mode_fills_the_screen() -> Result<()> {
    play(Shape::Phone, |_, bounds| bounds == [0, 0, 0, 0]).await
}

#[tokio::test]
async fn a_press_that_is_held_while_the_box_comes_opens_it() -> Result<()> {
    let server = widget(|_| None).await?;
    let body = "<ask-docs mode=launcher></ask-docs>";
    let host = page(plain(&server.address, "", body), "").await?;
    let browser = Browser::start(Shape::Desktop).await?;
    browser.driver.goto(&host.address).await?;
    let launcher = drawn(&browser, ".launcher").await?;
    let chain = browser.driver.action_chain().move_to_element_center(&launcher);
    chain.click_and_hold().perform().await?;
    // Drawn, and with its words.
    let title = drawn(&browser, ".shell .title").await?;
    until("it has its title", || async {
        Ok(title.prop("textContent").await?.filter(|text| !text.is_empty()))
    })
    .await?;
    browser.driver.action_chain().release().perform().await?;
    drawn(&browser, ".shell.open").await?;
    browser.quit().await
}

#[tokio::test]
async fn a_mode_that_changes_keeps_the_conversation() -> Result<()> {
    let server = widget(|_| None).await?;
    let host = page(plain(&server.address, "", "<ask-docs></ask-docs>"), "").await?;
    let browser = Browser::start(Shape::Desktop).await?;
    let ask_box = browser.open(&host.address).await?;
    ask_box.ask("How?").await?;
    ask_box.completed().await?;
    for mode in ["launcher", "dialog", "panel", "inline", "dialog"] {
        let change = format!("document.querySelector('ask-docs').setAttribute('mode', '{mode}')");
        browser.run(&change).await?;
        let shape = "const root = document.querySelector('ask-docs').shadowRoot;
            return [!!root.querySelector('.shell'), root.querySelectorAll('.launcher').length,
                    root.querySelectorAll('.turn-body').length]";
        let has_shell = mode != "inline";
        let wanted = json!([has_shell, u8::from(has_shell), 1]);
        until(&format!("it is drawn as {mode}"), || async {
            Ok((browser.run(shape).await? == wanted).then_some(()))
        })
        .await?;
    }
    browser.run("document.querySelector('ask-docs').open()").await?;
    ask_box.ask("And then?").await?;
    until("the second answer", || async {
        Ok((ask_box.all(".turn-body").await?.len() == 2).then_some(()))
    })
    .await?;
    Console::of(&browser).await?.is_silent()?;
    browser.quit().await
}

#[tokio::test]
async fn a_panel_that_pushes_gives_the_page_its_room_back() -> Result<()> {
    let server = widget(|_| None).await?;
    let body = "<ask-docs mode=panel side=left push></ask-docs>";
    let host = page(plain(&server.address, "", body), "").await?;
    let browser = Browser::start(Shape::Desktop).await?;
    browser.driver.goto(&host.address).await?;
    until("it opens", || async {
        browser.run("document.querySelector('ask-docs').open()").await?;
        let margin = browser.run("return document.documentElement.style.marginLeft").await?;
        Ok((margin == "440px").then_some(()))
    })
    .await?;
    browser.run("document.querySelector('ask-docs').close()").await?;
    ensure!(browser.run("return document.documentElement.style.cssText").await? == "");
    browser.quit().await
}
