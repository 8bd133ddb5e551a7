//! A question with all that belongs to its answer.

use any_spawner::Executor;
use ask_docs_core::answer::{Answer, Phase};
use ask_docs_core::failure::duration;
use wasm_bindgen::JsCast;
use web_sys::{Event, HtmlElement};

use super::actions::actions;
use super::answer::answer;
use super::build::{Built, Child, element, live, live_text};
use super::clock::seconds_since;
use super::follow_ups::follow_ups;
use super::freshness::freshness;
use super::icon::{AGAIN, CHEVRON, icon};
use super::sources::sources;
use crate::session::{Session, Turn};
use crate::signal::memo;

/// One turn of `session`.
pub(super) fn turn(session: Session, turn: Turn) -> Built {
    let Turn { id, question, answer: state, open, takes_focus, .. } = turn.clone();
    let (name, body) = (format!("question-{id}"), format!("answer-{id}"));
    // Only of an answer that has ended: below a growing text they would only move.
    let citations = memo({
        let state = state.clone();
        move || {
            state.with(|answer| match answer.phase.is_running() {
                true => Vec::new(),
                false => session.citations(answer),
            })
        }
    });
    let (is_open, is_shown) = (open.clone(), open.clone());
    let toggle = element("button")
        .attr("type", "button")
        .attr("id", &name)
        .class("question")
        .attr("part", "question")
        .attr("aria-controls", &body)
        .live_attr("aria-expanded", move || Some(if is_open.get() { "true" } else { "false" }))
        .on("click", move |_: Event| open.update(|open| *open = !*open))
        .child((element("span").attr("dir", "auto").child(question.as_str()), icon(CHEVRON)));
    let heading: HtmlElement = toggle.element().unchecked_into();
    if takes_focus {
        let heading = heading.clone();
        // It cannot be focused before it stands in the page.
        Executor::spawn_local(async move {
            let _ = heading.focus();
        });
    }
    let body = element("div")
        .class("turn-body")
        .attr("id", &body)
        .attr("role", "region")
        .attr("aria-labelledby", &name)
        .live_attr("hidden", move || (!is_shown.get()).then_some(""))
        .child((waiting(&turn), answer(session, state.clone()), stalled(&turn)))
        .child((notice(session, turn.clone(), heading), freshness(session, turn.clone())))
        .child(sources(session, citations))
        .child((actions(session, turn, citations), follow_ups(session, state)));
    let article = element("article").class("turn").attr("part", "turn");
    article.child((element("h3").child(toggle), body))
}

/// Shown until there is something to read.
fn waiting(turn: &Turn) -> impl Child {
    let (state, is_long) = (turn.answer.clone(), turn.is_long.clone());
    let waiting = move || {
        let is_waiting = state.with(|answer| answer.phase == Phase::Waiting);
        is_waiting.then(|| is_long.get())
    };
    live(waiting, |waiting| {
        waiting.map(|is_long| {
            let words = match is_long {
                false => "Searching the documentation…",
                true => "This takes longer than usual. Still searching…",
            };
            element("p")
                .class("waiting")
                .attr("part", "waiting")
                .child((element("span").class("pulse"), words))
        })
    })
}

/// Shown below a text that has stopped to grow without having ended.
fn stalled(turn: &Turn) -> impl Child {
    let (state, is_long) = (turn.answer.clone(), turn.is_long.clone());
    let is_stalled = move || is_long.get() && state.with(|answer| answer.phase == Phase::Streaming);
    live(is_stalled, |is_stalled| {
        is_stalled.then(|| {
            element("p")
                .class("waiting")
                .attr("part", "waiting")
                .child((element("span").class("pulse"), "Waiting for the rest…"))
        })
    })
}

/// What there is to say about an answer that is not simply whole, and what to do next.
#[derive(Clone, PartialEq)]
struct Notice {
    sentence: String,
    is_failure: bool,
    again: Option<&'static str>,
    /// Seconds to wait before.
    wait: Option<u64>,
}

fn notice(session: Session, turn: Turn, heading: HtmlElement) -> impl Child {
    let (state, since) = (turn.answer.clone(), turn.ended_at.clone());
    let draw = move |notice: &Option<Notice>| {
        notice.as_ref().map(|Notice { sentence, is_failure, again, wait }| {
            let again = again.map(|words| {
                let (turn, heading) = (turn.clone(), heading.clone());
                element("button")
                    .attr("type", "button")
                    .class("again")
                    .attr("part", "retry")
                    .on("click", move |_: Event| {
                        // This button goes away with the notice; focus must not go with it.
                        let _ = heading.focus();
                        session.retry(&turn);
                    })
                    .child((icon(AGAIN), words))
            });
            element("div")
                .class(if *is_failure { "notice failure" } else { "notice" })
                .attr("part", if *is_failure { "error" } else { "notice" })
                .child(
                    // The sentence alone: a countdown beside it would have it read anew each second.
                    element("p")
                        .attr("role", if *is_failure { "alert" } else { "note" })
                        .attr("dir", "auto")
                        .child(sentence.as_str()),
                )
                .child((wait.map(|seconds| countdown(since.get_untracked(), seconds)), again))
        })
    };
    live(move || state.with(describe), draw)
}

/// How long to wait still. A timer, so that a screen reader reads it when it comes by, and not each
/// second.
fn countdown(since: f64, wait: u64) -> Built {
    let seconds = seconds_since(since, wait);
    let words = move || match wait.saturating_sub(seconds.get()) {
        0 => "You can ask again now.".to_owned(),
        left => format!("Ask again in {}.", duration(left)),
    };
    element("p")
        .class("countdown")
        .attr("part", "countdown")
        .attr("role", "timer")
        .child(live_text(words))
}

fn describe(answer: &Answer) -> Option<Notice> {
    let notice = |sentence: &str, is_failure, again| {
        Some(Notice { sentence: sentence.to_owned(), is_failure, again, wait: None })
    };
    match &answer.phase {
        Phase::Waiting | Phase::Streaming => None,
        Phase::Complete if answer.is_nothing_found() => {
            notice("Nothing in the documentation answers this. Try other words.", false, None)
        }
        // The text itself says why.
        Phase::Complete if answer.is_fallback => {
            notice("These are search results: no answer could be written.", false, None)
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
            let wait = failure.wait_seconds();
            let sentence = if wait.is_some() { failure.without_wait() } else { failure.sentence() };
            Some(Notice { sentence, is_failure: true, again, wait })
        }
    }
}
