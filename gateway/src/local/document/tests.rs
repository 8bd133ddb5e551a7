//! What each construct becomes in the tree, in a short notation: `kind(content)`, `[marks:words]`.

use serde_json::Value;

use super::document;

fn tree(markdown: &str) -> String {
    let document = serde_json::to_value(document(markdown)).expect("JSON");
    shown(&document["nodes"])
}

fn shown(nodes: &Value) -> String {
    nodes.as_array().into_iter().flatten().map(node).collect()
}

fn node(node: &Value) -> String {
    if let Some(leaves) = node["leaves"].as_array() {
        return leaves.iter().map(leaf).collect();
    }
    let kind = node["type"].as_str().or(node["fragment"].as_str()).expect("a kind");
    let data = &node["data"];
    let note = [&data["syntax"], &data["start"], &data["checked"], &data["ref"]["url"]];
    let note: String =
        note.iter().filter(|value| !value.is_null()).map(|value| format!("={value}")).collect();
    format!("{kind}{note}({}{})", shown(&node["nodes"]), shown(&node["fragments"]))
}

fn leaf(leaf: &Value) -> String {
    let words = leaf["text"].as_str().expect("words");
    let marks: Vec<_> =
        leaf["marks"].as_array().expect("marks").iter().map(|mark| mark["type"].as_str()).collect();
    let marks = marks.into_iter().flatten().collect::<Vec<_>>().join("+");
    if marks.is_empty() { words.to_owned() } else { format!("[{marks}:{words}]") }
}

#[test]
fn words_and_their_marks() {
    assert_eq!(
        tree("# A `b`\n\nc **d *e*** ~~f~~\n[g **h**](https://x.example)\n"),
        "heading-1(A [code:b])paragraph(c [bold:d ][bold+italic:e] [strikethrough:f] \
         link=\"https://x.example\"(g [bold:h]))"
    );
    assert_eq!(tree("###### A\n\n---\n"), "heading-3(A)divider()");
    assert_eq!(tree("a\\\nb <i>c</i>"), "paragraph(a\nb <i>c</i>)");
}

#[test]
fn lists_of_every_kind() {
    assert_eq!(
        tree("- a\n- b\n  1. c\n\n     d\n"),
        "list-unordered(list-item(paragraph(a))list-item(paragraph(b)\
         list-ordered=1(list-item(paragraph(c)paragraph(d)))))"
    );
    assert_eq!(
        tree("- [x] a\n- [ ] b\n"),
        "list-tasks(list-item=true(paragraph(a))list-item=false(paragraph(b)))"
    );
    assert_eq!(tree("7. a\n"), "list-ordered=7(list-item(paragraph(a)))");
    assert_eq!(
        tree("- ```sh\n  x\n  ```\n"),
        "list-unordered(list-item(code=\"sh\"(code-line(x))))"
    );
}

#[test]
fn code_line_by_line() {
    assert_eq!(
        tree("```rust ignore\na\n\n  b\n```\n"),
        "code=\"rust\"(code-line(a)code-line()code-line(  b))"
    );
    assert_eq!(tree("```\nnot closed"), "code(code-line(not closed))");
    assert_eq!(
        tree("> ```\n> a\n> b\n> ```\n"),
        "blockquote(paragraph([code:a])paragraph([code:b]))"
    );
}

#[test]
fn tables_with_a_fragment_for_each_cell() {
    let markdown = "| A | **B** |\n| - | - |\n| 1 | [2](https://x.example) |\n";
    assert_eq!(
        tree(markdown),
        "table(column-1-1(paragraph(1))column-2-1(paragraph(link=\"https://x.example\"(2))))"
    );
    let document = serde_json::to_value(document(markdown)).expect("JSON");
    let data = &document["nodes"][0]["data"];
    assert_eq!(data["view"]["columns"], serde_json::json!(["column-1", "column-2"]));
    assert_eq!(data["definition"]["column-2"]["title"], "B");
    assert_eq!(data["records"]["row-1"]["values"]["column-2"], "column-2-1");
}

#[test]
fn what_is_nested_too_deep_is_drawn_flat() {
    let tree = tree(&format!("{}deep", "> ".repeat(5000)));
    assert_eq!(tree.matches("blockquote").count(), 32);
    assert!(tree.contains("paragraph(deep)"));
}
