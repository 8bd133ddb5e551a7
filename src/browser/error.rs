//! What was thrown in JavaScript, in our words.
//!
//! A page may throw anything at all: strings, nulls, objects whose `message` throws. Both
//! functions are total: nothing of that panics, and nothing of it reaches a reader as it is.

use ask_docs_core::failure::{Cause, Failure};
use js_sys::Reflect;
use wasm_bindgen::JsValue;

/// What a failed fetch or read means for the reader, whatever was thrown.
///
/// The browser gives no reason for a `TypeError` ("Failed to fetch"): no connection, a refused
/// origin and a blocked request look alike. Only being offline can be told apart.
pub(crate) fn failure() -> Failure {
    let online = web_sys::window().is_none_or(|window| window.navigator().on_line());
    Failure::Retry(if online { Cause::Network } else { Cause::Offline })
}

/// The message of a thrown value, for the console.
pub(crate) fn message(thrown: &JsValue) -> String {
    let message = Reflect::get(thrown, &JsValue::from_str("message")).ok();
    let message = message.and_then(|message| message.as_string());
    message.or_else(|| thrown.as_string()).unwrap_or_else(|| "an unknown error".to_owned())
}
