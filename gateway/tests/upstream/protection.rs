//! What is counted when the upstream does not answer, and what of a visitor goes up to it.

use std::num::NonZeroU32;

use ask_docs_gateway::settings::{
    SiteProtectionSettings, VisitorAlgorithm, VisitorKey, VisitorSettings,
};
use axum::Router;
use axum::http::header;

use super::gateway::{ASK, gateway_set};
use super::scripted::{DONE, EVENTS, Scripted, Step, write};
use super::support::{body, post, send};

const TOKEN: &str = include_str!("../fixtures/visitors/es256.jwt");
const KEY: &str = include_str!("../fixtures/visitors/p256.pem");

/// A gateway of its own in front of the same server.
fn guarded(upstream: &str, protection: SiteProtectionSettings) -> Router {
    gateway_set(upstream, |settings| settings.sites[0].protection = protection)
}

#[tokio::test]
async fn a_question_that_the_upstream_refuses_costs_nothing_of_the_day() {
    let refusal = "HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
    let refusing = Scripted::start(vec![write(refusal), Step::Close]).await;
    let answering = Scripted::start(vec![write(EVENTS), write(DONE), Step::Close]).await;
    for (server, status, left) in [(&refusing, 403, 3), (&answering, 200, 2)] {
        let budget = NonZeroU32::new(3);
        let protection = SiteProtectionSettings { budget, ..SiteProtectionSettings::default() };
        let app = guarded(&server.url(), protection);
        let response = send(&app, post(ASK, body("a"))).await;
        assert_eq!(response.status, status);
        let state = response.header("ratelimit");
        assert!(state.starts_with(&format!("\"day\";r={left};t=")), "{state}");
    }
}

#[tokio::test]
async fn over_the_budget_nothing_goes_up() {
    let server = Scripted::start(vec![write(EVENTS), write(DONE), Step::Close]).await;
    let budget = NonZeroU32::new(1);
    let protection = SiteProtectionSettings { budget, ..SiteProtectionSettings::default() };
    let app = guarded(&server.url(), protection);
    for (text, status) in [("a", 200), ("b", 429), ("c", 429)] {
        assert_eq!(send(&app, post(ASK, body(text))).await.status, status);
    }
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn a_visitors_token_stays_here() {
    let server = Scripted::start(vec![write(EVENTS), write(DONE), Step::Close]).await;
    let key = VisitorKey::new(VisitorAlgorithm::Es256, None, KEY.as_bytes()).expect("a key");
    let visitors = VisitorSettings { keys: vec![key], ..VisitorSettings::default() };
    let protection = SiteProtectionSettings { visitors: Some(visitors), budget: None };
    let app = guarded(&server.url(), protection);
    assert_eq!(send(&app, post(ASK, body("a"))).await.refusal().0, 401);
    let mut request = post(ASK, body("a"));
    let value = format!("Bearer {}", TOKEN.trim()).parse().expect("a header");
    request.headers_mut().insert(header::AUTHORIZATION, value);
    assert_eq!(send(&app, request).await.status, 200);
    let requests = server.requests();
    let [request] = &requests[..] else { panic!("{requests:?}") };
    assert!(!request.contains(TOKEN.trim()), "{request}");
}
