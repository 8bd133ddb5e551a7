//! A text that grows, as blocks of which all but the last few are settled.
//!
//! Owns what is known to stay as it is, and where the open tail begins. In CommonMark a block at
//! the root that has been followed by another never opens again, so each snapshot is parsed from
//! the start of the tail only. A line that has not ended proves nothing: `2` may become `2. b` and
//! go on with the list before it. Refuses to parse: that is [`parse`](mod@super::parse).
//!
//! Reference definitions (`[label]: address`) are the exception of CommonMark: one that comes
//! late changes what stood before it. Here settled blocks stay as they were drawn while the text
//! grows; when it is complete, a text that holds definitions is parsed once more from its start,
//! so that in the end every text shows what it would have shown at once.

use super::blocks::Block;
use super::definitions::{Definition, Definitions};
use super::heal;
use super::links::Resolver;
use super::parse::{self, Parsed};
use super::{MAX_BYTES, MAX_NODES};

/// The blocks of a text that arrives in growing snapshots.
#[derive(Debug, Default)]
pub struct Document {
    /// The text of the last update, as much of it as is shown.
    text: String,
    complete: bool,
    shortened: bool,
    blocks: Vec<Placed>,
    settled: usize,
    edition: u32,
    marks: Vec<Mark>,
    /// The reference definitions of the settled text.
    definitions: Definitions,
    /// Where the whole lines ended that were last looked through for settled pieces.
    seen: usize,
    /// Whether they held more nodes than there may be: then the tail is not parsed again until
    /// the text is complete.
    full: bool,
    parsed_bytes: u64,
}

/// What is settled up to a place: one for each settled piece.
#[derive(Clone, Copy, Debug, Default)]
struct Mark {
    /// Where the piece ends and the next one begins.
    end: usize,
    /// The bytes up to here prove that the piece is settled.
    proof: usize,
    /// The blocks up to its end.
    blocks: usize,
    /// The nodes up to its end.
    nodes: usize,
}

/// A block and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placed {
    /// The byte of the text where it begins, or soon after: no two blocks share one.
    pub start: usize,
    /// How often settled blocks had been taken back when this one was made: a settled block with
    /// the same `start` and `edition` as before is the same block, so the two make a key.
    pub edition: u32,
    /// The block.
    pub block: Block,
}

/// What an update changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Update {
    /// How many leading blocks are the same as before; those after them are new or changed.
    pub kept: usize,
    /// How many leading blocks are settled: they stay as they are while the text only grows.
    pub settled: usize,
}

/// Parses a whole text.
pub fn parse(text: &str, resolver: &dyn Resolver) -> Vec<Block> {
    let mut document = Document::new();
    document.update(text, true, resolver);
    document.blocks.into_iter().map(|placed| placed.block).collect()
}

impl Document {
    /// A document without text.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes a snapshot: the whole text so far, usually the last one and some more.
    ///
    /// `complete` says that no more will come. Until then the end of the text is drawn as what
    /// it is about to become, not as the half-written thing it is. A snapshot that rewrites what
    /// stood before takes back what the change touches.
    pub fn update(&mut self, text: &str, complete: bool, resolver: &dyn Resolver) -> Update {
        // A byte-order mark is no text.
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let shown = &text[..text.floor_char_boundary(MAX_BYTES)];
        self.shortened = shown.len() < text.len();
        // What is cut off can no longer change what is shown.
        let complete = complete || self.shortened;
        if shown == self.text && complete == self.complete {
            return Update { kept: self.blocks.len(), settled: self.settled };
        }
        let (count_before, settled_before) = (self.blocks.len(), self.settled);
        self.take_back(common_length(&self.text, shown));
        let mut old = self.blocks.split_off(self.mark().blocks);
        if complete {
            self.draw_whole(shown, &mut old, resolver);
        } else {
            self.settle(shown, resolver);
            self.draw_tail(shown, resolver);
        }
        self.complete = complete;
        shown.clone_into(&mut self.text);
        let untouched = count_before - old.len();
        self.compare(&old, untouched, settled_before)
    }

    /// The blocks, in order.
    pub fn blocks(&self) -> &[Placed] {
        &self.blocks
    }

    /// How many of the blocks are settled, from the first on.
    pub fn settled(&self) -> usize {
        self.settled
    }

    /// Whether the text is longer than [`MAX_BYTES`], so that its end is not among the blocks.
    pub fn is_shortened(&self) -> bool {
        self.shortened
    }

    /// How many bytes have been given to the Markdown parser so far: the measure of its work.
    pub fn parsed_bytes(&self) -> u64 {
        self.parsed_bytes
    }

    /// The end of what is settled.
    fn mark(&self) -> Mark {
        self.marks.last().copied().unwrap_or_default()
    }

    /// Forgets what is not proven by the first `common` bytes.
    fn take_back(&mut self, common: usize) {
        // What completeness settled is not proven by what stands behind it.
        let common = if self.complete { 0 } else { common };
        while self.marks.pop_if(|mark| mark.proof > common).is_some() {}
        let end = self.mark().end;
        self.definitions.truncate(end);
        if common < self.seen {
            self.seen = end;
            self.full = false;
        }
    }

