//! How many questions are left, where the gateway counts them and few are.

use super::build::{Child, element, live, live_text};
use super::clock::seconds_since;
use crate::session::Session;

/// The line about the budget of the site that `session` asks.
pub(super) fn budget(session: Session) -> impl Child {
    let low = move || session.budget.get().filter(|(budget, _)| budget.is_low());
    live(low, move |low| {
        low.map(|(budget, said_at)| {
            let seconds = seconds_since(said_at, budget.resets_in);
            element("p")
                .class("budget")
                .attr("part", "budget")
                .child(live_text(move || session.say(&budget.message(seconds.get()))))
        })
    })
}
