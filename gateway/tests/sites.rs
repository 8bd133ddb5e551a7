//! Several sites behind one gateway: each with its own origins, and nothing of another's.

mod support;

use ask_docs_gateway::Origins;
use ask_docs_gateway::settings::Settings;
use axum::Router;
use axum::http::header;
use support::{ASK, Response, body, fixture, post, send, settings};

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
