//! The log: where it goes, and in which form.
//!
//! Owns the set-up of the whole process's log, on the error output. Refuses to be set up twice:
//! whoever runs the gateway as a library may have a log already.

use std::io::{self, IsTerminal as _};

use tracing_subscriber::EnvFilter;

use crate::settings::LogFormat;

/// What is written unless `RUST_LOG` says otherwise.
const LEVELS: &str = "info,tantivy=warn";

/// Starts the log.
pub(super) fn start(format: LogFormat) {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(LEVELS));
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_target(false)
        // It would tell of an error output that is gone on that output, and panic.
        .log_internal_errors(false)
        .with_writer(io::stderr);
    let _ = match format {
        LogFormat::Text => log.with_ansi(io::stderr().is_terminal()).try_init(),
        LogFormat::Json => log.json().flatten_event(true).try_init(),
    };
}
