//! What readers ask and say, in one SQLite file of the owner's, and the report that is made of it.
//!
//! ```text
//! answer on its way ─ tale ─┐
//! feedback ─────────────────┼─ a bounded queue ─▶ writer (one thread) ─ store ─▶ the file
//!                           └ full: the row is lost, and counted
//! the file ─ figures, export ─▶ page │ CSV │ JSON, behind the password (door) or as a command
//! ```
//!
//! Owns what is kept, and for how long. Off unless its owner names a file. Refuses to hold up or to
//! fail an answer, whatever the disk does, and to keep who asked: no address, no visitor, no token.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{SyncSender, TrySendError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use ask_docs_core::feedback::Feedback;
use tokio::sync::oneshot;
use tokio::time::timeout;

use crate::answers::Asked;
use crate::metrics;

mod command;
mod csv;
mod door;
mod export;
mod figures;
mod page;
mod routes;
mod row;
mod store;
mod tale;
mod writer;

pub use command::{ReportRequest, report};
pub use export::Table;
pub(crate) use routes::routes;
pub use store::StoreError;
pub(crate) use tale::Tale;

use row::{Row, Verdict};
use store::Store;
use writer::{Message, Writer};

/// What is kept of questions, answers and feedback.
#[derive(Clone, Debug)]
pub struct ReportSettings {
    /// The SQLite file.
    pub file: PathBuf,
    /// After so many days a row is deleted.
    pub keep_days: u32,
    /// Whether the words of questions are kept.
    pub question_text: bool,
    /// About how large the file may get, in bytes; then the oldest rows go.
    pub most_bytes: u64,
    /// What opens the report page; without it there is none.
    pub password: Option<Password>,
}

/// The password of the report page. Shows itself nowhere.
#[derive(Clone)]
pub struct Password(Arc<str>);

/// The way into the file; clones are the same way. Without a file, everything here does nothing.
#[derive(Clone, Default)]
pub(crate) struct Reports(Option<Arc<Open>>);

struct Open {
    rows: SyncSender<Message>,
    settings: ReportSettings,
    clock: Clock,
}

/// Seconds since 1970, which tests can set.
type Clock = Arc<dyn Fn() -> i64 + Send + Sync>;

/// How many rows wait at the most for the disk: some seconds of a busy gateway.
const QUEUE: usize = 1024;

/// The fewest characters of a password.
const LEAST_PASSWORD: usize = 12;

impl Password {
    /// `text`, unless it could be guessed for being short.
    ///
    /// # Errors
    /// What is wrong with it, to follow a name.
    pub(crate) fn new(text: &str) -> Result<Self, String> {
        match text.chars().count() {
            count if count < LEAST_PASSWORD => {
                Err(format!("leads to a password of fewer than {LEAST_PASSWORD} characters"))
            }
            _ => Ok(Self(text.into())),
        }
    }

    fn bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl ReportSettings {
    /// Whether the file, if it is there already, is a report. Nothing is made.
    pub(crate) fn tried(&self) -> Result<(), StoreError> {
        match self.file.exists() {
            true => store::read(&self.file).map(drop),
            false => Ok(()),
        }
    }
}

/// What is kept, as its owner meant it.
impl fmt::Display for ReportSettings {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words = if self.question_text { "with" } else { "without" };
        let page = if self.password.is_some() { "on the page /reports" } else { "on no page" };
        let (file, days) = (self.file.display(), self.keep_days);
        write!(
            out,
            "A report is kept in {file} for {days} days, {words} the words of questions, and shown {page}"
        )
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Password(hidden)")
    }
}

impl Reports {
    /// Opens the file that `settings` name, if they name one, and deletes what is too old.
    ///
    /// # Errors
    /// The file cannot be made or written, or is something else.
    pub(crate) fn open(settings: Option<&ReportSettings>) -> Result<Self, StoreError> {
        let now = || SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
        Self::open_with(settings, QUEUE, Arc::new(move || i64::try_from(now()).unwrap_or(i64::MAX)))
    }

    fn open_with(
        settings: Option<&ReportSettings>,
        queue: usize,
        clock: Clock,
    ) -> Result<Self, StoreError> {
        let Some(settings) = settings else { return Ok(Self::default()) };
        let store = Store::open(&settings.file, settings.most_bytes)?;
        let rows = Writer::start(store, settings.keep_days, queue, Arc::clone(&clock))?;
        Ok(Self(Some(Arc::new(Open { rows, settings: settings.clone(), clock }))))
    }

    /// The settings, if anything is kept.
    pub(crate) fn settings(&self) -> Option<&ReportSettings> {
        self.0.as_ref().map(|open| &open.settings)
    }

    fn now(&self) -> i64 {
        self.0.as_ref().map_or(0, |open| (open.clock)())
    }

    /// Begins the tale of the answer to `asked` of the site of that `name`.
    pub(crate) fn tale(&self, name: &str, asked: &Asked) -> Tale {
        Tale::begin(self, name, asked)
    }

    /// Keeps what a reader said about an answer of the site of that `name`, in the place of what
    /// they said before.
    pub(crate) fn judged(&self, name: &str, said: Feedback) {
        let Some(open) = &self.0 else { return };
        let question = said.question.filter(|_| open.settings.question_text);
        self.keep(Row::Verdict(Verdict {
            at: self.now(),
            site: name.to_owned(),
            answer: said.answer,
            helpful: said.helpful,
            reason: said.reason,
            comment: said.comment,
            question,
        }));
    }

    /// Returns once everything kept so far is in the file, or `patience` is over.
    pub(crate) async fn flush(&self, patience: Duration) {
        let Some(open) = &self.0 else { return };
        let (rows, (done, flushed)) = (open.rows.clone(), oneshot::channel());
        let flushing = async {
            // The queue may be full, and then this waits.
            let _ = tokio::task::spawn_blocking(move || rows.send(Message::Flush(done))).await;
            let _ = flushed.await;
        };
        if timeout(patience, flushing).await.is_err() {
            tracing::warn!("the report's rows are not all in its file: the disk is too slow");
        }
    }

    fn keep(&self, row: Row) {
        let Some(open) = &self.0 else { return };
        match open.rows.try_send(Message::Row(Box::new(row))) {
            Ok(()) => {}
            Err(TrySendError::Full(_) | TrySendError::Disconnected(_)) => {
                metrics::report_rows("dropped", 1);
            }
        }
    }
}

#[cfg(test)]
mod tests;
