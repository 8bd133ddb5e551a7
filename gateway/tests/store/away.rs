//! A store that is not there, comes, goes, freezes and comes back.

use std::time::{Duration, Instant};

use super::support::ask;
use super::support::program::{PATIENCE, ask_request, command, ended, exchange, signal, started};
use super::support::{fixture, parse_with};
use super::{PATIENT, Redis, gateway, hasty_gateway, says};

const THERE: &str = "ready, with the store\n";
const AWAY: &str = "ready, without the store: limits are this gateway's own\n";

const LIMIT: [(&str, &str); 1] = [("ASK_DOCS_LIMITS_QUESTIONS_PER_CLIENT", "2")];

#[tokio::test]
async fn without_the_store_a_gateway_counts_by_itself_and_then_shares_again() {
    let mut redis = Redis::start().await;
    let gateways = [gateway(&redis, &LIMIT).await, gateway(&redis, &LIMIT).await];
    for app in &gateways {
        assert_eq!(ask(app, "a").await.status, 200);
    }
    assert_eq!(ask(&gateways[0], "b").await.refusal().0, 429);
    redis.kill().await;
    for app in &gateways {
        says(app, AWAY).await;
        for question in ["c", "d"] {
            assert_eq!(ask(app, question).await.status, 200);
        }
        assert_eq!(ask(app, "e").await.refusal().0, 429);
    }
    redis.bring_back().await;
    for app in &gateways {
        says(app, THERE).await;
    }
    for app in &gateways {
        assert_eq!(ask(app, "f").await.status, 200);
    }
    assert_eq!(ask(&gateways[1], "g").await.refusal().0, 429);
}

#[tokio::test]
async fn a_store_that_does_not_answer_holds_nobody_up() {
    let redis = Redis::start().await;
    let app = hasty_gateway(&redis, &LIMIT).await;
    redis.freeze();
    let asked = Instant::now();
    assert_eq!(ask(&app, "a").await.status, 200);
    assert!(asked.elapsed() < Duration::from_secs(2), "{:?}", asked.elapsed());
    says(&app, AWAY).await;
    redis.thaw();
    says(&app, THERE).await;
}

#[tokio::test]
async fn a_gateway_starts_without_the_store_and_finds_it_later() {
    let mut redis = Redis::start().await;
    redis.kill().await;
    let (docs, url) = (fixture(), redis.url());
    let arguments = ["--docs", docs.to_str().expect("a path"), "--pace", "0", "--store", &url];
    let settings = parse_with(&arguments, &PATIENT).expect("right settings");
    let app = ask_docs_gateway::prepare(&settings).expect("a gateway");
    assert_eq!(ask(&app, "a").await.status, 200);
    says(&app, AWAY).await;
    redis.bring_back().await;
    says(&app, THERE).await;
}

#[tokio::test]
async fn a_store_that_only_reads_is_as_good_as_none() {
    let redis = Redis::start().await;
    let app = gateway(&redis, &LIMIT).await;
    // Full, it takes nothing more.
    let _: () = redis.ask("CONFIG", &["SET", "maxmemory", "1"]).await;
    says(&app, AWAY).await;
    assert_eq!(ask(&app, "a").await.status, 200);
    let _: () = redis.ask("CONFIG", &["SET", "maxmemory", "0"]).await;
    says(&app, THERE).await;
}

/// A line of the metrics, once it is there.
async fn counts(metrics: &str, line: &str) {
    let start = Instant::now();
    let scrape = "GET /metrics HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n";
    loop {
        let text = exchange(metrics, scrape).await;
        if text.contains(line) {
            return;
        }
        assert!(start.elapsed() < PATIENCE, "{line} in {text}");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

#[tokio::test]
async fn each_change_is_told_once_and_the_password_never() {
    const PASSWORD: &str = "store_C4nary";
    let mut redis = Redis::start_with(PASSWORD).await;
    let free = std::net::TcpListener::bind("127.0.0.1:0").expect("a socket");
    let metrics = free.local_addr().expect("an address").to_string();
    drop(free);
    let docs = fixture();
    let arguments =
        ["--docs", docs.to_str().expect("a path"), "--port", "0", "--metrics-listen", &metrics];
    let mut program = command(&arguments);
    let url = redis.url().replace("redis://", &format!("redis://default:{PASSWORD}@"));
    program
        .envs(PATIENT)
        .env("ASK_DOCS_STORE_URL", url)
        .env("RUST_LOG", "debug,ask_docs_gateway=trace");
    let (child, address) = started(program).await;
    counts(&metrics, "ask_docs_store_away 0\n").await;
    redis.kill().await;
    for _ in 0..5 {
        let request = ask_request(&address).replacen("\r\n", "\r\nconnection: close\r\n", 1);
        assert!(exchange(&address, &request).await.contains("event: done"));
    }
    counts(&metrics, "ask_docs_store_away 1\n").await;
    redis.bring_back().await;
    counts(&metrics, "ask_docs_store_away 0\n").await;
    signal(&child, "-TERM");
    let (log, _) = ended(child).await;
    assert!(!log.contains(PASSWORD), "{log}");
    assert_eq!(log.matches("the store is away").count(), 1, "{log}");
    assert_eq!(log.matches("are shared in the store").count(), 2, "{log}");
}
