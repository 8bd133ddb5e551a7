//! A response's body that writes down what became of the request once it has ended.
//!
//! Owns the line of the log and the counts. Refuses to touch a byte.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use axum::body::{Body, Bytes};
use axum::extract::MatchedPath;
use axum::http::{Method, StatusCode};
use axum::response::Response;
use http_body::{Body as HttpBody, Frame, SizeHint};
use tokio::time::Instant;

use super::{Cause, Notes};
use crate::metrics::{self, Outcome};
use crate::traces::Ended;

/// The body.
pub(super) struct Counted {
    // Dropped first, with the stream in it, so that the record knows how that ended.
    body: Body,
    record: Record,
}

/// What is known of a request; written down when it is dropped.
pub(super) struct Record {
    begun: Instant,
    method: Method,
    route: Option<MatchedPath>,
    client: String,
    id: String,
    notes: Notes,
    /// None if whoever asked left before there was a response.
    status: Option<StatusCode>,
    cause: Option<Cause>,
    bytes: u64,
}

/// The route of asks, which are counted by site.
const ASK: &str = "/v1/orgs/{organization}/sites/{site}/ask";

/// The page that answers without scripts.
const PAGE: &str = "/ask";

/// Those that machines ask for every few seconds.
const QUIET: [&str; 3] = ["/healthz", "/readyz", "/metrics"];

/// Whether a request may ask something, and has a trace.
pub(super) fn asks(method: &Method, route: &str) -> bool {
    (method == Method::POST && route == ASK) || (method == Method::GET && route == PAGE)
}

impl Record {
    /// A request that has come.
    pub(super) fn new(
        method: Method,
        route: Option<MatchedPath>,
        client: String,
        id: String,
        notes: Notes,
    ) -> Self {
        let begun = Instant::now();
        Self { begun, method, route, client, id, notes, status: None, cause: None, bytes: 0 }
    }

    /// It is answered with `response`.
    pub(super) fn responded(mut self, response: &Response) -> Self {
        self.status = Some(response.status());
        self.cause = response.extensions().get().copied();
        metrics::responded(response.status().as_u16());
        if let Some(Cause(cause)) = self.cause {
            metrics::refused(cause);
        }
        self
    }

    fn outcome(&self) -> Outcome {
        match self.status {
            Some(status) if !status.is_success() => Outcome::Refused,
            Some(_) => self.notes.0.course.outcome(),
            None => Outcome::Left,
        }
    }
}

impl Drop for Record {
    fn drop(&mut self) {
        let total = self.begun.elapsed();
        let route = self.route.as_ref().map_or("other", MatchedPath::as_str);
        let site = self.notes.0.site.get().map(String::as_str);
        let is_ask = route == ASK && self.method == Method::POST;
        let outcome = is_ask.then(|| self.outcome());
        if let (Some(outcome), Some(site)) = (outcome, site) {
            metrics::asked(site, outcome, total);
            if let Some(first) = self.notes.0.course.first() {
                metrics::first_byte(site, first.duration_since(self.begun));
            }
        }
        let status = self.status.map(|status| status.as_u16());
        // The page is also there to ask at.
        if outcome.is_some() || (route == PAGE && site.is_some()) {
            self.notes.0.asking.end(&Ended {
                method: self.method.as_str(),
                route,
                site,
                status,
                outcome: self.outcome(),
                first: self.notes.0.course.first().map(|first| first.duration_since(self.begun)),
            });
        }
        let milliseconds = u64::try_from(total.as_millis()).unwrap_or(u64::MAX);
        macro_rules! write_down {
            ($level:ident) => {
                tracing::$level!(
                    method = %self.method,
                    route,
                    site,
                    status,
                    outcome = outcome.map(Outcome::name),
                    cause = self.cause.map(|cause| cause.0),
                    milliseconds,
                    bytes = self.bytes,
                    client = self.client,
                    id = self.id,
                    "request"
                )
            };
        }
        if QUIET.contains(&route) {
            write_down!(debug);
        } else {
            write_down!(info);
        }
    }
}

impl Counted {
    /// `body`, with `record` to be written down at its end.
    pub(super) fn new(body: Body, record: Record) -> Self {
        Self { body, record }
    }
}

impl HttpBody for Counted {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let frame = ready!(Pin::new(&mut self.body).poll_frame(context));
        if let Some(data) = frame.as_ref().and_then(|frame| frame.as_ref().ok()?.data_ref()) {
            self.record.bytes += data.len() as u64;
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
