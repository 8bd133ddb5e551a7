//! What stands between a question and its answer: rates, repeats, places, the day's budget and
//! visitors' tokens, through the whole router.

mod support;

use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::time::Duration;

use ask_docs_gateway::Peer;
use ask_docs_gateway::settings::{
    LimitSettings, ProtectionSettings, Rate, SiteProtectionSettings, VisitorAlgorithm, VisitorKey,
    VisitorSettings,
};
use axum::Router;
use axum::body::Body;
use axum::http::{Method, Request, header};
use support::{ASK, Response, body, fixture, get, post, send, settings};
use tokio::time::advance;
use tower::ServiceExt as _;

/// A token of a visitor, good until the year 2100, and the key that it is checked with.
const TOKEN: &str = include_str!("fixtures/visitors/es256.jwt");
const KEY: &str = include_str!("fixtures/visitors/p256.pem");

fn gateway(shared: ProtectionSettings, site: SiteProtectionSettings) -> Router {
    let docs = fixture();
    let docs = docs.to_str().expect("a path");
    let mut settings = settings(&["--docs", docs, "--pace", "0"]);
    settings.server.protection = shared;
    settings.sites[0].protection = site;
    ask_docs_gateway::prepare(&settings).expect("a gateway")
}

fn with_limits(limits: LimitSettings) -> Router {
    let shared = ProtectionSettings { limits, ..ProtectionSettings::default() };
    gateway(shared, SiteProtectionSettings::default())
}

fn for_site(site: SiteProtectionSettings) -> Router {
    gateway(ProtectionSettings::default(), site)
}

fn rate(count: u32, seconds: u64) -> Option<Rate> {
    let per = Duration::from_secs(seconds);
    NonZeroU32::new(count).map(|count| Rate { count, per })
}

/// A question of the client with this number, from a page of this origin.
fn question(client: u8, origin: &str, text: &str) -> Request<Body> {
    let mut request = post(ASK, body(text));
    let address = SocketAddr::from(([192, 0, 2, client], 4711));
    request.extensions_mut().insert(Peer(address));
    request.headers_mut().insert(header::ORIGIN, origin.parse().expect("a header"));
    request
}

const PAGE: &str = "http://localhost:1";

fn wait(response: &Response) -> u64 {
    assert_eq!(response.refusal().0, 429);
    assert_eq!(response.header("access-control-allow-origin"), PAGE);
    assert!(response.header("access-control-expose-headers").contains("Retry-After"));
    response.header("retry-after").parse().expect("whole seconds")
}

#[tokio::test(start_paused = true)]
async fn who_waits_as_long_as_told_is_served_a_hundred_times_out_of_a_hundred() {
    // Rates whose parts are no whole seconds, and that refuse each other's questions.
    let app = with_limits(LimitSettings {
        per_client: rate(7, 50),
        per_origin: rate(3, 17),
        ..LimitSettings::default()
    });
    let mut served = 0;
    for round in 0_u64..100 {
        let text = format!("question {}", round % 9);
        // Ask until it is too much, at no round time.
        advance(Duration::from_millis(round * 137 % 1000)).await;
        let refused = loop {
            let response = send(&app, question(1, PAGE, &text)).await;
            if response.status != 200 {
                break response;
            }
        };
        let seconds = wait(&refused);
        assert!((1..=13).contains(&seconds), "{seconds}");
        advance(Duration::from_secs(seconds)).await;
        served += u32::from(send(&app, question(1, PAGE, &text)).await.status == 200);
    }
    assert_eq!(served, 100);
}

#[tokio::test(start_paused = true)]
async fn each_client_has_a_rate_of_its_own_and_each_origin_has_one() {
    let app = with_limits(LimitSettings {
        per_client: rate(2, 60),
        per_origin: rate(5, 60),
        ..LimitSettings::default()
    });
    for (client, origin, status) in [
        (1, PAGE, 200),
        (1, PAGE, 200),
        (1, PAGE, 429),
        (2, PAGE, 200),
        (2, PAGE, 200),
        (3, PAGE, 200),
        (4, PAGE, 429),
        // What was refused for the page's sake was not counted as the client's.
        (4, "http://localhost:2", 200),
        (4, "http://localhost:2", 200),
        (4, "http://localhost:2", 429),
    ] {
        let text = format!("a question of {client}");
        let response = send(&app, question(client, origin, &text)).await;
        assert_eq!(response.status, status, "{client} {origin}");
    }
}

#[tokio::test(start_paused = true)]
async fn forged_addresses_are_all_one_client() {
    let app = with_limits(LimitSettings { per_client: rate(30, 60), ..LimitSettings::default() });
    let mut served = 0;
    for number in 0..200_u8 {
        let mut request = question(1, PAGE, &format!("question {number}"));
        for (name, value) in [
            ("x-forwarded-for", format!("10.0.0.{number}")),
            ("forwarded", format!("for=10.0.0.{number}")),
            ("x-real-ip", format!("10.0.0.{number}")),
        ] {
            request.headers_mut().insert(name, value.parse().expect("a header"));
        }
        served += u32::from(send(&app, request).await.status == 200);
    }
    assert_eq!(served, 30);
}

