//! An event stream's bytes, cut where its events end.
//!
//! Owns where one event ends and what kind it is, by the rules of the WHATWG HTML standard, 9.2.6.
//! Refuses to change a byte: the blocks of a stream, one after the other, are the stream.

use std::collections::VecDeque;

use ask_docs_core::sse::MAX_EVENT_BYTES;
use bytes::{Bytes, BytesMut};
use futures_util::stream::BoxStream;
use futures_util::{Stream, StreamExt as _, stream};

use crate::refusal::Refusal;

/// The blocks of an answer; the refusal that ends it, should it break off, comes last.
pub(crate) type Blocks = BoxStream<'static, Result<Block, Refusal>>;

/// One event with the blank line that ends it, or what a stream ended with instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Block {
    /// As they came.
    pub bytes: Bytes,
    /// What they say.
    pub kind: Kind,
}

/// What a block says to those who read answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A message with data: a snapshot, most likely.
    Message,
    /// The end marker.
    Done,
    /// The end marker without data, so that no parser dispatches it.
    MuteDone,
    /// The error that ends an answer.
    Error,
    /// A comment, an event of another name, an event without data.
    Other,
    /// The start of an event whose end never came.
    Cut,
}

impl Block {
    /// A block of an event that the gateway wrote itself.
    pub(crate) fn new(bytes: Bytes) -> Self {
        let kind = kind(&bytes);
        Self { bytes, kind }
    }

    /// The block with the one event that `bytes` must hold, if nobody else vouches for them.
    pub(crate) fn sole(bytes: Bytes) -> Option<Self> {
        let mut cutter = Cutter::default();
        cutter.feed(&bytes).ok()?;
        let rest = cutter.finish();
        let blocks = cutter.ready.into_iter().chain(rest);
        let mut events = blocks.map(|block| block.kind).filter(|kind| *kind != Kind::Other);
        let kind = events.next().filter(|kind| *kind != Kind::Cut)?;
        events.next().is_none().then_some(Self { bytes, kind })
    }

    /// Whether nothing that matters can follow.
    pub(crate) fn ends_answer(&self) -> bool {
        matches!(self.kind, Kind::Done | Kind::MuteDone | Kind::Error)
    }
}

/// Cuts `bytes` into blocks.
///
/// An event of more than 1 MiB ends the stream with [`Refusal::UpstreamFailed`].
pub(crate) fn blocks<S>(bytes: S) -> impl Stream<Item = Result<Block, Refusal>> + Send
where
    S: Stream<Item = Result<Bytes, Refusal>> + Send + 'static,
{
    let state = State { bytes: Some(bytes.boxed()), cutter: Cutter::default(), refusal: None };
    stream::unfold(state, |mut state| async move {
        loop {
            if let Some(block) = state.cutter.ready.pop_front() {
                return Some((Ok(block), state));
            }
            let Some(bytes) = &mut state.bytes else {
                // What has come so far came first.
                return state.refusal.take().map(|refusal| (Err(refusal), state));
            };
            match bytes.next().await {
                Some(Ok(chunk)) => match state.cutter.feed(&chunk) {
                    Ok(()) => continue,
                    Err(TooLarge) => {
                        tracing::warn!("an event of more than {MAX_EVENT_BYTES} bytes came");
                        state.refusal = Some(Refusal::UpstreamFailed);
                    }
                },
                Some(Err(refusal)) => state.refusal = Some(refusal),
                None => {}
            }
            state.bytes = None;
            let rest = state.cutter.finish();
            state.cutter.ready.extend(rest);
        }
    })
}

struct State {
    /// None once they have ended.
    bytes: Option<BoxStream<'static, Result<Bytes, Refusal>>>,
    cutter: Cutter,
    /// Why they ended.
    refusal: Option<Refusal>,
}

/// An event has grown past [`MAX_EVENT_BYTES`].
#[derive(Debug)]
struct TooLarge;

/// Finds the blank lines. Each byte is looked at once to find them and once to say what they end.
#[derive(Debug, Default)]
struct Cutter {
    /// The open event.
    open: BytesMut,
    line: Line,
    ready: VecDeque<Block>,
}

/// How the open line stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Line {
    /// Nothing on it yet.
    #[default]
    Empty,
    /// Nothing on it yet but, it may be, the second half of a CRLF.
    AfterReturn,
    /// Something.
    Begun,
}

