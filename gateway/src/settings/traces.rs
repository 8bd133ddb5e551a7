//! The settings of traces: the collector, and what is sent with each request to it.
//!
//! Owns this section's keys, and the variables that OpenTelemetry has for all programs, which count
//! where the section says nothing. Refuses headers in the file: they may hold a key.

use axum::http::{HeaderMap, HeaderName, HeaderValue};
use percent_encoding::percent_decode_str;

use super::rules::{Wrong, web_url};
use super::secret::{self, Keys};
use super::section::Section;
use super::source::Place;
use crate::traces::TraceSettings;

const HEADERS: Keys = Keys { plain: "headers", file: "headers_file", env: "headers_env" };

/// Reads the section; without a collector there are no traces.
pub(super) fn read(mut section: Section<'_>) -> Option<TraceSettings> {
    let environment = |name: &str| {
        let value = section.source().environment().get(name)?;
        Some((value.to_owned(), Place::Variable(name.to_owned())))
    };
    let [endpoint, headers, service] =
        ["OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_HEADERS", "OTEL_SERVICE_NAME"]
            .map(environment);
    let is_named = section.place("endpoint").is_some();
    let mut collector = section.read("endpoint", web_url);
    if let Some((text, place)) = endpoint.filter(|_| !is_named) {
        collector =
            web_url(&text).map_err(|wrong| section.source().wrong(&place, wrong.sentence())).ok();
    }
    let headers = secret::read(&mut section, &HEADERS).or(headers);
    let headers = headers.and_then(|(text, place)| {
        let read = pairs(&text);
        read.map_err(|wrong| section.source().wrong(&place, wrong.sentence())).ok()
    });
    let service = section.read("service", some).or(service.map(|(text, _)| text));
    section.finish();
    Some(TraceSettings {
        endpoint: collector?,
        headers: headers.unwrap_or_default(),
        service: service.unwrap_or_else(|| "ask-docs-gateway".to_owned()),
    })
}

fn some(text: &str) -> Result<String, Wrong> {
    if text.is_empty() { Err("must not be empty".into()) } else { Ok(text.to_owned()) }
}

/// `name=value` with commas between; values may be percent-encoded.
fn pairs(text: &str) -> Result<HeaderMap, Wrong> {
    let mut headers = HeaderMap::new();
    for pair in text.split(',').map(str::trim).filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unzip();
        let name = name.and_then(|name| name.trim().parse::<HeaderName>().ok());
        let value = value.and_then(|value| {
            let value = percent_decode_str(value.trim()).decode_utf8().ok()?;
            HeaderValue::from_str(&value).ok()
        });
        let Some((name, mut value)) = name.zip(value) else {
            return Err(Wrong::private("must lead to headers, as in `name=value,name=value`"));
        };
        value.set_sensitive(true);
        headers.append(name, value);
    }
    Ok(headers)
}
