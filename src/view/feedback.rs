//! Whether an answer helped: two buttons, of which one at most is pressed.
//!
//! Refuses to send anything: what the reader says is an event for the page.

use web_sys::Event;

use super::build::{Built, Child, element, live};
use super::icon::{HELPFUL, NOT_HELPFUL, icon};
use super::word::named;
use crate::browser::events::Told;
use crate::session::Session;
use crate::signal::RwSignal;

/// The buttons below the answer to `question`, if the owner wants them.
pub(super) fn feedback(session: Session, question: String) -> impl Child {
    // Outside of what comes and goes with the setting: what was said stays said.
    let said = RwSignal::new(None);
    live(
        move || session.settings.with(|settings| settings.feedback),
        move |is_wanted| {
            is_wanted.then(|| {
                element("div")
                    .class("feedback")
                    .attr("part", "feedback")
                    .attr("role", "group")
                    .live_attr("aria-label", named(session, "didItHelp"))
                    .child((
                        judge(session, said, question.clone(), true),
                        judge(session, said, question.clone(), false),
                    ))
            })
        },
    )
}

/// The button that says `helpful`. Pressed once more, it takes that back.
fn judge(session: Session, said: RwSignal<Option<bool>>, question: String, helpful: bool) -> Built {
    let (name, part, strokes) = match helpful {
        true => ("helpful", "helpful", HELPFUL),
        false => ("notHelpful", "not-helpful", NOT_HELPFUL),
    };
    let is_pressed = move || if said.get() == Some(helpful) { "true" } else { "false" };
    element("button")
        .attr("type", "button")
        .class("act judge")
        .attr("part", part)
        .live_attr("aria-label", named(session, name))
        .live_attr("title", named(session, name))
        .live_attr("aria-pressed", move || Some(is_pressed()))
        .on("click", move |_: Event| {
            let now = Some(helpful).filter(|_| said.get_untracked() != Some(helpful));
            said.set(now);
            let question = session.told_words(&question);
            session.tell(&Told::Feedback { helpful: now, question });
        })
        .child(icon(strokes))
}
