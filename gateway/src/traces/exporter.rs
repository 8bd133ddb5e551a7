//! The one task that tells the collector.
//!
//! Owns batches, the second try, and the count of what is lost. Refuses to make anyone wait: a
//! collector that is slow or gone costs spans.

use std::sync::Arc;
use std::time::Duration;

use axum::http::{StatusCode, header};
use reqwest::{Client, redirect};
use tokio::sync::{mpsc, oneshot};
use tokio::time::{sleep, timeout, timeout_at};
use url::Url;

use super::TraceSettings;
use super::json::{Span, body};
use crate::metrics;

/// The way to the task; clones are the same way.
#[derive(Clone, Debug)]
pub(super) struct Exporter(mpsc::Sender<Message>);

#[derive(Debug)]
enum Message {
    Span(Box<Span>),
    /// To say when everything before it has gone out.
    Flush(oneshot::Sender<()>),
}

/// How many spans wait at the most.
const QUEUE: usize = 2048;
/// The most spans of one request.
const BATCH: usize = 512;
/// How long the first span of a batch waits for others.
const GATHERING: Duration = Duration::from_secs(1);
/// How long a request may take.
const DEADLINE: Duration = Duration::from_secs(10);
/// The pauses before a request is sent again.
const PAUSES: [Duration; 2] = [Duration::from_secs(1), Duration::from_secs(4)];

impl Exporter {
    /// Starts the task, which ends with the last way to it.
    pub(super) fn start(settings: &TraceSettings) -> Result<Self, String> {
        Self::start_with(settings, QUEUE)
    }

    pub(super) fn start_with(settings: &TraceSettings, queue: usize) -> Result<Self, String> {
        // Someone else in this process may have chosen before; any provider will do.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = Client::builder()
            .user_agent(concat!("ask-docs-gateway/", env!("CARGO_PKG_VERSION")))
            .redirect(redirect::Policy::none())
            .no_proxy()
            .default_headers(settings.headers.clone())
            .timeout(DEADLINE)
            .build()
            .map_err(|cause| cause.to_string())?;
        let mut url = settings.endpoint.clone();
        let path = format!("{}/v1/traces", url.path().trim_end_matches('/'));
        url.set_path(&path);
        let (sender, messages) = mpsc::channel(queue);
        let service = Arc::from(settings.service.as_str());
        let telling = Telling { client, url, service, is_failing: false };
        tokio::spawn(telling.run(messages));
        Ok(Self(sender))
    }

    pub(super) fn tell(&self, span: Span) {
        if self.0.try_send(Message::Span(Box::new(span))).is_err() {
            metrics::spans("dropped", 1);
        }
    }

    pub(super) async fn flush(&self, patience: Duration) {
        let (done, flushed) = oneshot::channel();
        let flushing = async {
            let _ = self.0.send(Message::Flush(done)).await;
            let _ = flushed.await;
        };
        if timeout(patience, flushing).await.is_err() {
            tracing::warn!("the collector did not take all spans in time");
        }
    }
}

struct Telling {
    client: Client,
    url: Url,
    service: Arc<str>,
    is_failing: bool,
}

impl Telling {
    async fn run(mut self, mut messages: mpsc::Receiver<Message>) {
        while let Some(first) = messages.recv().await {
            let (spans, flushed) = gathered(first, &mut messages).await;
            if !spans.is_empty() {
                self.tell(&spans).await;
            }
            if let Some(done) = flushed {
                // Who asked may have lost patience.
                let _ = done.send(());
            }
        }
    }

    async fn tell(&mut self, spans: &[Span]) {
        let body = body(&self.service, spans);
        let mut told = self.post(body.clone()).await;
        for pause in PAUSES {
            match &told {
                Err((true, _)) => sleep(pause).await,
                _ => break,
            }
            told = self.post(body.clone()).await;
        }
        match told {
            Ok(()) => {
                metrics::spans("exported", spans.len());
                if std::mem::take(&mut self.is_failing) {
                    tracing::info!("the collector takes spans again");
                }
            }
            Err((_, cause)) => {
                metrics::spans("failed", spans.len());
                if !std::mem::replace(&mut self.is_failing, true) {
                    tracing::warn!(
                        cause,
                        "the collector takes no spans; they are lost until it does"
                    );
                }
            }
        }
    }

    /// Sends `body` once. Fails with whether another try may do better, and why.
    async fn post(&self, body: String) -> Result<(), (bool, String)> {
        let request = self.client.post(self.url.clone());
        let request = request.header(header::CONTENT_TYPE, "application/json").body(body);
        // The address may hold what is nobody's business.
        let sent = request.send().await;
        let response = sent.map_err(|cause| (true, cause.without_url().to_string()))?;
        let status = response.status();
        let again = matches!(
            status,
            StatusCode::TOO_MANY_REQUESTS
                | StatusCode::BAD_GATEWAY
                | StatusCode::SERVICE_UNAVAILABLE
                | StatusCode::GATEWAY_TIMEOUT
        );
        if status.is_success() { Ok(()) } else { Err((again, format!("status {status}"))) }
    }
}

/// The spans that come together with `first`, and who waits for them.
async fn gathered(
    first: Message,
    messages: &mut mpsc::Receiver<Message>,
) -> (Vec<Span>, Option<oneshot::Sender<()>>) {
    let mut spans = Vec::new();
    let end = tokio::time::Instant::now() + GATHERING;
    let mut next = Some(first);
    while let Some(message) = next {
        match message {
            Message::Span(span) => spans.push(*span),
            Message::Flush(done) => return (spans, Some(done)),
        }
        if spans.len() == BATCH {
            break;
        }
        next = timeout_at(end, messages.recv()).await.unwrap_or_default();
    }
    (spans, None)
}
