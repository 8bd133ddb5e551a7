//! An event listener, as a value that stops listening when it is dropped.

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Event, EventTarget};

/// Listens to one kind of event.
#[must_use]
pub(crate) struct Listener {
    target: EventTarget,
    name: &'static str,
    heard: Closure<dyn Fn(Event)>,
}

impl Listener {
    pub(crate) fn new(target: &EventTarget, name: &'static str, heard: Box<dyn Fn(Event)>) -> Self {
        let heard = Closure::wrap(heard);
        let function = heard.as_ref().unchecked_ref();
        // Fails only for what is no event target.
        let _ = target.add_event_listener_with_callback(name, function);
        Self { target: target.clone(), name, heard }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let function = self.heard.as_ref().unchecked_ref();
        let _ = self.target.remove_event_listener_with_callback(self.name, function);
    }
}
