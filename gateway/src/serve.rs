//! The running server: a socket, a router, and an end.
//!
//! Owns start, the lines it prints, and stopping. Refuses to keep a client's stream open past a
//! short grace: an answer can be asked again.

use std::fmt;
use std::io::{self, IsTerminal as _};
use std::net::SocketAddr;
use std::process::ExitCode;
use std::time::Duration;

use axum::Router;
use tokio::net::TcpListener;
use tracing_subscriber::EnvFilter;

use crate::app::{self, App};
use crate::local::FolderError;
use crate::settings::{ServerSettings, Settings};
use crate::sites;

/// How long running streams may go on after the signal to stop.
const GRACE: Duration = Duration::from_secs(1);

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
    /// The docs folder cannot be answered from.
    Folder(FolderError),
    /// The client to the API cannot be made.
    Client(String),
    /// There is nothing to answer for.
    NoSite,
}

/// Serves until a signal ends it. Exit code 2 tells that it never began.
pub async fn run(settings: Settings) -> ExitCode {
    let filter =
        EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info,tantivy=warn"));
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_target(false)
        .with_ansi(io::stderr().is_terminal())
        .with_writer(io::stderr);
    // Whoever runs this as a library may have a log already.
    let _ = log.try_init();
    for warning in &settings.warnings {
        tracing::warn!("{warning}");
    }
    match start(settings).await {
        Ok(()) => ExitCode::SUCCESS,
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
    let (sites, pages) = sites::open(settings)?;
    let www = settings.server.www.clone();
    let (compress, resume) = (settings.server.compress, settings.server.resume.clone());
    Ok(app::router(App { sites, www, compress, resume, pages }))
}

async fn start(mut settings: Settings) -> Result<(), StartFailure> {
    let address = settings.server.address();
    let failure = |cause| StartFailure::Address { address, cause };
    // First the socket: an index is not built in vain.
    let host = settings.server.host.trim_start_matches('[').trim_end_matches(']');
    let bound = TcpListener::bind((host, settings.server.port)).await;
    let listener = bound.map_err(failure.clone())?;
    settings.server.port = listener.local_addr().map_err(failure.clone())?.port();
    let address = settings.server.address();
    let router = tokio::task::spawn_blocking(move || prepare(&settings)).await;
    // A panic in there is a bug, and has been printed.
    let router = router.map_err(|cause| failure(io::Error::other(cause)))??;
    println!("Listening on http://{address}");
    let (stop, mut stopped) = tokio::sync::watch::channel(false);
    let mut ending = stopped.clone();
    let server = axum::serve(listener, router.into_make_service_with_connect_info::<SocketAddr>())
        .with_graceful_shutdown(async move {
            signal().await;
            let _ = stop.send(true);
        });
    let grace_over = async {
        let _ = ending.wait_for(|stopping| *stopping).await;
        tokio::time::sleep(GRACE).await;
    };
    tokio::select! {
        _ = server => {}
        () = grace_over => {}
    }
    stopped.mark_unchanged();
    Ok(())
}

async fn signal() {
    let interrupt = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminate = async {
        use tokio::signal::unix::{SignalKind, signal};
        match signal(SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! {
        () = interrupt => {}
        () = terminate => {}
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
            Self::Folder(error) => error.fmt(out),
            Self::Client(cause) => write!(out, "Cannot make a client for the API: {cause}"),
            Self::NoSite => out.write_str("The settings name no site"),
        }
    }
}

impl std::error::Error for StartFailure {}
