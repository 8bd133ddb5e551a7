//! Event streams as others test them: every case whole and in every cut.
//!
//! Owns the proof that `utf8` and `sse` together follow the WHATWG rules whatever the network does
//! to the bytes. Sources of the cases: see the corpora's README.

mod support;

use std::time::{Duration, Instant};

use ask_docs_core::sse::{Decoder, Event, MAX_EVENT_BYTES, TooLarge};
use ask_docs_core::utf8;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use support::{corpora, cuts};

/// What a stream came to.
#[derive(Debug, PartialEq)]
struct Decoded {
    events: Vec<Event>,
    retry_ms: Option<u64>,
}

fn decoded_within(limit: usize, chunks: &[&[u8]]) -> Result<Decoded, TooLarge> {
    let mut characters = utf8::Decoder::default();
    let mut decoder = Decoder::with_limit(limit);
    let mut events = Vec::new();
    let mut text = String::new();
    for chunk in chunks {
        text.clear();
        characters.feed(chunk, &mut text);
        decoder.feed(&text, &mut events)?;
    }
    Ok(Decoded { events, retry_ms: decoder.retry_ms() })
}

fn decoded(chunks: &[&[u8]]) -> Decoded {
    decoded_within(MAX_EVENT_BYTES, chunks).expect("no event is too large")
}

fn string(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("not a string: {value}")).to_owned()
}

fn check(id: &str, chunks: &[Vec<u8>], expected: &Decoded) {
    let given: Vec<&[u8]> = chunks.iter().map(Vec::as_slice).collect();
    assert_eq!(decoded(&given), *expected, "{id}, as given");
    // A cut in four-kilobyte comments proves nothing that one in short ones does not, and is slow.
    let bytes = chunks.concat();
    let random = if bytes.len() > 1000 { 4 } else { 32 };
    cuts::each_cut(&bytes, random, 7, |pieces, cut| {
        assert_eq!(decoded(pieces), *expected, "{id}, {cut}");
    });
}

#[test]
fn the_165_cases_of_six_test_suites_hold_in_every_cut() {
    let Some(corpus) = corpora::json("sse/cases.json") else { return };
    let cases = corpus["cases"].as_array().expect("cases");
    assert_eq!(cases.len(), 165);
    for case in cases {
        let chunks: Vec<Vec<u8>> = case["chunks_b64"]
            .as_array()
            .expect("chunks")
            .iter()
            .map(|chunk| STANDARD.decode(string(chunk)).expect("base64"))
            .collect();
        let events = case["expect"]["events"].as_array().expect("events");
        let expected = Decoded {
            events: events.iter().map(|event| event_of(event, "type", "lastEventId")).collect(),
            retry_ms: case["expect"]["retry_ms"].as_u64(),
        };
        check(&string(&case["id"]), &chunks, &expected);
    }
}

#[test]
fn the_36_conformance_vectors_hold_in_every_cut() {
    let Some(corpus) = corpora::json("sse/sse-parse-conformance-vectors.json") else { return };
    let vectors = corpus["vectors"].as_array().expect("vectors");
    assert_eq!(vectors.len(), 36);
    for vector in vectors {
        let id = string(&vector["id"]);
        let expected = &vector["expected"];
        let retry_ms = expected["retry_updates"].as_array().and_then(|all| all.last()?.as_u64());
        let expected_events = events_of(&expected["events"]);
        let expected_last = string(&expected["final_last_event_id"]);
        let expected = Decoded { events: expected_events, retry_ms };
        if vector["generator"].is_object() {
            let bytes = generated(&vector["generator"]);
            let single: Vec<&[u8]> = bytes.chunks(1).collect();
            assert_eq!(decoded(&single), expected, "{id}, byte by byte");
            continue;
        }
        let chunks: Vec<Vec<u8>> =
            vector["chunks"].as_array().expect("chunks").iter().map(chunk_of).collect();
        check(&id, &chunks, &expected);
        if chunks.concat().ends_with(b"\n\n") {
            // The last ID holds on beyond blocks that were no events: the next event shows it.
            let probe = [chunks.concat(), b"data: probe\n\n".to_vec()].concat();
            let last = decoded(&[&probe]).events.pop().expect("the probe");
            assert_eq!(&*last.last_id, expected_last, "{id}");
        }
    }
}

fn event_of(event: &Value, name: &str, id: &str) -> Event {
    let (name, data) = (string(&event[name]), string(&event["data"]));
    Event { name, data, last_id: string(&event[id]).into() }
}

fn events_of(events: &Value) -> Vec<Event> {
    let times = |count: &Value| usize::try_from(count.as_u64().expect("a count")).expect("small");
    match events["kind"].as_str() {
        Some("repeat") => {
            vec![event_of(&events["event"], "event", "id"); times(&events["count"])]
        }
        Some("single_fill_event") => {
            let data = string(&events["fill_char"]).repeat(times(&events["fill_count"]));
            vec![Event {
                name: string(&events["event"]),
                data,
                last_id: string(&events["id"]).into(),
            }]
        }
        Some(other) => panic!("unknown kind {other}"),
        None => {
            let events = events.as_array().expect("a list of events");
            events.iter().map(|event| event_of(event, "event", "id")).collect()
        }
    }
}

