//! What stands within a line.
//!
//! Owns texts with their marks, and every `DocumentInline`. Refuses blocks: where one stands in a
//! line, its own lines stand there, with breaks between.

use super::builder::{Builder, Open};
use super::{fragment, plain};
use crate::markdown::tree::Kind;
use crate::wire::json::Json;

/// The marks that are drawn, the outermost first, and what they are drawn as.
const MARKS: [(&str, Kind); 5] = [
    ("strikethrough", Kind::Strikethrough),
    ("bold", Kind::Strong),
    ("italic", Kind::Emphasis),
    ("code", Kind::CodeSpan),
    ("keyboard", Kind::CodeSpan),
];

/// A line being written: the marks that are open, so that two runs of strong words are one.
#[derive(Default)]
struct Line {
    open: Vec<(usize, Open)>,
}

/// Whether `element` stands within a line.
pub(super) fn is_inline(element: &Json) -> bool {
    match element.get("object").text() {
        Some(object) => matches!(object, "text" | "inline"),
        None => !element.get("leaves").items().is_empty(),
    }
}

/// Draws `elements` within a line.
pub(super) fn inlines(to: &mut Builder<'_>, elements: &[Json]) {
    let mut line = Line::default();
    let mut is_first = true;
    for element in elements {
        if is_inline(element) {
            line.inline(to, element);
        } else {
            line.end(to);
            if !is_first {
                to.push(Kind::Break);
            }
            inlines(to, element.get("nodes").items());
        }
        is_first = false;
    }
    line.end(to);
}

impl Line {
    fn inline(&mut self, to: &mut Builder<'_>, element: &Json) {
        let data = element.get("data");
        match element.get("type").text() {
            None => {
                return element.get("leaves").items().iter().for_each(|leaf| self.leaf(to, leaf));
            }
            Some("link") => {
                self.end(to);
                link(to, data.get("ref"), element.get("nodes").items(), "");
            }
            Some("button") => {
                self.end(to);
                link(to, data.get("ref"), &[], data.get("label").text().unwrap_or_default());
            }
            Some("mention") => {
                self.end(to);
                link(to, data.get("ref"), &[], "");
            }
            Some("inline-image") => {
                self.end(to);
                image(to, data, data.get("caption").text());
            }
            Some("inline-math") => self.code(to, data.get("formula")),
            Some("expression") => self.code(to, data.get("expression")),
            Some("emoji") => self.text(to, &emoji(data.get("code").text().unwrap_or_default())),
            // Most icons adorn. These two are all that a cell of a table says.
            Some("icon") => match data.get("icon").text() {
                Some("check" | "circle-check" | "square-check") => self.text(to, "✓"),
                Some("xmark" | "circle-xmark" | "square-xmark") => self.text(to, "✗"),
                _ => {}
            },
            Some("annotation") => {
                self.nodes(to, element);
                let body = plain::words_of(fragment(element, "annotation-body"));
                if !body.is_empty() {
                    self.text(to, &[" (", &body.replace('\n', " "), ")"].concat());
                }
            }
            Some(_) => self.nodes(to, element),
        }
    }

    fn nodes(&mut self, to: &mut Builder<'_>, element: &Json) {
        element.get("leaves").items().iter().for_each(|leaf| self.leaf(to, leaf));
        self.end(to);
        inlines(to, element.get("nodes").items());
    }

    fn leaf(&mut self, to: &mut Builder<'_>, leaf: &Json) {
        let Some(text) = leaf.get("text").text() else { return };
        let has = |name: &str| {
            leaf.get("marks").items().iter().any(|mark| mark.get("type").text() == Some(name))
        };
        let wanted: Vec<usize> = (0..MARKS.len()).filter(|mark| has(MARKS[*mark].0)).collect();
        let open = self.open.iter().map(|(mark, _)| mark);
        let kept = open.zip(&wanted).take_while(|(one, other)| one == other).count();
        // Code holds one text and nothing else, also where a key is code.
        self.close_to(to, kept);
        for &mark in &wanted[kept..] {
            if mark == MARKS.len() - 1 && wanted.contains(&(mark - 1)) {
                continue;
            }
            let open = to.open(MARKS[mark].1.clone(), 1);
            self.open.push((mark, open));
        }
        match (has("superscript"), has("subscript")) {
            (true, _) => to.text(&superscript(text)),
            (_, true) => to.text(&subscript(text)),
            _ => to.text(text),
        }
    }

    /// Words without marks.
    fn text(&mut self, to: &mut Builder<'_>, text: &str) {
        self.end(to);
        to.text(text);
    }

    fn code(&mut self, to: &mut Builder<'_>, code: &Json) {
        self.end(to);
        to.words(Kind::CodeSpan, code.text().unwrap_or_default());
    }

    fn end(&mut self, to: &mut Builder<'_>) {
        self.close_to(to, 0);
    }

    fn close_to(&mut self, to: &mut Builder<'_>, kept: usize) {
        while self.open.len() > kept {
            if let Some((_, open)) = self.open.pop() {
                to.close_filled(open);
            }
        }
    }
}

/// `elements`, else `label`, else the address, as a link where `reference` is an address that may
/// be followed, else as words. Pages, spaces and people are known by their ids alone, which say
/// nothing.
pub(super) fn link(to: &mut Builder<'_>, reference: &Json, elements: &[Json], label: &str) {
    let href = to.href(reference.get("url").text());
    let address = href.as_ref().map(|href| href.as_str().to_owned()).unwrap_or_default();
    let open = href.map(|href| to.open(Kind::Link(href), 1));
    inlines(to, elements);
    let is_empty = match open {
        Some(open) => to.is_empty_since(open),
        None => elements.is_empty(),
    };
    if is_empty {
        to.text(if label.is_empty() { &address } else { label });
    }
    if let Some(open) = open {
        to.close_filled(open);
    }
}

/// An image with its description; without an address that may be followed, its description.
pub(super) fn image(to: &mut Builder<'_>, data: &Json, caption: Option<&str>) {
    let description = data.get("alt").text().or(caption).unwrap_or_default();
    match to.href(data.get("ref").get("url").text()) {
        Some(href) => {
            let open = to.open(Kind::Image(href), 1);
            to.text(description);
            to.close(open);
        }
        None => to.text(description),
    }
}

/// The characters of an emoji's code points, which stand in hexadecimal between hyphens.
fn emoji(code: &str) -> String {
    let character = |point: &str| u32::from_str_radix(point, 16).ok().and_then(char::from_u32);
    let characters: Option<String> = code.split('-').map(character).collect();
    characters.filter(|text| !text.chars().any(char::is_control)).unwrap_or_else(|| code.to_owned())
}

/// 10⁶ is not 106.
fn superscript(text: &str) -> String {
    let raised = |character| match character {
        '0' | '4'..='9' => char::from_u32('⁰' as u32 + (character as u32 - '0' as u32)),
        '1' => Some('¹'),
        '2' => Some('²'),
        '3' => Some('³'),
        '+' => Some('⁺'),
        '-' | '−' => Some('⁻'),
        'n' => Some('ⁿ'),
        _ => None,
    };
    text.chars().map(raised).collect::<Option<_>>().unwrap_or_else(|| ["^", text].concat())
}

fn subscript(text: &str) -> String {
    let lowered = |character: char| {
        let digit = character.to_digit(10)?;
        char::from_u32('₀' as u32 + digit)
    };
    text.chars().map(lowered).collect::<Option<_>>().unwrap_or_else(|| text.to_owned())
}
