//! Plain JavaScript objects, made field by field: a serializer for them would have to be downloaded.

use js_sys::{Object, Reflect};
use wasm_bindgen::JsValue;

/// An object with these fields.
pub(crate) fn object(fields: &[(&str, JsValue)]) -> JsValue {
    let object = Object::new();
    for (name, value) in fields {
        // Fails only where a page has put a setter that throws on every object there is.
        let _ = Reflect::set(&object, &JsValue::from_str(name), value);
    }
    object.into()
}
