//! A conversation as its reader goes through it: what stays in view, the way back to the newest
//! answer, questions asked again in other words, and forgetting.

use anyhow::{Context, Result, ensure};
use ask_docs_e2e::{Day, Received, Step, snapshot, stream_head, until};
use serde_json::json;

const DONE: &str = "event: done\ndata: done\n\n";
/// A box in a window, with its history kept.
const WINDOW: &str = "box.id = 'kept'; box.setAttribute('history', 'session');
     box.setAttribute('mode', 'launcher'); setTimeout(() => box.open());";

fn lines(count: usize) -> String {
    (1..=count).map(|number| format!("Paragraph {number}.\n\n")).collect()
}

fn whole(text: &str) -> Vec<Step> {
    vec![Step::send(stream_head("200 OK", "") + &*snapshot(text, json!([])) + DONE)]
}

/// An answer that grows by ten lines whenever the test says so.
fn growing(_: &Received) -> Vec<Step> {
    let mut steps = vec![Step::send(stream_head("200 OK", "") + &*snapshot(&lines(30), json!([])))];
    for more in 1..=4 {
        steps.push(Step::Hold);
        steps.push(Step::send(snapshot(&lines(30 + 10 * more), json!([]))));
    }
    steps.extend([Step::Hold, Step::send(DONE)]);
    steps
}

/// In a script: the shadow root, and what scrolls in a window.
const PARTS: &str = "const root = document.querySelector('ask-docs').shadowRoot;
     const turns = root.querySelector('.turns');";

async fn number(day: &Day, script: &str) -> Result<i64> {
    let value = day.browser.run(&format!("{PARTS} return Math.round({script})")).await?;
    value.as_i64().with_context(|| format!("{script} is {value}"))
}

/// Waits until the answer has so many paragraphs, and the browser has drawn them.
async fn grown(day: &Day, count: usize) -> Result<()> {
    let last = format!("Paragraph {count}.");
    let ends = |text: &str| text.trim_end().ends_with(&last);
    day.ask_box.text_content(".turn:first-child .answer", ends).await?;
    // Whoever follows does so within two frames.
    let frames = "return new Promise((done) => requestAnimationFrame(() =>
        requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 0, true)))))";
    day.browser.run(frames).await?;
    Ok(())
}

async fn asked_in_a_window() -> Result<Day> {
    let day = Day::start(WINDOW, growing).await?;
    day.ask_box.ask("How?").await?;
    grown(&day, 30).await?;
    Ok(day)
}

#[tokio::test]
async fn autoscroll_does_not_fight_the_reader_who_reads_from_the_beginning() -> Result<()> {
    let day = asked_in_a_window().await?;
    let top = "turns.scrollTop";
    ensure!(number(&day, top).await? == 0);
    day.api.go_on();
    grown(&day, 40).await?;
    ensure!(number(&day, top).await? == 0, "the text was moved under its reader");
    // In the middle: neither up nor down.
    day.browser.run(&format!("{PARTS} turns.scrollTop = 200")).await?;
    day.api.go_on();
    grown(&day, 50).await?;
    ensure!(number(&day, top).await? == 200, "the text was moved under its reader");
    day.browser.quit().await
}

