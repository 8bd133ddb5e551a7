//! The end of a text that still grows, as what it is about to become.
//!
//! Owns what is held back because it may still become anything, and what is closed because it is
//! open. Refuses to touch a text that is complete: nothing here changes what that shows.

use std::borrow::Cow;

use super::parse::Leaf;

/// A text with its end closed.
pub(super) struct Healed<'a> {
    /// The text to parse.
    pub(super) text: Cow<'a, str>,
    /// The byte of it where what was written ends; closing marks stand behind it.
    pub(super) written: usize,
}

pub(super) fn without_last_line(_text: &str, _leaf: Option<&Leaf>) -> Option<usize> {
    None
}

pub(super) fn closed<'a>(_text: &'a str, _leaf: Option<&Leaf>) -> Option<Healed<'a>> {
    None
}
