//! What a screen reader says: the texts of the live regions over time, as a transcript, and the
//! roles and names of what it walks through.

use anyhow::{Result, ensure};
use ask_docs_e2e::{Day, Step, snapshot, stream_head, until};
use serde_json::json;
use thirtyfour::prelude::*;

const HEARD: &str = include_str!("heard.js");

const DONE: &str = "event: done\ndata: done\n\n";

/// A day on which every question is answered by `steps`, behind the head of the response, and on
/// which all that is said is kept.
async fn day(steps: impl Fn() -> Vec<Step> + Send + Sync + 'static) -> Result<Day> {
    let head = || Step::send(stream_head("200 OK", ""));
    let day = Day::start("", move |_| [vec![head()], steps()].concat()).await?;
    day.ask_box.enter().await?;
    day.browser.run(HEARD).await?;
    Ok(day)
}

fn text(markdown: &str) -> Step {
    Step::send(snapshot(markdown, json!([])))
}

async fn heard(day: &Day) -> Result<Vec<String>> {
    Ok(serde_json::from_value(day.browser.run("return heard").await?)?)
}

/// Waits until the last thing that is said is `last`, and gives the transcript.
async fn heard_until(day: &Day, last: &str) -> Result<Vec<String>> {
    let what = format!("“{last}” is said");
    let said = until(&what, || async {
        let heard = heard(day).await?;
        Ok(heard.last().is_some_and(|one| one == last).then_some(heard))
    });
    match said.await {
        Ok(heard) => Ok(heard),
        Err(error) => Err(error.context(format!("{:#?}", heard(day).await?))),
    }
}

fn is(heard: &[String], transcript: &[&str]) -> Result<()> {
    ensure!(heard == transcript, "{heard:#?}");
    Ok(())
}

#[tokio::test]
async fn screen_readers_hear_whole_sentences_at_a_pace_and_not_every_token() -> Result<()> {
    let day = day(|| {
        let answer = "To log in, press **Log in**. You need an account.\n\n- Open the page\n- Wait";
        // Each token is an event of its own.
        let mut steps = Vec::new();
        for end in (4..=answer.len()).step_by(4).chain([answer.len()]) {
            steps.push(text(&answer[..end]));
        }
        steps
            .extend([Step::Hold, text(&format!("{answer} a moment\n\n```sh\nlogin\n```\n\nThat"))]);
        let source = json!([{"type": "record", "title": "Log in", "url": "/login"}]);
        let whole =
            snapshot(&format!("{answer} a moment\n\n```sh\nlogin\n```\n\nThat is all."), source);
        steps.extend([Step::Hold, Step::send(whole + DONE)]);
        steps
    })
    .await?;
    day.ask_box.ask("How?").await?;
    let mut transcript = vec![
        "Searching the documentation",
        "Answering",
        "To log in, press Log in.",
        "You need an account.",
        "Open the page",
    ];
    is(&heard_until(&day, "Open the page").await?, &transcript)?;
    day.api.go_on();
    transcript.extend(["Wait a moment", "Code: sh"]);
    is(&heard_until(&day, "Code: sh").await?, &transcript)?;
    day.api.go_on();
    transcript.extend(["That is all.", "Answer complete, 1 source"]);
    is(&heard_until(&day, "Answer complete, 1 source").await?, &transcript)?;
    // What has been spoken does not lie in the way of who walks through the page.
    day.ask_box.text_content("[role=log]", str::is_empty).await?;
    is(&heard(&day).await?, &transcript)?;
    day.browser.quit().await
}

#[tokio::test]
async fn of_an_answer_that_is_rewritten_only_what_is_new_is_said() -> Result<()> {
    let day = day(|| {
        vec![
            text("It is free. The port is 8080. Start"),
            Step::Hold,
            text("It is free. The port is 9090. Start it. Open"),
            Step::Hold,
            Step::send(snapshot("It is free. The port is 9090. Open it.", json!([])) + DONE),
        ]
    })
    .await?;
    day.ask_box.ask("How?").await?;
    heard_until(&day, "The port is 8080.").await?;
    day.api.go_on();
    heard_until(&day, "Start it.").await?;
    day.api.go_on();
    is(
        &heard_until(&day, "Answer complete").await?,
        &[
            "Searching the documentation",
            "Answering",
            "It is free.",
            "The port is 8080.",
            "The port is 9090.",
            "Start it.",
            "Open it.",
            "Answer complete",
        ],
    )?;
    day.browser.quit().await
}

