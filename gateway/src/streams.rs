//! The streams of events that are open: what becomes of each, and how all are told to end.
//!
//! Owns the call to end. Refuses to limit their number, which is
//! [`protect`](crate::protect)'s.

use std::sync::{Arc, OnceLock};

use tokio::sync::watch;
use tokio::time::Instant;

use crate::blocks::{Block, Kind};
use crate::metrics::{self, Held, Outcome};
use crate::refusal::Refusal;

/// All of a gateway's streams.
#[derive(Debug, Default)]
pub(crate) struct Streams {
    ending: watch::Sender<bool>,
}

/// An open stream, until it is dropped.
#[must_use]
#[derive(Debug)]
pub(crate) struct Open {
    _held: Held,
    ending: watch::Receiver<bool>,
    course: Arc<Course>,
}

/// What became of a stream, for whoever writes it down.
#[derive(Debug, Default)]
pub(crate) struct Course {
    first: OnceLock<Instant>,
    outcome: OnceLock<Outcome>,
}

impl Streams {
    /// Opens one, whose course is noted in `course`.
    pub(crate) fn open(&self, course: Arc<Course>) -> Open {
        Open { _held: metrics::stream_open(), ending: self.ending.subscribe(), course }
    }

    /// Tells all of them to end now, each with an error event.
    pub(crate) fn end_all(&self) {
        self.ending.send_replace(true);
    }
}

impl Open {
    /// Returns once the stream must end.
    pub(crate) async fn told_to_end(&mut self) {
        if self.ending.wait_for(|ending| *ending).await.is_err() {
            // Nobody is left to tell.
            std::future::pending::<()>().await;
        }
    }

    /// A block of the stream goes out.
    pub(crate) fn sends(&self, block: &Block) {
        if block.kind != Kind::Other {
            self.course.first.get_or_init(Instant::now);
        }
        match block.kind {
            Kind::Done | Kind::MuteDone => self.ends(Outcome::Done),
            Kind::Error => self.ends(Outcome::Failed),
            Kind::Message | Kind::Other | Kind::Cut => {}
        }
    }

    /// An error event of our own goes out.
    pub(crate) fn fails(&self, refusal: &Refusal) {
        metrics::refused(refusal.cause());
        self.ends(Outcome::Failed);
    }

    fn ends(&self, outcome: Outcome) {
        self.course.outcome.get_or_init(|| outcome);
    }
}

impl Course {
    /// When its first event went out.
    pub(crate) fn first(&self) -> Option<Instant> {
        self.first.get().copied()
    }

    /// How it ended; without an ending the client has left.
    pub(crate) fn outcome(&self) -> Outcome {
        self.outcome.get().copied().unwrap_or(Outcome::Left)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_stream_that_opens_after_the_call_ends_too() {
        let streams = Streams::default();
        let mut before = streams.open(Arc::default());
        streams.end_all();
        let mut after = streams.open(Arc::default());
        tokio::join!(before.told_to_end(), after.told_to_end());
    }
}
