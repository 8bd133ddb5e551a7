//! The conversation across a reload, where the owner has turned it on.
//!
//! Owns when it is kept and what comes back, and that what is forgotten is forgotten by every box of
//! the page. Refuses to keep anything otherwise.

use std::cell::RefCell;

use ask_docs_core::answer::{Answer, Phase};
use ask_docs_core::history::{self, Exchange};

use super::{Session, Turn};
use crate::browser::storage::{self, Kept};

thread_local! {
    /// The conversations of this page.
    static ALL: RefCell<Vec<Session>> = RefCell::default();
}

impl Session {
    /// Has this conversation emptied with those of other boxes.
    pub(super) fn join_others(self) {
        ALL.with_borrow_mut(|all| {
            all.retain(|one| one.keeps().is_some());
            all.push(self);
        });
    }

    /// Whether its owner has history turned on; nothing if its box has gone.
    fn keeps(self) -> Option<bool> {
        self.settings.try_with_untracked(|settings| settings.history)
    }

    /// Keeps the conversation as it stands; forgets it where nothing is to be kept.
    pub(super) fn keep_history(self) {
        let is_on = self.keeps();
        let name = self.kept_as.try_get_value().flatten();
        let (Some(true), Some(name)) = (is_on, name) else { return };
        let exchanges = self.turns.with_untracked(|turns| {
            turns.iter().map(|turn| self.exchange_of(turn)).collect::<Vec<_>>()
        });
        let text = (!exchanges.is_empty()).then(|| history::to_text(&exchanges));
        storage::write(Kept::Conversation(&name), text.as_deref());
    }

    /// Brings back what was kept, once, into an empty conversation.
    pub(super) fn restore_history(self) {
        let is_on = self.settings.with_untracked(|settings| settings.history);
        if !is_on || self.kept_as.get_value().is_some() {
            return;
        }
        let name = self.host.try_get_value().map(|host| host.id()).unwrap_or_default();
        let kept = storage::read(Kept::Conversation(&name));
        let recent = storage::read(Kept::Recent);
        self.recent.set(recent.as_deref().map(history::recent_from_text).unwrap_or_default());
        self.accepted.set(storage::read(Kept::Consent).unwrap_or_default());
        self.kept_as.set_value(Some(name));
        if self.turns.with_untracked(|turns| !turns.is_empty()) {
            return;
        }
        let exchanges = kept.as_deref().map(history::from_text).unwrap_or_default();
        let mut running = None;
        let count = exchanges.len();
        let turns = exchanges.into_iter().enumerate().map(|(index, exchange)| {
            let turn = Turn::new(count - 1 - index, exchange.question, exchange.answer, index == 0);
            if let (0, Some(id)) = (index, exchange.stream) {
                running = Some((turn.clone(), id));
            }
            turn
        });
        let turns: Vec<_> = turns.collect();
        self.asked.set_value(count);
        self.turns.set(turns);
        if let Some((turn, id)) = running {
            self.resume(&turn, &id);
        }
    }

    /// Notes that `question` was asked, where the owner has history turned on.
    pub(super) fn note_recent(self, question: &str) {
        if self.settings.with_untracked(|settings| settings.history) {
            self.recent.update(|recent| *recent = history::with_recent(recent, question));
            let text = self.recent.with_untracked(|recent| history::recent_to_text(recent));
            storage::write(Kept::Recent, Some(&text));
        }
    }

    /// Forgets all that is kept for this site in this tab, and with it this conversation and those
    /// that would be kept anew.
    pub(crate) fn forget_all(self) {
        self.empty();
        let mut others = ALL.with_borrow(Clone::clone);
        others.retain(|other| other.keeps() == Some(true));
        others.into_iter().for_each(Self::empty);
        storage::forget_all();
    }

    fn empty(self) {
        self.clear();
        self.recent.set(Vec::new());
        self.forget_consent();
    }

    /// The page goes away, perhaps only for a reload.
    pub(crate) fn leave(self) {
        let is_kept = self.settings.with_untracked(|settings| settings.history);
        if !is_kept {
            return self.stop();
        }
        self.keep_history();
        let running = self.running.try_update_value(Option::take).flatten();
        if let Some(running) = running {
            running.leave();
            // A page that comes back from the browser's cache finds it ended.
            self.turns.with_untracked(|turns| {
                turns.iter().for_each(|turn| turn.answer.update(Answer::stop));
            });
        }
    }

    fn exchange_of(self, turn: &Turn) -> Exchange {
        turn.answer.with_untracked(|answer| {
            let is_running = matches!(answer.phase, Phase::Waiting | Phase::Streaming);
            let stream = turn.stream.get_untracked().filter(|_| is_running);
            Exchange { question: turn.question.clone(), answer: answer.clone(), stream }
        })
    }
}
