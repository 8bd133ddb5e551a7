//! The upstream's response to ours: its status, its limits, its bytes.
//!
//! Owns what passes. Refuses cookies, server names and every other header, bodies that are not a
//! stream of events, encodings that were not asked for, redirects, and the token.

use std::error::Error as _;
use std::time::{Duration, SystemTime};

use ask_docs_core::wire::error_detail;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use futures_util::StreamExt as _;

use super::rate_limit::{LIMIT, REMAINING, RESET, number, wait};
use super::token::Token;
use crate::refusal::{Refusal, Refused, whole_seconds};

/// The longest error body that is read, in bytes.
const MAX_ERROR_BYTES: usize = 64 * 1024;
/// The longest message that is passed on, in characters.
const MAX_MESSAGE: usize = 500;
/// How long an error body may take; its status is known by then.
const ERROR_BODY: Duration = Duration::from_secs(5);

/// The cause of `error`, without the address it went to.
pub(super) fn reason(error: reqwest::Error) -> String {
    let error = error.without_url();
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text = format!("{text}: {cause}");
        source = cause.source();
    }
    text
}

/// The headers of the upstream's that pass: numbers, and so nothing of the token's. A wait that
/// it leaves to be reckoned is reckoned.
pub(super) fn passed(status: StatusCode, headers: &HeaderMap) -> HeaderMap {
    let mut passed = HeaderMap::new();
    for name in [LIMIT, REMAINING, RESET] {
        if let Some(number) = number(headers, &name) {
            passed.insert(name, HeaderValue::from(number));
        }
    }
    if let Some(wait) = wait(status, headers, SystemTime::now()) {
        // Who comes back in the same second is most likely refused again.
        let seconds = whole_seconds(wait).max(1);
        passed.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    passed
}

/// Whether the body is a stream of events in an encoding that was understood; those are taken off
/// the headers by then.
pub(super) fn check_stream(headers: &HeaderMap) -> Result<(), Refusal> {
    let text = |name| headers.get(name).map(|value: &HeaderValue| value.to_str().unwrap_or("?"));
    let kind = text(header::CONTENT_TYPE).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    let encoding = text(header::CONTENT_ENCODING).unwrap_or("identity");
    if kind.eq_ignore_ascii_case("text/event-stream") && encoding.eq_ignore_ascii_case("identity") {
        return Ok(());
    }
    tracing::warn!("the upstream answered with something else than events");
    Err(Refusal::UpstreamFailed)
}

/// The refusal that a response with a status of 400 or more makes.
pub(super) async fn refused(upstream: reqwest::Response, token: &Token) -> Refusal {
    let status = upstream.status();
    let headers = passed(status, upstream.headers());
    let body = tokio::time::timeout(ERROR_BODY, read(upstream)).await.unwrap_or_default();
    let message = token.redact(&error_detail(&String::from_utf8_lossy(&body)).message);
    let mut message: String = message.chars().take(MAX_MESSAGE).collect();
    if message.is_empty() {
        let status = status.as_u16();
        message = format!("The service that writes the answers replied with status {status}");
    }
    Refusal::ByUpstream(Box::new(Refused { status, message, headers }))
}

/// A body that is cut or too long says nothing: half a token could be its end.
async fn read(upstream: reqwest::Response) -> Vec<u8> {
    let mut bytes = upstream.bytes_stream();
    let mut body = Vec::new();
    while let Some(chunk) = bytes.next().await {
        let Ok(chunk) = chunk else { return Vec::new() };
        body.extend_from_slice(&chunk);
        if body.len() > MAX_ERROR_BYTES {
            return Vec::new();
        }
    }
    body
}
