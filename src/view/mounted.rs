//! A box in the page, as a value: dropping it takes the box out and ends its conversation.

use std::any::Any;
use std::fmt;

use leptos::mount::mount_to;
use leptos::prelude::*;
use web_sys::HtmlElement;

use super::ask_box::ask_box;
use crate::browser::events::Told;
use crate::browser::{element, page};
use crate::session::Session;
use crate::settings::Settings;

/// A box in the page.
#[must_use]
pub(crate) struct Mounted {
    session: Session,
    /// Leptos' handle, whose type names the whole view.
    view: Option<Box<dyn Any>>,
    /// What the session's signals live in. The view has an owner of its own.
    owner: Owner,
}

impl Mounted {
    /// Draws a box into the shadow root of `host`.
    ///
    /// # Errors
    /// A sentence for the console, when `host` cannot hold a box.
    pub(crate) fn new(host: HtmlElement, mut settings: Settings) -> Result<Self, String> {
        let place = element::place(&host)?;
        if settings.endpoint.is_empty() {
            settings.endpoint = page::origin();
        }
        // The executor must be there before the session fetches anything.
        _ = any_spawner::Executor::init_wasm_bindgen();
        let owner = Owner::new_root(None);
        let session = owner.with(|| Session::new(host, settings));
        let view = mount_to(place, move || ask_box(session));
        session.tell(&Told::Ready {});
        Ok(Self { session, view: Some(Box::new(view)), owner })
    }

    /// The box's conversation.
    pub(crate) fn session(&self) -> Session {
        self.session
    }
}

impl Drop for Mounted {
    fn drop(&mut self) {
        self.view = None;
        self.owner.cleanup();
    }
}

impl fmt::Debug for Mounted {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Mounted").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_bindgen::JsCast;
    use wasm_bindgen_test::wasm_bindgen_test;

    fn host() -> HtmlElement {
        let document = web_sys::window().and_then(|window| window.document()).expect("a page");
        let host = document.create_element("div").expect("an element");
        document.body().expect("a body").append_child(&host).expect("a place");
        host.unchecked_into()
    }

    fn quiet() -> Settings {
        Settings { starters: false, ..Settings::default() }
    }

    fn count(host: &HtmlElement, selector: &str) -> u32 {
        let root = host.shadow_root().expect("a shadow root");
        root.query_selector_all(selector).expect("a selector").length()
    }

    #[wasm_bindgen_test]
    fn a_box_is_drawn_at_once_and_gone_when_it_is_dropped() {
        let host = host();
        let mounted = Mounted::new(host.clone(), quiet()).expect("a box");
        assert_eq!(count(&host, "textarea"), 1);
        assert!(host.children().length() == 0, "something is outside the shadow root");
        drop(mounted);
        assert_eq!(count(&host, "textarea"), 0);
    }

    #[wasm_bindgen_test]
    fn an_element_can_hold_one_box_after_another() {
        let host = host();
        for _ in 0..3 {
            drop(Mounted::new(host.clone(), quiet()).expect("a box"));
        }
        let _mounted = Mounted::new(host.clone(), quiet()).expect("a box");
        assert_eq!(count(&host, "textarea"), 1);
    }

    #[wasm_bindgen_test]
    fn an_element_without_room_for_a_shadow_root_is_named() {
        let document = web_sys::window().and_then(|window| window.document()).expect("a page");
        let input = document.create_element("input").expect("an element");
        let error = Mounted::new(input.unchecked_into(), quiet()).expect_err("no box");
        assert!(error.contains("<input>"), "{error}");
    }

    #[wasm_bindgen_test]
    fn a_conversation_ends_with_its_box() {
        let mounted = Mounted::new(host(), quiet()).expect("a box");
        let session = mounted.session();
        session.ask("How?").expect("a question");
        drop(mounted);
        assert!(session.turns.try_get_untracked().is_none());
    }
}
