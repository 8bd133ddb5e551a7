//! Blocks that hold lines: paragraphs, headings, code, raw HTML.
//!
//! Owns what a line means to the leaf that is open, and what a leaf becomes when it ends, or is
//! drawn as while it is open.

use super::line::Line;
use super::start::{self, Fence, HtmlEnd};
use super::state::{CodeText, Leaf, State};
use super::{Begun, Pass};
use crate::invisible;
use crate::markdown::entity::decoded;
use crate::markdown::html::{self, End, Piece};
use crate::markdown::inline::{self, Context, link};
use crate::markdown::tree::{CodeBlock, Kind, Node};

/// The longest tag over several lines, in bytes: what is longer is text.
const MAX_TAG: usize = 2000;

impl Pass<'_, '_> {
    /// Gives a line to the leaf that is open; says whether it has taken it.
    pub(super) fn continue_leaf(&mut self, line: &mut Line<'_>) -> bool {
        let rest = line.rest();
        let is_blank = rest.is_empty();
        match self.state.open.leaf.clone() {
            Leaf::None | Leaf::Paragraph(_) => false,
            Leaf::Fence { mark, length, indent, .. } => {
                if line.indent() < 4 && start::ends_fence(rest, mark, length) {
                    self.close_leaf();
                } else {
                    line.skip(indent.min(line.indent()));
                    self.code_line(&line.content());
                }
                true
            }
            Leaf::Indented(mut text) if is_blank => {
                // "Interior blank lines" belong to it, those at its end do not.
                line.skip(4);
                text.blank_lines.push('\n');
                text.blank_lines.push_str(&line.content());
                self.state.open.leaf = Leaf::None;
                self.blank(self.state.open.stack.len());
                self.state.open.leaf = Leaf::Indented(text);
                true
            }
            Leaf::Indented(_) if line.indent() >= 4 => {
                line.skip(4);
                self.code_line(&line.content());
                true
            }
            Leaf::Html { end: HtmlEnd::Blank, .. } if is_blank => false,
            Leaf::Html { .. } => {
                self.html_line(&line.content());
                true
            }
            Leaf::Table(columns) if !is_blank && line.indent() < 4 => self.row_line(line, columns),
            Leaf::Indented(_) | Leaf::Table(_) => {
                self.close_leaf();
                false
            }
            Leaf::Words { .. } if is_blank => false,
            Leaf::Words { .. } => self.words_line(rest),
            Leaf::Tag(start) => self.tag_line(rest, start),
        }
    }

