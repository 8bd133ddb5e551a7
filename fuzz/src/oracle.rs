//! Two parsers, one text: ours and pulldown-cmark show the same letters.
//!
//! Owns what makes them comparable: which texts mean the same to both, and what of a text counts.
//! They differ by intent in HTML, template tags and reference definitions, and where a link has no
//! words; such texts are left out. White space does not count, and neither does nesting.

use ask_docs_core::markdown::parse;
use ask_docs_core::markdown::tree::{Kind, Node};
use pulldown_cmark::{Event, Options, Parser, TagEnd};

use crate::support::Native;

/// Checks one input.
pub fn check(input: &[u8]) {
    let text = &*String::from_utf8_lossy(input);
    if !is_comparable(text) {
        return;
    }
    let Some(expected) = theirs(text) else { return };
    assert_eq!(ours(&parse(text, &Native::with_base())), expected, "of {text:?}");
}

fn is_comparable(text: &str) -> bool {
    // Marks that turn the direction of writing, or join and part words unseen, leave link texts.
    let is_plain = |character: char| {
        !matches!(character, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{2069}' | '\u{61c}' | '\u{feff}' | '\u{ad}' | '\u{180e}')
            && (!character.is_control() || matches!(character, '\n' | '\t'))
    };
    !["<", "&", "{%", "]:", "[^"].iter().any(|mark| text.contains(mark))
        && text.chars().all(is_plain)
}

fn ours(nodes: &[Node]) -> String {
    let texts = nodes.iter().filter_map(|node| match &node.kind {
        Kind::Text(text) => Some(&**text),
        _ => None,
    });
    texts.flat_map(str::chars).filter(|character| !character.is_whitespace()).collect()
}

/// `None` where a link or an image has no words: we show its address instead.
fn theirs(text: &str) -> Option<String> {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_GFM;
    let mut letters = String::new();
    let mut before = Vec::new();
    for event in Parser::new_ext(text, options) {
        match event {
            Event::Text(text) | Event::Code(text) => {
                letters.extend(text.chars().filter(|character| !character.is_whitespace()));
            }
            Event::Start(_) => before.push(letters.len()),
            Event::End(end) => {
                let empty = before.pop() == Some(letters.len());
                if empty && matches!(end, TagEnd::Link | TagEnd::Image) {
                    return None;
                }
            }
            _ => {}
        }
    }
    Some(letters)
}
