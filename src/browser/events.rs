//! What the host page hears: bubbling, composed `CustomEvent`s on the box's element.
//!
//! Owns the names and the details. Refuses to tell an answer's text, or a question's unless the
//! owner has asked for it: pages count questions with these events, and a reader's words are the
//! reader's. That the box is ready, open or closed is the loader's to tell.

use wasm_bindgen::JsValue;
use web_sys::{CustomEvent, CustomEventInit, HtmlElement};

use super::object::object;

/// One event, told by [`dispatch`].
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Told {
    /// `ask-docs-question`: a question goes out.
    Question {
        /// Its length in characters.
        characters: usize,
        /// Its words, where the owner wants them.
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
    Stop,
    /// `ask-docs-error`: no answer, or no whole one.
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
        /// The words of its question, where the owner wants them.
        question: Option<String>,
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
            Self::Stop => "ask-docs-stop",
            Self::Error { .. } => "ask-docs-error",
            Self::SourceClick { .. } => "ask-docs-source-click",
            Self::Feedback { .. } => "ask-docs-feedback",
            Self::Action { .. } => "ask-docs-action",
        }
    }

    fn detail(&self) -> JsValue {
        match self {
            Self::Question { characters, question } => {
                with_question(&[("characters", number(*characters))], question)
            }
            Self::FirstText { milliseconds } => object(&[("milliseconds", (*milliseconds).into())]),
            Self::Answer { found, sources, milliseconds } => object(&[
                ("found", (*found).into()),
                ("sources", number(*sources)),
                ("milliseconds", (*milliseconds).into()),
            ]),
            Self::Stop => object(&[]),
            Self::Error { code, retryable, retry_after } => object(&[
                ("code", (*code).into()),
                ("retryable", (*retryable).into()),
                ("retryAfter", retry_after.map_or(JsValue::NULL, |wait| (wait as f64).into())),
            ]),
            Self::SourceClick { url, number: place } => {
                object(&[("url", url.as_str().into()), ("number", number(*place))])
            }
            Self::Feedback { helpful, question } => {
                let helpful = helpful.map_or(JsValue::NULL, JsValue::from_bool);
                with_question(&[("helpful", helpful)], question)
            }
            Self::Action { id } => object(&[("id", id.as_str().into())]),
        }
    }
}

/// Tells the page. What its listeners throw is theirs.
pub(crate) fn dispatch(host: &HtmlElement, told: &Told) {
    let init = CustomEventInit::new();
    init.set_bubbles(true);
    init.set_composed(true);
    init.set_detail(&told.detail());
    if let Ok(event) = CustomEvent::new_with_event_init_dict(told.name(), &init) {
        let _ = host.dispatch_event(&event);
    }
}

fn number(count: usize) -> JsValue {
    (count as f64).into()
}

fn with_question(fields: &[(&str, JsValue)], question: &Option<String>) -> JsValue {
    let mut fields = fields.to_vec();
    fields.extend(question.iter().map(|question| ("question", question.as_str().into())));
    object(&fields)
}
