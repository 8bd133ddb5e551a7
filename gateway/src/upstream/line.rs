//! A site's line to the API: every request of the gateway's goes up here.
//!
//! Owns the client, and the order of breaker, rate limit, deadlines and retries. Refuses to send
//! anything again once a byte of its answer is here, and to send the token to any other host.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use bytes::Bytes;
use futures_util::stream::BoxStream;
use futures_util::{StreamExt as _, stream};
use reqwest::{Client, RequestBuilder, Response, redirect};
use tokio::time::{Instant, sleep, timeout_at};
use url::Url;

use super::breaker::{Breaker, Standing};
use super::deadlines::within;
use super::rate_limit::{RateLimit, wait};
use super::redact::redacted;
use super::retries::Unanswered;
use super::token::Token;
use super::{Conduct, relay};
use crate::answers::Answering;
use crate::blocks::blocks;
use crate::metrics;
use crate::refusal::{Refusal, Refused, whole_seconds};
use crate::settings::UpstreamSettings;
use crate::traces::{Asking, Call};

/// The way to the API for one token. Clones are the same line.
#[derive(Clone)]
pub(crate) struct Line {
    client: Client,
    /// What the site is called in metrics.
    name: Arc<str>,
    base: Url,
    token: Token,
    conduct: Conduct,
    breaker: Arc<Breaker>,
    rate_limit: Arc<RateLimit>,
}

/// What a request is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Worth {
    /// A reader waits for it.
    Reader,
    /// It may as well not be made: only if that leaves so many of the rate limit for readers, and
    /// the upstream works.
    Extra {
        /// Requests.
        reserve: u64,
    },
}

/// The bytes of an answer, decoded.
type Chunks = BoxStream<'static, Result<Bytes, Refusal>>;

/// What one request came to.
enum Outcome {
    /// An answer whose first byte is here.
    Begun(HeaderMap, Bytes, Chunks),
    /// A status of 400 or more.
    Refused(Response),
    /// No answer; another request may do better.
    Broken(Refusal),
    /// Something that is no answer, and would be none again.
    Nonsense,
}

impl Line {
    /// The line that `settings` describe, for the site of that `name`.
    ///
    /// # Errors
    /// What the TLS set-up lacks, in its own words.
    pub(crate) fn new(settings: &UpstreamSettings, name: &str) -> Result<Self, String> {
        // Someone else in this process may have chosen before; any provider will do.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = Client::builder()
            .user_agent(concat!("ask-docs-gateway/", env!("CARGO_PKG_VERSION")))
            .redirect(redirect::Policy::none())
            .no_proxy()
            .referer(false)
            .connect_timeout(settings.conduct.deadlines.connect)
            // Over HTTP/2 all answers would share one connection: beyond the number of streams that
            // the API allows on it questions would wait, and clients that do not read would hold up
            // others.
            .http1_only()
            .build()
            .map_err(|cause| cause.to_string())?;
        Ok(Self {
            client,
            name: name.into(),
            base: settings.base.clone(),
            token: settings.token.clone(),
            conduct: settings.conduct,
            breaker: Breaker::new(settings.conduct.breaker, name),
            rate_limit: Arc::new(RateLimit::default()),
        })
    }

    /// The address of what `parts`, joined with slashes, name below `/v1`. They must be ids or
    /// our own words.
    pub(crate) fn address(&self, parts: &[&str]) -> Url {
        let mut url = self.base.clone();
        let base = url.path().trim_end_matches('/');
        let path = format!("{base}/v1/{}", parts.join("/"));
        url.set_path(&path);
        url
    }

    /// A request to `url`, which [`Line::address`] made.
    pub(crate) fn get(&self, url: Url) -> RequestBuilder {
        self.client.get(url)
    }

    /// A request to `url`, which [`Line::address`] made.
    pub(crate) fn post(&self, url: Url) -> RequestBuilder {
        self.client.post(url)
    }

    /// What is left of the rate limit.
    pub(crate) fn rate_limit(&self) -> &RateLimit {
        &self.rate_limit
    }

