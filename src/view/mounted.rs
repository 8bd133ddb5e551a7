//! A box in the page, as a value: dropping it takes the box out and ends its conversation.

use std::fmt;

use any_spawner::Executor;
use reactive_graph::owner::Owner;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use super::ask_box::ask_box;
use crate::browser::element;
use crate::session::Session;
use crate::settings::Settings;
use crate::settings::read::Read;

/// A box in the page.
#[must_use]
pub(crate) struct Mounted {
    session: Session,
    place: HtmlElement,
    /// What the session and the view live in.
    owner: Owner,
    view: Element,
}

impl Mounted {
    /// Draws a box into the shadow root of `host`.
    ///
    /// # Errors
    /// A sentence for the console, when `host` cannot hold a box.
    #[cfg_attr(
        not(feature = "component"),
        allow(dead_code, reason = "only Rust has such settings")
    )]
    pub(crate) fn new(host: HtmlElement, settings: Settings) -> Result<Self, String> {
        Self::configured(host, Read { settings, ..Read::default() })
    }

    /// As [`new`](Self::new), by what JavaScript has said.
    ///
    /// # Errors
    /// A sentence for the console, when `host` cannot hold a box.
    pub(crate) fn configured(host: HtmlElement, read: Read) -> Result<Self, String> {
        let place = element::place(&host)?;
        // The executor must be there before the session fetches anything.
        _ = Executor::init_wasm_bindgen();
        let owner = Owner::new();
        let session = owner.with(|| Session::new(host, read));
        let view = owner.with(|| ask_box(session)).element();
        // Fails only for a child that holds its parent.
        let _ = place.append_child(&view);
        Ok(Self { session, place, owner, view })
    }

    /// The box's conversation.
    pub(crate) fn session(&self) -> Session {
        self.session
    }

    /// Puts the focus into the field.
    pub(crate) fn focus(&self) {
        let field = self.place.query_selector("textarea").ok().flatten();
        if let Some(field) = field.and_then(|field| field.dyn_into::<HtmlElement>().ok()) {
            let _ = field.focus();
        }
    }
}

