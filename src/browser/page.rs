//! What the box may know of the page it is on, and the one way to speak to its developer.

use js_sys::Reflect;
use wasm_bindgen::JsValue;

use crate::settings::Page;

/// Whether the page comes from this machine. A page without a host (a file, a sandbox) is not
/// taken for local.
pub(crate) fn kind() -> Page {
    let host = web_sys::window().and_then(|window| window.location().hostname().ok());
    match host.as_deref() {
        Some("localhost" | "127.0.0.1" | "[::1]") => Page::Local,
        Some(host) if host.ends_with(".localhost") => Page::Local,
        _ => Page::Public,
    }
}

/// Where the page comes from, as in `https://docs.example.com`.
pub(crate) fn origin() -> String {
    web_sys::window().and_then(|window| window.location().origin().ok()).unwrap_or_default()
}

/// The page's host with its port; empty where it has none.
pub(crate) fn host() -> String {
    web_sys::window().and_then(|window| window.location().host().ok()).unwrap_or_default()
}

/// The page's own address.
pub(crate) fn address() -> String {
    web_sys::window().and_then(|window| window.location().href().ok()).unwrap_or_default()
}

/// Whether the reader has turned Global Privacy Control on.
pub(crate) fn opts_out() -> bool {
    let signal = web_sys::window().and_then(|window| {
        let name = JsValue::from_str("globalPrivacyControl");
        Reflect::get(&window.navigator(), &name).ok()
    });
    signal.is_some_and(|signal| signal.is_truthy())
}

/// Puts what is wrong on the console, for whoever builds the page.
pub(crate) fn error(sentence: &str) {
    web_sys::console::error_1(&JsValue::from_str(sentence));
}

/// Puts `sentence` on the console, for whoever builds the page.
pub(crate) fn warn(sentence: &str) {
    web_sys::console::warn_1(&JsValue::from_str(sentence));
}
