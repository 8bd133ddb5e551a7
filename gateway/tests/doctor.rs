//! The doctor's paths: what the gateway looks at, and what it does not go near.

mod support;

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse as _;
use futures_util::StreamExt as _;
use serde_json::{Value, json};
use support::{fixture, get, local, send};
use tokio::net::TcpListener;
use tower::ServiceExt as _;

const GATEWAY: &str = "https://gateway.example:8080";

/// A request of the doctor's own page.
fn asking(path: &str, body: &Value) -> Request {
    let request = Request::post(path)
        .header(header::HOST, "gateway.example:8080")
        .header(header::ORIGIN, GATEWAY)
        .header(header::CONTENT_TYPE, "application/json");
    request.body(Body::from(body.to_string())).expect("a request")
}

/// What the gateway finds on the page at `url`.
async fn look(app: &Router, url: &str) -> Value {
    let asked = asking("/doctor/page", &json!({ "page": url, "gateway": GATEWAY }));
    let response = send(app, asked).await;
    assert_eq!(response.status, StatusCode::OK, "{}", response.text());
    assert_eq!(response.header("cache-control"), "no-store");
    serde_json::from_str(&response.text()).expect("JSON")
}

/// State and sentence of one check.
fn found(report: &Value, check: &str) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    let all = report["findings"].as_array().expect("a list").iter();
    let of_check = all.filter(|finding| finding["check"] == check);
    of_check.map(|finding| (text(&finding["state"]), text(&finding["sentence"]))).collect()
}

fn state(report: &Value, check: &str) -> String {
    found(report, check).into_iter().map(|(state, _)| state).collect::<Vec<_>>().join(" ")
}

/// Paths that a server was asked for.
type Seen = Arc<Mutex<Vec<String>>>;

const CANARY: &str = "the-secret-of-this-page";

/// A server of pages, and of what is no page.
async fn pages() -> (String, Seen) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a socket");
    let origin = format!("http://{}", listener.local_addr().expect("an address"));
    let seen = Seen::default();
    let tell = Arc::clone(&seen);
    let own = origin.clone();
    let router = Router::new().fallback(async move |request: Request| {
        let path = request.uri().path().to_owned();
        tell.lock().expect("a lock").push(path.clone());
        let to = |place: String| (StatusCode::FOUND, [(header::LOCATION, place)]).into_response();
        let html = |text: String| ([(header::CONTENT_TYPE, "text/html")], text).into_response();
        match path.as_str() {
            "/away" => to(own.replace("127.0.0.1", "localhost") + "/page"),
            "/moved" => to("/page".to_owned()),
            "/round" => to("/round".to_owned()),
            "/secret" => (StatusCode::FORBIDDEN, CANARY).into_response(),
            "/text" => CANARY.into_response(),
            "/endless" => {
                let head = format!("<ask-docs></ask-docs><p>{CANARY}");
                let head = futures_util::stream::iter([head]);
                let rest = futures_util::stream::repeat("x".repeat(64 * 1024));
                let body = Body::from_stream(head.chain(rest).map(Ok::<_, std::io::Error>));
                ([(header::CONTENT_TYPE, "text/html")], body).into_response()
            }
            _ => html(format!(
                "<script async src=\"{GATEWAY}/ask-docs.js\" data-token=\"{CANARY}\"></script>\
                 <ask-docs></ask-docs><p>{CANARY}"
            )),
        }
    });
    tokio::spawn(async move { axum::serve(listener, router).await });
    (origin, seen)
}

