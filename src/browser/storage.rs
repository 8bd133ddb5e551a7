//! What a tab keeps of a conversation: one text in `sessionStorage`.
//!
//! Owns the key. Refuses to read what the text says, and to fail: a page in a sandbox has no
//! storage, and then nothing is kept.

use js_sys::Reflect;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::Storage;

/// The text kept under `name`.
pub(crate) fn read(name: &str) -> Option<String> {
    storage()?.get_item(&key(name)).ok()?
}

/// Keeps `text` under `name`; without one, what was kept is forgotten.
pub(crate) fn write(name: &str, text: Option<&str>) {
    let Some(storage) = storage() else { return };
    // Full, it keeps what it had, which is older than the page shows: better nothing.
    let is_kept = text.is_some_and(|text| storage.set_item(&key(name), text).is_ok());
    if !is_kept {
        let _ = storage.remove_item(&key(name));
    }
}

/// The loader looks for it too: where something is kept, the box comes without being asked for.
fn key(name: &str) -> String {
    format!("ask-docs-{name}")
}

/// Where it is refused, to ask for it throws.
fn storage() -> Option<Storage> {
    let window = JsValue::from(web_sys::window()?);
    Reflect::get(&window, &JsValue::from_str("sessionStorage")).ok()?.dyn_into().ok()
}
