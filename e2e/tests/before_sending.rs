//! What stands between a reader's words and their sending: secrets that are pointed out, consent,
//! and the request shown before it goes.

use anyhow::{Result, ensure};
use ask_docs_e2e::{Day, Step, snapshot, stream_head, until};
use serde_json::{Value, json};

fn whole() -> Vec<Step> {
    let answer = snapshot("Yes.", json!([])) + "event: done\ndata: done\n\n";
    vec![Step::send(stream_head("200 OK", "") + &*answer)]
}

/// The questions that were sent.
fn asked(day: &Day) -> Vec<String> {
    let all = day.api.received();
    let bodies = all.iter().filter_map(|one| serde_json::from_str::<Value>(&one.body).ok());
    bodies.filter_map(|body| Some(body["question"].as_str()?.to_owned())).collect()
}

/// Put together here, so that nothing takes it for a real one.
fn key() -> String {
    format!("ghp_{}", "16C7e42F292c6912E7710c838347Ae178B4a")
}

#[tokio::test]
async fn a_secret_is_pointed_out_and_masked_with_one_key() -> Result<()> {
    let day = Day::start("", |_| whole()).await?;
    day.ask_box.ask(&format!("Why is {} of jane@acme.io refused?", key())).await?;
    let told = day.ask_box.text("[part=secrets]", |text| text.contains("Enter")).await?;
    ensure!(told.contains("an API key and an e-mail address"), "{told}");
    ensure!(asked(&day).is_empty(), "it was sent at once");
    ensure!(day.ask_box.draft().await?.contains(&key()), "the reader's words are gone");
    day.browser.press("\u{e007}").await?;
    day.ask_box.completed().await?;
    ensure!(asked(&day) == ["Why is [API key] of [e-mail address] refused?"], "{:?}", asked(&day));
    ensure!(day.ask_box.all("[part=secrets]").await?.is_empty());
    day.browser.quit().await
}

#[tokio::test]
async fn a_reader_may_send_it_as_it_is_or_change_it() -> Result<()> {
    let day = Day::start("", |_| whole()).await?;
    let words = format!("Is {} a key?", key());
    day.ask_box.ask(&words).await?;
    day.ask_box.click("[part=send-as-is]").await?;
    day.ask_box.completed().await?;
    ensure!(asked(&day) == [words], "{:?}", asked(&day));
    // It is pointed out while it is written, and not any more once it is gone.
    let field = day.ask_box.find("textarea").await?;
    field.send_keys("jane@acme.io").await?;
    day.ask_box.text("[part=secrets]", |text| text.starts_with("This looks like")).await?;
    field.send_keys("\u{e003}".repeat(3)).await?;
    until("nothing is pointed out", || async {
        Ok(day.ask_box.all("[part=secrets]").await?.is_empty().then_some(()))
    })
    .await?;
    field.send_keys("\u{e007}").await?;
    until("it is sent", || async { Ok((asked(&day).len() == 2).then_some(())) }).await?;
    day.browser.quit().await
}

#[tokio::test]
async fn what_was_typed_before_the_box_came_is_looked_at_too() -> Result<()> {
    let day = Day::start("", |_| whole()).await?;
    // The loader's own field, sent before there is anything else.
    day.browser
        .run(
            "const root = document.querySelector('ask-docs').shadowRoot;
             root.querySelector('textarea').value = 'Is jane@acme.io right?';
             root.querySelector('form').requestSubmit();",
        )
        .await?;
    day.ask_box.text("[part=secrets]", |text| text.contains("an e-mail address")).await?;
    ensure!(asked(&day).is_empty(), "{:?}", asked(&day));
    day.browser.quit().await
}

const CONSENT: &str = "box.setAttribute('consent', 'Your question goes to Example.');
     box.setAttribute('consent-link', '/privacy');";

