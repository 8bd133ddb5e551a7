//! What the host page hears: bubbling, composed `CustomEvent`s on the box's element.
//!
//! Owns the names and the details. Refuses to tell a question's or an answer's text: pages count
//! questions with these events, and a reader's words are the reader's.

use serde::Serialize;
use web_sys::{CustomEvent, CustomEventInit, HtmlElement};

/// One event, told by [`dispatch`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub(crate) enum Told {
    /// `ask-docs-ready`: the box can be used.
    Ready {},
    /// `ask-docs-question`: a question goes out.
    Question {
        /// Its length in characters.
        characters: usize,
    },
    /// `ask-docs-answer`: an answer is whole.
    Answer {
        /// Whether there is one.
        found: bool,
        /// How many sources it has.
        sources: usize,
    },
    /// `ask-docs-stop`: the reader stopped an answer.
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
}

impl Told {
    fn name(&self) -> &'static str {
        match self {
            Self::Ready {} => "ask-docs-ready",
            Self::Question { .. } => "ask-docs-question",
            Self::Answer { .. } => "ask-docs-answer",
            Self::Stop {} => "ask-docs-stop",
            Self::Error { .. } => "ask-docs-error",
        }
    }
}

/// Tells the page. What its listeners throw is theirs.
pub(crate) fn dispatch(host: &HtmlElement, told: &Told) {
    let init = CustomEventInit::new();
    init.set_bubbles(true);
    init.set_composed(true);
    if let Ok(detail) = serde_wasm_bindgen::to_value(told) {
        init.set_detail(&detail);
    }
    if let Ok(event) = CustomEvent::new_with_event_init_dict(told.name(), &init) {
        let _ = host.dispatch_event(&event);
    }
}