#[tokio::test(start_paused = true)]
async fn the_same_question_again_and_again_is_a_loop() {
    let app = with_limits(LimitSettings::default());
    for text in ["Dark mode?", "dark  MODE", "dark mode", "DARK MODE!", " dark mode ?"] {
        assert_eq!(send(&app, question(1, PAGE, text)).await.status, 200, "{text}");
    }
    let refused = send(&app, question(1, PAGE, "dark mode")).await;
    assert!(refused.refusal().1.starts_with("The same question was asked"));
    let seconds = wait(&refused);
    assert_eq!(send(&app, question(1, PAGE, "light mode")).await.status, 200);
    assert_eq!(send(&app, question(2, PAGE, "dark mode")).await.status, 200);
    advance(Duration::from_secs(seconds)).await;
    assert_eq!(send(&app, question(1, PAGE, "dark mode")).await.status, 200);
}

#[tokio::test]
async fn a_place_is_taken_until_the_answer_has_ended_or_nobody_reads_it() {
    let app = with_limits(LimitSettings { at_once: 1, ..LimitSettings::default() });
    let first = app.clone().oneshot(question(1, PAGE, "a")).await.expect("a response");
    for request in [question(2, PAGE, "b"), get(&format!("{ASK}/questions"))] {
        let refused = send(&app, request).await;
        assert_eq!(refused.refusal().0, 503);
        assert_eq!(refused.header("retry-after"), "5");
    }
    drop(first);
    assert_eq!(send(&app, question(2, PAGE, "b")).await.status, 200);
    assert_eq!(send(&app, question(3, PAGE, "c")).await.status, 200);
}

#[tokio::test]
async fn every_answer_tells_what_is_left_of_the_day() {
    let budget = NonZeroU32::new(2);
    let app = for_site(SiteProtectionSettings { budget, ..SiteProtectionSettings::default() });
    for (text, status, left) in [
        ("{}", 400, 2),
        (&body("one"), 200, 1),
        (&body("two"), 200, 0),
        (&body("three"), 429, 0),
        ("{}", 400, 0),
    ] {
        let response = send(&app, post(ASK, text.to_owned())).await;
        assert_eq!(response.status, status, "{text}");
        assert_eq!(response.header("ratelimit-policy"), "\"day\";q=2;w=86400");
        let state = response.header("ratelimit");
        let seconds = state.strip_prefix(&format!("\"day\";r={left};t=")).expect(state);
        let seconds: u64 = seconds.parse().expect("a number");
        assert!((1..=86_400).contains(&seconds), "{seconds}");
        if status == 429 {
            let wait: u64 = response.header("retry-after").parse().expect("whole seconds");
            assert!(wait.abs_diff(seconds) <= 1, "{wait} {seconds}");
            assert!(response.refusal().1.starts_with("All questions"));
        }
    }
}

#[tokio::test]
async fn a_site_without_a_budget_tells_of_none() {
    let response = send(&for_site(SiteProtectionSettings::default()), post(ASK, body("a"))).await;
    assert_eq!((response.header("ratelimit"), response.header("ratelimit-policy")), ("", ""));
}

#[tokio::test]
async fn a_site_for_visitors_answers_nobody_else() {
    let key = VisitorKey::new(VisitorAlgorithm::Es256, None, KEY.as_bytes()).expect("a key");
    let visitors = VisitorSettings { keys: vec![key], ..VisitorSettings::default() };
    let app = for_site(SiteProtectionSettings { visitors: Some(visitors), budget: None });
    let mut resume = get(ASK);
    let id = "AAAAAAAAAAAAAAAAAAAAAA".parse().expect("a header");
    resume.headers_mut().insert("last-event-id", id);
    let resume = |token: Option<&str>| signed(clone(&resume), token);
    let ask = |token: Option<&str>| signed(question(1, PAGE, "dark mode"), token);
    let start = |token: Option<&str>| signed(get(&format!("{ASK}/questions")), token);
    let other = TOKEN.trim().replace('.', "A.");
    for (token, challenge) in
        [(None, "Bearer"), (Some(other.as_str()), "Bearer error=\"invalid_token\"")]
    {
        for request in [ask(token), start(token), resume(token)] {
            let refused = send(&app, request).await;
            let (status, message) = refused.refusal();
            assert_eq!(status, 401);
            assert_eq!(refused.header("www-authenticate"), challenge);
            assert!(!message.contains(&other), "{message}");
        }
    }
    let refused = send(&app, ask(None)).await;
    assert_eq!(refused.header("access-control-allow-origin"), PAGE);
    let token = Some(TOKEN.trim());
    assert_eq!(send(&app, ask(token)).await.status, 200);
    assert_eq!(send(&app, start(token)).await.status, 200);
    assert_eq!(send(&app, resume(token)).await.refusal().0, 404);
    // A browser asks this without the token.
    let mut preflight = question(1, PAGE, "");
    *preflight.method_mut() = Method::OPTIONS;
    let method = "POST".parse().expect("a header");
    preflight.headers_mut().insert(header::ACCESS_CONTROL_REQUEST_METHOD, method);
    assert_eq!(send(&app, preflight).await.status, 204);
}

fn signed(mut request: Request<Body>, token: Option<&str>) -> Request<Body> {
    if let Some(token) = token {
        let value = format!("Bearer {token}").parse().expect("a header");
        request.headers_mut().insert(header::AUTHORIZATION, value);
    }
    request
}

fn clone(request: &Request<Body>) -> Request<Body> {
    let mut copy = get(ASK);
    *copy.headers_mut() = request.headers().clone();
    copy
}
