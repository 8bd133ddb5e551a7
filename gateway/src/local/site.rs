//! The docs as plain pages under `/docs/`, so that a source leads somewhere without a published
//! site.
//!
//! Owns their HTML, which is made on the server and needs no script. Refuses HTML of the docs
//! themselves: it is shown as the text it is.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;

use super::shelf::Shelf;
use crate::refusal::Refusal;

mod html;

/// Where the pages are.
const BASE: &str = "/docs/";

/// Only our own style sheet, and nothing else: the pages are text.
const POLICY: &str = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'";

/// The routes of the pages.
pub(super) fn routes(shelf: Arc<Shelf>) -> Router {
    Router::new()
        .route("/docs", get(async || Redirect::permanent(BASE)))
        .route("/docs/_style.css", get(style))
        .route(BASE, get(|State(shelf): State<Arc<Shelf>>| async move { page(&shelf, "") }))
        .route(
            "/docs/{*path}",
            get(|State(shelf): State<Arc<Shelf>>, Path(path): Path<String>| async move {
                page(&shelf, &path)
            }),
        )
        .with_state(shelf)
}

/// The address of the pages for a client that reached the gateway at `host`.
pub(super) fn address(host: Option<&str>, otherwise: &str) -> String {
    // The header may say anything; what is no authority would make a link of its own.
    let is_authority = |host: &&str| {
        host.parse::<Uri>().is_ok_and(|uri| {
            uri.authority()
                .is_some_and(|authority| authority.as_str() == *host && !host.contains('@'))
                && uri.path().len() <= 1
        })
    };
    format!("http://{}{BASE}", host.filter(is_authority).unwrap_or(otherwise))
}

fn page(shelf: &Shelf, path: &str) -> Response {
    let library = shelf.library();
    // A look-up in a table: no path reaches the file system.
    let Some(page) = library.page(path) else {
        let page = html::missing(&library, BASE);
        return (StatusCode::NOT_FOUND, headers("text/html; charset=utf-8"), page).into_response();
    };
    (headers("text/html; charset=utf-8"), html::page(page, &library, BASE)).into_response()
}

async fn style() -> Result<Response, Refusal> {
    Ok((headers("text/css; charset=utf-8"), include_str!("site/style.css")).into_response())
}

fn headers(kind: &'static str) -> [(HeaderName, HeaderValue); 4] {
    [
        (header::CONTENT_TYPE, HeaderValue::from_static(kind)),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY)),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-cache")),
    ]
}
