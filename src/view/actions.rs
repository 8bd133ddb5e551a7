//! What can be done with an answer that has ended: take it along, or ask once more; and the line
//! that says how far to trust it.

use any_spawner::Executor;
use ask_docs_core::answer::{Answer, Phase};
use ask_docs_core::citation::Citation;
use ask_docs_core::footnotes::{Words, with_footnotes};
use ask_docs_core::words::Message;
use gloo_timers::callback::Timeout;
use reactive_graph::graph::untrack;
use wasm_bindgen::JsCast;
use web_sys::{Event, Node};

use super::build::{Built, Child, element, live, live_text};
use super::feedback::feedback;
use super::icon::{AGAIN, COPY, DONE, EDIT, icon};
use super::own_actions::own_actions;
use super::word::word;
use crate::browser::clipboard;
use crate::session::{Session, Turn};
use crate::signal::{ArcRwSignal, RwSignal, StoredValue};

/// How long a button says what its press has done: long enough to be read, and to be heard.
const TOLD_MILLISECONDS: u32 = 3000;

/// The foot of the answer of `turn`, once it has ended with something to read.
pub(super) fn actions(
    session: Session,
    turn: Turn,
    citations: RwSignal<Vec<Citation>>,
) -> impl Child {
    let state = turn.answer.clone();
    let shown = move || {
        state.with(|answer| {
            let is_shown = answer.has_arrived() && !answer.phase.is_running();
            is_shown.then_some(answer.phase == Phase::Complete)
        })
    };
    live(shown, move |shown| {
        shown.map(|is_complete| {
            // Any other answer has this button beside the sentence about its end.
            let again = is_complete.then(|| ask_again(session, turn.clone()));
            let actions = element("div").class("actions").attr("part", "actions");
            let (judges, reasons) = feedback(session, turn.clone());
            element("div").class("foot").child((
                actions
                    .child((
                        copy(session, turn.answer.clone(), citations),
                        again,
                        edit(session, &turn),
                    ))
                    .child((own_actions(session), judges)),
                reasons,
                disclaimer(session),
            ))
        })
    })
}

/// What the last press of the copy button has done.
#[derive(Clone, Copy, PartialEq)]
enum Copied {
    NotYet,
    Done,
    Failed,
}

fn copy(session: Session, state: ArcRwSignal<Answer>, citations: RwSignal<Vec<Citation>>) -> Built {
    let copied = RwSignal::new(Copied::NotYet);
    let forgetting = StoredValue::new(None);
    let tell = move |outcome| {
        // The answer may be gone by now, and its button with it.
        if copied.try_set(outcome).is_some() {
            return;
        }
        session.announced.set(match outcome {
            Copied::Done => Some(Message::plain("answerCopied")),
            Copied::Failed => Some(Message::plain("answerNotCopied")),
            Copied::NotYet => None,
        });
    };
    element("button")
        .attr("type", "button")
        .class("act")
        .live_class("failed", move || copied.get() == Copied::Failed)
        .attr("part", "copy")
        .on("click", move |event: Event| {
            let Some(place) = event.current_target().and_then(|at| at.dyn_into::<Node>().ok())
            else {
                return;
            };
            let text = state.with_untracked(|answer| {
                let keys = ["sources", "untitled", "gone"];
                let [sources, untitled, gone] = keys.map(|key| untrack(|| session.word(key)));
                let words = Words { sources: &sources, untitled: &untitled, gone: &gone };
                citations.with_untracked(|citations| with_footnotes(&answer.text, citations, words))
            });
            Executor::spawn_local(async move {
                let is_done = clipboard::copy(&text, &place).await;
                tell(if is_done { Copied::Done } else { Copied::Failed });
                let later = Timeout::new(TOLD_MILLISECONDS, move || tell(Copied::NotYet));
                let _ = forgetting.try_update_value(|earlier| earlier.replace(later));
            });
        })
        .child(live(
            move || if copied.get() == Copied::Done { DONE } else { COPY },
            |strokes| Some(icon(strokes)),
        ))
        .child(element("span").child(live_text(move || {
            session.word(match copied.get() {
                Copied::NotYet => "copyAnswer",
                Copied::Done => "copied",
                Copied::Failed => "notCopied",
            })
        })))
}

/// Asks the same question in a new turn: another answer must not cost the one that is there.
fn ask_again(session: Session, turn: Turn) -> Built {
    element("button")
        .attr("type", "button")
        .class("act")
        .attr("part", "ask-again")
        .on("click", move |_: Event| session.retry(&turn))
        .child((icon(AGAIN), element("span").child(word(session, "askAgain"))))
}

/// Puts the question into the field once more.
fn edit(session: Session, turn: &Turn) -> Built {
    let turn = turn.clone();
    element("button")
        .attr("type", "button")
        .class("act")
        .attr("part", "edit")
        .on("click", move |_: Event| session.edit(&turn))
        .child((icon(EDIT), element("span").child(word(session, "editQuestion"))))
}

fn disclaimer(session: Session) -> impl Child {
    live(
        move || {
            let own = session.settings.with(|settings| settings.disclaimer.clone());
            own.unwrap_or_else(|| session.word("disclaimer"))
        },
        |words| {
            (!words.trim().is_empty()).then(|| {
                element("p")
                    .class("disclaimer")
                    .attr("part", "disclaimer")
                    .attr("dir", "auto")
                    .child(words.as_str())
            })
        },
    )
}
