//! One answer, many readers: its source is asked once, by a task of its own.
//!
//! Owns what a reader gets: the newest snapshot, then each that follows, or only the newest of
//! them when it falls behind, since every snapshot is the whole answer; then the end. So memory
//! is one snapshot, however many read and however slowly. Refuses to pass on what is no snapshot:
//! comments, events of other names, half an event.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::http::HeaderMap;
use bytes::Bytes;
use futures_util::{StreamExt as _, stream};
use tokio::sync::{Notify, watch};
use tokio::task::yield_now;
use tokio::time::sleep;

use crate::answers::{Answering, Reply};
use crate::blocks::{Block, Blocks, Kind};
use crate::events;
use crate::refusal::Refusal;
use crate::store::Progress;

/// An answer that several clients may read, now and again.
pub(crate) struct SharedAnswer {
    state: watch::Sender<State>,
    /// Told of each new reader.
    joined: Notify,
    stopped: Notify,
    meter: Meter,
}

/// One who reads. While there is one, the work goes on.
#[must_use]
pub(crate) struct Reader(watch::Receiver<State>);

/// How many bytes of snapshots are held by all who share it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Meter(Arc<AtomicUsize>);

/// What is known of the answer so far.
#[derive(Default)]
struct State {
    /// The source's headers, or why it will not answer; none until it has decided.
    begun: Option<Result<HeaderMap, Refusal>>,
    newest: Option<Weighed>,
    /// How many snapshots have come.
    snapshots: u64,
    ending: Option<Ending>,
    /// It was stopped, or nobody read it.
    given_up: bool,
}

/// How an answer ended: with a block, with a refusal, or without a word.
type Ending = Option<Result<Block, Refusal>>;

/// A snapshot that is counted for as long as it is held.
struct Weighed {
    block: Block,
    meter: Meter,
}

/// The mark that a stream may begin with; in the middle of one it would spoil an event.
const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

impl SharedAnswer {
    /// The answer that `reply` will give, its first reader, and the work, which someone has to
    /// drive. The work ends early once there has been no reader for `patience`.
    pub(crate) fn new(
        reply: Reply,
        patience: Duration,
        meter: Meter,
    ) -> (Arc<Self>, Reader, impl Future<Output = ()> + Send) {
        let (state, receiver) = watch::channel(State::default());
        let (joined, stopped) = (Notify::new(), Notify::new());
        let answer = Arc::new(Self { state, joined, stopped, meter });
        let working = Arc::clone(&answer);
        (answer, Reader(receiver), async move { working.work(reply, patience).await })
    }

    /// One reader more; none once the work has been given up.
    pub(crate) fn reader(&self) -> Option<Reader> {
        let receiver = self.state.subscribe();
        self.joined.notify_one();
        let given_up = receiver.borrow().given_up;
        (!given_up).then_some(Reader(receiver))
    }

    /// Ends the work at once, and the streams of all who read.
    pub(crate) fn stop(&self) {
        self.stopped.notify_one();
    }

    /// Whether someone stopped it, or nobody read it any more.
    pub(crate) fn is_given_up(&self) -> bool {
        self.state.borrow().given_up
    }

    /// How far it is, for who has snapshot number `seen`. Looking is not reading: it keeps no work
    /// going.
    pub(crate) fn progress(&self, seen: u64) -> Progress {
        let state = self.state.borrow();
        let news = state.newest.as_ref().filter(|_| state.snapshots > seen);
        let ending = state.ending.as_ref().map(|ending| match ending {
            Some(Ok(block)) => block.bytes.clone(),
            Some(Err(refusal)) => events::error_event(refusal),
            None => events::error_event(&Refusal::UpstreamFailed),
        });
        let snapshot = news.map(|newest| newest.block.bytes.clone());
        Progress { number: state.snapshots, snapshot, ending }
    }

    /// The last snapshot, if the answer is whole.
    pub(crate) fn whole(&self) -> Option<Bytes> {
        let state = self.state.borrow();
        let is_end = |block: &Block| matches!(block.kind, Kind::Done | Kind::MuteDone);
        match &state.ending {
            Some(Some(Ok(ending))) if is_end(ending) => {
                state.newest.as_ref().map(|newest| newest.block.bytes.clone())
            }
            _ => None,
        }
    }

