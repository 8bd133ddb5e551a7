//! Answers that a dropped or reloaded client continues, without a second call upstream.
//!
//! Owns the answers that are held: their names, how long, how many. Where several gateways share a
//! store, an answer can be continued and stopped at any of them ([`elsewhere`]). Refuses to hold
//! more than a fixed number and weight: the oldest that are finished are forgotten first, and where
//! nothing can be forgotten an answer is passed on as if it had not been asked to be resumable.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use futures_util::{FutureExt as _, StreamExt as _, future, stream};
use tokio::time::sleep;

use crate::answers::Answering;
use crate::blocks::Block;
use crate::refusal::Refusal;
use crate::shared::{Meter, Reader, SharedAnswer};
use crate::store::{RunningAnswer, Store};

mod elsewhere;
mod id;
mod routes;

pub(crate) use id::AnswerId;
pub(crate) use routes::{resume, stop};

/// How answers are held.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResumeSettings {
    /// How long an answer that nobody reads is worked on.
    pub patience: Duration,
    /// How long a finished answer is kept.
    pub keep: Duration,
    /// The most answers held, running ones included.
    pub most_answers: usize,
    /// The most bytes of snapshots held. Running answers are never forgotten for it, so while
    /// there are no others it may be passed; then no new answer is held.
    pub most_bytes: usize,
}

/// The answers held by the gateway.
pub(crate) struct Hub {
    settings: ResumeSettings,
    held: Mutex<Held>,
    meter: Meter,
    store: Option<Arc<Store>>,
}

#[derive(Default)]
struct Held {
    answers: HashMap<AnswerId, Named>,
    /// In the order in which they ended. Some may have been stopped since.
    finished: VecDeque<AnswerId>,
}

/// An answer, and the site that it is of: no other gives it out.
struct Named {
    site: Arc<str>,
    answer: Arc<SharedAnswer>,
}

impl Default for ResumeSettings {
    fn default() -> Self {
        Self {
            // Long enough to reload a page or to change trains, short enough to be paid for.
            patience: Duration::from_secs(120),
            keep: Duration::from_secs(120),
            most_answers: 10_000,
            // 16,000 answers of 4 KB.
            most_bytes: 64 * 1024 * 1024,
        }
    }
}

impl Hub {
    /// A hub that holds nothing yet; `store` is where other gateways learn of its answers.
    pub(crate) fn new(settings: ResumeSettings, store: Option<Arc<Store>>) -> Arc<Self> {
        let (held, meter) = (Mutex::default(), Meter::default());
        Arc::new(Self { settings, held, meter, store })
    }

    /// `answering` as a stream that begins with its name and can be continued under it. The work
    /// for it goes on when its readers leave.
    ///
    /// # Errors
    /// It was stopped before it could be read.
    pub(crate) async fn hold(
        self: &Arc<Self>,
        site: &str,
        answering: Answering,
    ) -> Result<Answering, Refusal> {
        match self.admit(site, answering) {
            Ok((id, reader)) => Ok(named(&id, reader.answering().await?)),
            Err(answering) => Ok(*answering),
        }
    }

    /// The answer `id` of `site`, from its newest snapshot on.
    ///
    /// # Errors
    /// [`Refusal::UnknownAnswer`].
    pub(crate) async fn resume(&self, site: &str, id: &AnswerId) -> Result<Answering, Refusal> {
        let reader = self.held().answers.get(id).and_then(|named| named.reader(site));
        let answering = match (reader, self.running(site, id)) {
            (Some(reader), _) => reader.answering().await?,
            (None, Some(running)) => elsewhere::follow(running).await?,
            (None, None) => return Err(Refusal::UnknownAnswer),
        };
        Ok(named(id, answering))
    }

    /// Ends the work for the answer `id` of `site`, if there is one.
    pub(crate) async fn stop(&self, site: &str, id: &AnswerId) {
        if !self.stop_here(site, id)
            && let Some(running) = self.running(site, id)
        {
            // Nobody is left to be told that it cannot be stopped.
            let _ = running.stop().await;
        }
    }

