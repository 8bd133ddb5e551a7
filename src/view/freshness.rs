//! How old an answer out of a gateway's cache is, and the way to one that is new.

use ask_docs_core::words::{Message, Value};
use web_sys::Event;

use super::build::{Child, element, live, live_text};
use super::word::word;
use crate::session::{Session, Turn};

/// The line about the answer of `turn`; nothing for one that was written for this reader.
pub(super) fn freshness(session: Session, turn: Turn) -> impl Child {
    let (state, cached) = (turn.answer.clone(), turn.cached_for.clone());
    let age = move || cached.get().filter(|_| state.with(|answer| !answer.phase.is_running()));
    live(age, move |age| {
        let turn = turn.clone();
        age.map(|seconds| {
            element("p").class("freshness").attr("part", "freshness").child((
                element("span").child(live_text(move || session.say(&said(seconds)))),
                element("button")
                    .attr("type", "button")
                    .class("link")
                    .attr("part", "ask-afresh")
                    .on("click", move |_: Event| session.retry(&turn))
                    .child(word(session, "askAfresh")),
            ))
        })
    })
}

fn said(seconds: u64) -> Message {
    match seconds {
        0..60 => Message::plain("cachedNow"),
        _ => Message::plain("cached").with("time", Value::Ago(seconds)),
    }
}
