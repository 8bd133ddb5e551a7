//! Where in an event's bytes its page sources end, and the same bytes with more said there.
//!
//! Owns the promise that every other byte stays: white space, the order of fields, escapes, line
//! ends. Refuses an event whose data stands on several lines or is not an answer that serde reads;
//! it passes as it came.
//!
//! serde_json finds the places: a [`RawValue`](serde_json::value::RawValue) is a slice of the text
//! it was read from. What it skips it skips without recursion, so depth costs nothing.

use std::ops::Range;

use ask_docs_core::citation::MAX_CITATIONS;
use ask_docs_core::sse::MAX_EVENT_BYTES;
use memchr::memmem;

use super::wire;
use crate::blocks::{Block, Kind};
use crate::events;

/// What makes two page sources one.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct PageSource {
    pub page: String,
    pub revision: String,
    pub space: String,
    pub sections: Vec<String>,
}

/// Fields for a source, with the comma before each, in ASCII.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Addition(Vec<u8>);

/// An event with page sources of which nothing is told but ids.
#[derive(Clone, Debug)]
pub(super) struct Sourced {
    block: Block,
    /// Where each source's last brace stands, in order.
    places: Vec<(usize, PageSource)>,
}

impl Addition {
    /// What there is to say; nothing makes an empty addition.
    pub(super) fn new(title: Option<&str>, url: Option<&str>, is_gone: bool) -> Self {
        let mut fields = Vec::new();
        for (name, text) in [("title", title), ("url", url)] {
            let Some(text) = text else { continue };
            fields.extend_from_slice(format!(",\"{name}\":").as_bytes());
            events::write_ascii(&mut fields, &text);
        }
        if is_gone {
            fields.extend_from_slice(b",\"unavailable\":true");
        }
        Self(fields)
    }
}

impl Sourced {
    /// Reads `block`; none if there is nothing to add to it.
    pub(super) fn read(block: &Block) -> Option<Self> {
        if block.kind != Kind::Message || memmem::find(&block.bytes, b"\"page\"").is_none() {
            return None;
        }
        let range = data(&block.bytes)?;
        let text = std::str::from_utf8(&block.bytes[range.clone()]).ok()?;
        // A list in place of an object is something that serde takes, and nobody else.
        let event = text.trim_start().starts_with('{').then(|| serde_json::from_str(text));
        let event: wire::Event<'_> = event?.ok()?;
        if event.kind != "answer" {
            return None;
        }
        let found = event.answer.sources.into_iter().filter_map(|raw| {
            let raw = raw.get();
            let begins = raw.as_ptr().addr() - text.as_ptr().addr();
            Some((range.start + begins + raw.strip_suffix('}')?.len(), page_source(raw)?))
        });
        let places: Vec<_> = found.take(MAX_CITATIONS).collect();
        (!places.is_empty()).then(|| Self { block: block.clone(), places })
    }

    /// The sources that want something said, in order.
    pub(super) fn sources(&self) -> impl Iterator<Item = &PageSource> {
        self.places.iter().map(|(_, source)| source)
    }

    /// The event with what `find` knows of its sources.
    ///
    /// One that would become longer than an event may be stays as it is.
    pub(super) fn with<'a>(&self, find: impl Fn(&PageSource) -> Option<&'a Addition>) -> Block {
        let original = &self.block.bytes;
        let mut bytes = Vec::new();
        let mut copied = 0;
        for (at, source) in &self.places {
            let Some(Addition(fields)) = find(source) else { continue };
            bytes.extend_from_slice(&original[copied..*at]);
            bytes.extend_from_slice(fields);
            copied = *at;
        }
        if copied == 0 || bytes.len() + original.len() - copied > MAX_EVENT_BYTES {
            return self.block.clone();
        }
        bytes.extend_from_slice(&original[copied..]);
        Block { bytes: bytes.into(), kind: self.block.kind }
    }
}

/// The source that `raw` is, if it is one of a page and nobody has said more of it already.
fn page_source(raw: &str) -> Option<PageSource> {
    let source = raw.starts_with('{').then(|| serde_json::from_str(raw));
    let source: wire::Source = source?.ok()?;
    let told = source.title.0 || source.url.0 || source.unavailable.0;
    let wire::Source { kind, page, revision, space, sections, .. } = source;
    (kind == "page" && !told).then_some(PageSource { page, revision, space, sections })
}

