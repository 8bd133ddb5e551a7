//! A held answer at other gateways than the one that works on it.
//!
//! Owns both sides: [`tell`] writes how far an answer is into the store, [`follow`] reads it there
//! until it ends. Refuses to let a reader wait for a gateway that is gone: what nobody has told
//! anything of for a while ends as a gateway's answers end when it is stopped.

use std::sync::Arc;
use std::time::Duration;

use axum::http::HeaderMap;
use futures_util::{StreamExt as _, stream};
use tokio::time::{Instant, sleep};

use crate::answers::Answering;
use crate::blocks::{Block, Kind};
use crate::refusal::Refusal;
use crate::shared::SharedAnswer;
use crate::store::{Heard, Progress, RunningAnswer};

/// How often the newest snapshot is written, and looked for. Readers of text do not notice it.
const PACE: Duration = Duration::from_millis(250);
/// How often a gateway says that it is still at work, when there is nothing new; a stop at another
/// gateway comes through as fast.
const BEAT: Duration = Duration::from_secs(1);
/// After so long without a word, the gateway that worked on an answer is taken for gone, and so is
/// a store that was away for so long.
const GONE: Duration = Duration::from_secs(5);

/// Tells other gateways how far `answer` is, until it has ended; what is told is kept for `keep`.
/// `stop` ends the work, should someone wish so elsewhere.
pub(super) async fn tell(
    running: RunningAnswer,
    answer: Arc<SharedAnswer>,
    keep: Duration,
    stop: impl Fn() -> bool,
) {
    let (mut seen, mut last, mut ended) = (0, None::<Instant>, None::<Instant>);
    // Held while someone reads elsewhere, so that the work goes on.
    let mut reader = None;
    loop {
        if answer.is_given_up() {
            let _ = running.forget().await;
            return;
        }
        let progress = answer.progress(seen);
        let is_news = progress.snapshot.is_some() || progress.ending.is_some();
        if is_news || last.is_none_or(|last| last.elapsed() >= BEAT) {
            let has_ended = progress.ending.is_some();
            // It may outlive the gateway that works on it.
            let kept = if has_ended { keep } else { keep.max(2 * GONE) };
            if let Ok(told) = running.tell(&progress, kept).await {
                if told.is_stopped {
                    stop();
                    return;
                }
                let is_all = told.number == progress.number;
                if has_ended && is_all {
                    return;
                }
                // A store that has lost the snapshot gets it again.
                seen = told.number.min(progress.number);
                last = Some(Instant::now());
                reader = if told.is_read { reader.or_else(|| answer.reader()) } else { None };
            }
            if has_ended && ended.get_or_insert_with(Instant::now).elapsed() > keep {
                return;
            }
        }
        sleep(PACE).await;
    }
}

/// An answer that another gateway works on, from its newest snapshot on.
///
/// # Errors
/// [`Refusal::UnknownAnswer`].
pub(super) async fn follow(running: RunningAnswer) -> Result<Answering, Refusal> {
    let heard = running.hear(0).await.ok().flatten().ok_or(Refusal::UnknownAnswer)?;
    let reading = Reading { running, seen: 0, last: Instant::now(), next: Some(heard) };
    let blocks = stream::unfold(Some(reading), async |reading| {
        let mut reading = reading?;
        Some(match reading.next().await {
            Ok(block) if block.ends_answer() => (Ok(block), None),
            Ok(block) => (Ok(block), Some(reading)),
            Err(refusal) => (Err(refusal), None),
        })
    });
    Ok(Answering { blocks: blocks.boxed(), headers: HeaderMap::new() })
}

struct Reading {
    running: RunningAnswer,
    /// The number of the snapshot that went out last.
    seen: u64,
    /// When the store said something last.
    last: Instant,
    /// What was heard and not yet looked at.
    next: Option<Heard>,
}

impl Reading {
    async fn next(&mut self) -> Result<Block, Refusal> {
        loop {
            if let Some(heard) = self.next.take() {
                self.last = Instant::now();
                if let Some(block) = self.block(heard)? {
                    return Ok(block);
                }
            }
            if self.last.elapsed() > GONE {
                return Err(Refusal::Stopping);
            }
            sleep(PACE).await;
            self.next = match self.running.hear(self.seen).await {
                Ok(Some(heard)) => Some(heard),
                // It was stopped, or the store has forgotten it.
                Ok(None) => return Err(Refusal::Stopped),
                Err(_) => None,
            };
        }
    }

    /// What goes out of `heard`: a snapshot first, and the ending the next time.
    fn block(&mut self, heard: Heard) -> Result<Option<Block>, Refusal> {
        let Heard { progress, silence } = heard;
        let Progress { number, snapshot, ending } = progress;
        if let Some(bytes) = snapshot.filter(|_| number != self.seen) {
            self.seen = number;
            let progress = Progress { number, snapshot: None, ending };
            self.next = Some(Heard { progress, silence });
            return told(bytes, |kind| kind == Kind::Message).map(Some);
        }
        match ending {
            Some(bytes) => {
                told(bytes, |kind| matches!(kind, Kind::Done | Kind::MuteDone | Kind::Error))
                    .map(Some)
            }
            None if silence > GONE => Err(Refusal::Stopping),
            None => Ok(None),
        }
    }
}

/// The one block that `bytes` must be.
fn told(bytes: bytes::Bytes, is_right: impl FnOnce(Kind) -> bool) -> Result<Block, Refusal> {
    let block = Block::sole(bytes).filter(|block| is_right(block.kind));
    block.ok_or(Refusal::UpstreamFailed)
}
