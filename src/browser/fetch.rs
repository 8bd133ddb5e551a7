//! A request as plain data to a checked response, abortable by dropping.
//!
//! Owns the options of the fetch. Those that decide where a question goes and what goes with it
//! are explicit: an option left out can be set by a page that has polluted `Object.prototype`.
//! Refuses to read the body: that is [`body`](super::body).
//!
//! gloo-net builds the request and wraps the response. The call between is our own, because a
//! page may have put its own function in the place of `fetch`, and gloo-net panics on what such
//! a function can throw or return.

use ask_docs_core::failure::{Failure, Fault, Refusal};
use ask_docs_core::own_headers::OwnHeaders;
use ask_docs_core::request::Request;
use ask_docs_core::wire;
use gloo_net::http::{Method, RequestBuilder, Response};
use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortController, AbortSignal, ReferrerPolicy, RequestCache, RequestCredentials, RequestMode,
    RequestRedirect,
};

use super::error;

/// The most of a refused response's body that is read, in bytes.
const MAX_REFUSAL_BYTES: usize = 16 << 10;

/// A fetch on its way, with its stream. Dropping it aborts both.
#[must_use]
#[derive(Debug)]
pub(crate) struct Abort(AbortController);

impl Abort {
    /// A new handle; `None` only where the browser has no `AbortController`.
    pub(crate) fn new() -> Option<Self> {
        AbortController::new().ok().map(Self)
    }

    pub(crate) fn signal(&self) -> AbortSignal {
        self.0.signal()
    }
}

impl Drop for Abort {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// A request that goes out when this is dropped, unless it is not wanted any more.
#[must_use]
#[derive(Default)]
pub(crate) struct Farewell(Option<Request>);

impl Farewell {
    pub(crate) fn new(request: Request) -> Self {
        Self(Some(request))
    }

    /// Drops it without a word.
    pub(crate) fn cancel(mut self) {
        self.0 = None;
    }
}

impl Drop for Farewell {
    fn drop(&mut self) {
        if let Some(request) = self.0.take() {
            // Nobody waits for it, nor for why it failed.
            let _ = send_away(request);
        }
    }
}

/// Sends `request` so that it arrives even if the page goes away, and waits for nothing.
fn send_away(request: Request) -> Result<(), JsValue> {
    // Listened to, since a promise that nobody listens to is an error of the page when it fails.
    drop(JsFuture::from(kept_alive(request, OwnHeaders::default())?));
    Ok(())
}

/// Sends `request`, with the owner's `own` headers, so that it arrives even if the page goes away.
///
/// # Errors
/// Why it is not known to have arrived.
pub(crate) async fn deliver(request: Request, own: OwnHeaders) -> Result<(), Failure> {
    let promise = kept_alive(request, own).map_err(|_| error::failure())?;
    let response = JsFuture::from(promise).await.map_err(|_| error::failure())?;
    let response: web_sys::Response = response.dyn_into().map_err(|_| error::failure())?;
    match response.ok() {
        true => Ok(()),
        false => Err(refused(&Response::from(response)).await),
    }
}

/// The call that sends `request` even if the page goes away.
fn kept_alive(request: Request, own: OwnHeaders) -> Result<Promise, JsValue> {
    let signal = AbortController::new()?.signal();
    let built = build(request, own, &signal).map_err(|_| JsValue::NULL)?;
    let init = web_sys::RequestInit::new();
    Reflect::set(&init, &JsValue::from_str("keepalive"), &JsValue::TRUE)?;
    call(&web_sys::Request::new_with_request_and_init(&built, &init)?)
}

/// Sends `request`, with the owner's `own` headers, and checks what comes back: status and content
/// type. `heard` gets the response in any case.
///
/// # Errors
/// What the reader can do next. An aborted request fails too; whoever aborted it knows.
pub(crate) async fn event_stream(
    request: Request,
    own: OwnHeaders,
    signal: &AbortSignal,
    heard: &dyn Fn(&Response),
) -> Result<Response, Failure> {
    let response = send(request, own, signal).await?;
    heard(&response);
    if !response.ok() {
        return Err(refused(&response).await);
    }
    let content_type = response.headers().get("content-type").unwrap_or_default();
    let essence = content_type.split(';').next().unwrap_or_default().trim();
    if essence.eq_ignore_ascii_case("text/event-stream") {
        Ok(response)
    } else {
        Err(Failure::Owner(Fault::ContentType(content_type)))
    }
}

async fn send(
    request: Request,
    own: OwnHeaders,
    signal: &AbortSignal,
) -> Result<Response, Failure> {
    let request = build(request, own, signal).map_err(|_| error::failure())?;
    let promise = call(&request).map_err(|_| error::failure())?;
    let response = JsFuture::from(promise).await.map_err(|_| error::failure())?;
    let response = response.dyn_into::<web_sys::Response>().map_err(|_| error::failure())?;
    Ok(Response::from(response))
}

/// Calls the page's `fetch`, whatever that is.
fn call(request: &web_sys::Request) -> Result<Promise, JsValue> {
    let window = web_sys::window().ok_or(JsValue::NULL)?;
    let fetch = Reflect::get(&window, &JsValue::from_str("fetch"))?.dyn_into::<Function>()?;
    Ok(Promise::resolve(&fetch.call1(&window, request)?))
}

fn build(
    request: Request,
    own: OwnHeaders,
    signal: &AbortSignal,
) -> Result<web_sys::Request, gloo_net::Error> {
    let method = if request.method == "POST" { Method::POST } else { Method::GET };
    let mut builder = RequestBuilder::new(&request.url)
        .method(method)
        .mode(RequestMode::Cors)
        // No cookies: the answer must not depend on who is signed in to the host page.
        .credentials(RequestCredentials::Omit)
        .cache(RequestCache::NoStore)
        // A redirect would send the question to an address that nobody has set.
        .redirect(RequestRedirect::Error)
        .referrer_policy(ReferrerPolicy::StrictOriginWhenCrossOrigin)
        .integrity("")
        .abort_signal(Some(signal));
    for (name, value) in &request.headers {
        builder = builder.header(name, value);
    }
    // A header of the same name is replaced: the visitor's own token counts.
    for (name, value) in own.iter() {
        builder = builder.header(name, value);
    }
    Ok(web_sys::Request::from(match request.body {
        Some(body) => builder.body(body)?,
        None => builder.build()?,
    }))
}

async fn refused(response: &Response) -> Failure {
    let body = match response.body() {
        Some(stream) => super::body::Chunks::new(stream).text(MAX_REFUSAL_BYTES).await,
        None => String::new(),
    };
    let header = |name| response.headers().get(name);
    let (retry_after, reset) = (header("retry-after"), header("x-ratelimit-reset"));
    Failure::from_refusal(Refusal {
        status: response.status(),
        retry_after: retry_after.as_deref(),
        rate_limit_reset: reset.as_deref(),
        now: (js_sys::Date::now() / 1000.0) as u64,
        message: &wire::error_detail(&body).message,
    })
}
