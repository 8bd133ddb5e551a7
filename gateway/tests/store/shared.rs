//! Limits, budgets and kept answers that hold over two gateways.

use std::time::Duration;

use axum::Router;

use super::support::{ASK, Response, ask, body, post, send};
use super::{Redis, gateway, left, says};

const AWAY: &str = "ready, without the store: limits are this gateway's own\n";

#[tokio::test]
async fn a_client_has_one_limit_at_all_gateways() {
    let redis = Redis::start().await;
    let limits = [("ASK_DOCS_LIMITS_QUESTIONS_PER_CLIENT", "4")];
    let gateways = [gateway(&redis, &limits).await, gateway(&redis, &limits).await];
    for number in 0..4 {
        let response = ask(&gateways[number % 2], &format!("question {number}")).await;
        assert_eq!(response.status, 200, "{number}: {}", response.text());
    }
    for app in &gateways {
        let response = ask(app, "one more").await;
        assert_eq!(response.refusal(), (429, "Too many requests in a short time".to_owned()));
        // Four a minute are one in 15 seconds.
        let wait: u32 = response.header("retry-after").parse().expect("a number");
        assert!((1..=15).contains(&wait), "{wait}");
    }
}

#[tokio::test]
async fn the_same_question_is_counted_at_all_gateways_and_what_is_refused_is_not() {
    let redis = Redis::start().await;
    let limits =
        [("ASK_DOCS_LIMITS_QUESTIONS_PER_CLIENT", "5"), ("ASK_DOCS_LIMITS_SAME_QUESTION", "2")];
    let gateways = [gateway(&redis, &limits).await, gateway(&redis, &limits).await];
    for app in &gateways {
        assert_eq!(ask(app, "Where is dark mode?").await.status, 200);
    }
    for app in gateways.iter().cycle().take(10) {
        let (status, message) = ask(app, "where is  dark mode").await.refusal();
        assert!(status == 429 && message.starts_with("The same question"), "{message}");
    }
    // Two of five were counted.
    for number in 0..3 {
        assert_eq!(ask(&gateways[number % 2], &format!("question {number}")).await.status, 200);
    }
    assert_eq!(ask(&gateways[0], "one more").await.refusal().0, 429);
}

#[tokio::test]
async fn a_budget_is_spent_at_all_gateways_and_outlives_them() {
    let redis = Redis::start().await;
    let budget = [("ASK_DOCS_QUESTIONS_PER_DAY", "3")];
    let gateways = [gateway(&redis, &budget).await, gateway(&redis, &budget).await];
    assert_eq!(left(&ask(&gateways[0], "one").await), 2);
    assert_eq!(left(&ask(&gateways[1], "two").await), 1);
    drop(gateways);
    let started_anew = gateway(&redis, &budget).await;
    assert_eq!(left(&ask(&started_anew, "three").await), 0);
    let response = ask(&started_anew, "four").await;
    assert_eq!((response.refusal().0, left(&response)), (429, 0));
}

#[tokio::test]
async fn a_budget_goes_on_without_the_store_and_tells_it_later() {
    let mut redis = Redis::start().await;
    let budget = [("ASK_DOCS_QUESTIONS_PER_DAY", "10")];
    let gateways = [gateway(&redis, &budget).await, gateway(&redis, &budget).await];
    for app in &gateways {
        ask(app, "one each").await;
    }
    assert_eq!(left(&ask(&gateways[0], "three in all").await), 7);
    redis.kill().await;
    // The second knows of two, since it has asked nothing since.
    assert_eq!(left(&ask(&gateways[0], "four").await), 6);
    assert_eq!(left(&ask(&gateways[1], "three, as it seems").await), 7);
    for app in &gateways {
        says(app, AWAY).await;
    }
    redis.bring_back().await;
    for app in &gateways {
        says(app, "ready, with the store\n").await;
    }
    // The store has come back empty, and learns from the first what it knows; the second then adds
    // the one that it has spent alone.
    assert_eq!(left(&ask(&gateways[0], "five").await), 5);
    assert_eq!(left(&ask(&gateways[1], "six, and the one that is owed").await), 3);
    assert_eq!(left(&ask(&gateways[0], "eight").await), 2);
}

