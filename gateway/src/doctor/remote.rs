//! The gateway as the network gives it: what a browser on a page elsewhere would get, looked at from
//! the command line.
//!
//! Owns the requests and what is made of their answers. Refuses to ask a question: a body that is
//! none is refused only after everything that is looked at here.

use std::time::{Duration, Instant};

use axum::http::{HeaderMap, StatusCode, header};
use futures_util::StreamExt as _;
use reqwest::{Client, Method, RequestBuilder, Response, redirect};
use serde_json::Value;

use super::fetch::{body, client};
use super::finding::{Check, Finding, Paste, State};
use super::reach::Reach;
use super::{origin, probe, unknown_site};

mod files;

/// How long the gateway may take for anything.
const PATIENCE: Duration = Duration::from_secs(20);
/// How often the stream is tried before a proxy is blamed.
const TRIES: u32 = 3;
/// The most that is read of an answer, in bytes.
const MOST_BYTES: usize = 256 * 1024;

/// A gateway elsewhere.
pub(super) struct Remote {
    client: Client,
    /// Its origin.
    gateway: String,
    /// The page's.
    from: String,
}

/// An organization's id and a site's.
type Ids = (String, String);

impl Remote {
    /// The gateway at the origin `gateway`, for pages of the origin `from`.
    pub(super) fn new(gateway: &str, from: &str) -> Result<Self, String> {
        let client = client(Reach::Everywhere)?.redirect(redirect::Policy::none());
        // Bodies as they come: what is compressed, and when it comes, is looked at.
        let client = client.no_gzip().no_brotli().no_zstd().timeout(PATIENCE);
        let client = client.build().map_err(|cause| cause.to_string())?;
        Ok(Self { client, gateway: gateway.to_owned(), from: from.to_owned() })
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("{}{path}", self.gateway))
    }

    /// Whether pages of the origin may ask this site, and browsers are told so.
    pub(super) async fn questions(&self, ids: Option<&Ids>) -> Vec<Finding> {
        let default = (crate::local::ORGANIZATION.to_owned(), crate::local::SITE.to_owned());
        let (organization, site) = ids.unwrap_or(&default);
        let path = format!("/v1/orgs/{organization}/sites/{site}/ask");
        let from = &self.from;
        let preflight = self
            .request(Method::OPTIONS, &path)
            .header(header::ORIGIN, from)
            .header(header::ACCESS_CONTROL_REQUEST_METHOD, "POST")
            .header(header::ACCESS_CONTROL_REQUEST_HEADERS, "content-type");
        // No question, so it costs nothing.
        let asked = self
            .request(Method::POST, &path)
            .header(header::ORIGIN, from)
            .header(header::CONTENT_TYPE, "application/json")
            .body("{}");
        let (preflight, asked) = tokio::join!(preflight.send(), asked.send());
        let (Ok(preflight), Ok(asked)) = (preflight, asked) else {
            let sentence = format!(
                "The gateway at {} cannot be reached: does it run there, and is its certificate \
                 good?",
                self.gateway
            );
            return vec![Finding::wrong(Check::Cors, sentence)];
        };
        let mut findings = vec![self.cors(&preflight, &asked)];
        let status = asked.status();
        let message = message(asked).await;
        findings.push(match status {
            StatusCode::FORBIDDEN => origin(from, false, &[]),
            StatusCode::BAD_REQUEST | StatusCode::NOT_FOUND => origin(from, true, &[]),
            _ => Finding::skipped(Check::Origin, unexpected(status)),
        });
        if ids.is_some() {
            findings.extend(match status {
                StatusCode::BAD_REQUEST => {
                    let sentence = format!("The gateway has the site {organization}/{site}");
                    Some(Finding::fine(Check::Site, sentence))
                }
                StatusCode::NOT_FOUND if message.is_some() => {
                    Some(unknown_site(organization, site, None))
                }
                StatusCode::NOT_FOUND => Some(Finding::wrong(
                    Check::Site,
                    "Something else than the gateway answers at /v1/: does the proxy pass it on?",
                )),
                _ => None,
            });
        }
        findings
    }

    /// Whether what came may be read by a page of the origin.
    fn cors(&self, preflight: &Response, asked: &Response) -> Finding {
        let from = &self.from;
        let told = |headers: &HeaderMap, name| {
            let values = headers.get_all(name).iter().filter_map(|value| value.to_str().ok());
            values.map(str::to_owned).collect::<Vec<_>>()
        };
        let allowed =
            |response: &Response| told(response.headers(), header::ACCESS_CONTROL_ALLOW_ORIGIN);
        let names = told(preflight.headers(), header::ACCESS_CONTROL_ALLOW_HEADERS).join(",");
        let is_named =
            names.split(',').any(|name| name.trim().eq_ignore_ascii_case("content-type"));
        let is_right = |allowed: &[String]| allowed == [from.as_str()] || allowed == ["*"];
        let sentence = match (allowed(preflight), allowed(asked)) {
            (_, several) | (several, _) if several.len() > 1 => {
                "A proxy adds an `Access-Control-Allow-Origin` of its own to the gateway’s, and \
                 browsers refuse two: take its lines about CORS out (in nginx `add_header`)"
            }
            (_, of_answer) if !is_right(&of_answer) => {
                "A proxy takes `Access-Control-Allow-Origin` out of the gateway’s answers, so no \
                 page may read them: let the headers pass (in nginx no `proxy_hide_header`)"
            }
            (of_preflight, _)
                if !preflight.status().is_success() || !is_right(&of_preflight) || !is_named =>
            {
                "Browsers ask with OPTIONS before a page may ask a question, and that request does \
                 not come through to the gateway: let the proxy pass OPTIONS on"
            }
            _ => return Finding::fine(Check::Cors, "Browsers may read what the gateway answers"),
        };
        Finding::wrong(Check::Cors, sentence).paste(PROXY, NGINX)
    }

    /// What the gateway itself says of the site and its token.
    pub(super) async fn site(&self, ids: Option<&Ids>) -> Vec<Finding> {
        let asked = match ids {
            Some((organization, site)) => {
                serde_json::json!({ "organization": organization, "site": site })
            }
            None => serde_json::json!({}),
        };
        let request = self.request(Method::POST, "/doctor/site");
        let request = request.header(header::CONTENT_TYPE, "application/json");
        let answered = match request.body(asked.to_string()).send().await {
            Ok(response) if response.status() == StatusCode::OK => body(response, MOST_BYTES).await,
            _ => {
                let sentence = "The gateway does not say: its doctor is turned off, or a proxy does \
                                not pass /doctor on. `ask-docs-gateway check --online` tells it \
                                where the gateway runs";
                return vec![Finding::skipped(Check::Token, sentence)];
            }
        };
        let value = answered.ok().and_then(|bytes| serde_json::from_slice::<Value>(&bytes).ok());
        let value = value.unwrap_or_default();
        let list = value["findings"].as_array().map(Vec::as_slice).unwrap_or_default();
        // The gateway's own word about the site is the one with the line to paste.
        list.iter().filter_map(finding).collect()
    }

    /// Whether events come one by one.
    pub(super) async fn streams(&self) -> Vec<Finding> {
        let ways = (self.arrivals("?plain", "identity"), self.arrivals("", "br, gzip"));
        let (Some(plain), Some(small)) = tokio::join!(ways.0, ways.1) else {
            let sentence = "The gateway has no stream to try: its doctor is turned off, or a proxy \
                            does not pass it on";
            return vec![Finding::skipped(Check::Stream, sentence)];
        };
        let stream = match plain.are_apart {
            true => Finding::fine(Check::Stream, "Events come one by one, as they are written"),
            false => Finding::wrong(
                Check::Stream,
                "Events come all at once: a proxy holds answers back until they are whole. Turn its \
                 buffering off for the gateway",
            )
            .paste(PROXY, NGINX),
        };
        let compression = match (plain.are_apart, small.are_apart, small.is_compressed) {
            (false, ..) => Finding::skipped(Check::Compression, "First the buffering has to go"),
            (true, false, _) => Finding::wrong(
                Check::Compression,
                "Compressed events come all at once: a proxy holds back what is compressed. Have \
                 the gateway send answers as they are",
            )
            .paste("In the gateway’s file", "[compress]\nstreams = 0"),
            (true, true, true) => {
                Finding::fine(Check::Compression, "Compressed events come one by one too")
            }
            (true, true, false) => Finding::fine(Check::Compression, "Answers are not compressed"),
        };
        vec![stream, compression]
    }

    /// How the events of the probe come; a busy machine gets further tries.
    async fn arrivals(&self, query: &str, accepts: &str) -> Option<Arrivals> {
        let mut last = self.arrival(query, accepts).await?;
        for _ in 1..TRIES {
            if !last.are_apart {
                last = self.arrival(query, accepts).await?;
            }
        }
        Some(last)
    }

    async fn arrival(&self, query: &str, accepts: &str) -> Option<Arrivals> {
        let request = self.request(Method::POST, &format!("/v1/doctor/stream{query}"));
        let response = request.header(header::ACCEPT_ENCODING, accepts).send().await.ok()?;
        let kind = response.headers().get(header::CONTENT_TYPE)?;
        if response.status() != StatusCode::OK || !kind.as_bytes().starts_with(b"text/event-stream")
        {
            return None;
        }
        let is_compressed = response.headers().contains_key(header::CONTENT_ENCODING);
        let mut chunks = response.bytes_stream();
        let mut times = Vec::new();
        while let Some(Ok(chunk)) = chunks.next().await {
            if !chunk.is_empty() {
                times.push(Instant::now());
            }
        }
        let span = times.last()?.duration_since(*times.first()?);
        let are_apart = span > probe::APART * (probe::EVENTS / 2) && times.len() >= 5;
        Some(Arrivals { are_apart, is_compressed })
    }
}

