//! Lines of code that grow, in groups.
//!
//! Owns how many lines stand in one group. Each group is a block: a browser lays out all lines of
//! a block when one of them changes, so a group has few. The line feed that ends a group stays in
//! it, where it makes no line of its own; so the text of the groups is the code.

use ask_docs_core::markdown::TextChange;
use web_sys::Element;

use super::pen::{Pen, append, remove};
use super::words::{Words, units};

/// How many lines a group has. 2,000 lines in small chunks took 0.6 s in groups of 16, 1 s in groups
/// of 64, and 9.7 s in one (Chromium 156).
const GROUP: usize = 16;

/// The groups in one element.
pub(super) struct Lines {
    place: Element,
    groups: Vec<Group>,
}

struct Group {
    element: Element,
    words: Words,
    /// How many line feeds it has.
    feeds: usize,
}

impl Lines {
    pub(super) fn new(place: Element) -> Self {
        Self { place, groups: Vec::new() }
    }

    /// The text is now `text`, which has changed as `change` says.
    pub(super) fn change(&mut self, pen: &Pen, text: &str, change: TextChange) {
        let new = text.get(change.from..).unwrap_or_default();
        self.replace_end(pen, units(change.removed), new);
    }

    /// Puts `new` in the place of the last `removed` UTF-16 units.
    pub(super) fn replace_end(&mut self, pen: &Pen, removed: u32, new: &str) {
        if removed > 0 {
            self.shorten(pen, removed);
        }
        let mut rest = new;
        while !rest.is_empty() {
            let open = self.groups.last_mut().filter(|group| group.feeds < GROUP);
            let feeds = open.as_ref().map_or(0, |group| group.feeds);
            let (here, beyond) = rest.split_at(end_of_lines(rest, GROUP - feeds));
            match open {
                Some(group) => group.grow(pen, here),
                None => match Group::draw(pen, here) {
                    Some(group) => {
                        append(&self.place, &group.element);
                        self.groups.push(group);
                    }
                    None => return,
                },
            }
            rest = beyond;
        }
    }

    fn shorten(&mut self, pen: &Pen, mut removed: u32) {
        while let Some(last) = self.groups.pop_if(|last| last.words.len() <= removed) {
            removed -= last.words.len();
            remove(&last.element);
        }
        if let Some(last) = self.groups.last_mut().filter(|_| removed > 0) {
            last.words.replace_end(pen, removed, "");
            last.feeds = feeds(&last.element.text_content().unwrap_or_default());
        }
    }

    /// Takes all of them out of the page.
    pub(super) fn remove(&mut self) {
        for group in self.groups.drain(..) {
            remove(&group.element);
        }
    }
}

impl Group {
    fn draw(pen: &Pen, text: &str) -> Option<Self> {
        let element = pen.classed("span", "lines")?;
        let words = Words::draw(pen, text);
        append(&element, words.node());
        Some(Self { element, words, feeds: feeds(text) })
    }

    fn grow(&mut self, pen: &Pen, new: &str) {
        self.words.replace_end(pen, 0, new);
        self.feeds += feeds(new);
    }
}

/// Where the first `count` lines of `text` end.
fn end_of_lines(text: &str, count: usize) -> usize {
    text.match_indices('\n').nth(count.saturating_sub(1)).map_or(text.len(), |(at, _)| at + 1)
}

/// How many lines `text` ends.
pub(super) fn feeds(text: &str) -> usize {
    text.bytes().filter(|&byte| byte == b'\n').count()
}
