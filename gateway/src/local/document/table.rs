//! A table of the document tree: columns, records, and a fragment for each cell.
//!
//! Owns the names that hold these together. Refuses anything but text columns.

use std::collections::BTreeMap;

use ask_docs_core::wire::document::{Data, Definition, Element, Fragment, Node, Record, View};

/// Rows of cells, the heading row first.
#[derive(Default)]
pub(super) struct Table {
    rows: Vec<Vec<Vec<Node>>>,
}

impl Table {
    /// Another row begins.
    pub(super) fn start_row(&mut self) {
        self.rows.push(Vec::new());
    }

    /// The next cell of the row.
    pub(super) fn cell(&mut self, nodes: Vec<Node>) {
        if let Some(row) = self.rows.last_mut() {
            row.push(nodes);
        }
    }

    /// Each row as the words in it.
    pub(super) fn into_rows(self) -> impl Iterator<Item = Vec<Node>> {
        self.rows.into_iter().map(|row| row.into_iter().flatten().collect())
    }

    /// The table as a block.
    pub(super) fn into_element(self) -> Element {
        let mut rows = self.rows.into_iter();
        let heading = rows.next().unwrap_or_default();
        let column = |at: usize| format!("column-{}", at + 1);
        let columns: Vec<String> = (0..heading.len()).map(column).collect();
        let definition = heading
            .iter()
            .zip(&columns)
            .map(|(cell, id)| (id.clone(), Definition::text(id.clone(), words(cell))));
        let definition: BTreeMap<_, _> = definition.collect();
        let mut fragments = Vec::new();
        let mut records = BTreeMap::new();
        for (number, row) in rows.enumerate() {
            let mut values = BTreeMap::new();
            for (cell, id) in row.into_iter().zip(&columns) {
                let name = format!("{id}-{}", number + 1);
                let paragraph = Node::from(Element::block("paragraph", cell));
                fragments.push(Fragment::new(name.clone(), vec![paragraph]));
                values.insert(id.clone(), name);
            }
            // Ordered as text, so numbers are padded.
            let order_index = format!("{number:06}");
            records.insert(format!("row-{}", number + 1), Record { order_index, values });
        }
        let view = Some(View::grid(columns));
        let (records, definition) = (Some(records), Some(definition));
        Element::table(Data { view, records, definition, ..Data::default() }, fragments)
    }
}

fn words(nodes: &[Node]) -> String {
    let mut out = String::new();
    // Links hold texts, and nothing holds links: one level is enough.
    for node in nodes {
        match node {
            Node::Text(text) => text.leaves.iter().for_each(|leaf| out.push_str(&leaf.text)),
            Node::Element(element) => {
                for node in element.nodes.iter().flatten() {
                    if let Node::Text(text) = node {
                        text.leaves.iter().for_each(|leaf| out.push_str(&leaf.text));
                    }
                }
            }
        }
    }
    out
}
