//! What machines ask a gateway: whether it lives, whether it takes requests, what it has counted.
//!
//! Owns those paths. Refuses to ask the upstream: a gateway that lives answers.

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use crate::metrics;
use crate::observe::Operations;

/// `/healthz` and `/readyz`.
pub(crate) fn routes(operations: Arc<Operations>) -> Router {
    Router::new()
        .route("/healthz", get(async || answer(StatusCode::OK, "alive\n")))
        .route("/readyz", get(ready))
        .with_state(operations)
}

/// Those and `/metrics`, which is for an address of its own: behind a proxy every client has the
/// proxy's address, so that none can be told from the owner.
pub(crate) fn routes_with_metrics(operations: Arc<Operations>) -> Router {
    let metrics = get(async || ([(header::CONTENT_TYPE, metrics::CONTENT_TYPE)], metrics::text()));
    routes(operations).route("/metrics", metrics)
}

async fn ready(State(operations): State<Arc<Operations>>) -> Response {
    if !operations.is_ready() {
        return answer(StatusCode::SERVICE_UNAVAILABLE, "stopping\n");
    }
    let words = match &operations.store {
        None => "ready\n",
        Some(store) if store.is_there() => "ready, with the store\n",
        // It answers all the same, so it is no reason to send readers elsewhere.
        Some(_) => "ready, without the store: limits are this gateway's own\n",
    };
    answer(StatusCode::OK, words)
}

fn answer(status: StatusCode, text: &'static str) -> Response {
    (status, [(header::CACHE_CONTROL, "no-store")], text).into_response()
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::http::Request;
    use tower::ServiceExt as _;

    use super::*;
    use crate::client::ProxySettings;

    async fn status(operations: &Arc<Operations>, path: &str) -> u16 {
        let request = Request::get(path).body(Body::empty()).expect("a request");
        let response = routes(Arc::clone(operations)).oneshot(request).await.expect("a response");
        response.status().as_u16()
    }

    #[tokio::test]
    async fn a_gateway_that_stops_lives_but_is_not_ready() {
        let operations = Operations::new(ProxySettings::default(), false, None, Default::default());
        assert_eq!(status(&operations, "/healthz").await, 200);
        assert_eq!(status(&operations, "/readyz").await, 200);
        operations.stop();
        assert_eq!(status(&operations, "/healthz").await, 200);
        assert_eq!(status(&operations, "/readyz").await, 503);
        assert_eq!(status(&operations, "/metrics").await, 404);
    }
}