#[tokio::test]
async fn a_long_answer_that_comes_at_once_is_begun_and_told_complete_and_the_next_one_is_heard_too()
-> Result<()> {
    let day = day(|| {
        let long = "This sentence has quite exactly fifty letters, yes. ".repeat(60);
        vec![Step::send(snapshot(&long, json!([])) + DONE)]
    })
    .await?;
    let sentence = "This sentence has quite exactly fifty letters, yes.";
    for question in ["How?", "And then?"] {
        day.browser.run("heard.length = 0").await?;
        day.ask_box.ask(question).await?;
        let heard = heard_until(&day, "Answer complete").await?;
        let sentences = heard.iter().filter(|one| *one == sentence).count();
        ensure!((1..=4).contains(&sentences) && heard[0].starts_with("Searching"), "{heard:#?}");
    }
    day.browser.quit().await
}

#[tokio::test]
async fn stopping_is_told_and_ends_the_reading() -> Result<()> {
    let day = day(|| vec![text("It is free. Start it. Open"), Step::Silence]).await?;
    day.ask_box.ask("How?").await?;
    heard_until(&day, "Start it.").await?;
    day.browser.press(Key::Escape + "").await?;
    is(
        &heard_until(&day, "Stopped").await?,
        &["Searching the documentation", "Answering", "It is free.", "Start it.", "Stopped"],
    )?;
    day.ask_box.text_content("[role=log]", str::is_empty).await?;
    ensure!(heard(&day).await?.len() == 5);
    day.browser.quit().await
}

#[tokio::test]
async fn errors_are_assertive_and_said_once_though_a_countdown_goes_on() -> Result<()> {
    let day = Day::start("", |request| match request.body.contains("Too many") {
        true => {
            vec![Step::send(stream_head("429 Too Many Requests", "Retry-After: 40\r\n") + "{}")]
        }
        false => vec![Step::send(stream_head("200 OK", "") + &*snapshot("It is", json!([])))],
    })
    .await?;
    day.ask_box.enter().await?;
    day.browser.run(HEARD).await?;
    day.ask_box.ask("Too many?").await?;
    let first = day.ask_box.text("[role=timer]", |text| text.starts_with("Ask again in")).await?;
    day.ask_box.text("[role=timer]", |text| text != first).await?;
    let said = heard(&day).await?;
    let alerts = said.iter().filter(|one| one.starts_with('!')).count();
    ensure!(alerts == 1 && !said.iter().any(|one| one.contains("Ask again")), "{said:#?}");
    day.browser.run("heard.length = 0").await?;
    day.ask_box.find("textarea").await?.clear().await?;
    day.ask_box.ask("Cut?").await?;
    let cut = "! This answer is not complete: the connection ended early.";
    is(&heard_until(&day, cut).await?, &["Searching the documentation", "Answering", cut])?;
    day.browser.quit().await
}

#[tokio::test]
async fn that_nothing_was_found_is_said() -> Result<()> {
    let day = day(|| vec![Step::send(DONE)]).await?;
    day.ask_box.ask("How?").await?;
    let last = "Nothing found in the documentation";
    is(&heard_until(&day, last).await?, &["Searching the documentation", last])?;
    day.browser.quit().await
}

#[tokio::test]
async fn the_length_of_a_question_is_counted_near_the_limit_and_said_only_where_it_matters()
-> Result<()> {
    let day = day(|| vec![Step::send(DONE)]).await?;
    let field =
        "const field = document.querySelector('ask-docs').shadowRoot.querySelector('textarea');
        field.focus();";
    // An emoji is one character, as the API counts; spaces around the question are none.
    let write = async |characters: usize| -> Result<()> {
        let input = "field.dispatchEvent(new Event('input', { bubbles: true }))";
        let text = format!("'  ' + '😀'.repeat({characters})");
        day.browser.run(&format!("{field} field.value = {text}; {input}")).await?;
        Ok(())
    };
    write(447).await?;
    ensure!(day.ask_box.all(".counter").await?.is_empty(), "it is counted too early");
    write(448).await?;
    day.ask_box.text(".counter", |text| text == "448 / 512").await?;
    let described = "return document.querySelector('ask-docs').shadowRoot
        .getElementById(document.querySelector('ask-docs').shadowRoot
            .querySelector('textarea').getAttribute('aria-describedby'))?.className";
    ensure!(day.browser.run(described).await? == "counter");
    day.browser.press("abc").await?;
    day.ask_box.text(".counter", |text| text == "451 / 512").await?;
    for (characters, shown) in [(505, "505 / 512"), (508, "508 / 512"), (515, "515 / 512")] {
        write(characters).await?;
        day.ask_box.text(".counter", |text| text == shown).await?;
    }
    day.ask_box.find(".counter.over").await?;
    write(3).await?;
    until("it is counted no more", || async {
        Ok(day.ask_box.all(".counter").await?.is_empty().then_some(()))
    })
    .await?;
    is(
        &heard(&day).await?,
        &["At most 64 characters left", "At most 10 characters left", "The question is too long"],
    )?;
    day.browser.quit().await
}