impl Cutter {
    fn feed(&mut self, chunk: &[u8]) -> Result<(), TooLarge> {
        let mut from = 0;
        for (at, byte) in chunk.iter().enumerate() {
            let blank = matches!(self.line, Line::Empty | Line::AfterReturn);
            self.line = match (byte, self.line) {
                // The CR before it has ended the line already.
                (b'\n', Line::AfterReturn) => {
                    self.line = Line::Empty;
                    continue;
                }
                (b'\n', _) => Line::Empty,
                (b'\r', _) => Line::AfterReturn,
                _ => {
                    self.line = Line::Begun;
                    continue;
                }
            };
            if blank {
                self.open.extend_from_slice(&chunk[from..=at]);
                from = at + 1;
                self.ready.push_back(Block::new(self.open.split().freeze()));
            }
        }
        self.open.extend_from_slice(&chunk[from..]);
        if self.open.len() > MAX_EVENT_BYTES {
            return Err(TooLarge);
        }
        Ok(())
    }

    fn finish(&mut self) -> Option<Block> {
        let bytes = self.open.split().freeze();
        (!bytes.is_empty()).then_some(Block { bytes, kind: Kind::Cut })
    }
}

fn kind(block: &[u8]) -> Kind {
    let (mut name, mut data) = (&b""[..], None);
    let block = block.strip_prefix("\u{feff}".as_bytes()).unwrap_or(block);
    for line in block.split(|byte| matches!(byte, b'\n' | b'\r')) {
        let colon = line.iter().position(|byte| *byte == b':').unwrap_or(line.len());
        let (field, value) = line.split_at(colon);
        let value = value.strip_prefix(b":").unwrap_or(value);
        let value = value.strip_prefix(b" ").unwrap_or(value);
        match field {
            b"event" => name = value,
            // Of several lines, no end marker is made.
            b"data" => data = Some(if data.is_none() { value } else { b"" }),
            _ => {}
        }
    }
    match (name, data) {
        (b"done", Some(_)) | (b"" | b"message", Some(b"done")) => Kind::Done,
        (b"done", None) => Kind::MuteDone,
        (b"error", Some(_)) => Kind::Error,
        (b"" | b"message", Some(_)) => Kind::Message,
        _ => Kind::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The blocks of `text`, fed in pieces of `size`.
    fn cut(text: &[u8], size: usize) -> Vec<Block> {
        let mut cutter = Cutter::default();
        for piece in text.chunks(size) {
            cutter.feed(piece).expect("a sane size");
        }
        let rest = cutter.finish();
        cutter.ready.into_iter().chain(rest).collect()
    }

    #[test]
    fn blocks_are_the_stream_whatever_the_slices() {
        let text =
            "\u{feff}: hi\r\ndata: 1\r\r\ntrace: x\nid: 1\n\ndata: é\r\n\r\n\n\ndata: half\r";
        let whole = cut(text.as_bytes(), text.len());
        let bytes: Vec<u8> = whole.iter().flat_map(|block| block.bytes.to_vec()).collect();
        assert_eq!(bytes, text.as_bytes());
        for size in 1..text.len() {
            assert_eq!(cut(text.as_bytes(), size), whole, "{size}");
        }
    }

    #[test]
    fn a_block_is_what_its_event_is() {
        for (text, expected) in [
            ("data: {}\n\n", Kind::Message),
            ("\u{feff}data:{}\r\r", Kind::Message),
            ("event: message\ndata\n\n", Kind::Message),
            ("event: done\ndata: done\n\n", Kind::Done),
            ("event: done\n\n", Kind::MuteDone),
            ("data: done\r\n\r\n", Kind::Done),
            ("data: do\ndata: done\n\n", Kind::Message),
            ("event: error\ndata: {}\n\n", Kind::Error),
            ("event: error\n\n", Kind::Other),
            (": ping\n\n", Kind::Other),
            ("id: 1\n\n", Kind::Other),
            ("event: other\ndata: {}\n\n", Kind::Other),
            ("data: {}\n", Kind::Cut),
        ] {
            let kinds: Vec<_> = cut(text.as_bytes(), 1).iter().map(|block| block.kind).collect();
            assert_eq!(kinds.first(), Some(&expected), "{text:?}");
        }
    }

    #[tokio::test]
    async fn what_came_before_a_break_comes_first() {
        let bytes = stream::iter([
            Ok(Bytes::from_static(b"data: 1\n\ndata: ")),
            Err(Refusal::UpstreamSlow),
            Ok(Bytes::from_static(b"never")),
        ]);
        let all: Vec<_> = blocks(bytes).collect().await;
        assert_eq!(all.len(), 3, "{all:?}");
        assert_eq!(all[0].as_ref().map(|block| block.kind), Ok(Kind::Message));
        assert_eq!(all[1].as_ref().map(|block| block.kind), Ok(Kind::Cut));
        assert_eq!(all[2], Err(Refusal::UpstreamSlow));
    }

    #[tokio::test]
    async fn an_event_without_end_is_not_collected_for_ever() {
        let endless = stream::repeat_with(|| Ok(Bytes::from(vec![b'a'; 64 * 1024])));
        let all: Vec<_> = blocks(endless).collect().await;
        assert_eq!(all.last(), Some(&Err(Refusal::UpstreamFailed)));
    }
}
