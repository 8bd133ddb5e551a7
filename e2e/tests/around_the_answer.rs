//! What stands around an answer: its sources, what can be done with it, and how far to trust it.

use anyhow::{Result, ensure};
use ask_docs_e2e::{AskBox, Browser, Day, Step, snapshot, stream_head, until};
use serde_json::{Value, json};
use thirtyfour::prelude::*;

/// Where the box says what has become of a press. Blocks of code have regions of their own.
const ANNOUNCED: &str = ".visually-hidden[aria-live=polite]";

/// A day on which every question gets `text`, standing on `sources`.
async fn day(settings: &str, text: &'static str, sources: Value) -> Result<Day> {
    Day::start(settings, move |_| {
        let body = stream_head("200 OK", "") + &*snapshot(text, sources.clone());
        vec![Step::send(body + "event: done\ndata: done\n\n")]
    })
    .await
}

async fn answered(settings: &str, text: &'static str, sources: Value) -> Result<Day> {
    let day = day(settings, text, sources).await?;
    day.ask_box.ask("How?").await?;
    day.ask_box.completed().await?;
    Ok(day)
}

/// What the clipboard holds, pasted by the keyboard as a reader would.
async fn pasted(browser: &Browser, ask_box: &AskBox) -> Result<String> {
    let field = ask_box.find("textarea").await?;
    field.clear().await?;
    field.focus().await?;
    let keys = browser.driver.action_chain().key_down(Key::Control).send_keys("v");
    keys.key_up(Key::Control).perform().await?;
    until("something is pasted", || async {
        Ok(Some(ask_box.draft().await?).filter(|draft| !draft.is_empty()))
    })
    .await
}

fn sources() -> Value {
    json!([
        {"type": "record", "title": "Log in", "url": "https://docs.example/login", "reason": "Names the button."},
        {"type": "record", "title": "Groups", "url": "/groups", "reason": "x"},
    ])
}

