//! What a reader says about an answer: told at once, sent where the owner wants it, and never in
//! anybody's way.

use anyhow::{Context, Result, ensure};
use ask_docs_e2e::{Day, Received, Step, snapshot, stream_head, until};
use serde_json::{Value, json};

const LISTEN: &str = "window.heard = [];
     for (const name of ['feedback', 'feedback-error', 'error']) {
        box.addEventListener(`ask-docs-${name}`, ({detail}) => heard.push({name, ...detail}));
     }";
const PRIVATE: &str = "Object.defineProperty(navigator, 'globalPrivacyControl', {value: true});";

fn answers(request: &Received, status: &str) -> Vec<Step> {
    if request.line.contains("/ask/feedback") {
        return vec![Step::send(stream_head(status, "Content-Length: 0\r\n"))];
    }
    let answer = format!("id: Qm9sdA\n\n{}", snapshot("Press **Log in**.", json!([])));
    vec![Step::send(stream_head("200 OK", "") + &*answer + "event: done\ndata: done\n\n")]
}

async fn answered(settings: &str, status: &'static str) -> Result<Day> {
    let settings = format!("{LISTEN} {settings}");
    let day = Day::start(&settings, move |request| answers(request, status)).await?;
    day.ask_box.ask("How?").await?;
    day.ask_box.completed().await?;
    Ok(day)
}

/// What was sent to the gateway about answers, once it is so much.
async fn sent(day: &Day, count: usize) -> Result<Vec<Value>> {
    until("the gateway hears of it", || async {
        let all = day.api.received();
        let said = all.iter().filter(|one| one.line.contains("/ask/feedback"));
        let said: Vec<Value> =
            said.map(|one| serde_json::from_str(&one.body)).collect::<Result<_, _>>()?;
        Ok((said.len() >= count).then_some(said))
    })
    .await
}

async fn heard(day: &Day) -> Result<Vec<Value>> {
    let heard = day.browser.run("return window.heard").await?;
    Ok(heard.as_array().context("a list")?.clone())
}

#[tokio::test]
async fn a_verdict_a_reason_and_words_are_sent_one_after_the_other_and_the_last_counts()
-> Result<()> {
    let day = answered("box.setAttribute('feedback', 'send');", "204 No Content").await?;
    ensure!(day.ask_box.all(".reasons").await?.is_empty(), "asked before anything was said");
    day.ask_box.click("[part=not-helpful]").await?;
    day.ask_box.click("[part=reason]:nth-child(3)").await?;
    day.ask_box.find("[part=comment]").await?.send_keys("See version 2.").await?;
    day.ask_box.click("[part=send-feedback]").await?;
    day.ask_box.text(".reasons", |text| text == "Thank you.").await?;
    let last = json!({"answer": "Qm9sdA", "helpful": false, "reason": "outdated", "comment": "See version 2."});
    until("the last word is there", || async {
        Ok(sent(&day, 1).await?.last().filter(|said| **said == last).map(|_| ()))
    })
    .await?;
    ensure!(sent(&day, 1).await?.iter().all(|said| said["question"].is_null()));
    // The reader thinks again.
    day.ask_box.click("[part=helpful]").await?;
    until("the reader thinks again", || async {
        let taken = json!({"answer": "Qm9sdA", "helpful": true});
        Ok(sent(&day, 1).await?.last().filter(|said| **said == taken).map(|_| ()))
    })
    .await?;
    ensure!(day.ask_box.all(".reasons").await?.is_empty(), "a reason for what helped");
    let words = json!({"name": "feedback", "helpful": false, "reason": "outdated", "comment": "See version 2."});
    ensure!(heard(&day).await?.contains(&words), "{:?}", heard(&day).await?);
    day.browser.quit().await
}

#[tokio::test]
async fn nothing_is_sent_unless_the_owner_wants_it_sent() -> Result<()> {
    let day = answered("box.setAttribute('feedback', '');", "204 No Content").await?;
    day.ask_box.click("[part=not-helpful]").await?;
    day.ask_box.click("[part=reason]").await?;
    until("the page hears of it", || async { Ok((heard(&day).await?.len() == 2).then_some(())) })
        .await?;
    // The next answer would come after anything that was sent before.
    day.ask_box.ask("And?").await?;
    day.ask_box.completed().await?;
    ensure!(sent(&day, 0).await?.is_empty());
    day.browser.quit().await
}

#[tokio::test]
async fn the_words_of_question_and_answer_go_along_only_where_the_owner_asks_for_them() -> Result<()>
{
    let settings = "box.setAttribute('feedback', 'send'); box.setAttribute('tell-questions', '');";
    let day = answered(settings, "204 No Content").await?;
    day.ask_box.click("[part=helpful]").await?;
    let said = sent(&day, 1).await?;
    let whole = json!({"answer": "Qm9sdA", "helpful": true, "question": "How?", "text": "Press **Log in**."});
    ensure!(said == [whole], "{said:?}");
    day.browser.quit().await
}

#[tokio::test]
async fn feedback_that_does_not_arrive_is_an_event_and_nothing_to_the_reader() -> Result<()> {
    let day = answered("box.setAttribute('feedback', 'send');", "500 Oops").await?;
    day.ask_box.click("[part=helpful]").await?;
    until("the page hears of it", || async {
        let failed = json!({"name": "feedback-error", "code": "server"});
        Ok(heard(&day).await?.contains(&failed).then_some(()))
    })
    .await?;
    ensure!(day.ask_box.all(".notice, [role=alert]").await?.is_empty());
    let pressed = "return document.querySelector('ask-docs').shadowRoot
        .querySelector('[part=helpful]').ariaPressed";
    ensure!(day.browser.run(pressed).await? == "true");
    day.browser.quit().await
}

#[tokio::test]
async fn under_global_privacy_control_a_verdict_has_no_words() -> Result<()> {
    let settings = format!(
        "{PRIVATE} box.setAttribute('feedback', 'send'); box.setAttribute('tell-questions', '');"
    );
    let day = answered(&settings, "204 No Content").await?;
    day.ask_box.click("[part=not-helpful]").await?;
    day.ask_box.click("[part=reason]").await?;
    ensure!(day.ask_box.all("[part=comment]").await?.is_empty(), "words are asked for");
    until("the reason is there", || async {
        let last = json!({"answer": "Qm9sdA", "helpful": false, "reason": "wrong"});
        Ok(sent(&day, 1).await?.last().filter(|said| **said == last).map(|_| ()))
    })
    .await?;
    ensure!(sent(&day, 1).await?.iter().all(|said| said["text"].is_null()));
    day.browser.quit().await
}
