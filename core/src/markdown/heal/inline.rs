//! Running text whose end is open: emphasis, code, links, tags, entities.
//!
//! Owns one pass over the last piece of running text that finds what is open at its end. A good
//! guess, not CommonMark: whatever it gets wrong is right as soon as the text goes on. Linear in
//! its input.

use std::ops::Range;

use super::destination::{Destination, destination};
use super::emphasis::{self, Open};
use super::tag::{self, Tag};

/// The most bytes at the end of a text that are taken for half a link's text, tag or label.
const MAX_HALF: usize = 300;

/// The longest tag, comment or autolink that is looked for, in bytes.
const MAX_TAG: usize = 2000;

/// `text` with what is open at its end closed, and how much of that was written.
///
/// `None` if nothing is open.
pub(super) fn closed(text: &str) -> Option<(String, usize)> {
    let mut scan = Scan { text, end: text.len(), ..Scan::default() };
    scan.run();
    scan.finish()
}

#[derive(Default)]
struct Scan<'a> {
    text: &'a str,
    /// What stands behind is held back.
    end: usize,
    open: Vec<Open>,
    /// Where the square brackets begin that are open; an image's begins at its `!`.
    brackets: Vec<usize>,
    /// How many of them are an image's.
    descriptions: usize,
    /// Whole images and autolinks: what stands before their words, and behind.
    frames: Vec<(Range<usize>, Range<usize>)>,
    /// What is left out.
    removed: Vec<Range<usize>>,
}

