//! The same question from one client, again and again: a page or a script that runs in circles.
//!
//! Owns what is the same. Refuses to keep a question: whoever counts knows hashes only.

use std::num::NonZeroU32;
use std::time::Duration;

use super::limiter::{Limiter, Rate};
use super::uses::Use;
use crate::client::Client;
use crate::refusal::Limit;
use crate::same_question::normalised;

/// When the same question is asked too often.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoopSettings {
    /// How often one client may ask the same question. None is no limit.
    pub same_question: Option<Rate>,
}

/// Counts questions that are the same.
pub(super) struct LoopBreaker {
    limiter: Option<Limiter>,
}

impl Default for LoopSettings {
    fn default() -> Self {
        let count = NonZeroU32::new(5);
        let per = Duration::from_secs(60);
        Self { same_question: count.map(|count| Rate { count, per }) }
    }
}

impl LoopBreaker {
    pub(super) fn new(settings: &LoopSettings) -> Self {
        Self { limiter: settings.same_question.map(Limiter::new) }
    }

    /// `question` of `client` to `site`, once more.
    pub(super) fn asked(&self, client: Client, site: &str, question: &str) -> Option<Use<'_>> {
        // Neither an address nor a site holds a line break.
        let key = [&client.whole(), site, &normalised(question)].join("\n");
        Use::new("repeats", self.limiter.as_ref(), Limit::Repeats, key)
    }
}
