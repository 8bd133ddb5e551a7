//! What the gateway counts, as Prometheus reads it.
//!
//! Owns the names and the registry of the whole process. Refuses questions, tokens, addresses and
//! unknown ids as labels: a label is one of ours, or a site of the settings.
//!
//! Every part counts by calling a function here, as [`refused`] or [`cache_hit`]; there is nothing
//! to hand around. Refusals that become a response are counted by the layer that sees every response,
//! with the name that the refusal has, so only those that become an
//! event or a silent end call [`refused`] themselves.

use std::sync::LazyLock;
use std::sync::atomic::AtomicU64;
use std::time::Duration;

use ask_docs_core::feedback::Reason;
use prometheus_client::encoding::text;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};

use crate::feedback::Verdict;

/// The content type of [`text()`].
pub(crate) const CONTENT_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// Steps of a human's patience, in seconds; an answer takes three to sixty.
const FIRST_BYTE_STEPS: [f64; 11] = [0.005, 0.01, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0];
const TOTAL_STEPS: [f64; 10] = [0.05, 0.25, 1.0, 2.5, 5.0, 10.0, 20.0, 40.0, 90.0, 180.0];

/// How an ask ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// With an end marker.
    Done,
    /// With an error event.
    Failed,
    /// The client went away before the end.
    Left,
    /// It never began.
    Refused,
}

/// A question to `site` has ended so, after `total`.
pub(crate) fn asked(site: &str, outcome: Outcome, total: Duration) {
    let labels = [("site", site.to_owned()), ("outcome", outcome.name().to_owned())];
    ALL.asks.get_or_create(&labels).inc();
    if outcome != Outcome::Refused {
        ALL.total.get_or_create(&site_label(site)).observe(total.as_secs_f64());
    }
}

/// The first event of an answer of `site` has gone out, `after` the request came.
pub(crate) fn first_byte(site: &str, after: Duration) {
    ALL.first_byte.get_or_create(&site_label(site)).observe(after.as_secs_f64());
}

/// A request was not answered, for this reason: one of a fixed set of names.
pub(crate) fn refused(cause: &'static str) {
    ALL.refusals.get_or_create(&[("cause", cause)]).inc();
}

/// A response of this status has begun.
pub(crate) fn responded(status: u16) {
    ALL.responses.get_or_create(&[("status", u32::from(status))]).inc();
}

/// An answer came from the shared cache.
pub(crate) fn cache_hit() {
    ALL.cache.get_or_create(&[("result", "hit")]).inc();
}

/// An answer was looked for in the shared cache, in vain.
pub(crate) fn cache_miss() {
    ALL.cache.get_or_create(&[("result", "miss")]).inc();
}

/// A reader of `site` has said `verdict` of an answer, in the place of what was said `earlier`.
pub(crate) fn judged(site: &str, verdict: Option<Verdict>, earlier: Option<Verdict>) {
    let of = |verdict: Verdict| {
        let helpful = if verdict.helpful { "true" } else { "false" };
        let reason = verdict.reason.map_or("none", Reason::word);
        let labels =
            [("site", site.to_owned()), ("helpful", helpful.into()), ("reason", reason.into())];
        ALL.verdicts.get_or_create(&labels).clone()
    };
    if let Some(earlier) = earlier {
        of(earlier).dec();
    }
    if let Some(verdict) = verdict {
        of(verdict).inc();
    }
}

/// So many rows of the report have come to `result`: `written`; `dropped`, since the queue was full;
/// or `failed`, since the disk did not take them.
pub(crate) fn report_rows(result: &'static str, count: usize) {
    ALL.report_rows.get_or_create(&[("result", result)]).inc_by(count as u64);
}

/// Whether the store that gateways share cannot be reached.
pub(crate) fn store_away(is_away: bool) {
    ALL.store_away.set(i64::from(is_away));
}

/// A call of the store has failed.
pub(crate) fn store_failed() {
    ALL.store_failures.inc();
}

/// So many spans have come to `result`: `exported`; `dropped`, since the queue was full; or `failed`,
/// since the collector did not take them.
pub(crate) fn spans(result: &'static str, count: usize) {
    ALL.spans.get_or_create(&[("result", result)]).inc_by(count as u64);
}

/// What the API still allows the token of `site`, as it said last.
pub(crate) fn upstream_limit_left(site: &str, requests: u64) {
    let requests = i64::try_from(requests).unwrap_or(i64::MAX);
    ALL.upstream_limit_left.get_or_create(&site_label(site)).set(requests);
}

/// Whether the API is left alone for `site`, having failed again and again.
pub(crate) fn upstream_left_alone(site: &str, is_left_alone: bool) {
    ALL.upstream_left_alone.get_or_create(&site_label(site)).set(i64::from(is_left_alone));
}

/// One more of something, until it is dropped.
#[must_use]
#[derive(Debug)]
pub(crate) struct Held(Gauge);

/// A stream of events is open.
pub(crate) fn stream_open() -> Held {
    Held::new(&ALL.open_streams)
}

/// A connection is open.
pub(crate) fn connection_open() -> Held {
    Held::new(&ALL.connections)
}

/// A connection beyond the cap was closed at once.
pub(crate) fn connection_refused() {
    ALL.connections_refused.inc();
}

/// All of it, in the text format of OpenMetrics.
pub(crate) fn text() -> String {
    let mut out = String::new();
    if let Err(cause) = text::encode(&mut out, &ALL.registry) {
        tracing::error!(%cause, "the metrics could not be written");
    }
    out
}

