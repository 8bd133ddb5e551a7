//! A table as columns where they fit, else as a list of what stands in each row.

use ask_docs_core::markdown::tree::{Alignment, Node, each};

use crate::blocks::{Paper, behind, inlines};
use crate::style::{Line, Look, Span};
use crate::wrap::wrapped;

/// Between two columns.
const GAP: &str = "  ";

/// The table of `rows`, the first of which is the header.
pub(crate) fn table(columns: &[Alignment], rows: &[Node], paper: Paper) -> Vec<Line> {
    let rows: Vec<Vec<Line>> = each(rows)
        .enumerate()
        .map(|(number, (_, cells))| {
            let look = if number == 0 { Look::STRONG } else { Look::PLAIN };
            let cell = |inside| on_one_line(inlines(inside, look, paper));
            each(cells).map(|(_, inside)| cell(inside)).collect()
        })
        .collect();
    let widths: Vec<usize> = (0..columns.len())
        .map(|column| {
            rows.iter().filter_map(|row| row.get(column)).map(Line::width).max().unwrap_or(0)
        })
        .collect();
    let whole = widths.iter().sum::<usize>() + GAP.len() * widths.len().saturating_sub(1);
    match paper.room {
        Some(room) if whole > room => as_list(&rows, paper),
        _ => as_columns(columns, &rows, &widths),
    }
}

fn on_one_line(spans: Vec<Span>) -> Line {
    let spans = spans.into_iter();
    Line(spans.map(|span| Span::new(span.text.replace('\n', " "), span.look)).collect())
}

fn as_columns(columns: &[Alignment], rows: &[Vec<Line>], widths: &[usize]) -> Vec<Line> {
    let mut lines = Vec::new();
    for (number, row) in rows.iter().enumerate() {
        let mut line = Line::default();
        for (column, cell) in row.iter().enumerate().take(widths.len()) {
            let free = widths[column].saturating_sub(cell.width());
            let before = match columns[column] {
                Alignment::Start => 0,
                Alignment::Center => free / 2,
                Alignment::End => free,
            };
            let gap = if column == 0 { "" } else { GAP };
            line.0.push(Span::new(gap.to_owned() + &" ".repeat(before), Look::PLAIN));
            line.0.extend(cell.0.iter().cloned());
            line.0.push(Span::new(" ".repeat(free - before), Look::PLAIN));
        }
        line.0.retain(|span| !span.text.is_empty());
        while line.0.pop_if(|span| span.text.trim().is_empty()).is_some() {}
        lines.push(line);
        if number == 0 {
            let rule: Vec<_> = widths.iter().map(|width| "─".repeat(*width)).collect();
            lines.push(Line::of(rule.join(GAP), Look::FAINT));
        }
    }
    lines
}

/// Each row by itself: the name of each column, and what stands there.
fn as_list(rows: &[Vec<Line>], paper: Paper) -> Vec<Line> {
    let Some((header, rows)) = rows.split_first() else { return Vec::new() };
    let mut lines = Vec::new();
    for row in rows {
        if !lines.is_empty() {
            lines.push(Line::default());
        }
        for (index, cell) in row.iter().enumerate() {
            let mut spans = header.get(index).map(|name| name.0.clone()).unwrap_or_default();
            if !spans.is_empty() {
                spans.push(Span::new(": ", Look::STRONG));
            }
            spans.extend(cell.0.iter().cloned());
            let first = if index == 0 { "• " } else { "  " };
            lines.extend(behind(first, "  ", |paper| wrapped(&spans, paper.room), paper));
        }
    }
    lines
}
