//! GitBook's blocks: what each tag opens, holds and becomes.
//!
//! Owns the meaning of tags. A tag opens a container that lasts until its end tag, or until what it
//! stands in ends. What is not known shows its `title`, as strong text, or its address, as a link,
//! or nothing; what stands in it is read as ever.

use std::sync::Arc;

use super::line::Line;
use super::state::{ContainerKind, Leaf, TagContainer};
use super::{Begun, Pass};
use crate::invisible;
use crate::markdown::entity::decoded;
use crate::markdown::links::Href;
use crate::markdown::template::Tag;
use crate::markdown::tree::{CodeBlock, Kind, Node};

/// The longest half of an image's tag that is held back, in bytes.
const MAX_HALF: usize = 2000;

/// Where a tag leads.
fn address<'a>(tag: &Tag<'a>) -> Option<&'a str> {
    ["url", "src", "href"].iter().find_map(|name| tag.attribute(name))
}

/// Whether a line begins with a tag, or with half a one.
pub(super) fn begins(rest: &str) -> bool {
    Tag::first(rest).is_some() || is_half(rest)
}

/// Whether a template tag begins there that is not whole.
fn is_half(rest: &str) -> bool {
    rest.strip_prefix("{%").is_some_and(|inside| {
        !inside.contains("%}")
            && inside.trim_start().chars().next().is_none_or(|c| c.is_ascii_alphabetic())
    })
}

impl Pass<'_, '_> {
    /// Reads the tag that the rest of a line begins with.
    pub(super) fn tag(&mut self, line: &mut Line<'_>, matched: usize) -> Begun {
        let rest = line.rest();
        let figure = self.state.opened_by("figure", matched);
        let is_in_figure = figure.is_some_and(|place| place + 1 == matched);
        let in_figure = || Tag::first_in_figure(rest).filter(|_| is_in_figure);
        let Some((tag, length)) = Tag::first(rest).or_else(in_figure) else {
            if is_in_figure && self.is_open && rest.starts_with('<') && rest.len() <= MAX_HALF {
                // Half an image: nothing yet.
                self.close_to(matched);
                return Begun::Leaf;
            }
            if !is_half(rest) {
                return Begun::Nothing;
            }
            self.close_to(matched);
            self.mark_root();
            self.state.open.leaf = Leaf::Tag(self.state.buffer.len());
            self.state.buffer.push_str(rest);
            return Begun::Leaf;
        };
        self.close_to(matched);
        line.advance(length);
        if tag.is_end {
            if let Some(place) = self.state.opened_by(tag.name, self.state.open.stack.len()) {
                self.close_to(place);
            }
            return Begun::Container;
        }
        match tag.name {
            "summary" if self.state.is_in("details") => {
                self.begin_words(line, Kind::Summary, "</summary>")
            }
            "figcaption" if is_in_figure => self.begin_words(line, Kind::Caption, "</figcaption>"),
            _ => {
                self.open_tag(&tag);
                Begun::Container
            }
        }
    }

    fn open_tag(&mut self, tag: &Tag<'_>) {
        match tag.name {
            "hint" => self.open_block("hint", Kind::Hint(tag.style())),
            "tabs" => self.open_block("tabs", Kind::Tabs),
            "tab" => {
                let title = invisible::without(tag.attribute("title").unwrap_or_default());
                self.open_part(tag, "tabs", "tab", Kind::Tab(title.into_owned()));
            }
            "stepper" => self.open_block("stepper", Kind::Stepper),
            "step" => self.open_part(tag, "stepper", "step", Kind::Step),
            "details" => self.open_block("details", Kind::Details(tag.has("open"))),
            "figure" => self.open_block("figure", Kind::Figure),
            "code" => self.open_code(tag),
            "content-ref" => self.open_card(tag),
            "embed" | "file" => self.card(tag),
            "img" => self.image(tag),
            "picture" | "source" | "a" | "p" | "div" | "summary" | "figcaption" => {}
            _ => self.unknown(tag),
        }
    }

    fn open_block(&mut self, name: &'static str, kind: Kind) {
        // Too deep: what stands in it stands in what it stands in.
        if self.has_room(1) {
            self.begin_block();
            self.push_container(kind, bare(name));
        }
    }

    /// A tab or step, which ends the one before it.
    fn open_part(&mut self, tag: &Tag<'_>, whole: &'static str, name: &'static str, kind: Kind) {
        match self.state.opened_by(whole, self.state.open.stack.len()) {
            Some(place) if self.has_room(1) => {
                self.close_to(place + 1);
                self.push_container(kind, bare(name));
            }
            _ => self.unknown(tag),
        }
    }

    /// What stands in tabs or in a stepper, but in no tab or step, gets one without a title.
    pub(super) fn begin_implicit(&mut self) {
        if self.state.is_in("tabs") {
            self.push_container(Kind::Tab(String::new()), bare("tab"));
        } else if self.state.is_in("stepper") {
            self.push_container(Kind::Step, bare("step"));
        }
    }

    fn open_code(&mut self, tag: &Tag<'_>) {
        if self.has_room(1) {
            self.begin_block();
            let code = CodeBlock {
                language: None,
                title: tag.attribute("title").map(|title| invisible::without(title).into_owned()),
                has_line_numbers: tag.attribute("lineNumbers") == Some("true"),
                is_wrapped: tag.attribute("overflow") == Some("wrap"),
            };
            let container =
                TagContainer { name: "code", address: None, code: Some(Arc::new(code)) };
            self.push_bare(ContainerKind::Tag(container), self.state.depth());
        }
    }