#[tokio::test]
async fn the_text_is_followed_only_while_the_reader_is_at_its_end() -> Result<()> {
    let day = asked_in_a_window().await?;
    let left = "turns.scrollHeight - turns.clientHeight - turns.scrollTop";
    day.browser.run(&format!("{PARTS} turns.scrollTop = 1e6")).await?;
    until("there is no way to the end from the end", || async {
        Ok(day.ask_box.all("[part=to-newest]").await?.is_empty().then_some(()))
    })
    .await?;
    for count in [40, 50] {
        day.api.go_on();
        grown(&day, count).await?;
        until("the end is in view", || async { Ok((number(&day, left).await? < 8).then_some(())) })
            .await?;
    }
    // One turn of the wheel upwards, and it is left alone.
    day.browser.run(&format!("{PARTS} turns.scrollTop -= 120")).await?;
    let place = number(&day, "turns.scrollTop").await?;
    day.ask_box.find("[part=to-newest]").await?;
    day.api.go_on();
    grown(&day, 60).await?;
    ensure!(number(&day, "turns.scrollTop").await? == place, "the reader was pulled back");
    // The button leads back, and from there it is followed again.
    day.ask_box.click("[part=to-newest]").await?;
    day.api.go_on();
    grown(&day, 70).await?;
    until("the end is in view", || async { Ok((number(&day, left).await? < 8).then_some(())) })
        .await?;
    day.browser.quit().await
}

#[tokio::test]
async fn the_question_stays_in_view_above_its_answer() -> Result<()> {
    let day = asked_in_a_window().await?;
    day.browser.run(&format!("{PARTS} turns.scrollTop = 400")).await?;
    let gap = "root.querySelector('.question').getBoundingClientRect().top
        - turns.getBoundingClientRect().top";
    let gap = number(&day, gap).await?;
    ensure!((0..12).contains(&gap), "the question is {gap} px below the edge");
    // And the field above it, in a window.
    let field = number(&day, "root.querySelector('textarea').getBoundingClientRect().top").await?;
    ensure!(field > 0, "the field has gone");
    day.browser.quit().await
}

#[tokio::test]
async fn in_a_page_the_question_stays_in_view_and_the_page_is_never_scrolled() -> Result<()> {
    let day = Day::start("", growing).await?;
    day.ask_box.ask("How?").await?;
    grown(&day, 30).await?;
    let scrolled = number(&day, "scrollY").await?;
    day.api.go_on();
    grown(&day, 40).await?;
    ensure!(number(&day, "scrollY").await? == scrolled, "the page was scrolled");
    day.browser.run("document.querySelector('ask-docs').style.setProperty('--ask-docs-top', '50px'); scrollTo(0, 600)").await?;
    let top = "root.querySelector('h3').getBoundingClientRect().top";
    ensure!(number(&day, top).await? == 50, "pinned at {}", number(&day, top).await?);
    day.browser.quit().await
}

#[tokio::test]
async fn from_among_older_answers_one_press_leads_to_the_newest() -> Result<()> {
    let day = Day::start(WINDOW, |_| whole(&lines(40))).await?;
    for question in ["First?", "Second?"] {
        day.ask_box.ask(question).await?;
        day.ask_box.text(".turn:first-child .question", |text| text == question).await?;
        day.ask_box.completed().await?;
    }
    day.ask_box.click(".turn:nth-child(2) .question").await?;
    day.browser.run(&format!("{PARTS} turns.scrollTop = 1e6")).await?;
    day.ask_box.click("[part=to-newest]").await?;
    until("the newest is at the top", || async {
        Ok((number(&day, "turns.scrollTop").await? < 20).then_some(()))
    })
    .await?;
    let focused = "return document.querySelector('ask-docs').shadowRoot.activeElement.textContent";
    ensure!(day.browser.run(focused).await? == "Second?");
    day.browser.quit().await
}

#[tokio::test]
async fn a_question_is_asked_again_in_other_words_and_its_answer_stays() -> Result<()> {
    let day = Day::start("", |_| whole("Yes.")).await?;
    day.ask_box.ask("How do I log?").await?;
    day.ask_box.completed().await?;
    day.ask_box.click("[part=edit]").await?;
    let focused = "return document.querySelector('ask-docs').shadowRoot.activeElement.localName";
    ensure!(day.browser.run(focused).await? == "textarea");
    ensure!(day.ask_box.draft().await? == "How do I log?");
    let field = day.ask_box.find("textarea").await?;
    field.send_keys(" in?\u{e007}").await?;
    day.ask_box.text(".turn:first-child .question", |text| text == "How do I log? in?").await?;
    ensure!(day.ask_box.all(".turn").await?.len() == 2);
    day.browser.quit().await
}

