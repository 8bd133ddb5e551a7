//! Text to server-sent events, in any slices, by the rules of the WHATWG HTML standard, 9.2.6.
//!
//! Owns the open line and the open event, both under one named limit. Refuses to know what an
//! event means: that is [`wire`](crate::wire).

use std::fmt;
use std::sync::Arc;

/// The largest line or event taken unless told otherwise, in bytes of UTF-8: 1 MiB.
///
/// An answer repeats itself whole in every event; 1 MiB is thirty times a long answer.
pub const MAX_EVENT_BYTES: usize = 1 << 20;

/// The type of an event that names none.
const DEFAULT_NAME: &str = "message";

/// One dispatched event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// The event's type; `message` where the stream names none.
    pub name: String,
    /// The `data` lines, joined by line feeds.
    pub data: String,
    /// The last event ID of the stream when this event was dispatched; empty if none was set.
    pub last_id: Arc<str>,
}

/// An event or a line grew past the decoder's limit. The decoder takes nothing more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooLarge {
    /// The limit that was passed, in bytes.
    pub limit: usize,
}

/// An incremental decoder of an event stream.
///
/// Each character is looked at once and copied at most twice, whatever the slices.
#[derive(Debug)]
pub struct Decoder {
    limit: usize,
    state: State,
    /// The start of a line whose end has not come yet.
    line: String,
    name: String,
    data: String,
    /// Shared with the events, so that a long one costs its bytes once.
    last_id: Arc<str>,
    retry_ms: Option<u64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// Nothing has been read: one byte-order mark may come.
    Start,
    /// In the middle of the stream.
    Open,
    /// The last character was a CR, which has ended a line: an LF now belongs to it.
    AfterCarriageReturn,
    /// The limit was passed.
    Failed,
}

impl Default for Decoder {
    fn default() -> Self {
        Self::with_limit(MAX_EVENT_BYTES)
    }
}

impl Decoder {
    /// A decoder that takes lines and events of up to `limit` bytes.
    pub fn with_limit(limit: usize) -> Self {
        Self {
            limit,
            state: State::Start,
            line: String::new(),
            name: String::new(),
            data: String::new(),
            last_id: Arc::from(""),
            retry_ms: None,
        }
    }

    /// Decodes `text` and appends the events that it completes to `events`.
    ///
    /// What is pending when the stream ends is not an event, so there is no `finish`: "Once the
    /// end of the file is reached, any pending data must be discarded."
    ///
    /// # Errors
    /// [`TooLarge`], now and ever after, once a line or event passes the limit. Events completed
    /// before that are in `events`.
    pub fn feed(&mut self, text: &str, events: &mut Vec<Event>) -> Result<(), TooLarge> {
        let mut rest = text;
        while !rest.is_empty() {
            match self.state {
                State::Failed => return Err(TooLarge { limit: self.limit }),
                // "one leading U+FEFF BYTE ORDER MARK character must be ignored if any are present"
                State::Start => rest = rest.strip_prefix('\u{feff}').unwrap_or(rest),
                State::AfterCarriageReturn => rest = rest.strip_prefix('\n').unwrap_or(rest),
                State::Open => {}
            }
            self.state = State::Open;
            let Some(end) = rest.bytes().position(|byte| matches!(byte, b'\n' | b'\r')) else {
                self.check(self.line.len() + rest.len())?;
                self.line.push_str(rest);
                return Ok(());
            };
            let (head, ending) = rest.split_at(end);
            self.check(self.line.len() + head.len())?;
            if self.line.is_empty() {
                self.process(head, events)?;
            } else {
                let mut line = std::mem::take(&mut self.line);
                line.push_str(head);
                self.process(&line, events)?;
                // The buffer goes back, empty, so that its room is used again.
                line.clear();
                self.line = line;
            }
            if ending.starts_with('\r') {
                self.state = State::AfterCarriageReturn;
            }
            rest = &ending[1..];
        }
        Ok(())
    }

    /// The type of the open event, if a line begins now and the event has no data yet.
    pub(crate) fn awaits_data(&self) -> Option<&str> {
        let begins = self.state == State::Open && self.line.is_empty() && self.data.is_empty();
        begins.then_some(match self.name.is_empty() {
            true => DEFAULT_NAME,
            false => &self.name,
        })
    }

    /// Ends an open event that has no data: its only `data` line has been read elsewhere.
    pub(crate) fn skip_event(&mut self) {
        self.name.clear();
    }

    /// The last event ID that the stream has set; empty if none was.
    pub fn last_id(&self) -> &str {
        &self.last_id
    }

    /// The reconnection time the stream asked for last, in milliseconds.
    pub fn retry_ms(&self) -> Option<u64> {
        self.retry_ms
    }

    fn process(&mut self, line: &str, events: &mut Vec<Event>) -> Result<(), TooLarge> {
        if line.is_empty() {
            self.dispatch(events);
            return Ok(());
        }
        let (field, value) = match line.split_once(':') {
            // "If value starts with a U+0020 SPACE character, remove it from value."
            Some((field, value)) => (field, value.strip_prefix(' ').unwrap_or(value)),
            // "the whole line as the field name, and the empty string as the field value"
            None => (line, ""),
        };
        match field {
            "data" => {
                self.check(self.data.len() + value.len())?;
                self.data.push_str(value);
                self.data.push('\n');
            }
            "event" => {
                self.name.clear();
                self.name.push_str(value);
            }
            // "If the field value does not contain U+0000 NULL, then set the last event ID buffer"
            "id" if !value.contains('\0') => {
                self.last_id = Arc::from(value);
            }
            // "If the field value consists of only ASCII digits"
            "retry" if !value.is_empty() && value.bytes().all(|b| b.is_ascii_digit()) => {
                self.retry_ms = value.parse().ok().or(self.retry_ms);
            }
            // A comment has an empty field name; every other name is ignored too.
            _ => {}
        }
        Ok(())
    }

    fn dispatch(&mut self, events: &mut Vec<Event>) {
        let name = std::mem::take(&mut self.name);
        let mut data = std::mem::take(&mut self.data);
        // "If the data buffer is an empty string, set the data buffer and the event type buffer
        // to the empty string and return."
        if data.pop().is_none() {
            return;
        }
        events.push(Event {
            name: if name.is_empty() { DEFAULT_NAME.to_owned() } else { name },
            data,
            last_id: self.last_id.clone(),
        });
    }

    fn check(&mut self, bytes: usize) -> Result<(), TooLarge> {
        if bytes <= self.limit {
            return Ok(());
        }
        self.state = State::Failed;
        self.line = String::new();
        self.data = String::new();
        Err(TooLarge { limit: self.limit })
    }
}

impl fmt::Display for TooLarge {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "an event of the stream is larger than {} bytes", self.limit)
    }
}

impl std::error::Error for TooLarge {}
