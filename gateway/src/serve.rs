//! The running server: a socket, a router, and an end.
//!
//! Owns start, the lines it prints, and stopping: running answers get a grace, and then an ending.
//! Refuses to cut a stream short without one, unless a second signal wants it so (P-15).

use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::pin::pin;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::TcpListener;
use tokio::time::timeout;

use crate::app::{self, App};
use crate::doctor::Doctor;
use crate::health;
use crate::local::FolderError;
use crate::observe::Operations;
use crate::reports::{self, Reports, StoreError};
use crate::settings::{OperationSettings, ServerSettings, Settings};
use crate::sites;
use crate::store::Store;
use crate::traces::Traces;

mod accept;
mod files_limit;
mod guarded;
mod head;
mod log;
mod progress;
mod signals;

use accept::accept;
use signals::Signals;

/// How long a stream's last event may take to be read, once the grace is over.
const LAST_WORDS: Duration = Duration::from_secs(2);

/// How long the last rows of the report, and the last spans, may take to go out.
const LAST_ROWS: Duration = Duration::from_secs(2);

/// A few scrapers, and whoever looks by hand.
const METRICS_CONNECTIONS: usize = 16;

/// Why the gateway did not start.
#[derive(Debug)]
pub enum StartFailure {
    /// The address cannot be listened on.
    Address {
        /// Host and port.
        address: String,
        /// What the system says.
        cause: io::Error,
    },
    /// The address for the metrics cannot be listened on.
    Metrics {
        /// Address and port.
        address: SocketAddr,
        /// What the system says.
        cause: io::Error,
    },
    /// The docs folder cannot be answered from.
    Folder(FolderError),
    /// A client of ours cannot be made, or the system gives no random bytes.
    Client(String),
    /// The recording cannot be played: why, with its line.
    Replay(String),
    /// The recording cannot be begun.
    Record {
        /// Its file.
        path: PathBuf,
        /// What the system says.
        cause: io::Error,
    },
    /// The report's file cannot be written.
    Reports {
        /// The file.
        path: PathBuf,
        /// Why.
        cause: StoreError,
    },
    /// The store cannot be spoken to, whether it is there or not.
    Store(String),
    /// There is nothing to answer for.
    NoSite,
}

/// Serves until a signal ends it. Exit code 2 tells that it never began, 1 that a second signal cut
/// streams short.
pub async fn run(settings: Settings) -> ExitCode {
    log::start(settings.server.operation.log);
    for warning in &settings.warnings {
        tracing::warn!("{warning}");
    }
    match start(settings).await {
        Ok(code) => code,
        Err(failure) => {
            eprintln!("{failure}");
            ExitCode::from(2)
        }
    }
}

/// The router for `settings`, ready to answer: indexes are built, clients made.
///
/// # Errors
/// The docs folder or the client that cannot be used.
pub fn prepare(settings: &Settings) -> Result<Router, StartFailure> {
    assemble(settings).map(|assembled| assembled.router)
}

/// What a start has made.
struct Assembled {
    router: Router,
    operations: Arc<Operations>,
    reports: Reports,
    traces: Traces,
}

fn assemble(settings: &Settings) -> Result<Assembled, StartFailure> {
    let reports = open_reports(settings)?;
    let store = settings.server.store.as_ref().map(Store::open).transpose();
    let store = store.map_err(StartFailure::Store)?;
    let (sites, pages) = sites::open(settings, store.as_ref())?;
    let www = settings.server.www.clone();
    let proxies = settings.server.protection.proxies.clone();
    let report = reports::routes(&reports, proxies.clone());
    let report = report.map_err(|cause| StartFailure::Client(cause.to_string()))?;
    let traces = Traces::open(settings.server.traces.as_ref()).map_err(StartFailure::Client)?;
    let full_addresses = settings.server.operation.full_addresses;
    let operations = Operations::new(proxies, full_addresses, store, traces.clone());
    let (compress, resume) = (settings.server.compress, settings.server.resume.clone());
    let doctor = settings.server.operation.doctor.then(|| Doctor::new(settings));
    let doctor = doctor.transpose().map_err(StartFailure::Client)?;
    let app = App {
        sites,
        www,
        compress,
        resume,
        pages,
        doctor,
        reports: (reports.clone(), report),
        operations: Arc::clone(&operations),
    };
    Ok(Assembled { router: app::router(app), operations, reports, traces })
}