    /// Sends `request`, and answers with the stream of events that comes. `asking` is told of it.
    pub(crate) async fn stream(
        &self,
        request: RequestBuilder,
        asking: &Asking,
    ) -> Result<Answering, Refusal> {
        self.rate_limit.take().map_err(still_limited)?;
        let down = |retry_after| Refusal::UpstreamDown { retry_after };
        let permit = self.breaker.enter().map_err(down)?;
        let start = Instant::now();
        let mut call = asking.call(self.base.host_str().unwrap_or_default());
        let request = request
            .header(header::AUTHORIZATION, self.token.header())
            .header(header::ACCEPT, "text/event-stream");
        let deadline = start + self.conduct.deadlines.first_byte;
        let outcome = self.send(request, deadline, &mut call).await;
        // A refusal for what was asked tells that the upstream works.
        match &outcome {
            Outcome::Begun(..) => permit.succeeded(),
            Outcome::Refused(response) if !response.status().is_server_error() => {
                permit.succeeded();
            }
            _ => permit.failed(),
        }
        match outcome {
            Outcome::Begun(headers, first, rest) => {
                let chunks = stream::iter([Ok(first)]).chain(rest);
                let deadlines = &self.conduct.deadlines;
                let chunks = within(chunks, deadlines.idle, start + deadlines.total);
                let blocks = blocks(redacted(chunks, self.token.clone()));
                // The call ends with its stream.
                let blocks = blocks.inspect(move |block| {
                    if block.is_err() {
                        call.fails();
                    }
                });
                let blocks = blocks.boxed();
                Ok(Answering { blocks, headers })
            }
            Outcome::Refused(response) => {
                tracing::warn!(status = %response.status(), "the upstream refused a request");
                Err(relay::refused(response, &self.token).await)
            }
            Outcome::Broken(refusal) => {
                call.fails();
                Err(refusal)
            }
            Outcome::Nonsense => {
                call.fails();
                Err(Refusal::UpstreamFailed)
            }
        }
    }

    /// Sends `request`, and answers with the JSON that comes, whole and without the token. How long
    /// that may take is the caller's to say, and so is what a refusal is worth in the log; nothing is
    /// tried again.
    ///
    /// # Errors
    /// [`Refusal::UpstreamFailed`] also for more than `limit` bytes, and for an [`Extra`](Worth)
    /// that has to stay undone.
    pub(crate) async fn fetch(
        &self,
        request: RequestBuilder,
        worth: Worth,
        limit: usize,
    ) -> Result<Vec<u8>, Refusal> {
        match worth {
            Worth::Reader => self.rate_limit.take().map_err(still_limited)?,
            Worth::Extra { reserve } => {
                let works = self.breaker.standing() == Standing::Closed;
                if !works || !self.rate_limit.try_take(reserve) {
                    return Err(Refusal::UpstreamFailed);
                }
            }
        }
        let request = request
            .header(header::AUTHORIZATION, self.token.header())
            .header(header::ACCEPT, "application/json");
        let response = request.send().await.map_err(broken)?;
        let status = response.status();
        self.learn(status, response.headers());
        if status.is_client_error() || status.is_server_error() {
            return Err(relay::refused(response, &self.token).await);
        }
        if status != StatusCode::OK || response.headers().contains_key(header::CONTENT_ENCODING) {
            tracing::warn!(%status, "the upstream answered with something else than JSON");
            return Err(Refusal::UpstreamFailed);
        }
        let mut chunks = response.bytes_stream();
        let mut body = Vec::new();
        while let Some(chunk) = chunks.next().await {
            body.extend_from_slice(&chunk.map_err(broken)?);
            if body.len() > limit {
                tracing::warn!("the upstream sent more than {limit} bytes of JSON");
                return Err(Refusal::UpstreamFailed);
            }
        }
        if self.token.find(&body).is_some() {
            tracing::warn!("the upstream repeated the token");
            return Err(Refusal::UpstreamFailed);
        }
        Ok(body)
    }

