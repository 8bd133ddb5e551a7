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

use ask_docs_core::answer::{Answer, Phase};
use ask_docs_core::document::{in_markdown, nodes};
use ask_docs_core::markdown::tree::{Kind, Node};
use ask_docs_core::markdown::{Document, parse};
use ask_docs_core::sse;
use ask_docs_core::wire::json::Json;
use ask_docs_core::wire::{Frame, frame};
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

/// What an answer is after it has come as the document of `blocks`, and as nothing else.
fn answered(blocks: &[Value]) -> Answer {
    let mut answer = Answer::default();
    for frame in [event(json!({"document": document(blocks)})), Frame::Done] {
        answer.apply(in_markdown(frame, &Native::with_base()));
    }
    answer
}

/// The event that brings `answer`.
fn event(answer: Value) -> Frame {
    let data = json!({"type": "answer", "answer": {"answer": answer}}).to_string();
    frame(&sse::Event { name: "message".to_owned(), data, last_id: "".into() })
}

#[test]
fn an_answer_that_comes_as_a_document_is_the_same_in_markdown() {
    let blocks = [
        block("heading-2", json!({}), json!([text("One")])),
        block("hint", json!({"style": "info"}), json!([paragraph("1. *no* list"), paragraph("x")])),
    ];
    let answer = answered(&blocks);
    assert_eq!(answer.phase, Phase::Complete);
    assert_eq!(outline(&parse(&answer.text, &Native::with_base())), drawn(&blocks));
}

#[test]
fn a_document_without_words_is_no_answer() {
    let blank = block("paragraph", json!({}), json!([]));
    for blocks in [&[][..], &[paragraph(" "), blank]] {
        assert!(answered(blocks).is_nothing_found());
    }
    assert!(answered(&[block("hint", json!({}), json!([paragraph("x")]))]).has_arrived());
}

#[test]
fn markdown_counts_where_both_come() {
    let both = event(json!({"markdown": "Text", "document": document(&[paragraph("Tree")])}));
    let mut answer = Answer::default();
    answer.apply(in_markdown(both, &Native::with_base()));
    assert_eq!(answer.text, "Text");
}

#[test]
fn a_text_replaces_a_document() {
    let mut answer = Answer::default();
    for body in [json!({"document": document(&[paragraph("Yes.")])}), json!({"markdown": "No."})] {
        answer.apply(in_markdown(event(body), &Native::with_base()));
    }
    assert_eq!(answer.text, "No.");
}

#[test]
fn a_document_that_grows_tells_what_is_new() {
    let mut text = Document::default();
    let mut grown = |last: &str| {
        let blocks = [paragraph("One"), paragraph(last)];
        text.update(&answered(&blocks).text, false, &Native::with_base())
    };
    grown("Tw");
    let update = grown("Two");
    assert_eq!(update.kept, 3);
    let change = update.text.expect("the text grew");
    assert_eq!((change.removed, change.from), (0, 2));
    assert_eq!(outline(text.nodes()), "Paragraph\n \"One\"\nParagraph\n \"Two\"");
}

#[test]
fn what_the_gateway_writes_is_read() {
    use ask_docs_core::wire::document::{self, Element, Leaf, Mark, Node, Text};
    let words = Text::new(vec![Leaf::new("Yes".to_owned(), vec![Mark::BOLD])]);
    let link = Element::link("https://a.example/".to_owned(), vec![Node::Text(Text::new(vec![]))]);
    let made = document::Document::new(vec![
        Element::block("paragraph", vec![Node::Text(words), link.into()]).into(),
        Element::divider().into(),
    ]);
    let read: Json =
        serde_json::from_value(serde_json::to_value(&made).expect("JSON")).expect("read");
    assert_eq!(
        outline(&nodes(&read, &Native::with_base())),
        "Paragraph\n Strong\n  \"Yes\"\n Link https://a.example/\n  \"https://a.example/\"\nRule"
    );
}
