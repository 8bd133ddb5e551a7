//! The words of the page that the question is about, above the field: as they will be sent.

use ask_docs_core::quote::fitting;
use reactive_graph::graph::untrack;
use wasm_bindgen::JsCast;
use web_sys::{Event, HtmlTextAreaElement, KeyboardEvent};

use super::build::{Child, element, live};
use super::icon::{REMOVE, icon};
use super::word::{named, word};
use crate::session::Session;

/// The quote of `session`, if there is one.
pub(super) fn quote(session: Session) -> impl Child {
    let shown = move || {
        let quote = session.quote.get();
        let fitting = session.draft.with(|draft| fitting(draft, &quote));
        (!quote.is_empty()).then_some(fitting)
    };
    live(shown, move |shown| {
        shown.as_ref().map(|fitting| {
            let words = match fitting {
                Some(words) => element("blockquote").attr("dir", "auto").child(words.as_str()),
                None => element("p").child(word(session, "quoteTooLong")),
            };
            let remove = element("button")
                .attr("type", "button")
                .class("act judge")
                .attr("part", "remove-quote")
                .live_attr("aria-label", named(session, "removeQuote"))
                .on("click", move |_: Event| remove(session))
                .child(icon(REMOVE));
            element("div")
                .class("quote")
                .attr("part", "quote")
                .attr("role", "group")
                .live_attr("aria-label", named(session, "askingAbout"))
                .child((words, remove))
        })
    })
}

/// Backspace at the beginning of the field removes the quote that stands before it.
pub(super) fn backspace(session: Session, event: &KeyboardEvent) {
    let field = event.target().and_then(|target| target.dyn_into::<HtmlTextAreaElement>().ok());
    let Some(field) = field.filter(|field| field.id() == "question") else { return };
    let is_at_start =
        field.selection_start() == Ok(Some(0)) && field.selection_end() == Ok(Some(0));
    let is_there = untrack(|| session.quote.with(|quote| !quote.is_empty()));
    if event.key() == "Backspace" && !event.is_composing() && is_at_start && is_there {
        event.prevent_default();
        remove(session);
    }
}

fn remove(session: Session) {
    session.quote.set(String::new());
    session.field_wanted.set(());
}
