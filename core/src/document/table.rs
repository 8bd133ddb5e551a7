//! Tables: records in columns, or as cards.
//!
//! Owns the reading of a table's definition, records and cells. Refuses to merge cells, and to
//! say what a cell holds a second time: so the work is no more than the table is long, however
//! its parts name each other.

use super::blocks::blocks;
use super::builder::Builder;
use super::inlines::{image, inlines, link};
use crate::markdown::tree::{Alignment, Kind};
use crate::wire::json::Json;

/// The most columns that are drawn, the most choices of a cell, and of how many its labels are
/// looked for.
const MANY: usize = 100;

/// The most stars that are drawn.
const MAX_STARS: u64 = 10;

/// A table while it is drawn.
struct Table<'a> {
    columns: Vec<(&'a str, &'a Json)>,
    /// What cells hold, by the name they call it. Each goes with the cell that is drawn first.
    fragments: Vec<(&'a str, &'a [Json])>,
}

/// Draws the block `table`.
pub(super) fn table<'a>(to: &mut Builder<'_>, table: &'a Json) {
    let data = table.get("data");
    let (view, definition) = (data.get("view"), data.get("definition"));
    let mut records: Vec<&Json> = data.get("records").members().iter().map(|(_, it)| it).collect();
    records.sort_by_key(|record| record.get("orderIndex").text().unwrap_or_default());
    let columns = view.get("columns").items().iter().filter_map(Json::text).take(MANY);
    let named = |it: &'a Json| Some((it.get("fragment").text()?, it.get("nodes").items()));
    let mut fragments: Vec<_> = table.get("fragments").items().iter().filter_map(named).collect();
    fragments.sort_by_key(|(name, _)| *name);
    let mut table = Table {
        columns: columns.map(|column| (column, definition.get(column))).collect(),
        fragments,
    };
    if view.get("type").text() == Some("cards") {
        return table.cards(to, &records, view.get("targetDefinition").text().unwrap_or_default());
    }
    let alignments = table.columns.iter().map(|(_, definition)| alignment(definition)).collect();
    let grid = to.open(Kind::Table(alignments), 3);
    if !grid.is_there() || table.columns.is_empty() {
        to.close_filled(grid);
        return records.iter().for_each(|record| table.blocks(to, record));
    }
    let is_headed = !view.get("hideHeader").is_true();
    table.row(to, |to, _, _, definition| {
        to.text(definition.get("title").text().filter(|_| is_headed).unwrap_or_default());
    });
    for record in records {
        table.row(to, |to, table, column, definition| {
            table.value(to, definition, record.get("values").get(column));
        });
    }
    to.close(grid);
}

impl<'a> Table<'a> {
    fn row(
        &mut self,
        to: &mut Builder<'_>,
        mut cell: impl FnMut(&mut Builder<'_>, &mut Self, &str, &Json),
    ) {
        let row = to.open(Kind::Row, 2);
        for index in 0..self.columns.len() {
            let (column, definition) = self.columns[index];
            let open = to.open(Kind::Cell, 1);
            cell(to, self, column, definition);
            to.close(open);
        }
        to.close(row);
    }

    /// Each record as an item of a list, leading where its target leads.
    fn cards(&mut self, to: &mut Builder<'_>, records: &[&Json], target: &str) {
        let list = to.open(Kind::List(None), 4);
        for record in records {
            let item = list.is_there().then(|| to.open(Kind::Item(None), 3));
            let href = to.href(record.get("values").get(target).get("url").text());
            let card = href.map(|href| to.open(Kind::Card(href), 2));
            self.blocks(to, record);
            for open in card.into_iter().chain(item) {
                to.close(open);
            }
        }
        to.close_filled(list);
    }

    /// Each cell of a record as blocks of its own.
    fn blocks(&mut self, to: &mut Builder<'_>, record: &Json) {
        for index in 0..self.columns.len() {
            let (column, definition) = self.columns[index];
            let value = record.get("values").get(column);
            match value.text().map(|name| self.take(name)) {
                Some(nodes) if !nodes.is_empty() => blocks(to, nodes),
                _ => {
                    let open = to.open(Kind::Paragraph, 1);
                    self.value(to, definition, value);
                    to.close_filled(open);
                }
            }
        }
    }

    /// The value of a record in a column, within a line.
    fn value(&mut self, to: &mut Builder<'_>, definition: &Json, value: &Json) {
        match (definition.get("type").text().unwrap_or_default(), value) {
            (_, Json::Flag(flag)) => to.text(if *flag { "☑" } else { "☐" }),
            ("rating", Json::Number(_)) => {
                for _ in 0..value.whole().unwrap_or(0).min(MAX_STARS) {
                    to.text("★");
                }
            }
            (_, Json::Number(number)) => to.text(number),
            ("select", _) => {
                let chosen = value.items().iter().take(MANY).chain([value]);
                for (index, chosen) in chosen.filter_map(Json::text).enumerate() {
                    if index > 0 {
                        to.text(", ");
                    }
                    to.text(label(definition, chosen));
                }
            }
            // Ids of files and people say nothing.
            ("files" | "users", _) => {}
            // Either the image's place, or an object around it with a description.
            ("image", _) => match value.get("ref") {
                Json::Null => image(to, value, &Json::Null),
                place => image(to, place, value.get("alt")),
            },
            (_, Json::Text(name)) => inlines(to, self.take(name)),
            (_, Json::Map(_)) => link(to, value, &[], ""),
            _ => {}
        }
    }

    /// What a cell holds; nothing the second time.
    fn take(&mut self, name: &str) -> &'a [Json] {
        let found = self.fragments.binary_search_by_key(&name, |(name, _)| *name);
        found.map_or(&[], |index| std::mem::take(&mut self.fragments[index].1))
    }
}

fn alignment(definition: &Json) -> Alignment {
    match definition.get("textAlignment").text() {
        Some("center") => Alignment::Center,
        Some("right") => Alignment::End,
        _ => Alignment::Start,
    }
}

/// What a choice is called.
fn label<'a>(definition: &'a Json, chosen: &'a str) -> &'a str {
    let mut options = definition.get("options").items().iter().take(MANY);
    let option = options.find(|option| option.get("value").text() == Some(chosen));
    option.and_then(|option| option.get("label").text()).unwrap_or(chosen)
}
