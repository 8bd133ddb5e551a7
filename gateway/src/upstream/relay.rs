//! The upstream's response to ours: its status, five headers, its bytes.
//!
//! Owns what passes. Refuses cookies, server names and every other header, bodies that are not a
//! stream of events, and redirects.

use std::error::Error as _;
use std::time::Duration;

use ask_docs_core::wire::error_detail;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use futures_util::StreamExt as _;

use super::Token;
use crate::answers::Answering;
use crate::blocks::{Blocks, blocks};
use crate::refusal::{Refusal, Refused};

/// Headers that pass; the content type is set here.
const PASSED: [HeaderName; 4] = [
    header::RETRY_AFTER,
    HeaderName::from_static("x-ratelimit-limit"),
    HeaderName::from_static("x-ratelimit-remaining"),
    HeaderName::from_static("x-ratelimit-reset"),
];

/// The longest error body that is read, in bytes.
const MAX_ERROR_BYTES: usize = 64 * 1024;
/// The longest message that is passed on, in characters.
const MAX_MESSAGE: usize = 500;
/// How long an error body may take; its status is known by then.
const ERROR_BODY: Duration = Duration::from_secs(5);

/// Our answer for the upstream's response.
pub(super) async fn relay(
    upstream: reqwest::Response,
    token: &Token,
) -> Result<Answering, Refusal> {
    let status = upstream.status();
    let headers = passed(upstream.headers());
    if status == StatusCode::OK {
        check_stream(upstream.headers())?;
        Ok(Answering { blocks: stream(upstream), headers })
    } else if status.is_client_error() || status.is_server_error() {
        let message = message(upstream, token).await;
        Err(Refusal::ByUpstream(Box::new(Refused { status, message, headers })))
    } else {
        tracing::warn!(%status, "the upstream answered with an unexpected status");
        Err(Refusal::UpstreamFailed)
    }
}

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

fn passed(headers: &HeaderMap) -> HeaderMap {
    let pairs = PASSED.into_iter().filter_map(|name| Some((headers.get(&name)?.clone(), name)));
    pairs.map(|(value, name)| (name, value)).collect()
}

fn check_stream(headers: &HeaderMap) -> Result<(), Refusal> {
    let text = |name| headers.get(name).map(|value: &HeaderValue| value.to_str().unwrap_or("?"));
    let kind = text(header::CONTENT_TYPE).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    let encoding = text(header::CONTENT_ENCODING).unwrap_or("identity");
    if kind.eq_ignore_ascii_case("text/event-stream") && encoding.eq_ignore_ascii_case("identity") {
        return Ok(());
    }
    tracing::warn!(kind, encoding, "the upstream answered with something else than events");
    Err(Refusal::UpstreamFailed)
}

fn stream(upstream: reqwest::Response) -> Blocks {
    let bytes = upstream.bytes_stream().map(|chunk| {
        chunk.map_err(|cause| {
            let slow = cause.is_timeout();
            tracing::warn!(cause = %reason(cause), "the upstream's stream broke off");
            if slow { Refusal::UpstreamSlow } else { Refusal::UpstreamFailed }
        })
    });
    blocks(bytes).boxed()
}

/// What the upstream says about its status, whatever shape that is in.
async fn message(upstream: reqwest::Response, token: &Token) -> String {
    let status = upstream.status();
    let body = tokio::time::timeout(ERROR_BODY, read(upstream)).await.unwrap_or_default();
    let message = token.redact(&error_detail(&String::from_utf8_lossy(&body)).message);
    let message: String = message.chars().take(MAX_MESSAGE).collect();
    tracing::warn!(%status, "the upstream refused a question");
    match message.is_empty() {
        true => {
            format!("The service that writes the answers replied with status {}", status.as_u16())
        }
        false => message,
    }
}

async fn read(upstream: reqwest::Response) -> Vec<u8> {
    let mut bytes = upstream.bytes_stream();
    let mut body = Vec::new();
    while let Some(Ok(chunk)) = bytes.next().await {
        body.extend_from_slice(&chunk);
        if body.len() > MAX_ERROR_BYTES {
            body.truncate(MAX_ERROR_BYTES);
            break;
        }
    }
    body
}