    /// What `{% code %}` says about the code that begins here.
    pub(super) fn code_about(&self) -> CodeBlock {
        let mut around = self.state.open.stack.iter().rev();
        let code = around.find_map(|container| match &container.kind {
            ContainerKind::Tag(tag) => tag.code.as_deref().cloned(),
            _ => None,
        });
        code.unwrap_or_default()
    }

    fn open_card(&mut self, tag: &Tag<'_>) {
        let Some(href) = address(tag).and_then(|url| Href::checked(url, self.resolver)) else {
            return;
        };
        if self.has_room(1) {
            self.begin_block();
            let address = Some(href.as_str().into());
            let container = TagContainer { name: "content-ref", address, code: None };
            self.push_container(Kind::Card(href), ContainerKind::Tag(container));
        }
    }

    fn card(&mut self, tag: &Tag<'_>) {
        let Some(url) = address(tag) else { return };
        self.begin_block();
        let words = tag.attribute("title").or(tag.attribute("caption")).unwrap_or(url);
        match Href::checked(url, self.resolver) {
            Some(href) => {
                self.push(Kind::Card(href.clone()));
                self.link_paragraph(self.state.depth() + 1, Some(href), words);
            }
            None => self.link_paragraph(self.state.depth(), None, words),
        }
    }

    fn image(&mut self, tag: &Tag<'_>) {
        let Some(href) = address(tag).and_then(|url| Href::checked(url, self.resolver)) else {
            return;
        };
        self.begin_block();
        self.push(Kind::Image(href));
        if let Some(words) = tag.attribute("alt") {
            let depth = self.state.depth() + 1;
            let words = invisible::without(&decoded(words)).into_owned();
            if !words.is_empty() {
                self.state.nodes.push(Node { depth, kind: Kind::Text(words) });
            }
        }
    }

    fn unknown(&mut self, tag: &Tag<'_>) {
        let href = address(tag).and_then(|url| Href::checked(url, self.resolver));
        let words = tag.attribute("title").or(address(tag));
        let Some(words) = words else { return };
        self.begin_block();
        if href.is_some() || tag.attribute("title").is_none() {
            return self.link_paragraph(self.state.depth(), href, words);
        }
        let depth = self.state.depth();
        self.push(Kind::Paragraph);
        self.state.nodes.push(Node { depth: depth + 1, kind: Kind::Strong });
        self.state.nodes.push(Node { depth: depth + 2, kind: Kind::Text(words.to_owned()) });
    }

    fn link_paragraph(&mut self, depth: u8, href: Option<Href>, words: &str) {
        let mut words = invisible::without(words).into_owned();
        if words.is_empty() {
            let Some(href) = &href else { return };
            words.push_str(href.as_str());
        }
        let mut push = |depth, kind| self.state.nodes.push(Node { depth, kind });
        push(depth, Kind::Paragraph);
        let inside = depth + 1 + u8::from(href.is_some());
        if let Some(href) = href {
            push(depth + 1, Kind::Link(href));
        }
        push(inside, Kind::Text(words));
    }

    /// Ends the innermost container.
    pub(super) fn close_container(&mut self) {
        let Some(container) = self.state.open.stack.pop() else { return };
        if let ContainerKind::Tag(TagContainer { address: Some(address), .. }) = container.kind
            && !container.has_children
        {
            // A card that says nothing shows where it leads.
            let href = Href::checked(&address, self.resolver);
            self.link_paragraph(container.depth, href, &address);
        }
    }

    /// The words of a summary or caption, which end with their end tag.
    fn begin_words(&mut self, line: &Line<'_>, kind: Kind, end: &'static str) -> Begun {
        self.begin_block();
        self.state.open.leaf = Leaf::Words { start: self.state.buffer.len(), kind, end };
        self.words_line(line.rest());
        Begun::Leaf
    }

    /// A line of them, or what is left of one.
    pub(super) fn words_line(&mut self, rest: &str) -> bool {
        let Leaf::Words { start, end, .. } = self.state.open.leaf else { return false };
        let (words, behind) = match rest.split_once(end) {
            Some((words, behind)) => (words, Some(behind)),
            None => (rest, None),
        };
        self.state.add_line(start, words);
        if let Some(behind) = behind {
            self.has_gone_on = true;
            self.close_leaf();
            self.begin_or_go_on(Line::new(behind), self.state.open.stack.len());
        }
        true
    }

    /// Where an end tag stands in the text of a line, how long it is, and the place in the stack of
    /// what it ends.
    pub(super) fn end_tag_in(&self, text: &str) -> Option<(usize, usize, usize)> {
        let stack = &self.state.open.stack;
        if !stack.iter().any(|container| matches!(container.kind, ContainerKind::Tag(_))) {
            return None;
        }
        let mut from = 0;
        while let Some(at) = text[from..].find(['{', '<']).map(|at| from + at) {
            from = at + 1;
            let is_in_code = text[..at].bytes().filter(|byte| *byte == b'`').count() % 2 == 1;
            let Some((tag, length)) = Tag::first(&text[at..]).filter(|_| !is_in_code) else {
                continue;
            };
            if let Some(place) = self.state.opened_by(tag.name, stack.len()).filter(|_| tag.is_end)
            {
                return Some((at, length, place));
            }
        }
        None
    }
}

fn bare(name: &'static str) -> ContainerKind {
    ContainerKind::Tag(TagContainer { name, address: None, code: None })
}
