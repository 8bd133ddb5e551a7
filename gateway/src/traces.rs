//! A span for each ask and one for the call upstream below it, told to a collector over OTLP.
//!
//! ```text
//! request ─ observe: begins an Asking (context) ─ ask ─ upstream: a Call ─┐
//! the response has ended: the Asking's span ──────────────────────────────┼─ a bounded queue ─▶
//! exporter (one task): batches, JSON, POST                full: the span is lost, and counted
//! ```
//!
//! Owns what a span tells. Off unless a collector is named. Refuses words of questions and answers,
//! addresses, and to hold up anything: a span is made when all is over.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering::Relaxed};
use std::time::{Duration, SystemTime};

use axum::http::HeaderMap;
use tokio::time::Instant;
use url::Url;

use crate::metrics::Outcome;

mod context;
mod exporter;
mod json;

use context::Context;
use exporter::Exporter;
use json::{Kind, Span, Value};

/// Where spans go.
#[derive(Clone, Debug)]
pub struct TraceSettings {
    /// The collector's address; `/v1/traces` follows it.
    pub endpoint: Url,
    /// What is sent with each request; may hold a key.
    pub headers: HeaderMap,
    /// What the gateway is called there.
    pub service: String,
}

/// The way to the collector; clones are the same way. Without one, everything here does nothing.
#[derive(Clone, Debug, Default)]
pub(crate) struct Traces(Option<Exporter>);

/// One ask, as its spans tell of it; clones are the same ask.
#[derive(Clone, Debug, Default)]
pub(crate) struct Asking(Option<Arc<Inner>>);

#[derive(Debug)]
struct Inner {
    exporter: Exporter,
    context: Context,
    begun: Moment,
    /// How often the upstream was sent this question.
    attempts: AtomicU32,
    /// Whether its answer was looked for at the source.
    is_asked: AtomicBool,
    /// Whether its answer was there without that.
    is_hit: AtomicBool,
}

/// A call upstream; its span ends when it is dropped.
#[derive(Debug, Default)]
pub(crate) struct Call(Option<Calling>);

#[derive(Debug)]
struct Calling {
    asking: Arc<Inner>,
    begun: Moment,
    host: String,
    attempts: u32,
    status: Option<u16>,
    first: Option<Duration>,
    is_failed: bool,
}

/// A time of the calendar, from which the clock goes on steadily.
#[derive(Clone, Copy, Debug)]
struct Moment(SystemTime, Instant);

/// What became of an ask.
pub(crate) struct Ended<'a> {
    /// The method.
    pub method: &'a str,
    /// The route, with the names of its parts.
    pub route: &'a str,
    /// The site's name, if there is such a site.
    pub site: Option<&'a str>,
    /// The response's status, if there was one.
    pub status: Option<u16>,
    /// How it ended.
    pub outcome: Outcome,
    /// From the request to the first event.
    pub first: Option<Duration>,
}

impl Traces {
    /// The way to the collector of `settings`, if they name one.
    ///
    /// # Errors
    /// What the TLS set-up lacks, in its own words.
    pub(crate) fn open(settings: Option<&TraceSettings>) -> Result<Self, String> {
        settings.map(Exporter::start).transpose().map(Self)
    }

    /// Begins an ask. `headers` are those of a proxy that may say whose part it is, if there is one.
    pub(crate) fn begin(&self, headers: Option<&HeaderMap>) -> Asking {
        let Some(exporter) = self.0.clone() else { return Asking(None) };
        // Whoever began the trace may not want it.
        let Some(context) = Context::of(headers) else { return Asking(None) };
        Asking(Some(Arc::new(Inner {
            exporter,
            context,
            begun: Moment::now(),
            attempts: AtomicU32::new(0),
            is_asked: AtomicBool::new(false),
            is_hit: AtomicBool::new(false),
        })))
    }

    /// Returns once every span so far has gone out, or `patience` is over.
    pub(crate) async fn flush(&self, patience: Duration) {
        if let Some(exporter) = &self.0 {
            exporter.flush(patience).await;
        }
    }
}

impl Asking {
    /// Its answer is looked for at the source.
    pub(crate) fn asks_source(&self) {
        if let Some(inner) = &self.0 {
            inner.is_asked.store(true, Relaxed);
        }
    }

