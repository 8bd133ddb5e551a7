//! The one total function from a JavaScript value to our words.
//!
//! A page may throw anything at all: strings, nulls, objects whose `message` throws. Nothing of
//! that panics, and nothing of it reaches a reader as it is.

use ask_docs_core::failure::{Cause, Failure};
use wasm_bindgen::{JsCast, JsValue};

/// What a failed fetch or read means for the reader.
///
/// The browser gives no reason for a `TypeError` ("Failed to fetch"): no connection, a refused
/// origin and a blocked request look alike. Only being offline can be told apart.
pub(crate) fn failure(_thrown: &JsValue) -> Failure {
    let online = web_sys::window().is_none_or(|window| window.navigator().on_line());
    Failure::Retry(if online { Cause::Network } else { Cause::Offline })
}

/// The message of a thrown value, for the console.
pub(crate) fn message(thrown: &JsValue) -> String {
    if let Some(error) = thrown.dyn_ref::<js_sys::Error>() {
        return String::from(error.message());
    }
    thrown.as_string().unwrap_or_else(|| "an unknown error".to_owned())
}
