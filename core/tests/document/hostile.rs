//! Documents that nobody should send.

use ask_docs_core::document::nodes;
use ask_docs_core::markdown::tree::Kind;
use ask_docs_core::markdown::{Document, MAX_BYTES, MAX_DEPTH, MAX_NODES, text_of};
use ask_docs_core::wire::{Frame, frame};
use ask_docs_core::{sse, wire::json::Json};
use serde_json::{Value, json};

use super::support::Native;
use super::support::cuts::Random;
use super::support::tree::census;
use super::{answered, block, document, drawn, inline, marked, paragraph, text, url, void};

/// The types of everything there is, and some that there are not.
const KINDS: [&str; 40] = [
    "paragraph",
    "heading-1",
    "heading-3",
    "list-ordered",
    "list-unordered",
    "list-tasks",
    "list-item",
    "blockquote",
    "hint",
    "divider",
    "code",
    "code-line",
    "math",
    "prompt",
    "images",
    "image",
    "embed",
    "content-ref",
    "file",
    "integration",
    "expandable",
    "tabs",
    "tabs-item",
    "stepper",
    "stepper-step",
    "update",
    "table",
    "swagger",
    "openapi-schemas",
    "if",
    "columns",
    "link",
    "button",
    "mention",
    "inline-image",
    "annotation",
    "emoji",
    "icon",
    "expression",
    "x",
];

#[test]
fn deep_nesting_is_flattened_and_its_words_stay() {
    for kind in KINDS {
        let mut deep = text("deepest");
        for level in 0..60 {
            let object = if level % 7 == 3 { "inline" } else { "block" };
            deep = json!({"object": object, "type": kind, "data": {"ref": url("/x")}, "nodes": [deep]});
            if level == 30 {
                deep = block("list-unordered", json!({}), json!([paragraph("beside"), deep]));
            }
        }
        let read = reread(&document(&[deep, paragraph("behind")]));
        let nodes = nodes(&read, &Native::with_base());
        assert!(census(&nodes).depth <= MAX_DEPTH, "{kind}");
        assert!(text_of(&nodes).contains("behind"), "{kind}");
    }
    let mut list = paragraph("deepest");
    for _ in 0..20 {
        let item = block("list-item", json!({}), json!([paragraph("level"), list]));
        list = block("list-unordered", json!({}), json!([item]));
    }
    let words = text_of(&nodes(&reread(&document(&[list])), &Native::with_base()));
    assert_eq!(words.matches("level").count(), 20);
    assert!(words.contains("deepest"));
}

#[test]
fn an_event_that_is_deeper_than_the_stack_is_still_an_answer() {
    let deep = "{\"nodes\":[".repeat(50_000) + &"]}".repeat(50_000);
    let before = serde_json::to_string(&paragraph("before")).expect("JSON");
    let answer = format!("{{\"document\":{{\"nodes\":[{before},{deep}]}}}}");
    let data = format!("{{\"type\":\"answer\",\"answer\":{{\"answer\":{answer}}}}}");
    let event = sse::Event { name: "message".to_owned(), data, last_id: "".into() };
    let Frame::Snapshot(snapshot) = frame(&event) else { panic!("no snapshot") };
    let read = snapshot.answer.and_then(|answer| answer.document).expect("a document");
    assert_eq!(text_of(&nodes(&read, &Native::with_base())), "before");
}

#[test]
fn too_many_nodes_are_shown_as_their_words() {
    let many: Vec<Value> = (0..MAX_NODES).map(|number| paragraph(&number.to_string())).collect();
    let nodes = nodes(&document(&many), &Native::with_base());
    census(&nodes);
    assert!(nodes.len() <= MAX_NODES && nodes.len() > MAX_NODES - 3);
    assert!(matches!(nodes[nodes.len() - 2].kind, Kind::Code(_)));
    let words = text_of(&nodes);
    let expected: Vec<String> = (0..MAX_NODES).map(|number| number.to_string()).collect();
    assert_eq!(words.lines().collect::<Vec<_>>(), expected);
}

