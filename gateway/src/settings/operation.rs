//! How the gateway runs: its limits, its log, its end.
//!
//! Owns this section's keys and limits. Refuses what concerns a site.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use super::rules::{Wrong, choice, new_file, number, time};
use super::section::Section;

/// How the gateway runs.
#[derive(Clone, Debug)]
pub struct OperationSettings {
    /// The most connections at once; one more is closed as soon as it is accepted.
    pub max_connections: usize,
    /// How long running streams may go on after the signal to stop.
    pub grace: Duration,
    /// Where `/metrics` is served; nowhere without it.
    pub metrics: Option<SocketAddr>,
    /// How the log is written.
    pub log: LogFormat,
    /// The file that answers are recorded in.
    pub record: Option<PathBuf>,
    /// Whether clients' addresses are written down whole; else only their networks are.
    pub full_addresses: bool,
    /// Whether `/doctor` is served.
    pub doctor: bool,
}

/// How the log is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    #[default]
    Text,
    /// For machines: an object a line.
    Json,
}

impl Default for OperationSettings {
    fn default() -> Self {
        Self {
            max_connections: 10_000,
            // Five seconds are left of the thirty that a container's keeper commonly waits.
            grace: Duration::from_secs(25),
            metrics: None,
            log: LogFormat::Text,
            record: None,
            full_addresses: false,
            doctor: true,
        }
    }
}

/// The longest grace.
const MAX_GRACE: Duration = Duration::from_secs(600);

/// The highest cap; a connection is a file, and systems allow about as many.
const MOST: usize = 1_000_000;

/// Reads the section.
pub(super) fn read(mut section: Section<'_>) -> OperationSettings {
    let otherwise = OperationSettings::default();
    let settings = OperationSettings {
        max_connections: section.read_or(
            "max_connections",
            otherwise.max_connections,
            number(1..=MOST),
        ),
        grace: section.read_or("grace", otherwise.grace, time(MAX_GRACE)),
        metrics: section.read("metrics_listen", address),
        log: section.read_or("log_format", otherwise.log, log_format),
        record: section.read_path("record", new_file),
        full_addresses: section.read_or("log_addresses", otherwise.full_addresses, choice),
        doctor: section.read_or("doctor", otherwise.doctor, choice),
    };
    section.finish();
    settings
}

fn address(text: &str) -> Result<SocketAddr, Wrong> {
    text.parse().map_err(|_| "must be an address and a port (127.0.0.1:9090)".into())
}

fn log_format(text: &str) -> Result<LogFormat, Wrong> {
    match text {
        "text" => Ok(LogFormat::Text),
        "json" => Ok(LogFormat::Json),
        _ => Err("must be `text` or `json`".into()),
    }
}
