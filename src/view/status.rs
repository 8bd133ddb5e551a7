//! What a screen reader is told: a polite sentence for each step of the latest answer, the answer
//! itself in whole sentences ([`voice`](super::voice)), and a word for what a press has done that
//! only shows elsewhere.
//!
//! The answer's own place is no live region: it would be read from the start with every chunk.

use ask_docs_core::answer::{Answer, Phase};
use ask_docs_core::words::{Message, Value};
use reactive_graph::graph::untrack;

use super::build::{Child, element, live, live_text};
use super::voice::Voice;
use crate::session::{Session, Turn};
use crate::signal::{RwSignal, effect};

/// The status of `session`, for assistive technology alone.
pub(super) fn status(session: Session) -> impl Child {
    let (state, spoken) = (RwSignal::new(String::new()), RwSignal::new(Vec::new()));
    let voice = Voice::new(session, spoken);
    effect(move || {
        let told = told(session);
        let now = told.as_ref().map(|turn| sentence(session, turn)).unwrap_or_default();
        // Before the sentence about its end.
        untrack(|| voice.follow(told));
        state.set(now);
    });
    let state = element("div")
        .class("visually-hidden")
        .attr("role", "status")
        .attr("part", "status")
        .child(live_text(move || state.get()));
    // A region of its own: a word about the clipboard must not have the state read out again.
    let announced = element("div").class("visually-hidden").attr("aria-live", "polite").child(
        live_text(move || {
            let message = session.announced.get();
            message.map(|message| session.say(&message)).unwrap_or_default()
        }),
    );
    // In a log, what comes is read, and what goes is not.
    let spoken = element("div").class("visually-hidden").attr("role", "log").child(live(
        move || spoken.get(),
        |spoken: &Vec<String>| {
            let line = |one: &String| element("p").child(one.as_str());
            spoken.iter().map(line).collect::<Vec<_>>()
        },
    ));
    (state, announced, spoken)
}

/// The turn that a reader is told of. An earlier question may be the one that is asked again.
fn told(session: Session) -> Option<Turn> {
    let turns = session.turns.get();
    let running = turns.iter().find(|turn| turn.answer.with(|answer| answer.phase.is_running()));
    running.or(turns.first()).cloned()
}

fn sentence(session: Session, turn: &Turn) -> String {
    let is_long = turn.is_long.get();
    // What is shown, without the dots.
    let heard = |key| session.word(key).trim_end_matches('…').to_owned();
    turn.answer.with(|answer| match &answer.phase {
        Phase::Waiting if is_long => heard("searchingLong"),
        Phase::Waiting => heard("searching"),
        Phase::Streaming if is_long => heard("waitingForRest"),
        Phase::Streaming => session.word("answering"),
        Phase::Complete => complete(session, answer),
        Phase::Stopped => session.word("stopped"),
        // These two are alerts where they are shown.
        Phase::Incomplete | Phase::Failed(_) => String::new(),
    })
}

fn complete(session: Session, answer: &Answer) -> String {
    if answer.is_nothing_found() {
        return session.word("noneFound");
    }
    match session.citations(answer).len() as u64 {
        0 => session.word("complete"),
        count => {
            let message = Message::plain("completeWithSources");
            session.say(&message.with("count", Value::Count(count)))
        }
    }
}
