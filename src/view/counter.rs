//! How long the question is, once it nears the limit.
//!
//! Shown with each letter, and said only where it matters: a reader who hears a number with each
//! letter hears nothing else.

use ask_docs_core::question::{MAX_CHARACTERS, characters_left};
use ask_docs_core::words::{Message, Value};

use super::build::{Child, element, live, live_text};
use crate::session::Session;
use crate::signal::{effect, memo};

/// With so few characters left the count is shown, and said once.
const NEAR: isize = 64;

/// With so few it is said once more.
const LAST: isize = 10;

/// The line below the field of `session`.
pub(super) fn counter(session: Session) -> impl Child {
    let near = memo(move || is_near(session));
    let said = memo(move || match left(session) {
        left if left < 0 => Some(Message::plain("questionTooLong")),
        left if left <= LAST => Some(at_most(LAST)),
        left if left <= NEAR => Some(at_most(NEAR)),
        _ => None,
    });
    let mut was_said = None;
    effect(move || {
        let now = said.get();
        if now != was_said {
            was_said = now.clone();
            session.announced.set(now);
        }
    });
    live(
        move || near.get(),
        move |is_near| {
            is_near.then(|| {
                element("p")
                    .class("counter")
                    .live_class("over", move || left(session) < 0)
                    .attr("id", "counter")
                    .attr("part", "counter")
                    .child(live_text(move || {
                        let typed = MAX_CHARACTERS as isize - left(session);
                        let typed = Value::Number(typed.unsigned_abs() as u64);
                        let most = Value::Number(MAX_CHARACTERS as u64);
                        session
                            .say(&Message::plain("typed").with("count", typed).with("most", most))
                    }))
            })
        },
    )
}

fn at_most(left: isize) -> Message {
    Message::plain("charactersLeft").with("count", Value::Count(left.unsigned_abs() as u64))
}

/// Whether the question of `session` nears the limit. Tracks.
pub(super) fn is_near(session: Session) -> bool {
    left(session) <= NEAR
}

fn left(session: Session) -> isize {
    session.draft.with(|draft| characters_left(draft))
}
