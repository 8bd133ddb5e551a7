//! The way of one question: sent, its answer applied frame by frame and shown, continued where it
//! breaks off.
//!
//! Owns the connection; dropped, it is closed. Refuses redirects, which would take the question, and
//! perhaps the token, to an address that nobody has named.

use std::error::Error as _;
use std::io;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use ask_docs_core::again;
use ask_docs_core::answer::Answer;
use ask_docs_core::budget::Budget;
use ask_docs_core::document::in_markdown;
use ask_docs_core::failure::{Cause, Failure, Fault, Refusal};
use ask_docs_core::frames::FrameStream;
use ask_docs_core::markdown::absolute::Absolute;
use ask_docs_core::request::{Request, is_id};
use ask_docs_core::wire::error_detail;
use reqwest::{Client, Method, RequestBuilder, Response, redirect};
use tokio::time::{sleep, timeout};

use crate::arguments::Asking;
use crate::outcome::Outcome;
use crate::page::Page;

/// How long a connection may take.
const CONNECTING: Duration = Duration::from_secs(15);
/// How long a gateway is told that nobody will come back.
const FAREWELL: Duration = Duration::from_secs(2);
/// The most of a refused response's body that is read, in bytes.
const MAX_REFUSAL_BYTES: usize = 16 << 10;

/// A question on its way.
pub(crate) struct Way<'a> {
    asking: &'a Asking,
    client: Client,
    answer: Answer,
    /// What a gateway calls the answer.
    stream: Option<String>,
    age: Option<u64>,
    budget: Option<Budget>,
    /// Why the last connection failed, in the system's words.
    reason: Option<String>,
}

impl<'a> Way<'a> {
    /// Nothing is sent yet.
    ///
    /// # Errors
    /// What the TLS set-up lacks, in its own words.
    pub(crate) fn new(asking: &'a Asking) -> Result<Self, String> {
        // Someone else may have chosen before; any provider will do.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = Client::builder()
            .user_agent(concat!("ask-docs/", env!("CARGO_PKG_VERSION")))
            .redirect(redirect::Policy::none())
            .referer(false)
            .connect_timeout(CONNECTING)
            .build()
            .map_err(|cause| innermost(&cause))?;
        let (answer, stream, age) = (Answer::default(), None, None);
        Ok(Self { asking, client, answer, stream, age, budget: None, reason: None })
    }

    /// Asks, and shows the answer on `page` until it has ended.
    ///
    /// # Errors
    /// When it cannot be shown.
    pub(crate) async fn go(&mut self, page: &mut Page) -> io::Result<()> {
        let endpoint = &self.asking.endpoint;
        let mut request = match self.asking.is_fresh {
            true => endpoint.ask_afresh(&self.asking.ask),
            false => endpoint.ask(&self.asking.ask),
        };
        // In a row: whatever comes begins a new one.
        let (mut attempts, mut first_break) = (0, None);
        loop {
            let (end, is_progress) = self.follow(&request, page).await?;
            if !self.answer.phase.is_running() {
                return Ok(());
            }
            if is_progress {
                (attempts, first_break) = (0, None);
            }
            let has_arrived = self.answer.has_arrived();
            let stream = self.stream.as_deref();
            let next = again::next(endpoint, &request, end.as_ref(), stream, has_arrived);
            let end = first_break.get_or_insert(end);
            let Some(next) = next.filter(|_| attempts < again::MOST_ATTEMPTS) else {
                match end.take() {
                    // That a gateway no longer has the rest is nothing that anyone could mend.
                    Some(Failure::Owner(_)) if request.method == "GET" => self.answer.end(),
                    Some(failure) => self.answer.fail(failure),
                    None => self.answer.end(),
                }
                return Ok(());
            };
            request = next;
            attempts += 1;
            let pause = again::pause(attempts, fastrand::f64());
            sleep(Duration::from_millis(pause.into())).await;
        }
    }

    /// The reader wants no more: a gateway that would keep the rest is told.
    pub(crate) async fn stop(&mut self) {
        self.answer.stop();
        if let Some(id) = &self.stream {
            let told = self.built(&self.asking.endpoint.stop(id)).send();
            // Nobody waits for it long, nor for why it failed.
            let _ = timeout(FAREWELL, told).await;
        }
    }

    /// What became of it.
    pub(crate) fn into_outcome(self) -> Outcome {
        let Self { answer, age, budget, reason, .. } = self;
        Outcome { answer, age, budget, reason }
    }

