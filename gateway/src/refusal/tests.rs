//! One of each kind of refusal, read as a page reads it.
//!
//! Owns the list of them all. Refuses to be forgotten by who adds a kind: it would not compile.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderName, Request, header};
use axum::middleware::from_fn_with_state;
use axum::routing::get;
use http_body_util::BodyExt as _;
use serde_json::Value;
use tower::ServiceExt as _;

use super::*;
use crate::origin;
use crate::sites::Sites;

const RETRY_AFTER: Duration = Duration::from_millis(1_001);

/// One of each kind. Who adds a kind is told by the compiler to add it here: below, as what it
/// is, and to the list.
fn all() -> Vec<(Refusal, u16)> {
    let limits = [Limit::Client, Limit::Origin, Limit::Repeats];
    let whys = [Unproven::Missing, Unproven::Expired, Unproven::Early, Unproven::Invalid];
    let (organization, site) = ("o".to_owned(), "s".to_owned());
    let refused = Refused {
        status: StatusCode::TOO_MANY_REQUESTS,
        message: "Slow down".to_owned(),
        headers: HeaderMap::from_iter([(header::RETRY_AFTER, HeaderValue::from_static("2"))]),
    };
    let mut all = vec![
        (Refusal::BadRequest("`question` is missing".to_owned()), 400),
        (Refusal::Malformed("Two `Host` headers"), 400),
        (Refusal::HeadTooLarge(16_384), 431),
        (Refusal::BodySlow, 408),
        (Refusal::NotJson, 415),
        (Refusal::TooLarge(16_384), 413),
        (Refusal::ForeignOrigin, 403),
        (Refusal::UnknownSite { organization, site }, 404),
        (Refusal::UnknownPath, 404),
        (Refusal::WrongMethod("POST"), 405),
        (Refusal::UnknownAnswer, 404),
        (Refusal::Stopped, 410),
        (Refusal::OverBudget { retry_after: RETRY_AFTER }, 429),
        (Refusal::Busy { retry_after: RETRY_AFTER }, 503),
        (Refusal::Stopping, 503),
        (Refusal::Panicked, 500),
        (Refusal::UpstreamFailed, 502),
        (Refusal::UpstreamSlow, 504),
        (Refusal::UpstreamDown { retry_after: RETRY_AFTER }, 503),
        (Refusal::ByUpstream(Box::new(refused)), 429),
    ];
    let too_many = |limit| (Refusal::TooMany { limit, retry_after: RETRY_AFTER }, 429);
    all.extend(limits.map(too_many));
    all.extend(whys.map(|why| (Refusal::NoVisitor(why), 401)));
    all
}

/// What a refusal of this kind has beside status and body.
fn header_of(refusal: &Refusal) -> Option<(HeaderName, &'static str)> {
    match refusal {
        Refusal::TooMany { .. }
        | Refusal::OverBudget { .. }
        | Refusal::Busy { .. }
        | Refusal::UpstreamDown { .. }
        | Refusal::ByUpstream(_) => Some((header::RETRY_AFTER, "2")),
        Refusal::NoVisitor(Unproven::Missing) => Some((header::WWW_AUTHENTICATE, "Bearer")),
        Refusal::NoVisitor(_) => Some((header::WWW_AUTHENTICATE, "Bearer error=\"invalid_token\"")),
        Refusal::WrongMethod(right) => Some((header::ALLOW, right)),
        Refusal::BadRequest(_)
        | Refusal::Malformed(_)
        | Refusal::HeadTooLarge(_)
        | Refusal::BodySlow
        | Refusal::Stopping
        | Refusal::Panicked
        | Refusal::NotJson
        | Refusal::TooLarge(_)
        | Refusal::ForeignOrigin
        | Refusal::UnknownSite { .. }
        | Refusal::UnknownPath
        | Refusal::UnknownAnswer
        | Refusal::Stopped
        | Refusal::UpstreamFailed
        | Refusal::UpstreamSlow => None,
    }
}

#[tokio::test]
async fn a_page_can_read_every_refusal() {
    for (refusal, status) in all() {
        let sites = Arc::new(Sites::silent());
        let given = refusal.clone();
        let app = Router::new()
            .route("/", get(async move || given))
            .layer(from_fn_with_state(sites, origin::guard));
        let origin = "http://localhost:1";
        let request = Request::get("/").header(header::ORIGIN, origin).body(Body::empty());
        let response = app.oneshot(request.expect("a request")).await.expect("a response");
        let (head, body) = response.into_parts();
        let body = body.collect().await.expect("a body").to_bytes();
        let text = |name: HeaderName| {
            head.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
        };
        assert_eq!(head.status, status, "{refusal:?}");
        assert_eq!(text(header::CONTENT_TYPE), "application/json", "{refusal:?}");
        assert_eq!(text(header::CACHE_CONTROL), "no-store", "{refusal:?}");
        assert_eq!(text(header::VARY), "Origin", "{refusal:?}");
        assert_eq!(text(header::ACCESS_CONTROL_ALLOW_ORIGIN), origin, "{refusal:?}");
        let exposed = text(header::ACCESS_CONTROL_EXPOSE_HEADERS);
        for name in ["Retry-After", "X-Request-Id", "RateLimit", "RateLimit-Policy", "Age"] {
            assert!(exposed.split(", ").any(|exposed| exposed == name), "{exposed}");
        }
        if let Some((name, value)) = header_of(&refusal) {
            assert_eq!(text(name), value, "{refusal:?}");
        }
        let body: Value = serde_json::from_slice(&body).expect("JSON");
        assert_eq!(body["error"]["code"], status, "{body}");
        let message = body["error"]["message"].as_str().expect("a message");
        assert!(!message.is_empty() && !message.ends_with('.'), "{message}");
    }
}
