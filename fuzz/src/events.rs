//! A response's bytes to an answer: the same answer however the network cuts them, and for a text
//! that grows, that very text after every event.

use ask_docs_core::answer::{Answer, Phase};
use ask_docs_core::stream::EventStream;
use ask_docs_core::wire;
use serde_json::json;

use crate::cuts::{self, Numbers};

/// Checks any bytes as the body of a response.
pub fn check_bytes(input: &[u8]) {
    let expected = answered(&[input]);
    assert!(!expected.phase.is_running(), "an answer goes on after the end of its bytes");
    cuts::each_cutting(input, |pieces| assert_eq!(answered(pieces), expected));
}

/// Checks a text that arrives in growing snapshots.
pub fn check_text(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    let mut numbers = Numbers::of(input);
    let mut shown: Vec<&str> =
        cuts::prefixes(&text, 48, &mut numbers).into_iter().map(|end| &text[..end]).collect();
    // A server may take back what it has said.
    let earlier = text.floor_char_boundary(numbers.below(text.len() + 1));
    shown.extend([&text[..earlier], &text]);
    let mut body = Vec::new();
    for snapshot in &shown {
        push_event(&mut body, snapshot, &mut numbers);
    }
    body.extend_from_slice(b"event: done\ndata: done\n\n");
    for longest in [1, 64, 4096] {
        let mut reader = Reader::default();
        let mut wanted = shown.iter();
        for piece in cuts::pieces(&body, longest, &mut numbers) {
            reader.feed(piece, |answer| {
                if let Some(wanted) = wanted.next() {
                    assert_eq!(answer.text, **wanted);
                    assert_eq!(answer.follow_ups, [follow_up(wanted)]);
                }
            });
        }
        assert_eq!(wanted.next(), None, "an event is missing");
        let answer = reader.end();
        assert_eq!((&*answer.text, &answer.phase), (&*text, &Phase::Complete));
    }
}

fn answered(pieces: &[&[u8]]) -> Answer {
    let mut reader = Reader::default();
    for piece in pieces {
        reader.feed(piece, |_| {});
    }
    reader.end()
}

/// Bytes to an answer, by the whole decode of every event.
#[derive(Default)]
struct Reader {
    stream: EventStream,
    answer: Answer,
}

impl Reader {
    /// Takes bytes and shows the answer after each event.
    fn feed(&mut self, bytes: &[u8], mut seen: impl FnMut(&Answer)) {
        let mut events = Vec::new();
        self.stream.feed(bytes, &mut events).expect("inputs are smaller than the limit");
        for event in &events {
            self.answer.apply(wire::frame(event));
            seen(&self.answer);
        }
    }

    fn end(mut self) -> Answer {
        self.answer.end();
        self.answer
    }
}

fn follow_up(text: &str) -> String {
    format!("And {} bytes?", text.len())
}

/// One event, written in one of the ways that JSON and event streams allow.
fn push_event(body: &mut Vec<u8>, markdown: &str, numbers: &mut Numbers) {
    let text = match numbers.below(3) {
        0 => json!(markdown).to_string(),
        1 => escaped(markdown),
        _ => json!(markdown).to_string().replace('/', "\\/"),
    };
    let (answer, questions) =
        (format!("{{\"markdown\":{text}}}"), json!([follow_up(markdown)]).to_string());
    let sources = json!([{"type": "record", "title": markdown.get(..3), "url": "/a"}]).to_string();
    let event = match numbers.below(4) {
        0 => format!(
            "{{\"type\":\"answer\",\"answer\":{{\"answer\":{answer},\"followupQuestions\":{questions},\"sources\":{sources}}}}}"
        ),
        1 => format!(
            "{{\"answer\":{{\"sources\":{sources},\"followupQuestions\":{questions},\"answer\":{answer}}},\"type\":\"answer\"}}"
        ),
        2 => format!(
            "{{\"type\":\"answer\",\"new\":{{\"markdown\":\"no\"}},\"answer\":{{\"answer\":{answer},\"more\":[{answer}],\"followupQuestions\":{questions}}}}}"
        ),
        _ => format!(
            "{{ \"type\" : \"answer\" ,\n \"answer\" : {{ \"answer\" : {answer} ,\n \"followupQuestions\" : {questions} }}\n}}"
        ),
    };
    let end = ["\n", "\r\n", "\r"][numbers.below(3)];
    for line in event.split('\n') {
        body.extend_from_slice(format!("data: {line}{end}").as_bytes());
    }
    body.extend_from_slice(end.as_bytes());
}

/// A JSON string in which every character is escaped.
fn escaped(text: &str) -> String {
    let units = text.encode_utf16().map(|unit| format!("\\u{unit:04x}"));
    format!("\"{}\"", units.collect::<String>())
}
