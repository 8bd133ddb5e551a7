//! A table: a region that scrolls, with a header and bodies, and cells aligned by column.
//!
//! A browser chooses the columns of a table anew for each cell that changes, by looking at all of
//! them. A table that gets long therefore keeps the columns it has: its rows become boxes of their
//! own with these widths, and a body of sixteen rows no longer moves what is in another.

use std::cell::RefCell;
use std::rc::Rc;

use ask_docs_core::markdown::tree::Alignment;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use super::draw::{Around, Drawn};
use super::pen::{Pen, append, set};
use super::record::Part;

/// How many rows a body has: those that are laid out together.
const BODY: usize = 16;

/// From this row on a table keeps its columns. 300 rows in small chunks took 5.8 s without it, the
/// second half three times as long as the first, and take 1 s with it (Chromium 156).
const LONG: usize = 2 * BODY;

/// Where the rows of a table go, and how its columns are aligned.
pub(super) struct Table {
    table: Element,
    head: Element,
    bodies: RefCell<Vec<Element>>,
    columns: Vec<Alignment>,
    /// The widths that the columns keep, as attributes.
    kept: RefCell<Vec<String>>,
}

impl Table {
    pub(super) fn draw(pen: &Pen, columns: &[Alignment]) -> Option<Drawn> {
        let frame = pen.classed("div", "table")?;
        set(&frame, "tabindex", "0");
        set(&frame, "role", "group");
        set(&frame, "aria-label", &pen.words.text("table"));
        let table = pen.element("table")?;
        let (head, body) = (pen.element("thead")?, pen.element("tbody")?);
        append(&table, &head);
        append(&table, &body);
        append(&frame, &table);
        let part = Part::Table(Rc::new(Self {
            table: table.clone(),
            head,
            bodies: RefCell::new(vec![body]),
            columns: columns.to_vec(),
            kept: RefCell::default(),
        }));
        Some(Drawn { outer: Some(frame.into()), inner: Some(table), part, ..Drawn::default() })
    }

    /// A row: the first one is the header. `None` outside a table.
    pub(super) fn draw_row(pen: &Pen, around: Around<'_>) -> Option<Drawn> {
        let Part::Table(table) = &around.parent?.part else { return None };
        let number = match around.previous.map(|row| &row.part) {
            Some(Part::Row(_, number)) => number + 1,
            _ => 0,
        };
        let row = pen.element("tr")?;
        let into = if number == 0 { table.head.clone() } else { table.body_of(pen, number)? };
        Some(Drawn {
            into: Some(into),
            outer: Some(row.clone().into()),
            inner: Some(row),
            part: Part::Row(Rc::clone(table), number),
        })
    }

    /// Where the row of this number goes.
    fn body_of(&self, pen: &Pen, number: usize) -> Option<Element> {
        let index = (number - 1) / BODY;
        if number > LONG && self.kept.borrow().is_empty() {
            self.keep_columns();
        }
        let mut bodies = self.bodies.borrow_mut();
        if index >= bodies.len() {
            let body = pen.element("tbody")?;
            append(&self.table, &body);
            bodies.push(body);
        }
        bodies.get(index).cloned()
    }

    /// Gives each cell the width that its column has now.
    fn keep_columns(&self) {
        let width = |element: &Element| {
            element.dyn_ref::<HtmlElement>().map_or(0, HtmlElement::offset_width).cast_unsigned()
        };
        let whole = width(&self.table);
        // Out of sight, in a closed tab, nothing has a width; the next row tries again.
        if whole == 0 {
            return;
        }
        let Some(header) = self.head.first_element_child() else { return };
        let share = |cell: Element| {
            let thousandths = u64::from(width(&cell)) * 100_000 / u64::from(whole);
            format!("{}.{:03}%", thousandths / 1000, thousandths % 1000)
        };
        *self.kept.borrow_mut() = children(&header).map(share).collect();
        // Wider than its place, it goes on scrolling.
        let frame = self.table.parent_element();
        if frame.is_some_and(|frame| whole > frame.client_width().cast_unsigned()) {
            set(&self.table, "width", &whole.to_string());
        }
        set(&self.table, "class", "long");
        let bodies = self.bodies.borrow();
        for row in std::iter::once(header).chain(bodies.iter().flat_map(children)) {
            children(&row).enumerate().for_each(|(column, cell)| self.set_width(&cell, column));
        }
    }

    fn set_width(&self, cell: &Element, column: usize) {
        if let Some(width) = self.kept.borrow().get(column) {
            set(cell, "width", width);
        }
    }

    /// A cell, in the column after the one before it. `None` outside a row.
    pub(super) fn draw_cell(pen: &Pen, around: Around<'_>) -> Option<Drawn> {
        let Part::Row(table, number) = &around.parent?.part else { return None };
        let column = match around.previous.map(|cell| &cell.part) {
            Some(Part::Cell(column)) => column + 1,
            _ => 0,
        };
        let cell = pen.element(if *number == 0 { "th" } else { "td" })?;
        if *number == 0 {
            set(&cell, "scope", "col");
        }
        match table.columns.get(column) {
            Some(Alignment::Center) => set(&cell, "class", "center"),
            Some(Alignment::End) => set(&cell, "class", "end"),
            _ => {}
        }
        table.set_width(&cell, column);
        let part = Part::Cell(column);
        Some(Drawn {
            outer: Some(cell.clone().into()),
            inner: Some(cell),
            part,
            ..Drawn::default()
        })
    }
}

fn children(element: &Element) -> impl Iterator<Item = Element> + use<> {
    std::iter::successors(element.first_element_child(), Element::next_element_sibling)
}