#[test]
fn too_long_a_text_is_shortened_and_that_is_told() {
    let long = "é".repeat(MAX_BYTES / 4);
    let blocks = [paragraph("x"), paragraph(&long), paragraph(&long), paragraph("unseen")];
    let told = |blocks: &[Value]| {
        let mut text = Document::default();
        text.update(&answered(blocks).text, true, &Native::with_base());
        (text.is_shortened(), text_of(text.nodes()).contains("unseen"))
    };
    assert_eq!((told(&blocks[..2]), told(&blocks)), ((false, false), (true, false)));
    let words = text_of(&nodes(&document(&blocks), &Native::with_base()));
    let bytes = words.replace('\n', "").len();
    assert!((MAX_BYTES - 1..=MAX_BYTES).contains(&bytes), "{bytes}");
}

#[test]
fn fields_of_the_wrong_type_are_as_if_they_were_not_there() {
    for wrong in [json!(null), json!(3), json!("x"), json!([1, [2]]), json!({"a": {}}), json!(true)]
    {
        assert_eq!(drawn(&[wrong.clone(), json!({"type": wrong, "object": wrong})]), "");
        for kind in KINDS {
            let data = json!({
                "style": wrong, "start": wrong, "url": wrong, "ref": wrong, "view": wrong,
                "records": wrong, "definition": wrong, "formula": wrong, "code": wrong,
                "title": wrong, "date": wrong, "checked": wrong,
            });
            let fragments = json!([wrong, {"fragment": wrong, "nodes": wrong}]);
            let words = json!({"object": "text", "leaves": [
                {"text": "words", "marks": wrong}, {"text": wrong}, wrong,
            ]});
            let mut odd = block(kind, data, json!([words, wrong]));
            odd["fragments"] = fragments;
            drawn(&[odd.clone(), block("paragraph", wrong.clone(), json!([odd]))]);
        }
    }
    let read: Json = serde_json::from_value(json!("no document")).expect("anything is read");
    assert!(nodes(&read, &Native::with_base()).is_empty());
}

#[test]
fn any_tree_is_drawn_well_formed_and_through_checked_addresses_alone() {
    let mut random = Random::new(5);
    for _ in 0..300 {
        let blocks: Vec<Value> = (0..3).map(|_| any_element(&mut random, 4)).collect();
        let nodes = nodes(&document(&blocks), &Native::with_base());
        for href in census(&nodes).links {
            assert!(href.as_str().starts_with("https://"), "{href:?}");
        }
    }
}

fn any_element(random: &mut Random, height: usize) -> Value {
    let marks = [&["bold"][..], &["code", "italic"], &[], &["superscript", "strikethrough"]];
    if height == 0 || random.below(5) == 0 {
        let words = ["", "a", "b\nc", " "][random.below(4)];
        return marked(words, marks[random.below(4)]);
    }
    let kind = KINDS[random.below(KINDS.len())];
    let place = url(["javascript:alert(1)", "/a", "https://a.example", "data:x"][random.below(4)]);
    let view = ["grid", "cards"][random.below(2)];
    let column = ["text", "image", "content-ref", "select"][random.below(4)];
    let value = ["f", "g"][random.below(2)];
    let data = json!({
        "ref": place, "url": place["url"], "title": "t", "alt": "d", "label": "l", "code": "1f44d",
        "view": {"type": view, "columns": ["c"], "targetDefinition": "t"},
        "definition": {"c": {"type": column}},
        "records": {"r": {"values": {"c": value, "t": place}}},
    });
    let names = ["f", "caption", "expandable-title", "expandable-body", "annotation-body"];
    let children = |random: &mut Random| -> Vec<Value> {
        (0..random.below(4)).map(|_| any_element(random, height - 1)).collect()
    };
    let nodes = children(random);
    let mut element = match random.below(4) {
        0 => inline(kind, data, json!(nodes)),
        1 => void(kind, data),
        _ => block(kind, data, json!(nodes)),
    };
    let name = names[random.below(names.len())];
    element["fragments"] =
        json!([{"object": "fragment", "fragment": name, "nodes": children(random)}]);
    element
}

/// The document as it comes over the network.
fn reread(document: &Json) -> Json {
    let text = serde_json::to_string(document).expect("JSON");
    serde_json::from_str(&text).expect("a document")
}
