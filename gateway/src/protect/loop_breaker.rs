//! The same question from one client, again and again: a page or a script that runs in circles.
//!
//! Owns what counts as the same question. Refuses to keep one: it knows hashes only, of a key that
//! is new with each start.

use std::hash::{BuildHasher as _, RandomState};
use std::num::NonZeroU32;
use std::time::Duration;

use super::limiter::{Limiter, Rate};
use crate::client::Client;

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

/// `question` without what makes no difference to its answer: capitals, space that is wider than
/// one, and the marks at its end.
pub(crate) fn normalised(question: &str) -> String {
    let mut text = String::with_capacity(question.len());
    for word in question.split_whitespace() {
        if !text.is_empty() {
            text.push(' ');
        }
        text.extend(word.chars().flat_map(char::to_lowercase));
    }
    let end = text.trim_end_matches(['?', '!', '.', ' ', '？', '！', '。', '؟']).len();
    // A question of marks alone is itself.
    if end > 0 {
        text.truncate(end);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn questions_are_the_same_that_ask_the_same() {
        let first = normalised("How do I install it?");
        for same in ["how do i install it", "  How  do\tI\ninstall IT ?!", "HOW DO I INSTALL IT..."]
        {
            assert_eq!(normalised(same), first, "{same}");
        }
        for other in ["How do I install?", "How do I instal it?", "How doI install it?"] {
            assert_ne!(normalised(other), first, "{other}");
        }
        assert_ne!(normalised("use C++"), normalised("use C#"));
        assert_ne!(normalised("??"), normalised("!"));
    }
}
