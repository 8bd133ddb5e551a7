//! What an answer stands on: numbered, titled, with a checked link and the reason.

use ask_docs_core::answer::{Answer, Source};
use ask_docs_core::markdown::links::Href;
use leptos::html::{a, div, h4, li, ol, p, span};
use leptos::prelude::*;

use crate::browser::links::BrowserResolver;
use crate::session::Session;

/// The sources of `state`, once it has ended: below a growing text they would only move.
pub(super) fn sources(session: Session, state: ArcRwSignal<Answer>) -> impl IntoView {
    let listed = Memo::new(move |_| {
        state.with(|answer| match answer.phase.is_running() {
            true => Vec::new(),
            false => answer.sources.clone(),
        })
    });
    move || {
        let base = session.settings.with_untracked(|settings| settings.link_base.clone());
        let resolver = BrowserResolver::new(base);
        listed.with(|sources| {
            (!sources.is_empty()).then(|| {
                div().class("sources").attr("part", "sources").child((
                    h4().child("Sources"),
                    ol().child(sources.iter().map(|source| item(source, &resolver)).collect_view()),
                ))
            })
        })
    }
}

fn item(source: &Source, resolver: &BrowserResolver) -> impl IntoView + use<> {
    let href = source.url.as_deref().and_then(|url| Href::checked(url, resolver));
    let title = source.title.clone().unwrap_or_else(|| "Documentation page".to_owned());
    let title = match &href {
        Some(href) => a()
            .class("source-title")
            .attr("part", "source")
            .attr("dir", "auto")
            .attr("href", href.as_str().to_owned())
            // A new tab: following a source must not lose the conversation.
            .attr("target", "_blank")
            .attr("rel", "noopener noreferrer")
            .child(title)
            .into_any(),
        None => span().class("source-title").attr("dir", "auto").child(title).into_any(),
    };
    let place = href.as_ref().map(|href| span().class("source-place").child(place(href)));
    let reason = source.reason.clone();
    let reason = reason.map(|reason| p().class("source-reason").attr("dir", "auto").child(reason));
    li().child((title, place, reason))
}

/// Host and path, as a reader would say the address.
fn place(href: &Href) -> String {
    let address = href.as_str();
    let bare = address.split_once("://").map_or(address, |(_, rest)| rest);
    bare.split(['?', '#']).next().unwrap_or(bare).trim_end_matches('/').to_owned()
}
