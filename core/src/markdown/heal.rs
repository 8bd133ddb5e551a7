//! The end of a text that still grows, as what it is about to become.
//!
//! Owns what is held back because it may still become anything (a lone `-`, half a tag), and what
//! is closed because it is open (`**bold`, `[text](http://exa`, a table's first row). Works on the
//! source and changes nothing before the last piece of text. Refuses to touch a text that is
//! complete, so that none of this can change what is shown in the end.

mod destination;
mod emphasis;
mod inline;
mod line;
mod tag;

pub(super) use line::without_last_line;

use super::parse::{Leaf, LeafKind};

/// A text with its end closed.
pub(super) struct Healed {
    /// The text to parse.
    pub(super) text: String,
    /// The byte of it where what was written ends; closing marks stand behind it.
    pub(super) written: usize,
}

/// Closes what is open at the end of `text`; `None` if nothing is.
pub(super) fn closed(text: &str, leaf: Option<&Leaf>) -> Option<Healed> {
    // Running text that holds no words yet has no place.
    let leaf = leaf.filter(|leaf| leaf.range.start <= leaf.range.end)?;
    let behind = text.get(leaf.range.end..)?;
    let is_over = match leaf.kind {
        LeafKind::Text => behind.matches('\n').nth(1).is_some(),
        LeafKind::Line => behind.contains(['\n', '|']),
        LeafKind::Fence | LeafKind::Raw => true,
    };
    if is_over {
        return None;
    }
    // The first character may be escaped; its text begins behind the backslash.
    let start = leaf.range.start - usize::from(text[..leaf.range.start].ends_with('\\'));
    let (before, open) = text.split_at(start);
    if leaf.kind == LeafKind::Text && open.starts_with('|') && !open.trim_end().contains('\n') {
        return Some(with_delimiter_row(before, open.trim_end()));
    }
    let (closed, written) = inline::closed(open)?;
    Some(Healed { text: format!("{before}{closed}"), written: before.len() + written })
}

/// Makes a table of its first row: what begins with a pipe is about to become one.
fn with_delimiter_row(before: &str, row: &str) -> Healed {
    let is_pipe = |at: usize| row.as_bytes()[at] == b'|' && !row[..at].ends_with('\\');
    let pipes: Vec<usize> = (1..row.len()).filter(|at| is_pipe(*at)).collect();
    let last = pipes.last().map_or(1, |at| at + 1);
    let (cells, open) = row.split_at(last);
    let mut columns = pipes.len();
    let mut text = format!("{before}{cells}");
    if !open.is_empty() {
        let closed = inline::closed(open).map_or(open.to_owned(), |(closed, _)| closed);
        columns += 1;
        text.push_str(&closed);
        text.push_str(" |");
    }
    text.push('\n');
    // The next line stands in the same quotations and list items.
    let line = before.rfind('\n').map_or(0, |end| end + 1);
    let inside = |mark: char| if matches!(mark, '>' | '\t') { mark } else { ' ' };
    text.extend(before[line..].chars().map(inside));
    text.push('|');
    text.push_str(&"---|".repeat(columns.max(1)));
    // A guess: all of the row counts as open.
    Healed { text, written: before.len() + 1 }
}
