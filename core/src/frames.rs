//! The bytes of an answer to frames, of which only the new ones are decoded.
//!
//! ```text
//! bytes ─ as in the last snapshot? ─ yes ─▶ nothing to do      compare
//!                                  ─ from here on not ─▶ the new end of its text   repeat
//!                                  ─ something else ─▶ stream ─ wire
//! ```
//!
//! Every event of the API is the whole answer so far, so decoding each would be quadratic work
//! with a dear constant. Owns the decision of what is decoded, per line. Refuses to guess: a line
//! that is not plainly the last snapshot with another end goes the long way, from its first byte,
//! and frames are the same either way.

use crate::compare::common_prefix;
use crate::repeat::Repeat;
use crate::sse::{self, TooLarge};
use crate::stream::EventStream;
use crate::wire::{self, Frame};

/// An incremental decoder of an answer's bytes, in any slices.
#[derive(Debug)]
pub struct FrameStream {
    limit: usize,
    /// The long way. Has seen every line but the one that repeats.
    stream: EventStream,
    /// The last snapshot that was given out, if it is one that can be repeated.
    repeat: Option<Repeat>,
    place: Place,
    /// What stands in the line instead of what stood there before; empty but for [`Place::New`].
    new: Vec<u8>,
    events: Vec<sse::Event>,
    decoded: u64,
}

/// Where in the stream the next byte stands.
#[derive(Clone, Copy, Debug)]
enum Place {
    /// In what goes the long way.
    Apart,
    /// At this byte of the last snapshot's line; all before it was the same.
    Alike(usize),
    /// In what is new, which replaces the line from this byte on.
    New(usize),
}

impl Default for FrameStream {
    fn default() -> Self {
        Self::with_limit(sse::MAX_EVENT_BYTES)
    }
}

impl FrameStream {
    /// A decoder that takes lines and events of up to `limit` bytes.
    pub fn with_limit(limit: usize) -> Self {
        Self {
            limit,
            stream: EventStream::with_limit(limit),
            repeat: None,
            place: Place::Apart,
            new: Vec::new(),
            events: Vec::new(),
            decoded: 0,
        }
    }

    /// Decodes `bytes` and appends the frames that they complete to `frames`.
    ///
    /// # Errors
    /// [`TooLarge`], now and ever after; frames completed before that are in `frames`.
    pub fn feed(&mut self, bytes: &[u8], frames: &mut Vec<Frame>) -> Result<(), TooLarge> {
        let mut rest = bytes;
        while !rest.is_empty() {
            let taken = match self.place {
                Place::Apart => self.decode_line(rest, frames)?,
                Place::Alike(at) => self.compare(at, rest, frames)?,
                Place::New(from) => self.collect(from, rest, frames)?,
            };
            rest = &rest[taken..];
        }
        Ok(())
    }

    /// The last event ID that the stream has set; empty if none was.
    pub fn last_id(&self) -> &str {
        self.stream.last_id()
    }

    /// How many bytes have been decoded until now, not only compared: what was new, and what went
    /// the long way.
    pub fn decoded(&self) -> u64 {
        self.decoded
    }

    fn decode_line(&mut self, bytes: &[u8], frames: &mut Vec<Frame>) -> Result<usize, TooLarge> {
        let line = bytes.iter().position(|byte| *byte == b'\n').map_or(bytes.len(), |end| end + 1);
        self.decode(&bytes[..line], frames)?;
        Ok(line)
    }

    fn compare(
        &mut self,
        at: usize,
        bytes: &[u8],
        frames: &mut Vec<Frame>,
    ) -> Result<usize, TooLarge> {
        let Some(repeat) = &self.repeat else {
            self.place = Place::Apart;
            return Ok(0);
        };
        let line = repeat.line();
        let same = common_prefix(&line[at..], bytes);
        let at = at + same;
        if at == line.len() {
            frames.push(Frame::Change(repeat.unchanged()));
            self.finish_line();
        } else if same == bytes.len() {
            self.place = Place::Alike(at);
        } else if let Some(from) = repeat.resume(at) {
            self.new.extend_from_slice(&line[from..at]);
            self.place = Place::New(from);
        } else {
            self.decode_again(at, frames)?;
        }
        Ok(same)
    }

    fn collect(
        &mut self,
        from: usize,
        bytes: &[u8],
        frames: &mut Vec<Frame>,
    ) -> Result<usize, TooLarge> {
        if self.new.ends_with(b"\n") {
            if bytes[0] == b'\n' {
                self.new.push(b'\n');
                let change = self.repeat.as_mut().and_then(|last| last.replace(from, &self.new));
                if let Some(change) = change {
                    self.decoded += self.new.len() as u64;
                    self.new.clear();
                    frames.push(Frame::Change(change));
                    self.finish_line();
                    return Ok(1);
                }
                self.new.pop();
            }
            // It has more lines, or is no such snapshot.
            self.decode_again(from, frames)?;
            return Ok(0);
        }
        let end = bytes.iter().position(|byte| matches!(byte, b'\n' | b'\r'));
        let taken = end.map_or(bytes.len(), |end| end + 1);
        self.new.extend_from_slice(&bytes[..taken]);
        // What a limit cuts off, and where, is the decoder's to say.
        if self.new.ends_with(b"\r") || from + self.new.len() > self.limit {
            self.decode_again(from, frames)?;
        }
        Ok(taken)
    }

    /// Sends a line that began like the last snapshot's the long way: its first `same` bytes, and
    /// what is new.
    fn decode_again(&mut self, same: usize, frames: &mut Vec<Frame>) -> Result<(), TooLarge> {
        let mut line = std::mem::take(&mut self.new);
        if let Some(repeat) = &self.repeat {
            line.splice(..0, repeat.line()[..same].iter().copied());
        }
        let decoded = self.decode(&line, frames);
        line.clear();
        self.new = line;
        // The line may not even have begun, and is not to be compared once more.
        self.place = Place::Apart;
        decoded
    }

    fn decode(&mut self, bytes: &[u8], frames: &mut Vec<Frame>) -> Result<(), TooLarge> {
        self.decoded += bytes.len() as u64;
        let decoded = self.stream.feed(bytes, &mut self.events);
        for event in self.events.drain(..) {
            let frame = wire::frame(&event);
            if let Frame::Snapshot(snapshot) = &frame {
                self.repeat = Repeat::of(&event.data, snapshot, self.limit);
            }
            frames.push(frame);
        }
        self.begin_line();
        decoded
    }

    /// The event of a line that was not decoded has ended.
    fn finish_line(&mut self) {
        self.stream.skip_event();
        self.begin_line();
    }

    fn begin_line(&mut self) {
        let may_repeat =
            self.repeat.is_some() && self.stream.awaits_data().is_some_and(wire::may_be_answer);
        self.place = if may_repeat { Place::Alike(0) } else { Place::Apart };
    }
}