const KEPT: &str = "box.id = 'kept'; box.setAttribute('history', 'session');";
const NAMES: &str = "return Object.keys(sessionStorage).sort()";

#[tokio::test]
async fn a_cleared_conversation_leaves_its_questions_and_forget_all_leaves_nothing() -> Result<()> {
    let day = Day::start(KEPT, |_| whole("Yes.")).await?;
    for question in ["First?", "Second?", "First?"] {
        day.ask_box.ask(question).await?;
        day.ask_box.text(".turn:first-child .question", |text| text == question).await?;
        day.ask_box.completed().await?;
    }
    day.ask_box.click("[part=clear]").await?;
    day.ask_box.find("[part=recent]").await?;
    let mut offered = Vec::new();
    for recent in day.ask_box.all("[part=recent]").await? {
        offered.push(recent.text().await?);
    }
    ensure!(offered == ["First?", "Second?"], "{offered:?}");
    ensure!(day.browser.run(NAMES).await? == json!(["ask-docs.recent"]));
    // They make room for what is typed, and one press asks.
    let field = day.ask_box.find("textarea").await?;
    field.send_keys("x").await?;
    ensure!(day.ask_box.all("[part=recent]").await?.is_empty());
    field.send_keys("\u{e003}").await?;
    day.ask_box.click("[part=recent]").await?;
    day.ask_box.completed().await?;
    // What belongs to another box or to the page.
    day.browser.run("sessionStorage['ask-docs-other'] = 'x'; sessionStorage.page = 'x'").await?;
    day.ask_box.click("[part=forget]").await?;
    until("nothing of ours is kept", || async {
        Ok((day.browser.run(NAMES).await? == json!(["page"])).then_some(()))
    })
    .await?;
    ensure!(day.ask_box.all(".turn, [part=recent], [part=forget]").await?.is_empty());
    day.browser.quit().await
}

#[tokio::test]
async fn without_history_no_question_is_offered_again_and_nothing_is_to_forget() -> Result<()> {
    let day = Day::start("", |_| whole("Yes.")).await?;
    day.ask_box.ask("How?").await?;
    day.ask_box.completed().await?;
    ensure!(day.ask_box.all("[part=forget]").await?.is_empty());
    day.ask_box.click("[part=clear]").await?;
    until("the conversation has gone", || async {
        Ok(day.ask_box.all(".turn").await?.is_empty().then_some(()))
    })
    .await?;
    ensure!(day.ask_box.all("[part=recent], [part=clear]").await?.is_empty());
    day.browser.quit().await
}

#[tokio::test]
async fn what_one_box_forgets_no_other_box_of_the_page_keeps_or_writes_anew() -> Result<()> {
    let day = Day::start(KEPT, |_| whole("Yes.")).await?;
    let another = format!(
        "const another = document.createElement('ask-docs');
         another.id = 'another';
         another.setAttribute('endpoint', '{}');
         another.setAttribute('history', 'session');
         document.querySelector('main').append(another);",
        day.api.address
    );
    day.browser.run(&another).await?;
    let other = day.browser.ask_box("#another").await?;
    for ask_box in [&day.ask_box, &other] {
        ask_box.ask("How?").await?;
        ask_box.completed().await?;
    }
    ensure!(day.browser.run(NAMES).await?.as_array().is_some_and(|names| names.len() == 3));
    day.ask_box.click("[part=forget]").await?;
    until("both boxes are empty", || async {
        let left = [day.ask_box.all(".turn").await?, other.all(".turn, [part=recent]").await?];
        Ok(left.concat().is_empty().then_some(()))
    })
    .await?;
    // What a box has, it keeps when the page goes.
    day.browser.reload().await?;
    ensure!(day.browser.run(NAMES).await? == json!([]));
    day.browser.quit().await
}