    /// Sends `request` until there is an answer or no hope, or until `deadline`.
    async fn send(&self, request: RequestBuilder, deadline: Instant, call: &mut Call) -> Outcome {
        let mut sent = 0;
        loop {
            let Some(copy) = request.try_clone() else { return Outcome::Nonsense };
            call.attempts();
            let outcome = timeout_at(deadline, self.attempt(copy)).await.unwrap_or_else(|_| {
                tracing::warn!("the upstream sent no byte of an answer in time");
                Outcome::Broken(Refusal::UpstreamSlow)
            });
            sent += 1;
            let unanswered = match &outcome {
                Outcome::Begun(..) => {
                    call.begins();
                    return outcome;
                }
                Outcome::Nonsense => return outcome,
                Outcome::Broken(_) => Unanswered::Broken,
                Outcome::Refused(response) => {
                    let (status, headers) = (response.status(), response.headers());
                    call.status(status.as_u16());
                    let wait = wait(status, headers, SystemTime::now());
                    Unanswered::Refused(status, wait)
                }
            };
            let pause = self.conduct.retries.pause(unanswered, sent, fastrand::f64());
            let Some(pause) = pause.filter(|pause| Instant::now() + *pause < deadline) else {
                return outcome;
            };
            drop(outcome);
            tracing::debug!(sent, "a request to the upstream is tried again");
            sleep(pause).await;
            self.rate_limit.count();
        }
    }

    fn learn(&self, status: StatusCode, headers: &HeaderMap) {
        self.rate_limit.learn(status, headers);
        if let Some(left) = self.rate_limit.left() {
            metrics::upstream_limit_left(&self.name, left.remaining);
        }
    }

    /// Sends `request` once.
    async fn attempt(&self, request: RequestBuilder) -> Outcome {
        let response = match request.send().await {
            Ok(response) => response,
            Err(cause) => return Outcome::Broken(broken(cause)),
        };
        let status = response.status();
        self.learn(status, response.headers());
        if status.is_client_error() || status.is_server_error() {
            return Outcome::Refused(response);
        }
        if status != StatusCode::OK {
            tracing::warn!(%status, "the upstream answered with an unexpected status");
            return Outcome::Nonsense;
        }
        if relay::check_stream(response.headers()).is_err() {
            return Outcome::Nonsense;
        }
        first_byte(response).await
    }
}

/// The answer that `response` begins, once a byte of it is here.
async fn first_byte(response: Response) -> Outcome {
    let headers = relay::passed(response.status(), response.headers());
    let chunks = response.bytes_stream().map(|chunk| chunk.map_err(broken));
    // Frames without a byte say nothing.
    let chunks = chunks.filter(|chunk| {
        let says = chunk.as_ref().map_or(true, |chunk| !chunk.is_empty());
        async move { says }
    });
    let mut chunks = chunks.boxed();
    match chunks.next().await {
        Some(Ok(first)) => Outcome::Begun(headers, first, chunks),
        Some(Err(refusal)) => Outcome::Broken(refusal),
        // Of many connections that were cut, a clean end is reported.
        None => {
            tracing::warn!("the upstream's answer ended before it began");
            Outcome::Broken(Refusal::UpstreamFailed)
        }
    }
}

fn broken(cause: reqwest::Error) -> Refusal {
    let slow = cause.is_timeout();
    tracing::warn!(cause = %relay::reason(cause), "the connection to the upstream broke");
    if slow { Refusal::UpstreamSlow } else { Refusal::UpstreamFailed }
}

/// The refusal that stands: the upstream's own, with what is left of its wait.
fn still_limited(wait: Duration) -> Refusal {
    let message = "The service that writes the answers has had too many questions".to_owned();
    let wait = HeaderValue::from(whole_seconds(wait));
    let headers = HeaderMap::from_iter([(header::RETRY_AFTER, wait)]);
    let status = StatusCode::TOO_MANY_REQUESTS;
    Refusal::ByUpstream(Box::new(Refused { status, message, headers }))
}
