//! A reader on the demo page: the main job, from the typed question to the cited answer.

use anyhow::{Context, Result, ensure};
use ask_docs_e2e::{AskBox, Browser, Gateway, Shape, until};
use thirtyfour::prelude::*;

/// A question that the project's own documentation answers at some length.
const QUESTION: &str = "How do I run the gateway with a GitBook token?";

async fn demo(arguments: &[&str]) -> Result<(Gateway, Browser, AskBox)> {
    let gateway = Gateway::over_docs(arguments).await?;
    let browser = Browser::start(Shape::Desktop).await?;
    let ask_box = browser.open(&gateway.address).await?;
    Ok((gateway, browser, ask_box))
}

/// Counts in the page how often the answer's text was another one.
const WATCH: &str = "
    const root = document.querySelector('ask-docs').shadowRoot;
    window.lengths = [];
    new MutationObserver(() => {
        const length = root.querySelector('.answer')?.textContent.length ?? 0;
        if (length !== window.lengths.at(-1)) window.lengths.push(length);
    }).observe(root, {subtree: true, childList: true, characterData: true});";

#[tokio::test]
async fn an_answer_grows_on_screen_and_cites_pages_that_exist() -> Result<()> {
    // Slow enough for a busy machine to draw between the snapshots.
    let (gateway, browser, ask_box) = demo(&["--pace", "60ms"]).await?;
    browser.run(WATCH).await?;
    ask_box.ask(QUESTION).await?;
    let status = ask_box.completed().await?;
    let lengths = browser.run("return window.lengths").await?;
    let lengths: Vec<u64> = serde_json::from_value(lengths)?;
    let grown = lengths.windows(2).filter(|pair| pair[1] > pair[0]).count();
    ensure!(grown >= 5, "the answer grew only {grown} times: {lengths:?}");

    let sources = ask_box.all(".sources li").await?;
    ensure!(!sources.is_empty() && status.contains("source"), "no sources: {status}");
    for source in sources {
        let title = source.find(By::Css("a")).await?;
        let href = title.attr("href").await?.context("a source without an address")?;
        ensure!(href.starts_with(&gateway.address), "{href} is not a page of the docs");
        ensure!(!source.find(By::Css(".source-reason")).await?.text().await?.is_empty());
        let heading = title.text().await?;
        let found = until("the cited page", || async {
            let page = format!(
                "const response = await fetch({href:?}); \
                 return [response.status, await response.text()]"
            );
            Ok(Some(browser.run(&format!("return (async () => {{ {page} }})()")).await?))
        })
        .await?;
        ensure!(found[0] == 200, "{href} answers {}", found[0]);
        let last = heading.rsplit(" › ").next().unwrap_or(&heading);
        ensure!(
            found[1].as_str().is_some_and(|page| page.contains(last)),
            "{href} does not hold “{last}”"
        );
    }
    browser.quit().await
}

#[tokio::test]
async fn a_follow_up_is_asked_by_its_button_and_finds_an_answer() -> Result<()> {
    let (_gateway, browser, ask_box) = demo(&["--pace", "0"]).await?;
    ask_box.ask(QUESTION).await?;
    ask_box.completed().await?;
    let follow_up = ask_box.find(".follow-up").await?;
    let words = follow_up.text().await?;
    follow_up.focus().await?;
    browser.press(Key::Enter + "").await?;
    ask_box.text(".turn:first-child .question", |question| question == words).await?;
    // The button that was pressed is folded away: focus must not fall out of the box with it.
    let focused =
        "return document.querySelector('ask-docs').shadowRoot.activeElement?.innerText.trim()";
    let focused = browser.run(focused).await?;
    ensure!(focused == words.as_str(), "focus is on {focused}, not on {words:?}");
    ask_box.completed().await?;
    let questions = ask_box.all(".turn .question").await?;
    ensure!(questions.len() == 2, "the earlier question is gone");
    let earlier = questions[1].attr("aria-expanded").await?;
    ensure!(earlier.as_deref() == Some("false"), "the earlier answer is still open");
    questions[1].click().await?;
    // And by clicking, from the answer that was folded away.
    ask_box.find(".turn:nth-child(2) .follow-up:last-of-type").await?.click().await?;
    ask_box.find(".turn:nth-child(3)").await?;
    ask_box.completed().await?;
    ask_box.find(".turn:nth-child(3) .question").await?.click().await?;
    ask_box.text(".turn:nth-child(3) .answer", |text| !text.is_empty()).await?;
    browser.quit().await
}

#[tokio::test]
async fn an_answer_stopped_half_way_keeps_what_had_arrived() -> Result<()> {
    let (_gateway, browser, ask_box) = demo(&["--pace", "100ms"]).await?;
    ask_box.ask(QUESTION).await?;
    ask_box.text(".answer", |text| text.len() > 40).await?;
    ask_box.find("button[part=stop]").await?.click().await?;
    ask_box.text(".notice", |text| text.contains("Stopped here")).await?;
    let kept = ask_box.text(".answer", |text| text.len() > 40).await?;
    ask_box.find("button[part=ask]").await?;
    // Whatever else arrives belongs to an answer that nobody waits for.
    ask_box.ask("How is the box themed?").await?;
    ask_box.completed().await?;
    ask_box.find(".turn:nth-child(2) .question").await?.click().await?;
    let still = ask_box.text(".turn:nth-child(2) .answer", |text| !text.is_empty()).await?;
    ensure!(kept == still, "a stopped answer went on: {kept:?}, {still:?}");
    browser.quit().await
}

