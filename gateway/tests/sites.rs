//! Several sites behind one gateway: each with its own origins, and nothing of another's.

mod support;

use std::sync::{Arc, Mutex};

use ask_docs_gateway::Origins;
use ask_docs_gateway::settings::Settings;
use axum::Router;
use axum::http::{HeaderMap, header};
use support::{ASK, Response, body, fixture, parse_with, post, send, settings};
use tokio::net::TcpListener;

const OTHER: &str = "/v1/orgs/local/sites/other/ask";
const NOWHERE: &str = "/v1/orgs/local/sites/nowhere/ask";

/// Two sites over the fixture: `docs` for pages of a.example, `other` for those of b.example.
fn two_sites() -> Router {
    let docs = fixture();
    let docs = docs.to_str().expect("a path");
    let mut two: Settings =
        settings(&["--docs", docs, "--pace", "0", "--allow-origin", "https://a.example"]);
    let mut other = two.sites[0].clone();
    other.site = "other".to_owned();
    other.origins = Origins::Listed(vec!["https://b.example".to_owned()]);
    two.sites.push(other);
    ask_docs_gateway::prepare(&two).expect("a gateway")
}

async fn from(app: &Router, origin: &str, path: &str, body: String) -> Response {
    let mut request = post(path, body);
    request.headers_mut().insert(header::ORIGIN, origin.parse().expect("a header"));
    send(app, request).await
}

#[tokio::test]
async fn the_origins_of_the_site_in_the_path_count_and_come_before_anything_else() {
    let app = two_sites();
    for (origin, path, status) in [
        ("https://a.example", ASK, 200),
        ("https://b.example", ASK, 403),
        ("https://a.example", OTHER, 403),
        ("https://b.example", OTHER, 200),
        ("https://c.example", ASK, 403),
        ("null", OTHER, 403),
    ] {
        let response = from(&app, origin, path, body("dark mode")).await;
        assert_eq!(response.status, status, "{origin} {path}");
        let mut varies = response.headers.get_all("vary").iter();
        assert!(varies.any(|name| name == "Origin"), "{origin} {path}");
        if status == 403 {
            // The body is not even looked at.
            assert_eq!(from(&app, origin, path, "not JSON".to_owned()).await.refusal().0, 403);
        }
    }
}

#[tokio::test]
async fn only_pages_that_may_ask_some_site_hear_that_another_is_not_here() {
    let app = two_sites();
    for (origin, status) in
        [("https://a.example", 404), ("https://b.example", 404), ("https://c.example", 403)]
    {
        for path in [NOWHERE, "/v1/orgs/docs/sites/local/ask", "/v1/orgs/local/sites/a%ff/ask"] {
            let response = from(&app, origin, path, body("dark mode")).await;
            assert_eq!(response.refusal().0, status, "{origin} {path}");
            assert_eq!(response.header("access-control-allow-origin"), origin);
        }
    }
}

/// An API that tells what it was sent: the value of `authorization`, and the body.
async fn api() -> (String, Arc<Mutex<Vec<(String, String)>>>) {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a socket");
    let address = format!("http://{}", listener.local_addr().expect("an address"));
    let tell = Arc::clone(&seen);
    let router = Router::new().fallback(async move |headers: HeaderMap, body: String| {
        let token = headers[header::AUTHORIZATION].to_str().expect("text").to_owned();
        tell.lock().expect("a lock").push((token, body));
        ([(header::CONTENT_TYPE, "text/event-stream")], "event: done\ndata: done\n\n")
    });
    tokio::spawn(async move { axum::serve(listener, router).await });
    (address, seen)
}

#[tokio::test]
async fn each_token_goes_to_the_upstream_of_its_site_and_no_other() {
    let ((first, seen_first), (second, seen_second)) = (api().await, api().await);
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("gateway.toml");
    let text = format!(
        "[[site]]\norganization = 'o'\nsite = 's1'\nupstream = '{first}'\ntoken_env = 'T1'\n\
         allow_origins = ['https://a.example']\n\
         [[site]]\norganization = 'o'\nsite = 's2'\nupstream = '{second}'\ntoken_env = 'T2'\n\
         allow_origins = ['https://b.example']\n\
         scope = {{ mode = 'specific', site_spaces = ['sp1'] }}\n"
    );
    std::fs::write(&file, text).expect("a file");
    let arguments = ["--config", file.to_str().expect("a path")];
    let settings = parse_with(&arguments, &[("T1", "canary-1"), ("T2", "canary-2")]);
    let app = ask_docs_gateway::prepare(&settings.expect("right settings")).expect("a gateway");
    let [s1, s2] = ["s1", "s2"].map(|site| format!("/v1/orgs/o/sites/{site}/ask"));
    for (origin, path, status) in [
        ("https://a.example", &s1, 200),
        ("https://b.example", &s2, 200),
        ("https://a.example", &s2, 403),
        ("https://b.example", &s1, 403),
    ] {
        assert_eq!(from(&app, origin, path, body("why?")).await.status, status, "{origin} {path}");
    }
    let (first, second) = (seen_first.lock().expect("a lock"), seen_second.lock().expect("a lock"));
    assert_eq!(first[..], [("Bearer canary-1".to_owned(), body("why?"))]);
    // The scope of the second site is narrowed on its way, and nothing else.
    let narrowed = r#"{"mode":"specific","siteSpaceIds":["sp1"]}"#;
    let expected = body("why?").replace(r#"{"mode":"all"}"#, narrowed);
    assert_ne!(expected, body("why?"));
    let [(token, sent)] = &second[..] else { panic!("{second:?}") };
    assert_eq!(token, "Bearer canary-2");
    let json = |text: &str| serde_json::from_str::<serde_json::Value>(text).expect("JSON");
    assert_eq!(json(sent), json(&expected));
}
