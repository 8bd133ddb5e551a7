//! `report`: a report's file as CSV or JSON, on the standard output.
//!
//! Owns its exit code. Reads the file while a gateway may write it; refuses to change it.

use std::io::{self, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{SystemTime, UNIX_EPOCH};

use super::export::{ExportError, Table};
use super::figures::Span;
use super::{routes, store};

/// What is to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportRequest {
    /// The SQLite file.
    pub file: PathBuf,
    /// This table as CSV; without it everything as JSON.
    pub table: Option<Table>,
    /// Only the last so many days.
    pub days: u32,
    /// Only this site.
    pub site: Option<String>,
}

/// Writes what `wanted` names. Exit code 0 if it is all there, else 2.
pub fn report(wanted: &ReportRequest) -> ExitCode {
    let path = wanted.file.display();
    let file = match store::read(&wanted.file) {
        Ok(file) => file,
        Err(cause) => {
            eprintln!("The report `{path}` {cause}");
            return ExitCode::from(2);
        }
    };
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
    let now = i64::try_from(now).unwrap_or(i64::MAX);
    let span = Span { days: wanted.days, site: wanted.site.clone(), now };
    let mut out = io::BufWriter::new(io::stdout().lock());
    let written = routes::write(&file, wanted.table, &span, &mut out);
    match written.and_then(|()| Ok(out.flush()?)) {
        Ok(()) => ExitCode::SUCCESS,
        // Who reads has enough.
        Err(ExportError::Out(cause)) if cause.kind() == io::ErrorKind::BrokenPipe => {
            ExitCode::SUCCESS
        }
        Err(cause) => {
            eprintln!("The report `{path}`: {cause}");
            ExitCode::from(2)
        }
    }
}
