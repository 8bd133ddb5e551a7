//! Tables: records in columns, or as cards.
//!
//! Owns the reading of a table's definition, records and cells. Refuses to merge cells: each says
//! what it says where it stands.

use super::blocks::blocks;
use super::builder::Builder;
use super::fragment;
use super::inlines::{image, inlines, link};
use crate::markdown::tree::{Alignment, Kind};
use crate::wire::json::Json;

/// The most stars that are drawn.
const MAX_STARS: u64 = 10;

/// Draws the block `table`.
pub(super) fn table(to: &mut Builder<'_>, table: &Json) {
    let data = table.get("data");
    let (view, definition) = (data.get("view"), data.get("definition"));
    let columns: Vec<&str> = view.get("columns").items().iter().filter_map(Json::text).collect();
    let mut records: Vec<&Json> = data.get("records").members().iter().map(|(_, it)| it).collect();
    records.sort_by_key(|record| record.get("orderIndex").text().unwrap_or_default());
    if view.get("type").text() == Some("cards") {
        let target = view.get("targetDefinition").text().unwrap_or_default();
        return cards(to, table, &columns, &records, target);
    }
    let alignments = columns.iter().map(|column| alignment(definition.get(column))).collect();
    let grid = to.open(Kind::Table(alignments), 3);
    if !grid.is_there() || columns.is_empty() {
        to.close_filled(grid);
        return cells(to, table, &columns, &records);
    }
    let head = to.open(Kind::Row, 2);
    for column in &columns {
        let cell = to.open(Kind::Cell, 1);
        if !view.get("hideHeader").is_true() {
            to.text(definition.get(column).get("title").text().unwrap_or_default());
        }
        to.close(cell);
    }
    to.close(head);
    for record in records {
        let row = to.open(Kind::Row, 2);
        for column in &columns {
            let cell = to.open(Kind::Cell, 1);
            value(to, table, column, record);
            to.close(cell);
        }
        to.close(row);
    }
    to.close(grid);
}

fn alignment(definition: &Json) -> Alignment {
    match definition.get("textAlignment").text() {
        Some("center") => Alignment::Center,
        Some("right") => Alignment::End,
        _ => Alignment::Start,
    }
}

/// Each record as an item of a list, leading where its target leads.
fn cards(to: &mut Builder<'_>, table: &Json, columns: &[&str], records: &[&Json], target: &str) {
    let list = to.open(Kind::List(None), 4);
    for record in records {
        let item = list.is_there().then(|| to.open(Kind::Item(None), 3));
        let href = to.href(record.get("values").get(target).get("url").text());
        let card = href.map(|href| to.open(Kind::Card(href), 2));
        cells(to, table, columns, &[record]);
        for open in card.into_iter().chain(item) {
            to.close(open);
        }
    }
    to.close_filled(list);
}

/// Each cell as blocks of its own.
fn cells(to: &mut Builder<'_>, table: &Json, columns: &[&str], records: &[&Json]) {
    for record in records {
        for column in columns {
            let name = record.get("values").get(column).text();
            let in_fragment = name.map_or(&[][..], |name| fragment(table, name));
            if in_fragment.is_empty() {
                let open = to.open(Kind::Paragraph, 1);
                value(to, table, column, record);
                to.close_filled(open);
            } else {
                blocks(to, in_fragment);
            }
        }
    }
}

/// The value of a record in a column, within a line.
fn value(to: &mut Builder<'_>, table: &Json, column: &str, record: &Json) {
    let definition = table.get("data").get("definition").get(column);
    let value = record.get("values").get(column);
    let kind = definition.get("type").text().unwrap_or_default();
    match (kind, value) {
        (_, Json::Flag(flag)) => to.text(if *flag { "☑" } else { "☐" }),
        ("rating", Json::Number(_)) => {
            for _ in 0..value.whole().unwrap_or(0).min(MAX_STARS) {
                to.text("★");
            }
        }
        (_, Json::Number(number)) => to.text(&number.to_string()),
        ("select", _) => {
            let chosen = value.items().iter().chain([value]).filter_map(Json::text);
            for (index, chosen) in chosen.enumerate() {
                if index > 0 {
                    to.text(", ");
                }
                to.text(label(definition, chosen));
            }
        }
        // Ids of files and people say nothing.
        ("files" | "users", _) => {}
        ("image", _) => {
            let held = value.get("ref");
            // Either the image's place, or an object around it with a description.
            match held.get("url").text().or(held.get("file").text()) {
                Some(_) => image(to, value, None),
                None => image(to, &Json::Map(vec![("ref".to_owned(), value.clone())]), None),
            }
        }
        (_, Json::Text(name)) => inlines(to, fragment(table, name)),
        (_, Json::Map(_)) => link(to, value, &[], ""),
        _ => {}
    }
}

/// What a choice is called.
fn label<'a>(definition: &'a Json, chosen: &'a str) -> &'a str {
    let options = definition.get("options").items().iter();
    let is_it = |option: &&Json| option.get("value").text() == Some(chosen);
    options.clone().find(is_it).and_then(|option| option.get("label").text()).unwrap_or(chosen)
}
