//! "Ask about this": words of the page, selected by a reader where its owner allows it.

use anyhow::{Result, ensure};
use ask_docs_e2e::{Day, Step, snapshot, stream_head, until};
use serde_json::{Value, json};

fn whole() -> Vec<Step> {
    let answer = snapshot("Yes.", json!([])) + "event: done\ndata: done\n\n";
    vec![Step::send(stream_head("200 OK", "") + &*answer)]
}

/// A page with words, some of which can be asked about.
const PAGE: &str = "const text = document.createElement('div');
     text.innerHTML = '<p id=in>Press Log in, then see   groups.</p><p id=out>Elsewhere</p>';
     text.firstChild.className = 'askable';
     document.querySelector('main').prepend(text);
     box.setAttribute('selection', '.askable'); box.setAttribute('shortcut', 'mod+k');";

async fn select(day: &Day, id: &str) -> Result<()> {
    let script = format!("getSelection().selectAllChildren(document.getElementById('{id}'))");
    day.browser.run(&script).await?;
    Ok(())
}

fn asked(day: &Day) -> Vec<String> {
    let all = day.api.received();
    let bodies = all.iter().filter_map(|one| serde_json::from_str::<Value>(&one.body).ok());
    bodies.filter_map(|body| Some(body["question"].as_str()?.to_owned())).collect()
}

/// How many files of ours are loaded.
const MODULES: &str = "return performance.getEntriesByType('resource')
     .filter((entry) => entry.name.endsWith('.wasm')).length";

async fn page() -> Result<Day> {
    Day::start(PAGE, |_| whole()).await
}

#[tokio::test]
async fn words_that_are_selected_can_be_asked_about_and_are_shown_before_they_are_sent()
-> Result<()> {
    let day = page().await?;
    select(&day, "in").await?;
    let button = day.ask_box.find("[part=about]").await?;
    ensure!(day.browser.run(MODULES).await? == 0, "the box was fetched for a selection");
    let near =
        "const at = document.querySelector('ask-docs').shadowRoot.querySelector('[part=about]')
            .getBoundingClientRect();
        const words = document.getElementById('in').getBoundingClientRect();
        return at.top >= words.bottom && at.top < words.bottom + 40 && at.left >= 0;";
    ensure!(day.browser.run(near).await? == true, "the button is elsewhere");
    ensure!(day.browser.run("return document.body.querySelector('[part=about]')").await?.is_null());
    button.click().await?;
    day.ask_box.text("[part=quote]", |text| text == "Press Log in, then see groups.").await?;
    ensure!(day.ask_box.all("[part=about]").await?.is_empty(), "the button stays");
    until("the field has focus", || async {
        let focused = "return document.querySelector('ask-docs').shadowRoot.activeElement?.id";
        Ok((day.browser.run(focused).await? == "question").then_some(()))
    })
    .await?;
    day.browser.press("What is that?\u{e007}").await?;
    day.ask_box.completed().await?;
    ensure!(
        asked(&day) == ["What is that?\n\n“Press Log in, then see groups.”"],
        "{:?}",
        asked(&day)
    );
    ensure!(day.ask_box.all("[part=quote]").await?.is_empty());
    day.browser.quit().await
}

#[tokio::test]
async fn the_shortcut_asks_about_what_is_selected_and_backspace_takes_it_away() -> Result<()> {
    let day = page().await?;
    select(&day, "in").await?;
    day.ask_box.find("[part=about]").await?;
    let keys = day.browser.driver.action_chain().key_down('\u{e009}').send_keys("k");
    keys.key_up('\u{e009}').perform().await?;
    day.ask_box.text("[part=quote]", |text| text.starts_with("Press")).await?;
    day.browser.press("a\u{e003}").await?;
    ensure!(day.ask_box.all("[part=quote]").await?.len() == 1, "a letter was meant");
    day.browser.press("\u{e003}").await?;
    until("the quote has gone", || async {
        Ok(day.ask_box.all("[part=quote]").await?.is_empty().then_some(()))
    })
    .await?;
    day.browser.quit().await
}

#[tokio::test]
async fn the_button_goes_on_escape_on_scrolling_with_the_selection_and_with_the_box() -> Result<()>
{
    let day = page().await?;
    for leave in [
        "document.dispatchEvent(new KeyboardEvent('keydown', {key: 'Escape'}))",
        "document.dispatchEvent(new Event('scroll'))",
        "getSelection().removeAllRanges()",
        "window.gone = document.querySelector('ask-docs'); gone.remove()",
    ] {
        day.browser.run("getSelection().removeAllRanges()").await?;
        select(&day, "in").await?;
        day.ask_box.find("[part=about]").await?;
        day.browser.run(leave).await?;
        let count = "const box = window.gone ?? document.querySelector('ask-docs');
            return box.shadowRoot.querySelectorAll('[part=about]').length";
        until("the button has gone", || async {
            Ok((day.browser.run(count).await? == 0).then_some(()))
        })
        .await?;
    }
    // Nobody listens any more.
    day.browser.run("getSelection().removeAllRanges()").await?;
    select(&day, "in").await?;
    let waited = "return new Promise((done) => setTimeout(() =>
        done(window.gone.shadowRoot.querySelectorAll('[part=about]').length), 600))";
    ensure!(day.browser.run(waited).await? == 0);
    day.browser.quit().await
}

#[tokio::test]
async fn words_elsewhere_and_words_without_the_owners_leave_bring_no_button() -> Result<()> {
    let day = page().await?;
    select(&day, "out").await?;
    let count = "return new Promise((done) => setTimeout(() => done(document
        .querySelector('ask-docs').shadowRoot.querySelectorAll('[part=about]').length), 600))";
    ensure!(day.browser.run(count).await? == 0, "words elsewhere");
    // In a page that did not ask for it, a selection loads nothing at all.
    day.browser
        .run(
            "document.querySelector('ask-docs').remove();
             const other = document.createElement('ask-docs'); other.setAttribute('mode', 'launcher');
             document.body.append(other);",
        )
        .await?;
    select(&day, "in").await?;
    ensure!(day.browser.run(count).await? == 0, "without leave");
    day.browser.quit().await
}