    /// Looks through new whole lines for pieces that have been followed by another.
    fn settle(&mut self, text: &str, resolver: &dyn Resolver) {
        let whole = text.rfind('\n').map_or(0, |end| end + 1);
        if whole <= self.seen || self.full {
            return;
        }
        self.seen = whole;
        let base = self.mark();
        let parsed = self.parse(&text[base.end..whole], None, resolver);
        self.full = parsed.rest.is_some();
        let has_definitions = !(parsed.definitions.is_empty() && self.definitions.is_empty());
        let starts: Vec<usize> =
            parsed.pieces.iter().map(|piece| piece.start).chain(parsed.rest).collect();
        for (piece, next) in parsed.pieces.into_iter().zip(starts.into_iter().skip(1)) {
            let end = base.end + next;
            // A table that follows a paragraph at once is one only with its second line; a
            // definition anywhere in what was parsed may have had a say.
            let second_line = text[end..whole].match_indices('\n').nth(1);
            let proof = match second_line {
                Some((length, _)) if !has_definitions => end + length + 1,
                _ => whole,
            };
            place(base.end + piece.start, piece.blocks, self.edition, &mut self.blocks);
            let (blocks, nodes) = (self.blocks.len(), base.nodes + piece.nodes);
            self.marks.push(Mark { end, proof, blocks, nodes });
        }
        let end = self.mark().end;
        for definition in parsed.definitions {
            let start = base.end + definition.start;
            if start < end {
                self.definitions.add(Definition { start, ..definition });
            }
        }
    }

    /// Draws the open tail as what it is about to become.
    fn draw_tail(&mut self, text: &str, resolver: &dyn Resolver) {
        let mark = self.mark();
        self.settled = mark.blocks;
        let mut tail = &text[mark.end..];
        if self.full {
            return self.place_all(tail, Parsed { rest: Some(0), ..Parsed::default() });
        }
        let mut parsed = self.parse(tail, Some(tail.len()), resolver);
        if let Some(length) = heal::without_last_line(tail, parsed.leaf.as_ref()) {
            tail = &tail[..length];
            parsed = self.parse(tail, Some(length), resolver);
        }
        if let Some(healed) = heal::closed(tail, parsed.leaf.as_ref()) {
            parsed = self.parse(&healed.text, Some(healed.written), resolver);
        }
        self.place_all(tail, parsed);
    }

    /// Draws all there is, for good. `old` are the blocks that may have changed.
    fn draw_whole(&mut self, text: &str, old: &mut Vec<Placed>, resolver: &dyn Resolver) {
        let tail = &text[self.mark().end..];
        let mut parsed = self.parse(tail, None, resolver);
        let has_definitions = !(parsed.definitions.is_empty() && self.definitions.is_empty());
        if has_definitions && !self.marks.is_empty() {
            self.marks.clear();
            self.definitions.truncate(0);
            old.splice(..0, self.blocks.drain(..));
            parsed = self.parse(text, None, resolver);
        }
        self.place_all(&text[self.mark().end..], parsed);
        self.settled = self.blocks.len();
    }

    fn parse(&mut self, text: &str, written: Option<usize>, resolver: &dyn Resolver) -> Parsed {
        self.parsed_bytes += text.len() as u64;
        // One node is left for what does not fit.
        let budget = (MAX_NODES - 1).saturating_sub(self.mark().nodes);
        parse::pieces(text, &self.definitions, written, budget, resolver)
    }

    /// Places what stands behind the settled blocks; `tail` is its source.
    fn place_all(&mut self, tail: &str, parsed: Parsed) {
        let base = self.mark().end;
        for piece in parsed.pieces {
            place(base + piece.start, piece.blocks, self.edition, &mut self.blocks);
        }
        if let Some(rest) = parsed.rest {
            let text = tail[rest..].trim_end_matches(['\n', '\r']).to_owned();
            let source = Block::Code { language: None, text };
            place(base + rest, vec![source], self.edition, &mut self.blocks);
        }
    }

    /// Says what has changed, where `old` stood behind the `untouched` blocks.
    fn compare(&mut self, old: &[Placed], untouched: usize, settled_before: usize) -> Update {
        let mut kept = untouched;
        for (old, new) in old.iter().zip(&mut self.blocks[untouched..]) {
            if old.start != new.start || old.block != new.block {
                break;
            }
            new.edition = old.edition;
            kept += 1;
        }
        if kept < settled_before {
            self.edition += 1;
            for taken in &mut self.blocks[kept..] {
                taken.edition = self.edition;
            }
        }
        Update { kept, settled: self.settled }
    }
}

/// Adds the blocks of one piece. Each is written with at least one byte, so starts stay apart.
fn place(start: usize, blocks: Vec<Block>, edition: u32, to: &mut Vec<Placed>) {
    for (index, block) in blocks.into_iter().enumerate() {
        to.push(Placed { start: start + index, edition, block });
    }
}

/// How many bytes two texts have in common at their begin.
fn common_length(one: &str, other: &str) -> usize {
    if other.starts_with(one) {
        return one.len();
    }
    one.bytes().zip(other.bytes()).take_while(|(one, other)| one == other).count()
}
