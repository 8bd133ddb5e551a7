//! GFM's tables.
//!
//! Owns where a table begins and ends, and how a row is cut into cells.

use super::leaf::html_end;
use super::line::Line;
use super::start;
use super::state::Leaf;
use super::{Pass, tags};
use crate::markdown::tree::{Alignment, Kind, Node};

impl Pass<'_, '_> {
    /// Makes a table of the last line of the paragraph that is open, if `rest` is its delimiter row.
    pub(super) fn table(&mut self, rest: &str) -> bool {
        let Leaf::Paragraph(start) = self.state.open.leaf else { return false };
        let Some(columns) = start::columns(rest) else { return false };
        let text = &self.state.buffer[start..];
        let header = text.rsplit('\n').next().unwrap_or(text);
        // "The header row must match the delimiter row in the number of cells."
        if cells(header).len() != columns.len() || !(rest.contains('|') || header.contains('|')) {
            return false;
        }
        let header = header.to_owned();
        let before = text.len() - header.len();
        if before > 0 {
            let text = self.state.buffer[start..start + before].to_owned();
            self.state.open.leaf = Leaf::Paragraph(self.state.buffer.len());
            self.state.buffer.push_str(&text);
            self.close_leaf();
        }
        self.state.open.leaf = Leaf::Table(columns.len());
        self.begin_table(&header, columns, false);
        true
    }

    /// Takes a line as a row of the table that is open, unless it begins another block.
    pub(super) fn row_line(&mut self, line: &Line<'_>, columns: usize) -> bool {
        let rest = line.rest();
        let begins_other = rest.starts_with('>')
            || start::heading(rest).is_some()
            || start::fence(rest).is_some()
            || start::is_rule(rest)
            || start::marker(rest).is_some()
            || html_end(rest, true).is_some()
            || tags::begins(rest);
        if begins_other || self.end_tag_in(rest).is_some_and(|(at, ..)| at == 0) {
            self.close_leaf();
            return false;
        }
        match self.end_tag_in(rest) {
            None => self.row(rest, columns, self.is_open),
            Some((at, length, place)) => {
                self.row(&rest[..at], columns, false);
                self.has_gone_on = true;
                self.close_to(place);
                let matched = self.state.open.stack.len();
                self.begin_or_go_on(Line::new(&rest[at + length..]), matched);
            }
        }
        true
    }

    /// Draws a table of which only a part of its header is there.
    pub(super) fn first_row(&mut self, row: &str) {
        let columns = vec![Alignment::Start; cells(row).len()];
        self.begin_table(row, columns, true);
    }

    fn begin_table(&mut self, header: &str, columns: Vec<Alignment>, is_open: bool) {
        let count = columns.len();
        self.push(Kind::Table(columns));
        self.row(header, count, is_open);
    }

    /// A row of the table that comes last: "The remainder of the table's rows may vary in the
    /// number of cells. If a number of cells fewer than the number of cells in the header row,
    /// empty cells are inserted. If there are greater, the excess is ignored".
    ///
    /// One that is still being written gets its cells as they come.
    fn row(&mut self, text: &str, columns: usize, is_open: bool) {
        let depth = self.state.depth() + 1;
        let mut cells = cells(text);
        let last = cells.len() - 1;
        cells.resize(if is_open { columns.min(cells.len()) } else { columns }, String::new());
        let is_open = is_open && !text.ends_with('|');
        self.state.nodes.push(Node { depth, kind: Kind::Row });
        for (index, cell) in cells.iter().enumerate() {
            self.state.nodes.push(Node { depth: depth + 1, kind: Kind::Cell });
            self.inlines_at(cell, depth + 2, is_open && index == last);
        }
    }
}

/// The cells of a row: "Spaces between pipes and cell content are trimmed", and an escaped pipe
/// ends none.
fn cells(row: &str) -> Vec<String> {
    let row = row.trim();
    let row = row.strip_prefix('|').unwrap_or(row);
    let mut cells = Vec::new();
    let mut cell = String::new();
    let mut rest = row;
    while let Some(at) = rest.find('|') {
        let (before, behind) = (&rest[..at], &rest[at + 1..]);
        rest = behind;
        match before.strip_suffix('\\') {
            Some(before) => {
                cell.push_str(before);
                cell.push('|');
            }
            None => {
                cell.push_str(before);
                cells.push(std::mem::take(&mut cell).trim().to_owned());
            }
        }
    }
    cell.push_str(rest);
    if !cell.trim().is_empty() || cells.is_empty() {
        cells.push(cell.trim().to_owned());
    }
    cells
}

#[cfg(test)]
mod tests {
    use super::cells;

    #[test]
    fn a_row_is_cut_at_its_pipes() {
        assert_eq!(cells("| a | b\\|c |"), ["a", "b|c"]);
        assert_eq!(cells("a|b"), ["a", "b"]);
        assert_eq!(cells("| a || b"), ["a", "", "b"]);
        assert_eq!(cells("|"), [""]);
    }
}