    /// Sends `request` and applies what comes; how that ended, and whether anything came.
    async fn follow(
        &mut self,
        request: &Request,
        page: &mut Page,
    ) -> io::Result<(Option<Failure>, bool)> {
        let mut response = match self.begin(request).await {
            Ok(response) => response,
            Err(failure) => return Ok((Some(failure), false)),
        };
        let (mut decoder, mut frames) = (FrameStream::default(), Vec::new());
        let mut is_progress = false;
        loop {
            let chunk = match timeout(self.asking.patience, response.chunk()).await {
                Err(_) => return Ok((Some(self.silence()), is_progress)),
                Ok(Ok(Some(chunk))) => chunk,
                Ok(Ok(None)) => return Ok((None, is_progress)),
                // A cut is a cut, however it is reported; before an answer it is a failure.
                Ok(Err(cause)) => {
                    self.reason = Some(innermost(&cause));
                    let failure = Failure::Retry(Cause::Network);
                    let is_cut = self.answer.has_arrived();
                    return Ok(((!is_cut).then_some(failure), is_progress));
                }
            };
            let decoded = decoder.feed(&chunk, &mut frames);
            if self.stream.is_none() && is_id(decoder.last_id()) && !self.asking.place.is_api {
                self.stream = Some(decoder.last_id().to_owned());
            }
            if !frames.is_empty() {
                is_progress = true;
                let frames = frames.drain(..).map(|frame| in_markdown(frame, &Absolute));
                frames.for_each(|frame| self.answer.apply(frame));
                page.show(&self.answer)?;
            }
            if decoded.is_err() {
                return Ok((Some(Failure::Retry(Cause::TooLarge)), is_progress));
            }
            if !self.answer.phase.is_running() {
                return Ok((None, is_progress));
            }
        }
    }

    /// Sends `request`, and gives the response if it is a stream.
    async fn begin(&mut self, request: &Request) -> Result<Response, Failure> {
        let sent = timeout(self.asking.patience, self.built(request).send()).await;
        let response = sent.map_err(|_| self.silence())?.map_err(|cause| {
            self.reason = Some(innermost(&cause));
            Failure::Retry(Cause::Network)
        })?;
        let header = |name| response.headers().get(name).and_then(|value| value.to_str().ok());
        self.age = header("age").and_then(|age| age.parse().ok());
        let budget = Budget::from_headers(header("ratelimit-policy"), header("ratelimit"));
        self.budget = budget.or(self.budget);
        if !response.status().is_success() {
            return Err(refused(response, self.asking.patience).await);
        }
        let kind = header("content-type").unwrap_or_default();
        let essence = kind.split(';').next().unwrap_or_default().trim();
        match essence.eq_ignore_ascii_case("text/event-stream") {
            true => Ok(response),
            false => Err(Failure::Owner(Fault::ContentType(kind.to_owned()))),
        }
    }

    fn built(&self, request: &Request) -> RequestBuilder {
        let method = if request.method == "POST" { Method::POST } else { Method::GET };
        let mut builder = self.client.request(method, &request.url);
        for (name, value) in &request.headers {
            builder = builder.header(*name, value);
        }
        match &request.body {
            Some(body) => builder.body(body.clone()),
            None => builder,
        }
    }

    fn silence(&self) -> Failure {
        Failure::Retry(Cause::Silence(self.asking.patience.as_secs()))
    }
}

/// What `response`, which is not 2xx, means.
async fn refused(mut response: Response, patience: Duration) -> Failure {
    let mut body = Vec::new();
    while body.len() < MAX_REFUSAL_BYTES
        && let Ok(Ok(Some(chunk))) = timeout(patience, response.chunk()).await
    {
        body.extend_from_slice(&chunk);
    }
    let header = |name| response.headers().get(name).and_then(|value| value.to_str().ok());
    Failure::from_refusal(Refusal {
        status: response.status().as_u16(),
        retry_after: header("retry-after"),
        rate_limit_reset: header("x-ratelimit-reset"),
        now: SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs(),
        message: &error_detail(&String::from_utf8_lossy(&body)).message,
    })
}

/// What lies at the bottom of `cause`: "Connection refused", and not that a request failed.
fn innermost(cause: &reqwest::Error) -> String {
    let mut said = cause.to_string();
    let mut next = cause.source();
    while let Some(source) = next {
        said = source.to_string();
        next = source.source();
    }
    said
}