#[tokio::test]
async fn a_page_of_a_named_origin_is_looked_at_and_never_repeated() {
    let (origin, _) = pages().await;
    let app = local(&fixture(), &["--allow-origin", &origin]);
    for (path, expected) in [
        ("/page", "fine"),
        ("/moved", "fine"),
        ("/endless", "fine"),
        ("/secret", "wrong"),
        ("/text", "wrong"),
        ("/round", "skipped"),
    ] {
        let report = look(&app, &format!("{origin}{path}#{CANARY}")).await;
        assert_eq!(state(&report, "page"), expected, "{path}: {report}");
        assert_eq!(state(&report, "origin"), "fine", "{report}");
        assert!(!report.to_string().contains(CANARY), "{path}: {report}");
    }
    let report = look(&app, &format!("{origin}/page")).await;
    assert_eq!(state(&report, "tag"), "fine", "{report}");
    assert_eq!((&report["organization"], &report["site"]), (&json!("local"), &json!("docs")));
}

#[tokio::test]
async fn nothing_is_fetched_but_pages_of_origins_that_the_settings_name() {
    let (origin, seen) = pages().await;
    let other = origin.replace("127.0.0.1", "localhost");
    let user = origin.replace("http://", "http://user:password@");
    // By default pages on localhost may ask; named they are not.
    for arguments in [&["--allow-origin", "https://a.example"][..], &[]] {
        let app = local(&fixture(), arguments);
        for url in [
            &*origin,
            &other,
            &user,
            "http://169.254.169.254/latest/meta-data/",
            "http://[::1]/",
            "file:///etc/passwd",
            "gopher://127.0.0.1/",
            "no address",
            // A client says itself which host it asks.
            "https://gateway.example:8080/page",
        ] {
            let report = look(&app, url).await;
            assert_ne!(state(&report, "page"), "fine", "{url}: {report}");
        }
    }
    let report = look(&local(&fixture(), &["--allow-origin", "https://a.example"]), &origin).await;
    assert_eq!(state(&report, "origin"), "wrong", "{report}");
    let pastes = report["findings"][1]["pastes"].to_string();
    assert!(pastes.contains(&format!("--allow-origin {origin}")), "{pastes}");
    assert!(pastes.contains("https://a.example"), "what is there stays: {pastes}");
    assert_eq!(*seen.lock().expect("a lock"), [""; 0]);
}

#[tokio::test]
async fn a_page_that_leads_to_another_origin_is_not_followed_there() {
    let (origin, seen) = pages().await;
    let app = local(&fixture(), &["--allow-origin", &origin]);
    let report = look(&app, &format!("{origin}/away")).await;
    let elsewhere = origin.replace("127.0.0.1", "localhost");
    let [(state, sentence)] = &*found(&report, "page") else { panic!("{report}") };
    assert_eq!((state.as_str(), sentence.contains(&elsewhere)), ("skipped", true), "{sentence}");
    assert_eq!(*seen.lock().expect("a lock"), ["/away"]);
}

#[tokio::test]
async fn pages_elsewhere_cannot_have_anything_looked_at() {
    let app = local(&fixture(), &["--allow-origin", "https://a.example"]);
    for path in ["/doctor/page", "/doctor/site", "/v1/doctor/stream"] {
        for origin in ["https://a.example", "null", "https://evil.example"] {
            let mut request = asking(path, &json!({}));
            request.headers_mut().insert(header::ORIGIN, origin.parse().expect("a header"));
            assert_eq!(send(&app, request).await.refusal().0, 403, "{path} {origin}");
        }
    }
}

#[tokio::test]
async fn one_client_is_answered_only_so_often() {
    let app = local(&fixture(), &[]);
    for _ in 0..40 {
        let response = send(&app, asking("/doctor/site", &json!({}))).await;
        assert_eq!(response.status, StatusCode::OK);
    }
    let response = send(&app, asking("/doctor/site", &json!({}))).await;
    assert_eq!(response.refusal().0, 429);
    assert!(!response.header("retry-after").is_empty());
}

#[tokio::test]
async fn it_can_be_turned_off() {
    let app = local(&fixture(), &["--no-doctor"]);
    assert_eq!(send(&app, get("/doctor")).await.status, 404);
    for path in ["/doctor/page", "/doctor/site", "/v1/doctor/stream"] {
        assert_eq!(send(&app, asking(path, &json!({}))).await.status, 404, "{path}");
    }
}

