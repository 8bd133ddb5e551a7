//! Markup that is not Markdown: GitBook's template tags and blocks of raw HTML.
//!
//! Owns what each tag becomes. `hint` and `content-ref` hold blocks until their end tag, or until
//! what they stand in ends. Every other tag shows its `title`, as strong text, or its address, as
//! a link, or nothing (`tabs`, `stepper`, every `end…`). Refuses to find them: that is
//! [`template`](crate::markdown::template).

use super::{Builder, Container, Kind};
use crate::markdown::html::{self, End, Piece};
use crate::markdown::template::Tag;

impl Builder<'_> {
    /// A template tag on a line of its own.
    pub(in crate::markdown) fn template(&mut self, tag: &Tag<'_>) {
        self.end_implicit();
        if let Some(name) = tag.name.strip_prefix("end") {
            return self.end_template(name);
        }
        let address = ["url", "src", "href"].iter().find_map(|name| tag.attribute(name));
        match tag.name {
            "hint" => self.push_template(Kind::Hint(tag.style())),
            "content-ref" => {
                self.push_template(Kind::Reference(address.unwrap_or_default().to_owned()));
            }
            _ => match (tag.attribute("title"), address) {
                (title, Some(address)) => self.link_paragraph(address, title),
                (Some(title), None) => {
                    self.open(Container::Paragraph);
                    self.open(Container::Strong);
                    self.text(title);
                    self.close();
                    self.close();
                }
                (None, None) => {}
            },
        }
    }

    /// Raw HTML that is a block of its own.
    pub(in crate::markdown) fn html_block(&mut self, source: &str, end: End) {
        self.end_implicit();
        html::pieces(source, end, |piece| match piece {
            Piece::Text(words) => self.html_words(words),
            Piece::Break if self.top_is_implicit() => self.line_break(),
            Piece::Cell if self.top_is_implicit() => self.text(" "),
            Piece::Edge => self.end_implicit(),
            Piece::Break | Piece::Cell | Piece::Nothing => {}
        });
        self.end_implicit();
    }

    fn html_words(&mut self, words: &str) {
        let begun = self.top_is_implicit();
        let words = if begun { words } else { words.trim_start() };
        if !words.is_empty() {
            self.text(&html::decoded(words));
        }
    }

    pub(super) fn link_paragraph(&mut self, address: &str, title: Option<&str>) {
        self.open(Container::Paragraph);
        self.open(Container::Link(address.to_owned()));
        self.text(title.unwrap_or(address));
        self.close();
        self.close();
    }

    fn end_template(&mut self, name: &str) {
        let Some(at) = self.frames.iter().rposition(|frame| {
            frame.template && !frame.ended && frame.kind.template_name() == Some(name)
        }) else {
            return;
        };
        if self.frames[at..].iter().all(|frame| frame.template) {
            while self.frames.len() > at {
                self.pop_frame(true);
            }
        } else {
            // Its end is indented into a list or quotation: it ends together with that.
            self.frames[at].ended = true;
        }
    }

    fn push_template(&mut self, kind: Kind) {
        // Too deep: what stands in it stands in what it stands in.
        if !self.fits(&kind) {
            return;
        }
        self.push_frame(kind);
        if let Some(frame) = self.frames.last_mut() {
            frame.template = true;
        }
    }
}
