//! A table: a region that scrolls, with a header and a body, and cells aligned by column.

use std::rc::Rc;

use ask_docs_core::markdown::tree::Alignment;
use web_sys::Element;

use super::draw::{Around, Drawn};
use super::pen::{Pen, append, set};
use super::record::Part;

/// Where the rows of a table go, and how its columns are aligned.
pub(super) struct Table {
    head: Element,
    body: Element,
    columns: Vec<Alignment>,
}

impl Table {
    pub(super) fn draw(pen: &Pen, columns: &[Alignment]) -> Option<Drawn> {
        let frame = pen.classed("div", "table")?;
        set(&frame, "tabindex", "0");
        set(&frame, "role", "region");
        set(&frame, "aria-label", "Table");
        let table = pen.element("table")?;
        let (head, body) = (pen.element("thead")?, pen.element("tbody")?);
        append(&table, &head);
        append(&table, &body);
        append(&frame, &table);
        let part = Part::Table(Rc::new(Self { head, body, columns: columns.to_vec() }));
        Some(Drawn { outer: Some(frame.into()), inner: Some(table), part, ..Drawn::default() })
    }

    /// A row: the first one is the header. `None` outside a table.
    pub(super) fn draw_row(pen: &Pen, around: Around<'_>) -> Option<Drawn> {
        let Part::Table(table) = &around.parent?.part else { return None };
        let is_head = around.previous.is_none();
        let row = pen.element("tr")?;
        let into = if is_head { &table.head } else { &table.body };
        Some(Drawn {
            into: Some(into.clone()),
            outer: Some(row.clone().into()),
            inner: Some(row),
            part: Part::Row(Rc::clone(table), is_head),
        })
    }

    /// A cell, in the column after the one before it. `None` outside a row.
    pub(super) fn draw_cell(pen: &Pen, around: Around<'_>) -> Option<Drawn> {
        let Part::Row(table, is_head) = &around.parent?.part else { return None };
        let column = match around.previous.map(|cell| &cell.part) {
            Some(Part::Cell(column)) => column + 1,
            _ => 0,
        };
        let cell = pen.element(if *is_head { "th" } else { "td" })?;
        if *is_head {
            set(&cell, "scope", "col");
        }
        match table.columns.get(column) {
            Some(Alignment::Center) => set(&cell, "class", "center"),
            Some(Alignment::End) => set(&cell, "class", "end"),
            _ => {}
        }
        let part = Part::Cell(column);
        Some(Drawn {
            outer: Some(cell.clone().into()),
            inner: Some(cell),
            part,
            ..Drawn::default()
        })
    }
}
