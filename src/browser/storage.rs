//! What a tab keeps of this site's boxes: texts in `sessionStorage`.
//!
//! Owns the keys. Refuses to read what the texts say, and to fail: a page in a sandbox has no
//! storage, and then nothing is kept.

use js_sys::Reflect;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::Storage;

/// What all keys begin with. The loader knows it too.
const PREFIX: &str = "ask-docs";

/// What can be kept.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Kept<'a> {
    /// The conversation of the box whose element has this id. The loader looks for it: where one is
    /// kept, the box comes without being asked for.
    Conversation(&'a str),
    /// The questions of late, of all boxes.
    Recent,
    /// The sentence that the reader has accepted.
    Consent,
}

impl Kept<'_> {
    /// No two are alike, whatever the id: only a conversation's goes on with a hyphen.
    fn key(self) -> String {
        match self {
            Self::Conversation(id) => format!("{PREFIX}-{id}"),
            Self::Recent => format!("{PREFIX}.recent"),
            Self::Consent => format!("{PREFIX}.consent"),
        }
    }
}

/// The text that is kept.
pub(crate) fn read(kept: Kept<'_>) -> Option<String> {
    storage()?.get_item(&kept.key()).ok()?
}

/// Keeps `text`; without one, what was kept is forgotten.
pub(crate) fn write(kept: Kept<'_>, text: Option<&str>) {
    let Some(storage) = storage() else { return };
    // Full, it keeps what it had, which is older than the page shows: better nothing.
    let is_kept = text.is_some_and(|text| storage.set_item(&kept.key(), text).is_ok());
    if !is_kept {
        let _ = storage.remove_item(&kept.key());
    }
}

/// Forgets all that any box of this site keeps in this tab.
pub(crate) fn forget_all() {
    let Some(storage) = storage() else { return };
    let count = storage.length().unwrap_or_default();
    // First all names: each one that goes moves those behind it.
    let keys: Vec<_> = (0..count).filter_map(|index| storage.key(index).ok().flatten()).collect();
    let is_ours =
        |key: &String| key.strip_prefix(PREFIX).is_some_and(|rest| rest.starts_with(['-', '.']));
    for key in keys.into_iter().filter(is_ours) {
        let _ = storage.remove_item(&key);
    }
}

/// Where it is refused, to ask for it throws.
fn storage() -> Option<Storage> {
    let window = JsValue::from(web_sys::window()?);
    Reflect::get(&window, &JsValue::from_str("sessionStorage")).ok()?.dyn_into().ok()
}
