//! Buttons of the owner's own below an answer, such as "Contact support".
//!
//! Owns their look and the call. What a callback throws is the owner's: the console tells it, and
//! the box goes on.

use leptos::ev;
use leptos::html::{button, span};
use leptos::prelude::*;

use super::icon::drawn;
use crate::browser::events::Told;
use crate::browser::{error, page};
use crate::session::Session;
use crate::settings::hooks::Action;

/// The owner's buttons.
pub(super) fn own_actions(session: Session) -> impl IntoView {
    move || {
        let actions = session.hooks.with(|hooks| hooks.actions.clone());
        actions.into_iter().map(|action| own_action(session, action)).collect_view()
    }
}

fn own_action(session: Session, action: Action) -> impl IntoView {
    let (icon, label) = (action.icon.clone(), action.label.clone());
    button()
        .attr("type", "button")
        .class("act")
        .attr("part", "own-action")
        .on(ev::click, move |_| select(session, &action))
        .child((icon.map(drawn), span().attr("dir", "auto").child(label)))
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
