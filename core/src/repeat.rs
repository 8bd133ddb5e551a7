//! A snapshot that repeats the one before it: where its text stands in the bytes, and what a
//! line that begins like it changes.
//!
//! Owns the last snapshot's `data` line and the proof that a place in it is the string of
//! `answer.answer.markdown`. Refuses what it cannot prove: it then says nothing, and the line is
//! decoded whole by [`stream`](crate::stream) and [`wire`], as every line could be.

use crate::wire::json::reader::{Reader, whole};
use crate::wire::{self, Change, Frame, Snapshot};

/// How a line has to begin.
const FIELD: &str = "data: ";

/// How it has to end: the line, and with an empty one the event.
const END: &str = "\n\n";

/// The line of a snapshot.
#[derive(Debug)]
pub(crate) struct Repeat {
    /// `data: {…}` and [`END`]: valid UTF-8.
    line: Vec<u8>,
    /// Where the text begins in it, behind the opening quote.
    start: usize,
    /// Where the text ends in it, at the closing quote.
    end: usize,
    /// How long the text is, in bytes without escapes.
    length: usize,
}

impl Repeat {
    /// The line that brought `data`, which has been read as `snapshot`; `None` where its text
    /// is not found for certain, or `data` could not come in one line of `limit` bytes.
    pub(crate) fn of(data: &str, snapshot: &Snapshot, limit: usize) -> Option<Self> {
        if data.contains('\n') || FIELD.len() + data.len() > limit {
            return None;
        }
        let text = text_of(snapshot).filter(|text| !text.is_empty())?;
        let start = data.match_indices("\"markdown\"").find_map(|(at, name)| {
            let behind = data[at + name.len()..].trim_start().strip_prefix(':')?;
            let behind = behind.trim_start().strip_prefix('"')?;
            Some(data.len() - behind.len())
        })?;
        let end = start + closing_quote(&data[start..])?;
        // The proof: without these bytes the text is empty. So they are its string, and any other
        // string may stand in their place.
        without_text(&data[..start], &data[end..])?;
        Some(Self {
            line: [FIELD, data, END].concat().into_bytes(),
            start: FIELD.len() + start,
            end: FIELD.len() + end,
            length: text.len(),
        })
    }

    /// The bytes that may repeat.
    pub(crate) fn line(&self) -> &[u8] {
        &self.line
    }

    /// From where on a line has to be decoded that is another one from byte `at` on: not within
    /// a character or an escape. `None` where it has to be decoded whole.
    pub(crate) fn resume(&self, at: usize) -> Option<usize> {
        (at >= self.start).then(|| match at < self.end {
            true => self.start + token_start(&self.line[self.start..], at - self.start),
            false => self.end,
        })
    }

    /// The snapshot whose line has `new` from byte `from` on, which [`resume`](Self::resume)
    /// gave. `None` changes nothing.
    pub(crate) fn replace(&mut self, from: usize, new: &[u8]) -> Option<Change> {
        let new = std::str::from_utf8(new).ok()?;
        let quote = closing_quote(new)?;
        let (added, tail) = new.split_at(quote);
        let dropped = std::str::from_utf8(&self.line[from..self.end]).ok()?;
        let (added, dropped) = (unescaped(added)?, unescaped(dropped)?);
        let rest = match tail.as_bytes() == &self.line[self.end..] {
            true => None,
            false => {
                let head = std::str::from_utf8(&self.line[FIELD.len()..self.start]).ok()?;
                Some(without_text(head, tail.strip_suffix(END)?)?)
            }
        };
        self.line.truncate(from);
        self.line.extend_from_slice(new.as_bytes());
        self.end = from + quote;
        let kept = self.length - dropped.len();
        self.length = kept + added.len();
        Some(Change { kept, text: added, rest })
    }

    /// The snapshot whose line is the same.
    pub(crate) fn unchanged(&self) -> Change {
        Change { kept: self.length, text: String::new(), rest: None }
    }
}

/// The snapshot with `head` before and `tail` behind its text, read without the text.
fn without_text(head: &str, tail: &str) -> Option<Snapshot> {
    match wire::answer(&[head, tail].concat()) {
        Frame::Snapshot(snapshot) if text_of(&snapshot) == Some("") => Some(snapshot),
        _ => None,
    }
}

/// The text of an answer that is nothing but a text.
fn text_of(snapshot: &Snapshot) -> Option<&str> {
    let answer = snapshot.answer.as_ref().filter(|answer| answer.document.is_none())?;
    answer.markdown.as_deref()
}

/// The inside of a JSON string as what it says.
fn unescaped(inside: &str) -> Option<String> {
    whole(&["\"", inside, "\""].concat(), Reader::string)
}

/// Where a JSON string ends of which `inside` is the rest.
fn closing_quote(inside: &str) -> Option<usize> {
    let mut bytes = inside.bytes().enumerate();
    while let Some((at, byte)) = bytes.next() {
        match byte {
            b'"' => return Some(at),
            b'\\' => _ = bytes.next(),
            _ => {}
        }
    }
    None
}

/// The last place up to `at` where the inside of a JSON string may be cut: not within a
/// character, an escape, or two escapes that are one character together.
fn token_start(inside: &[u8], at: usize) -> usize {
    let mut place = at;
    while place > 0 && inside[place] & 0b1100_0000 == 0b1000_0000 {
        place -= 1;
    }
    // The longest escape, `\u00e9`, has five bytes behind its backslash.
    for back in 1..=place.min(5) {
        if escape_length(&inside[place - back..]).is_some_and(|length| length > back)
            && is_escape(inside, place - back)
        {
            place -= back;
            break;
        }
    }
    let is_leading = |escape: &[u8]| {
        matches!(escape, [b'\\', b'u', b'd' | b'D', b'8'..=b'9' | b'a'..=b'b' | b'A'..=b'B', ..])
    };
    if place >= 6 && is_leading(&inside[place - 6..]) && is_escape(inside, place - 6) {
        place -= 6;
    }
    place
}

/// How long the escape is that `bytes` begin with.
fn escape_length(bytes: &[u8]) -> Option<usize> {
    match bytes {
        [b'\\', b'u', ..] => Some(6),
        [b'\\', ..] => Some(2),
        _ => None,
    }
}

/// Whether the backslash at `at` is not itself escaped.
fn is_escape(inside: &[u8], at: usize) -> bool {
    inside[..at].iter().rev().take_while(|byte| **byte == b'\\').count() % 2 == 0
}
