//! Around every request: its id, one line in the log, what is counted, and panics.
//!
//! Owns what is written down about a request: method, route, status, times, bytes. Refuses
//! questions, tokens, paths with ids that are not ours, and full addresses unless asked for.

use std::panic::AssertUnwindSafe;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use axum::body::Body;
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use futures_util::FutureExt as _;

use crate::client::{Client, ProxySettings};
use crate::refusal::Refusal;
use crate::store::Store;
use crate::streams::{Course, Open, Streams};
use crate::traces::{Asking, Traces};

mod counted;
mod id;

use counted::{Counted, Record};

/// What runs through all requests of a gateway.
#[derive(Debug)]
pub(crate) struct Operations {
    /// Its streams.
    pub streams: Streams,
    /// What it shares with other gateways, if it does.
    pub store: Option<Arc<Store>>,
    ready: AtomicBool,
    proxies: ProxySettings,
    /// Whether addresses are written down whole.
    full_addresses: bool,
    traces: Traces,
}

/// What is noted of a request while it is answered; an extension of every request.
#[derive(Clone)]
pub(crate) struct Notes(Arc<Inner>);

struct Inner {
    operations: Arc<Operations>,
    /// The site's name, once it is known that there is such a site.
    site: OnceLock<String>,
    course: Arc<Course>,
    asking: Asking,
}

/// An extension of a request that was refused before anyone routed it.
#[derive(Clone, Debug)]
pub(crate) struct Refused(pub Refusal);

/// An extension of a response that is a refusal: why, as metrics and logs name it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cause(pub &'static str);

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

impl Operations {
    /// Those of a gateway behind `proxies`, with no stream open.
    pub(crate) fn new(
        proxies: ProxySettings,
        full_addresses: bool,
        store: Option<Arc<Store>>,
        traces: Traces,
    ) -> Arc<Self> {
        let (streams, ready) = (Streams::default(), AtomicBool::new(true));
        Arc::new(Self { streams, store, ready, proxies, full_addresses, traces })
    }

    /// Whether more requests are welcome.
    pub(crate) fn is_ready(&self) -> bool {
        self.ready.load(Ordering::Relaxed)
    }

    /// No more requests are welcome.
    pub(crate) fn stop(&self) {
        self.ready.store(false, Ordering::Relaxed);
    }
}

impl Notes {
    /// The request is to the site of this name, which is one of ours.
    pub(crate) fn site(&self, name: &str) {
        self.0.site.get_or_init(|| name.to_owned());
    }

    /// What its trace is told.
    pub(crate) fn asking(&self) -> Asking {
        self.0.asking.clone()
    }

    /// Opens the stream that answers the request.
    pub(crate) fn open_stream(&self) -> Open {
        self.0.operations.streams.open(Arc::clone(&self.0.course))
    }
}

/// The outermost layer of the router.
pub(crate) async fn observe(
    State(operations): State<Arc<Operations>>,
    mut request: Request,
    next: Next,
) -> Response {
    let notes = Notes(Arc::new(Inner {
        operations: Arc::clone(&operations),
        site: OnceLock::new(),
        course: Arc::default(),
        asking: asking(&operations, &request),
    }));
    let client = Client::of(request.extensions(), request.headers(), &operations.proxies);
    let id = id::of(request.headers());
    let record = Record::new(
        request.method().clone(),
        request.extensions().get::<MatchedPath>().cloned(),
        if operations.full_addresses { client.whole() } else { client.to_string() },
        id.clone(),
        notes.clone(),
    );
    let refused = request.extensions_mut().remove::<Refused>();
    let mut response = match refused {
        Some(Refused(refusal)) => refusal.into_response(),
        None => {
            request.extensions_mut().insert(notes);
            contain(request, next).await
        }
    };
    if let Ok(id) = HeaderValue::try_from(id) {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    let record = record.responded(&response);
    response.map(|body| Body::new(Counted::new(body, record)))
}

/// The trace of `request`, if it asks something. A proxy may say which it is part of.
fn asking(operations: &Operations, request: &Request) -> Asking {
    let route = request.extensions().get::<MatchedPath>();
    if !route.is_some_and(|route| counted::asks(request.method(), route.as_str())) {
        return Asking::default();
    }
    let is_proxy = operations.proxies.speak_in(request.extensions());
    operations.traces.begin(is_proxy.then(|| request.headers()))
}

/// A layer that turns a panic into a refusal. It stands within those that make refusals readable
/// too.
pub(crate) async fn contain(request: Request, next: Next) -> Response {
    // The panic itself is printed where it happens.
    let answered = AssertUnwindSafe(next.run(request)).catch_unwind().await;
    answered.unwrap_or_else(|_| Refusal::Panicked.into_response())
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::middleware;
    use axum::routing::get;
    use http_body_util::BodyExt as _;
    use tower::ServiceExt as _;

    use super::*;

    #[tokio::test]
    async fn a_panic_is_an_error_in_the_apis_shape() {
        async fn panics() -> &'static str {
            panic!("the test wants it")
        }
        let router = Router::new().route("/", get(panics)).layer(middleware::from_fn_with_state(
            Operations::new(ProxySettings::default(), false, None, Traces::default()),
            observe,
        ));
        let response = router.oneshot(Request::new(Body::empty())).await.expect("a response");
        assert_eq!(response.status(), 500);
        assert!(response.headers().contains_key("x-request-id"));
        let body = response.into_body().collect().await.expect("a body").to_bytes();
        assert!(body.starts_with(b"{\"error\":{\"code\":500,\"message\":\""), "{body:?}");
    }
}
