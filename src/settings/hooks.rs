//! What a site's owner can set that only JavaScript has: functions, and words.
//!
//! Owns what they are. Refuses to call them: that is `browser/hooks` and `view/actions`.

use js_sys::Function;
use wasm_bindgen::{JsCast, JsValue};

/// The owner's functions and words.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Hooks {
    /// Gives the visitor's own token.
    pub(crate) get_token: Option<Function>,
    /// Gives headers of the owner's own.
    pub(crate) headers: Option<Function>,
    /// Buttons below an answer.
    pub(crate) actions: Vec<Action>,
    /// Words in the place of the box's; `undefined` for none.
    pub(crate) strings: JsValue,
}

/// A button of the owner's own.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Action {
    pub(crate) id: String,
    pub(crate) label: String,
    /// Strokes in a field of 16 × 16, as the `d` of an SVG path.
    pub(crate) icon: Option<String>,
    pub(crate) on_select: Function,
}

impl Hooks {
    /// Sets what the table calls `name`; not if `value` is no function.
    pub(super) fn set(&mut self, name: &str, value: &JsValue) -> bool {
        let Some(function) = value.dyn_ref::<Function>() else { return false };
        let hook = match name {
            "get-token" => &mut self.get_token,
            _ => &mut self.headers,
        };
        *hook = Some(function.clone());
        true
    }
}
