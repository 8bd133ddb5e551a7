//! What JavaScript can call: [`mount`], and the box that it gives.
//!
//! Nothing here throws for a wrong setting or a wrong question: each is a sentence on the console.

use reactive_graph::graph::untrack;
use wasm_bindgen::prelude::*;
use web_sys::HtmlElement;

use super::page;
use crate::settings::read::{Read, read};
use crate::view::Mounted;

/// A box in the page. Call `free()` to take it out.
#[wasm_bindgen]
#[derive(Debug)]
pub struct AskBox {
    mounted: Mounted,
}

/// Draws a box into the element `.place` of the shadow root of `host`; both are made where they
/// are missing.
///
/// `settings` is an object as described by [`Settings`](crate::Settings); what is left out has its
/// default, and so has what is wrong, which the console tells. `words` is a catalogue of
/// `languages/`; without one the box speaks English.
///
/// # Errors
/// An `Error` that says why `host` cannot hold a box.
#[wasm_bindgen]
pub fn mount(host: HtmlElement, settings: JsValue, words: JsValue) -> Result<AskBox, JsError> {
    let mounted = Mounted::configured(host, Read { language: words, ..read(&settings) });
    Ok(AskBox { mounted: mounted.map_err(|sentence| JsError::new(&sentence))? })
}

#[wasm_bindgen]
impl AskBox {
    /// Asks `question`, as if the reader had typed it. One that cannot be asked is told on the
    /// console, and beside the field if nothing else stands in it.
    pub fn ask(&self, question: &str) {
        let session = self.mounted.session();
        if let Err(error) = session.ask(question) {
            page::error(&format!("Ask the Docs: the question is not asked: {error}"));
            session.refuse(question, error);
        }
    }

    /// Asks what stands in the field, as the reader's own Enter does.
    pub fn send(&self) {
        self.mounted.session().ask_draft();
    }

    /// Takes `text`, words of the page, as what the next question is about.
    pub fn quote(&self, text: &str) {
        self.mounted.session().quote(text);
    }

    /// Puts `text` into the field without asking it.
    pub fn prefill(&self, text: &str) {
        self.mounted.session().prefill(text);
    }

    /// Stops the answer that is arriving; what has arrived stays.
    pub fn stop(&self) {
        self.mounted.session().stop();
    }

    /// Takes all questions and answers away. What stands in the field stays.
    pub fn clear(&self) {
        self.mounted.session().clear();
    }

    /// Takes all questions and answers away, and with them all that is kept for this site in this tab.
    pub fn forget(&self) {
        self.mounted.session().forget_all();
    }

    /// Puts the focus into the field.
    pub fn focus(&self) {
        self.mounted.focus();
    }

    /// Replaces all settings, and the words. What is drawn changes at once, and the next question
    /// goes by them.
    pub fn update(&self, settings: JsValue, words: JsValue) {
        self.mounted.session().update(Read { language: words, ..read(&settings) });
    }

    /// Whether an answer is arriving.
    #[wasm_bindgen(js_name = isRunning)]
    pub fn is_running(&self) -> bool {
        let session = self.mounted.session();
        untrack(|| session.is_running())
    }

    /// What stands in the field.
    pub fn draft(&self) -> String {
        self.mounted.session().draft()
    }
}
