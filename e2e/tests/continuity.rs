//! Answers that go on: after a cut, after a reload, out of a cache; and what is left to ask.

use anyhow::{Result, ensure};
use ask_docs_e2e::{Day, Received, Step, snapshot, stream_head, until};
use serde_json::json;

const ID: &str = "Qm9sdCBhbmQgbnV0cw";

fn is_resuming(request: &Received) -> bool {
    request.line.starts_with("GET") && request.header("last-event-id") == Some(ID)
}

fn begun(text: &str) -> String {
    stream_head("200 OK", "") + &*format!("id: {ID}\n\n{}", snapshot(text, json!([])))
}

fn whole(text: &str) -> Vec<Step> {
    vec![Step::send(begun(text) + "event: done\ndata: done\n\n")]
}

#[tokio::test]
async fn an_answer_that_is_cut_goes_on_by_itself_without_being_asked_twice() -> Result<()> {
    let day = Day::start("", |request| match is_resuming(request) {
        true => whole("The first half and the second"),
        false => vec![Step::send(begun("The first half"))],
    })
    .await?;
    day.ask_box.ask("How?").await?;
    day.ask_box.completed().await?;
    let text = day.ask_box.text(".answer", |_| true).await?;
    ensure!(text == "The first half and the second", "{text}");
    let asked = day.api.received().into_iter().filter(|one| one.line.starts_with("POST")).count();
    ensure!(asked == 1, "asked {asked} times");
    day.browser.quit().await
}

#[tokio::test]
async fn an_answer_that_a_gateway_no_longer_has_is_kept_as_far_as_it_came() -> Result<()> {
    let day = Day::start("", |request| match is_resuming(request) {
        true => vec![Step::send(stream_head("404 Not Found", ""))],
        false => vec![Step::send(begun("The first half"))],
    })
    .await?;
    let sentence = day.sentence("How?").await?;
    ensure!(sentence.contains("not complete"), "{sentence}");
    ensure!(day.ask_box.text(".answer", |_| true).await? == "The first half");
    day.browser.quit().await
}

#[tokio::test]
async fn a_question_that_found_a_busy_server_is_sent_again_and_no_oftener_than_three_times()
-> Result<()> {
    let day = Day::start("", |request| match request.body.contains("never") {
        true => vec![Step::send(stream_head("503 Busy", ""))],
        false => whole("Yes."),
    })
    .await?;
    let sentence = day.sentence("never?").await?;
    ensure!(sentence.contains("has a problem"), "{sentence}");
    ensure!(day.api.received().iter().filter(|one| one.body.contains("never")).count() == 3);
    day.browser.quit().await
}

#[tokio::test]
async fn stopping_tells_the_gateway_that_nobody_will_come_back() -> Result<()> {
    let day = Day::start("", |request| match request.line.contains("/ask/stop") {
        true => vec![Step::send(stream_head("204 No Content", ""))],
        false => vec![Step::send(begun("So far")), Step::Silence],
    })
    .await?;
    day.ask_box.ask("How?").await?;
    day.ask_box.text(".answer", |text| text == "So far").await?;
    day.ask_box.find("button[part=stop]").await?.click().await?;
    until("the gateway hears of it", || async {
        let all = day.api.received();
        let told = all.iter().find(|one| one.line.contains("/ask/stop"));
        Ok(told.filter(|told| told.body == ID && told.header("cookie").is_none()).map(|_| ()))
    })
    .await?;
    day.browser.quit().await
}

const KEEP: &str = "box.id = 'kept'; box.setAttribute('history', 'session');";

/// The page again, with its box as it was.
async fn reload(day: &Day) -> Result<()> {
    day.browser.reload().await?;
    let page = format!(
        "document.querySelector('ask-docs').remove();
         const box = document.createElement('ask-docs');
         box.setAttribute('endpoint', '{}');
         {KEEP}
         document.querySelector('main').append(box);",
        day.api.address
    );
    day.browser.run(&page).await?;
    Ok(())
}

