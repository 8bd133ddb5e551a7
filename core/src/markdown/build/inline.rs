//! Running text: pieces of it, images, raw HTML within a line, and bare addresses.
//!
//! Owns what a link shows. A link without words shows its address; the words of a link hold no
//! invisible or direction-changing characters, which could make it read as another one. Refuses
//! to nest links.

use super::{Builder, Kind, Place};
use crate::markdown::blocks::Inline;
use crate::markdown::html::{self, End, Piece};
use crate::markdown::links::Href;
use crate::markdown::{MAX_DEPTH, autolink};

/// An image that is open: its description is collected, its content makes no nodes.
pub(super) struct Image {
    /// How many containers were open before it.
    pub(super) depth: usize,
    destination: String,
    description: String,
}

impl Builder<'_> {
    /// Words.
    pub(in crate::markdown) fn text(&mut self, words: &str) {
        if let Some(image) = &mut self.image {
            return image.description.push_str(words);
        }
        if words.is_empty() {
            return;
        }
        self.ensure_inline();
        let readable = self.in_link().then(|| without_disguise(words));
        let words = readable.as_deref().unwrap_or(words);
        let Some(frame) = self.frames.last_mut() else { return };
        match frame.inlines.last_mut() {
            Some(Inline::Text(last)) if !self.is_cut => return last.push_str(words),
            _ => self.is_cut = false,
        }
        frame.inlines.push(Inline::Text(words.to_owned()));
        self.nodes += 1;
    }

    /// Code within a line.
    pub(in crate::markdown) fn code(&mut self, code: &str) {
        match &mut self.image {
            Some(image) => image.description.push_str(code),
            None => {
                let code = if self.in_link() { without_disguise(code) } else { code.to_owned() };
                self.push_inline(Inline::Code(code));
            }
        }
    }

    /// A line break that the author asked for.
    pub(in crate::markdown) fn line_break(&mut self) {
        match &mut self.image {
            Some(image) => image.description.push(' '),
            None => self.push_inline(Inline::Break),
        }
    }

    /// One piece of raw HTML within a line.
    pub(in crate::markdown) fn html_inline(&mut self, source: &str) {
        html::pieces(source, End::Final, |piece| match piece {
            // What is shown as it was written holds no entities.
            Piece::Text(words) => self.text(words),
            Piece::Break => self.line_break(),
            // `<li>` in a table's cell is a line of its own.
            Piece::Edge if !source.starts_with("</") && self.has_words() => self.line_break(),
            // What stands on both sides of a tag that goes is not one word.
            Piece::Edge | Piece::Cell | Piece::Nothing => self.is_cut = true,
        });
    }

    pub(super) fn open_image(&mut self, destination: String) {
        if self.image.is_none() {
            let (depth, description) = (self.path.len() + 1, String::new());
            self.image = Some(Image { depth, destination, description });
        }
        self.path.push(Place::FlatText);
    }

    pub(super) fn close_image(&mut self) {
        let Some(Image { destination, description, .. }) = self.image.take() else { return };
        let words = if description.trim().is_empty() {
            file_name(&destination).to_owned()
        } else {
            description
        };
        self.ensure_inline();
        let fits = !self.in_link() && self.fits(&Kind::Strong);
        match self.href(&destination).filter(|_| fits) {
            Some(href) => {
                let content = vec![Inline::Text(without_disguise(&words))];
                self.nodes += 1;
                self.push_inline(Inline::Link { href, content });
            }
            None => self.text(&words),
        }
    }

    /// Makes links of the bare addresses in the innermost frame, which is about to end.
    ///
    /// Not while the text may still go on there: a bracket, a code span or a tag around the
    /// address may turn out to be the begin of something else.
    pub(super) fn link_addresses(&mut self) {
        let is_open = self.open_from.is_some_and(|from| self.reached >= from);
        let depth = self.frames.len();
        let Some(frame) = self.frames.last_mut() else { return };
        if is_open || frame.kind.is_inline() || !holds_address(&frame.inlines) {
            return;
        }
        let inlines = std::mem::take(&mut frame.inlines);
        let inlines = self.linked(inlines, depth);
        if let Some(frame) = self.frames.last_mut() {
            frame.inlines = inlines;
        }
    }

    /// `inlines`, which stand `depth` deep, with links for bare addresses.
    fn linked(&mut self, inlines: Vec<Inline>, depth: usize) -> Vec<Inline> {
        let mut linked = Vec::with_capacity(inlines.len() + 2);
        for inline in inlines {
            linked.push(match inline {
                Inline::Text(text) if depth < MAX_DEPTH => {
                    self.split(&text, &mut linked);
                    continue;
                }
                Inline::Emphasis(content) => Inline::Emphasis(self.linked(content, depth + 1)),
                Inline::Strong(content) => Inline::Strong(self.linked(content, depth + 1)),
                Inline::Strikethrough(content) => {
                    Inline::Strikethrough(self.linked(content, depth + 1))
                }
                other => other,
            });
        }
        linked
    }

    fn split(&mut self, text: &str, inlines: &mut Vec<Inline>) {
        let mut done = 0;
        for range in autolink::addresses(text) {
            let address = &text[range.clone()];
            let Some(href) = self.href(address) else { continue };
            if done < range.start {
                inlines.push(Inline::Text(text[done..range.start].to_owned()));
            }
            let content = vec![Inline::Text(without_disguise(address))];
            inlines.push(Inline::Link { href, content });
            self.nodes += 3;
            done = range.end;
        }
        if done < text.len() {
            inlines.push(Inline::Text(text[done..].to_owned()));
        }
    }

    pub(super) fn attach_inline(&mut self, kind: Kind, content: Vec<Inline>) {
        let inline = match kind {
            Kind::Link(href) => link(href, content),
            _ if content.is_empty() => return,
            Kind::Emphasis => Inline::Emphasis(content),
            Kind::Strong => Inline::Strong(content),
            _ => Inline::Strikethrough(content),
        };
        // Its frame has been counted.
        if let Some(frame) = self.frames.last_mut() {
            frame.inlines.push(inline);
        }
    }

    fn push_inline(&mut self, inline: Inline) {
        self.ensure_inline();
        self.nodes += 1;
        if let Some(frame) = self.frames.last_mut() {
            frame.inlines.push(inline);
        }
    }

    fn has_words(&self) -> bool {
        let last = self.frames.last().and_then(|frame| frame.inlines.last());
        last.is_some_and(|inline| *inline != Inline::Break)
    }
}

