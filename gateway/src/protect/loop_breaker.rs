//! The same question from one client, again and again: a page or a script that runs in circles.
//!
//! Owns the count. Refuses to keep a question: it knows hashes only, of a key that
//! is new with each start.

use std::hash::{BuildHasher as _, RandomState};
use std::num::NonZeroU32;
use std::time::Duration;

use super::limiter::{Limiter, Rate};
use crate::client::Client;
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
    hasher: RandomState,
}

/// A question of one client to one site, which cannot be read out of it.
#[derive(Clone, Copy)]
pub(super) struct Asked(u64);

impl Default for LoopSettings {
    fn default() -> Self {
        let count = NonZeroU32::new(5);
        let per = Duration::from_secs(60);
        Self { same_question: count.map(|count| Rate { count, per }) }
    }
}

impl LoopBreaker {
    pub(super) fn new(settings: &LoopSettings) -> Self {
        Self { limiter: settings.same_question.map(Limiter::new), hasher: RandomState::new() }
    }

    /// `question`, as it is counted.
    pub(super) fn asked(&self, client: Client, site: &str, question: &str) -> Asked {
        Asked(self.hasher.hash_one((client, site, normalised(question))))
    }

    /// Asks once more, or says how long to wait.
    pub(super) fn take(&self, asked: Asked) -> Result<(), Duration> {
        self.limiter.as_ref().map_or(Ok(()), |limiter| limiter.take(asked.0))
    }

    /// Takes one asking back.
    pub(super) fn give_back(&self, asked: Asked) {
        if let Some(limiter) = &self.limiter {
            limiter.give_back(asked.0);
        }
    }
}
