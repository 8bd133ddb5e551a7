//! Traces over OTLP, against a collector that reads what comes: which spans, what they say, and
//! what they never say.

#[path = "support/scripted.rs"]
mod scripted;
mod support;

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use ask_docs_gateway::Peer;
use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderMap, StatusCode};
use scripted::{DONE, EVENTS, Scripted, Step, write};
use serde_json::Value;
use support::program::{PATIENCE, ask_request, command, ended, exchange, signal, started};
use support::{body, fixture, post, send};
use tokio::net::TcpListener;

const ASK: &str = "/v1/orgs/org1/sites/site1/ask";
const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";
const PARENT: &str = "00f067aa0ba902b7";
const EVENT: &str = "data: {\"type\":\"answer\",\"answer\":{\"answer\":{\"markdown\":\"Yes\"},\
                     \"sources\":[{\"type\":\"record\"}]}}\n\n";

/// A collector that answers each request with the next of some statuses, and then with 200.
struct Collector {
    address: String,
    requests: Arc<Mutex<Vec<(String, HeaderMap, String)>>>,
}

impl Collector {
    async fn start(statuses: &'static [u16]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a socket");
        let address = format!("http://{}", listener.local_addr().expect("an address"));
        let requests = Arc::new(Mutex::new(Vec::new()));
        let seen = Arc::clone(&requests);
        let router = Router::new().fallback(async move |request: Request| {
            let (head, body) = request.into_parts();
            let body = axum::body::to_bytes(body, 1 << 20).await.expect("a body");
            let body = String::from_utf8(body.to_vec()).expect("text");
            let mut seen = seen.lock().expect("a lock");
            let status = statuses.get(seen.len()).copied().unwrap_or(200);
            seen.push((head.uri.path().to_owned(), head.headers, body));
            StatusCode::from_u16(status).expect("a status")
        });
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { address, requests }
    }

