//! A table written as HTML to a table, or to a list of cards, in Markdown.
//!
//! Owns rows and hidden columns. Refuses merged cells: each is one cell.

use super::tag::Tag;

/// A table whose cells are being filled.
pub(super) struct Table {
    /// GitBook's "cards": each row stands for itself.
    cards: bool,
    /// What each line begins with.
    prefix: String,
    hidden: Vec<bool>,
    rows: Vec<Vec<String>>,
    /// The number of heading rows.
    headings: usize,
    in_cell: bool,
    /// Takes what is written outside of cells; never shown.
    outside: String,
}

/// Wider tables are cut: no reader can follow them, and hostile ones cannot grow.
const MAX_COLUMNS: usize = 64;

impl Table {
    /// The table that `tag` opens in a line that begins with `prefix`.
    pub(super) fn new(tag: &Tag, prefix: String) -> Self {
        let cards = tag.attribute("data-view") == Some("cards");
        let (hidden, rows) = (Vec::new(), Vec::new());
        Self { cards, prefix, hidden, rows, headings: 0, in_cell: false, outside: String::new() }
    }

    /// One of `thead`, `tbody`, `tr`, `th`, `td`.
    pub(super) fn tag(&mut self, tag: &Tag) {
        match (tag.name, tag.end) {
            ("thead", true) => self.headings = self.rows.len(),
            ("tr", false) => self.rows.push(Vec::new()),
            ("th" | "td", true) => self.in_cell = false,
            ("th" | "td", false) => {
                if self.rows.is_empty() {
                    self.rows.push(Vec::new());
                }
                if tag.name == "th" && self.rows.len() == 1 {
                    self.hidden.push(tag.has("data-hidden"));
                }
                if let Some(row) = self.rows.last_mut() {
                    self.in_cell = row.len() < MAX_COLUMNS;
                    if self.in_cell {
                        row.push(String::new());
                    }
                }
            }
            _ => {}
        }
    }

    /// Text in a cell; between cells there is only white space.
    pub(super) fn text(&mut self, text: &str) {
        self.cell().push_str(text);
    }

    /// The open cell.
    pub(super) fn cell(&mut self) -> &mut String {
        match self.rows.last_mut().and_then(|row| row.last_mut()) {
            Some(cell) if self.in_cell => cell,
            _ => {
                self.outside.clear();
                &mut self.outside
            }
        }
    }

    /// The table as Markdown, blank lines around it.
    pub(super) fn to_markdown(&self) -> String {
        let lines = if self.cards { self.card_lines() } else { self.table_lines() };
        let mut out = format!("\n{}\n", self.prefix);
        for line in lines {
            out.push_str(&format!("{}{line}\n", self.prefix));
        }
        out.push_str(&format!("{}\n", self.prefix));
        out
    }

    fn table_lines(&self) -> Vec<String> {
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or(0);
        let shown: Vec<usize> = (0..columns).filter(|column| !self.is_hidden(*column)).collect();
        if shown.is_empty() {
            return Vec::new();
        }
        let line = |row: &[String]| {
            let cells = shown.iter().map(|column| cell(row, *column).replace('|', "\\|"));
            format!("| {} |", cells.collect::<Vec<_>>().join(" | "))
        };
        // Markdown wants exactly one heading row; it may be empty.
        let heading = if self.headings > 0 { line(&self.rows[0]) } else { line(&[]) };
        let rule = format!("|{}", " --- |".repeat(shown.len()));
        let body = self.rows.iter().skip(usize::from(self.headings > 0)).map(|row| line(row));
        [heading, rule].into_iter().chain(body).collect()
    }

    /// A card is its visible cells; its target, a hidden link, links the first of them.
    fn card_lines(&self) -> Vec<String> {
        let card = |row: &Vec<String>| {
            let columns = 0..row.len();
            let (hidden, shown): (Vec<_>, Vec<_>) =
                columns.partition(|column| self.is_hidden(*column));
            let mut cells: Vec<_> = shown.into_iter().map(|column| cell(row, column)).collect();
            cells.retain(|cell| !cell.is_empty());
            let target = hidden.into_iter().map(|column| cell(row, column));
            let mut target = target.filter_map(|cell| Some(cell.split_once("](<")?.1.to_owned()));
            let target = target.next_back();
            match (cells.first_mut(), target) {
                (Some(first), Some(target)) if !first.contains("](") => {
                    *first = format!("[{first}](<{target}");
                }
                _ => {}
            }
            let line = cells.join(" — ");
            (!line.is_empty()).then(|| format!("- {line}"))
        };
        self.rows.iter().skip(self.headings).filter_map(card).collect()
    }

    fn is_hidden(&self, column: usize) -> bool {
        self.hidden.get(column).copied().unwrap_or(false)
    }
}

fn cell(row: &[String], column: usize) -> String {
    let cell = row.get(column).map(String::as_str).unwrap_or_default();
    cell.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::super::super::matter::Vars;
    use super::super::to_markdown;

    fn markdown(text: &str) -> String {
        to_markdown(text, &Vars::default()).trim().to_owned()
    }

    #[test]
    fn hidden_columns_go_and_pipes_are_escaped() {
        let text = "<table><thead><tr><th>A</th><th data-hidden>B</th><th>C</th></tr></thead><tbody>\
                    <tr><td>1|2</td><td>x</td><td><p>3</p><p>4</p></td></tr></tbody></table>";
        assert_eq!(markdown(text), "| A | C |\n| --- | --- |\n| 1\\|2 | 3 4 |");
    }

    #[test]
    fn a_table_without_a_heading_gets_an_empty_one() {
        let text = "<table><tr><td>1</td><td>2</td></tr><tr><td>3</td></tr></table>";
        assert_eq!(markdown(text), "|  |  |\n| --- | --- |\n| 1 | 2 |\n| 3 |  |");
    }

    #[test]
    fn cards_become_a_list_of_links() {
        let text = "<table data-view=\"cards\"><thead><tr><th></th><th></th><th data-hidden \
                    data-card-target data-type=\"content-ref\"></th></tr></thead><tbody><tr>\
                    <td><strong>Start</strong></td><td>In a minute</td><td><a href=\"start.md\">\
                    start.md</a></td></tr><tr><td>Alone</td><td></td><td></td></tr></tbody></table>";
        assert_eq!(markdown(text), "- [**Start**](<start.md>) — In a minute\n- Alone");
    }

    #[test]
    fn a_table_keeps_the_indentation_of_its_line() {
        let text = "- item\n\n  <table><tr><td>1</td></tr></table>\n";
        assert!(markdown(text).ends_with("\n  |  |\n  | --- |\n  | 1 |"), "{}", markdown(text));
    }
}
