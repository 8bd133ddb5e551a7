//! Decoding only what is new against decoding everything, over streams of every kind.
//!
//! Owns the proof that `frames` is `stream` and `wire` and nothing else: after every frame the
//! answer is the same, and every frame comes with the same chunk.

mod support;

use ask_docs_core::answer::{Answer, Phase};
use ask_docs_core::frames::FrameStream;
use ask_docs_core::sse::MAX_EVENT_BYTES;
use ask_docs_core::stream::EventStream;
use ask_docs_core::wire::{self, Frame};
use support::cuts::{Random, each_cut};

/// What one chunk brought: the kind of each frame with the answer after it, and whether the
/// stream went on.
type Brought = (Vec<(&'static str, Answer)>, bool);

/// An answer that never ends, so that what comes after a marker is compared too.
#[derive(Default)]
struct Endless(Answer);

impl Endless {
    fn apply(&mut self, frame: Frame) -> (&'static str, Answer) {
        let kind = match &frame {
            Frame::Snapshot(_) | Frame::Change(_) => "snapshot",
            Frame::Done => "done",
            Frame::Error(_) => "error",
            Frame::Malformed => "malformed",
            Frame::Unknown => "unknown",
        };
        self.0.apply(frame);
        let after = self.0.clone();
        self.0.phase = Phase::Waiting;
        (kind, after)
    }
}

fn long_way(limit: usize, chunks: &[&[u8]]) -> Vec<Brought> {
    let (mut stream, mut answer) = (EventStream::with_limit(limit), Endless::default());
    let decode = |chunk: &&[u8]| {
        let mut events = Vec::new();
        let decoded = stream.feed(chunk, &mut events).is_ok();
        (events.iter().map(|event| answer.apply(wire::frame(event))).collect(), decoded)
    };
    chunks.iter().map(decode).collect()
}

fn short_way(limit: usize, chunks: &[&[u8]]) -> (Vec<Brought>, u64) {
    let (mut stream, mut answer) = (FrameStream::with_limit(limit), Endless::default());
    let decode = |chunk: &&[u8]| {
        let mut frames = Vec::new();
        let decoded = stream.feed(chunk, &mut frames).is_ok();
        (frames.into_iter().map(|frame| answer.apply(frame)).collect(), decoded)
    };
    (chunks.iter().map(decode).collect(), stream.decoded())
}

fn check_within(limit: usize, chunks: &[&[u8]], name: &str) {
    let (expected, (found, _)) = (long_way(limit, chunks), short_way(limit, chunks));
    for (chunk, (expected, found)) in expected.iter().zip(&found).enumerate() {
        let body = || String::from_utf8_lossy(&chunks.concat()).into_owned();
        assert_eq!(found, expected, "{name}, chunk {chunk} of {}", body());
    }
}

/// Whole, cut at every byte, byte by byte and at random.
fn check(body: &[u8]) {
    each_cut(body, 8, 11, |chunks, name| check_within(MAX_EVENT_BYTES, chunks, name));
}

/// How many bytes of `body` are decoded.
fn decoded(body: &str) -> u64 {
    short_way(MAX_EVENT_BYTES, &[body.as_bytes()]).1
}

/// An event whose `text` stands in the JSON as it is.
fn event(text: &str) -> String {
    with_tail(text, "\"followupQuestions\":[],\"sources\":[]")
}

fn with_tail(text: &str, tail: &str) -> String {
    let head = "data: {\"type\":\"answer\",\"answer\":{\"answer\":{\"markdown\":\"";
    format!("{head}{text}\"}},{tail}}}}}\n\n")
}

fn events(texts: &[&str]) -> String {
    texts.iter().map(|text| event(text)).collect()
}

#[test]
fn a_text_that_grows_is_decoded_once() {
    let text = "Ein Satz mit é, 😀 und \\n\\u00e9\\ud83d\\ude00\\\"\\\\. ".repeat(20);
    let ends = (1..=text.len()).filter(|end| text.is_char_boundary(*end));
    let body: String = ends.map(|end| event(&text[..end])).collect();
    // Also cut within escapes, which makes events that cannot be read.
    for size in [1, 7, 4096] {
        let chunks: Vec<&[u8]> = body.as_bytes().chunks(size).collect();
        check_within(MAX_EVENT_BYTES, &chunks, "growing");
    }
    let whole: String = (1..=500).map(|words| event(&"word ".repeat(words))).collect();
    let new = 5 + "\"},\"followupQuestions\":[],\"sources\":[]}}\n\n".len();
    let first = 2 * event("word ").len();
    assert!(decoded(&whole) <= (first + 500 * new) as u64, "{} bytes", decoded(&whole));
}

#[test]
fn a_rewritten_text_is_decoded_from_the_difference_on() {
    for (one, other) in [
        ("**bold**", "**bold text**"),
        ("long and short", "long"),
        ("the same", "the same"),
        ("one", "two"),
        ("caf\u{e9}", "caf\u{ea} and \u{e8}"),
        ("a\\n", "a\\t"),
        ("a\\\\n", "a\\\\\\n"),
        ("a\\\\", "a\\\\\\\\"),
        ("x\\u00e9", "x\\u00ea"),
        ("x\\ud83d\\ude00y", "x\\ud83d\\ude01y"),
        ("x\\uD83D\\uDE00y", "x\\uD83D\\uDE00\\uD83D\\uDE01"),
        ("x\\\\ud83d\\ude00", "x\\\\ud83dx"),
        ("x\\ud83d\\ude00", "x\\ud83dy"),
        ("\u{1f600}", "\u{1f601}"),
        ("", "a"),
        ("a", ""),
        ("say \\\"a\\\"", "say \\\"a\\\" and"),
        ("tab", "tab\there"),
    ] {
        let long = "much before it ".repeat(4);
        let (one, other) = (format!("{long}{one}"), format!("{long}{other}"));
        check(events(&[&one, &other, &one, &one, &other]).as_bytes());
        check(events(&[&one[60..], &other[60..], &other[60..]]).as_bytes());
    }
    let rewriting: String =
        (1..200).map(|words| event(&format!("{}**b**", "word ".repeat(words)))).collect();
    assert!(decoded(&rewriting) < 200 * 80, "{} bytes", decoded(&rewriting));
}

#[test]
fn what_stands_behind_the_text_may_change_too() {
    let source = |title: &str| {
        format!(
            "\"followupQuestions\":[\"{title}?\"],\"sources\":[{{\"type\":\"record\",\
             \"title\":\"{title}\",\"url\":\"/{title}\"}}]"
        )
    };
    let tails = [
        source("one"),
        source("two"),
        "\"sources\":[]".to_owned(),
        "\"followupQuestions\":3".to_owned(),
        "\"answer\":{\"markdown\":\"other\"}".to_owned(),
        "\"new\":{\"markdown\":\"other\"}".to_owned(),
        source("three") + "},\"type\":\"thought\",\"x\":{",
        source("four") + "},\"fallback\":\"search\",\"x\":{",
    ];
    for one in &tails {
        for other in &tails {
            let body = [
                with_tail("text", one),
                with_tail("text", other),
                with_tail("text and more", other),
                with_tail("text", one),
            ];
            check(body.concat().as_bytes());
        }
    }
}

#[test]
fn other_shapes_of_the_same_answer_are_read_the_same() {
    let shapes = [
        "{\"type\":\"answer\",\"fallback\":\"search\",\"answer\":{\"answer\":{\"markdown\":\"TEXT\"}}}",
        "{\"answer\":{\"sources\":[],\"answer\":{\"markdown\":\"TEXT\"}},\"type\":\"answer\"}",
        "{\"type\":\"answer\",\"answer\":{\"answer\":{\"format\":\"markdown\",\"markdown\" : \"TEXT\"}}}",
        "{\"x\":{\"markdown\":\"TEXT\"},\"type\":\"answer\",\"answer\":{\"answer\":{\"markdown\":\"y TEXT\"}}}",
        "{\"type\":\"answer\",\"answer\":{\"answer\":{\"mark\\u0064own\":\"TEXT\"}}}",
        "{\"type\":\"answer\",\"answer\":{\"answer\":{\"markdown\":\"TEXT\",\"markdown\":\"TEXT\"}}}",
        "{\"type\":\"answer\",\"answer\":[{\"markdown\":\"TEXT\"},[],[]]}",
        "[\"answer\",{\"answer\":[\"TEXT\"]}]",
        "  {\"type\":\"answer\",\"answer\":{\"answer\":{\"markdown\":null}}}",
        "{\"type\":\"answer\",\"answer\":{\"answer\":{\"a\\\"markdown\":\"TEXT\",\"markdown\":\"TEXT\"}}}",
    ];
    for shape in shapes {
        for field in
            ["data: ", "data:", "event: answer\ndata: ", "event: x\ndata: ", "id: 7\ndata: "]
        {
            let body: String = ["a", "a b", "a b", "a c d", "q"]
                .map(|text| format!("{field}{}\n\n", shape.replace("TEXT", text)))
                .concat();
            check(body.as_bytes());
        }
    }
}

#[test]
fn lines_around_and_within_an_event_keep_their_meaning() {
    let (one, two) = (event("one"), event("one two"));
    let line = one.trim_end();
    for between in [
        ": ping\n\n",
        ":\n",
        "\n",
        "event: trace\n",
        "event: answer\n",
        "id: 1\nretry: 5\n",
        "data: {\n\n",
        "data: done\n\n",
        "event: done\ndata: done\n\n",
        "event: error\ndata: {\"error\":{\"message\":\"x\"}}\n\n",
        "data: x\n",
        "\r\n",
        "\r",
        "\u{feff}",
        "data",
    ] {
        check(format!("{one}{between}{two}{between}{two}{one}").as_bytes());
        check(format!("{between}{one}{line}\n{between}\n{two}{one}").as_bytes());
        check(format!("{one}{line}{between}\n\n{two}").as_bytes());
    }
    check((one.clone() + &one.replace('\n', "\r\n") + &one.replace('\n', "\r") + &two).as_bytes());
    let split = event("one SPLIT two").replace("SPLIT", "\ndata: ");
    check((split.clone() + &split + &two).as_bytes());
    let spread = one.replace(",\"followup", ",\ndata: \"followup");
    check((spread.clone() + &spread + &spread.replace("one", "one two") + &two).as_bytes());
}

#[test]
fn bytes_that_are_not_utf8_are_replaced_the_same_way() {
    let whole = event("a BYTES b");
    let (head, tail) = whole.split_once("BYTES").expect("both");
    let with = |bytes: &[u8]| [head.as_bytes(), bytes, tail.as_bytes()].concat();
    for bytes in [&b"\xff"[..], b"\xc3", b"\xe2\x82", b"\xf0\x9f\x98", b"\xed\xa0\x80", b"\0"] {
        for other in [&b"x"[..], b"\xef\xbf\xbd", b"\xff", b"\xc3\xa9"] {
            check(&[with(bytes), with(other), with(bytes), with(bytes), with(other)].concat());
        }
    }
}

#[test]
fn half_a_character_before_a_line_that_repeats_makes_it_another_line() {
    for half in [&b"\xef"[..], b"\xf0\x9f\x98", b"\xc3"] {
        let event = event("You can");
        check(&[event.as_bytes(), half, event.as_bytes()].concat());
    }
}

#[test]
fn the_limit_is_the_same_to_the_byte() {
    let body = events(&["12345", "1234567890", "1234567", "1234567890123", "1"]);
    for limit in event("").len()..event("123456789012345").len() {
        each_cut(body.as_bytes(), 2, 3, |chunks, name| {
            check_within(limit, chunks, &format!("{name}, limit {limit}"));
        });
    }
    let unspaced = event("12345").replace("data: ", "data:") + &event("12345");
    for limit in unspaced.len() / 2 - 4..unspaced.len() / 2 + 4 {
        check_within(limit, &[unspaced.as_bytes()], "unspaced");
    }
}

/// A piece of a JSON string.
const PIECES: [&str; 20] = [
    "word",
    " ",
    "\\n",
    "\\\\",
    "\\\"",
    "\\u00e9",
    "\\u00C9",
    "\\ud83d\\ude00",
    "\\uD83D\\uDE01",
    "é",
    "😀",
    "日本",
    "**",
    "`",
    "\\/",
    "\\t",
    "[a](b)",
    "\\ud83d",
    "\\u",
    "\u{7f}",
];

#[test]
fn streams_with_random_edits_are_decoded_alike() {
    let mut random = Random::new(20_261_122);
    for round in 0..3000 {
        let mut body = Vec::new();
        let mut pieces: Vec<&str> = Vec::new();
        let mut sources = 0;
        for _ in 0..random.below(12) + 2 {
            match random.below(8) {
                0 => pieces.truncate(random.below(pieces.len() + 1)),
                1 if !pieces.is_empty() => {
                    let place = random.below(pieces.len());
                    pieces[place] = PIECES[random.below(PIECES.len())];
                }
                2 => sources = random.below(3),
                _ => {}
            }
            // The last three pieces are rare: they make most events malformed.
            let kinds = if random.below(12) == 0 { PIECES.len() } else { PIECES.len() - 3 };
            (0..random.below(4)).for_each(|_| pieces.push(PIECES[random.below(kinds)]));
            let sources = ["{\"type\":\"record\",\"url\":\"/a\"}"].repeat(sources).join(",");
            let tail = format!("\"followupQuestions\":[],\"sources\":[{sources}]");
            let mut event = with_tail(&pieces.concat(), &tail).into_bytes();
            if random.below(6) == 0 {
                damage(&mut event, &mut random);
            }
            body.extend(event);
        }
        let mut chunks: Vec<&[u8]> = Vec::new();
        let mut rest = body.as_slice();
        let longest = [1, 3, 40, 400, 4000][random.below(5)];
        while !rest.is_empty() {
            let (chunk, behind) = rest.split_at(random.below(longest.min(rest.len())) + 1);
            chunks.push(chunk);
            rest = behind;
        }
        let limit = if random.below(10) == 0 { 150 + random.below(100) } else { MAX_EVENT_BYTES };
        check_within(limit, &chunks, &format!("round {round}"));
    }
}

/// One edit of what the network brings: a byte, a cut, a copy.
fn damage(event: &mut Vec<u8>, random: &mut Random) {
    let place = random.below(event.len());
    match random.below(5) {
        0 => event[place] = [b'"', b'\\', b'\n', b'\r', 0xff, 0xc3, b'}', b' '][random.below(8)],
        1 => event.truncate(place),
        2 => drop(event.remove(place)),
        3 => event.insert(place, b"\"\\\n\r{,:\xa9"[random.below(8)]),
        _ => {
            let end = place + random.below(event.len() - place);
            let copy = event[place..end].to_vec();
            event.splice(place..place, copy);
        }
    }
}
