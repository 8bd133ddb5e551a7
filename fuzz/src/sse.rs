//! Text to events: the decoder gives what a literal reading of the standard gives, however the
//! text is cut, also when an event is too large.

use std::sync::Arc;

use ask_docs_core::sse::{Decoder, Event, TooLarge};

use crate::cuts;

/// Small enough that inputs of a few lines pass it.
const LIMIT: usize = 40;

/// Checks one input.
pub fn check(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    let (expected, retry) = by_the_letter(&text);
    let limited = decoded(Decoder::with_limit(LIMIT), &[text.as_bytes()]);
    cuts::each_cutting(text.as_bytes(), |pieces| {
        let (events, end, retry_ms) = decoded(Decoder::default(), pieces);
        assert_eq!((&events, end, retry_ms), (&expected, Ok(()), retry));
        assert_eq!(decoded(Decoder::with_limit(LIMIT), pieces), limited);
    });
    let held = limited.0.iter().all(|event| event.data.len() <= LIMIT);
    assert!(held, "an event of more than {LIMIT} bytes got through");
}

type Decoded = (Vec<Event>, Result<(), TooLarge>, Option<u64>);

/// What comes out of pieces, which are moved to the next character's boundary.
fn decoded(mut decoder: Decoder, pieces: &[&[u8]]) -> Decoded {
    let mut events = Vec::new();
    let mut waiting = Vec::new();
    for piece in pieces {
        waiting.extend_from_slice(piece);
        let Ok(text) = std::str::from_utf8(&waiting) else { continue };
        if let Err(too_large) = decoder.feed(text, &mut events) {
            let again = decoder.feed("data: more\n\n", &mut events);
            assert_eq!(again, Err(too_large), "a decoder that has failed goes on");
            return (events, Err(too_large), decoder.retry_ms());
        }
        waiting.clear();
    }
    assert!(waiting.is_empty(), "every text ends with a character");
    (events, Ok(()), decoder.retry_ms())
}

/// The whole stream, read with the standard in hand (HTML, 9.2.6): slow, and plain to see.
fn by_the_letter(text: &str) -> (Vec<Event>, Option<u64>) {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let mut lines: Vec<&str> = text.split('\n').collect();
    // What follows the last line's end is no line.
    lines.pop();
    let (mut events, mut retry) = (Vec::new(), None);
    let (mut name, mut data, mut last_id) = (String::new(), Vec::new(), String::new());
    for line in lines {
        if line.is_empty() {
            let name = std::mem::take(&mut name);
            let lines: Vec<&str> = std::mem::take(&mut data);
            if !lines.is_empty() {
                let name = if name.is_empty() { "message".to_owned() } else { name };
                let last_id = Arc::from(&*last_id);
                events.push(Event { name, data: lines.join("\n"), last_id });
            }
            continue;
        }
        let (field, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "event" => name = value.to_owned(),
            "data" => data.push(value),
            "id" if !value.contains('\0') => last_id = value.to_owned(),
            "retry" if !value.is_empty() && value.chars().all(|one| one.is_ascii_digit()) => {
                retry = value.parse().ok().or(retry);
            }
            _ => {}
        }
    }
    (events, retry)
}
