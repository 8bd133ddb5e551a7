//! Whether elements are in view, told by the browser whenever that changes, as a value that stops
//! watching when it is dropped.

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, IntersectionObserver};

/// Watches elements.
#[must_use]
pub(crate) struct InView {
    observer: IntersectionObserver,
    _told: Closure<dyn Fn()>,
}

impl InView {
    /// Calls `told` when an element comes into view or leaves it. `None` in a browser that cannot
    /// tell.
    pub(crate) fn new(told: impl Fn() + 'static) -> Option<Self> {
        let told = Closure::<dyn Fn()>::new(told);
        let observer = IntersectionObserver::new(told.as_ref().unchecked_ref()).ok()?;
        Some(Self { observer, _told: told })
    }

    /// Watches `element` alone, and tells at once how it is.
    pub(crate) fn watch(&self, element: &Element) {
        self.observer.disconnect();
        self.observer.observe(element);
    }
}

impl Drop for InView {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}