impl Drop for Mounted {
    fn drop(&mut self) {
        self.owner.cleanup();
        self.view.remove();
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
    use ask_docs_core::answer::Phase;
    use ask_docs_core::failure::Failure;
    use js_sys::{Function, Reflect};
    use wasm_bindgen::JsValue;
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
    fn a_box_takes_the_place_that_the_loader_has_made_and_nothing_else() {
        let host = host();
        let init = web_sys::ShadowRootInit::new(web_sys::ShadowRootMode::Open);
        let root = host.attach_shadow(&init).expect("a shadow root");
        let document = host.owner_document().expect("a page");
        for class in ["bar", "place"] {
            let element = document.create_element("div").expect("an element");
            element.set_class_name(class);
            let field = document.create_element("textarea").expect("an element");
            element.append_child(&field).expect("a place");
            root.append_child(&element).expect("a place");
        }
        let mounted = Mounted::new(host.clone(), quiet()).expect("a box");
        assert_eq!((count(&host, ".bar textarea"), count(&host, ".place textarea")), (1, 1));
        assert_eq!((count(&host, ".place"), count(&host, ".place .box")), (1, 1));
        drop(mounted);
        assert_eq!((count(&host, ".bar textarea"), count(&host, ".place *")), (1, 0));
    }

    #[wasm_bindgen_test]
    async fn settings_change_what_is_drawn_at_once() {
        let host = host();
        let mounted = Mounted::new(host.clone(), quiet()).expect("a box");
        assert_eq!(count(&host, ".box.bare"), 0);
        let settings = Settings {
            label: Some("Help".to_owned()),
            placeholder: Some("Ask away".to_owned()),
            bare: true,
            ..quiet()
        };
        mounted.session().update(Read { settings, ..Read::default() });
        Executor::tick().await;
        assert_eq!(count(&host, ".box.bare:not([aria-label]) .label.visually-hidden"), 1);
        assert_eq!(count(&host, "textarea[placeholder='Ask away']"), 1);
    }

    #[wasm_bindgen_test]
    async fn a_question_after_a_cleared_conversation_is_drawn() {
        let host = host();
        let settings = Settings { site: "a/b".to_owned(), ..quiet() };
        let mounted = Mounted::new(host.clone(), settings).expect("a box");
        let session = mounted.session();
        session.ask("First?").expect("a question");
        Executor::tick().await;
        session.clear();
        session.ask("Second?").expect("a question");
        Executor::tick().await;
        let root = host.shadow_root().expect("a shadow root");
        let heading = root.query_selector(".turn h3").expect("a selector").expect("a turn");
        assert_eq!(heading.text_content().as_deref(), Some("Second?"));
        session.clear();
        Executor::tick().await;
        assert_eq!(count(&host, ".turn"), 0);
    }

    #[wasm_bindgen_test]
    fn focus_goes_into_the_field() {
        let host = host();
        let mounted = Mounted::new(host.clone(), quiet()).expect("a box");
        mounted.focus();
        let root = host.shadow_root().expect("a shadow root");
        assert_eq!(root.active_element().map(|element| element.id()).as_deref(), Some("question"));
    }

    /// What the first question of a box ends with, on a page that has replaced `fetch` by `code`.
    async fn asked_with_fetch(code: &str) -> Phase {
        let window = web_sys::window().expect("a window");
        let name = JsValue::from_str("fetch");
        let original = Reflect::get(&window, &name).expect("a function");
        let body = format!("return {code}");
        let replaced = Function::new_no_args(&body).call0(&JsValue::NULL).expect("a function");
        Reflect::set(&window, &name, &replaced).expect("a writable property");
        let mounted = Mounted::new(host(), quiet()).expect("a box");
        mounted.session().ask("How?").expect("a question");
        let turn = mounted.session().turns.get_untracked().remove(0);
        while turn.answer.with_untracked(|answer| answer.phase.is_running()) {
            gloo_timers::future::TimeoutFuture::new(5).await;
        }
        Reflect::set(&window, &name, &original).expect("a writable property");
        assert_eq!(mounted.session().draft.get_untracked(), "How?");
        turn.answer.with_untracked(|answer| answer.phase.clone())
    }

    #[wasm_bindgen_test]
    async fn whatever_a_pages_own_fetch_does_is_a_failure_in_words() {
        for code in [
            "() => Promise.reject('a string')",
            "() => Promise.reject(undefined)",
            "() => Promise.reject({ get message() { throw 1 } })",
            "() => { throw null }",
            "() => 'no response'",
            "'no function'",
            "async () => { const r = new Response('x', {headers: {'content-type': \
             'text/event-stream'}}); r.body.getReader(); return r }",
        ] {
            let phase = asked_with_fetch(code).await;
            assert!(matches!(phase, Phase::Failed(Failure::Retry(_))), "{code}: {phase:?}");
        }
    }

    #[wasm_bindgen_test]
    fn a_question_that_fails_at_once_goes_back_to_the_field() {
        let settings = Settings { site: "a/b".to_owned(), ..quiet() };
        let mounted = Mounted::new(host(), settings).expect("a box");
        let session = mounted.session();
        session.prefill("How?");
        session.ask_draft();
        assert_eq!(session.draft.get_untracked(), "How?");
        assert_eq!(session.turns.get_untracked().len(), 1);
    }

    #[wasm_bindgen_test]
    fn a_conversation_ends_with_its_box() {
        let mounted = Mounted::new(host(), quiet()).expect("a box");
        let session = mounted.session();
        session.ask("How?").expect("a question");
        drop(mounted);
        assert!(session.turns.try_with_untracked(Vec::len).is_none());
    }
}
