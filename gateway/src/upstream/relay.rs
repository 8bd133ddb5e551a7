//! The upstream's response to ours: its status, five headers, its bytes.
//!
//! Owns what passes. Refuses cookies, server names and every other header, bodies that are not a
//! stream of events, and redirects.

use std::error::Error as _;
use std::time::Duration;

use ask_docs_core::wire::{ErrorBody, ErrorDetail, error_detail};
use axum::body::Body;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use futures_util::{StreamExt as _, stream};

use super::Token;
use crate::events;
use crate::keep_alive::KeepAlive;
use crate::refusal::Refusal;

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

/// Our response for the upstream's.
pub(super) async fn relay(upstream: reqwest::Response, token: &Token) -> Result<Response, Refusal> {
    let status = upstream.status();
    let passed = passed(upstream.headers());
    let mut response = if status == StatusCode::OK {
        check_stream(upstream.headers())?;
        stream(upstream)
    } else if status.is_client_error() || status.is_server_error() {
        error(upstream, token).await
    } else {
        tracing::warn!(%status, "the upstream answered with an unexpected status");
        return Err(Refusal::UpstreamFailed);
    };
    response.headers_mut().extend(passed);
    Ok(response)
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

fn stream(upstream: reqwest::Response) -> Response {
    let bytes = upstream.bytes_stream();
    // After an error nothing more comes; it is told as an event, since browsers may show a body
    // that is simply cut as one that ended.
    let bytes = stream::unfold(Some(bytes), |bytes| async move {
        let mut bytes = bytes?;
        match bytes.next().await? {
            Ok(chunk) => Some((Ok(chunk), Some(bytes))),
            Err(cause) => {
                let slow = cause.is_timeout();
                tracing::warn!(cause = %reason(cause), "the upstream's stream broke off");
                let refusal = if slow { Refusal::UpstreamSlow } else { Refusal::UpstreamFailed };
                Some((Ok::<Bytes, std::convert::Infallible>(events::error_event(&refusal)), None))
            }
        }
    });
    let mut response = Response::new(Body::from_stream(KeepAlive::new(bytes)));
    events::set_stream_headers(&mut response);
    response
}

/// The upstream's status with its message, in the API's shape whatever it was in.
async fn error(upstream: reqwest::Response, token: &Token) -> Response {
    let status = upstream.status();
    let body = tokio::time::timeout(ERROR_BODY, read(upstream)).await.unwrap_or_default();
    let message = token.redact(&error_detail(&String::from_utf8_lossy(&body)).message);
    let message: String = message.chars().take(MAX_MESSAGE).collect();
    let message = match message.is_empty() {
        true => {
            format!("The service that writes the answers replied with status {}", status.as_u16())
        }
        false => message,
    };
    tracing::warn!(%status, "the upstream refused a question");
    let error = ErrorDetail { code: Some(status.as_u16()), message };
    let body = serde_json::to_string(&ErrorBody { error }).unwrap_or_default();
    let json = [(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-store")];
    (status, json, body).into_response()
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
