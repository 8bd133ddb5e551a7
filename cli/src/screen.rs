//! A terminal on which the answer stands as it is now: what has not changed is not written again.
//!
//! Owns where the cursor is. A line can be written over while it is on the screen; what has been
//! scrolled away is the reader's, so an answer that is rewritten there is written once more below,
//! and says so. Refuses to hide the cursor or to take the screen for itself: whatever ends this
//! program leaves a terminal that works.

use std::io::{self, Write};

use crate::style::{Line, Look};

/// Said above an answer that stands there twice.
pub(crate) const ANEW: &str = "The answer was written anew:";

/// How large a terminal is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Size {
    pub(crate) columns: usize,
    pub(crate) rows: usize,
}

/// What stands on the terminal from where the answer began. The cursor is at its end.
#[derive(Debug)]
pub(crate) struct Screen {
    lines: Vec<Line>,
    pub(crate) is_styled: bool,
}

impl Screen {
    /// A terminal on which nothing stands yet, with codes or without.
    pub(crate) fn new(is_styled: bool) -> Self {
        Self { lines: Vec::new(), is_styled }
    }

    /// Makes the lines from `from` on those of `tail`. Says whether it could: not where a line has
    /// been scrolled away that would have to change.
    ///
    /// # Errors
    /// When the terminal is gone.
    pub(crate) fn draw(
        &mut self,
        from: usize,
        mut tail: Vec<Line>,
        size: Size,
        out: &mut impl Write,
    ) -> io::Result<bool> {
        let old = &self.lines[from..];
        let same = old.iter().zip(&tail).take_while(|(old, new)| old == new).count();
        let (old, new) = (&old[same..], &tail[same..]);
        if old.is_empty() && new.is_empty() {
            return Ok(true);
        }
        let gone: usize = old.iter().map(|line| line.rows(size.columns)).sum();
        if gone > size.rows {
            return Ok(false);
        }
        let kept = from + same;
        let mut text = String::new();
        if gone > 1 {
            text.push_str(&format!("\u{1b}[{}A", gone - 1));
        }
        if gone > 0 {
            // All from here to the end of the screen goes.
            text.push_str("\r\u{1b}[J");
        } else if kept > 0 {
            text.push('\n');
        }
        text.push_str(&self.written(new));
        if new.is_empty() && kept > 0 {
            // Back to the end of the line above.
            let width = self.lines[kept - 1].width() % size.columns.max(1);
            text.push_str("\u{1b}[A");
            if width > 0 {
                text.push_str(&format!("\u{1b}[{width}C"));
            }
        }
        self.lines.truncate(kept);
        self.lines.extend(tail.drain(same..));
        out.write_all(text.as_bytes())?;
        out.flush()?;
        Ok(true)
    }

    /// Writes `lines` below all that stands there, where nothing of it will be changed any more.
    ///
    /// # Errors
    /// When the terminal is gone.
    pub(crate) fn write_anew(&mut self, lines: Vec<Line>, out: &mut impl Write) -> io::Result<()> {
        let notice = [Line::default(), Line::of(ANEW, Look::FAINT), Line::default()];
        let text = format!("\n{}\n{}", self.written(&notice), self.written(&lines));
        self.lines = lines;
        out.write_all(text.as_bytes())?;
        out.flush()
    }

    /// How many lines there are.
    pub(crate) fn len(&self) -> usize {
        self.lines.len()
    }

    fn written(&self, lines: &[Line]) -> String {
        let lines: Vec<_> = lines.iter().map(|line| line.written(self.is_styled)).collect();
        lines.join("\n")
    }
}

/// The size of the terminal that standard output is.
pub(crate) fn size() -> Size {
    #[cfg(unix)]
    if let Ok(size) = rustix::termios::tcgetwinsize(io::stdout())
        && size.ws_col > 0
        && size.ws_row > 0
    {
        return Size { columns: size.ws_col.into(), rows: size.ws_row.into() };
    }
    Size { columns: 80, rows: 24 }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIZE: Size = Size { columns: 10, rows: 3 };

    fn lines(text: &[&str]) -> Vec<Line> {
        text.iter().map(|text| Line::of(*text, Look::PLAIN)).collect()
    }

    /// What is written for each of `steps`, and whether it could be.
    fn drawn(steps: &[(usize, &[&str])]) -> Vec<(String, bool)> {
        let mut screen = Screen::new(false);
        let draw = |(from, tail): &(usize, &[&str])| {
            let mut out = Vec::new();
            let could = screen.draw(*from, lines(tail), SIZE, &mut out).expect("written");
            (String::from_utf8(out).expect("text"), could)
        };
        steps.iter().map(draw).collect()
    }

    #[test]
    fn only_the_lines_that_changed_are_written() {
        let drawn =
            drawn(&[(0, &["a", "b"]), (0, &["a", "bc"]), (0, &["a", "bc", "d"]), (2, &["d"])]);
        let text: Vec<_> = drawn.iter().map(|(text, _)| text.as_str()).collect();
        assert_eq!(text, ["a\nb", "\r\u{1b}[Jbc", "\nd", ""]);
    }

    #[test]
    fn a_line_that_takes_two_rows_is_gone_back_over_by_two() {
        let drawn = drawn(&[(0, &["twelve words", "x"]), (0, &["y"])]);
        assert_eq!(drawn[1].0, "\u{1b}[2A\r\u{1b}[Jy");
    }

    #[test]
    fn lines_that_go_leave_the_cursor_at_the_end_of_what_stays() {
        let drawn = drawn(&[(0, &["ab", "c"]), (0, &["ab"])]);
        assert_eq!(drawn[1].0, "\r\u{1b}[J\u{1b}[A\u{1b}[2C");
    }

    #[test]
    fn what_is_scrolled_away_is_not_written_over() {
        let drawn = drawn(&[(0, &["a", "b", "c", "d"]), (0, &["z", "b", "c", "d"])]);
        assert_eq!(drawn[1], (String::new(), false));
    }
}
