//! What the reader says about an answer: told to the page, and sent where the owner wants it.
//!
//! Refuses to keep anybody waiting: what does not arrive is an event for the page, and nothing for
//! the reader. Refuses any words under Global Privacy Control.

use any_spawner::Executor;
use ask_docs_core::feedback::{Feedback, Reason};
use ask_docs_core::request::Endpoint;

use super::{Session, Turn};
use crate::browser::events::Told;
use crate::browser::{fetch, hooks, page};
use crate::settings::FeedbackTo;

/// What stands below an answer.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Said {
    /// Whether it helped; none where nothing is said, or was taken back.
    pub(crate) helpful: Option<bool>,
    pub(crate) reason: Option<Reason>,
    /// The reader's own words, once they are to be sent.
    pub(crate) comment: Option<String>,
}

impl Session {
    /// Tells what the reader says of the answer of `turn`; what was said of it before counts no more.
    pub(crate) fn judge(self, turn: &Turn, said: Said) {
        let Said { helpful, reason, comment } = said;
        let comment = comment.filter(|words| !words.trim().is_empty() && !page::opts_out());
        let question = self.told_words(&turn.question);
        self.tell(&Told::Feedback {
            helpful,
            reason: reason.map(Reason::word),
            comment: comment.clone(),
            question: question.clone(),
        });
        let endpoint = self.settings.with_untracked(|settings| {
            // Whoever has a token asks the API itself, which takes no feedback.
            let is_sent = settings.feedback == FeedbackTo::Gateway && settings.token.is_none();
            is_sent.then(|| settings.endpoint(page::kind()).ok()).flatten()
        });
        let Some(endpoint) = endpoint else { return };
        let question = question.filter(|_| !page::opts_out());
        let text = question.as_ref().map(|_| turn.answer.with_untracked(|a| a.text.clone()));
        let feedback = Feedback { answer: turn.name(), helpful, reason, comment, question, text };
        let is_sending = turn.unsent.with_untracked(Option::is_some);
        turn.unsent.set(Some(feedback));
        if !is_sending {
            Executor::spawn_local(self.send_feedback(endpoint, turn.clone()));
        }
    }

    /// Sends what is said of the answer of `turn`: one after the other, so that the last one counts.
    async fn send_feedback(self, endpoint: Endpoint, turn: Turn) {
        while let Some(feedback) = turn.unsent.get_untracked() {
            let Some(hooks) = self.hooks.try_with_untracked(Clone::clone) else { return };
            let sent = match hooks::headers(&hooks).await {
                Ok(own) => fetch::deliver(endpoint.feedback(&feedback), own).await,
                Err(failure) => Err(failure),
            };
            if let Err(failure) = sent {
                self.tell(&Told::FeedbackError { code: failure.code() });
            }
            if turn.unsent.with_untracked(|last| *last == Some(feedback)) {
                turn.unsent.set(None);
            }
        }
    }
}
