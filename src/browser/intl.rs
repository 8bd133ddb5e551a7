//! Numbers, plurals, times and lists as a language writes them: the browser knows how.
//!
//! Refuses to fail: what a browser, or a page that has changed it, will not write is written plainly.

use js_sys::{Array, Number, Object, Reflect};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    type PluralRules;
    #[wasm_bindgen(constructor, js_namespace = Intl, catch)]
    fn new(language: &str) -> Result<PluralRules, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn select(this: &PluralRules, count: f64) -> Result<JsValue, JsValue>;

    type RelativeTimeFormat;
    #[wasm_bindgen(constructor, js_namespace = Intl, catch)]
    fn new(language: &str) -> Result<RelativeTimeFormat, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn format(this: &RelativeTimeFormat, count: f64, unit: &str) -> Result<JsValue, JsValue>;

    type ListFormat;
    #[wasm_bindgen(constructor, js_namespace = Intl, catch)]
    fn new(language: &str) -> Result<ListFormat, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn format(this: &ListFormat, texts: &Array) -> Result<JsValue, JsValue>;

    type Written;
    #[wasm_bindgen(method, catch, js_name = toLocaleString)]
    fn in_language(this: &Written, language: &str, how: &JsValue) -> Result<JsValue, JsValue>;
}

/// The plural category of `count`, such as `few`.
pub(crate) fn plural(language: &str, count: u64) -> String {
    let chosen = PluralRules::new(language).and_then(|rules| rules.select(count as f64));
    text(chosen).unwrap_or_else(|| "other".to_owned())
}

/// `number` in the digits of the language.
pub(crate) fn number(language: &str, number: u64) -> String {
    write(language, number, &JsValue::UNDEFINED).unwrap_or_else(|| number.to_string())
}

/// “5 minutes”, of 5 and `minute`.
pub(crate) fn lasting(language: &str, (count, unit): (u64, &str)) -> String {
    let how = Object::new();
    for (name, value) in [("style", "unit"), ("unit", unit), ("unitDisplay", "long")] {
        let _ = Reflect::set(&how, &name.into(), &value.into());
    }
    write(language, count, &how).unwrap_or_else(|| plainly(count, unit))
}

/// “in 5 minutes”, of 5 and `minute`; with a `sign` of -1, “5 minutes ago”.
pub(crate) fn relative(language: &str, (count, unit): (u64, &str), sign: f64) -> String {
    let format = RelativeTimeFormat::new(language);
    let written = format.and_then(|format| format.format(sign * count as f64, unit));
    text(written).unwrap_or_else(|| plainly(count, unit))
}

/// “a, b and c”, of all three.
pub(crate) fn list(language: &str, texts: &[String]) -> String {
    let all = texts.iter().map(JsValue::from).collect::<Array>();
    let written = ListFormat::new(language).and_then(|format| format.format(&all));
    text(written).unwrap_or_else(|| texts.join(", "))
}

fn write(language: &str, number: u64, how: &JsValue) -> Option<String> {
    let number = Number::from(number as f64);
    text(number.unchecked_ref::<Written>().in_language(language, how))
}

fn text(written: Result<JsValue, JsValue>) -> Option<String> {
    written.ok()?.as_string()
}

fn plainly(count: u64, unit: &str) -> String {
    format!("{count} {unit}")
}