fn link(href: Href, content: Vec<Inline>) -> Inline {
    let has_words = content.iter().any(|inline| match inline {
        Inline::Text(text) | Inline::Code(text) => !text.trim().is_empty(),
        Inline::Break => false,
        _ => true,
    });
    let content = if has_words { content } else { vec![Inline::Text(href.as_str().to_owned())] };
    Inline::Link { href, content }
}

fn holds_address(inlines: &[Inline]) -> bool {
    inlines.iter().any(|inline| match inline {
        Inline::Text(text) => text.contains("://"),
        Inline::Emphasis(content) | Inline::Strong(content) | Inline::Strikethrough(content) => {
            holds_address(content)
        }
        Inline::Code(_) | Inline::Link { .. } | Inline::Break => false,
    })
}

/// The last part of an address's path, or all of it.
fn file_name(destination: &str) -> &str {
    let path = destination.split(['?', '#']).next().unwrap_or(destination);
    let name = path.rsplit('/').next().unwrap_or(path);
    if name.is_empty() { destination } else { name }
}

/// Without marks that change the direction of text and without characters that take no room.
/// The joiners stay: emoji and Persian words are made with them.
fn without_disguise(words: &str) -> String {
    let is_disguise = |character: char| {
        matches!(
            character,
            '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{61c}' | '\u{feff}'
        )
    };
    words.chars().filter(|character| !is_disguise(*character)).collect()
}
