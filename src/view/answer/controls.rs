//! What a reader can do within an answer: choose a tab, wrap code, copy it.
//!
//! One listener for each kind of event serves a whole answer, also what is drawn later.

use std::cell::RefCell;
use std::rc::Rc;

use gloo_timers::callback::Timeout;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Element, Event, KeyboardEvent};

use super::tabs;
use crate::browser::clipboard;
use crate::browser::listener::Listener;
use crate::words::Words;

/// How long a reader is told that a copy was made, in milliseconds: long enough to be seen and to
/// be read out.
const TOLD: u32 = 2_000;

/// The listeners of one answer; dropped, they listen no more.
pub(super) struct Controls {
    _listeners: [Listener; 2],
}

impl Controls {
    pub(super) fn new(place: &Element, words: Words) -> Self {
        let told = Rc::new(Told::default());
        let clicked = move |event: Event| {
            let Some(button) = target(&event, "button") else { return };
            if button.get_attribute("role").as_deref() == Some("tab") {
                tabs::choose(&button);
            } else if button.class_name() == "wrap" {
                toggle_wrapping(&button);
            } else if button.class_name() == "copy" {
                copy(&button, &told, &words);
            }
        };
        let pressed = |event: Event| {
            let Some(tab) = target(&event, "[role=tab]") else { return };
            let Some(event) = event.dyn_ref::<KeyboardEvent>() else { return };
            let is_plain = !(event.alt_key() || event.ctrl_key() || event.meta_key());
            if is_plain && tabs::move_by(&event.key(), &tab) {
                event.prevent_default();
            }
        };
        let listeners = [
            Listener::new(place, "click", Box::new(clicked)),
            Listener::new(place, "keydown", Box::new(pressed)),
        ];
        Self { _listeners: listeners }
    }
}

/// What the event has happened to, among what `selector` means.
fn target(event: &Event, selector: &str) -> Option<Element> {
    event.target()?.dyn_ref::<Element>()?.closest(selector).ok()?
}

fn toggle_wrapping(button: &Element) {
    let Some(code) = button.closest(".code").ok().flatten() else { return };
    let is_wrapped = code.class_list().toggle("wrapped").unwrap_or(false);
    let pressed = if is_wrapped { "true" } else { "false" };
    let _ = button.set_attribute("aria-pressed", pressed);
}

fn copy(button: &Element, told: &Rc<Told>, words: &Words) {
    let Some(frame) = button.closest(".code").ok().flatten() else { return };
    let Ok(Some(code)) = frame.query_selector("code") else { return };
    let Ok(Some(place)) = frame.query_selector(".told") else { return };
    let told = Rc::downgrade(told);
    let (button, words) = (button.clone(), words.clone());
    spawn_local(async move {
        let text = code.text_content().unwrap_or_default();
        let is_copied = clipboard::copy(&text, &button).await;
        // Gone with the answer in the meantime.
        if let Some(told) = told.upgrade() {
            told.tell(place, &words.text(if is_copied { "copied" } else { "selectInstead" }));
        }
    });
}

/// What is being told, and where, until its time is over.
#[derive(Default)]
struct Told(RefCell<Option<(Element, Timeout)>>);

impl Told {
    fn tell(self: &Rc<Self>, place: Element, sentence: &str) {
        self.clear();
        place.set_text_content(Some(sentence));
        let told = Rc::downgrade(self);
        let over = Timeout::new(TOLD, move || {
            if let Some(told) = told.upgrade() {
                told.clear();
            }
        });
        *self.0.borrow_mut() = Some((place, over));
    }

    fn clear(&self) {
        // The timer goes after its own work: whoever takes it here may be called by it.
        let taken = self.0.borrow_mut().take();
        if let Some((place, over)) = taken {
            place.set_text_content(None);
            drop(over);
        }
    }
}
