//! The whole box: form, starters, turns, status.

use leptos::control_flow::{For, ForProps};
use leptos::ev;
use leptos::html::{button, div, section};
use leptos::prelude::*;

use super::form::form;
use super::source_click::source_click;
use super::status::status;
use super::turn::turn;
use crate::session::Session;

/// The box of `session`.
pub(super) fn ask_box(session: Session) -> impl IntoView {
    let field = NodeRef::new();
    // A stream that is left open while the page rests in the browser's cache would go on for
    // nobody: nothing closes it until the page is thrown away.
    let leaving = window_event_listener(ev::pagehide, move |_| session.stop());
    on_cleanup(move || leaving.remove());
    let turns = For(ForProps::builder()
        .each(move || session.turns.get())
        .key(|turn| turn.id)
        .children(move |one| turn(session, one))
        .build());
    section()
        .class("box")
        .class(("bare", move || session.settings.with(|settings| settings.bare)))
        .attr("part", "box")
        .attr("aria-label", move || session.settings.with(|settings| settings.label.clone()))
        .on(ev::keydown, move |event| {
            // While a word is being composed, Escape belongs to the input method.
            if event.key() == "Escape" && !event.is_composing() && session.is_running() {
                event.prevent_default();
                event.stop_propagation();
                session.stop();
            }
        })
        .on(ev::click, move |event| source_click(session, &event))
        .on(ev::auxclick, move |event| {
            // The middle button opens a link too; the right one opens a menu.
            if event.button() == 1 {
                source_click(session, &event);
            }
        })
        .child((form(session, field), starters(session), div().class("turns").child(turns)))
        .child(status(session))
}

/// What can be asked first. Gone once something was asked.
fn starters(session: Session) -> impl IntoView {
    let offered = Memo::new(move |_| match session.turns.with(Vec::is_empty) {
        true => session.starters.get(),
        false => Vec::new(),
    });
    move || {
        let starters = offered.get();
        let starter = |text: String| {
            let question = text.clone();
            button()
                .attr("type", "button")
                .class("starter")
                .attr("part", "starter")
                .attr("dir", "auto")
                .on(ev::click, move |_| session.ask_offered(&question))
                .child(text)
        };
        (!starters.is_empty()).then(|| {
            div()
                .class("starters")
                .attr("role", "group")
                .attr("aria-label", "Questions to start with")
                .child(starters.into_iter().map(starter).collect_view())
        })
    }
}
