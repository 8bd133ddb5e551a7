//! A link: its words, and where it really leads if they say otherwise.

use ask_docs_core::markdown::links::Href;
use web_sys::Element;

use super::address;
use super::draw::Drawn;
use super::pen::{Pen, append, remove, set};
use super::record::Part;

/// What of a link is drawn when its words are complete.
pub(super) struct Link {
    link: Element,
    href: Href,
    host: Option<Element>,
}

impl Link {
    pub(super) fn draw(pen: &Pen, href: &Href) -> Option<Drawn> {
        let link = anchor(pen, href)?;
        let part =
            Part::Link(Box::new(Self { link: link.clone(), href: href.clone(), host: None }));
        Some(Drawn {
            outer: Some(link.clone().into()),
            inner: Some(link),
            part,
            ..Drawn::default()
        })
    }

    /// Its words are complete: shows where it leads, if they name another place.
    pub(super) fn settle(&mut self, pen: &Pen) {
        let words = self.link.text_content().unwrap_or_default();
        let Some(real) = address::contradicting(&words, &self.href) else { return };
        let Some(host) = pen.classed("span", "host") else { return };
        set(&host, "dir", "ltr");
        host.set_text_content(Some(&format!(" ({real})")));
        append(&self.link, &host);
        self.host = Some(host);
    }

    /// Its words change after all.
    pub(super) fn reopen(&mut self) {
        if let Some(host) = self.host.take() {
            remove(&host);
        }
    }
}

/// The element of every link of an answer.
pub(super) fn anchor(pen: &Pen, href: &Href) -> Option<Element> {
    let link = pen.element("a")?;
    set(&link, "href", href.as_str());
    // A new tab: following a link must not lose the conversation.
    set(&link, "target", "_blank");
    set(&link, "rel", "noopener noreferrer nofollow");
    Some(link)
}

/// Host and path, as a reader would say the address.
pub(super) fn place(href: &Href) -> &str {
    let address = href.as_str();
    let bare = address.split_once("://").map_or(address, |(_, rest)| rest);
    let bare = bare.strip_prefix("mailto:").unwrap_or(bare);
    bare.split(['?', '#']).next().unwrap_or(bare).trim_end_matches('/')
}