    /// Whether it was an answer of this gateway.
    fn stop_here(&self, site: &str, id: &AnswerId) -> bool {
        let mut held = self.held();
        if held.answers.get(id).is_none_or(|named| *named.site != *site) {
            return false;
        }
        let named = held.answers.remove(id);
        named.inspect(|named| named.answer.stop()).is_some()
    }

    /// The answer as other gateways know it.
    fn running(&self, site: &str, id: &AnswerId) -> Option<RunningAnswer> {
        let store = self.store.as_ref()?;
        Some(RunningAnswer::new(store, site, &id.to_string()))
    }

    /// Begins the work for `answering`, or gives it back where it cannot be held.
    fn admit(
        self: &Arc<Self>,
        site: &str,
        answering: Answering,
    ) -> Result<(AnswerId, Reader), Box<Answering>> {
        let Some(id) = AnswerId::random() else { return Err(Box::new(answering)) };
        let Some(mut room) = self.room() else {
            tracing::warn!("no more answers can be held; this one cannot be resumed");
            return Err(Box::new(answering));
        };
        let reply = future::ready(Ok(answering)).boxed();
        let (answer, reader, work) =
            SharedAnswer::new(reply, self.settings.patience, self.meter.clone());
        room.answers.insert(id.clone(), Named { site: site.into(), answer: Arc::clone(&answer) });
        drop(room);
        if let Some(running) = self.running(site, &id) {
            let (hub, site, id) = (Arc::clone(self), site.to_owned(), id.clone());
            let stop = move || hub.stop_here(&site, &id);
            tokio::spawn(elsewhere::tell(running, answer, self.settings.keep, stop));
        }
        let (hub, held) = (Arc::clone(self), id.clone());
        tokio::spawn(async move {
            work.await;
            if hub.finish(&held) {
                sleep(hub.settings.keep).await;
                hub.held().forget(&held);
            }
        });
        Ok((id, reader))
    }

    /// The answers held, if there is room for one more.
    fn room(&self) -> Option<MutexGuard<'_, Held>> {
        let mut held = self.held();
        while held.answers.len() >= self.settings.most_answers
            || self.meter.bytes() > self.settings.most_bytes
        {
            held.forget_oldest()?;
        }
        Some(held)
    }

    /// Whether the finished answer `id` is to be kept.
    fn finish(&self, id: &AnswerId) -> bool {
        let mut held = self.held();
        if held.answers.get(id).is_none_or(|named| named.answer.is_given_up()) {
            held.answers.remove(id);
            return false;
        }
        held.finished.push_back(id.clone());
        while self.meter.bytes() > self.settings.most_bytes && held.forget_oldest().is_some() {}
        held.answers.contains_key(id)
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Held {
    fn forget(&mut self, id: &AnswerId) {
        self.answers.remove(id);
        // All are kept for the same time, so it is among the first.
        if let Some(at) = self.finished.iter().position(|finished| finished == id) {
            self.finished.remove(at);
        }
    }

    /// Forgets the answer that has been finished for the longest time; none if none is finished.
    fn forget_oldest(&mut self) -> Option<Named> {
        loop {
            let id = self.finished.pop_front()?;
            if let Some(named) = self.answers.remove(&id) {
                return Some(named);
            }
        }
    }
}

impl Named {
    fn reader(&self, site: &str) -> Option<Reader> {
        if *self.site == *site { self.answer.reader() } else { None }
    }
}

/// `answering` behind its name, in a block without data, which no parser dispatches.
fn named(id: &AnswerId, answering: Answering) -> Answering {
    let name = Block::new(Bytes::from(format!("id: {id}\n\n")));
    let blocks = stream::iter([Ok(name)]).chain(answering.blocks).boxed();
    Answering { blocks, ..answering }
}

#[cfg(test)]
mod tests;
