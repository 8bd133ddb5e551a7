//! What stands between the reader's words and their sending: secrets in them, and consent.
//!
//! Owns what holds a question back and what lets it go. Refuses to decide: the reader does, by one
//! key or one press.

use std::cell::RefCell;

use ask_docs_core::question::Question;
use ask_docs_core::quote::with_quote;
use ask_docs_core::secrets::{self, Kind};

use super::Session;
use crate::browser::storage::{self, Kept};

thread_local! {
    /// The sentence that the reader of this page has accepted.
    static ACCEPTED: RefCell<String> = RefCell::default();
}

/// What holds back a question that the reader wants to send.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Held {
    /// What stands in the field looks like it has a secret in it.
    Secrets,
    /// The owner wants the reader's consent: to what stands in the field, or to a question that was
    /// offered.
    Consent(Option<Question>),
}

impl Session {
    /// What stands in the field, with the quote that it is about. Tracks.
    pub(crate) fn whole_draft(self) -> String {
        self.draft.with(|draft| self.quote.with(|quote| with_quote(draft, quote)))
    }

    /// What in it looks like a secret, each kind once. Tracks.
    pub(crate) fn secrets(self) -> Vec<Kind> {
        let words = self.whole_draft();
        // More is no question, and would be looked at anew with each letter.
        if words.len() > 4 * ask_docs_core::question::MAX_CHARACTERS {
            return Vec::new();
        }
        let mut kinds = Vec::new();
        for secret in secrets::find(&words) {
            if !kinds.contains(&secret.kind) {
                kinds.push(secret.kind);
            }
        }
        kinds
    }

    /// Puts masks in the place of all that looks like a secret.
    pub(crate) fn mask(self) {
        self.draft.update(|draft| *draft = secrets::masked(draft));
        self.quote.update(|quote| *quote = secrets::masked(quote));
    }

    /// The sentence that the reader has still to accept. Tracks.
    pub(crate) fn unaccepted(self) -> Option<String> {
        let sentence = self.settings.with(|settings| settings.consent.clone())?;
        let is_accepted = self.accepted.with(|accepted| *accepted == sentence)
            || ACCEPTED.with_borrow(|accepted| *accepted == sentence);
        (!is_accepted).then_some(sentence)
    }

    /// The reader accepts the owner's sentence, and what was held for it goes out.
    pub(crate) fn accept(self) {
        let sentence = self.settings.with_untracked(|settings| settings.consent.clone());
        let sentence = sentence.unwrap_or_default();
        ACCEPTED.set(sentence.clone());
        if self.settings.with_untracked(|settings| settings.history) {
            storage::write(Kept::Consent, Some(&sentence));
        }
        self.accepted.set(sentence);
        let held = self.held.get_untracked();
        self.held.set(None);
        match held {
            Some(Held::Consent(Some(question))) => self.begin(question, true, false),
            Some(_) => self.ask_as_it_is(),
            None => self.field_wanted.set(()),
        }
    }

    /// Takes back that a sentence was accepted, on this page.
    pub(super) fn forget_consent(self) {
        ACCEPTED.set(String::new());
        self.accepted.set(String::new());
    }
}
