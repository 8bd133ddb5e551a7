//! Text into the clipboard, also where the browser's own way to it is closed.
//!
//! Pages without TLS have no `navigator.clipboard`, and frames may be refused it. A copy by
//! command works there, as long as it follows a click.

use js_sys::Reflect;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Clipboard, Element, HtmlDocument, HtmlElement, HtmlTextAreaElement, Node, ShadowRoot,
};

/// Copies `text`; says whether it did. `near` is where a field may stand for a moment.
pub(crate) async fn write(text: &str, near: &Element) -> bool {
    if let Some(clipboard) = clipboard()
        && JsFuture::from(clipboard.write_text(text)).await.is_ok()
    {
        return true;
    }
    write_by_command(text, near).unwrap_or(false)
}

fn clipboard() -> Option<Clipboard> {
    let navigator = web_sys::window()?.navigator();
    // Typed as always there, which it is not.
    let clipboard = Reflect::get(&navigator, &JsValue::from_str("clipboard")).ok()?;
    clipboard.is_object().then(|| clipboard.unchecked_into())
}

fn write_by_command(text: &str, near: &Element) -> Option<bool> {
    let document = near.owner_document()?.dyn_into::<HtmlDocument>().ok()?;
    let root = near.get_root_node();
    let focused = match root.dyn_ref::<ShadowRoot>() {
        Some(root) => root.active_element(),
        None => document.active_element(),
    };
    let field = document.create_element("textarea").ok()?.dyn_into::<HtmlTextAreaElement>().ok()?;
    field.set_value(text);
    field.set_read_only(true);
    field.set_class_name("visually-hidden");
    let _ = field.set_attribute("aria-hidden", "true");
    // In the shadow root, where the class is known; beside `near`, where the page does not jump.
    let beside: Node = near.parent_node()?;
    beside.append_child(&field).ok()?;
    field.select();
    let copied = document.exec_command("copy").unwrap_or(false);
    field.remove();
    if let Some(focused) = focused.and_then(|focused| focused.dyn_into::<HtmlElement>().ok()) {
        let _ = focused.focus();
    }
    Some(copied)
}
