//! Answers that are given again to who asks the same, and shared by who asks it at the same time.
//!
//! Owns which answers are worth keeping, and for how long. Where several gateways share a store,
//! answers are kept there as well, and looked for there first: another gateway may have asked
//! afresh. While it is away, those that this gateway kept are given. Refuses whatever is somebody's own: a
//! question with a session, or on a site that demands a visitor's token, never comes here.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use ask_docs_core::sse;
use ask_docs_core::wire::{Frame, frame};
use axum::http::{HeaderMap, HeaderValue, header};
use bytes::Bytes;
use futures_util::{StreamExt as _, stream};

use crate::answers::{Answering, Reply};
use crate::blocks::Block;
use crate::events;
use crate::metrics;
use crate::refusal::Refusal;
use crate::shared::{Meter, SharedAnswer};

mod kept;
mod key;
mod shared;

use kept::Kept;
pub(crate) use key::Key;
pub(crate) use shared::Shared;

/// How answers of a site are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CacheSettings {
    /// How long an answer is given again.
    pub ttl: Duration,
    /// The most bytes of answers and questions that are kept.
    pub max_bytes: usize,
}

/// The answers kept for one site.
pub(crate) struct AnswerCache {
    settings: CacheSettings,
    state: Mutex<State>,
    meter: Meter,
    shared: Option<Shared>,
}

struct State {
    kept: Kept,
    /// Answers that are being written, by their question.
    coming: HashMap<Key, Arc<SharedAnswer>>,
}

impl Default for CacheSettings {
    fn default() -> Self {
        // Docs change slower, and those who asked know how old it is and may ask afresh.
        Self { ttl: Duration::from_secs(60 * 60), max_bytes: 16 * 1024 * 1024 }
    }
}

impl AnswerCache {
    pub(crate) fn new(settings: CacheSettings, shared: Option<Shared>) -> Arc<Self> {
        let state = State { kept: Kept::new(settings), coming: HashMap::new() };
        Arc::new(Self { settings, state: Mutex::new(state), meter: Meter::default(), shared })
    }

    /// The answer to `key`: a kept one unless it is to be `afresh`, one that is coming, or else the
    /// one that `reply` will give.
    ///
    /// # Errors
    /// The source's refusal.
    pub(crate) async fn answer(
        self: &Arc<Self>,
        key: Key,
        afresh: bool,
        reply: Reply,
    ) -> Result<Answering, Refusal> {
        let mut elsewhere = None;
        if !afresh && let Some(shared) = &self.shared {
            elsewhere = shared.get(&key, self.settings.ttl).await;
        }
        let reader = {
            let mut state = self.state();
            let here = || if afresh { None } else { state.kept.get(&key) };
            if let Some((snapshot, age)) = elsewhere.or_else(here) {
                metrics::cache_hit();
                return Ok(again(snapshot, age));
            }
            match state.coming.get(&key).and_then(|coming| coming.reader()) {
                Some(reader) => {
                    metrics::cache_hit();
                    reader
                }
                None => {
                    metrics::cache_miss();
                    // Of an answer that nobody reads, nobody has need.
                    let (answer, reader, work) =
                        SharedAnswer::new(reply, Duration::ZERO, self.meter.clone());
                    state.coming.insert(key.clone(), Arc::clone(&answer));
                    let cache = Arc::clone(self);
                    tokio::spawn(async move {
                        work.await;
                        cache.settle(key, &answer).await;
                    });
                    reader
                }
            }
        };
        reader.answering().await
    }

    /// `answer` comes no more: it is here, or it failed.
    async fn settle(&self, key: Key, answer: &Arc<SharedAnswer>) {
        let whole = answer.whole().filter(|snapshot| is_worth_keeping(snapshot));
        if let (Some(shared), Some(snapshot)) = (&self.shared, &whole) {
            shared.put(&key, snapshot, self.settings.ttl).await;
        }
        let mut state = self.state();
        // Once it is given up, another may have taken its place.
        if state.coming.get(&key).is_some_and(|coming| Arc::ptr_eq(coming, answer)) {
            state.coming.remove(&key);
        }
        if let Some(snapshot) = whole {
            state.kept.put(key, snapshot);
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A kept answer as a stream.
fn again(snapshot: Bytes, age: Duration) -> Answering {
    let blocks = [snapshot, events::DONE].map(|bytes| Ok(Block::new(bytes)));
    let age = HeaderValue::from(age.as_secs());
    let headers = HeaderMap::from_iter([(header::AGE, age)]);
    Answering { blocks: stream::iter(blocks).boxed(), headers }
}

/// Whether `snapshot` is one event, and says something that stands on something: an answer that
/// found nothing may find it next time, and search results are no answer.
fn is_worth_keeping(snapshot: &[u8]) -> bool {
    let (mut decoder, mut events) = (sse::Decoder::default(), Vec::new());
    let Ok(text) = std::str::from_utf8(snapshot) else { return false };
    if decoder.feed(text, &mut events).is_err() {
        return false;
    }
    let [event] = &events[..] else { return false };
    match frame(event) {
        Frame::Snapshot(snapshot) => {
            let is_written = snapshot
                .answer
                .is_some_and(|answer| answer.markdown.is_some() || answer.document.is_some());
            is_written && !snapshot.sources.is_empty() && snapshot.fallback.is_none()
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests;
