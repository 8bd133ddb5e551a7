//! Which pages of other origins may ask, and what a browser needs to hear.

mod support;

use axum::Router;
use axum::body::Body;
use axum::http::{Method, Request, header};
use support::{ASK, Response, body, fixture, local, post, send};

async fn from(app: &Router, origin: &str, mut request: Request<Body>) -> Response {
    request.headers_mut().insert(header::ORIGIN, origin.parse().expect("a header"));
    send(app, request).await
}

fn preflight() -> Request<Body> {
    let mut request = post(ASK, Body::empty());
    *request.method_mut() = Method::OPTIONS;
    let method = "POST".parse().expect("a header");
    request.headers_mut().insert(header::ACCESS_CONTROL_REQUEST_METHOD, method);
    request
}

#[tokio::test]
async fn a_foreign_origin_is_refused_before_any_work_and_may_read_why() {
    let app = local(&fixture(), &[]);
    let foreign = "https://evil.example";
    // The body is not even looked at.
    for request in [post(ASK, "not JSON"), post(ASK, body("dark mode"))] {
        let response = from(&app, foreign, request).await;
        assert_eq!(response.refusal().0, 403);
        assert!(varies_by_origin(&response), "{:?}", response.headers);
        assert_eq!(response.header("access-control-allow-origin"), foreign);
    }
    // Without this, the page would be told of a network error instead.
    assert_eq!(from(&app, foreign, preflight()).await.status, 204);
}

#[tokio::test]
async fn own_pages_and_those_of_localhost_may_ask() {
    let app = local(&fixture(), &[]);
    for origin in ["http://gateway.example:8080", "http://localhost:5173", "http://127.0.0.1:3000"]
    {
        let response = from(&app, origin, post(ASK, body("dark mode"))).await;
        assert_eq!(response.status, 200, "{origin}");
        assert_eq!(response.header("access-control-allow-origin"), origin);
        assert!(varies_by_origin(&response), "{:?}", response.headers);
        assert!(response.header("access-control-expose-headers").contains("Retry-After"));
    }
}

#[tokio::test]
async fn a_list_of_origins_replaces_localhost() {
    let app = local(
        &fixture(),
        &["--allow-origin", "https://a.example", "--allow-origin", "https://b.example"],
    );
    for (origin, status) in
        [("https://a.example", 200), ("https://b.example", 200), ("http://localhost:5173", 403)]
    {
        assert_eq!(
            from(&app, origin, post(ASK, body("dark mode"))).await.status,
            status,
            "{origin}"
        );
    }
}

#[tokio::test]
async fn a_preflight_is_answered_without_a_body() {
    let response = from(&local(&fixture(), &[]), "http://localhost:1", preflight()).await;
    assert_eq!(response.status, 204);
    assert_eq!(response.header("access-control-allow-origin"), "http://localhost:1");
    assert_eq!(response.header("access-control-allow-methods"), "GET, POST");
    assert_eq!(
        response.header("access-control-allow-headers"),
        "content-type, accept, authorization"
    );
    assert_eq!(response.header("access-control-max-age"), "600");
    assert!(response.body.is_empty());
}

#[tokio::test]
async fn a_page_may_send_headers_of_its_own() {
    let app = local(&fixture(), &[]);
    let mut request = preflight();
    let wanted = "x-tenant, Authorization,x-b,, bad name, x:y, x-tenant";
    let wanted = wanted.parse().expect("a header");
    request.headers_mut().insert(header::ACCESS_CONTROL_REQUEST_HEADERS, wanted);
    let response = from(&app, "http://localhost:1", request).await;
    assert_eq!(
        response.header("access-control-allow-headers"),
        "content-type, accept, authorization, x-tenant, x-b"
    );
}

#[tokio::test]
async fn what_a_page_asks_for_is_bounded() {
    let many: Vec<_> = (0..500).map(|number| format!("x-{number}")).collect();
    let mut request = preflight();
    let wanted = many.join(",").parse().expect("a header");
    request.headers_mut().insert(header::ACCESS_CONTROL_REQUEST_HEADERS, wanted);
    let response = from(&local(&fixture(), &[]), "http://localhost:1", request).await;
    let allowed = response.header("access-control-allow-headers");
    assert_eq!(allowed.split(", ").count(), 53);
}

#[tokio::test]
async fn errors_can_be_read_across_origins() {
    let app = local(&fixture(), &[]);
    let mut wrong_method = post(ASK, body("a"));
    *wrong_method.method_mut() = Method::PUT;
    for (request, status) in [
        (post(ASK, "not JSON"), 400),
        (post("/v1/orgs/a/sites/b/ask", body("a")), 404),
        (post("/v1/nothing", body("a")), 404),
        (wrong_method, 405),
        (post(ASK, "x".repeat(20_000)), 413),
    ] {
        let response = from(&app, "http://localhost:1", request).await;
        assert_eq!(response.refusal().0, status);
        assert_eq!(response.header("access-control-allow-origin"), "http://localhost:1");
    }
}

#[tokio::test]
async fn who_is_no_browser_may_ask() {
    let response = send(&local(&fixture(), &[]), post(ASK, body("dark mode"))).await;
    assert_eq!(response.status, 200);
    assert!(varies_by_origin(&response), "{:?}", response.headers);
}

/// Among whatever else the response depends on, as the encodings that the client takes.
fn varies_by_origin(response: &Response) -> bool {
    response.headers.get_all("vary").iter().any(|value| value == "Origin")
}
