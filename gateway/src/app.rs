//! The router: every path the gateway serves, without a socket.
//!
//! Owns the order of routes and layers. Refuses work of its own.

use std::path::PathBuf;
use std::sync::Arc;

use axum::middleware;
use axum::response::Redirect;
use axum::routing::get;
use axum::{Extension, Router};

use crate::ask;
use crate::ask_page;
use crate::compress::{CompressSettings, Compressor, compress};
use crate::doctor::Doctor;
use crate::feedback::Said;
use crate::files;
use crate::health;
use crate::observe::{self, Operations};
use crate::origin;
use crate::refusal::Refusal;
use crate::reports::Reports;
use crate::resume::{Hub, ResumeSettings};
use crate::sites::Sites;

/// What is served.
pub(crate) struct App {
    /// The sites whose questions are answered.
    pub sites: Sites,
    /// The folder at `/`, if there is one.
    pub www: Option<PathBuf>,
    /// How much may be spent on smaller streams.
    pub compress: CompressSettings,
    /// How answers are held for those who come back.
    pub resume: ResumeSettings,
    /// Pages of documentation, routed from `/docs/`, if the gateway has them.
    pub pages: Option<Router>,
    /// What is kept of questions and feedback, and its page, if there is one.
    pub reports: (Reports, Option<Router>),
    /// Who says why a box does not work, if it is asked for.
    pub doctor: Option<Doctor>,
    /// What runs through all requests.
    pub operations: Arc<Operations>,
}

/// The router of `app`.
pub(crate) fn router(app: App) -> Router {
    // Without the widget's files there is nothing to put on a page.
    let page = app.www.is_some();
    let sites = Arc::new(app.sites);
    let page = page.then(|| ask_page::routes(Arc::clone(&sites)));
    let doctor = app.doctor.map(|doctor| doctor.routes(&sites));
    let (doctor, probe) = doctor.unzip();
    let v1 = ask::routes()
        .merge(probe.unwrap_or_default())
        .layer(Extension(Hub::new(app.resume, app.operations.store.clone())))
        .layer(Extension(Said::new()))
        .fallback(async || Refusal::UnknownPath)
        .layer(middleware::from_fn_with_state(Compressor::new(app.compress), compress))
        .layer(middleware::from_fn(observe::contain))
        // Outermost, so that errors are readable across origins too.
        .layer(middleware::from_fn_with_state(sites, origin::guard));
    let mut router = health::routes(Arc::clone(&app.operations)).nest("/v1", v1);
    let has_pages = app.pages.is_some();
    let (reports, report) = app.reports;
    for routes in [app.pages, page, report, doctor].into_iter().flatten() {
        router = router.merge(routes);
    }
    let router = router.layer(Extension(reports));
    let router = router.method_not_allowed_fallback(async || Refusal::WrongMethod("GET"));
    let router = match app.www {
        Some(folder) => files::add(router, &folder),
        None if has_pages => router
            .route("/", get(async || Redirect::temporary("/docs/")))
            .fallback(async || Refusal::UnknownPath),
        None => router.fallback(async || Refusal::UnknownPath),
    };
    // Outermost of all: every response has an id, and every request a line in the log.
    router.layer(middleware::from_fn_with_state(app.operations, observe::observe))
}
