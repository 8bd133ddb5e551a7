//! The words of another language, for a box that no guest has brought: a component's.
//!
//! Which language that is, and where its words are, a module beside the glue knows
//! (`www/guest/languages.js`).

use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::HtmlElement;

use super::highlight::import_beside_glue;

const MODULE: &str = "./languages/languages.js";

/// The catalogue for `host`, whose owner has set `language`; `undefined` for English.
pub(crate) async fn bring(host: &HtmlElement, language: Option<&str>) -> Result<JsValue, JsValue> {
    let module = JsFuture::from(import_beside_glue(MODULE)?).await?;
    let bring = Reflect::get(&module, &"bring".into())?.dyn_into::<Function>()?;
    let language = language.map_or(JsValue::UNDEFINED, JsValue::from_str);
    JsFuture::from(bring.call2(&module, host, &language)?.dyn_into::<Promise>()?).await
}