#[tokio::test]
async fn a_conversation_survives_a_reload_where_the_owner_wants_it() -> Result<()> {
    let day = Day::start(KEEP, |request| match request.body.contains("First") {
        true => whole("One **bold** answer"),
        false => whole("Two"),
    })
    .await?;
    for question in ["First?", "Second?"] {
        day.ask_box.ask(question).await?;
        day.ask_box.completed().await?;
    }
    reload(&day).await?;
    // Without a press of anything.
    let ask_box = day.browser.ask_box("ask-docs").await?;
    ask_box.text(".turn:first-child .answer", |text| text == "Two").await?;
    let first = ask_box.text_content(".turn:nth-child(2) .answer", |_| true).await?;
    ensure!(first == "One bold answer", "{first}");
    ensure!(ask_box.all(".turn:nth-child(2) strong").await?.len() == 1);
    day.browser.run("document.querySelector('ask-docs').forget()").await?;
    let kept = day.browser.run("return Object.keys(sessionStorage)").await?;
    ensure!(kept == json!([]), "{kept}");
    day.browser.quit().await
}

#[tokio::test]
async fn an_answer_that_was_arriving_at_a_reload_goes_on_after_it() -> Result<()> {
    let day = Day::start(KEEP, |request| match is_resuming(request) {
        true => whole("So far and further"),
        false => vec![Step::send(begun("So far")), Step::Silence],
    })
    .await?;
    day.ask_box.ask("How?").await?;
    day.ask_box.text(".answer", |text| text == "So far").await?;
    reload(&day).await?;
    let ask_box = day.browser.ask_box("ask-docs").await?;
    ask_box.text(".answer", |text| text == "So far and further").await?;
    ask_box.completed().await?;
    let told = day.api.received().into_iter().any(|one| one.line.contains("/ask/stop"));
    ensure!(!told, "the gateway was told that nobody would come back");
    day.browser.quit().await
}

#[tokio::test]
async fn nothing_is_kept_unless_the_owner_wants_it() -> Result<()> {
    let day = Day::start("", |_| whole("Yes.")).await?;
    day.ask_box.ask("How?").await?;
    day.ask_box.completed().await?;
    let kept =
        "return [...Object.keys(sessionStorage), ...Object.keys(localStorage), document.cookie]";
    let kept = day.browser.run(kept).await?;
    ensure!(kept == json!([""]), "{kept}");
    day.browser.quit().await
}

#[tokio::test]
async fn what_a_page_has_put_into_the_storage_harms_nobody() -> Result<()> {
    let day = Day::start("", |_| whole("Yes.")).await?;
    let hostile = json!({"version": "1", "exchanges": [{
        "question": "<img src=x onerror=alert(1)>",
        "text": "[a](javascript:alert(1)) <script>alert(1)</script> ![b](https://evil.example/x.png)",
        "phase": "complete",
        "sources": [{"title": "<b>t</b>", "url": "javascript:alert(1)"}],
        "followUps": ["<i>f</i>"],
    }]});
    let put = format!("sessionStorage['ask-docs-kept'] = {}", json!(hostile.to_string()));
    day.browser.run(&put).await?;
    reload(&day).await?;
    let ask_box = day.browser.ask_box("ask-docs").await?;
    ask_box.text(".question", |text| text.contains("<img")).await?;
    ensure!(ask_box.all("img, script, b, i, a[href^=javascript]").await?.is_empty());
    // Not ours at all: an empty box.
    day.browser.run("sessionStorage['ask-docs-kept'] = '[1'").await?;
    reload(&day).await?;
    let ask_box = day.browser.ask_box("ask-docs").await?;
    ask_box.ask("How?").await?;
    ask_box.completed().await?;
    day.browser.quit().await
}

#[tokio::test]
async fn few_questions_left_are_told_and_an_answer_out_of_a_cache_says_its_age() -> Result<()> {
    let day = Day::start("", |request| {
        let age = if request.line.contains("&fresh=true ") { "" } else { "Age: 7300\r\n" };
        let headers = format!(
            "RateLimit-Policy: \"day\";q=200;w=86400\r\nRateLimit: \"day\";r=17;t=5400\r\n{age}"
        );
        let answer = snapshot("Yes.", json!([])) + "event: done\ndata: done\n\n";
        vec![Step::send(stream_head("200 OK", &headers) + &*answer)]
    })
    .await?;
    day.ask_box.ask("How?").await?;
    day.ask_box.completed().await?;
    day.ask_box.text(".budget", |text| text == "17 questions left, resets in 90 minutes").await?;
    day.ask_box.text(".freshness span", |text| text.contains("3 hours ago")).await?;
    day.ask_box.find("[part=ask-afresh]").await?.click().await?;
    day.ask_box.find(".turn:nth-child(2)").await?;
    day.ask_box.completed().await?;
    ensure!(day.ask_box.all(".turn:first-child .freshness").await?.is_empty());
    day.browser.quit().await
}