impl Scan<'_> {
    fn run(&mut self) {
        let bytes = self.text.as_bytes();
        let mut at = 0;
        while at < self.end {
            at = match bytes[at] {
                b'\\' if at + 1 == self.end => return self.end = at,
                b'\\' => at + 1 + usize::from(bytes[at + 1].is_ascii_punctuation()),
                b'`' => self.code(at),
                b'*' | b'_' | b'~' => self.emphasis(at),
                b'<' => self.tag(at),
                b'!' if bytes.get(at + 1) == Some(&b'[') => {
                    self.brackets.push(at);
                    self.descriptions += 1;
                    at + 2
                }
                b'[' if self.descriptions > 0 => {
                    // The description of an image holds no link of its own.
                    return self.end = at;
                }
                b'[' => {
                    self.brackets.push(at);
                    at + 1
                }
                b']' => self.bracket(at),
                b'&' => self.entity(at),
                _ => at + 1,
            };
        }
    }

    /// Skips code; if it is open, everything behind is code.
    fn code(&mut self, at: usize) -> usize {
        let count = self.run_length(at);
        let mut from = at + count;
        while let Some(next) = self.text[from..].find('`') {
            let length = self.run_length(from + next);
            from += next + length;
            if length == count {
                return from;
            }
        }
        // A run at the very end may still become longer.
        self.end = self.text.trim_end_matches('`').len().max(at);
        if self.end > at {
            self.open.push(Open { mark: b'`', count, at });
        }
        self.text.len()
    }

    fn emphasis(&mut self, at: usize) -> usize {
        let mark = self.text.as_bytes()[at];
        let count = self.run_length(at);
        let behind = at + count;
        if behind == self.text.len() {
            // It may still become longer, open or close.
            self.end = at;
        } else if mark != b'~' || count == 2 {
            emphasis::take(&mut self.open, self.text, at..behind);
        }
        behind
    }

    /// Skips a tag; holds it back if it is unfinished.
    fn tag(&mut self, at: usize) -> usize {
        let rest = &self.text[at + 1..];
        // What goes on for longer is a comparison, not a tag, and would be looked through again
        // and again.
        let near = &rest[..rest.floor_char_boundary(MAX_TAG)];
        match tag::tag(near) {
            Tag::Whole(length) => at + 1 + length,
            Tag::Address(length) => {
                let behind = at + 1 + length;
                self.frames.push((at..at + 1, behind - 1..behind));
                behind
            }
            Tag::Unfinished | Tag::UnfinishedAddress if near.len() < rest.len() => at + 1,
            Tag::None => at + 1,
            Tag::Unfinished => {
                self.end = at;
                self.text.len()
            }
            Tag::UnfinishedAddress => {
                // Its text is shown, and nothing in it is open.
                self.removed.push(at..at + 1);
                self.text.len()
            }
        }
    }

    fn bracket(&mut self, at: usize) -> usize {
        let Some(opened) = self.brackets.pop() else { return at + 1 };
        let is_image = self.text[opened..].starts_with('!');
        self.descriptions -= usize::from(is_image);
        let rest = &self.text[at + 1..];
        let length = match rest.as_bytes().first() {
            None => None,
            Some(b'(') => match destination(&rest[1..]) {
                Destination::Whole(length) => Some(1 + length),
                Destination::Unfinished => None,
                Destination::None => return at + 1,
            },
            Some(b'[') => match rest.find(']') {
                Some(length) => Some(length + 1),
                None if rest.len() > MAX_HALF => return at + 1,
                None => None,
            },
            Some(_) => return at + 1,
        };
        match length {
            Some(length) => {
                let behind = at + 1 + length;
                if is_image {
                    self.frames.push((opened..opened + 2, at..behind));
                }
                behind
            }
            None => {
                self.unframe(opened);
                self.remove_bracket(opened);
                self.end = at;
                self.text.len()
            }
        }
    }

    /// Leaves only the words of images and autolinks behind `at`: they may stand in a link.
    fn unframe(&mut self, at: usize) {
        let first = self.frames.partition_point(|(before, _)| before.start < at);
        for (before, behind) in self.frames.split_off(first) {
            self.removed.extend([before, behind]);
        }
    }

    /// Holds back half an entity at the very end.
    fn entity(&mut self, at: usize) -> usize {
        let name = &self.text[at + 1..];
        let is_half =
            name.len() <= 10 && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'#');
        if is_half && !name.is_empty() {
            self.end = at;
        }
        at + 1
    }

    fn remove_bracket(&mut self, at: usize) {
        let length = if self.text[at..].starts_with('!') { 2 } else { 1 };
        self.removed.push(at..at + length);
    }

    fn run_length(&self, at: usize) -> usize {
        let mark = self.text.as_bytes()[at];
        self.text.as_bytes()[at..].iter().take_while(|byte| **byte == mark).count()
    }

    fn finish(mut self) -> Option<(String, usize)> {
        // Half a link stands on the last line, and not far from the end.
        let line = self.text[..self.end].trim_end().rfind('\n').map_or(0, |end| end + 1);
        let from = line.max(self.end.saturating_sub(MAX_HALF));
        let near = self.brackets.partition_point(|at| *at < from);
        for at in self.brackets.split_off(near) {
            self.unframe(at);
            if at < self.end {
                self.remove_bracket(at);
            }
        }
        self.removed.sort_unstable_by_key(|range| range.start);
        if self.open.is_empty() && self.removed.is_empty() && self.end == self.text.len() {
            return None;
        }
        // Marks with nothing between them would be text.
        while let Some(open) = self.open.last() {
            if !self.visible(open.at + open.count, self.end).trim().is_empty() {
                break;
            }
            self.end = self.end.min(open.at);
            self.open.pop();
        }
        let mut text = self.visible(0, self.end);
        if !self.open.is_empty() {
            text.truncate(text.trim_end().len());
        }
        let written = text.len();
        if text.ends_with('`') && self.open.last().is_some_and(|open| open.mark == b'`') {
            // Code that ends with a run of another length.
            text.push(' ');
        }
        for Open { mark, count, .. } in self.open.iter().rev() {
            text.extend(std::iter::repeat_n(char::from(*mark), *count));
        }
        Some((text, written))
    }

    /// What is shown of a part of the text.
    fn visible(&self, start: usize, end: usize) -> String {
        let mut visible = String::new();
        let mut from = start;
        for range in &self.removed {
            if range.start >= from && range.end <= end {
                visible.push_str(&self.text[from..range.start]);
                from = range.end;
            }
        }
        visible.push_str(&self.text[from..end.max(from)]);
        visible
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn healed(text: &str) -> String {
        closed(text).map_or(text.to_owned(), |(text, _)| text)
    }

    #[test]
    fn open_emphasis_and_code_are_closed() {
        for (text, expected) in [
            ("a **b", "a **b**"),
            ("a **b ", "a **b**"),
            ("a **b*", "a **b**"),
            ("a ***b", "a ***b***"),
            ("a **b _c", "a **b _c_**"),
            ("a **b** c", "a **b** c"),
            ("a ~~b", "a ~~b~~"),
            ("a ~5", "a ~5"),
            ("2 * 3", "2 * 3"),
            ("snake_case_x", "snake_case_x"),
            ("a `b", "a `b`"),
            ("a `b *c", "a `b *c`"),
            ("a ``b`", "a ``b``"),
            ("a `b``\n", "a `b`` `"),
            ("**a `b", "**a `b`**"),
            ("a **", "a "),
            ("a ** [", "a ** "),
            ("a `", "a "),
            ("\\**a", "\\**a*"),
        ] {
            assert_eq!(healed(text), expected, "{text}");
        }
    }

    #[test]
    fn an_unfinished_link_is_its_text() {
        for (text, expected) in [
            ("see [te", "see te"),
            ("see [text]", "see text"),
            ("see [text](http://exa", "see text"),
            ("see [text](http://exa \"ti", "see text"),
            ("see [text][re", "see text"),
            ("see ![alt](a.p", "see alt"),
            ("see [![alt](a.png)](http", "see alt"),
            ("see [![alt](a.png)", "see alt"),
            ("see ![alt [x](y) z", "see alt "),
            ("**[te", "**te**"),
            ("[**te", "**te**"),
            ("see [text](a) and", "see [text](a) and"),
            ("see [1] and", "see [1] and"),
            ("see <https://exa", "see https://exa"),
            ("see [<https://a.example> b", "see https://a.example b"),
        ] {
            assert_eq!(healed(text), expected, "{text}");
        }
    }

    #[test]
    fn halves_at_the_very_end_are_held_back() {
        for (text, expected) in [
            ("a <b", "a "),
            ("a <", "a "),
            ("a &am", "a "),
            ("a \\", "a "),
            ("AT&T x", "AT&T x"),
            ("a < b", "a < b"),
        ] {
            assert_eq!(healed(text), expected, "{text}");
        }
    }
}
