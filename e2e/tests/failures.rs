//! Bad days of the API: each shows one clear sentence, and nothing that was there is lost.

use anyhow::{Result, ensure};
use ask_docs_e2e::{CONSOLE, Day, Step, snapshot, stream_head, until};
use serde_json::json;

fn refusal(status: &'static str, headers: &'static str, body: &'static str) -> Vec<Step> {
    let headers = format!("Content-Type: application/json\r\n{headers}");
    vec![Step::send(stream_head(status, &headers) + body)]
}

#[tokio::test]
async fn a_question_that_cannot_be_asked_stays_in_the_field() -> Result<()> {
    let day = Day::start("", |_| Vec::new()).await?;
    day.ask_box.ask("   ").await?;
    day.ask_box.text(".refused", |text| text == "Type a question first.").await?;
    let field = day.ask_box.find("textarea").await?;
    field.clear().await?;
    let long = "why ".repeat(140);
    day.ask_box.ask(&long).await?;
    let sentence = day.ask_box.text(".refused", |text| text.contains("47")).await?;
    ensure!(sentence == "The question is 47 characters too long: it may have 512.", "{sentence}");
    // The field holds the spaces that were typed first, too.
    ensure!(day.ask_box.draft().await?.contains(long.trim()));
    ensure!(day.api.received().iter().all(|request| !request.line.starts_with("POST")));
    day.browser.quit().await
}

#[tokio::test]
async fn too_many_questions_tell_the_wait_and_keep_the_question() -> Result<()> {
    let body = r#"{"error":{"code":429,"message":"Rate limit"}}"#;
    let day = Day::start("", move |_| refusal("429 X", "Retry-After: 40\r\n", body)).await?;
    let sentence = day.sentence("How?").await?;
    ensure!(sentence == "Too many questions at the moment.", "{sentence}");
    let countdown = "[role=timer]";
    for expected in ["Ask again in 39 seconds.", "Ask again in 38 seconds."] {
        day.ask_box.text(countdown, |text| text == expected).await?;
    }
    ensure!(day.ask_box.draft().await? == "How?");
    day.ask_box.find(".again").await?;
    day.browser.quit().await
}