    /// Takes the text of a paragraph's line. An end tag in it ends what it stands in: then gives
    /// what stands behind.
    pub(super) fn paragraph_text<'t>(&mut self, text: &'t str) -> Option<&'t str> {
        let Leaf::Paragraph(start) = self.state.open.leaf else { return None };
        let tag = self.end_tag_in(text);
        let own = tag.as_ref().map_or(text, |(at, ..)| &text[..*at]);
        self.state.add_line(start, own);
        let (at, length, place) = tag?;
        self.has_gone_on = true;
        self.close_to(place);
        Some(&text[at + length..])
    }

    pub(super) fn heading(&mut self, level: u8, text: &str) {
        self.push(Kind::Heading(level));
        self.inlines(text, self.is_open);
    }

    /// Makes a heading of the paragraph that is open, unless it only defines links.
    pub(super) fn underlined(&mut self, level: u8) -> bool {
        let Leaf::Paragraph(start) = self.state.open.leaf else { return false };
        let text = self.state.buffer[start..].to_owned();
        let length = self.state.definitions.take(&text, self.resolver);
        let text = text[length..].trim_end();
        if text.is_empty() {
            // What is defined stays defined; the line begins a paragraph or is a rule.
            self.state.open.leaf = Leaf::None;
            return false;
        }
        self.state.open.leaf = Leaf::None;
        self.push(Kind::Heading(level));
        self.inlines(text, false);
        true
    }

    pub(super) fn fence(&mut self, fence: &Fence<'_>, indent: usize) {
        let word = fence.info.split([' ', '\t', ',', '{']).next().unwrap_or_default();
        let language =
            (!word.is_empty()).then(|| invisible::without(&link::plain(word)).into_owned());
        let about = self.code_about();
        self.push(Kind::Code(Box::new(CodeBlock { language, ..about })));
        let (mark, length, text) = (fence.mark, fence.length, CodeText::default());
        self.state.open.leaf = Leaf::Fence { mark, length, indent, text };
    }

    pub(super) fn indented(&mut self, line: &mut Line<'_>, matched: usize) -> Begun {
        self.close_to(matched);
        self.begin_block();
        let about = self.code_about();
        self.push(Kind::Code(Box::new(about)));
        self.state.open.leaf = Leaf::Indented(CodeText::default());
        line.skip(4);
        self.code_line(&line.content());
        Begun::Leaf
    }

    /// Adds a line to the code that is open; its end comes with the line behind it.
    fn code_line(&mut self, line: &str) {
        let (Leaf::Fence { text, .. } | Leaf::Indented(text)) = &mut self.state.open.leaf else {
            return;
        };
        let CodeText { has_line, has_node, blank_lines } = std::mem::take(text);
        let mut added = blank_lines;
        if has_line {
            added.push('\n');
        }
        added.push_str(line);
        text.has_line = true;
        text.has_node = has_node || !added.is_empty();
        if added.is_empty() {
            return;
        }
        if added.contains('\0') {
            added = added.replace('\0', "\u{fffd}");
        }
        match self.state.nodes.last_mut() {
            Some(Node { kind: Kind::Text(text), .. }) if has_node => text.push_str(&added),
            _ => {
                let depth = self.state.depth() + 1;
                self.state.nodes.push(Node { depth, kind: Kind::Text(added) });
            }
        }
    }

    pub(super) fn html_line(&mut self, line: &str) {
        let Leaf::Html { start, end } = self.state.open.leaf else { return };
        self.state.add_line(start, line);
        if end.is_in(line) {
            self.close_leaf();
        }
    }

    /// A further line of a tag that was not whole.
    fn tag_line(&mut self, rest: &str, start: usize) -> bool {
        let is_over = rest.is_empty() || self.state.buffer.len() - start > MAX_TAG;
        if is_over {
            self.tag_to_paragraph(start);
            return false;
        }
        self.state.add_line(start, rest);
        let text = self.state.buffer[start..].to_owned();
        if text.contains("%}") {
            self.has_gone_on = true;
            self.state.open.leaf = Leaf::None;
            self.begin_or_go_on(Line::new(&text), self.state.open.stack.len());
        }
        true
    }

    fn tag_to_paragraph(&mut self, start: usize) {
        self.state.open.leaf = Leaf::None;
        // It had begun with an earlier line.
        let root = self.root;
        self.begin_block();
        self.root = root;
        self.state.open.leaf = Leaf::Paragraph(start);
    }

    /// Ends the leaf that is open.
    pub(super) fn close_leaf(&mut self) {
        match std::mem::take(&mut self.state.open.leaf) {
            Leaf::Paragraph(start) => self.paragraph(start, false),
            Leaf::Tag(start) => {
                self.tag_to_paragraph(start);
                self.close_leaf();
            }
            Leaf::Words { start, kind, .. } => self.words(start, kind, false),
            Leaf::Html { start, .. } => self.html(start, End::Final),
            Leaf::None | Leaf::Fence { .. } | Leaf::Indented(_) | Leaf::Table(_) => {}
        }
    }

    /// Draws the leaf that is open as what it is about to become.
    pub(super) fn draw_open(&mut self) {
        match self.state.open.leaf.clone() {
            Leaf::Paragraph(start) => {
                let text = &self.state.buffer[start..];
                if text.starts_with('|') && !text.contains('\n') {
                    // What begins with a pipe is about to become a table.
                    let row = text.to_owned();
                    return self.first_row(&row);
                }
                self.paragraph(start, true);
            }
            Leaf::Words { start, kind, .. } => self.words(start, kind, true),
            Leaf::Html { start, .. } => self.html(start, End::Growing),
            Leaf::None | Leaf::Tag(_) | Leaf::Fence { .. } | Leaf::Indented(_) | Leaf::Table(_) => {
            }
        }
    }

    fn paragraph(&mut self, start: usize, is_open: bool) {
        let buffer = std::mem::take(&mut self.state.buffer);
        let text = &buffer[start..];
        let defined = match text.starts_with('[') {
            true => self.state.definitions.take(text, self.resolver),
            false => 0,
        };
        let text = text[defined..].trim_end();
        let shown = if is_open { super::undecided::without_half_tag(text) } else { text };
        self.words_node(Kind::Paragraph, shown, is_open);
        self.state.buffer = buffer;
    }

    pub(super) fn words(&mut self, start: usize, kind: Kind, is_open: bool) {
        let text = self.state.buffer[start..].trim().to_owned();
        self.words_node(kind, &text, is_open);
    }

    /// A node with running text, if there is any.
    fn words_node(&mut self, kind: Kind, text: &str, is_open: bool) {
        if text.is_empty() {
            return;
        }
        self.push(kind);
        let node = self.state.nodes.len();
        self.inlines(text, is_open);
        if self.state.nodes.len() == node {
            self.state.nodes.pop();
        }
    }

    /// Running text within the node that comes last.
    pub(super) fn inlines(&mut self, text: &str, is_open: bool) {
        self.inlines_at(text, self.state.depth() + 1, is_open);
    }

    pub(super) fn inlines_at(&mut self, text: &str, depth: u8, is_open: bool) {
        let replaced = text.contains('\0').then(|| text.replace('\0', "\u{fffd}"));
        let text = replaced.as_deref().unwrap_or(text);
        let State { nodes, definitions, settled, .. } = &mut *self.state;
        let context = Context { definitions, resolver: self.resolver };
        match is_open {
            true => inline::append_open(text, depth, context, settled, nodes),
            false => inline::append(text, depth, context, nodes),
        }
    }

    /// The words of raw HTML, as paragraphs.
    fn html(&mut self, start: usize, end: End) {
        let buffer = std::mem::take(&mut self.state.buffer);
        let mut words = Words::default();
        html::pieces(&buffer[start..], end, |piece| match piece {
            Piece::Text(text) if words.is_empty() => words.push(decoded(text).trim_start()),
            Piece::Text(text) => words.push(&decoded(text)),
            Piece::Break if !words.is_empty() => words.parts.push(String::new()),
            Piece::Cell if !words.is_empty() => words.push(" "),
            Piece::Edge => self.html_paragraph(std::mem::take(&mut words)),
            Piece::Break | Piece::Cell | Piece::Nothing => {}
        });
        self.html_paragraph(words);
        self.state.buffer = buffer;
    }

    fn html_paragraph(&mut self, words: Words) {
        let mut parts = words.parts;
        while parts.pop_if(|part| part.trim().is_empty()).is_some() {}
        if parts.is_empty() {
            return;
        }
        self.push(Kind::Paragraph);
        let depth = self.state.depth() + 1;
        for (index, part) in parts.iter().enumerate() {
            if index > 0 {
                self.state.nodes.push(Node { depth, kind: Kind::Break });
            }
            let text = part.trim().replace('\0', "\u{fffd}");
            if !text.is_empty() {
                self.state.nodes.push(Node { depth, kind: Kind::Text(text) });
            }
        }
    }
}

/// The words of a paragraph, with line breaks between the parts.
#[derive(Default)]
struct Words {
    parts: Vec<String>,
}

impl Words {
    fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }

    fn push(&mut self, text: &str) {
        match self.parts.last_mut() {
            Some(part) => part.push_str(text),
            None if text.is_empty() => {}
            None => self.parts.push(text.to_owned()),
        }
    }
}

/// How a block of raw HTML ends that a line begins.
pub(super) fn html_end(rest: &str, is_in_paragraph: bool) -> Option<HtmlEnd> {
    if !rest.starts_with('<') {
        return None;
    }
    HtmlEnd::of(rest).or_else(|| {
        // "7. … a complete open or closing tag … followed only by whitespace"; it cannot interrupt
        // a paragraph.
        (!is_in_paragraph && inline::is_tag(rest)).then_some(HtmlEnd::Blank)
    })
}
