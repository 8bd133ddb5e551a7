//! The question field with its button: Ask, or Stop while an answer arrives.

use leptos::ev;
use leptos::html::{self, Textarea, button, div, label, p, span, textarea};
use leptos::prelude::*;

use super::icon::{SEND, STOP, icon};
use crate::session::Session;

/// The form of `session`; `field` becomes its text area.
pub(super) fn form(session: Session, field: NodeRef<Textarea>) -> impl IntoView {
    let refused = move || session.refused.get();
    let setting = move |read: fn(&crate::Settings) -> &String| {
        move || session.settings.with(|settings| read(settings).clone())
    };
    let text = textarea()
        .node_ref(field)
        .attr("id", "question")
        .attr("part", "field")
        .class("field")
        .attr("rows", "1")
        .attr("dir", "auto")
        .attr("autocomplete", "off")
        .attr("enterkeyhint", "send")
        .attr("placeholder", setting(|settings| &settings.placeholder))
        .attr("aria-invalid", move || refused().is_some().then_some("true"))
        .attr("aria-describedby", move || refused().is_some().then_some("refused"))
        .prop("value", move || session.draft.get())
        .on(ev::input, move |event| {
            session.draft.set(event_target_value(&event));
            session.refused.set(None);
        })
        .on(ev::keydown, move |event| {
            // Enter while a word is being composed chooses the word (229: old engines' mark).
            let composing = event.is_composing() || event.key_code() == 229;
            if event.key() == "Enter" && !event.shift_key() && !composing {
                event.prevent_default();
                session.ask_draft();
            }
        });
    // The text area grows with a copy of its text behind it: no measuring, no `style`.
    let growing = div().class("grow").attr("data-text", move || session.draft.get() + " ");
    let row = div().class("row").attr("part", "row").child((growing.child(text), action(session)));
    let problem = move || {
        refused().map(|error| {
            p().class("refused")
                .attr("id", "refused")
                .attr("part", "error")
                .attr("role", "alert")
                .child(format!("{error}."))
        })
    };
    html::form()
        .class("form")
        .attr("part", "form")
        .on(ev::submit, move |event| {
            event.prevent_default();
            session.ask_draft();
        })
        .child(
            label()
                .class("label")
                .class(("visually-hidden", move || session.settings.with(|s| s.bare)))
                .attr("for", "question")
                .child(setting(|s| &s.label)),
        )
        .child((row, problem))
}

/// How long after the end of an answer a press still means Stop, in milliseconds: a finger on its
/// way to the button cannot turn back sooner.
const GRACE_MILLISECONDS: f64 = 400.0;

/// One button that changes its work, so that focus stays on it.
///
/// It may change under the finger. What a press means was decided when it began, and a press that
/// meant Stop never asks.
fn action(session: Session) -> impl IntoView {
    let running = Memo::new(move |_| session.is_running());
    let ended = StoredValue::new(f64::NEG_INFINITY);
    Effect::new(move |was_running: Option<bool>| {
        let is_running = running.get();
        if was_running == Some(true) && !is_running {
            ended.set_value(js_sys::Date::now());
        }
        is_running
    });
    let means_stop = move || {
        let since = js_sys::Date::now() - ended.get_value();
        running.get_untracked() || (0.0..GRACE_MILLISECONDS).contains(&since)
    };
    let begun = StoredValue::new(None);
    button()
        .attr("type", "submit")
        .class("action")
        .class(("stopping", move || running.get()))
        .attr("part", move || if running.get() { "stop" } else { "ask" })
        .on(ev::pointerdown, move |_| begun.set_value(Some(means_stop())))
        .on(ev::pointercancel, move |_| begun.set_value(None))
        .on(ev::keydown, move |event| {
            if !event.repeat() && matches!(event.key().as_str(), "Enter" | " ") {
                begun.set_value(Some(means_stop()));
            }
        })
        .on(ev::click, move |event| {
            // Assistive technology clicks without a press before.
            let begun = begun.try_update_value(Option::take).flatten();
            // The second click of a double one would stop what the first has asked.
            if event.detail() > 1 {
                return event.prevent_default();
            }
            if begun.unwrap_or_else(means_stop) {
                event.prevent_default();
                session.stop();
            }
        })
        .child(move || icon(if running.get() { STOP } else { SEND }))
        .child(span().child(move || if running.get() { "Stop" } else { "Ask" }))
}
