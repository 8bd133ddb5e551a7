//! The paths of the report: its page, its style and its exports.
//!
//! Owns their headers. Refuses everyone without the password, and every frame: nothing here is kept
//! by a cache, runs a script, or loads anything from elsewhere.

use std::io::{self, Write};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use futures_util::stream;
use ring::error::Unspecified;
use rusqlite::Connection;
use tokio::sync::mpsc;

use super::Reports;
use super::door::{Door, Outside};
use super::export::{self, ExportError, Table};
use super::figures::{Figures, Span};
use super::{ReportSettings, page, store};
use crate::client::{Client, ProxySettings};
use crate::refusal::{Refusal, whole_seconds};

/// How long the page waits for the rows that are on their way into the file.
const PATIENCE: Duration = Duration::from_secs(2);

/// The span that is shown unless another is chosen, in days.
const DAYS: u32 = 30;

/// The pieces in which an export goes out, in bytes.
const PIECE: usize = 64 * 1024;

const POLICY: &str = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'self'; \
     frame-ancestors 'none'";

/// The routes, if there is a report and a password for it.
///
/// # Errors
/// The system gives no random bytes.
pub(crate) fn routes(
    reports: &Reports,
    proxies: ProxySettings,
) -> Result<Option<Router>, Unspecified> {
    let Some(settings) = reports.settings() else { return Ok(None) };
    let Some(password) = &settings.password else { return Ok(None) };
    let inside = Arc::new(Inside { reports: reports.clone(), door: Door::new(password)?, proxies });
    let mut router = Router::new().route("/reports", get(shown)).route(
        "/reports/export.json",
        get(async |state: State<Arc<Inside>>, request: Request| exported(&state.0, &request, None)),
    );
    for table in Table::ALL {
        let path = format!("/reports/{}.csv", table.name());
        let export = async move |state: State<Arc<Inside>>, request: Request| {
            exported(&state.0, &request, Some(table))
        };
        router = router.route(&path, get(export));
    }
    let guarded =
        router.layer(middleware::from_fn_with_state(Arc::clone(&inside), guard)).with_state(inside);
    Ok(Some(guarded.route("/reports/page.css", get(style)).layer(middleware::map_response(quiet))))
}

struct Inside {
    reports: Reports,
    door: Door,
    proxies: ProxySettings,
}

impl Inside {
    fn settings(&self) -> Result<&ReportSettings, Refusal> {
        self.reports.settings().ok_or(Refusal::UnknownPath)
    }

    /// What `request` wants to see.
    fn span(&self, request: &Request) -> Span {
        let query = request.uri().query().unwrap_or_default();
        let named = |name| {
            let mut pairs = url::form_urlencoded::parse(query.as_bytes());
            pairs.find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
        };
        let most = self.reports.settings().map_or(1, |settings| settings.keep_days);
        let days = named("days").and_then(|days| days.parse().ok()).unwrap_or(DAYS);
        let site = named("site").filter(|site| !site.is_empty());
        Span { days: days.clamp(1, most), site, now: self.reports.now() }
    }
}

async fn guard(State(inside): State<Arc<Inside>>, request: Request, next: Next) -> Response {
    let client = Client::of(request.extensions(), request.headers(), &inside.proxies);
    let outside = match inside.door.admit(client, request.headers()) {
        Ok(()) => {
            inside.reports.flush(PATIENCE).await;
            return next.run(request).await;
        }
        Err(outside) => outside,
    };
    match outside {
        Outside::Unknown => {
            let ask = [(header::WWW_AUTHENTICATE, "Basic realm=\"Reports\", charset=\"UTF-8\"")];
            let words = "The report needs its password; any name goes with it\n";
            (StatusCode::UNAUTHORIZED, ask, words).into_response()
        }
        Outside::TooMany(wait) => {
            tracing::warn!(client = %client, "too many wrong passwords for the report");
            let wait = [(header::RETRY_AFTER, HeaderValue::from(whole_seconds(wait)))];
            let words = "Too many wrong passwords; try again later\n";
            (StatusCode::TOO_MANY_REQUESTS, wait, words).into_response()
        }
    }
}

async fn shown(State(inside): State<Arc<Inside>>, request: Request) -> Result<Response, Refusal> {
    let span = inside.span(&request);
    let ReportSettings { file, keep_days, .. } = inside.settings()?.clone();
    // Of a large file the figures take a while.
    let page = tokio::task::spawn_blocking(move || {
        let file = store::read(&file).map_err(|cause| cause.to_string())?;
        let figures = Figures::of(&span, &file).map_err(|cause| cause.to_string())?;
        Ok::<_, String>(page::html(&figures, &span, keep_days))
    });
    let page = page.await.map_err(|_| Refusal::Panicked)?.map_err(|cause| {
        tracing::error!(cause, "the report cannot be read");
        Refusal::Panicked
    })?;
    Ok(([(header::CONTENT_TYPE, "text/html; charset=utf-8")], page).into_response())
}

async fn style() -> Response {
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], page::STYLE).into_response()
}

/// `table` as CSV, or without one everything as JSON.
fn exported(inside: &Inside, request: &Request, table: Option<Table>) -> Result<Response, Refusal> {
    let span = inside.span(request);
    let opened = store::read(&inside.settings()?.file);
    let file = opened.map_err(|cause| {
        tracing::error!(%cause, "the report cannot be read");
        Refusal::Panicked
    })?;
    let (pieces, coming) = mpsc::channel(2);
    tokio::task::spawn_blocking(move || {
        let mut out = io::BufWriter::with_capacity(PIECE, Pieces(pieces.clone()));
        let written = write(&file, table, &span, &mut out);
        if let Err(cause) = written.and_then(|()| Ok(out.flush()?)) {
            tracing::warn!(%cause, "an export ended early");
            // Cut off, so that nobody takes it for the whole.
            let _ = pieces.blocking_send(Err(io::Error::other("the export ended early")));
        }
    });
    let coming = stream::unfold(coming, async |mut coming| Some((coming.recv().await?, coming)));
    let (kind, name) = match table {
        Some(table) => ("text/csv; charset=utf-8; header=present", format!("{}.csv", table.name())),
        None => ("application/json", "export.json".to_owned()),
    };
    let headers = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
    ];
    Ok((headers, Body::from_stream(coming)).into_response())
}

/// Writes `table` of `file`, or all of them as JSON.
pub(super) fn write(
    file: &Connection,
    table: Option<Table>,
    span: &Span,
    out: &mut impl Write,
) -> Result<(), ExportError> {
    match table {
        Some(table) => export::csv(file, table, span, out),
        None => export::json(file, span, out),
    }
}

/// Sends what is written on as pieces of a body.
struct Pieces(mpsc::Sender<io::Result<Bytes>>);

impl Write for Pieces {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let sent = self.0.blocking_send(Ok(Bytes::copy_from_slice(bytes)));
        sent.map_err(|_| io::ErrorKind::BrokenPipe)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

async fn quiet(mut response: Response) -> Response {
    for (name, value) in [
        (header::CACHE_CONTROL, "no-store"),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (HeaderName::from_static("x-robots-tag"), "noindex"),
    ] {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}