#[tokio::test]
async fn an_answer_is_copied_as_markdown_with_its_sources_as_footnotes() -> Result<()> {
    let expected = "Press **Log in**.\n\n```sh\nlogin\n```\n\nSources: [^1] [^2]\n\n\
         [^1]: Log in — <https://docs.example/login>\n[^2]: Groups\n";
    let text = "Press **Log in**.\n\n```sh\nlogin\n```";
    // With the Clipboard API, on a page without one, and on a page that has closed it.
    for page in [
        "",
        "Object.defineProperty(navigator, 'clipboard', {value: undefined});",
        "navigator.clipboard.writeText = () => Promise.reject(new Error('no'));",
        "navigator.clipboard.writeText = () => { throw 'no' };",
    ] {
        let day = answered(page, text, sources()).await?;
        day.ask_box.find("[part=copy]").await?.click().await?;
        day.ask_box.text("[part=copy]", |text| text == "Copied").await?;
        day.ask_box.text_content(ANNOUNCED, |text| text == "Answer copied").await?;
        // Focus has not gone anywhere, and nothing is left of the way without an API.
        let focused = "return document.querySelector('ask-docs').shadowRoot.activeElement.part[0]";
        ensure!(day.browser.run(focused).await? == "copy", "{page}");
        ensure!(day.ask_box.all("textarea").await?.len() == 1, "{page}");
        let pasted = pasted(&day.browser, &day.ask_box).await?;
        ensure!(pasted == expected, "{page}: {pasted}");
        // The next press is announced as well.
        day.ask_box.text_content(ANNOUNCED, str::is_empty).await?;
        day.ask_box.text("[part=copy]", |text| text == "Copy answer").await?;
        day.browser.quit().await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_copy_that_fails_is_told() -> Result<()> {
    let closed = "Object.defineProperty(navigator, 'clipboard', {value: null});
         document.execCommand = () => false;";
    let day = answered(closed, "Yes.", json!([])).await?;
    day.ask_box.find("[part=copy]").await?.click().await?;
    day.ask_box.text("[part=copy]", |text| text == "Could not copy").await?;
    day.ask_box.text_content(ANNOUNCED, |text| text == "The answer could not be copied").await?;
    day.browser.quit().await
}

#[tokio::test]
async fn asking_again_keeps_the_answer_that_is_there() -> Result<()> {
    let day = answered("", "Yes.", json!([])).await?;
    day.ask_box.find("[part=ask-again]").await?.click().await?;
    day.ask_box.find(".turn:nth-child(2)").await?;
    day.ask_box.completed().await?;
    let questions = day.ask_box.all(".question").await?;
    ensure!(questions.len() == 2 && questions[0].text().await? == "How?");
    let kept = day.ask_box.text_content(".turn:nth-child(2) .answer", |_| true).await?;
    ensure!(kept == "Yes.", "{kept}");
    let asked = day.api.received().iter().filter(|one| one.line.starts_with("POST")).count();
    ensure!(asked == 2, "asked {asked} times");
    // The button that was pressed is folded away with its answer.
    let focused = "return document.querySelector('ask-docs').shadowRoot.activeElement.className";
    ensure!(day.browser.run(focused).await? == "question");
    day.browser.quit().await
}

#[tokio::test]
async fn nothing_stands_below_a_text_that_still_grows() -> Result<()> {
    let day = Day::start("", |_| {
        let start = stream_head("200 OK", "") + &*snapshot("One", sources());
        vec![Step::send(start), Step::Hold, Step::send("event: done\ndata: done\n\n")]
    })
    .await?;
    day.ask_box.ask("How?").await?;
    day.ask_box.text(".answer", |text| text == "One").await?;
    ensure!(day.ask_box.all(".sources, .foot, .follow-ups").await?.is_empty());
    day.api.go_on();
    day.ask_box.find(".foot").await?;
    // Large enough for a finger.
    let heights = "return [...document.querySelector('ask-docs').shadowRoot
        .querySelectorAll('.foot button')].map((button) => button.offsetHeight)";
    let heights: Vec<u32> = serde_json::from_value(day.browser.run(heights).await?)?;
    ensure!(heights.len() == 3 && heights.iter().all(|height| *height >= 24), "{heights:?}");
    day.browser.quit().await
}

#[tokio::test]
async fn the_disclaimer_can_be_changed_and_turned_off() -> Result<()> {
    let day = answered("", "Yes.", json!([])).await?;
    let default = "Answers can be wrong. Check the sources.";
    day.ask_box.text("[part=disclaimer]", |text| text == default).await?;
    let set = |value: &str| {
        format!("document.querySelector('ask-docs').setAttribute('disclaimer', '{value}')")
    };
    day.browser.run(&set("Ask a human.")).await?;
    day.ask_box.text("[part=disclaimer]", |text| text == "Ask a human.").await?;
    day.browser.run(&set("")).await?;
    until("the line is gone", || async {
        Ok(day.ask_box.all("[part=disclaimer]").await?.is_empty().then_some(()))
    })
    .await?;
    day.browser.run("document.querySelector('ask-docs').removeAttribute('disclaimer')").await?;
    day.ask_box.text("[part=disclaimer]", |text| text == default).await?;
    day.browser.quit().await
}

#[tokio::test]
async fn a_page_that_is_named_twice_is_one_source_with_both_reasons() -> Result<()> {
    let source = |title: &str, url: &str, reason: &str| json!({"type": "record", "title": title, "url": url, "reason": reason});
    let listed = json!([
        source("Log in", "https://docs.example/a/login", "Names the button."),
        source("Groups", "https://other.example/groups", ""),
        source("Sign in", "/a/login", "Shows the form."),
        source("Log in", "https://docs.example/a/login", "Names the button."),
    ]);
    let base = "box.setAttribute('link-base', 'https://docs.example/');";
    let listen = "addEventListener('ask-docs-answer', (event) => window.heard = event.detail);";
    let day = day(&(base.to_owned() + listen), "Yes.", listed).await?;
    day.ask_box.ask("How?").await?;
    ensure!(day.ask_box.completed().await? == "Answer complete, 2 sources");
    ensure!(day.browser.run("return window.heard.sources").await? == 2);
    let mut shown = Vec::new();
    for source in day.ask_box.all(".sources li").await? {
        // By lines, since engines differ in how many empty ones stand between paragraphs.
        let text = source.prop("innerText").await?.unwrap_or_default();
        shown.push(text.lines().filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n"));
    }
    let expected =
        ["Log in\n/a/login\nNames the button.\nShows the form.", "Groups\nother.example/groups"];
    ensure!(shown == expected, "{shown:?}");
    day.browser.quit().await
}

#[tokio::test]
async fn hostile_sources_stay_words_in_their_place() -> Result<()> {
    let long = "y".repeat(100_000);
    let listed = json!([
        {"type": "record", "title": "<img src=x onerror=alert(1)>", "url": "javascript:alert(1)"},
        {"type": "record", "title": "\u{202e}moc.live\u{2066}\u{200f}\u{0}", "url": "https://docs.example/\u{202e}x"},
        {"type": "record", "title": long, "url": "https://a:b@docs.example/", "reason": long},
        {"type": "\u{202e}", "title": "\n\u{200b}", "url": "https://аpple.com/"},
    ]);
    let day = answered("", "Yes.", listed).await?;
    let list =
        "const list = document.querySelector('ask-docs').shadowRoot.querySelector('.sources');";
    let text = day.browser.run(&format!("{list} return list.textContent")).await?;
    let text = text.as_str().unwrap_or_default();
    ensure!(text.contains("<img src=x onerror=alert(1)>"), "{text}");
    ensure!(!text.contains(['\u{202e}', '\u{2066}', '\u{200f}', '\u{200b}', '\u{0}']), "{text:?}");
    ensure!(text.contains("moc.live") && text.contains("xn--pple-43d.com"), "{text}");
    ensure!(text.len() < 2000, "a label of {} bytes", text.len());
    let links = format!("{list} return [...list.querySelectorAll('a')].map((link) => link.href)");
    let expected = json!(["https://docs.example/%E2%80%AEx", "https://xn--pple-43d.com/"]);
    let links = day.browser.run(&links).await?;
    ensure!(links == expected, "{links}");
    let wide = format!(
        "{list} return list.scrollWidth > list.clientWidth || list.querySelector('img') !== null"
    );
    ensure!(day.browser.run(&wide).await? == false, "a title leaves the box");
    day.browser.quit().await
}

#[tokio::test]
async fn a_press_on_stop_never_asks_when_the_answer_ends_under_it() -> Result<()> {
    let day = Day::start("", |_| {
        let start = stream_head("200 OK", "") + &*snapshot("So far", json!([]));
        vec![Step::send(start), Step::Hold, Step::send("event: done\ndata: done\n\n")]
    })
    .await?;
    day.ask_box.ask("How?").await?;
    day.ask_box.text(".answer", |text| text == "So far").await?;
    // What is typed meanwhile must not go out either.
    day.ask_box.find("textarea").await?.send_keys("A draft").await?;
    let stop = day.ask_box.find("button[part=stop]").await?;
    day.browser
        .driver
        .action_chain()
        .move_to_element_center(&stop)
        .click_and_hold()
        .perform()
        .await?;
    day.api.go_on();
    day.ask_box.completed().await?;
    // Longer than the time in which a press that begins now would mean Stop.
    let waited = "return new Promise((done) => setTimeout(done, 600, 'waited'))";
    ensure!(day.browser.run(waited).await? == "waited");
    day.browser.driver.action_chain().release().perform().await?;
    // A press that begins in the moment after the end.
    let clicked = "const root = document.querySelector('ask-docs').shadowRoot;
        window.clicked = 0;
        new MutationObserver((_, observer) => {
            if (root.querySelector('button[part=ask]') === null) return;
            observer.disconnect();
            setTimeout(() => { root.querySelector('button[part=ask]').click(); window.clicked += 1; });
        }).observe(root.querySelector('.action'), {attributes: true});";
    ensure!(day.ask_box.draft().await? == "A draft");
    ensure!(day.ask_box.all(".turn").await?.len() == 1, "a press on Stop has asked");
    let field = day.ask_box.find("textarea").await?;
    field.send_keys(Key::Enter + "").await?;
    day.ask_box.text(".turn:first-child .answer", |text| text == "So far").await?;
    day.browser.run(clicked).await?;
    day.api.go_on();
    until("the late press", || async {
        Ok((day.browser.run("return window.clicked").await? == 1).then_some(()))
    })
    .await?;
    ensure!(day.ask_box.all(".refused").await?.is_empty(), "a late press on Stop is told off");
    // And Ask is Ask again.
    ensure!(day.browser.run(waited).await? == "waited");
    day.ask_box.find("button[part=ask]").await?.click().await?;
    day.ask_box.text(".refused", |text| text == "Type a question first.").await?;
    day.browser.quit().await
}