#[tokio::test]
async fn each_refusal_says_what_to_do_next() -> Result<()> {
    let day = Day::start("", |request| {
        let asked = |word: &str| request.body.contains(word);
        match () {
            () if asked("forbidden") => refusal("403 X", "", "<html>no</html>"),
            () if asked("nowhere") => refusal("404 X", "", ""),
            () if asked("broken") => {
                refusal("500 X", "", r#"{"error":{"code":500,"message":"Out of cheese"}}"#)
            }
            () if asked("page") => {
                vec![Step::send(stream_head("200 OK", "Content-Type: text/html\r\n") + "<p>Hi")]
            }
            () => vec![Step::send(stream_head("200 OK", "") + "data: {\"typ")],
        }
    })
    .await?;
    let cases = [
        ("forbidden", "not allowed from this page", false),
        ("nowhere", "no documentation to ask", false),
        ("broken", "“Out of cheese” Try again", true),
        ("page", "not the answer service", false),
        ("garbage", "could not be read", true),
    ];
    for (question, expected, retryable) in cases {
        day.ask_box.find("textarea").await?.clear().await?;
        let sentence = day.sentence(question).await?;
        let shown = until("the sentence of this question", || async {
            let sentence = day.ask_box.text(".turn:first-child .notice p", |_| true).await?;
            Ok(Some(sentence).filter(|sentence| sentence.contains(expected)))
        });
        ensure!(shown.await.is_ok(), "{question}: {sentence}");
        let again = day.ask_box.all(".turn:first-child .again").await?;
        ensure!(again.is_empty() != retryable, "{question}: retry offered wrongly");
    }
    day.browser.quit().await
}

#[tokio::test]
async fn a_cut_stream_keeps_its_text_marks_it_and_asks_again() -> Result<()> {
    let day = Day::start("", |_| {
        let text = stream_head("200 OK", "") + &*snapshot("The first **half**", json!([]));
        vec![Step::send(text + "data: {\"type\":\"answer\",\"ans")]
    })
    .await?;
    let sentence = day.sentence("How?").await?;
    ensure!(sentence.contains("not complete"), "{sentence}");
    ensure!(day.ask_box.text(".answer", |_| true).await? == "The first half");
    day.ask_box.find(".again").await?.click().await?;
    // What had arrived stays, folded away below the new attempt.
    day.ask_box.find(".turn:nth-child(2)").await?;
    let kept = day.ask_box.text_content(".turn:nth-child(2) .answer", |_| true).await?;
    ensure!(kept == "The first half", "{kept}");
    until("the question is asked twice", || async {
        let asked = day.api.received().iter().filter(|one| one.line.starts_with("POST")).count();
        Ok((asked == 2).then_some(()))
    })
    .await?;
    day.browser.quit().await
}

#[tokio::test]
async fn a_stream_that_falls_silent_is_given_up_with_its_text_kept() -> Result<()> {
    let day = Day::start("box.setAttribute('patience', '1');", |_| {
        let head = stream_head("200 OK", "") + &*snapshot("So far", json!([]));
        vec![Step::send(head), Step::Silence]
    })
    .await?;
    let sentence = day.sentence("How?").await?;
    ensure!(sentence == "Nothing has come for 1 second. Try again.", "{sentence}");
    ensure!(day.ask_box.text(".answer", |_| true).await? == "So far");
    until("the connection is given up", || async {
        // One connection was for the starter questions.
        Ok((day.api.ended() >= 2).then_some(()))
    })
    .await?;
    day.browser.quit().await
}

#[tokio::test]
async fn a_reader_is_told_when_it_takes_long_and_again_when_it_goes_on() -> Result<()> {
    let day = Day::start("", |_| {
        let more = snapshot("So far and more", json!([])) + "event: done\ndata: done\n\n";
        let head = stream_head("200 OK", "") + &*snapshot("So far", json!([]));
        vec![Step::send(head), Step::Hold, Step::send(more)]
    })
    .await?;
    day.ask_box.ask("How?").await?;
    day.ask_box.text(".answer", |text| text == "So far").await?;
    // Ten seconds without a byte.
    day.ask_box.text(".waiting", |text| text == "Waiting for the rest…").await?;
    day.api.go_on();
    day.ask_box.completed().await?;
    ensure!(day.ask_box.all(".waiting").await?.is_empty());
    day.browser.quit().await
}

#[tokio::test]
async fn garbage_between_snapshots_does_not_end_an_answer() -> Result<()> {
    let day = Day::start("", |_| {
        let mut body = stream_head("200 OK", "") + ": ping\n\nevent: trace\ndata: x\n\n";
        body += &*snapshot("One", json!([]));
        body += "data: {\"type\":\n\ndata: {\"type\":\"thought\"}\n\nnonsense\n\n";
        let mut bytes = (body + &*snapshot("One café 😀", json!([]))).into_bytes();
        bytes.extend_from_slice(b"data: \xff\xfe\n\nevent: done\ndata: done\n\n");
        // Every byte alone: no character and no line ending survives by luck.
        bytes.chunks(1).map(|byte| Step::Send(byte.to_vec())).collect()
    })
    .await?;
    day.ask_box.ask("How?").await?;
    day.ask_box.completed().await?;
    ensure!(day.ask_box.text(".answer", |_| true).await? == "One café 😀");
    day.browser.quit().await
}

#[tokio::test]
async fn an_unreachable_server_is_told_and_the_question_kept() -> Result<()> {
    let day = Day::start("box.setAttribute('starters', 'false');", |_| Vec::new()).await?;
    let sentence = day.sentence("How?").await?;
    ensure!(sentence.contains("could not be reached"), "{sentence}");
    ensure!(day.ask_box.draft().await? == "How?");
    day.browser.quit().await
}

#[tokio::test]
async fn stopping_closes_the_connection_and_the_page_hears_every_step() -> Result<()> {
    let day = Day::start("", |_| {
        let head = stream_head("200 OK", "") + &*snapshot("So far", json!([]));
        vec![Step::send(head), Step::Silence]
    })
    .await?;
    let listen = "window.heard = [];
        for (const name of ['question', 'answer', 'stop', 'error'])
            addEventListener('ask-docs-' + name, (event) => heard.push([name, event.detail]));";
    day.browser.run(listen).await?;
    day.ask_box.ask("A secret question").await?;
    day.ask_box.text(".answer", |text| text == "So far").await?;
    let ended = day.api.ended();
    day.ask_box.find("button[part=stop]").await?.click().await?;
    until("the server sees the client leave", || async {
        Ok((day.api.ended() > ended).then_some(()))
    })
    .await?;
    let heard = day.browser.run("return window.heard").await?;
    ensure!(heard == json!([["question", {"characters": 17}], ["stop", {}]]), "{heard}");
    day.browser.quit().await
}

#[tokio::test]
async fn a_token_works_on_localhost_and_a_wrong_id_is_named_once() -> Result<()> {
    let settings = "box.setAttribute('token', 'gb_api_x');
        box.setAttribute('organization', 'Acme'); box.setAttribute('site', 'site_1');";
    let day = Day::start(settings, |_| {
        let body = stream_head("200 OK", "") + &*snapshot("Yes.", json!([]));
        vec![Step::send(body + "data: done\n\n")]
    })
    .await?;
    day.ask_box.ask("How?").await?;
    day.ask_box.completed().await?;
    let asked = day.api.received().into_iter().find(|one| one.line.starts_with("POST"));
    let asked = asked.unwrap_or_default();
    ensure!(asked.line.starts_with("POST /v1/orgs/Acme/sites/site_1/ask?format=markdown "));
    let authorization = ("authorization".to_owned(), "Bearer gb_api_x".to_owned());
    ensure!(asked.headers.contains(&authorization), "{:?}", asked.headers);
    day.browser.run(CONSOLE).await?;
    day.browser.run("document.querySelector('ask-docs').setAttribute('site', 'a/b')").await?;
    until("the console names the setting", || async {
        let told = day.browser.complaints().await?;
        let named =
            told.iter().filter(|told| told.contains("`site`") && told.contains("a/b")).count();
        Ok((named == 1).then_some(()))
    })
    .await?;
    day.browser.quit().await
}
