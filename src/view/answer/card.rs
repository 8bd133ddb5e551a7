//! A card that leads somewhere: what it says, and a link if that holds none.

use ask_docs_core::markdown::links::Href;
use web_sys::Element;

use super::draw::Drawn;
use super::link;
use super::pen::{Pen, append, remove, set};
use super::record::Part;

/// What of a card is drawn when its content is complete.
pub(super) struct Card {
    frame: Element,
    href: Href,
    /// Its own link.
    link: Option<Element>,
    /// Whether it is drawn as one link.
    is_one: bool,
}

impl Card {
    pub(super) fn draw(pen: &Pen, href: &Href) -> Option<Drawn> {
        let frame = pen.classed("div", "card")?;
        let card = Self { frame: frame.clone(), href: href.clone(), link: None, is_one: false };
        let part = Part::Card(Box::new(card));
        Some(Drawn {
            outer: Some(frame.clone().into()),
            inner: Some(frame),
            part,
            ..Drawn::default()
        })
    }

    /// Its content is complete: whether it holds links is known.
    pub(super) fn settle(&mut self, pen: &Pen) {
        let links = self.frame.query_selector_all("a").map_or(0, |links| links.length());
        if links == 0
            && let Some(link) = link::anchor(pen, &self.href)
        {
            link.set_text_content(Some(link::place(&self.href)));
            append(&self.frame, &link);
            self.link = Some(link);
        }
        self.is_one = links <= 1;
        if self.is_one {
            set(&self.frame, "class", "card one");
        }
    }

    /// Its content may change again.
    pub(super) fn reopen(&mut self) {
        if std::mem::take(&mut self.is_one) {
            set(&self.frame, "class", "card");
        }
        if let Some(link) = self.link.take() {
            remove(&link);
        }
    }
}
