//! Buttons of the owner's own below an answer, such as "Contact support".
//!
//! Owns their look and the call. What a callback throws is the owner's: the console tells it, and
//! the box goes on.

use web_sys::Event;

use super::build::{Built, Child, element, live};
use super::icon::icon;
use crate::browser::events::Told;
use crate::browser::{error, page};
use crate::session::Session;
use crate::settings::hooks::Action;

/// The owner's buttons.
pub(super) fn own_actions(session: Session) -> impl Child {
    live(
        move || session.hooks.with(|hooks| hooks.actions.clone()),
        move |actions| {
            actions.iter().map(|action| own_action(session, action.clone())).collect::<Vec<_>>()
        },
    )
}

fn own_action(session: Session, action: Action) -> Built {
    let icon = action.icon.as_deref().map(icon);
    let label = element("span").attr("dir", "auto").child(action.label.as_str());
    element("button")
        .attr("type", "button")
        .class("act")
        .attr("part", "own-action")
        .on("click", move |_: Event| select(session, &action))
        .child((icon, label))
}

fn select(session: Session, action: &Action) {
    let conversation = session.conversation();
    // Told first: the callback may take the box away.
    session.tell(&Told::Action { id: action.id.clone() });
    let called = action.on_select.call1(&wasm_bindgen::JsValue::UNDEFINED, &conversation);
    if let Err(thrown) = called {
        let (id, message) = (&action.id, error::message(&thrown));
        page::error(&format!(
            "Ask the Docs: onSelect() of the action `{id}` has failed: {message}"
        ));
    }
}
