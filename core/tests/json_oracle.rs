//! The widget's own reading and writing of JSON, held against serde_json's.

use ask_docs_core::sse::Event;
use ask_docs_core::wire::json::Json;
use ask_docs_core::wire::{
    AskBody, ContextBody, ErrorBody, Frame, ScopeBody, SessionBody, Snapshot, StarterQuestion,
    StreamEvent, error_detail, frame, starter_question,
};
use proptest::prelude::*;
use serde_json::Value;

fn event(data: &str) -> Event {
    Event { name: "message".to_owned(), data: data.to_owned(), last_id: "".into() }
}

/// serde takes a list for an object whose fields it holds in order. The API sends no such thing,
/// and ours takes it for what it is.
fn has_list_for_object(data: &str) -> bool {
    let value: Value = serde_json::from_str(data).unwrap_or_default();
    let (snapshot, error) = (&value["answer"], &value["error"]);
    let sources = snapshot["sources"].as_array();
    [&value, snapshot, &snapshot["answer"], error].iter().any(|value| value.is_array())
        || sources.is_some_and(|sources| sources.iter().any(Value::is_array))
}

/// What serde reads an ask stream's event as.
fn expected(data: &str) -> Frame {
    match serde_json::from_str::<StreamEvent>(data) {
        Ok(StreamEvent { kind, fallback, answer: Some(answer) }) if kind == "answer" => {
            Frame::Snapshot(Snapshot { fallback, ..answer })
        }
        Ok(_) => Frame::Unknown,
        Err(_) => Frame::Malformed,
    }
}

fn check(data: &str) {
    assert_eq!(Json::parse(data), serde_json::from_str(data).ok(), "{data}");
    if has_list_for_object(data) {
        return;
    }
    assert_eq!(frame(&event(data)), expected(data), "{data}");
    let question = serde_json::from_str::<StarterQuestion>(data).ok().map(|read| read.question);
    assert_eq!(starter_question(&event(data)), question, "{data}");
    if let Ok(body) = serde_json::from_str::<ErrorBody>(data) {
        assert_eq!(error_detail(data), body.error, "{data}");
    }
}

#[test]
fn what_is_json_and_what_is_not_is_told_as_serde_tells_it() {
    for text in [
        "",
        " ",
        "null",
        "true",
        "nul",
        "nullx",
        "0",
        "-0",
        "01",
        "-",
        "1.",
        "1.5",
        ".5",
        "1e+",
        "[]",
        "[1,]",
        "[,]",
        "[1 2]",
        "{}",
        "{,}",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1,}",
        "{a:1}",
        "[1]]",
        "{\"a\":[{\"b\":[]},{}]}",
        "\"",
        "\"\\\"",
        "\"\\x\"",
        "\"\\u12\"",
        "\"\\u00e9\"",
        "\"\\ud83d\\ude00\"",
        "\"\\ud83d\"",
        "\"\\ud83dx\"",
        "\"\\ude00\"",
        "\"\\ud83d\\u0041\"",
        "\"a\tb\"",
        "\"a\u{7f}b\"",
        "\u{feff}{}",
        "\"\\/\\b\\f\\n\\r\\t\"",
        "\"é😀\"",
        " \r\n\t1 ",
        "{\"x\":\"\\ud83d\"}",
        "{\"\\ud83d\":1}",
        "{\"x\":{\"\\ud83d\":1}}",
        "\u{a0}1",
        "1\u{b}",
    ] {
        // As a value, as a field that is known, and as one that is skipped.
        check(text);
        check(&format!("{{\"type\":\"answer\",\"answer\":{text}}}"));
        check(&format!(
            "{{\"type\":\"answer\",\"answer\":{{\"answer\":{{\"document\":{text}}}}}}}"
        ));
        check(&format!("{{\"question\":\"Why?\",\"new\":{text}}}"));
        check(&format!("{{\"error\":{{\"code\":{text},\"message\":\"no\"}}}}"));
    }
}

