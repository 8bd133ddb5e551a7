//! Markdown to the words in it.
//!
//! Owns what of a text is searched: prose and code. Refuses marks, addresses and tags.

use pulldown_cmark::{Event, Parser, TagEnd};

use super::html::ANCHOR;
use super::links::OPTIONS;

/// The words of `markdown`, blocks on lines of their own.
pub(super) fn text(markdown: &str) -> String {
    let mut out = String::with_capacity(markdown.len());
    for event in Parser::new_ext(markdown, OPTIONS) {
        match event {
            Event::Text(text) | Event::Code(text) | Event::InlineHtml(text) => out.push_str(&text),
            Event::SoftBreak | Event::HardBreak | Event::End(TagEnd::TableCell) => out.push(' '),
            Event::End(
                TagEnd::Paragraph
                | TagEnd::Heading(_)
                | TagEnd::CodeBlock
                | TagEnd::Item
                | TagEnd::TableRow,
            ) => out.push('\n'),
            _ => {}
        }
    }
    if out.contains(ANCHOR) { super::section::without_anchors(&out).0 } else { out }
}

/// The number of words of `text`, as a reader would count; a sign of a script without spaces
/// counts as half a word.
pub(super) fn count(text: &str) -> usize {
    let unspaced = text.chars().filter(|letter| super::words::is_unspaced(*letter)).count();
    text.split_whitespace().count() + unspaced / 2
}