#[tokio::test]
async fn nothing_is_asked_before_the_reader_has_accepted_and_then_they_are_not_asked_again()
-> Result<()> {
    let day = Day::start(CONSENT, |_| whole()).await?;
    day.ask_box.ask("First?").await?;
    day.ask_box.text("[part=accept]", |text| text == "Accept and ask").await?;
    let link = day.ask_box.find("[part=consent] a").await?;
    let href = link.prop("href").await?.unwrap_or_default();
    ensure!(href.ends_with("/privacy") && href.starts_with("http://"), "{href}");
    // Nor by the page, nor by what the box offers.
    day.browser.run("document.querySelector('ask-docs').ask('By the page?')").await?;
    ensure!(asked(&day).is_empty(), "{:?}", asked(&day));
    ensure!(day.ask_box.draft().await? == "First?");
    day.ask_box.click("[part=accept]").await?;
    day.ask_box.completed().await?;
    ensure!(day.ask_box.all("[part=consent]").await?.is_empty());
    let before = asked(&day).len();
    day.ask_box.ask("Second?").await?;
    until("it is sent", || async { Ok((asked(&day).len() > before).then_some(())) }).await?;
    let kept = day.browser.run("return sessionStorage.length").await?;
    ensure!(kept == 0, "consent is kept without history");
    day.browser.quit().await
}

#[tokio::test]
async fn a_link_of_the_owner_that_is_no_page_is_no_link() -> Result<()> {
    let settings = "box.setAttribute('consent', 'Yes?');
         box.setAttribute('consent-link', 'javascript:alert(1)');";
    let day = Day::start(settings, |_| whole()).await?;
    day.ask_box.ask("First?").await?;
    day.ask_box.text("[part=accept]", |text| text == "Accept and ask").await?;
    ensure!(day.ask_box.all("[part=consent] a").await?.is_empty());
    day.browser.quit().await
}

#[tokio::test]
async fn what_is_sent_is_shown_word_for_word_with_tokens_masked() -> Result<()> {
    let settings = "box.setAttribute('visitor', 'v1'); box.setAttribute('session', 's1');
         setTimeout(() => box.update({getToken: () => 'hunter2', headers: () => ({'X-Tenant': 'acme'})}));";
    let day = Day::start(settings, |_| whole()).await?;
    day.ask_box.enter().await?;
    day.ask_box.click("[part=what-is-sent]").await?;
    day.ask_box.find("textarea").await?.send_keys("How \"so\"?").await?;
    let shown = |text: &str| text.contains("x-tenant") && text.contains("How");
    let text = day.ask_box.text("[part=sent] pre", shown).await?;
    ensure!(!text.contains("hunter2") && !text.contains("acme"), "{text}");
    day.browser.press("\u{e007}").await?;
    day.ask_box.completed().await?;
    let all = day.api.received();
    let sent = all.iter().find(|one| one.line.starts_with("POST")).expect("a question");
    let (head, body) = text.split_once("\n\n").expect("head and body");
    ensure!(body == sent.body, "{body} is not {}", sent.body);
    let mut lines = head.lines();
    let path = sent.line.trim_end().trim_end_matches(" HTTP/1.1").replacen("POST ", "", 1);
    let first = format!("POST {}{path}", day.api.address);
    ensure!(lines.next() == Some(first.as_str()), "{head} is not {first}");
    for line in lines {
        let (name, value) = line.split_once(": ").expect("a header");
        let really = sent.header(&name.to_ascii_lowercase());
        let is_so = really.is_some_and(|really| really == value || value.starts_with('•'));
        ensure!(is_so, "{line}, but {really:?}");
    }
    day.browser.quit().await
}

#[tokio::test]
async fn under_global_privacy_control_nobody_says_who_asks() -> Result<()> {
    let settings = "box.setAttribute('visitor', 'v1'); box.setAttribute('session', 's1');";
    for (control, is_told) in [("undefined", true), ("true", false)] {
        let page = format!(
            "Object.defineProperty(navigator, 'globalPrivacyControl', {{value: {control}}}); {settings}"
        );
        let day = Day::start(&page, |_| whole()).await?;
        day.ask_box.ask("How?").await?;
        day.ask_box.completed().await?;
        let all = day.api.received();
        let body = &all.iter().find(|one| one.line.starts_with("POST")).expect("a question").body;
        ensure!(body.contains("\"v1\"") == is_told, "{body}");
        day.browser.quit().await?;
    }
    Ok(())
}
