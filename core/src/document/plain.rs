//! The words of a document, whatever they stand in.
//!
//! Owns the last resort: what can be read where nothing else is known or nothing else fits.
//! Refuses to look at types.

use super::children;
use crate::wire::json::Json;

/// The words of `element`, each block of them in a line of its own.
pub(super) fn words(element: &Json) -> String {
    let mut words = String::new();
    collect(element, &mut words);
    words.truncate(words.trim_end().len());
    words
}

/// The words of several elements.
pub(super) fn words_of(elements: &[Json]) -> String {
    let all: Vec<String> = elements.iter().map(words).collect();
    all.join("\n").trim().to_owned()
}

/// The words of `element` without those of its fragments.
pub(super) fn own_words(element: &Json) -> String {
    let mut words = String::new();
    for leaf in element.get("leaves").items() {
        words.push_str(leaf.get("text").text().unwrap_or_default());
    }
    for child in element.get("nodes").items() {
        words.push_str(&own_words(child));
    }
    words
}

/// Whether `element` holds no word. What shows something without a word, such as a picture, is
/// no answer.
pub(super) fn is_blank(element: &Json) -> bool {
    let is_blank_leaf = |leaf: &Json| leaf.get("text").text().is_none_or(|t| t.trim().is_empty());
    element.get("leaves").items().iter().all(is_blank_leaf) && children(element).all(is_blank)
}

fn collect(element: &Json, words: &mut String) {
    for leaf in element.get("leaves").items() {
        words.push_str(leaf.get("text").text().unwrap_or_default());
    }
    children(element).for_each(|child| collect(child, words));
    let is_block = element.get("object").text() == Some("block");
    if is_block && !words.is_empty() && !words.ends_with('\n') {
        words.push('\n');
    }
}
