//! What JavaScript can call: [`mount`], and the box that it gives.

use wasm_bindgen::prelude::*;
use web_sys::HtmlElement;

use crate::settings::Settings;
use crate::view::Mounted;

/// A box in the page. Call `free()` to take it out.
#[wasm_bindgen]
#[derive(Debug)]
pub struct AskBox {
    mounted: Mounted,
}

/// Draws a box into the shadow root of `host`.
///
/// `settings` is an object as described by [`Settings`]; what is left out has its default.
///
/// # Errors
/// An `Error` that says which setting is wrong, or why `host` cannot hold a box.
#[wasm_bindgen]
pub fn mount(host: HtmlElement, settings: JsValue) -> Result<AskBox, JsError> {
    let settings = read(settings)?;
    let mounted = Mounted::new(host, settings).map_err(|sentence| JsError::new(&sentence))?;
    Ok(AskBox { mounted })
}

#[wasm_bindgen]
impl AskBox {
    /// Asks `question`, as if the reader had typed it.
    ///
    /// # Errors
    /// An `Error` if it is empty or too long.
    pub fn ask(&self, question: &str) -> Result<(), JsError> {
        let asked = self.mounted.session().ask(question);
        asked.map_err(|error| JsError::new(&format!("Ask the Docs: {error}")))
    }

    /// Puts `text` into the field without asking it.
    pub fn prefill(&self, text: &str) {
        self.mounted.session().prefill(text);
    }

    /// Stops the answer that is arriving; what has arrived stays.
    pub fn stop(&self) {
        self.mounted.session().stop();
    }

    /// Replaces the settings; the next question goes by them.
    ///
    /// # Errors
    /// An `Error` that says which setting is wrong; then nothing changes.
    pub fn update(&self, settings: JsValue) -> Result<(), JsError> {
        self.mounted.session().update(read(settings)?);
        Ok(())
    }
}

fn read(settings: JsValue) -> Result<Settings, JsError> {
    if settings.is_undefined() || settings.is_null() {
        return Ok(Settings::default());
    }
    serde_wasm_bindgen::from_value(settings).map_err(|error| {
        JsError::new(&format!("Ask the Docs: the settings cannot be read: {error}"))
    })
}
