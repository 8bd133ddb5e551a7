//! A store that others write into: nothing of it is believed, and nothing of it stops a gateway.

use std::time::Duration;

use super::support::{ASK, Response, ask, body, post, send};
use super::{Redis, gateway, left};

const ALL: [(&str, &str); 3] = [
    ("ASK_DOCS_LIMITS_QUESTIONS_PER_CLIENT", "60"),
    ("ASK_DOCS_QUESTIONS_PER_DAY", "1000"),
    ("ASK_DOCS_CACHE_TTL", "60s"),
];

/// The keys of one kind, once there is one.
async fn of_kind(redis: &Redis, kind: &str) -> Vec<String> {
    let found = tokio::time::timeout(super::support::program::PATIENCE, async {
        loop {
            let mut keys = redis.keys().await;
            keys.retain(|key| key.starts_with(&format!("ask-docs:1:{kind}:")));
            if !keys.is_empty() {
                return keys;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    });
    found.await.unwrap_or_else(|_| panic!("no {kind}"))
}

async fn asked(app: &axum::Router, more: &str) -> Response {
    send(app, post(&format!("{ASK}?format=markdown{more}"), body("Where is dark mode?"))).await
}

#[tokio::test]
async fn values_of_the_wrong_kind_cost_nothing_but_their_use() {
    let redis = Redis::start().await;
    let app = gateway(&redis, &ALL).await;
    assert_eq!(asked(&app, "").await.status, 200);
    for kind in ["rate", "budget", "answer"] {
        for key in of_kind(&redis, kind).await {
            let _: () = redis.ask("DEL", &[&key]).await;
            let _: () = redis.ask("LPUSH", &[key.as_str(), "nonsense"]).await;
        }
        for _ in 0..3 {
            assert_eq!(asked(&app, "&fresh=true").await.status, 200, "{kind}");
            assert_eq!(asked(&app, "").await.status, 200, "{kind}");
        }
        // The store itself is there as before.
        super::says(&app, "ready, with the store\n").await;
    }
}

#[tokio::test]
async fn no_value_makes_a_client_wait_for_longer_than_the_rate_says() {
    let redis = Redis::start().await;
    let app = gateway(&redis, &ALL).await;
    for value in ["9e99", "inf", "9007199254740993", "-9e99", "nan", "", "0x7f"] {
        assert_eq!(ask(&app, "a").await.status, 200, "{value}");
        for key in of_kind(&redis, "rate").await {
            let _: () = redis.ask("SET", &[key.as_str(), value, "EX", "60"]).await;
        }
        let response = ask(&app, "a").await;
        if response.status != 200 {
            let wait: u32 = response.header("retry-after").parse().expect("a number");
            assert!(wait <= 1, "{value}: {wait}");
        }
        for key in of_kind(&redis, "rate").await {
            let _: () = redis.ask("DEL", &[key.as_str()]).await;
        }
    }
}

#[tokio::test]
async fn a_budget_of_nonsense_is_one_that_this_gateway_knows() {
    let redis = Redis::start().await;
    let app = gateway(&redis, &ALL).await;
    assert_eq!(left(&ask(&app, "a").await), 999);
    let keys = of_kind(&redis, "budget").await;
    for (value, expected) in [("nonsense", 998), ("-5", 999), ("1e300", 0)] {
        let _: () = redis.ask("SET", &[keys[0].as_str(), value]).await;
        assert_eq!(left(&ask(&app, "a").await), expected, "{value}");
    }
}

#[tokio::test]
async fn an_answer_that_no_gateway_would_have_kept_is_not_given() {
    let redis = Redis::start().await;
    let app = gateway(&redis, &ALL).await;
    let honest = asked(&app, "").await;
    let keys = of_kind(&redis, "answer").await;
    let snapshot = |text: &str, sources: &str| {
        format!(
            "data: {{\"type\":\"answer\",\"answer\":{{\"answer\":{{\"markdown\":\"{text}\"}},\
             \"sources\":[{sources}]}}}}\n\n"
        )
    };
    let good = snapshot("forged", "{\"type\":\"record\"}");
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let now = now.expect("a time").as_secs();
    for forged in [
        "nonsense".to_owned(),
        good.clone(),
        format!("{now}\n"),
        format!("{now}\n{}", good.trim_end()),
        format!("{now}\n{}", snapshot("forged", "")),
        format!("{now}\n{good}{good}"),
        format!("{now}\n{good}event: error\ndata: {{}}\n\n"),
        format!("{now}\ndata: forged\n\n"),
        format!("{}\n{good}", now - 61),
        format!("{now}\n{}", snapshot(&"forged".repeat(200_000), "{\"type\":\"record\"}")),
    ] {
        let _: () = redis.ask("SET", &[keys[0].as_str(), &forged]).await;
        let again = asked(&app, "").await;
        assert_eq!(again.answer(), honest.answer(), "{}", &forged[..forged.len().min(80)]);
    }
    // What would have been kept is given: that is what the others are measured by.
    let _: () = redis.ask("SET", &[keys[0].as_str(), &format!("{now}\n{good}")]).await;
    assert!(asked(&app, "").await.text().contains("forged"));
}
