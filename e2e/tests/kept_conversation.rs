//! What a tab has kept of a conversation, read back: whatever a page has put there, and after an
//! answer that nobody continues.

use anyhow::{Result, ensure};
use ask_docs_e2e::{Browser, Day, Step, snapshot, stream_head, until};
use serde_json::{Value, json};

const KEEP: &str = "box.id = 'kept'; box.setAttribute('history', 'session');";

/// The page once more, with a box that keeps its conversation, and nothing that came before.
async fn again(day: &Day) -> Result<()> {
    day.browser.reload().await?;
    let page = format!(
        "window.errors = [];
         addEventListener('error', (event) => errors.push(String(event.message)));
         addEventListener('unhandledrejection', (event) => errors.push(String(event.reason)));
         document.querySelector('ask-docs')?.remove();
         const box = document.createElement('ask-docs');
         box.setAttribute('endpoint', '{}');
         {KEEP}
         document.querySelector('main').append(box);",
        day.api.address
    );
    day.browser.run(&page).await?;
    Ok(())
}

async fn keep(browser: &Browser, name: &str, text: &str) -> Result<()> {
    // A box that is left keeps what it has: it would write over this.
    browser.run("document.querySelector('ask-docs')?.remove()").await?;
    browser.run(&format!("sessionStorage['{name}'] = {}", json!(text))).await?;
    Ok(())
}

fn whole(text: &str) -> Vec<Step> {
    let answer = snapshot(text, json!([])) + "event: done\ndata: done\n\n";
    vec![Step::send(stream_head("200 OK", "") + &*answer)]
}

/// A kept conversation of one exchange, with `fields` in the place of its own.
fn exchange(fields: Value) -> String {
    let mut exchange = json!({
        "question": "How?", "text": "Kept.", "phase": "complete", "followUps": [], "sources": [],
    });
    if let (Some(all), Value::Object(fields)) = (exchange.as_object_mut(), fields) {
        all.extend(fields);
    }
    json!({"version": "1", "exchanges": [exchange]}).to_string()
}

fn source(fields: Value) -> String {
    exchange(json!({"sources": [fields]}))
}

