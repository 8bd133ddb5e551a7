//! What the gateway writes down: the log, the metrics, the id of a request; and what never.

use std::time::{Duration, Instant};

use serde_json::Value;
use tokio::io::AsyncReadExt as _;
use tokio::net::TcpListener;

use super::support::program::{ask_request, connect, ended, exchange, running, signal};
use super::support::{ASK, fixture, get, local, post, send};

#[tokio::test]
async fn every_response_has_an_id() {
    let app = local(&fixture(), &[]);
    for request in [
        get("/healthz"),
        get("/nowhere"),
        get("/docs/"),
        post(ASK, "{}"),
        post("/v1/orgs/local/sites/other/ask", "{}"),
        post("/v1/nowhere", ""),
    ] {
        let name = request.uri().to_string();
        let response = send(&app, request).await;
        assert_eq!(response.header("x-request-id").len(), 32, "{name}");
    }
    let mut request = get("/healthz");
    request.headers_mut().insert("x-request-id", "proxy-0123.abc".parse().expect("a header"));
    assert_eq!(send(&app, request).await.header("x-request-id"), "proxy-0123.abc");
}

#[tokio::test]
async fn pages_may_read_what_the_gateway_tells_them() {
    let app = local(&fixture(), &[]);
    let mut request = post(ASK, "{}");
    request.headers_mut().insert("origin", "http://localhost:1".parse().expect("a header"));
    let response = send(&app, request).await;
    let exposed: Vec<_> =
        response.header("access-control-expose-headers").split(", ").map(str::to_owned).collect();
    for name in ["Retry-After", "X-Request-Id", "RateLimit", "RateLimit-Policy", "Age"] {
        assert!(exposed.iter().any(|exposed| exposed == name), "{name}");
    }
}

/// What a gateway with `more` arguments writes into its log while it answers.
#[cfg(unix)]
async fn logged(more: &[&str]) -> String {
    let more = [&["--pace", "0"], more].concat();
    let (child, address) = running(&more).await;
    let secret =
        "\r\nconnection: close\r\nauthorization: Bearer readers-own\r\nx-request-id: abcd-1234\r\n";
    let request = ask_request(&address).replacen("\r\n", secret, 1);
    exchange(&address, &request).await;
    for path in ["/docs/webhook?q=webhook", "/healthz"] {
        let request = format!("GET {path} HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n");
        exchange(&address, &request).await;
    }
    exchange(&address, "GET webhook HTTP/1.1\r\n\r\n").await;
    signal(&child, "-TERM");
    ended(child).await.0
}

#[cfg(unix)]
#[tokio::test]
async fn the_log_has_a_line_for_each_request_and_nothing_of_the_reader() {
    let text = logged(&["--log-format", "json"]).await;
    for secret in ["webhook", "readers-own", "127.0.0.1"] {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
    let lines = text.lines().map(|line| serde_json::from_str(line).expect("JSON"));
    let requests: Vec<Value> = lines.filter(|line: &Value| line["message"] == "request").collect();
    let [ask, page, refused] = &requests[..] else { panic!("{text}") };
    assert_eq!(ask["route"], "/v1/orgs/{organization}/sites/{site}/ask");
    assert_eq!(ask["method"], "POST");
    assert_eq!(ask["status"], 200);
    assert_eq!(ask["site"], "docs");
    assert_eq!(ask["outcome"], "done");
    assert_eq!(ask["id"], "abcd-1234");
    assert_eq!(ask["client"], "127.0.0.0/24");
    assert!(ask["bytes"].as_u64().expect("a number") > 500, "{ask}");
    assert!(ask["milliseconds"].is_u64(), "{ask}");
    assert_eq!((&page["status"], &page["method"]), (&404.into(), &"GET".into()));
    assert_eq!((&refused["status"], &refused["cause"]), (&400.into(), &"malformed".into()));
}

#[cfg(unix)]
#[tokio::test]
async fn whole_addresses_are_written_down_only_when_asked_for() {
    let text = logged(&["--log-addresses"]).await;
    assert!(text.contains("client=\"127.0.0.1\""), "{text}");
}

#[tokio::test]
async fn the_metrics_are_counted_and_served_apart() {
    let free = TcpListener::bind("127.0.0.1:0").await.expect("a socket");
    let metrics = free.local_addr().expect("an address").to_string();
    drop(free);
    let (_child, address) = running(&["--pace", "0", "--metrics-listen", &metrics]).await;
    let close = "\r\nconnection: close\r\n";
    let scrape = "GET /metrics HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n";
    exchange(&address, &ask_request(&address).replacen("\r\n", close, 1)).await;
    let foreign = "\r\nconnection: close\r\norigin: https://evil.example\r\n";
    exchange(&address, &ask_request(&address).replacen("\r\n", foreign, 1)).await;
    exchange(&address, "GET / HTTP/1.1\r\n\r\n").await;
    // A client that leaves.
    let mut idle = connect(&address, "GET /healthz HTTP/1.1\r\nhost: a\r\n\r\n").await;
    assert!(idle.read(&mut [0; 1024]).await.expect("a response") > 0);
    let lines = [
        "content-type: application/openmetrics-text; version=1.0.0; charset=utf-8\r\n",
        "ask_docs_asks_total{site=\"docs\",outcome=\"done\"} 1\n",
        "ask_docs_asks_total{site=\"docs\",outcome=\"refused\"} 1\n",
        "ask_docs_first_byte_seconds_count{site=\"docs\"} 1\n",
        "ask_docs_answer_seconds_count{site=\"docs\"} 1\n",
        "ask_docs_refusals_total{cause=\"foreign_origin\"} 1\n",
        "ask_docs_refusals_total{cause=\"malformed\"} 1\n",
        "ask_docs_responses_total{status=\"200\"} 2\n",
        "ask_docs_open_streams 0\n",
        // The one that waits, and this one.
        "ask_docs_connections 2\n",
        "# EOF\n",
    ];
    // A client sees the end of its connection just before the gateway has counted it.
    let start = Instant::now();
    let text = loop {
        let text = exchange(&metrics, scrape).await;
        let missing = lines.iter().find(|line| !text.contains(**line));
        let Some(line) = missing else { break text };
        assert!(start.elapsed() < Duration::from_secs(3), "{line} in {text}");
    };
    for secret in ["webhook", "127.0.0.1", "evil.example"] {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
    assert!(ask_request(&address).contains("webhook"));
    assert!(exchange(&address, scrape).await.starts_with("HTTP/1.1 404 "));
}
