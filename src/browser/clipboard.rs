//! Text into the reader's clipboard, with a way for pages where the Clipboard API is closed.
//!
//! Owns both ways and their order. Refuses to ask for permission or to read what is there. To be
//! called from a press of the reader's: browsers refuse everything else.

use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{FocusOptions, HtmlDocument, HtmlElement, HtmlTextAreaElement, Node, ShadowRoot};

/// Copies `text` and says whether it worked. `place` is a node of the box that was pressed.
pub(crate) async fn copy(text: &str, place: &Node) -> bool {
    if let Some(written) = write(text)
        && JsFuture::from(written).await.is_ok()
    {
        return true;
    }
    copy_selected(text, place).unwrap_or(false)
}

/// The Clipboard API. A page on plain HTTP has none, and a page may have put anything in its
/// place, so every step may fail.
fn write(text: &str) -> Option<Promise> {
    let navigator = web_sys::window()?.navigator();
    let clipboard = Reflect::get(&navigator, &JsValue::from_str("clipboard")).ok()?;
    let write = Reflect::get(&clipboard, &JsValue::from_str("writeText")).ok()?;
    let write = write.dyn_into::<Function>().ok()?;
    let written = write.call1(&clipboard, &JsValue::from_str(text)).ok()?;
    Some(Promise::resolve(&written))
}

/// The way before there was an API: a field with the text, selected, and the command to copy.
/// Also what is left in a frame whose page does not pass the clipboard on.
fn copy_selected(text: &str, place: &Node) -> Option<bool> {
    let root = place.get_root_node().dyn_into::<ShadowRoot>().ok()?;
    let document = place.owner_document()?.dyn_into::<HtmlDocument>().ok()?;
    let focused = root.active_element().and_then(|element| element.dyn_into::<HtmlElement>().ok());
    let field = document.create_element("textarea").ok()?;
    let field = field.dyn_into::<HtmlTextAreaElement>().ok()?;
    // It is there for a moment only, and must neither scroll the page nor open a keyboard.
    field.set_class_name("visually-hidden");
    field.set_read_only(true);
    field.set_value(text);
    root.append_child(&field).ok()?;
    let still = FocusOptions::new();
    still.set_prevent_scroll(true);
    let _ = field.focus_with_options(&still);
    field.select();
    let copied = document.exec_command("copy").unwrap_or(false);
    field.remove();
    if let Some(focused) = focused {
        let _ = focused.focus_with_options(&still);
    }
    Some(copied)
}
