//! Spans of text that look alike, and the codes that make a terminal show them so.

use unicode_width::UnicodeWidthChar as _;

/// How a text looks: a set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Look(u8);

impl Look {
    pub(crate) const PLAIN: Self = Self(0);
    pub(crate) const STRONG: Self = Self(1);
    pub(crate) const EMPHASIS: Self = Self(2);
    pub(crate) const FAINT: Self = Self(4);
    pub(crate) const LINK: Self = Self(8);
    pub(crate) const CODE: Self = Self(16);
    pub(crate) const STRUCK: Self = Self(32);

    /// Both.
    pub(crate) fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// The numbers of "Select Graphic Rendition"; colours are the terminal's own, which its owner
    /// has chosen to be readable.
    fn codes(self) -> String {
        let all = [
            (Self::STRONG, "1"),
            (Self::FAINT, "2"),
            (Self::EMPHASIS, "3"),
            (Self::LINK, "4"),
            (Self::CODE, "36"),
            (Self::STRUCK, "9"),
        ];
        let mine = all.iter().filter(|(look, _)| self.0 & look.0 != 0);
        mine.map(|(_, code)| *code).collect::<Vec<_>>().join(";")
    }
}

/// A text and how it looks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) text: String,
    pub(crate) look: Look,
}

impl Span {
    pub(crate) fn new(text: impl Into<String>, look: Look) -> Self {
        Self { text: text.into(), look }
    }
}

/// A line, without its end.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Line(pub(crate) Vec<Span>);

impl Line {
    pub(crate) fn of(text: impl Into<String>, look: Look) -> Self {
        Self(vec![Span::new(text, look)])
    }

    /// The line behind `prefix`.
    pub(crate) fn behind(mut self, prefix: &Span) -> Self {
        let mut prefix = prefix.clone();
        if self.0.is_empty() {
            // No blanks at the end of a line.
            prefix.text.truncate(prefix.text.trim_end().len());
        }
        if !prefix.text.is_empty() {
            self.0.insert(0, prefix);
        }
        self
    }

    /// How many columns it takes.
    pub(crate) fn width(&self) -> usize {
        self.0.iter().map(|span| width(&span.text)).sum()
    }

    /// How many rows it takes on a terminal of so many `columns`, which breaks where no more fits.
    pub(crate) fn rows(&self, columns: usize) -> usize {
        let (mut rows, mut at) = (1, 0);
        for character in self.0.iter().flat_map(|span| span.text.chars()) {
            let width = character.width().unwrap_or(0);
            if at + width > columns {
                rows += 1;
                at = 0;
            }
            at += width;
        }
        rows
    }

    /// The line as it is written, with or without codes.
    pub(crate) fn written(&self, is_styled: bool) -> String {
        let mut out = String::new();
        for Span { text, look } in &self.0 {
            match is_styled && *look != Look::PLAIN {
                true => out.push_str(&format!("\u{1b}[{}m{text}\u{1b}[0m", look.codes())),
                false => out.push_str(text),
            }
        }
        out
    }
}

/// How many columns `text` takes.
pub(crate) fn width(text: &str) -> usize {
    text.chars().map(|character| character.width().unwrap_or(0)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_takes_as_many_rows_as_a_terminal_gives_it() {
        let rows = |text: &str| Line::of(text, Look::PLAIN).rows(4);
        assert_eq!(["", "abcd", "abcde", "日本", "a日本", "日本語"].map(rows), [1, 1, 2, 1, 2, 2]);
    }

    #[test]
    fn codes_are_written_only_where_they_are_wanted() {
        let line =
            Line(vec![Span::new("a", Look::PLAIN), Span::new("b", Look::STRONG.and(Look::CODE))]);
        assert_eq!(line.written(true), "a\u{1b}[1;36mb\u{1b}[0m");
        assert_eq!(line.written(false), "ab");
    }
}