impl Outcome {
    /// As labels and logs have it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Failed => "failed",
            Self::Left => "left",
            Self::Refused => "refused",
        }
    }
}

impl Held {
    fn new(gauge: &Gauge) -> Self {
        gauge.inc();
        Self(gauge.clone())
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.0.dec();
    }
}

static ALL: LazyLock<Metrics> = LazyLock::new(Metrics::new);

type Site = [(&'static str, String); 1];

struct Metrics {
    registry: Registry,
    asks: Family<[(&'static str, String); 2], Counter>,
    first_byte: Family<Site, Histogram, fn() -> Histogram>,
    total: Family<Site, Histogram, fn() -> Histogram>,
    responses: Family<[(&'static str, u32); 1], Counter>,
    refusals: Family<[(&'static str, &'static str); 1], Counter>,
    cache: Family<[(&'static str, &'static str); 1], Counter>,
    verdicts: Family<[(&'static str, String); 3], Gauge>,
    spans: Family<[(&'static str, &'static str); 1], Counter>,
    report_rows: Family<[(&'static str, &'static str); 1], Counter>,
    upstream_limit_left: Family<Site, Gauge>,
    upstream_left_alone: Family<Site, Gauge>,
    store_away: Gauge,
    store_failures: Counter<u64, AtomicU64>,
    open_streams: Gauge,
    connections: Gauge,
    connections_refused: Counter<u64, AtomicU64>,
}

impl Metrics {
    fn new() -> Self {
        let mut all = Self {
            registry: Registry::with_prefix("ask_docs"),
            asks: Family::default(),
            first_byte: Family::new_with_constructor(|| Histogram::new(FIRST_BYTE_STEPS)),
            total: Family::new_with_constructor(|| Histogram::new(TOTAL_STEPS)),
            responses: Family::default(),
            refusals: Family::default(),
            cache: Family::default(),
            verdicts: Family::default(),
            spans: Family::default(),
            report_rows: Family::default(),
            upstream_limit_left: Family::default(),
            upstream_left_alone: Family::default(),
            store_away: Gauge::default(),
            store_failures: Counter::default(),
            open_streams: Gauge::default(),
            connections: Gauge::default(),
            connections_refused: Counter::default(),
        };
        let to = &mut all.registry;
        to.register("asks", "Questions, by site and how they ended", all.asks.clone());
        to.register_with_unit(
            "first_byte",
            "From a question to the first event of its answer",
            Unit::Seconds,
            all.first_byte.clone(),
        );
        to.register_with_unit(
            "answer",
            "From a question to the end of its answer",
            Unit::Seconds,
            all.total.clone(),
        );
        to.register("responses", "Responses, by status", all.responses.clone());
        to.register("refusals", "Requests not answered, by cause", all.refusals.clone());
        to.register("cache_lookups", "Answers looked for in the cache", all.cache.clone());
        to.register(
            "verdicts",
            "Answers that readers have judged, by what they said last and why",
            all.verdicts.clone(),
        );
        to.register("spans", "Spans of traces, by result", all.spans.clone());
        to.register("report_rows", "Rows of the report, by result", all.report_rows.clone());
        to.register(
            "upstream_limit_left",
            "Requests that the API still allows, as it said last",
            all.upstream_limit_left.clone(),
        );
        to.register(
            "upstream_left_alone",
            "1 while the API is left alone, having failed again and again",
            all.upstream_left_alone.clone(),
        );
        to.register(
            "store_away",
            "1 while the store that gateways share cannot be reached",
            all.store_away.clone(),
        );
        to.register("store_failures", "Calls of the store that failed", all.store_failures.clone());
        to.register("open_streams", "Streams of events that are open", all.open_streams.clone());
        to.register("connections", "Connections that are open", all.connections.clone());
        to.register(
            "connections_refused",
            "Connections closed at once, being too many",
            all.connections_refused.clone(),
        );
        all
    }
}

fn site_label(site: &str) -> Site {
    [("site", site.to_owned())]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_counted_can_be_read() {
        asked("counted", Outcome::Done, Duration::from_secs(3));
        asked("counted", Outcome::Refused, Duration::ZERO);
        first_byte("counted", Duration::from_millis(300));
        refused("counted_cause");
        upstream_limit_left("counted", 7);
        cache_hit();
        let text = text();
        for line in [
            "ask_docs_asks_total{site=\"counted\",outcome=\"done\"} 1\n",
            "ask_docs_asks_total{site=\"counted\",outcome=\"refused\"} 1\n",
            "ask_docs_first_byte_seconds_bucket{le=\"0.25\",site=\"counted\"} 0\n",
            "ask_docs_first_byte_seconds_bucket{le=\"0.5\",site=\"counted\"} 1\n",
            "ask_docs_answer_seconds_count{site=\"counted\"} 1\n",
            "ask_docs_refusals_total{cause=\"counted_cause\"} 1\n",
            "ask_docs_upstream_limit_left{site=\"counted\"} 7\n",
            "ask_docs_cache_lookups_total{result=\"hit\"}",
            "# EOF\n",
        ] {
            assert!(text.contains(line), "{line} in {text}");
        }
    }

    #[test]
    fn what_is_held_counts_until_it_is_dropped() {
        let gauge = Gauge::default();
        let held = Held::new(&gauge);
        assert_eq!(gauge.get(), 1);
        drop(held);
        assert_eq!(gauge.get(), 0);
    }
}
