//! The question field with its button: Ask, or Stop while an answer arrives.

use std::cell::Cell;
use std::rc::Rc;

use reactive_graph::graph::untrack;
use wasm_bindgen::JsCast;
use web_sys::{Event, HtmlTextAreaElement, KeyboardEvent, MouseEvent, PointerEvent};

use super::build::{Child, element, live, live_text};
use super::counter::{counter, is_near};
use super::icon::{SEND, STOP, icon};
use super::quote::quote;
use crate::session::Session;
use crate::signal::{effect, memo};

/// The form of `session`.
pub(super) fn form(session: Session) -> impl Child {
    let refused = move || session.refused.get();
    let placeholder = move || {
        let own = session.settings.with(|settings| settings.placeholder.clone());
        own.unwrap_or_else(|| session.word("placeholder"))
    };
    let text = element("textarea")
        .attr("id", "question")
        .attr("part", "field")
        .class("field")
        .attr("rows", "1")
        .attr("dir", "auto")
        .attr("autocomplete", "off")
        .attr("enterkeyhint", "send")
        .live_attr("placeholder", move || Some(placeholder()))
        .live_attr("aria-invalid", move || refused().map(|_| "true"))
        .live_attr("aria-describedby", move || match refused() {
            Some(_) => Some("refused"),
            None => is_near(session).then_some("counter"),
        })
        .on("input", move |event: Event| {
            if let Some(field) = event.target() {
                session.draft.set(field.unchecked_ref::<HtmlTextAreaElement>().value());
            }
            session.refused.set(None);
        })
        .on("keydown", move |event: KeyboardEvent| {
            // Keys with which a word is composed are the input method's.
            if is_composing(&event) {
                return;
            }
            let is_done = match &*event.key() {
                "Enter" if !event.shift_key() => {
                    session.ask_draft();
                    true
                }
                key @ ("ArrowUp" | "ArrowDown") if is_bare(&event) => {
                    session.recall(key == "ArrowDown")
                }
                _ => false,
            };
            if is_done {
                event.prevent_default();
            }
        });
    let field: HtmlTextAreaElement = text.element().unchecked_into();
    effect(move || {
        let draft = session.draft.get();
        // What the reader has typed stands there already.
        if field.value() != draft {
            field.set_value(&draft);
        }
    });
    let (field, mut is_first) = (text.element().unchecked_into::<HtmlTextAreaElement>(), true);
    effect(move || {
        session.field_wanted.get();
        if !std::mem::take(&mut is_first) {
            let _ = field.focus();
        }
    });
    // The text area grows with a copy of its text behind it: no measuring, no `style`.
    let growing = element("div")
        .class("grow")
        .live_attr("data-text", move || Some(session.draft.get() + " "));
    let row = element("div").class("row").attr("part", "row");
    let problem = live(refused, move |refused| {
        let refused = *refused;
        refused.map(|error| {
            element("p")
                .class("refused")
                .attr("id", "refused")
                .attr("part", "error")
                .attr("role", "alert")
                .child(live_text(move || session.say(&error.message())))
        })
    });
    let is_headed = move || session.settings.with(|settings| !settings.bare);
    // What the headings of questions stand below; a window has one.
    let heading = element("div")
        .live_attr("role", move || is_headed().then_some("heading"))
        .live_attr("aria-level", move || is_headed().then_some("2"));
    let label = element("label")
        .class("label")
        .live_class("visually-hidden", move || session.settings.with(|s| s.bare))
        .attr("for", "question");
    element("form")
        .class("form")
        .attr("part", "form")
        .on("submit", move |event: Event| {
            event.prevent_default();
            session.ask_draft();
        })
        .child((heading.child(label.child(live_text(move || session.label()))), quote(session)))
        .child((row.child((growing.child(text), action(session))), counter(session), problem))
}

/// Whether `event` is a key with which a word is composed.
pub(super) fn is_composing(event: &KeyboardEvent) -> bool {
    // 229 is how WebKit marks the key that ends a composition, and old engines mark all of them.
    event.is_composing() || event.key_code() == 229
}

fn is_bare(event: &KeyboardEvent) -> bool {
    !(event.shift_key() || event.ctrl_key() || event.alt_key() || event.meta_key())
}

/// How long after the end of an answer a press still means Stop, in milliseconds: a finger on its
/// way to the button cannot turn back sooner.
const GRACE_MILLISECONDS: f64 = 400.0;

/// One button that changes its work, so that focus stays on it.
///
/// It may change under the finger. What a press means was decided when it began, and a press that
/// meant Stop never asks.
fn action(session: Session) -> impl Child {
    let running = memo(move || session.is_running());
    let ended = Rc::new(Cell::new(f64::NEG_INFINITY));
    let noted = Rc::clone(&ended);
    let mut was_running = false;
    effect(move || {
        let is_running = running.get();
        if was_running && !is_running {
            noted.set(js_sys::Date::now());
        }
        was_running = is_running;
    });
    let means_stop = Rc::new(move || {
        let since = js_sys::Date::now() - ended.get();
        untrack(|| session.is_running()) || (0.0..GRACE_MILLISECONDS).contains(&since)
    });
    let begun = Rc::new(Cell::new(None));
    element("button")
        .attr("type", "submit")
        .class("action")
        .live_class("stopping", move || running.get())
        .live_attr("part", move || Some(if running.get() { "stop" } else { "ask" }))
        .live_attr("title", move || Some(session.word(if running.get() { "stop" } else { "ask" })))
        .on("pointerdown", {
            let (begun, means_stop) = (Rc::clone(&begun), Rc::clone(&means_stop));
            move |_: PointerEvent| begun.set(Some(means_stop()))
        })
        .on("pointercancel", {
            let begun = Rc::clone(&begun);
            move |_: PointerEvent| begun.set(None)
        })
        .on("keydown", {
            let (begun, means_stop) = (Rc::clone(&begun), Rc::clone(&means_stop));
            move |event: KeyboardEvent| {
                if !event.repeat() && matches!(event.key().as_str(), "Enter" | " ") {
                    begun.set(Some(means_stop()));
                }
            }
        })
        .on("click", move |event: MouseEvent| {
            // Assistive technology clicks without a press before.
            let begun = begun.take();
            // The second click of a double one would stop what the first has asked.
            if event.detail() > 1 {
                return event.prevent_default();
            }
            if begun.unwrap_or_else(|| means_stop()) {
                event.prevent_default();
                session.stop();
            }
        })
        .child(live(move || if running.get() { STOP } else { SEND }, |strokes| Some(icon(strokes))))
}
