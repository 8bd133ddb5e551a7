//! The questions that a box offers before anything was asked.
//!
//! They are an offer: without them the box is as good as ever, so what goes wrong here is not
//! shown. The first question will say it.

use any_spawner::Executor;
use ask_docs_core::question::Question;
use ask_docs_core::stream::EventStream;
use ask_docs_core::wire;

use super::Session;
use super::stream::stream;
use crate::browser::{fetch, page};

/// The most starter questions that are shown.
const MAX_STARTERS: usize = 4;

impl Session {
    /// Fetches them, unless the same were fetched before.
    pub(super) fn fetch_starters(self) {
        let prepared = self.settings.with_untracked(|settings| {
            let endpoint = settings.endpoint(page::kind()).ok()?;
            let space = settings.site_space.as_deref();
            settings.starters.then(|| endpoint.starter_questions(space))
        });
        if prepared == self.starters_from.get_value() {
            return;
        }
        self.starters_from.set_value(prepared.clone());
        self.fetching_starters.set_value(None);
        self.starters.set(Vec::new());
        let (Some(request), Some(abort)) = (prepared, fetch::Abort::new()) else { return };
        let signal = abort.signal();
        self.fetching_starters.set_value(Some(abort));
        let (hooks, patience) = (self.hooks.get_untracked(), self.patience());
        Executor::spawn_local(async move {
            let (mut decoder, mut events) = (EventStream::default(), Vec::new());
            let _ = stream(request, hooks, &signal, patience, &|_| {}, &mut |bytes| {
                events.clear();
                decoder.feed(bytes, &mut events)?;
                if events.is_empty() {
                    return Ok(true);
                }
                let questions = events.iter().filter_map(wire::starter_question);
                let usable = questions.filter(|text| Question::new(text).is_ok());
                let starters = self.starters.try_update(|starters| {
                    starters.extend(usable);
                    starters.truncate(MAX_STARTERS);
                    starters.len()
                });
                let ended = events.iter().any(|event| wire::frame(event) == wire::Frame::Done);
                Ok(!ended && starters.is_some_and(|count| count < MAX_STARTERS))
            })
            .await;
            if !signal.aborted() {
                let _ = self.fetching_starters.try_update_value(Option::take);
            }
        });
    }
}