#[tokio::test]
async fn everything_can_be_done_by_keyboard() -> Result<()> {
    let (_gateway, browser, ask_box) = demo(&["--pace", "100ms"]).await?;
    // The first Tabs lead past the page's own links.
    let is_in = "return document.activeElement.localName === 'ask-docs'";
    while browser.run(is_in).await? != true {
        browser.press(Key::Tab + "").await?;
    }
    ask_box.find(".starter").await?;
    browser.press(QUESTION).await?;
    browser.press(Key::Enter + "").await?;
    ask_box.text(".answer", |text| text.len() > 40).await?;
    browser.press(Key::Escape + "").await?;
    ask_box.text(".notice", |text| text.contains("Stopped here")).await?;
    // The button that was Stop is Ask again, and focus is still in the field.
    let focused = "return document.querySelector('ask-docs').shadowRoot.activeElement.className";
    ensure!(browser.run(focused).await? == "field");
    let mut seen = Vec::new();
    for _ in 0..12 {
        browser.press(Key::Tab + "").await?;
        let class = browser.run(&focused.replace(".className", "?.className")).await?;
        seen.push(class.as_str().unwrap_or("outside").to_owned());
        if seen.last().is_some_and(|class| class == "again") {
            break;
        }
    }
    ensure!(seen.first().is_some_and(|class| class.contains("action")), "{seen:?}");
    ensure!(seen.last().is_some_and(|class| class == "again"), "{seen:?}");
    browser.press(Key::Enter + "").await?;
    ask_box.text_content("[part=status]", |status| status == "Answering").await?;
    browser.quit().await
}

#[tokio::test]
async fn starter_questions_are_offered_and_answered() -> Result<()> {
    let (_gateway, browser, ask_box) = demo(&["--pace", "0"]).await?;
    ask_box.enter().await?;
    let starter = ask_box.find(".starter").await?;
    let words = starter.text().await?;
    starter.click().await?;
    ask_box.text(".turn .question", |question| question == words).await?;
    ask_box.completed().await?;
    ensure!(ask_box.all(".starter").await?.is_empty(), "starters stay after a question");
    browser.quit().await
}

#[tokio::test]
async fn a_question_that_nothing_answers_is_told_so() -> Result<()> {
    let (_gateway, browser, ask_box) = demo(&["--pace", "0"]).await?;
    ask_box.ask("Who won the football world cup in Uruguay?").await?;
    ask_box.text(".notice", |text| text.starts_with("Nothing in the documentation")).await?;
    ensure!(ask_box.all(".notice.failure").await?.is_empty(), "nothing found is no failure");
    browser.quit().await
}

#[tokio::test]
async fn three_boxes_on_one_page_share_nothing_but_the_module() -> Result<()> {
    let (gateway, browser, _) = demo(&["--pace", "0"]).await?;
    browser.driver.goto(format!("{}/dashboard.html", gateway.address)).await?;
    browser.ask_box("ask-docs").await?;
    browser
        .run(
            "for (const id of ['second', 'third']) {
                const box = document.createElement('ask-docs');
                box.id = id;
                document.querySelector('.stack').append(box);
            }",
        )
        .await?;
    let (second, third) = (browser.ask_box("#second").await?, browser.ask_box("#third").await?);
    // First of all, since what stands below an answer that grows is hard to hit.
    third.enter().await?;
    second.ask(QUESTION).await?;
    third.find("textarea").await?.send_keys("a draft").await?;
    second.completed().await?;
    ensure!(third.draft().await? == "a draft");
    ensure!(third.all(".turn").await?.is_empty());
    ensure!(second.draft().await?.is_empty());
    let loaded = "return performance.getEntriesByType('resource')\
                  .filter((entry) => entry.name.endsWith('.wasm')).length";
    ensure!(browser.run(loaded).await? == 1, "the module was fetched more than once");
    browser.quit().await
}

#[tokio::test]
async fn a_box_that_is_moved_or_taken_out_ends_well() -> Result<()> {
    let (_gateway, browser, ask_box) = demo(&["--pace", "100ms"]).await?;
    ask_box.ask(QUESTION).await?;
    ask_box.text(".answer", |text| text.len() > 20).await?;
    // Moved: the conversation goes on.
    browser.run("document.body.append(document.querySelector('ask-docs'))").await?;
    ask_box.text(".answer", |text| text.len() > 60).await?;
    // Taken out and put back: a new conversation, and no error.
    browser
        .run(
            "window.errors = [];
             addEventListener('error', (event) => errors.push(String(event.message)));
             addEventListener('unhandledrejection', (event) => errors.push(String(event.reason)));
             window.gone = document.querySelector('ask-docs');
             gone.remove();",
        )
        .await?;
    let empty = "return window.gone.shadowRoot.querySelector('.turn') === null";
    until("the box is empty", || async { Ok((browser.run(empty).await? == true).then_some(())) })
        .await?;
    browser.run("document.body.append(window.gone)").await?;
    let ask_box = browser.ask_box("ask-docs").await?;
    ensure!(ask_box.all(".turn").await?.is_empty());
    let errors = browser.run("return window.errors").await?;
    ensure!(errors == serde_json::json!([]), "{errors}");
    browser.quit().await
}
