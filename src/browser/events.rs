//! What the host page hears: bubbling, composed `CustomEvent`s on the box's element.
//!
//! Owns the names and the details. Refuses to tell an answer's text, or a question's unless the
//! owner has asked for it: pages count questions with these events, and a reader's words are the
//! reader's. That the box is ready, open or closed is the loader's to tell.

use serde::Serialize;
use web_sys::{CustomEvent, CustomEventInit, HtmlElement};

use super::object::object;

/// One event, told by [`dispatch`].
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub(crate) enum Told {
    /// `ask-docs-question`: a question goes out.
    Question {
        /// Its length in characters.
        characters: usize,
        /// Its words, where the owner wants them.
        #[serde(skip_serializing_if = "Option::is_none")]
        question: Option<String>,
    },
    /// `ask-docs-first-text`: the first text of an answer is there.
    FirstText {
        /// Since the question went out.
        milliseconds: f64,
    },
    /// `ask-docs-answer`: an answer is whole.
    Answer {
        /// Whether there is one.
        found: bool,
        /// How many sources it has.
        sources: usize,
        /// Since the question went out.
        milliseconds: f64,
    },
    /// `ask-docs-stop`: an answer was stopped.
    Stop {},
    /// `ask-docs-error`: no answer, or no whole one.
    #[serde(rename_all = "camelCase")]
    Error {
        /// A short word, stable across versions.
        code: &'static str,
        /// Whether asking again makes sense.
        retryable: bool,
        /// Seconds to wait before, where known.
        retry_after: Option<u64>,
    },
    /// `ask-docs-source-click`: the reader follows a source.
    SourceClick {
        /// Where it leads.
        url: String,
        /// Its place in the list, from 1.
        number: usize,
    },
    /// `ask-docs-feedback`: the reader says whether an answer helped.
    Feedback {
        /// Whether it did; none takes back what was said before.
        helpful: Option<bool>,
        /// Why it did not, in a word.
        #[serde(skip_serializing_if = "Option::is_none")]
        reason: Option<&'static str>,
        /// The reader's own words about it, meant for the owner.
        #[serde(skip_serializing_if = "Option::is_none")]
        comment: Option<String>,
        /// The words of its question, where the owner wants them.
        #[serde(skip_serializing_if = "Option::is_none")]
        question: Option<String>,
    },
    /// `ask-docs-feedback-error`: what the reader says did not reach the gateway.
    FeedbackError {
        /// As in `ask-docs-error`.
        code: &'static str,
    },
    /// `ask-docs-action`: the reader has pressed a button of the owner's own.
    Action {
        /// The button's id.
        id: String,
    },
}

impl Told {
    fn name(&self) -> &'static str {
        match self {
            Self::Question { .. } => "ask-docs-question",
            Self::FirstText { .. } => "ask-docs-first-text",
            Self::Answer { .. } => "ask-docs-answer",
            Self::Stop {} => "ask-docs-stop",
            Self::Error { .. } => "ask-docs-error",
            Self::SourceClick { .. } => "ask-docs-source-click",
            Self::Feedback { .. } => "ask-docs-feedback",
            Self::FeedbackError { .. } => "ask-docs-feedback-error",
            Self::Action { .. } => "ask-docs-action",
        }
    }
}

/// Tells the page. What its listeners throw is theirs.
pub(crate) fn dispatch(host: &HtmlElement, told: &Told) {
    let init = CustomEventInit::new();
    init.set_bubbles(true);
    init.set_composed(true);
    init.set_detail(&object(told));
    if let Ok(event) = CustomEvent::new_with_event_init_dict(told.name(), &init) {
        let _ = host.dispatch_event(&event);
    }
}