/// Texts that are no conversation of ours.
fn refused() -> Vec<String> {
    let whole = exchange(json!({}));
    vec![
        String::new(),
        "null".to_owned(),
        "[]".to_owned(),
        "\u{0}\u{1}\u{2}".to_owned(),
        whole[..whole.len() / 2].to_owned(),
        whole[..whole.len() - 1].to_owned(),
        format!("{whole}{whole}"),
        whole.replace(r#""1""#, r#""2""#),
        whole.replace(r#""1""#, "1"),
        r#"{"version":"1"}"#.to_owned(),
        r#"{"version":"1","exchanges":{"length":9}}"#.to_owned(),
        r#"{"version":"1","exchanges":[null]}"#.to_owned(),
        exchange(json!({"question": ""})),
        exchange(json!({"question": "x".repeat(513)})),
        exchange(json!({"question": {"toString": "x"}})),
        exchange(json!({"text": 5})),
        exchange(json!({"text": ["a"]})),
        exchange(json!({"followUps": "abc"})),
        exchange(json!({"sources": [7]})),
        whole.replace("Kept.", "\\ud800"),
        whole.replace("Kept.", "\\udc00\\ud800"),
        whole.replace("Kept.", "\\x41"),
        format!("{}{}", "[".repeat(100_000), "]".repeat(100_000)),
        format!(r#"{{"version":"1","exchanges":{}"#, "[".repeat(100_000)),
        exchange(json!({"text": "x".repeat(600_000)})),
    ]
}

/// Conversations that may be read, and then are words and checked links, nothing more.
fn harmless() -> Vec<String> {
    let whole = exchange(json!({}));
    let markup = "<img src=x onerror=alert(1)><script>alert(1)</script><svg onload=alert(1)>";
    let links = "[a](javascript:alert(1)) [b](data:text/html,x) [c](vbscript:x) \
         ![d](https://evil.example/x.png) <a href=javascript:alert(1)>e</a>";
    vec![
        exchange(json!({"question": markup})),
        exchange(json!({"text": markup})),
        exchange(json!({"text": links})),
        exchange(json!({"followUps": [markup, "javascript:alert(1)", ""]})),
        source(json!({"title": markup, "url": "javascript:alert(1)", "reason": markup})),
        source(json!({"title": "\u{202e}moc", "url": " java\nscript:alert(1)"})),
        source(json!({"title": "t", "url": "//evil.example\\@docs.example"})),
        exchange(json!({"__proto__": {"polluted": 1}, "constructor": {"prototype": {"polluted": 1}}})),
        whole.replace(r#""question""#, r#""__proto__":{"polluted":1},"question""#),
        exchange(json!({"phase": "constructor", "stream": "../../x"})),
        exchange(json!({"phase": "streaming", "stream": "a\r\nX-Evil: 1"})),
        exchange(json!({"text": ">".repeat(20_000)})),
        exchange(json!({"text": "[".repeat(20_000)})),
        exchange(json!({"unknown": {"deep": [[[[[[[[[[[[{}]]]]]]]]]]]]}})),
        json!({"version": "1", "exchanges": vec![json!({"question": "How?", "text": "Kept."}); 400]})
            .to_string(),
    ]
}

/// What of the box must not be there, whatever it shows.
const HARM: &str = "const root = document.querySelector('ask-docs').shadowRoot;
     const links = [...root.querySelectorAll('a[href]')].map((link) => link.protocol);
     return [
        ...window.errors,
        ...root.querySelectorAll('img, script, iframe, .answer svg:not(.icon), [style], [onload], [onerror]'),
        ...links.filter((protocol) => !['https:', 'http:', 'mailto:'].includes(protocol)),
        ...('polluted' in {} ? ['polluted'] : []),
        ...(root.querySelectorAll('.turn').length > 20 ? ['too many turns'] : []),
     ].map(String)";

#[tokio::test]
async fn a_stored_history_that_means_harm_is_refused_or_is_only_words() -> Result<()> {
    let day = Day::start(KEEP, |_| whole("Yes.")).await?;
    let (refused, harmless) = (refused(), harmless());
    ensure!(refused.len() + harmless.len() >= 40);
    let all = refused.iter().map(|text| (text, false)).chain(harmless.iter().map(|t| (t, true)));
    for (text, is_read) in all {
        let shown: String = text.chars().take(120).collect();
        keep(&day.browser, "ask-docs-kept", text).await?;
        // The same as questions of late: those are only shown in an empty box.
        keep(&day.browser, "ask-docs.recent", text).await?;
        again(&day).await?;
        let ask_box = day.browser.ask_box("ask-docs").await?;
        ask_box.enter().await?;
        let turns = ask_box.all(".turn").await?.len();
        ensure!((turns > 0) == is_read, "{turns} turns of {shown}");
        ensure!(ask_box.all("[part=recent]").await?.is_empty(), "questions of late of {shown}");
        let harm = day.browser.run(HARM).await?;
        ensure!(harm == json!([]), "{harm} of {shown}");
    }
    // It goes on as if nothing had been.
    let ask_box = day.browser.ask_box("ask-docs").await?;
    ask_box.ask("How?").await?;
    ask_box.text(".turn:first-child .answer", |text| text == "Yes.").await?;
    ask_box.click("[part=forget]").await?;
    until("nothing is kept", || async {
        Ok((day.browser.run("return sessionStorage.length").await? == 0).then_some(()))
    })
    .await?;
    again(&day).await?;
    let ask_box = day.browser.ask_box("ask-docs").await?;
    ask_box.enter().await?;
    ensure!(ask_box.all(".turn, [part=recent]").await?.is_empty());
    day.browser.quit().await
}

#[tokio::test]
async fn questions_of_late_that_a_page_has_made_up_are_words_on_buttons_that_can_be_asked()
-> Result<()> {
    let day = Day::start(KEEP, |_| whole("Yes.")).await?;
    let questions = ["<img src=x onerror=alert(1)>", "", "\u{202e}?", &"x".repeat(513), "Fine?"];
    let text = json!({"version": "1", "questions": questions}).to_string();
    keep(&day.browser, "ask-docs.recent", &text).await?;
    again(&day).await?;
    let ask_box = day.browser.ask_box("ask-docs").await?;
    ask_box.enter().await?;
    ask_box.find("[part=recent]").await?;
    ensure!(ask_box.all("[part=recent]").await?.len() == 3);
    ensure!(day.browser.run(HARM).await? == json!([]));
    day.browser.quit().await
}

#[tokio::test]
async fn a_page_whose_box_keeps_nothing_has_its_storage_left_alone() -> Result<()> {
    let day = Day::start(KEEP, |_| whole("Yes.")).await?;
    for (history, expected) in [("off", 0), ("session", 1)] {
        let page = format!(
            "document.querySelector('ask-docs')?.remove();
             window.reads = 0;
             Object.defineProperty(window, 'sessionStorage', {{
                configurable: true, get() {{ reads += 1; throw new Error('refused') }},
             }});
             const box = document.createElement('ask-docs');
             box.id = 'kept';
             box.setAttribute('endpoint', '{}');
             box.setAttribute('history', '{history}');
             document.querySelector('main').append(box);
             return reads",
            day.api.address
        );
        let reads = day.browser.run(&page).await?;
        ensure!(reads == expected, "{reads} reads with {history:?}");
    }
    let ask_box = day.browser.ask_box("ask-docs").await?;
    ask_box.ask("How?").await?;
    ask_box.text(".answer", |text| text == "Yes.").await?;
    day.browser.quit().await
}

#[tokio::test]
async fn an_answer_that_a_reload_cut_off_is_kept_and_can_be_asked_again_without_a_stream()
-> Result<()> {
    let day = Day::start(KEEP, |request| match request.line.contains("fresh=true") {
        true => whole("All of it"),
        // No name to continue it by: the API itself, or a gateway that holds nothing.
        false => {
            let so_far = stream_head("200 OK", "") + &*snapshot("So far", json!([]));
            vec![Step::send(so_far), Step::Silence]
        }
    })
    .await?;
    day.ask_box.ask("How?").await?;
    day.ask_box.text(".answer", |text| text == "So far").await?;
    again(&day).await?;
    let ask_box = day.browser.ask_box("ask-docs").await?;
    ask_box.text(".notice p", |text| text.contains("not complete")).await?;
    ensure!(ask_box.text(".answer", |_| true).await? == "So far");
    let asked = day.api.received().iter().filter(|one| one.line.starts_with("POST")).count();
    ensure!(asked == 1, "asked {asked} times without being told to");
    ask_box.click("[part=retry]").await?;
    ask_box.text(".turn:first-child .answer", |text| text == "All of it").await?;
    let kept = ask_box.text_content(".turn:nth-child(2) .answer", |_| true).await?;
    ensure!(kept == "So far", "{kept}");
    day.browser.quit().await
}
