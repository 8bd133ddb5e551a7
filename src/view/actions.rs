//! What can be done with an answer that has ended: take it along, or ask once more; and the line
//! that says how far to trust it.

use ask_docs_core::answer::{Answer, Phase};
use ask_docs_core::citation::Citation;
use ask_docs_core::footnotes::with_footnotes;
use gloo_timers::callback::Timeout;
use leptos::ev;
use leptos::html::{button, div, p, span};
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use web_sys::Node;

use super::feedback::feedback;
use super::icon::{AGAIN, COPY, DONE, icon};
use super::own_actions::own_actions;
use crate::browser::clipboard;
use crate::session::{Session, Turn};

/// How long a button says what its press has done: long enough to be read, and to be heard.
const TOLD_MILLISECONDS: u32 = 3000;

/// The foot of the answer of `turn`, once it has ended with something to read.
pub(super) fn actions(
    session: Session,
    turn: Turn,
    citations: Memo<Vec<Citation>>,
) -> impl IntoView {
    let state = turn.answer.clone();
    let shown = Memo::new(move |_| {
        state.with(|answer| {
            let is_shown = answer.has_arrived() && !answer.phase.is_running();
            is_shown.then_some(answer.phase == Phase::Complete)
        })
    });
    move || {
        shown.get().map(|is_complete| {
            // Any other answer has this button beside the sentence about its end.
            let again = is_complete.then(|| ask_again(session, turn.clone()));
            div().class("foot").child((
                div()
                    .class("actions")
                    .attr("part", "actions")
                    .child((copy(session, turn.answer.clone(), citations), again))
                    .child((own_actions(session), feedback(session, turn.question.clone()))),
                disclaimer(session),
            ))
        })
    }
}

/// What the last press of the copy button has done.
#[derive(Clone, Copy, PartialEq)]
enum Copied {
    NotYet,
    Done,
    Failed,
}

fn copy(
    session: Session,
    state: ArcRwSignal<Answer>,
    citations: Memo<Vec<Citation>>,
) -> impl IntoView {
    let copied = RwSignal::new(Copied::NotYet);
    let forgetting = StoredValue::new_local(None);
    let tell = move |outcome| {
        // The answer may be gone by now, and its button with it.
        if copied.try_set(outcome).is_some() {
            return;
        }
        let _ = session.announced.try_set(match outcome {
            Copied::Done => "Answer copied",
            Copied::Failed => "The answer could not be copied",
            Copied::NotYet => "",
        });
    };
    button()
        .attr("type", "button")
        .class("act")
        .class(("failed", move || copied.get() == Copied::Failed))
        .attr("part", "copy")
        .on(ev::click, move |event| {
            let Some(place) = event.current_target().and_then(|at| at.dyn_into::<Node>().ok())
            else {
                return;
            };
            let text = state.with_untracked(|answer| {
                let written = session.markdown(answer);
                citations.with_untracked(|citations| with_footnotes(&written, citations))
            });
            spawn_local(async move {
                let is_done = clipboard::copy(&text, &place).await;
                tell(if is_done { Copied::Done } else { Copied::Failed });
                let later = Timeout::new(TOLD_MILLISECONDS, move || tell(Copied::NotYet));
                let _ = forgetting.try_update_value(|earlier| earlier.replace(later));
            });
        })
        .child(move || icon(if copied.get() == Copied::Done { DONE } else { COPY }))
        .child(span().child(move || match copied.get() {
            Copied::NotYet => "Copy answer",
            Copied::Done => "Copied",
            Copied::Failed => "Could not copy",
        }))
}

/// Asks the same question in a new turn: another answer must not cost the one that is there.
fn ask_again(session: Session, turn: Turn) -> impl IntoView {
    button()
        .attr("type", "button")
        .class("act")
        .attr("part", "ask-again")
        .on(ev::click, move |_| session.retry(&turn))
        .child((icon(AGAIN), span().child("Ask again")))
}

fn disclaimer(session: Session) -> impl IntoView {
    let words = Memo::new(move |_| session.settings.with(|settings| settings.disclaimer.clone()));
    move || {
        let words = words.get();
        (!words.trim().is_empty()).then(|| {
            p().class("disclaimer").attr("part", "disclaimer").attr("dir", "auto").child(words)
        })
    }
}
