//! What a screen reader is told: one polite sentence for each step of the latest answer, and one
//! for what a press has done that only shows elsewhere.
//!
//! The answer itself is no live region: it would be read from the start with every chunk.

use ask_docs_core::answer::{Answer, Phase};

use super::build::{Child, element, live_text};
use crate::session::Session;

/// The status of `session`, for assistive technology alone.
pub(super) fn status(session: Session) -> impl Child {
    let sentence = move || {
        let turns = session.turns.get();
        // An earlier question may be the one that is asked again.
        let running =
            turns.iter().find(|turn| turn.answer.with(|answer| answer.phase.is_running()));
        let told = running.or(turns.first());
        told.map(|turn| turn.answer.with(|answer| sentence(session, answer))).unwrap_or_default()
    };
    let state = element("div")
        .class("visually-hidden")
        .attr("role", "status")
        .attr("part", "status")
        .child(live_text(sentence));
    // A region of its own: a word about the clipboard must not have the state read out again.
    let announced = element("div")
        .class("visually-hidden")
        .attr("aria-live", "polite")
        .child(live_text(move || session.announced.get()));
    (state, announced)
}

fn sentence(session: Session, answer: &Answer) -> String {
    match &answer.phase {
        Phase::Waiting => "Searching the documentation".to_owned(),
        Phase::Streaming => "Answering".to_owned(),
        Phase::Complete if answer.is_nothing_found() => {
            "Nothing found in the documentation".to_owned()
        }
        Phase::Complete => match session.citations(answer).len() {
            0 => "Answer complete".to_owned(),
            1 => "Answer complete, 1 source".to_owned(),
            count => format!("Answer complete, {count} sources"),
        },
        Phase::Stopped => "Stopped".to_owned(),
        // These two are alerts where they are shown.
        Phase::Incomplete | Phase::Failed(_) => String::new(),
    }
}
