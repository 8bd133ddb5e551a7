//! The doctor's own page and its files, under their own policy.
//!
//! Owns their headers. Nothing of them comes from elsewhere, and nobody frames them; the one frame
//! that the page has is itself without an origin, which is what makes it a page of another one.

use axum::body::Body;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse as _, Response};

use super::finding::Check;

const PAGE: &str = include_str!("page.html");
const FRAME: &str = include_str!("frame.html");

const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; \
     style-src 'self'; connect-src 'self'; frame-src 'self'; img-src data:; base-uri 'none'; \
     form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; \
     trusted-types 'none'";

/// To WebKit, a page without an origin has no `'self'`. There is nothing in this one but its script.
const FRAME_POLICY: &str = "sandbox allow-scripts; default-src 'none'; script-src *; \
     connect-src *; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

/// The page.
pub(super) fn page() -> Response {
    let checks = Check::ALL.map(|check| {
        format!(
            "<li data-check=\"{}\" hidden><span class=\"mark\" aria-hidden=\"true\"></span>\
             <div><h2>{}</h2><p class=\"state\"></p></div></li>\n",
            check.name(),
            check.title()
        )
    });
    html(PAGE.replace("{checks}", &checks.concat()), POLICY)
}

/// What asks the gateway as a page of another origin does.
pub(super) fn frame() -> Response {
    html(FRAME.to_owned(), FRAME_POLICY)
}

/// The page's files, each with its path, its type and its text.
pub(super) const FILES: [(&str, &str, &str); 5] = [
    ("/doctor.js", "text/javascript", include_str!("page.js")),
    ("/doctor.css", "text/css", include_str!("page.css")),
    ("/doctor/network.js", "text/javascript", include_str!("network.js")),
    ("/doctor/files.js", "text/javascript", include_str!("files.js")),
    ("/doctor/frame.js", "text/javascript", include_str!("frame.js")),
];

fn html(text: String, policy: &'static str) -> Response {
    let mut response = file("text/html; charset=utf-8", text);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert("x-robots-tag", HeaderValue::from_static("noindex"));
    response
}

pub(super) fn file(kind: &'static str, text: impl Into<Body>) -> Response {
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::CACHE_CONTROL, "no-cache"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    (headers, text.into()).into_response()
}
