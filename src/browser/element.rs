//! The box's place in the page: an element in a shadow root with our styles, and nothing outside it.
//!
//! What else stands in the shadow root belongs to the loader, whose window may be around the place.
//! Styles are one constructed sheet, adopted by every box: it passes any `style-src`, where a
//! `<style>` element or a `style` attribute would not.

use js_sys::{Array, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{CssStyleSheet, HtmlElement, ShadowRoot, ShadowRootInit, ShadowRootMode};

use super::error;
use super::styles::STYLES;

thread_local! {
    static SHEET: Option<CssStyleSheet> = {
        let sheet = CssStyleSheet::new().ok();
        sheet.filter(|sheet| sheet.replace_sync(STYLES).is_ok())
    };
}

/// The element to draw in: `.place` in the shadow root of `host`, emptied. Both are made where they
/// are missing.
///
/// # Errors
/// A sentence for the console, when `host` cannot have a shadow root.
pub(crate) fn place(host: &HtmlElement) -> Result<HtmlElement, String> {
    let root = shadow_root(host).map_err(|thrown| {
        let name = host.local_name();
        format!("Ask the Docs: <{name}> cannot hold the box: {}", error::message(&thrown))
    })?;
    SHEET.with(|sheet| sheet.iter().for_each(|sheet| adopt(&root, sheet)));
    let made = root.query_selector(".place").ok().flatten();
    if let Some(place) = made.and_then(|place| place.dyn_into::<HtmlElement>().ok()) {
        place.replace_children_with_node_0();
        return Ok(place);
    }
    let document = host.owner_document().ok_or("Ask the Docs: the element has no document")?;
    let place = document
        .create_element("div")
        .ok()
        .and_then(|element| element.dyn_into::<HtmlElement>().ok())
        .ok_or("Ask the Docs: the page cannot make elements")?;
    place.set_class_name("place");
    root.append_child(&place).map_err(|thrown| error::message(&thrown))?;
    Ok(place)
}

/// Adds `sheet` to those of `root`, once: the loader may have one of its own there.
fn adopt(root: &ShadowRoot, sheet: &CssStyleSheet) {
    // `web-sys` has no setter for it yet. Without styles the box is plain, and still works.
    let name = JsValue::from_str("adoptedStyleSheets");
    let adopted = Reflect::get(root, &name).unwrap_or_default();
    let sheets = match Array::is_array(&adopted) {
        true => Array::from(&adopted),
        false => Array::new(),
    };
    if !sheets.includes(sheet, 0) {
        sheets.push(sheet);
        let _ = Reflect::set(root, &name, &sheets);
    }
}

fn shadow_root(host: &HtmlElement) -> Result<ShadowRoot, JsValue> {
    match host.shadow_root() {
        Some(root) => Ok(root),
        None => host.attach_shadow(&ShadowRootInit::new(ShadowRootMode::Open)),
    }
}
