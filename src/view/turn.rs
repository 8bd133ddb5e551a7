//! A question with all that belongs to its answer.

use ask_docs_core::answer::{Answer, Phase};
use leptos::ev;
use leptos::html::{Button, article, button, div, h3, p, span};
use leptos::prelude::*;

use super::actions::actions;
use super::answer::answer;
use super::follow_ups::follow_ups;
use super::icon::{AGAIN, CHEVRON, icon};
use super::sources::sources;
use crate::session::{Session, Turn};

/// One turn of `session`.
pub(super) fn turn(session: Session, turn: Turn) -> impl IntoView {
    let Turn { id, question, answer: state, open, takes_focus, .. } = turn.clone();
    let heading = NodeRef::<Button>::new();
    Effect::new(move |_| {
        if let Some(heading) = heading.get().filter(|_| takes_focus) {
            let _ = heading.focus();
        }
    });
    let body = format!("answer-{id}");
    // Only of an answer that has ended: below a growing text they would only move.
    let citations = Memo::new({
        let state = state.clone();
        move |_| {
            state.with(|answer| match answer.phase.is_running() {
                true => Vec::new(),
                false => session.citations(answer),
            })
        }
    });
    let is_open = {
        let open = open.clone();
        move || open.get()
    };
    let toggle = button()
        .node_ref(heading)
        .attr("type", "button")
        .attr("id", format!("question-{id}"))
        .class("question")
        .attr("part", "question")
        .attr("aria-controls", body.clone())
        .attr("aria-expanded", {
            let is_open = is_open.clone();
            move || if is_open() { "true" } else { "false" }
        })
        .on(ev::click, move |_| open.update(|open| *open = !*open))
        .child((span().attr("dir", "auto").child(question), icon(CHEVRON)));
    article().class("turn").attr("part", "turn").child(h3().child(toggle)).child(
        div()
            .class("turn-body")
            .attr("id", body)
            .attr("role", "region")
            .attr("aria-labelledby", format!("question-{id}"))
            .attr("hidden", move || !is_open())
            .child((waiting(state.clone()), answer(session, state.clone())))
            .child((notice(session, turn.clone(), heading), sources(session, citations)))
            .child((actions(session, turn, citations), follow_ups(session, state))),
    )
}

/// Shown until there is something to read.
fn waiting(state: ArcRwSignal<Answer>) -> impl IntoView {
    let waiting = Memo::new(move |_| state.with(|answer| answer.phase == Phase::Waiting));
    move || {
        waiting.get().then(|| {
            p().class("waiting")
                .attr("part", "waiting")
                .child((span().class("pulse"), "Searching the documentation…"))
        })
    }
}

/// What there is to say about an answer that is not simply whole, and what to do next.
#[derive(Clone, PartialEq)]
struct Notice {
    sentence: String,
    is_failure: bool,
    again: Option<&'static str>,
}

fn notice(session: Session, turn: Turn, heading: NodeRef<Button>) -> impl IntoView {
    let state = turn.answer.clone();
    let notice = Memo::new(move |_| state.with(describe));
    move || {
        let turn = turn.clone();
        notice.get().map(|Notice { sentence, is_failure, again }| {
            let again = again.map(|words| {
                button()
                    .attr("type", "button")
                    .class("again")
                    .attr("part", "retry")
                    .on(ev::click, move |_| {
                        // This button goes away with the notice; focus must not go with it.
                        if let Some(heading) = heading.get_untracked() {
                            let _ = heading.focus();
                        }
                        session.retry(&turn);
                    })
                    .child((icon(AGAIN), words))
            });
            div()
                .class("notice")
                .class(("failure", is_failure))
                .attr("part", if is_failure { "error" } else { "notice" })
                .attr("role", if is_failure { "alert" } else { "note" })
                .child((p().child(sentence), again))
        })
    }
}

fn describe(answer: &Answer) -> Option<Notice> {
    let notice = |sentence: &str, is_failure, again| {
        Some(Notice { sentence: sentence.to_owned(), is_failure, again })
    };
    match &answer.phase {
        Phase::Waiting | Phase::Streaming => None,
        Phase::Complete if answer.is_nothing_found() => {
            notice("Nothing in the documentation answers this. Try other words.", false, None)
        }
        Phase::Complete => None,
        Phase::Stopped if answer.has_arrived() => notice("Stopped here.", false, Some("Ask again")),
        Phase::Stopped => notice("Stopped before an answer came.", false, Some("Ask again")),
        Phase::Incomplete => notice(
            "This answer is not complete: the connection ended early.",
            true,
            Some("Try again"),
        ),
        Phase::Failed(failure) => {
            let again = failure.is_retryable().then_some("Try again");
            notice(&failure.sentence(), true, again)
        }
    }
}
