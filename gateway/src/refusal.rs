//! Every answer that is an error, in the API's shape: `{"error":{"code":429,"message":"…"}}`.
//!
//! Owns which status a refusal has and its sentence. Refuses to carry causes: those go to the
//! log, so that nothing internal, and never the token, can reach a client.

use std::fmt;
use std::time::Duration;

use ask_docs_core::request::BadField;
use ask_docs_core::wire::{ErrorBody, ErrorDetail};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::observe::Cause;
use crate::protect::Unproven;

/// When to come back to a gateway that is being stopped, if there is another one by then.
const RESTARTED: Duration = Duration::from_secs(5);

/// Why a request is not answered. Split by what the client can do next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// The body or the query breaks a rule: correct it (400).
    BadRequest(String),
    /// The request breaks a rule of HTTP: send another one (400).
    Malformed(&'static str),
    /// The request line and the headers are larger than the limit, in bytes: send fewer (431).
    HeadTooLarge(usize),
    /// The body did not come in time: send it faster (408).
    BodySlow,
    /// The body is not declared as JSON: declare it (415).
    NotJson,
    /// The body is larger than the limit, in bytes: ask something shorter (413).
    TooLarge(usize),
    /// Browsers on this origin may not ask: have it allowed (403).
    ForeignOrigin,
    /// No such organization or site here: check the address (404).
    UnknownSite {
        /// As the client wrote it.
        organization: String,
        /// As the client wrote it.
        site: String,
    },
    /// Nothing is served under this path: check the address (404).
    UnknownPath,
    /// The path answers to another method only: use it (405).
    WrongMethod(&'static str),
    /// No such answer is held: ask again (404).
    UnknownAnswer,
    /// The answer was stopped by one who reads it: ask again (410).
    Stopped,
    /// The site answers visitors with a token only: sign in (401).
    NoVisitor(Unproven),
    /// Too many questions in too short a time: wait (429).
    TooMany {
        /// Whose questions.
        limit: Limit,
        /// After this time one more is answered.
        retry_after: Duration,
    },
    /// The site's questions of this day are used up: come back tomorrow (429).
    OverBudget {
        /// Until the next day begins.
        retry_after: Duration,
    },
    /// As many answers are on their way as there may be: try again soon (503).
    Busy {
        /// When to try.
        retry_after: Duration,
    },
    /// The gateway is being stopped: try again in a few seconds (503).
    Stopping,
    /// The gateway failed: try again later (500).
    Panicked,
    /// The API behind the gateway failed: try again later (502).
    UpstreamFailed,
    /// The API behind the gateway is slow: try again later (504).
    UpstreamSlow,
    /// The API behind the gateway failed so often that it is left alone: try again when the
    /// pause is over (503).
    UpstreamDown {
        /// The rest of the pause.
        retry_after: Duration,
    },
    /// The API behind the gateway refused, in its own words.
    ByUpstream(Box<Refused>),
}

/// What was counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Limit {
    /// The requests of one client.
    Client,
    /// The questions from the pages of one origin.
    Origin,
    /// The same question of one client.
    Repeats,
}

/// A refusal that is passed on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refused {
    /// The upstream's status.
    pub status: StatusCode,
    /// Its message, without the token.
    pub message: String,
    /// Its limits.
    pub headers: HeaderMap,
}

impl Refusal {
    /// The HTTP status, which is also the `code` in the body.
    pub(crate) fn status(&self) -> StatusCode {
        match self {
            Self::BadRequest(_) | Self::Malformed(_) => StatusCode::BAD_REQUEST,
            Self::HeadTooLarge(_) => StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
            Self::BodySlow => StatusCode::REQUEST_TIMEOUT,
            Self::NotJson => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::TooLarge(_) => StatusCode::PAYLOAD_TOO_LARGE,
            Self::ForeignOrigin => StatusCode::FORBIDDEN,
            Self::UnknownSite { .. } | Self::UnknownPath | Self::UnknownAnswer => {
                StatusCode::NOT_FOUND
            }
            Self::Stopped => StatusCode::GONE,
            Self::NoVisitor(_) => StatusCode::UNAUTHORIZED,
            Self::TooMany { .. } | Self::OverBudget { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::Busy { .. } | Self::Stopping => StatusCode::SERVICE_UNAVAILABLE,
            Self::WrongMethod(_) => StatusCode::METHOD_NOT_ALLOWED,
            Self::Panicked => StatusCode::INTERNAL_SERVER_ERROR,
            Self::UpstreamFailed => StatusCode::BAD_GATEWAY,
            Self::UpstreamSlow => StatusCode::GATEWAY_TIMEOUT,
            Self::UpstreamDown { .. } => StatusCode::SERVICE_UNAVAILABLE,
            Self::ByUpstream(refused) => refused.status,
        }
    }

    /// Why, in a word or two for metrics and logs.
    pub(crate) fn cause(&self) -> &'static str {
        match self {
            Self::BadRequest(_) => "bad_request",
            Self::Malformed(_) => "malformed",
            Self::HeadTooLarge(_) => "head_too_large",
            Self::BodySlow => "body_slow",
            Self::NotJson => "not_json",
            Self::TooLarge(_) => "too_large",
            Self::ForeignOrigin => "foreign_origin",
            Self::UnknownSite { .. } => "unknown_site",
            Self::UnknownPath => "unknown_path",
            Self::WrongMethod(_) => "wrong_method",
            Self::UnknownAnswer => "unknown_answer",
            Self::Stopped => "stopped",
            Self::NoVisitor(_) => "no_visitor",
            Self::TooMany { limit: Limit::Client, .. } => "client_rate",
            Self::TooMany { limit: Limit::Origin, .. } => "origin_rate",
            Self::TooMany { limit: Limit::Repeats, .. } => "repeats",
            Self::OverBudget { .. } => "over_budget",
            Self::Busy { .. } => "busy",
            Self::Stopping => "stopping",
            Self::Panicked => "panicked",
            Self::UpstreamFailed => "upstream_failed",
            Self::UpstreamSlow => "upstream_slow",
            Self::UpstreamDown { .. } => "upstream_down",
            Self::ByUpstream(_) => "by_upstream",
        }
    }

