//! What stands within a line.
//!
//! Owns texts with their marks, and every `DocumentInline`. Refuses blocks: where one stands in a
//! line, its own lines stand there, with breaks between.

use super::builder::{Builder, Open};
use super::{children, fragment, plain};
use crate::markdown::tree::Kind;
use crate::wire::json::Json;

/// The marks that are drawn, the outermost first, and what they are drawn as.
const MARKS: [(&[&str], Kind); 4] = [
    (&["strikethrough"], Kind::Strikethrough),
    (&["bold"], Kind::Strong),
    (&["italic"], Kind::Emphasis),
    (&["code", "keyboard"], Kind::CodeSpan),
];

/// A line being written: the marks that are open, so that two runs of strong words are one.
#[derive(Default)]
struct Line {
    open: Vec<(usize, Open)>,
}

/// Whether `element` stands within a line.
pub(super) fn is_inline(element: &Json) -> bool {
    !element.get("leaves").items().is_empty()
        || matches!(element.get("object").text(), Some("text" | "inline"))
}

/// Draws `elements` within a line.
pub(super) fn inlines(to: &mut Builder<'_>, elements: &[Json]) {
    let mut line = Line::default();
    let mut is_behind_block = false;
    for element in elements {
        let is_block = !is_inline(element);
        if is_block || is_behind_block {
            line.end(to);
            to.break_line();
        }
        match is_block {
            true => children(element).for_each(|child| inlines(to, std::slice::from_ref(child))),
            false => line.inline(to, element),
        }
        is_behind_block = is_block;
    }
    line.end(to);
}

impl Line {
    fn inline(&mut self, to: &mut Builder<'_>, element: &Json) {
        let data = element.get("data");
        match element.get("type").text() {
            None => {
                element.get("leaves").items().iter().for_each(|leaf| self.leaf(to, leaf));
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
                let description = [data.get("alt"), data.get("caption")];
                let description = description.into_iter().find(|it| it.text().is_some());
                image(to, data.get("ref"), description.unwrap_or(&Json::Null));
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
        let wanted: Vec<usize> =
            (0..MARKS.len()).filter(|mark| MARKS[*mark].0.iter().any(|name| has(name))).collect();
        let open = self.open.iter().map(|(mark, _)| mark);
        let kept = open.zip(&wanted).take_while(|(one, other)| one == other).count();
        self.close_to(to, kept);
        for &mark in &wanted[kept..] {
            self.open.push((mark, to.open(MARKS[mark].1.clone(), 1)));
        }
        match (has("superscript"), has("subscript")) {
            (true, _) => to.text(&superscript(text)),
            (_, true) => to.text(&subscript(text)),
            _ if wanted.last().is_some_and(|mark| MARKS[*mark].1 == Kind::CodeSpan) => {
                to.text(text)
            }
            _ => {
                for (index, line) in text.split('\n').enumerate() {
                    if index > 0 {
                        to.push(Kind::Break);
                    }
                    to.text(line);
                }
            }
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
    let mut inside = |to: &mut Builder<'_>| {
        let start = to.progress();
        match elements {
            [] if !label.is_empty() => to.text(label),
            _ => inlines(to, elements),
        }
        if to.progress() == start {
            to.text(&address);
        }
    };
    match href {
        Some(href) => to.link(href, &mut inside),
        None => inside(to),
    }
}

/// An image with its description; in a link, or without an address that may be followed, its
/// description.
pub(super) fn image(to: &mut Builder<'_>, place: &Json, description: &Json) {
    let description = description.text().unwrap_or_default();
    match to.href(place.get("url").text()) {
        Some(href) if !to.is_in_link() => {
            let open = to.open(Kind::Image(href), 1);
            to.text(description);
            to.close(open);
        }
        _ => to.text(description),
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
