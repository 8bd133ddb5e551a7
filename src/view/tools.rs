//! The line below everything: clearing the conversation, forgetting what is kept, and what is sent.

use web_sys::Event;

use super::build::{Child, element, live};
use super::sent::sent;
use super::word::word;
use crate::session::Session;

/// The line of `session`.
pub(super) fn tools(session: Session) -> impl Child {
    let has_turns = move || !session.turns.with(Vec::is_empty);
    let is_kept = move || {
        let is_on = session.settings.with(|settings| settings.history);
        is_on && (has_turns() || !session.recent.with(Vec::is_empty))
    };
    let (what_is_sent, panel) = sent(session);
    let line = element("div").class("footer").attr("part", "footer").child((
        tool(session, has_turns, "clear", Session::clear),
        tool(session, is_kept, "forget", Session::forget_all),
        what_is_sent,
    ));
    (line, panel)
}

/// A button that does `work`, while it `is_wanted`.
fn tool(
    session: Session,
    is_wanted: impl Fn() -> bool + 'static,
    name: &'static str,
    work: fn(Session),
) -> impl Child {
    live(is_wanted, move |is_wanted| {
        is_wanted.then(|| {
            element("button")
                .attr("type", "button")
                .class("tool")
                .attr("part", name)
                .on("click", move |_: Event| {
                    work(session);
                    // The button goes away; focus must not go with it.
                    session.field_wanted.set(());
                })
                .child(word(session, name))
        })
    })
}
