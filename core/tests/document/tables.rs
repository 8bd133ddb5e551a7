//! Tables of every column type, as a grid and as cards.

use serde_json::{Value, json};

use super::{block, drawn, fragment, paragraph, text, url, void, with_fragments};

fn table(view: Value, definition: Value, records: Value, fragments: &[Value]) -> Value {
    let data = json!({"view": view, "definition": definition, "records": records});
    with_fragments(void("table", data), fragments)
}

/// A grid of one column of this type with one record, as what stands in its cell.
fn cell(mut definition: Value, value: Value, fragments: &[Value]) -> String {
    definition["id"] = json!("c");
    definition["title"] = json!("Title");
    let view = json!({"type": "grid", "columns": ["c"], "hideHeader": false});
    let records = json!({"r": {"orderIndex": "a", "values": {"c": value}}});
    let drawn = drawn(&[table(view, json!({"c": definition}), records, fragments)]);
    let head = "Table([Start])\n Row\n  Cell\n   \"Title\"\n Row\n  Cell";
    drawn.strip_prefix(head).unwrap_or_else(|| panic!("{drawn}")).replace("\n   ", "\n")
}

#[test]
fn a_grid_has_its_columns_and_records_in_order() {
    let view = json!({"type": "grid", "columns": ["b", "a"], "hideHeader": false});
    let definition = json!({
        "a": {"id": "a", "title": "A", "type": "text", "textAlignment": "right"},
        "b": {"id": "b", "title": "B", "type": "text", "textAlignment": "center"},
        "unseen": {"id": "unseen", "title": "Unseen", "type": "text", "textAlignment": "left"},
    });
    let records = json!({
        "r1": {"orderIndex": "b", "values": {"a": "f1", "b": "f2"}},
        "r2": {"orderIndex": "a", "values": {"a": "f3"}},
    });
    let words = |name: &str| fragment(name, json!([paragraph(name)]));
    let fragments = [words("f1"), words("f2"), words("f3")];
    let rows = " Row\n  Cell\n  Cell\n   \"f3\"\n Row\n  Cell\n   \"f2\"\n  Cell\n   \"f1\"";
    assert_eq!(
        drawn(&[table(view.clone(), definition.clone(), records.clone(), &fragments)]),
        format!("Table([Center, End])\n Row\n  Cell\n   \"B\"\n  Cell\n   \"A\"\n{rows}")
    );
    let mut hidden = view;
    hidden["hideHeader"] = json!(true);
    assert_eq!(
        drawn(&[table(hidden, definition, records, &fragments)]),
        format!("Table([Center, End])\n Row\n  Cell\n  Cell\n{rows}")
    );
}

#[test]
fn each_type_of_column_says_what_it_holds() {
    let kind = |kind: &str| json!({"type": kind});
    assert_eq!(cell(kind("number"), json!(2.5), &[]), "\n\"2.5\"");
    assert_eq!(cell(kind("number"), json!(1200), &[]), "\n\"1200\"");
    assert_eq!(cell(kind("checkbox"), json!(true), &[]), "\n\"☑\"");
    assert_eq!(cell(kind("checkbox"), json!(false), &[]), "\n\"☐\"");
    assert_eq!(cell(kind("rating"), json!(3), &[]), "\n\"★★★\"");
    assert_eq!(cell(kind("rating"), json!(1e300), &[]), "\n\"★★★★★★★★★★\"");
    assert_eq!(cell(kind("files"), json!(["f1"]), &[]), "");
    assert_eq!(cell(kind("users"), json!(["u1"]), &[]), "");
    let select = json!({"type": "select", "multiple": true, "options": [
        {"value": "v1", "label": "Yes", "color": "red"},
        {"value": "v2", "label": "No", "color": "red"},
    ]});
    assert_eq!(cell(select.clone(), json!(["v2", "v1", "v3"]), &[]), "\n\"No, Yes, v3\"");
    assert_eq!(cell(select, json!("v1"), &[]), "\n\"Yes\"");
    assert_eq!(
        cell(kind("content-ref"), url("https://a.example/"), &[]),
        "\nLink https://a.example/\n \"https://a.example/\""
    );
    assert_eq!(cell(kind("content-ref"), json!({"kind": "page", "page": "p"}), &[]), "");
    let place = url("https://img.example/a.png");
    assert_eq!(cell(kind("image"), place.clone(), &[]), "\nImage https://img.example/a.png");
    assert_eq!(
        cell(kind("image"), json!({"ref": place, "alt": "Logo"}), &[]),
        "\nImage https://img.example/a.png\n \"Logo\""
    );
    assert_eq!(cell(kind("invented"), json!(null), &[]), "");
}

#[test]
fn blocks_in_a_cell_are_lines() {
    let list = block(
        "list-unordered",
        json!({}),
        json!([block("list-item", json!({}), json!([paragraph("b")])), paragraph("c")]),
    );
    let nodes = json!([paragraph("a"), paragraph(""), list, paragraph("d")]);
    assert_eq!(
        cell(json!({"type": "text"}), json!("f"), &[fragment("f", nodes)]),
        "\n\"a\"\nBreak\n\"b\"\nBreak\n\"c\"\nBreak\n\"d\""
    );
}

#[test]
fn cards_are_items_that_lead_somewhere() {
    let view = json!({
        "type": "cards", "cardSize": "large", "columns": ["a", "n"], "targetDefinition": "to",
    });
    let definition = json!({
        "a": {"id": "a", "title": "A", "type": "text"},
        "n": {"id": "n", "title": "N", "type": "number"},
        "to": {"id": "to", "title": "To", "type": "content-ref"},
    });
    let records = json!({
        "r1": {"orderIndex": "a", "values": {"a": "f", "n": 1, "to": url("/start")}},
        "r2": {"orderIndex": "b", "values": {"a": "g"}},
    });
    let heading = |words: &str| block("heading-3", json!({}), json!([text(words)]));
    let fragments =
        [fragment("f", json!([heading("Start")])), fragment("g", json!([heading("Go on")]))];
    assert_eq!(
        drawn(&[table(view, definition, records, &fragments)]),
        "List(None)\n Item(None)\n  Card https://docs.example.com/start\n   Heading(3)\n    \"Start\"\n   \
         Paragraph\n    \"1\"\n Item(None)\n  Heading(3)\n   \"Go on\""
    );
}

#[test]
fn a_table_without_columns_or_records_breaks_nothing() {
    let grid = json!({"type": "grid", "columns": []});
    assert_eq!(drawn(&[table(grid, json!({}), json!({"r": {}}), &[])]), "");
    assert_eq!(drawn(&[void("table", json!({})), void("table", json!(3))]), "");
    let view = json!({"type": "cards", "columns": ["a"]});
    assert_eq!(drawn(&[table(view, json!([]), json!({}), &[])]), "");
}
