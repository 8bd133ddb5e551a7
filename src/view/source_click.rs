//! Which source a reader follows: heard once for the whole box.

use wasm_bindgen::JsCast;
use web_sys::{Element, Event};

use crate::browser::events::Told;
use crate::session::Session;

/// Tells the page if `event`, a click, is on the link of a source.
pub(super) fn source_click(session: Session, event: &Event) {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let link = target.and_then(|target| target.closest("a.source-title").ok().flatten());
    let Some((link, item)) = link.and_then(|link| Some((link.clone(), link.closest("li").ok()??)))
    else {
        return;
    };
    let earlier = std::iter::successors(item.previous_element_sibling(), |item| {
        item.previous_element_sibling()
    });
    let url = link.get_attribute("href").unwrap_or_default();
    session.tell(&Told::SourceClick { url, number: earlier.count() + 1 });
}