#[tokio::test]
async fn its_page_stands_under_a_strict_policy() {
    let app = local(&fixture(), &[]);
    let page = send(&app, get("/doctor")).await;
    let policy = page.header("content-security-policy");
    assert!(policy.starts_with("default-src 'none'; script-src 'self' 'wasm-unsafe-eval';"));
    assert!(policy.contains("frame-ancestors 'none'") && !policy.contains("unsafe-inline"));
    for script in page.text().split("<script").skip(1) {
        assert!(script.starts_with(" type=\"module\" src="), "{script}");
    }
    let frame = send(&app, get("/doctor/frame")).await;
    assert!(frame.header("content-security-policy").starts_with("sandbox allow-scripts;"));
    for path in ["/doctor.js", "/doctor.css", "/doctor/files.js", "/doctor/network.js"] {
        let file = send(&app, get(path)).await;
        assert_eq!(
            (file.status, file.header("x-content-type-options")),
            (StatusCode::OK, "nosniff")
        );
        assert!(file.text().starts_with("/*"), "{path} says what it owns");
        for way in ["innerHTML", "eval(", "outerHTML"] {
            assert!(!file.text().contains(way), "{path} uses {way}");
        }
    }
}

#[tokio::test]
async fn its_stream_goes_the_way_of_an_answer() {
    let app = local(&fixture(), &[]);
    for (path, encoding) in [("/v1/doctor/stream", "br"), ("/v1/doctor/stream?plain", "")] {
        let mut request = asking(path, &json!({}));
        request.headers_mut().insert(header::ACCEPT_ENCODING, "br".parse().expect("a header"));
        let response = app.clone().oneshot(request).await.expect("a response");
        let header =
            |name| response.headers().get(name).map_or("", |value| value.to_str().expect("text"));
        assert_eq!(header("content-type"), "text/event-stream");
        assert_eq!(header("cache-control"), "no-store, no-transform");
        assert_eq!(header("x-accel-buffering"), "no");
        assert_eq!(header("content-encoding"), encoding);
        let chunks: Vec<_> = response.into_body().into_data_stream().collect().await;
        assert!(chunks.len() >= 10, "{} events", chunks.len());
    }
}

#[tokio::test]
async fn files_of_another_version_than_the_gateways_are_told() {
    let www = tempfile::tempdir().expect("a folder");
    let app = local(&fixture(), &["--www", www.path().to_str().expect("a path")]);
    for (version, expected) in [(env!("CARGO_PKG_VERSION"), ""), ("0.0.1", "advice")] {
        let manifest = json!({ "version": version, "files": {} }).to_string();
        std::fs::write(www.path().join("manifest.json"), manifest).expect("a file");
        let response = send(&app, asking("/doctor/site", &json!({}))).await;
        let report = serde_json::from_str(&response.text()).expect("JSON");
        assert_eq!(state(&report, "files"), expected, "{report}");
        assert_eq!(
            (state(&report, "site"), state(&report, "token")),
            ("fine".into(), "fine".into())
        );
    }
}

#[tokio::test]
async fn a_site_that_is_not_there_is_told_with_one_that_is() {
    let app = local(&fixture(), &[]);
    let long = "x".repeat(1_000);
    for (organization, site) in [("local", "dcs"), ("acme", "docs"), ("<b>", &*long)] {
        let asked = json!({ "organization": organization, "site": site });
        let response = send(&app, asking("/doctor/site", &asked)).await;
        assert!(!response.text().contains(&long), "it is shortened");
        let report = serde_json::from_str(&response.text()).expect("JSON");
        assert_eq!(
            (state(&report, "site"), state(&report, "token")),
            ("wrong".into(), "skipped".into())
        );
        let line = &report["findings"][0]["pastes"][0]["text"];
        assert_eq!(line, "organization=\"local\" site=\"docs\"");
    }
}