    /// The body.
    pub(crate) fn body(&self) -> ErrorBody {
        let code = Some(self.status().as_u16());
        ErrorBody { error: ErrorDetail { code, message: self.to_string() } }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BadRequest(sentence) => out.write_str(sentence),
            Self::Malformed(sentence) => out.write_str(sentence),
            Self::HeadTooLarge(limit) => {
                write!(out, "The request line and its headers are larger than {limit} bytes")
            }
            Self::BodySlow => out.write_str("The body did not come in time"),
            Self::NotJson => {
                out.write_str("The body must be sent as `Content-Type: application/json`")
            }
            Self::TooLarge(limit) => write!(out, "The body is larger than {limit} bytes"),
            Self::ForeignOrigin => out.write_str("This origin may not ask questions here"),
            Self::UnknownSite { organization, site } => {
                write!(out, "There is no site `{site}` in an organization `{organization}` here")
            }
            Self::UnknownPath => out.write_str("Nothing is served under this path"),
            Self::WrongMethod(right) => write!(out, "This path answers to {right} only"),
            Self::UnknownAnswer => {
                out.write_str("This answer is no longer held here; ask the question again")
            }
            Self::Stopped => out.write_str("This answer was stopped"),
            Self::NoVisitor(why) => why.fmt(out),
            Self::TooMany { limit: Limit::Client, .. } => {
                out.write_str("Too many requests in a short time")
            }
            Self::TooMany { limit: Limit::Origin, .. } => {
                out.write_str("Too many questions from this website at the moment")
            }
            Self::TooMany { limit: Limit::Repeats, .. } => {
                out.write_str("The same question was asked several times in a short time")
            }
            Self::OverBudget { .. } => {
                out.write_str("All questions that this site answers in a day have been asked")
            }
            Self::Busy { .. } => {
                out.write_str("As many questions are being answered as can be at once")
            }
            Self::Stopping => out.write_str("The gateway is being restarted; ask again shortly"),
            Self::Panicked => out.write_str("The gateway failed"),
            Self::UpstreamFailed => {
                out.write_str("The service that writes the answers did not answer properly")
            }
            Self::UpstreamSlow => {
                out.write_str("The service that writes the answers did not answer in time")
            }
            Self::UpstreamDown { .. } => {
                out.write_str("The service that writes the answers is out of order at the moment")
            }
            Self::ByUpstream(refused) => out.write_str(&refused.message),
        }
    }
}

impl std::error::Error for Refusal {}

impl From<BadField> for Refusal {
    fn from(bad: BadField) -> Self {
        Self::BadRequest(bad.to_string())
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        // Strings and a number cannot fail to serialize.
        let body = serde_json::to_string(&self.body()).unwrap_or_default();
        let mut response = (self.status(), body).into_response();
        response.extensions_mut().insert(Cause(self.cause()));
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        match self {
            Self::WrongMethod(right) => {
                headers.insert(header::ALLOW, HeaderValue::from_static(right));
            }
            Self::NoVisitor(why) => {
                let challenge = HeaderValue::from_static(why.challenge());
                headers.insert(header::WWW_AUTHENTICATE, challenge);
            }
            Self::TooMany { retry_after, .. }
            | Self::OverBudget { retry_after }
            | Self::Busy { retry_after }
            | Self::UpstreamDown { retry_after } => {
                let seconds = HeaderValue::from(whole_seconds(retry_after));
                headers.insert(header::RETRY_AFTER, seconds);
            }
            Self::Stopping => {
                headers.insert(header::RETRY_AFTER, HeaderValue::from(RESTARTED.as_secs()));
            }
            Self::ByUpstream(refused) => headers.extend(refused.headers),
            _ => {}
        }
        response
    }
}

/// `wait` as a value of `Retry-After`: whole seconds, rounded up, since who comes back early is
/// refused again.
pub(crate) fn whole_seconds(wait: Duration) -> u64 {
    wait.as_secs() + u64::from(wait.subsec_nanos() > 0)
}

#[cfg(test)]
mod tests;