/// Where the data of `block` stands, if it is all on one line.
fn data(block: &[u8]) -> Option<Range<usize>> {
    let mut found = None;
    let mut begins = if block.starts_with("\u{feff}".as_bytes()) { 3 } else { 0 };
    for line in block[begins..].split(|byte| matches!(byte, b'\n' | b'\r')) {
        let ends = begins + line.len();
        match line.strip_prefix(b"data") {
            Some([]) => return None,
            Some([b':', ..]) if found.is_some() => return None,
            Some([b':', b' ', ..]) => found = Some(begins + 6..ends),
            Some([b':', ..]) => found = Some(begins + 5..ends),
            _ => {}
        }
        begins = ends + 1;
    }
    found
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;

    const IDS: &str = r#""type":"page","page":"p1","revision":"r1","space":"s1","sections":["a"]"#;

    fn block(text: &str) -> Block {
        Block::new(Bytes::copy_from_slice(text.as_bytes()))
    }

    fn event(sources: &str) -> String {
        format!(r#"{{"type":"answer","answer":{{"sources":[{sources}]}}}}"#)
    }

    /// `text` with `addition` in every source that wants one.
    fn spliced(text: &str, addition: &Addition) -> String {
        let block = block(text);
        let with = Sourced::read(&block).map_or(block, |found| found.with(|_| Some(addition)));
        String::from_utf8(with.bytes.to_vec()).expect("text")
    }

    #[test]
    fn the_fields_stand_at_the_end_of_their_source_and_nothing_else_changes() {
        let addition = Addition::new(Some("Größe \"1\"\n"), Some("https://a.example/x"), false);
        let fields = r#","title":"Gr\u00f6\u00dfe \"1\"\n","url":"https://a.example/x""#;
        let odd = format!(
            "\u{feff}: hi\r\nid: 7\rdata:\t {{ \"x\":1e5, \"type\" : \"answer\",\"x\":[] ,\"answer\":{{\"sources\":[ {{}} ,{{{IDS}\t HERE}},\r\n\n"
        );
        let odd = odd.replace(",\r\n\n", "]}}\r\n\n");
        let given = odd.replace("HERE", "");
        assert_eq!(spliced(&given, &addition), odd.replace("HERE", fields));
        let gone = Addition::new(None, None, true);
        let with = spliced(&format!("data: {}\n\n", event(&format!("{{{IDS}}}"))), &gone);
        assert_eq!(
            with,
            format!("data: {}\n\n", event(&format!("{{{IDS},\"unavailable\":true}}")))
        );
    }

    #[test]
    fn what_is_not_a_bare_page_source_passes_as_it_came() {
        let addition = Addition::new(Some("T"), None, false);
        let good = event(&format!("{{{IDS}}}"));
        let (before, after) = good.split_at(20);
        for text in [
            // Told already.
            format!("data: {}\n\n", event(&format!("{{{IDS},\"title\":null}}"))),
            format!("data: {}\n\n", event(&format!("{{{IDS},\"url\":\"/\"}}"))),
            format!("data: {}\n\n", event(&format!("{{{IDS},\"unavailabl\\u0065\":false}}"))),
            // Another kind, or not whole.
            format!("data: {}\n\n", event(&format!("{{{}}}", IDS.replacen("page", "record", 1)))),
            format!("data: {}\n\n", event(r#"{"type":"page","page":"p1"}"#)),
            format!("data: {}\n\n", event(&format!("{{{IDS},\"page\":\"p2\"}}"))),
            format!("data: {}\n\n", event(r#"["page","p","r","s",[]]"#)),
            format!("data: {}\n\n", good.replace("\"answer\",", "\"other\",")),
            format!("data: {}\n\n", good.replace("}]}}", "}]},\"answer\":{}}")),
            // Not one line of JSON.
            format!("data: {before}\ndata: {after}\n\n"),
            format!("data: {good}\ndata\n\n"),
            format!("data: {good} x\n\n"),
            format!("data: {}\n\n", &good[..good.len() - 1]),
            format!("data: [{good}]\n\n"),
            // Not a snapshot.
            format!("event: other\ndata: {good}\n\n"),
            format!(": {good}\n\n"),
        ] {
            assert_eq!(spliced(&text, &addition), text);
        }
        assert_ne!(spliced(&format!("data:{good}\n\n"), &addition), format!("data:{good}\n\n"));
    }

    #[test]
    fn an_event_never_outgrows_what_readers_take() {
        let addition = Addition::new(Some(&"x".repeat(1_000)), None, false);
        let of = |size: usize| {
            let around = event(&format!("{{{IDS}}}")).replacen('{', "{\"x\":\"\",", 1).len() + 8;
            let filled = format!("{{\"x\":\"{}\",", "a".repeat(size - around));
            format!("data: {}\n\n", event(&format!("{{{IDS}}}")).replacen('{', &filled, 1))
        };
        let (most, fits) = (of(MAX_EVENT_BYTES), of(MAX_EVENT_BYTES - addition.0.len()));
        assert_eq!(most.len(), MAX_EVENT_BYTES);
        assert_eq!(spliced(&most, &addition), most);
        assert_eq!(spliced(&fits, &addition).len(), MAX_EVENT_BYTES);
    }

    #[test]
    fn depth_and_number_do_no_harm() {
        let addition = Addition::new(Some("T"), None, false);
        let source = format!("{{{IDS}}}");
        let deep = format!("{}{}", "[".repeat(200_000), "]".repeat(200_000));
        for hostile in [
            event(&source).replacen('{', &format!("{{\"x\":{deep},"), 1),
            event(&format!("{deep},{source}")),
            event(&format!("{{\"x\":{deep},{IDS}}}")),
        ] {
            let text = format!("data: {hostile}\n\n");
            assert_eq!(spliced(&text, &addition).replace(",\"title\":\"T\"", ""), text);
        }
        let many = format!("data: {}\n\n", event(&vec![source; 9_000].join(",")));
        let with = spliced(&many, &addition);
        assert_eq!(with.matches("\"title\":\"T\"").count(), MAX_CITATIONS);
    }

    /// JSON with white space wherever it may be, but for the ends of lines.
    fn written(value: &Value, gaps: &mut impl Iterator<Item = &'static str>) -> String {
        let mut gap = || gaps.next().unwrap_or_default();
        let (first, last) = (gap(), gap());
        let inner = match value {
            Value::Array(items) => {
                let items: Vec<_> = items.iter().map(|item| written(item, gaps)).collect();
                format!("[{}]", items.join(","))
            }
            Value::Object(fields) => {
                let field = |(name, value): (&String, &Value)| {
                    format!("{}:{}", Value::from(name.as_str()), written(value, gaps))
                };
                format!("{{{}}}", fields.iter().map(field).collect::<Vec<_>>().join(","))
            }
            plain => plain.to_string(),
        };
        format!("{first}{inner}{last}")
    }

    /// What the event says, by a way that has nothing in common with the way above.
    fn expected(mut event: Value, title: &str) -> Value {
        let is_answer = event["type"] == "answer";
        let sources = event.pointer_mut("/answer/sources").and_then(Value::as_array_mut);
        for source in sources.into_iter().flatten().filter(|_| is_answer) {
            let is_text = |name: &str| source[name].is_string();
            let is_whole = ["page", "revision", "space"].into_iter().all(is_text);
            let sections = source.get("sections").unwrap_or(&Value::Array(Vec::new())).clone();
            let is_list = sections.as_array().is_some_and(|list| list.iter().all(Value::is_string));
            let is_told = ["title", "url"].into_iter().any(|name| source.get(name).is_some());
            if source["type"] == "page" && is_whole && is_list && !is_told {
                source["title"] = json!(title);
            }
        }
        event
    }

    fn small() -> impl Strategy<Value = Value> {
        prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i32>().prop_map(Value::from),
            "[\"\\\\{}\\[\\],:page é😀]{0,8}".prop_map(Value::from),
            Just(json!(["a", "b"])),
            Just(json!({"type": "page"})),
        ]
    }

    fn source() -> impl Strategy<Value = Value> {
        let whole = json!({"type":"page","page":"p","revision":"r","space":"s","sections":["a"]});
        let name = prop::sample::select(vec!["type", "page", "sections", "title", "url", "x"]);
        prop::collection::vec((name, small()), 0..3).prop_map(move |changes| {
            let mut source = whole.clone();
            for (name, value) in changes {
                source[name] = value;
            }
            source
        })
    }

    proptest! {
        #[test]
        fn taking_away_what_was_added_gives_the_original(
            sources in prop::collection::vec(prop_oneof![4 => source(), 1 => small()], 0..6),
            markdown in "[\"\\\\{}\\[\\],: page é😀]{0,30}",
            more in small(),
            kind in prop::sample::select(vec!["answer", "answer", "answer", "other"]),
            gaps in prop::collection::vec(prop::sample::select(vec!["", " ", "\t", "  "]), 0..64),
            title in "[a\"\\\\é😀\u{2028}]{1,8}",
        ) {
            let answer = json!({"answer":{"markdown":markdown},"sources":sources,"x":more});
            let event = json!({"type": kind, "answer": answer, "y": more});
            let text = format!("data: {}\n\n", written(&event, &mut gaps.into_iter().cycle()));
            let title = format!("Title {title}");
            let addition = Addition::new(Some(&title), None, false);
            let with = spliced(&text, &addition);
            let fields = String::from_utf8(addition.0.clone()).expect("ASCII");
            prop_assert_eq!(with.replace(&fields, ""), text);
            let value: Value = serde_json::from_str(&with["data: ".len()..]).expect("JSON");
            prop_assert_eq!(value, expected(event, &title));
        }

        #[test]
        fn no_bytes_of_any_kind_are_harmed(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let bytes = [b"data: \"page\"".as_slice(), &bytes, b"\n\n"].concat();
            let block = Block::new(bytes.clone().into());
            prop_assert!(Sourced::read(&block).is_none());
        }
    }
}