#[test]
fn every_field_has_its_type_and_stands_there_once() {
    let values =
        ["null", "\"text\"", "1", "true", "[]", "[\"a\",\"b\"]", "[1]", "{}", "65536", "404"];
    let fields =
        ["type", "reason", "page", "sections", "url", "title", "record", "unavailable", "other"];
    for value in values {
        for field in fields {
            let source = format!("{{\"{field}\":{value}}}");
            check(&format!("{{\"type\":\"answer\",\"answer\":{{\"sources\":[{source}]}}}}"));
            let twice = format!("{{\"{field}\":null,\"{field}\":null}}");
            check(&format!("{{\"type\":\"answer\",\"answer\":{{\"sources\":[{twice}]}}}}"));
        }
        for field in ["answer", "followupQuestions", "sources", "other"] {
            check(&format!("{{\"type\":\"answer\",\"answer\":{{\"{field}\":{value}}}}}"));
        }
        for field in ["markdown", "document", "other"] {
            let text = format!("{{\"{field}\":{value}}}");
            check(&format!("{{\"type\":\"answer\",\"answer\":{{\"answer\":{text}}}}}"));
        }
        for field in ["type", "fallback", "answer", "question", "error"] {
            check(&format!("{{\"{field}\":{value}}}"));
            check(&format!("{{\"type\":\"answer\",\"{field}\":{value},\"answer\":{{}}}}"));
            check(&format!("{{\"{field}\":{value},\"{field}\":{value}}}"));
        }
        for field in ["code", "message"] {
            check(&format!("{{\"error\":{{\"{field}\":{value}}}}}"));
        }
    }
}

/// Text that is often JSON, and often just not.
fn nearly_json() -> impl Strategy<Value = String> {
    let token = prop::sample::select(vec![
        "{",
        "}",
        "[",
        "]",
        ":",
        ",",
        "\"",
        "\\",
        "\\u",
        "d83d",
        "null",
        "true",
        "1",
        "0",
        "-",
        ".",
        "e",
        " ",
        "\n",
        "\"type\"",
        "\"answer\"",
        "\"markdown\"",
        "\"sources\"",
        "\"a\"",
        "é",
        "\u{1}",
    ]);
    prop::collection::vec(token, 0..24).prop_map(|tokens| tokens.concat())
}

fn value() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        any::<i32>().prop_map(Value::from),
        any::<String>().prop_map(Value::String),
    ];
    let name = prop::sample::select(vec![
        "type",
        "answer",
        "markdown",
        "document",
        "sources",
        "followupQuestions",
        "title",
        "x",
        "é",
    ]);
    leaf.prop_recursive(5, 40, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::Array),
            prop::collection::btree_map(name.clone().prop_map(str::to_owned), inner, 0..6)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn any_value_is_read_as_serde_reads_it(value in value()) {
        for text in [value.to_string(), format!("{value:#}")] {
            prop_assert_eq!(Json::parse(&text), serde_json::from_str(&text).ok());
            let event = format!("{{\"type\":\"answer\",\"answer\":{{\"answer\":{{\"document\":{text}}}}}}}");
            check(&event);
        }
    }

    #[test]
    fn what_is_nearly_json_is_refused_where_serde_refuses_it(text in nearly_json()) {
        check(&text);
        check(&format!("{{\"type\":\"answer\",\"answer\":{{\"x\":{text}}}}}"));
    }

    #[test]
    fn a_question_is_written_as_serde_writes_it(
        question in any::<String>(),
        ids in prop::option::of(prop::collection::vec(any::<String>(), 0..3)),
        goal in prop::option::of(any::<String>()),
        visitor in prop::option::of(any::<String>()),
    ) {
        let body = AskBody {
            question,
            scope: ScopeBody {
                mode: "default".to_owned(),
                current_site_space: goal.clone(),
                restrict_to: visitor.clone(),
                site_space_ids: ids,
            },
            context: goal.clone().map(|goal| ContextBody { site_space_id: None, goal: Some(goal) }),
            session: visitor.map(|visitor_id| SessionBody { visitor_id, session_id: "\0\u{1f}".to_owned() }),
        };
        prop_assert_eq!(body.to_json(), serde_json::to_string(&body).expect("JSON"));
    }
}