    /// Its answer begins.
    pub(crate) fn begins(&self) {
        if let Some(inner) = &self.0 {
            inner.is_hit.store(!inner.is_asked.load(Relaxed), Relaxed);
        }
    }

    /// Begins a call to `host` for it.
    pub(crate) fn call(&self, host: &str) -> Call {
        Call(self.0.clone().map(|asking| Calling {
            asking,
            begun: Moment::now(),
            host: host.to_owned(),
            attempts: 0,
            status: None,
            first: None,
            is_failed: false,
        }))
    }

    /// Tells of it.
    pub(crate) fn end(&self, ended: &Ended<'_>) {
        let Some(inner) = &self.0 else { return };
        let status = ended.status.map(i64::from);
        let attributes = [
            ("http.request.method", Some(Value::Text(ended.method.to_owned()))),
            ("http.route", Some(Value::Text(ended.route.to_owned()))),
            ("http.response.status_code", status.map(Value::Number)),
            ("ask_docs.site", ended.site.map(|site| Value::Text(site.to_owned()))),
            ("ask_docs.outcome", Some(Value::Text(ended.outcome.name().to_owned()))),
            ("ask_docs.cache.hit", Some(Value::Choice(inner.is_hit.load(Relaxed)))),
            (
                "ask_docs.upstream.attempts",
                Some(Value::Number(inner.attempts.load(Relaxed).into())),
            ),
            ("ask_docs.time_to_first_byte", ended.first.map(seconds)),
        ];
        let is_ours = ended.status.is_some_and(|status| status >= 500);
        inner.exporter.tell(Span {
            trace: inner.context.trace,
            id: inner.context.span,
            parent: inner.context.parent,
            name: "ask",
            kind: Kind::Server,
            begun: inner.begun.calendar(Duration::ZERO),
            ended: inner.begun.calendar(inner.begun.elapsed()),
            is_failed: is_ours || ended.outcome == Outcome::Failed,
            attributes: json::present(attributes),
        });
    }
}

impl Call {
    /// The question is sent, again or for the first time.
    pub(crate) fn attempts(&mut self) {
        if let Some(calling) = &mut self.0 {
            calling.attempts += 1;
            calling.asking.attempts.fetch_add(1, Relaxed);
        }
    }

    /// An answer of this status has come.
    pub(crate) fn status(&mut self, status: u16) {
        if let Some(calling) = &mut self.0 {
            calling.status = Some(status);
        }
    }

    /// The first byte of an answer is here.
    pub(crate) fn begins(&mut self) {
        if let Some(calling) = &mut self.0 {
            calling.status = Some(200);
            calling.first = Some(calling.begun.elapsed());
        }
    }

    /// It ends badly.
    pub(crate) fn fails(&mut self) {
        if let Some(calling) = &mut self.0 {
            calling.is_failed = true;
        }
    }
}

impl Drop for Calling {
    fn drop(&mut self) {
        // What was left alone was not called.
        let Some(id) = context::span().filter(|_| self.attempts > 0) else { return };
        let context = &self.asking.context;
        let attributes = [
            ("http.request.method", Some(Value::Text("POST".to_owned()))),
            ("server.address", Some(Value::Text(std::mem::take(&mut self.host)))),
            ("http.response.status_code", self.status.map(i64::from).map(Value::Number)),
            ("http.request.resend_count", Some(Value::Number(i64::from(self.attempts) - 1))),
            ("ask_docs.time_to_first_byte", self.first.map(seconds)),
        ];
        self.asking.exporter.tell(Span {
            trace: context.trace,
            id,
            parent: Some(context.span),
            name: "upstream",
            kind: Kind::Client,
            begun: self.begun.calendar(Duration::ZERO),
            ended: self.begun.calendar(self.begun.elapsed()),
            is_failed: self.is_failed || self.status.is_some_and(|status| status >= 400),
            attributes: json::present(attributes),
        });
    }
}

impl Moment {
    fn now() -> Self {
        Self(SystemTime::now(), Instant::now())
    }

    fn elapsed(&self) -> Duration {
        self.1.elapsed()
    }

    fn calendar(&self, after: Duration) -> SystemTime {
        self.0 + after
    }
}

fn seconds(time: Duration) -> Value {
    Value::Fraction(time.as_secs_f64())
}

#[cfg(test)]
mod tests;