    async fn work(&self, reply: Reply, patience: Duration) {
        let ending = tokio::select! {
            biased;
            () = self.stopped.notified() => {
                self.state.send_modify(|state| state.given_up = true);
                Some(Err(Refusal::Stopped))
            }
            () = self.abandoned(patience) => Some(Err(Refusal::Stopped)),
            ending = self.pull(reply) => ending,
        };
        self.state.send_modify(|state| {
            state.begun.get_or_insert(Err(Refusal::Stopped));
            if let Some(newest) = &mut state.newest {
                // A slice would keep the whole buffer that it was cut from.
                newest.block.bytes = Bytes::copy_from_slice(&newest.block.bytes);
            }
            state.ending = Some(ending);
        });
    }

    async fn pull(&self, reply: Reply) -> Ending {
        let answering = match reply.await {
            Ok(answering) => answering,
            Err(refusal) => {
                self.state.send_modify(|state| state.begun = Some(Err(refusal.clone())));
                return Some(Err(refusal));
            }
        };
        let Answering { mut blocks, headers } = answering;
        self.state.send_modify(|state| state.begun = Some(Ok(headers)));
        while let Some(next) = blocks.next().await {
            match next {
                Ok(block) if block.ends_answer() => return Some(Ok(block)),
                Ok(block) if block.kind == Kind::Message => self.push(block),
                Ok(_) => {}
                Err(refusal) => return Some(Err(refusal)),
            }
            // Readers that keep up get every snapshot, also of a source that never waits; and
            // stopping one gets its turn.
            yield_now().await;
        }
        None
    }

    fn push(&self, mut block: Block) {
        if block.bytes.starts_with(BYTE_ORDER_MARK) {
            block.bytes = block.bytes.slice(BYTE_ORDER_MARK.len()..);
        }
        let weighed = self.meter.weigh(block);
        self.state.send_modify(|state| {
            state.newest = Some(weighed);
            state.snapshots += 1;
        });
    }

    /// Returns once nobody has read for `patience`.
    async fn abandoned(&self, patience: Duration) {
        loop {
            self.state.closed().await;
            tokio::select! {
                () = sleep(patience) => {}
                () = self.joined.notified() => continue,
            }
            // Who joins after this is told so.
            let given_up = self.state.send_if_modified(|state| {
                state.given_up = self.state.receiver_count() == 0;
                state.given_up
            });
            if given_up {
                return;
            }
        }
    }
}

impl Reader {
    /// The answer from its newest snapshot on, once its source has begun; or its refusal.
    pub(crate) async fn answering(mut self) -> Result<Answering, Refusal> {
        let begun = match self.0.wait_for(|state| state.begun.is_some()).await {
            Ok(state) => state.begun.clone(),
            Err(_) => None,
        };
        // Without anyone at work, nothing will come.
        let headers = begun.unwrap_or(Err(Refusal::Stopped))?;
        Ok(Answering { blocks: self.blocks(), headers })
    }

    fn blocks(self) -> Blocks {
        let blocks = stream::unfold(Some((self.0, 0)), async |reading| {
            let (mut receiver, seen) = reading?;
            let next = match receiver.wait_for(|state| state.is_news(seen)).await {
                Ok(state) => state.after(seen),
                Err(_) => Next::End(Some(Err(Refusal::Stopped))),
            };
            match next {
                Next::Snapshot(block, seen) => Some((Ok(block), Some((receiver, seen)))),
                Next::End(ending) => ending.map(|ending| (ending, None)),
            }
        });
        blocks.boxed()
    }
}

/// What a reader gets.
enum Next {
    /// A snapshot, and its number.
    Snapshot(Block, u64),
    End(Ending),
}

impl State {
    /// Whether there is something for those who have got snapshot number `seen`.
    fn is_news(&self, seen: u64) -> bool {
        self.snapshots > seen || self.ending.is_some()
    }

    fn after(&self, seen: u64) -> Next {
        match &self.newest {
            Some(newest) if self.snapshots > seen => {
                Next::Snapshot(newest.block.clone(), self.snapshots)
            }
            _ => Next::End(self.ending.clone().flatten()),
        }
    }
}

impl Meter {
    /// Bytes held now.
    pub(crate) fn bytes(&self) -> usize {
        self.0.load(Ordering::Relaxed)
    }

    fn weigh(&self, block: Block) -> Weighed {
        self.0.fetch_add(block.bytes.len(), Ordering::Relaxed);
        Weighed { block, meter: self.clone() }
    }
}

impl Drop for Weighed {
    fn drop(&mut self) {
        self.meter.0.fetch_sub(self.block.bytes.len(), Ordering::Relaxed);
    }
}