fn chunk_of(chunk: &Value) -> Vec<u8> {
    if let Some(text) = chunk["text"].as_str() {
        return text.as_bytes().to_vec();
    }
    let digits = string(&chunk["hex"]);
    let pairs = digits.as_bytes().chunks(2);
    pairs
        .map(|pair| {
            let pair = std::str::from_utf8(pair).expect("hexadecimal digits");
            u8::from_str_radix(pair, 16).expect("hexadecimal digits")
        })
        .collect()
}

fn generated(generator: &Value) -> Vec<u8> {
    let times =
        |name: &str| usize::try_from(generator[name].as_u64().expect("a count")).expect("small");
    match generator["kind"].as_str() {
        Some("repeat_stream") => {
            string(&generator["unit_text"]).repeat(times("count")).into_bytes()
        }
        Some("long_line") => {
            let fill = string(&generator["fill_char"]).repeat(times("fill_count"));
            let (prefix, suffix) = (string(&generator["prefix"]), string(&generator["suffix"]));
            format!("{prefix}{fill}{suffix}").into_bytes()
        }
        other => panic!("unknown generator {other:?}"),
    }
}

#[test]
fn recorded_streams_hold_in_one_read_and_byte_by_byte() {
    for (name, count) in [
        ("one-event", 1),
        ("one-event-crlf", 1),
        ("two-events", 2),
        ("two-events-crlf", 2),
        ("persistent-event-id", 4),
        ("big-event-followed-by-another", 2),
        ("big-event-followed-by-another-crlf", 2),
    ] {
        let Some(bytes) = corpora::bytes(&format!("sse/ld-{name}.sse")) else { return };
        let limit = 2 << 20;
        let whole = decoded_within(limit, &[&bytes]).expect("within two megabytes");
        assert_eq!(whole.events.len(), count, "{name}: {:?}", whole.events.len());
        let single: Vec<&[u8]> = bytes.chunks(1).collect();
        assert_eq!(decoded_within(limit, &single), Ok(whole), "{name}");
        if name.starts_with("big") {
            assert_eq!(decoded_within(limit, &[&bytes]).expect("decoded").events[1].name, "patch");
            let refused = decoded_within(MAX_EVENT_BYTES, &single);
            assert_eq!(refused, Err(TooLarge { limit: MAX_EVENT_BYTES }), "{name}");
        }
    }
}

#[test]
fn an_event_of_ten_megabytes_is_decoded_when_the_limit_allows_it() {
    let data = "0123456789abcdef".repeat(10 << 16);
    let bytes = format!("data: {data}\n\n").into_bytes();
    let chunks: Vec<&[u8]> = bytes.chunks(16 << 10).collect();
    let events = decoded_within(11 << 20, &chunks).expect("within the limit").events;
    assert_eq!((events.len(), events[0].data.len()), (1, data.len()));
    assert!(events[0].data == data);
}

#[test]
fn cost_is_linear_in_the_size_of_an_event() {
    // The best of several runs, with room for a busy machine: quadratic cost would give 16.
    let best = |megabytes: usize| {
        let bytes = format!("data: {}\n\n", "x".repeat(megabytes << 20)).into_bytes();
        let chunks: Vec<&[u8]> = bytes.chunks(64).collect();
        let run = |_| {
            let begin = Instant::now();
            assert_eq!(decoded_within(8 << 20, &chunks).map(|decoded| decoded.events.len()), Ok(1));
            begin.elapsed()
        };
        (0..5).map(run).min().unwrap_or(Duration::MAX)
    };
    let (one, four) = (best(1), best(4));
    println!("1 MiB: {one:?}, 4 MiB: {four:?}");
    assert!(four < one * 10, "1 MiB took {one:?}, 4 MiB {four:?}");
}

#[test]
fn no_bytes_are_too_strange() {
    let mut numbers = cuts::Random::new(11);
    for _ in 0..2000 {
        let letters = b"data:eventidretry \r\n\r\n:\xef\xbb\xbf\xc3\xa9\xf0\x9f\x00\xff0123";
        let bytes: Vec<u8> =
            (0..numbers.below(120)).map(|_| letters[numbers.below(letters.len())]).collect();
        let whole = decoded(&[&bytes]);
        let size: usize = whole.events.iter().map(|event| event.data.len()).sum();
        // A byte that is no character becomes one of three.
        assert!(size <= 3 * bytes.len());
        assert_eq!(decoded(&bytes.chunks(1).collect::<Vec<_>>()), whole, "{bytes:?}");
    }
}
