//! What the tests share: a gateway without a socket, and what it answers.
#![allow(dead_code, unreachable_pub, reason = "each test binary uses a part of it")]

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use ask_docs_core::wire::{self, Frame, Snapshot};
use ask_docs_core::{sse, utf8};
use ask_docs_gateway::settings::{Invocation, Settings};
use axum::Router;
use axum::body::{Body, BodyDataStream};
use axum::http::{HeaderMap, Request, StatusCode, header};
use http_body_util::BodyExt as _;
use serde_json::{Value, json};
use tower::ServiceExt as _;

pub mod program;

/// The path of the one site of local mode.
pub const ASK: &str = "/v1/orgs/local/sites/docs/ask";

/// The documentation of an invented product, as Git Sync writes it.
pub fn fixture() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/docs")
}

/// Settings from arguments, which must be right.
pub fn settings(arguments: &[&str]) -> Settings {
    parse(arguments, None).expect("right settings")
}

/// Settings from arguments, or the sentences about what is wrong.
pub fn parse(arguments: &[&str], token: Option<&str>) -> Result<Settings, Vec<String>> {
    match token {
        Some(token) => parse_with(arguments, &[("ASK_DOCS_TOKEN", token)]),
        None => parse_with(arguments, &[]),
    }
}

/// Settings from arguments and environment variables, or the sentences about what is wrong.
pub fn parse_with(
    arguments: &[&str],
    environment: &[(&str, &str)],
) -> Result<Settings, Vec<String>> {
    let arguments = ["ask-docs-gateway"].iter().chain(arguments).map(OsString::from);
    let environment = environment.iter().map(|(name, value)| ((*name).into(), (*value).into()));
    match Invocation::read(arguments, &environment.collect()) {
        Ok(Invocation::Serve(settings)) => Ok(settings),
        Ok(_) => panic!("settings to serve with"),
        Err(error) => Err(error.to_string().lines().map(str::to_owned).collect()),
    }
}

/// The gateway over `docs`, as fast as it can, with further arguments.
pub fn local(docs: &Path, more: &[&str]) -> Router {
    let docs = docs.to_str().expect("a path");
    let arguments = [&["--docs", docs, "--pace", "0"], more].concat();
    ask_docs_gateway::prepare(&settings(&arguments)).expect("a gateway")
}

/// A response, read to its end.
pub struct Response {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Response {
    pub fn text(&self) -> String {
        String::from_utf8(self.body.clone()).expect("text")
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().expect("a text header"))
    }

    /// Status and message of a refusal, which must be in the API's shape.
    pub fn refusal(&self) -> (u16, String) {
        assert_eq!(self.header("content-type"), "application/json");
        let body: Value = serde_json::from_slice(&self.body).expect("JSON");
        assert_eq!(body["error"]["code"], self.status.as_u16(), "{body}");
        assert_eq!(body.as_object().expect("an object").len(), 1, "{body}");
        let message = body["error"]["message"].as_str().expect("a message");
        assert!(!message.is_empty() && !message.ends_with('.'), "{message}");
        (self.status.as_u16(), message.to_owned())
    }

    /// The data of all events, and whether the end marker came last.
    pub fn events(&self) -> (Vec<Value>, bool) {
        assert_eq!(self.status, StatusCode::OK, "{}", self.text());
        assert_eq!(self.header("content-type"), "text/event-stream");
        let mut values = Vec::new();
        let mut done = false;
        for event in events(&self.body) {
            assert!(!done, "an event after the end");
            done = wire::frame(&event) == Frame::Done;
            if !done {
                values.push(serde_json::from_str(&event.data).expect("JSON"));
            }
        }
        (values, done)
    }

    /// The snapshots of a whole answer, as the widget understands them.
    pub fn snapshots(&self) -> Vec<Snapshot> {
        let mut snapshots = Vec::new();
        let mut done = false;
        for event in events(&self.body) {
            match wire::frame(&event) {
                Frame::Snapshot(snapshot) if !done => snapshots.push(snapshot),
                Frame::Done if !done => done = true,
                other => panic!("{other:?}"),
            }
        }
        assert!(done, "no end marker");
        snapshots
    }

    /// The last snapshot.
    pub fn answer(&self) -> Snapshot {
        self.snapshots().pop().expect("a snapshot")
    }
}

/// The events in `body`.
pub fn events(body: &[u8]) -> Vec<sse::Event> {
    let (mut utf8, mut sse) = (utf8::Decoder::default(), sse::Decoder::default());
    let mut text = String::new();
    utf8.feed(body, &mut text);
    utf8.finish(&mut text);
    let mut events = Vec::new();
    sse.feed(&text, &mut events).expect("events of a sane size");
    events
}

/// Sends `request` and reads the response.
pub async fn send(app: &Router, request: Request<Body>) -> Response {
    let response = app.clone().oneshot(request).await.expect("a response");
    let (head, body) = response.into_parts();
    let body = body.collect().await.expect("a body").to_bytes().to_vec();
    Response { status: head.status, headers: head.headers, body }
}

/// The start of an answer to `request`, its body still to come.
pub async fn start(app: &Router, request: Request<Body>) -> BodyDataStream {
    let response = app.clone().oneshot(request).await.expect("a response");
    assert_eq!(response.status(), 200);
    response.into_body().into_data_stream()
}

/// An ask body.
pub fn body(question: &str) -> String {
    json!({"question": question, "scope": {"mode": "all"}}).to_string()
}

/// A request that asks with `body`.
pub fn post(path: &str, body: impl Into<Body>) -> Request<Body> {
    Request::post(path)
        .header(header::CONTENT_TYPE, "application/json")
        .header(header::HOST, "gateway.example:8080")
        .body(body.into())
        .expect("a request")
}

/// A request for `path`.
pub fn get(path: &str) -> Request<Body> {
    Request::get(path)
        .header(header::HOST, "gateway.example:8080")
        .body(Body::empty())
        .expect("a request")
}

/// Asks `question` for Markdown.
pub async fn ask(app: &Router, question: &str) -> Response {
    send(app, post(&format!("{ASK}?format=markdown"), body(question))).await
}
