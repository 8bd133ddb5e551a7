//! The router: every path the gateway serves, without a socket.
//!
//! Owns the order of routes and layers. Refuses work of its own.

use std::path::PathBuf;
use std::sync::Arc;

use axum::Router;
use axum::http::StatusCode;
use axum::middleware;
use axum::response::Redirect;
use axum::routing::get;

use crate::ask::{self, Site};
use crate::ask_page;
use crate::files;
use crate::origin::{self, Origins};
use crate::refusal::Refusal;

/// What is served.
pub(crate) struct App {
    /// The site whose questions are answered.
    pub site: Site,
    /// The web pages that may ask.
    pub origins: Origins,
    /// The folder at `/`, if there is one.
    pub www: Option<PathBuf>,
    /// Pages of documentation, routed from `/docs/`, if the gateway has them.
    pub pages: Option<Router>,
}

/// The router of `app`.
pub(crate) fn router(app: App) -> Router {
    // Without the widget's files there is nothing to put on a page.
    let page = app.www.is_some();
    let page = page.then(|| ask_page::routes(&app.origins, &app.site.organization, &app.site.site));
    let v1 = ask::routes(app.site)
        .fallback(async || Refusal::UnknownPath)
        // Outermost, so that errors are readable across origins too.
        .layer(middleware::from_fn_with_state(Arc::new(app.origins), origin::guard));
    let mut router = Router::new().route("/healthz", get(async || StatusCode::OK)).nest("/v1", v1);
    let has_pages = app.pages.is_some();
    for routes in [app.pages, page].into_iter().flatten() {
        router = router.merge(routes);
    }
    let router = router.method_not_allowed_fallback(async || Refusal::WrongMethod("GET"));
    match app.www {
        Some(folder) => files::add(router, &folder),
        None if has_pages => router
            .route("/", get(async || Redirect::temporary("/docs/")))
            .fallback(async || Refusal::UnknownPath),
        None => router.fallback(async || Refusal::UnknownPath),
    }
}
