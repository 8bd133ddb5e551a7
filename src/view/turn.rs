//! A question with all that belongs to its answer.

use any_spawner::Executor;
use ask_docs_core::answer::{Answer, Phase};
use ask_docs_core::words::{Message, Value};
use wasm_bindgen::JsCast;
use web_sys::{Event, HtmlElement};

use super::actions::actions;
use super::answer::answer;
use super::build::{Built, Child, element, live, live_text};
use super::clock::seconds_since;
use super::follow_ups::follow_ups;
use super::freshness::freshness;
use super::icon::{AGAIN, CHEVRON, icon};
use super::newest::Newest;
use super::sources::sources;
use super::word::word;
use crate::session::{Session, Turn};
use crate::signal::memo;

/// The longest question that stays in view above its answer, in characters: a longer one would
/// leave too little room for that on a phone.
const LONGEST_PINNED: usize = 160;

/// One turn of `session`.
pub(super) fn turn(session: Session, newest: Newest, turn: Turn) -> Built {
    let end = newest.end_of(&turn);
    let is_long = turn.question.chars().count() > LONGEST_PINNED;
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
        .child((waiting(session, &turn), answer(session, state.clone()), stalled(session, &turn)))
        .child((notice(session, turn.clone(), heading), freshness(session, turn.clone())))
        .child(sources(session, citations))
        .child((actions(session, turn, citations), follow_ups(session, state)));
    let article = element("article").class("turn").attr("part", "turn");
    let heading = element("h3").class(if is_long { "" } else { "pinned" });
    article.child((heading.child(toggle), body, end))
}

/// Shown until there is something to read.
fn waiting(session: Session, turn: &Turn) -> impl Child {
    let (state, is_long) = (turn.answer.clone(), turn.is_long.clone());
    let waiting = move || {
        let is_waiting = state.with(|answer| answer.phase == Phase::Waiting);
        is_waiting.then(|| is_long.get())
    };
    live(waiting, move |waiting| {
        waiting.map(|is_long| {
            let words = match is_long {
                false => "searching",
                true => "searchingLong",
            };
            element("p")
                .class("waiting")
                .attr("part", "waiting")
                .child((element("span").class("pulse"), word(session, words)))
        })
    })
}

/// Shown below a text that has stopped to grow without having ended.
fn stalled(session: Session, turn: &Turn) -> impl Child {
    let (state, is_long) = (turn.answer.clone(), turn.is_long.clone());
    let is_stalled = move || is_long.get() && state.with(|answer| answer.phase == Phase::Streaming);
    live(is_stalled, move |is_stalled| {
        is_stalled.then(|| {
            element("p")
                .class("waiting")
                .attr("part", "waiting")
                .child((element("span").class("pulse"), word(session, "waitingForRest")))
        })
    })
}

/// What there is to say about an answer that is not simply whole, and what to do next.
#[derive(Clone, PartialEq)]
struct Notice {
    message: Message,
    is_failure: bool,
    again: Option<&'static str>,
    /// Seconds to wait before.
    wait: Option<u64>,
}

fn notice(session: Session, turn: Turn, heading: HtmlElement) -> impl Child {
    let (state, since) = (turn.answer.clone(), turn.ended_at.clone());
    let draw = move |notice: &Option<Notice>| {
        notice.as_ref().map(|Notice { message, is_failure, again, wait }| {
            let message = message.clone();
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
                    .child((icon(AGAIN), word(session, words)))
            });
            element("div")
                .class(if *is_failure { "notice failure" } else { "notice" })
                .attr("part", if *is_failure { "error" } else { "notice" })
                // The sentence alone: a countdown beside it would have it read anew each second.
                .child(
                    element("p")
                        .attr("role", if *is_failure { "alert" } else { "note" })
                        .child(live_text(move || session.say(&message))),
                )
                .child((
                    wait.map(|seconds| countdown(session, since.get_untracked(), seconds)),
                    again,
                ))
        })
    };
    live(move || state.with(describe), draw)
}

/// How long to wait still. A timer, so that a screen reader reads it when it comes by, and not each
/// second.
fn countdown(session: Session, since: f64, wait: u64) -> Built {
    let seconds = seconds_since(since, wait);
    let words = move || match wait.saturating_sub(seconds.get()) {
        0 => session.word("askAgainNow"),
        left => session.say(&Message::plain("askAgainIn").with("time", Value::In(left))),
    };
    element("p")
        .class("countdown")
        .attr("part", "countdown")
        .attr("role", "timer")
        .child(live_text(words))
}

fn describe(answer: &Answer) -> Option<Notice> {
    let notice = |key, is_failure, again| {
        Some(Notice { message: Message::plain(key), is_failure, again, wait: None })
    };
    match &answer.phase {
        Phase::Waiting | Phase::Streaming => None,
        Phase::Complete if answer.is_nothing_found() => notice("tryOtherWords", false, None),
        // The text itself says why.
        Phase::Complete if answer.is_fallback => notice("searchResults", false, None),
        Phase::Complete => None,
        Phase::Stopped if answer.has_arrived() => notice("stoppedHere", false, Some("askAgain")),
        Phase::Stopped => notice("stoppedBefore", false, Some("askAgain")),
        Phase::Incomplete => notice("incomplete", true, Some("tryAgain")),
        Phase::Failed(failure) => {
            let again = failure.is_retryable().then_some("tryAgain");
            let (message, wait) = (failure.message(), failure.wait_seconds());
            Some(Notice { message, is_failure: true, again, wait })
        }
    }
}