async fn asked(app: &Router, question: &str, more: &str) -> Response {
    send(app, post(&format!("{ASK}?format=markdown{more}"), body(question))).await
}

/// The answer to `question` that was kept, once it is there.
async fn kept(app: &Router, question: &str) -> Response {
    let again = tokio::time::timeout(super::support::program::PATIENCE, async {
        loop {
            let again = asked(app, question, "").await;
            if !again.header("age").is_empty() {
                return again;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    });
    again.await.expect("it is kept")
}

#[tokio::test]
async fn an_answer_is_given_again_by_a_gateway_that_never_asked() {
    let redis = Redis::start().await;
    let cache = [("ASK_DOCS_CACHE_TTL", "60s")];
    let first = gateway(&redis, &cache).await;
    let answer = asked(&first, "Where is dark mode?", "").await;
    assert_eq!(answer.header("age"), "");
    kept(&first, "Where is dark mode?").await;
    // Started after all of it, it can only have it from the store.
    let second = gateway(&redis, &cache).await;
    let again = asked(&second, "where is  dark mode", "").await;
    let age: u32 = again.header("age").parse().expect("a number");
    assert!(age < 60, "{age}");
    assert_eq!(again.snapshots().len(), 1);
    assert_eq!(again.answer(), answer.answer());
    assert_eq!(asked(&second, "Where is dark mode?", "&fresh=true").await.header("age"), "");
}

#[tokio::test]
async fn what_a_gateway_kept_it_gives_without_the_store_too() {
    let mut redis = Redis::start().await;
    let app = gateway(&redis, &[("ASK_DOCS_CACHE_TTL", "60s")]).await;
    let answer = asked(&app, "Where is dark mode?", "").await;
    kept(&app, "Where is dark mode?").await;
    redis.kill().await;
    says(&app, AWAY).await;
    assert_eq!(kept(&app, "Where is dark mode?").await.answer(), answer.answer());
}

#[tokio::test]
async fn no_question_and_no_address_can_be_read_in_the_store() {
    let redis = Redis::start().await;
    let all = [
        ("ASK_DOCS_LIMITS_QUESTIONS_PER_CLIENT", "9"),
        ("ASK_DOCS_LIMITS_QUESTIONS_PER_ORIGIN", "9"),
        ("ASK_DOCS_LIMITS_SAME_QUESTION", "9"),
        ("ASK_DOCS_QUESTIONS_PER_DAY", "9"),
        ("ASK_DOCS_CACHE_TTL", "60s"),
    ];
    let app = gateway(&redis, &all).await;
    let mut request = post(
        &format!("{ASK}?resume=true&format=markdown"),
        body("Where is nightingale dark mode?"),
    );
    request.headers_mut().insert("origin", "http://localhost:3000".parse().expect("a header"));
    assert_eq!(send(&app, request).await.status, 200);
    // One without limits looks for it until it is there.
    let other = gateway(&redis, &[("ASK_DOCS_CACHE_TTL", "60s")]).await;
    kept(&other, "Where is nightingale dark mode?").await;
    let keys = tokio::time::timeout(super::support::program::PATIENCE, async {
        loop {
            let keys = redis.keys().await;
            let has = |kind: &str| keys.iter().any(|key| key.split(':').nth(2) == Some(kind));
            if ["answer", "budget", "rate", "running"].into_iter().all(has) {
                return keys;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    });
    let keys = keys.await.expect("all that is shared");
    let kinds: Vec<_> = keys.iter().map(|key| key.split(':').collect::<Vec<_>>()).collect();
    for (key, parts) in keys.iter().zip(&kinds) {
        assert_eq!(parts[..2], ["ask-docs", "1"]);
        let lives: i64 = redis.ask("TTL", &[key]).await;
        assert!(lives != -1, "{key} never goes");
        let value: Vec<u8> = match parts[2] {
            "running" => continue,
            _ => redis.ask("GET", &[key]).await,
        };
        let value = String::from_utf8_lossy(&value);
        for private in ["nightingale", "0.0.0.0", "localhost:3000"] {
            assert!(!key.contains(private) && !value.contains(private), "{private}: {key} {value}");
        }
    }
}