    /// All spans, once there are so many.
    async fn spans(&self, count: usize) -> Vec<Span> {
        let start = Instant::now();
        loop {
            let spans = self.spans_so_far();
            if spans.len() >= count {
                return spans;
            }
            assert!(start.elapsed() < PATIENCE, "{} spans of {count}", spans.len());
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    fn spans_so_far(&self) -> Vec<Span> {
        let requests = self.requests.lock().expect("a lock");
        let bodies = requests.iter().map(|(_, _, body)| body);
        let bodies = bodies.map(|body| serde_json::from_str::<Value>(body).expect("JSON"));
        let spans = bodies.flat_map(|body| {
            let spans = &body["resourceSpans"][0]["scopeSpans"][0]["spans"];
            spans.as_array().expect("a list").clone()
        });
        spans.map(Span).collect()
    }
}

struct Span(Value);

impl Span {
    fn of(&self, field: &str) -> &str {
        self.0[field].as_str().unwrap_or_default()
    }

    /// The value of an attribute, in whichever form.
    fn says(&self, key: &str) -> Option<&Value> {
        let attributes = self.0["attributes"].as_array().expect("a list");
        let attribute = attributes.iter().find(|attribute| attribute["key"] == key)?;
        attribute["value"].as_object().expect("a value").values().next()
    }

    fn milliseconds(&self) -> u128 {
        let time = |field| self.of(field).parse::<u128>().expect("nanoseconds");
        (time("endTimeUnixNano") - time("startTimeUnixNano")) / 1_000_000
    }
}

/// A gateway in front of `upstream` that tells `collector`, with further settings.
fn gateway(upstream: &Scripted, collector: &Collector, more: &str) -> Router {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("gateway.toml");
    let text = format!(
        "[proxies]\ntrusted = ['10.0.0.0/8']\n[[site]]\nname = 'product'\n\
         organization = 'org1'\nsite = 'site1'\nupstream = '{}'\n{more}\n",
        upstream.url()
    );
    std::fs::write(&file, text).expect("a file");
    let arguments = ["--config", file.to_str().expect("a path")];
    let environment = [
        ("ASK_DOCS_SITE_PRODUCT_TOKEN", "gb_api_canary"),
        ("OTEL_EXPORTER_OTLP_ENDPOINT", &collector.address),
        ("OTEL_EXPORTER_OTLP_HEADERS", "x-key=se%20cret,x-other=1"),
        ("OTEL_SERVICE_NAME", "the docs"),
    ];
    let settings = support::parse_with(&arguments, &environment).expect("right settings");
    ask_docs_gateway::prepare(&settings).expect("a gateway")
}

fn ask(from: [u8; 4], parent: Option<&str>) -> axum::http::Request<Body> {
    let mut request = post(ASK, body("Where is the nightingale?"));
    request.extensions_mut().insert(Peer(SocketAddr::from((from, 1))));
    if let Some(parent) = parent {
        request.headers_mut().insert("traceparent", parent.parse().expect("a header"));
    }
    request
}

const READER: [u8; 4] = [192, 0, 2, 1];
const PROXY: [u8; 4] = [10, 0, 0, 1];

fn whole() -> Vec<Step> {
    vec![write(EVENTS), write(EVENT), write(DONE), Step::Close]
}

#[tokio::test]
async fn an_ask_and_its_call_upstream_are_spans_that_say_no_word_of_either() {
    let busy = vec![
        write(
            "HTTP/1.1 503 Busy\r\ncontent-length: 0\r\nretry-after: 0\r\nconnection: close\r\n\r\n",
        ),
        Step::Close,
    ];
    let slow = [vec![Step::Pause(Duration::from_millis(60))], whole()].concat();
    let upstream = Scripted::start_each(vec![busy, slow]).await;
    let collector = Collector::start(&[]).await;
    let app = gateway(&upstream, &collector, "");
    assert_eq!(send(&app, ask(READER, None)).await.status, 200);
    let spans = collector.spans(2).await;
    let one = |name| spans.iter().find(|span| span.of("name") == name).expect(name);
    let (ask, call) = (one("ask"), one("upstream"));
    assert_eq!((ask.of("parentSpanId"), call.of("parentSpanId")), ("", ask.of("spanId")));
    assert_eq!((call.of("traceId"), ask.of("traceId").len()), (ask.of("traceId"), 32));
    assert_eq!((&ask.0["kind"], &call.0["kind"]), (&Value::from(2), &Value::from(3)));
    for (span, key, expected) in [
        (ask, "ask_docs.site", Value::from("product")),
        (ask, "ask_docs.outcome", "done".into()),
        (ask, "ask_docs.cache.hit", false.into()),
        (ask, "ask_docs.upstream.attempts", "2".into()),
        (ask, "http.response.status_code", "200".into()),
        (ask, "http.route", "/v1/orgs/{organization}/sites/{site}/ask".into()),
        (call, "http.response.status_code", "200".into()),
        (call, "http.request.resend_count", "1".into()),
        (call, "server.address", "127.0.0.1".into()),
    ] {
        assert_eq!(span.says(key), Some(&expected), "{key}");
    }
    for span in [ask, call] {
        let first = span.says("ask_docs.time_to_first_byte").and_then(Value::as_f64);
        let first = first.expect("a time");
        assert!((0.06..30.0).contains(&first), "{first}");
        assert!(span.milliseconds() >= 60 && span.0["status"] == serde_json::json!({}));
    }
    let requests = collector.requests.lock().expect("a lock");
    let (path, headers, text) = &requests[0];
    assert_eq!(
        (path.as_str(), &headers["content-type"]),
        ("/v1/traces", &"application/json".parse().expect("a value"))
    );
    assert_eq!(
        (&headers["x-key"], &headers["x-other"]),
        (&"se cret".parse().expect("a value"), &"1".parse().expect("a value"))
    );
    assert!(
        text.contains(r#"{"key":"service.name","value":{"stringValue":"the docs"}}"#),
        "{text}"
    );
    for word in ["nightingale", "Yes", "gb_api", "192.0.2", "org1"] {
        assert!(requests.iter().all(|(_, _, text)| !text.contains(word)), "{word}");
    }
}

#[tokio::test]
async fn an_answer_out_of_the_cache_says_so_and_calls_nobody() {
    let upstream = Scripted::start(whole()).await;
    let collector = Collector::start(&[]).await;
    let app =
        gateway(&upstream, &collector, "cache = { ttl = '1h' }\ncitations = { resolve = false }");
    for _ in 0..2 {
        assert_eq!(send(&app, ask(READER, None)).await.status, 200);
    }
    let spans = collector.spans(3).await;
    assert_eq!(upstream.requests().len(), 1);
    let hits: Vec<_> = spans.iter().filter_map(|span| span.says("ask_docs.cache.hit")).collect();
    assert_eq!(hits, [false, true]);
    let attempts = spans.iter().filter_map(|span| span.says("ask_docs.upstream.attempts"));
    assert_eq!(attempts.collect::<Vec<_>>(), ["1", "0"]);
}

#[tokio::test]
async fn a_trace_goes_on_for_a_trusted_proxy_and_for_nobody_else() {
    let upstream = Scripted::start(whole()).await;
    let collector = Collector::start(&[]).await;
    let app = gateway(&upstream, &collector, "");
    let [recorded, not] = ["01", "00"].map(|flags| format!("00-{TRACE}-{PARENT}-{flags}"));
    send(&app, ask(READER, Some(&recorded))).await;
    send(&app, ask(PROXY, Some(&not))).await;
    send(&app, ask(PROXY, Some(&recorded))).await;
    let spans = collector.spans(4).await;
    let asks: Vec<_> = spans.iter().filter(|span| span.of("name") == "ask").collect();
    assert_eq!((spans.len(), asks.len()), (4, 2));
    assert!(asks[0].of("traceId") != TRACE && asks[0].of("parentSpanId").is_empty());
    assert_eq!((asks[1].of("traceId"), asks[1].of("parentSpanId")), (TRACE, PARENT));
}

#[tokio::test]
async fn what_fails_is_told_as_failed_and_a_busy_collector_is_asked_again() {
    let upstream = Scripted::start(vec![write(EVENTS), write(EVENT), Step::Reset]).await;
    let collector = Collector::start(&[503]).await;
    let app = gateway(&upstream, &collector, "");
    assert_eq!(send(&app, ask(READER, None)).await.status, 200);
    // Once in vain, and once more.
    let spans = collector.spans(4).await;
    for span in &spans {
        assert_eq!(span.0["status"]["code"], 2, "{}", span.0);
    }
    let bodies: Vec<_> = collector
        .requests
        .lock()
        .expect("a lock")
        .iter()
        .map(|(_, _, body)| body.clone())
        .collect();
    assert_eq!((bodies.len(), &bodies[0]), (2, &bodies[1]));
}

/// A gateway over the fixture as a program that tells the collector at `address`.
async fn program(address: &str) -> (tokio::process::Child, String) {
    let docs = fixture();
    let arguments = ["--docs", docs.to_str().expect("a path"), "--port", "0", "--pace", "0"];
    let mut command = command(&arguments);
    started({
        command.env("OTEL_EXPORTER_OTLP_ENDPOINT", address);
        command
    })
    .await
}

async fn asks(address: &str) {
    let request = ask_request(address).replacen("\r\n", "\r\nconnection: close\r\n", 1);
    assert!(exchange(address, &request).await.contains("event: done"));
}

#[cfg(unix)]
#[tokio::test]
async fn a_gateway_that_stops_tells_what_it_has_not_told_yet() {
    let collector = Collector::start(&[]).await;
    let (child, address) = program(&collector.address).await;
    asks(&address).await;
    signal(&child, "-TERM");
    assert_eq!(ended(child).await.1, Some(0));
    let spans = collector.spans_so_far();
    assert_eq!(spans.len(), 1);
    assert_eq!(spans[0].says("ask_docs.upstream.attempts"), Some(&"0".into()));
}

#[cfg(unix)]
#[tokio::test]
async fn a_collector_that_never_answers_holds_up_neither_answers_nor_the_end() {
    let silent = Scripted::start(vec![Step::Hold]).await;
    let (child, address) = program(&silent.url()).await;
    let start = Instant::now();
    for _ in 0..20 {
        asks(&address).await;
    }
    silent.asked(1).await;
    asks(&address).await;
    assert!(start.elapsed() < Duration::from_secs(9), "{:?}", start.elapsed());
    let stopped = Instant::now();
    signal(&child, "-TERM");
    let (log, code) = ended(child).await;
    assert!(stopped.elapsed() < Duration::from_secs(8), "{:?}", stopped.elapsed());
    assert_eq!(code, Some(0));
    assert!(log.contains("the collector did not take all spans in time"), "{log}");
}

#[test]
fn wrong_settings_of_traces_are_told_and_no_header_stands_in_the_file() {
    let docs = fixture();
    let arguments = ["--docs", docs.to_str().expect("a path")];
    for (variable, value, expected) in [
        (
            "OTEL_EXPORTER_OTLP_ENDPOINT",
            "collector:4318",
            "OTEL_EXPORTER_OTLP_ENDPOINT must be a web address without user, query or fragment \
             (https://…)",
        ),
        (
            "OTEL_EXPORTER_OTLP_HEADERS",
            "a header",
            "OTEL_EXPORTER_OTLP_HEADERS must lead to headers, as in `name=value,name=value`",
        ),
        (
            "ASK_DOCS_TRACES_ENDPOINT",
            "ftp://a.example",
            "ASK_DOCS_TRACES_ENDPOINT must be a web address without user, query or fragment \
             (https://…)",
        ),
    ] {
        let told = support::parse_with(&arguments, &[(variable, value)]).expect_err("a mistake");
        assert_eq!(told, [expected]);
    }
    let settings = support::parse_with(
        &arguments,
        &[
            ("ASK_DOCS_TRACES_ENDPOINT", "http://ours.example:4318/otlp"),
            ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://theirs.example"),
            ("ASK_DOCS_TRACES_HEADERS", "x-key=canary"),
        ],
    );
    let traces = settings.expect("right settings").server.traces.expect("a collector");
    assert_eq!(traces.endpoint.as_str(), "http://ours.example:4318/otlp");
    assert!(!format!("{traces:?}").contains("canary"), "{traces:?}");
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("gateway.toml");
    let text =
        format!("[traces]\nheaders = 'x-key=canary'\n[[site]]\ndocs = '{}'\n", docs.display());
    std::fs::write(&file, text).expect("a file");
    let told = support::parse_with(&["--config", file.to_str().expect("a path")], &[]);
    let told = told.expect_err("a mistake").concat();
    assert!(told.contains("`headers` must not stand in this file") && !told.contains("canary"));
}
