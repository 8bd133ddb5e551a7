//! The one thread that writes.
//!
//! Owns batches, the daily deletion, and what happens when the disk does not take a row: a line in
//! the log, once, and a metric. Refuses to end for it: the next row is tried again.

use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::thread;
use std::time::Duration;

use tokio::sync::oneshot;

use super::Clock;
use super::row::Row;
use super::store::{Store, StoreError};
use crate::metrics;

/// What the thread is told.
pub(super) enum Message {
    Row(Box<Row>),
    /// To say when everything before it is written.
    Flush(oneshot::Sender<()>),
}

/// The thread's own.
pub(super) struct Writer {
    store: Store,
    keep_days: u32,
    clock: Clock,
    /// The day, since 1970, on which old rows were deleted last.
    cleaned: i64,
    is_failing: bool,
}

/// The most messages of one transaction.
const BATCH: usize = 256;
/// How often the thread looks at the clock when nobody asks.
const IDLE: Duration = Duration::from_secs(10 * 60);

const DAY: i64 = 24 * 60 * 60;

impl Writer {
    /// Deletes what is too old from `store`, and starts the thread, which ends with the last
    /// sender. At most `queue` messages wait for it.
    ///
    /// # Errors
    /// Nothing can be written.
    pub(super) fn start(
        store: Store,
        keep_days: u32,
        queue: usize,
        clock: Clock,
    ) -> Result<SyncSender<Message>, StoreError> {
        let mut writer = Self { store, keep_days, clock, cleaned: i64::MIN, is_failing: false };
        writer.clean()?;
        let (sender, messages) = sync_channel(queue);
        let started = thread::Builder::new().name("reports".to_owned());
        let started = started.spawn(move || writer.run(&messages));
        started.map_err(|cause| StoreError::Unusable(cause.to_string()))?;
        Ok(sender)
    }

    fn run(mut self, messages: &Receiver<Message>) {
        loop {
            let first = match messages.recv_timeout(IDLE) {
                Ok(first) => Some(first),
                Err(RecvTimeoutError::Timeout) => None,
                Err(RecvTimeoutError::Disconnected) => return,
            };
            let (mut rows, mut flushed) = (Vec::new(), Vec::new());
            for message in first.into_iter().chain(messages.try_iter()).take(BATCH) {
                match message {
                    Message::Row(row) => rows.push(*row),
                    Message::Flush(done) => flushed.push(done),
                }
            }
            self.write(&rows);
            if let Err(cause) = self.clean() {
                self.note(Err(cause));
            }
            for done in flushed {
                // Who asked may have lost patience.
                let _ = done.send(());
            }
        }
    }

    fn write(&mut self, rows: &[Row]) {
        if rows.is_empty() {
            return;
        }
        let written = self.store.write(rows);
        let result = if written.is_ok() { "written" } else { "failed" };
        metrics::report_rows(result, rows.len());
        self.note(written);
    }

    /// Deletes what is too old, once a day.
    fn clean(&mut self) -> rusqlite::Result<()> {
        let today = (self.clock)().div_euclid(DAY);
        if today == self.cleaned {
            return Ok(());
        }
        self.store.forget_before((today + 1 - i64::from(self.keep_days)) * DAY)?;
        self.cleaned = today;
        Ok(())
    }

    fn note(&mut self, outcome: rusqlite::Result<()>) {
        match outcome {
            Err(cause) if !self.is_failing => {
                self.is_failing = true;
                tracing::error!(%cause, "the report cannot be written; rows are lost until it can");
            }
            Ok(()) if self.is_failing => {
                self.is_failing = false;
                tracing::info!("the report can be written again");
            }
            _ => {}
        }
    }
}
