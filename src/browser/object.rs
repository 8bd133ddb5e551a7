//! Rust values as plain JavaScript objects: what pages get.

use serde::Serialize;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::JsValue;

/// `value` as JSON has it: what is not there is `null`, and a map is an object.
pub(crate) fn object(value: &impl Serialize) -> JsValue {
    // Fails only for values that say so themselves, which none of ours does.
    value.serialize(&Serializer::json_compatible()).unwrap_or(JsValue::NULL)
}
