//! What an answer stands on: numbered, titled, with a checked link and the reasons.

use ask_docs_core::citation::Citation;

use super::build::{Built, Child, element, live};
use super::word::word;
use crate::session::Session;
use crate::signal::RwSignal;

/// The list of `citations`; nothing while there are none.
pub(super) fn sources(session: Session, citations: RwSignal<Vec<Citation>>) -> impl Child {
    live(
        move || citations.get(),
        move |citations| {
            let home = session.resolver().home();
            let items: Vec<_> =
                citations.iter().map(|citation| item(session, citation, home.as_deref())).collect();
            (!items.is_empty()).then(|| {
                element("div").class("sources").attr("part", "sources").child((
                    element("h4").child(word(session, "sources")),
                    // Without its marks, a list is one to some screen readers only by its role.
                    element("ol").attr("role", "list").child(items),
                ))
            })
        },
    )
}

fn item(session: Session, citation: &Citation, home: Option<&str>) -> Built {
    let title = match &citation.href {
        Some(href) => element("a")
            .attr("part", "source")
            .attr("href", href.as_str())
            // A new tab: following a source must not lose the conversation.
            .attr("target", "_blank")
            .attr("rel", "noopener noreferrer nofollow"),
        None => element("span"),
    };
    let title = title.class("source-title").attr("dir", "auto").child(citation.title.as_str());
    // An address runs from left to right, whatever runs around it.
    let place = citation.place(home).map(|place| {
        let address = element("bdi").attr("dir", "ltr").child(place.as_str());
        element("span").class("source-place").child(address)
    });
    let gone = || element("span").class("source-place").child(word(session, "gone"));
    let note = citation.is_gone.then(gone);
    // In its own direction, in the list's place.
    let reason = |reason: &String| {
        element("p").class("source-reason").child(element("bdi").child(reason.as_str()))
    };
    let reasons: Vec<_> = citation.reasons.iter().map(reason).collect();
    element("li").child((title, place, note)).child(reasons)
}
