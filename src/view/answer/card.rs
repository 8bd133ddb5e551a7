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
    link: Option<Element>,
}

impl Card {
    pub(super) fn draw(pen: &Pen, href: &Href) -> Option<Drawn> {
        let frame = pen.classed("div", "card")?;
        let card = Self { frame: frame.clone(), href: href.clone(), link: None };
        let part = Part::Card(Box::new(card));
        Some(Drawn {
            outer: Some(frame.clone().into()),
            inner: Some(frame),
            part,
            ..Drawn::default()
        })
    }

    /// Its content is complete.
    pub(super) fn settle(&mut self, pen: &Pen) {
        if self.frame.query_selector("a").is_ok_and(|found| found.is_some()) {
            return;
        }
        let Some(link) = link::anchor(pen, &self.href) else { return };
        set(&link, "class", "card-link");
        link.set_text_content(Some(link::place(&self.href)));
        append(&self.frame, &link);
        self.link = Some(link);
    }

    /// Its content changes after all.
    pub(super) fn reopen(&mut self) {
        if let Some(link) = self.link.take() {
            remove(&link);
        }
    }
}
