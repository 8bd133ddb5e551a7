//! Spans as OTLP has them in JSON.
//!
//! Owns the shape: ids in hexadecimal, times and whole numbers as texts, enums as numbers
//! (OpenTelemetry Protocol, "JSON Protobuf Encoding").

use std::fmt::Write as _;
use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::{Value as Json, json};

use super::context::{SpanId, TraceId};

/// A span that has ended.
#[derive(Clone, Debug)]
pub(super) struct Span {
    pub trace: TraceId,
    pub id: SpanId,
    pub parent: Option<SpanId>,
    pub name: &'static str,
    pub kind: Kind,
    pub begun: SystemTime,
    pub ended: SystemTime,
    pub is_failed: bool,
    pub attributes: Vec<(&'static str, Value)>,
}

/// Which side of a request it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// It was asked.
    Server = 2,
    /// It asked.
    Client = 3,
}

/// The value of an attribute.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value {
    Text(String),
    Number(i64),
    Fraction(f64),
    Choice(bool),
}

/// The attributes that have a value.
pub(super) fn present<const N: usize>(
    attributes: [(&'static str, Option<Value>); N],
) -> Vec<(&'static str, Value)> {
    attributes.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
}

/// The body that tells of `spans` of `service`.
pub(super) fn body(service: &str, spans: &[Span]) -> String {
    let version = env!("CARGO_PKG_VERSION");
    let resource = [
        ("service.name", Value::Text(service.to_owned())),
        ("service.version", Value::Text(version.to_owned())),
    ];
    let spans: Vec<_> = spans.iter().map(span).collect();
    let scope = json!({"name": env!("CARGO_PKG_NAME"), "version": version});
    json!({"resourceSpans": [{
        "resource": {"attributes": attributes(&resource)},
        "scopeSpans": [{"scope": scope, "spans": spans}],
    }]})
    .to_string()
}

fn span(span: &Span) -> Json {
    /// `STATUS_CODE_ERROR`.
    const ERROR: u8 = 2;
    let mut json = json!({
        "traceId": hex(&span.trace),
        "spanId": hex(&span.id),
        "name": span.name,
        "kind": span.kind as u8,
        "startTimeUnixNano": nanoseconds(span.begun),
        "endTimeUnixNano": nanoseconds(span.ended),
        "attributes": attributes(&span.attributes),
        "status": if span.is_failed { json!({"code": ERROR}) } else { json!({}) },
    });
    if let Some(parent) = &span.parent {
        json["parentSpanId"] = hex(parent).into();
    }
    json
}

fn attributes(attributes: &[(&str, Value)]) -> Vec<Json> {
    let value = |value: &Value| match value {
        Value::Text(text) => json!({"stringValue": text}),
        Value::Number(number) => json!({"intValue": number.to_string()}),
        Value::Fraction(number) => json!({"doubleValue": number}),
        Value::Choice(choice) => json!({"boolValue": choice}),
    };
    attributes.iter().map(|(key, one)| json!({"key": key, "value": value(one)})).collect()
}

fn nanoseconds(time: SystemTime) -> String {
    time.duration_since(UNIX_EPOCH).unwrap_or_default().as_nanos().to_string()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}
