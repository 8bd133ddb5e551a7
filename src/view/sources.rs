//! What an answer stands on: numbered, titled, with a checked link and the reasons.

use ask_docs_core::citation::Citation;
use leptos::html::{a, bdi, div, h4, li, ol, p, span};
use leptos::prelude::*;

use crate::session::Session;

/// The list of `citations`; nothing while there are none.
pub(super) fn sources(session: Session, citations: Memo<Vec<Citation>>) -> impl IntoView {
    move || {
        let home = session.resolver().home();
        citations.with(|citations| {
            let item = |citation| item(citation, home.as_deref());
            (!citations.is_empty()).then(|| {
                div().class("sources").attr("part", "sources").child((
                    h4().child("Sources"),
                    // Without its marks, a list is one to some screen readers only by its role.
                    ol().attr("role", "list").child(citations.iter().map(item).collect_view()),
                ))
            })
        })
    }
}

fn item(citation: &Citation, home: Option<&str>) -> impl IntoView + use<> {
    let title = citation.title.clone();
    let title = match &citation.href {
        Some(href) => a()
            .class("source-title")
            .attr("part", "source")
            .attr("dir", "auto")
            .attr("href", href.as_str().to_owned())
            // A new tab: following a source must not lose the conversation.
            .attr("target", "_blank")
            .attr("rel", "noopener noreferrer nofollow")
            .child(title)
            .into_any(),
        None => span().class("source-title").attr("dir", "auto").child(title).into_any(),
    };
    // An address runs from left to right, whatever runs around it.
    let place = citation
        .place(home)
        .map(|place| span().class("source-place").child(bdi().attr("dir", "ltr").child(place)));
    // In its own direction, in the list's place.
    let reason = |reason: &String| p().class("source-reason").child(bdi().child(reason.clone()));
    let reasons = citation.reasons.iter().map(reason).collect_view();
    li().child((title, place, reasons))
}
