//! A response's bytes to an answer: the same answer however the network cuts them, and for a text
//! that grows, that very text after every event.
//!
//! Bytes go both ways, through the decoder of what is new and through the whole decode of every
//! event: after each piece, both have given the same.

use ask_docs_core::answer::{Answer, Phase};
use ask_docs_core::frames::FrameStream;
use ask_docs_core::sse::MAX_EVENT_BYTES;
use ask_docs_core::stream::EventStream;
use ask_docs_core::wire;
use serde_json::json;

use crate::cuts::{self, Numbers};

/// Small enough that the events of many inputs pass it.
const LIMIT: usize = 200;

/// Checks any bytes as the body of a response.
pub fn check_bytes(input: &[u8]) {
    let expected = answered(&[input]);
    assert!(!expected.phase.is_running(), "an answer goes on after the end of its bytes");
    cuts::each_cutting(input, |pieces| {
        assert_eq!(answered(pieces), expected);
        // What is no UTF-8 gets longer by being decoded: a limit is then noticed sooner by whoever
        // decodes at once.
        if std::str::from_utf8(input).is_ok() {
            let mut limited = Reader::with_limit(LIMIT);
            pieces.iter().for_each(|piece| limited.feed(piece, |_| {}));
        }
    });
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
    let mut form = Form::any(&mut numbers);
    for snapshot in &shown {
        if numbers.below(8) == 0 {
            form = Form::any(&mut numbers);
        }
        form.push_event(&mut body, snapshot);
    }
    body.extend_from_slice(b"event: done\ndata: done\n\n");
    for longest in [1, 64, 4096] {
        let mut reader = Reader::with_limit(MAX_EVENT_BYTES);
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
    let mut reader = Reader::with_limit(MAX_EVENT_BYTES);
    pieces.iter().for_each(|piece| reader.feed(piece, |_| {}));
    reader.end()
}

/// Bytes to an answer, both ways.
struct Reader {
    new_only: FrameStream,
    whole: EventStream,
    answer: Answer,
    expected: Answer,
    has_failed: bool,
}

impl Reader {
    fn with_limit(limit: usize) -> Self {
        Self {
            new_only: FrameStream::with_limit(limit),
            whole: EventStream::with_limit(limit),
            answer: Answer::default(),
            expected: Answer::default(),
            has_failed: false,
        }
    }

    /// Takes bytes, as long as no event was too large, and shows the answer after each event.
    fn feed(&mut self, bytes: &[u8], mut seen: impl FnMut(&Answer)) {
        if self.has_failed {
            return;
        }
        let (mut frames, mut events) = (Vec::new(), Vec::new());
        let end = self.new_only.feed(bytes, &mut frames);
        assert_eq!(end, self.whole.feed(bytes, &mut events));
        assert_eq!(frames.len(), events.len(), "{frames:?} of {events:?}");
        for (frame, event) in frames.into_iter().zip(&events) {
            self.answer.apply(frame);
            self.expected.apply(wire::frame(event));
            assert_eq!(self.answer, self.expected, "what is new, and the whole decode");
            seen(&self.answer);
        }
        self.has_failed = end.is_err();
    }

    fn end(mut self) -> Answer {
        self.answer.end();
        self.answer
    }
}

fn follow_up(text: &str) -> String {
    format!("And {} bytes?", text.len())
}

/// One of the ways in which JSON and event streams allow an event to be written.
struct Form {
    escapes: usize,
    layout: usize,
    line_end: &'static str,
}

impl Form {
    fn any(numbers: &mut Numbers) -> Self {
        let line_end = ["\n", "\r\n", "\r"][numbers.below(3)];
        Self { escapes: numbers.below(3), layout: numbers.below(4), line_end }
    }

    fn push_event(&self, body: &mut Vec<u8>, markdown: &str) {
        let text = match self.escapes {
            0 => json!(markdown).to_string(),
            1 => escaped(markdown),
            _ => json!(markdown).to_string().replace('/', "\\/"),
        };
        let answer = format!("{{\"markdown\":{text}}}");
        let questions = json!([follow_up(markdown)]).to_string();
        let sources = json!([{"type": "record", "title": markdown.get(..3), "url": "/a"}]);
        let event = match self.layout {
            0 => format!(
                "{{\"type\":\"answer\",\"answer\":{{\"answer\":{answer},\
                 \"followupQuestions\":{questions},\"sources\":{sources}}}}}"
            ),
            1 => format!(
                "{{\"answer\":{{\"sources\":{sources},\"followupQuestions\":{questions},\
                 \"answer\":{answer}}},\"type\":\"answer\"}}"
            ),
            2 => format!(
                "{{\"type\":\"answer\",\"new\":{{\"markdown\":\"no\"}},\"answer\":{{\
                 \"answer\":{answer},\"more\":[{answer}],\"followupQuestions\":{questions}}}}}"
            ),
            _ => format!(
                "{{ \"type\" : \"answer\" ,\n \"answer\" : {{ \"answer\" : {answer} ,\n \
                 \"followupQuestions\" : {questions} }}\n}}"
            ),
        };
        for line in event.split('\n') {
            body.extend_from_slice(format!("data: {line}{}", self.line_end).as_bytes());
        }
        body.extend_from_slice(self.line_end.as_bytes());
    }
}

/// A JSON string in which every character is escaped.
fn escaped(text: &str) -> String {
    let units = text.encode_utf16().map(|unit| format!("\\u{unit:04x}"));
    format!("\"{}\"", units.collect::<String>())
}