async fn start(mut settings: Settings) -> Result<ExitCode, StartFailure> {
    let address = settings.server.address();
    let failure = |cause| StartFailure::Address { address, cause };
    // First the sockets: an index is not built in vain.
    let host = settings.server.host.trim_start_matches('[').trim_end_matches(']');
    let bound = TcpListener::bind((host, settings.server.port)).await;
    let listener = bound.map_err(failure.clone())?;
    settings.server.port = listener.local_addr().map_err(failure.clone())?.port();
    let metrics = bind_metrics(settings.server.operation.metrics).await?;
    let mut signals = Signals::new().map_err(failure.clone())?;
    let OperationSettings { max_connections, grace, .. } = settings.server.operation;
    let at_once = settings.server.protection.limits.at_once;
    files_limit::raise(max_connections.saturating_add(at_once));
    let address = settings.server.address();
    let assembled = tokio::task::spawn_blocking(move || assemble(&settings)).await;
    // A panic in there is a bug, and has been printed.
    let assembled = assembled.map_err(|cause| failure(io::Error::other(cause)))??;
    let Assembled { router, operations, reports, traces } = assembled;
    if let Some(store) = &operations.store {
        store.tried().await;
    }
    println!("Listening on http://{address}");
    if let Some(listener) = metrics {
        let router = health::routes_with_metrics(Arc::clone(&operations));
        tokio::spawn(accept(listener, router, METRICS_CONNECTIONS, std::future::pending()));
    }
    let connections = accept(listener, router, max_connections, signals.next()).await;
    operations.stop();
    let code = end(connections, &operations, grace, signals).await;
    tokio::join!(reports.flush(LAST_ROWS), traces.flush(LAST_ROWS));
    Ok(code)
}

fn open_reports(settings: &Settings) -> Result<Reports, StartFailure> {
    let settings = settings.server.reports.as_ref();
    Reports::open(settings).map_err(|cause| {
        let path = settings.map(|settings| settings.file.clone()).unwrap_or_default();
        StartFailure::Reports { path, cause }
    })
}

async fn bind_metrics(address: Option<SocketAddr>) -> Result<Option<TcpListener>, StartFailure> {
    let Some(address) = address else { return Ok(None) };
    let failure = |cause| StartFailure::Metrics { address, cause };
    TcpListener::bind(address).await.map(Some).map_err(failure)
}

/// Waits for the streams of `connections`, for `grace`, and then ends them; a signal ends the wait.
async fn end(
    connections: GracefulShutdown,
    operations: &Operations,
    grace: Duration,
    mut signals: Signals,
) -> ExitCode {
    tracing::info!(connections = connections.count(), ?grace, "stopping; a signal stops at once");
    // Idle ones end now, the others with their response.
    let mut ended = pin!(connections.shutdown());
    let orderly = async {
        if timeout(grace, &mut ended).await.is_err() {
            operations.streams.end_all();
            // A client that does not read its ending does not get it.
            let _ = timeout(LAST_WORDS, ended).await;
        }
    };
    tokio::select! {
        () = orderly => ExitCode::SUCCESS,
        () = signals.next() => ExitCode::FAILURE,
    }
}

impl ServerSettings {
    /// Host and port, as in an address.
    pub(crate) fn address(&self) -> String {
        let (host, port) = (&self.host, self.port);
        if host.contains(':') && !host.starts_with('[') {
            format!("[{host}]:{port}")
        } else {
            format!("{host}:{port}")
        }
    }
}

impl fmt::Display for StartFailure {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Address { address, cause } if cause.kind() == io::ErrorKind::AddrInUse => {
                write!(out, "{address} is already in use; choose another --port")
            }
            Self::Address { address, cause } => write!(out, "Cannot listen on {address}: {cause}"),
            Self::Metrics { address, cause } => {
                write!(out, "Cannot listen on {address} for --metrics-listen: {cause}")
            }
            Self::Folder(error) => error.fmt(out),
            Self::Client(cause) => {
                write!(out, "The system lacks what secure connections need: {cause}")
            }
            Self::Replay(sentence) => out.write_str(sentence),
            Self::Record { path, cause } => {
                write!(out, "The recording `{}` cannot be begun: {cause}", path.display())
            }
            Self::Reports { path, cause } => {
                write!(out, "The report `{}` {cause}", path.display())
            }
            Self::Store(cause) => write!(out, "Cannot make a client for the store: {cause}"),
            Self::NoSite => out.write_str("The settings name no site"),
        }
    }
}

impl std::error::Error for StartFailure {}
