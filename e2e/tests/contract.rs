//! The contract, judged by others: the official client, the OpenAPI description, the quickstart.

use std::collections::BTreeSet;

use anyhow::{Context, Result, ensure};
use ask_docs_e2e::judge::{Claim, official_client, python_sample, validate};
use ask_docs_e2e::{Browser, Gateway, Scripted, Shape, Step, snapshot, stream_head};
use serde_json::{Value, json};

const QUESTION: &str = "How do I run the gateway with a GitBook token?";

/// What must be true of the events of every answer.
fn check_events(events: &Value, text: impl Fn(&Value) -> Option<String>) -> Result<Vec<Claim>> {
    let events = events.as_array().context("a list of events")?;
    ensure!(events.len() >= 5, "only {} snapshots", events.len());
    let texts: Vec<String> = events.iter().filter_map(&text).collect();
    ensure!(texts.len() >= 5, "only {} snapshots with text", texts.len());
    for pair in texts.windows(2) {
        ensure!(pair[1].starts_with(&pair[0]), "a snapshot does not grow: {pair:?}");
    }
    let last = &events.last().context("a last event")?["answer"];
    ensure!(!last["sources"].as_array().context("sources")?.is_empty(), "no sources");
    ensure!(!last["followupQuestions"].as_array().context("follow-ups")?.is_empty());
    Ok(events.iter().map(|event| Claim::ask_event("snapshot", event.clone())).collect())
}

fn markdown(event: &Value) -> Option<String> {
    event["answer"]["answer"]["markdown"].as_str().map(str::to_owned)
}

/// The text of a document tree, leaf by leaf.
fn document(event: &Value) -> Option<String> {
    fn collect(node: &Value, text: &mut String) {
        match node {
            Value::Object(fields) => {
                if fields.get("object").and_then(Value::as_str) == Some("leaf") {
                    text.push_str(fields.get("text").and_then(Value::as_str).unwrap_or_default());
                }
                for name in ["document", "nodes", "leaves", "fragments"] {
                    fields.get(name).into_iter().for_each(|child| collect(child, text));
                }
            }
            Value::Array(items) => items.iter().for_each(|item| collect(item, text)),
            _ => {}
        }
    }
    let mut text = String::new();
    collect(event["answer"]["answer"].get("document")?, &mut text);
    Some(text)
}

#[tokio::test]
async fn the_official_client_gets_every_snapshot_the_follow_ups_and_the_sources() -> Result<()> {
    let gateway = Gateway::over_docs(&["--pace", "1ms"]).await?;
    let gave = official_client(&gateway.address, QUESTION, Some("markdown")).await?;
    let mut claims = check_events(&gave["events"], markdown)?;
    let questions = gave["questions"].as_array().context("starter questions")?;
    ensure!((3..=5).contains(&questions.len()), "{questions:?}");
    claims.extend(
        questions.iter().map(|question| {
            Claim::question_event("starter question", json!({"question": question}))
        }),
    );
    validate(&claims).await
}

#[tokio::test]
async fn a_client_that_names_no_format_gets_documents() -> Result<()> {
    let gateway = Gateway::over_docs(&["--pace", "1ms"]).await?;
    let gave = official_client(&gateway.address, QUESTION, None).await?;
    let claims = check_events(&gave["events"], document)?;
    validate(&claims).await
}

#[tokio::test]
async fn the_quickstarts_python_sample_works() -> Result<()> {
    let gateway = Gateway::over_docs(&["--pace", "1ms"]).await?;
    let events = python_sample(&gateway.address, QUESTION).await?;
    check_events(&events, document)?;
    Ok(())
}

#[tokio::test]
async fn what_the_box_sends_is_what_the_api_describes() -> Result<()> {
    let api = Scripted::start(|_| {
        let body = stream_head("200 OK", "") + &*snapshot("Yes.", json!([]));
        vec![Step::send(body + "event: done\ndata: done\n\n")]
    })
    .await?;
    let gateway = Gateway::over_docs(&[]).await?;
    let browser = Browser::start(Shape::Desktop).await?;
    browser.open(&gateway.address).await?;
    let settings = [
        json!({}),
        json!({"scope": "default", "site-space": "sitesp_1"}),
        json!({"scope": "current", "site-space": "sitesp_1", "goal": "Sell apples"}),
        json!({"scope": "others", "site-space": "sitesp_1", "visitor": "v", "session": "s"}),
        json!({"scope": "sitesp_1, sitesp_2"}),
    ];
    for one in &settings {
        let replace = format!(
            "document.querySelector('ask-docs').remove();
             const box = document.createElement('ask-docs');
             const settings = {one};
             for (const name in settings) box.setAttribute(name, settings[name]);
             box.setAttribute('endpoint', '{}');
             document.querySelector('main').append(box);",
            api.address
        );
        browser.run(&replace).await?;
        let ask_box = browser.ask_box("ask-docs").await?;
        // By a call, since WebKit's driver types no character beyond the first 65,536.
        browser
            .run("document.querySelector('ask-docs').ask('  What is “it”, in 語 and 😀?  ')")
            .await?;
        ask_box.completed().await?;
    }
    let asked: Vec<_> =
        api.received().into_iter().filter(|one| one.line.starts_with("POST")).collect();
    ensure!(asked.len() == settings.len());
    let mut claims = Vec::new();
    for request in &asked {
        // `resume` is for gateways; the API skips a parameter that it does not know.
        let line = "POST /v1/orgs/local/sites/docs/ask?format=markdown&resume=true HTTP/1.1\r\n";
        ensure!(request.line == line, "{}", request.line);
        let body: Value = serde_json::from_str(&request.body)?;
        ensure!(body["question"] == "What is “it”, in 語 and 😀?", "{body}");
        claims.push(Claim::ask_body(&request.body, body));
    }
    validate(&claims).await?;
    let scopes = scopes(&asked)?;
    ensure!(scopes.len() == settings.len(), "settings that asked alike: {scopes:?}");
    browser.quit().await
}

fn scopes(asked: &[ask_docs_e2e::Received]) -> Result<BTreeSet<String>> {
    asked
        .iter()
        .map(|request| {
            let body: Value = serde_json::from_str(&request.body)?;
            Ok(body["scope"].to_string())
        })
        .collect()
}
