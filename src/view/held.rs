//! What the reader is told before words of theirs go out: what looks like a secret, and what the
//! owner wants them to accept.

use ask_docs_core::markdown::links::Href;
use ask_docs_core::secrets::Kind;
use ask_docs_core::words::{Message, Value};
use web_sys::Event;

use super::build::{Built, Child, element, live, live_text};
use super::word::word;
use crate::browser::links::BrowserResolver;
use crate::browser::page;
use crate::session::{Held, Session};

/// What holds back the question of `session`, below its field.
pub(super) fn held(session: Session) -> (impl Child, impl Child) {
    (secrets(session), consent(session))
}

fn secrets(session: Session) -> impl Child {
    let found = move || {
        let kinds = session.secrets();
        let is_held = session.held.with(|held| *held == Some(Held::Secrets));
        (!kinds.is_empty()).then_some((kinds, is_held))
    };
    live(found, move |found| {
        found.as_ref().map(|(kinds, is_held)| {
            let kinds = kinds.clone();
            let words = live_text(move || {
                let names: Vec<_> = kinds.iter().map(|kind| session.word(name(*kind))).collect();
                let names = Value::Text(session.list(&names));
                session.say(&Message::plain("looksLikeSecret").with("names", names))
            });
            let hint = is_held.then(|| element("p").child(word(session, "enterMasks")));
            let mask = button(session, "again", "mask", "maskAndSend", move || {
                session.mask();
                session.ask_draft();
            });
            let send = button(session, "link", "send-as-is", "sendAsIs", move || {
                session.ask_as_it_is();
            });
            element("div")
                .class("held")
                .attr("part", "secrets")
                .attr("role", if *is_held { "alert" } else { "note" })
                .child((element("p").child(words), hint))
                .child(element("div").class("choices").child((mask, send)))
        })
    })
}

fn name(kind: Kind) -> &'static str {
    match kind {
        Kind::PrivateKey => "aPrivateKey",
        Kind::ApiKey => "anApiKey",
        Kind::Token => "aToken",
        Kind::Password => "aPassword",
        Kind::Card => "aCardNumber",
        Kind::Email => "anEmailAddress",
        Kind::Random => "aSecret",
    }
}

fn consent(session: Session) -> impl Child {
    let wanted = move || {
        let link = session.settings.with(|settings| settings.consent_link.clone());
        let is_held = session.held.with(|held| matches!(held, Some(Held::Consent(_))));
        session.unaccepted().map(|sentence| (sentence, link, is_held))
    };
    live(wanted, move |wanted| {
        wanted.as_ref().map(|(sentence, link, is_held)| {
            let resolver = BrowserResolver::new(Some(page::address()));
            let link = link.as_deref().and_then(|link| Href::checked(link, &resolver));
            let link = link.map(|href| {
                element("a")
                    .attr("href", href.as_str())
                    .attr("target", "_blank")
                    .attr("rel", "noopener noreferrer")
                    .child(word(session, "readMore"))
            });
            let words = if *is_held { "acceptAndAsk" } else { "accept" };
            element("div")
                .class(if *is_held { "held" } else { "held quiet" })
                .attr("part", "consent")
                .attr("role", if *is_held { "alert" } else { "note" })
                .child(element("p").attr("dir", "auto").child((sentence.as_str(), " ", link)))
                .child(button(session, "again", "accept", words, move || session.accept()))
        })
    })
}

fn button(
    session: Session,
    class: &'static str,
    part: &'static str,
    key: &'static str,
    work: impl Fn() + 'static,
) -> Built {
    element("button")
        .attr("type", "button")
        .class(class)
        .attr("part", part)
        .on("click", move |_: Event| work())
        .child(word(session, key))
}
