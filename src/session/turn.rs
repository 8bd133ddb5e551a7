//! One question of a conversation, with all that is known of its answer.

use ask_docs_core::answer::Answer;
use ask_docs_core::feedback::Feedback;

use crate::signal::ArcRwSignal;

/// A question and its answer.
#[derive(Clone, Debug)]
pub(crate) struct Turn {
    /// Unique in its session; also the order of asking.
    pub(crate) id: usize,
    pub(crate) question: String,
    pub(crate) answer: ArcRwSignal<Answer>,
    /// When its question went out last, in milliseconds.
    pub(crate) asked_at: ArcRwSignal<f64>,
    /// When anything of its answer came last, in milliseconds.
    pub(super) heard_at: ArcRwSignal<f64>,
    /// Whether it keeps its reader waiting.
    pub(crate) is_long: ArcRwSignal<bool>,
    /// When it ended, in milliseconds.
    pub(crate) ended_at: ArcRwSignal<f64>,
    /// What a gateway continues its answer by.
    pub(super) stream: ArcRwSignal<Option<String>>,
    /// What it is called where it was not named by a gateway.
    pub(super) own_name: ArcRwSignal<String>,
    /// What is said of its answer and was not yet sent.
    pub(super) unsent: ArcRwSignal<Option<Feedback>>,
    /// Seconds that its answer had been in a gateway's cache.
    pub(crate) cached_for: ArcRwSignal<Option<u64>>,
    /// Whether the answer is shown.
    pub(crate) open: ArcRwSignal<bool>,
    /// Whether focus goes to it: the button that asked it goes away.
    pub(crate) takes_focus: bool,
}

impl Turn {
    /// A question with its answer as it stands.
    pub(crate) fn new(id: usize, question: String, answer: Answer, is_open: bool) -> Self {
        Self {
            id,
            question,
            answer: ArcRwSignal::new(answer),
            asked_at: ArcRwSignal::default(),
            heard_at: ArcRwSignal::default(),
            is_long: ArcRwSignal::default(),
            ended_at: ArcRwSignal::default(),
            stream: ArcRwSignal::default(),
            own_name: ArcRwSignal::default(),
            unsent: ArcRwSignal::default(),
            cached_for: ArcRwSignal::default(),
            open: ArcRwSignal::new(is_open),
            takes_focus: false,
        }
    }

    /// What names its answer to a gateway: the name of its stream, else one that nobody else has.
    pub(super) fn name(&self) -> String {
        if let Some(stream) = self.stream.get_untracked() {
            return stream;
        }
        self.own_name.update(|name| {
            while name.len() < 16 {
                let digit = (js_sys::Math::random() * 16.0) as u32;
                name.extend(char::from_digit(digit, 16));
            }
            name.clone()
        })
    }

    /// Milliseconds since its question went out; the clock of the reader's device may be set back.
    pub(super) fn age(&self) -> f64 {
        (js_sys::Date::now() - self.asked_at.get_untracked()).max(0.0)
    }
}
