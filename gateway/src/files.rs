//! The files of one folder, at `/`: the widget, its wasm and the pages that show it.
//!
//! Owns their headers: any site may load them, and only names with a hash in them are kept.
//! Refuses nothing to anyone, so no secret belongs into that folder.

use std::path::Path;

use axum::Router;
use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::any_service;
use tower_http::services::ServeDir;

use crate::refusal::Refusal;

/// Adds the files of `folder` to `router`, behind its other routes.
pub(crate) fn add(router: Router, folder: &Path) -> Router {
    // The release step leaves a compressed file beside each plain one.
    let files = ServeDir::new(folder).precompressed_br().precompressed_gzip();
    router.fallback_service(any_service(files).layer(middleware::from_fn(headers)))
}

async fn headers(request: Request, next: Next) -> Response {
    let forever = is_hashed(request.uri().path());
    let response = next.run(request).await;
    let mut response = match response.status() {
        StatusCode::NOT_FOUND => Refusal::UnknownPath.into_response(),
        StatusCode::METHOD_NOT_ALLOWED => Refusal::WrongMethod("GET, HEAD").into_response(),
        _ => response,
    };
    let kept = if forever && response.status().is_success() {
        "public, max-age=31536000, immutable"
    } else {
        // Kept, but asked for again each time: a 304 is cheap.
        "no-cache"
    };
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CACHE_CONTROL, kept),
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        // Pages with `Cross-Origin-Embedder-Policy: require-corp` may load the widget too.
        (HeaderName::from_static("cross-origin-resource-policy"), "cross-origin"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}

/// Whether the file's name holds a hash of its content: eight hexadecimal digits or more between
/// `-`, `_` or `.`, at least one of them a digit and none upper case.
fn is_hashed(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    name.split(['-', '_', '.']).any(|part| {
        part.len() >= 8
            && part.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
            && part.bytes().any(|byte| byte.is_ascii_digit())
    })
}

#[cfg(test)]
mod tests {
    use super::is_hashed;

    #[test]
    fn names_with_a_hash_are_told_from_plain_ones() {
        for name in ["/ask-docs-0123abcd.js", "/pkg/ask-docs-4f5e6d7c8b9a0011_bg.wasm"] {
            assert!(is_hashed(name), "{name}");
        }
        for name in ["/ask-docs.js", "/effaced-facade.js", "/a-1234.js", "/0123abcd/plain.js", "/"]
        {
            assert!(!is_hashed(name), "{name}");
        }
    }
}