struct Arrivals {
    are_apart: bool,
    is_compressed: bool,
}

const PROXY: &str = "In nginx, in the gateway’s `location` (deploy/nginx.conf is whole)";
const NGINX: &str = "proxy_pass http://127.0.0.1:8080;\nproxy_http_version 1.1;\n\
                     proxy_set_header Connection \"\";\nproxy_set_header Host $http_host;\n\
                     proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;\n\
                     proxy_buffering off;\ngzip off;";

/// The gateway's own sentence, if it is the gateway's.
async fn message(response: Response) -> Option<String> {
    let bytes = body(response, MOST_BYTES).await.ok()?;
    let value: Value = serde_json::from_slice(&bytes).ok()?;
    value["error"]["message"].as_str().map(str::to_owned)
}

fn unexpected(status: StatusCode) -> String {
    format!("The gateway answered with status {}", status.as_u16())
}

/// A finding out of its JSON.
fn finding(value: &Value) -> Option<Finding> {
    let check = Check::ALL.into_iter().find(|check| check.name() == value["check"])?;
    let states = [State::Skipped, State::Fine, State::Advice, State::Wrong];
    let state = states.into_iter().find(|state| state.name() == value["state"])?;
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let pastes = value["pastes"].as_array().map(Vec::as_slice).unwrap_or_default();
    let pastes = pastes
        .iter()
        .map(|paste| Paste { place: text(&paste["place"]), text: text(&paste["text"]) });
    Some(Finding { check, state, sentence: text(&value["sentence"]), pastes: pastes.collect() })
}
