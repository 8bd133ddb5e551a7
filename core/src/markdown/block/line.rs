//! One line, read from its begin by columns.
//!
//! Owns CommonMark's rule of tabs: they "are not expanded to spaces", but where white space makes
//! structure they "behave as if they were replaced by spaces with a tab stop of 4 characters".

use std::borrow::Cow;

/// What is left of a line.
#[derive(Clone, Copy)]
pub(super) struct Line<'a> {
    text: &'a str,
    /// The column where the rest begins.
    column: usize,
    /// How many columns of a tab before the rest have not been read yet.
    spare: usize,
}

impl<'a> Line<'a> {
    /// A line, without its end.
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, column: 0, spare: 0 }
    }

    /// How many columns of white space come next.
    pub(super) fn indent(&self) -> usize {
        let start = self.column + self.spare;
        let blank = self.text.bytes().take_while(|byte| matches!(byte, b' ' | b'\t'));
        let end = blank.fold(start, |column, byte| match byte {
            b'\t' => column + 4 - column % 4,
            _ => column + 1,
        });
        end - self.column
    }

    /// What comes behind the white space.
    pub(super) fn rest(&self) -> &'a str {
        self.text.trim_start_matches([' ', '\t'])
    }

    /// Reads at most so many columns of white space.
    pub(super) fn skip(&mut self, columns: usize) {
        let mut left = columns;
        while left > 0 {
            if self.spare == 0 {
                self.spare = match self.text.bytes().next() {
                    Some(b' ') => 1,
                    Some(b'\t') => 4 - self.column % 4,
                    _ => return,
                };
                self.text = &self.text[1..];
            }
            let taken = self.spare.min(left);
            self.spare -= taken;
            self.column += taken;
            left -= taken;
        }
    }

    /// Reads the white space and `bytes` behind it, which are ASCII.
    pub(super) fn advance(&mut self, bytes: usize) {
        self.skip(usize::MAX);
        self.text = self.text.get(bytes..).unwrap_or_default();
        self.column += bytes;
    }

    /// All of it, white space included.
    pub(super) fn content(&self) -> Cow<'a, str> {
        match self.spare {
            0 => self.text.into(),
            spare => (" ".repeat(spare) + self.text).into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tab_reaches_to_the_next_stop_of_four_columns() {
        let mut line = Line::new("\t\ta");
        assert_eq!((line.indent(), line.rest()), (8, "a"));
        line.skip(2);
        assert_eq!((line.indent(), line.content().as_ref()), (6, "  \ta"));
        line.skip(6);
        assert_eq!((line.indent(), line.content().as_ref()), (0, "a"));
        let mut line = Line::new("-\tb");
        line.advance(1);
        assert_eq!(line.indent(), 3);
        line.skip(1);
        assert_eq!(line.content(), "  b");
    }
}
