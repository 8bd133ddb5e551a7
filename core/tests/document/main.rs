//! GitBook's document tree as nodes: every type, and every kind of nonsense.
//!
//! Owns the shapes as `@gitbook/api` 0.202.0 describes them, and how the nodes are written down to
//! be compared.

#[path = "../support/mod.rs"]
mod support;

mod blocks;
mod hostile;
mod inlines;
mod tables;

use ask_docs_core::document::{Drawing, is_empty, nodes};
use ask_docs_core::markdown::tree::{Kind, Node};
use ask_docs_core::wire::json::Json;
use serde_json::{Value, json};
use support::Native;
use support::tree::census;

/// What the document of `blocks` is drawn as: a line for each node, indented by its depth.
fn drawn(blocks: &[Value]) -> String {
    let nodes = nodes(&document(blocks), &Native::with_base());
    census(&nodes);
    outline(&nodes)
}

fn document(blocks: &[Value]) -> Json {
    let document = json!({"object": "document", "data": {"schemaVersion": 11}, "nodes": blocks});
    serde_json::from_value(document).expect("a document")
}

fn outline(nodes: &[Node]) -> String {
    let line = |Node { depth, kind }: &Node| {
        let said = match kind {
            Kind::Text(text) => format!("{text:?}"),
            Kind::Link(href) => format!("Link {}", href.as_str()),
            Kind::Image(href) => format!("Image {}", href.as_str()),
            Kind::Card(href) => format!("Card {}", href.as_str()),
            Kind::Code(code) => format!(
                "Code {} {}{}{}",
                code.language.as_deref().unwrap_or("-"),
                code.title.as_deref().unwrap_or("-"),
                if code.has_line_numbers { " numbers" } else { "" },
                if code.is_wrapped { " wrap" } else { "" },
            ),
            kind => format!("{kind:?}"),
        };
        format!("{}{said}", " ".repeat(usize::from(*depth)))
    };
    nodes.iter().map(line).collect::<Vec<_>>().join("\n")
}

fn block(kind: &str, data: Value, nodes: Value) -> Value {
    json!({"object": "block", "type": kind, "isVoid": false, "data": data, "nodes": nodes})
}

fn void(kind: &str, data: Value) -> Value {
    json!({"object": "block", "type": kind, "isVoid": true, "data": data})
}

fn inline(kind: &str, data: Value, nodes: Value) -> Value {
    json!({"object": "inline", "type": kind, "isVoid": false, "data": data, "nodes": nodes})
}

fn text(words: &str) -> Value {
    marked(words, &[])
}

fn marked(words: &str, marks: &[&str]) -> Value {
    let marks: Vec<Value> =
        marks.iter().map(|kind| json!({"object": "mark", "type": kind})).collect();
    let leaf = json!({"object": "leaf", "text": words, "marks": marks});
    json!({"object": "text", "key": "k", "leaves": [leaf]})
}

fn paragraph(words: &str) -> Value {
    block("paragraph", json!({}), json!([text(words)]))
}

fn url(url: &str) -> Value {
    json!({"kind": "url", "url": url})
}

fn fragment(name: &str, nodes: Value) -> Value {
    json!({"object": "fragment", "fragment": name, "type": name, "nodes": nodes})
}

fn with_fragments(mut element: Value, fragments: &[Value]) -> Value {
    element["fragments"] = json!(fragments);
    element
}

#[test]
fn a_document_that_grows_tells_what_is_new() {
    let mut drawing = Drawing::default();
    let resolver = Native::with_base();
    drawing.update(&document(&[paragraph("One"), paragraph("Tw")]), &resolver);
    let update = drawing.update(&document(&[paragraph("One"), paragraph("Two")]), &resolver);
    assert_eq!(update.kept, 3);
    let change = update.text.expect("the text grew");
    assert_eq!((change.removed, change.from), (0, 2));
    assert_eq!(outline(drawing.nodes()), "Paragraph\n \"One\"\nParagraph\n \"Two\"");
}

#[test]
fn a_document_without_words_is_empty() {
    assert!(is_empty(&document(&[])));
    assert!(is_empty(&document(&[paragraph(" "), block("paragraph", json!({}), json!([]))])));
    assert!(!is_empty(&document(&[block("hint", json!({}), json!([paragraph("x")]))])));
}

#[test]
fn what_the_gateway_writes_is_read() {
    use ask_docs_core::wire::document::{Document, Element, Leaf, Mark, Node, Text};
    let words = Text::new(vec![Leaf::new("Yes".to_owned(), vec![Mark::BOLD])]);
    let link = Element::link("https://a.example/".to_owned(), vec![Node::Text(Text::new(vec![]))]);
    let made = Document::new(vec![
        Element::block("paragraph", vec![Node::Text(words), link.into()]).into(),
        Element::divider().into(),
    ]);
    let read: Json =
        serde_json::from_value(serde_json::to_value(&made).expect("JSON")).expect("read");
    assert!(!is_empty(&read));
    assert_eq!(
        outline(&nodes(&read, &Native::with_base())),
        "Paragraph\n Strong\n  \"Yes\"\n Link https://a.example/\n  \"https://a.example/\"\nRule"
    );
}
