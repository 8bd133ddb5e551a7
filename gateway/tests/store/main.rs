//! Gateways that share a real Redis: what holds over all of them, and what becomes of them without it.

mod away;
mod hostile;
#[path = "../support/redis.rs"]
mod redis_server;
#[path = "../support/resumable.rs"]
mod resumable;
#[path = "../support/scripted.rs"]
mod scripted;
mod settings;
mod shared;
mod streams;
#[path = "../support/mod.rs"]
mod support;

use std::time::{Duration, Instant};

use axum::Router;
use redis_server::Redis;
use support::{Response, fixture, get, parse_with, send};

/// A gateway over the fixture that shares `redis`, with further variables, once it has found it.
/// It has patience: a machine that runs many tests at once may be slow.
async fn gateway(redis: &Redis, more: &[(&str, &str)]) -> Router {
    hasty_gateway(redis, &[&PATIENT, more].concat()).await
}

const PATIENT: [(&str, &str); 1] = [("ASK_DOCS_STORE_DEADLINE", "10s")];

/// The same, with as much patience as gateways have.
async fn hasty_gateway(redis: &Redis, more: &[(&str, &str)]) -> Router {
    let docs = fixture();
    let docs = docs.to_str().expect("a path");
    over(&["--docs", docs, "--pace", "0", "--store", &redis.url()], more).await
}

async fn over(arguments: &[&str], environment: &[(&str, &str)]) -> Router {
    let settings = parse_with(arguments, environment).expect("right settings");
    let app = ask_docs_gateway::prepare(&settings).expect("a gateway");
    says(&app, "ready, with the store\n").await;
    app
}

/// Waits until `app` says `words` of itself.
async fn says(app: &Router, words: &str) {
    let start = Instant::now();
    loop {
        let response = send(app, get("/readyz")).await;
        assert_eq!(response.status, 200);
        if response.text() == words {
            return;
        }
        assert!(start.elapsed() < support::program::PATIENCE, "{}", response.text());
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// What the last part of `RateLimit` says is left.
fn left(response: &Response) -> u32 {
    let state = response.header("ratelimit");
    let left = state.split(';').find_map(|part| part.strip_prefix("r="));
    left.and_then(|left| left.parse().ok()).unwrap_or_else(|| panic!("no budget in {state:?}"))
}
