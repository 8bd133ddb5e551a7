//! Answers that are given again, and the settings of it.

mod support;

use std::time::Duration;

use axum::Router;
use serde_json::json;
use support::{ASK, Response, body, fixture, parse_with, post, send};

fn arguments() -> [String; 4] {
    let docs = fixture().to_str().expect("a path").to_owned();
    ["--docs".to_owned(), docs, "--pace".to_owned(), "0".to_owned()]
}

fn gateway(environment: &[(&str, &str)]) -> Router {
    let arguments = arguments();
    let arguments: Vec<_> = arguments.iter().map(String::as_str).collect();
    let settings = parse_with(&arguments, environment).expect("right settings");
    ask_docs_gateway::prepare(&settings).expect("a gateway")
}

async fn asked(app: &Router, body: String, more: &str) -> Response {
    send(app, post(&format!("{ASK}?format=markdown{more}"), body)).await
}

#[tokio::test]
async fn the_same_question_is_answered_once_where_a_site_says_so() {
    let app = gateway(&[("ASK_DOCS_CACHE_TTL", "60s")]);
    let first = asked(&app, body("Where is dark mode?"), "").await;
    assert_eq!(first.header("age"), "");
    // The work is done once the stream has ended, and is then put away.
    let again = tokio::time::timeout(Duration::from_secs(10), async {
        loop {
            let again = asked(&app, body("where is  dark mode"), "").await;
            if !again.header("age").is_empty() {
                return again;
            }
        }
    });
    let again = again.await.expect("it is put away");
    assert_eq!(again.header("age"), "0");
    assert_eq!(again.snapshots().len(), 1);
    assert_eq!(again.answer(), first.answer());
    let afresh = asked(&app, body("Where is dark mode?"), "&fresh=true").await;
    assert_eq!(afresh.header("age"), "");
    let own = json!({"question": "Where is dark mode?", "scope": {"mode": "all"},
                     "session": {"visitorId": "v", "sessionId": "s"}});
    assert_eq!(asked(&app, own.to_string(), "").await.header("age"), "");
}

#[tokio::test]
async fn by_default_every_question_is_asked() {
    let app = gateway(&[]);
    for _ in 0..3 {
        let response = asked(&app, body("Where is dark mode?"), "").await;
        assert_eq!(response.header("age"), "");
        assert!(!response.answer().sources.is_empty());
    }
}

#[test]
fn mistakes_in_the_settings_are_told() {
    let folder = fixture();
    let folder = folder.to_str().expect("a path");
    let gitbook = ["--organization", "org1", "--site", "site1"];
    for (environment, expected) in [
        (("ASK_DOCS_FALLBACK_DOCS", folder), "site_url"),
        (("ASK_DOCS_FALLBACK_SEARCH", "no"), "must be true or false"),
        (("ASK_DOCS_CACHE_TTL", "200h"), "ASK_DOCS_CACHE_TTL"),
        (("ASK_DOCS_CACHE_MEGABYTES", "0"), "must be a number from 1"),
        (("ASK_DOCS_RESUME_PATIENCE", "2h"), "ASK_DOCS_RESUME_PATIENCE"),
    ] {
        let mistakes = parse_with(&gitbook, &[("ASK_DOCS_TOKEN", "t"), environment]);
        let mistakes = mistakes.expect_err("a mistake");
        assert!(mistakes.len() == 1 && mistakes[0].contains(expected), "{mistakes:?}");
    }
}
