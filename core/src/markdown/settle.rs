//! A text that grows, as blocks of which all but the last are settled.
//!
//! Owns what is known to stay as it is, and where the open tail begins. Refuses to parse: that is
//! [`parse`](super::parse).

use super::links::Resolver;
use super::parse::parse;
use super::tree::Block;

/// The blocks of a text that arrives in growing snapshots.
#[derive(Debug, Default)]
pub struct Document {
    blocks: Vec<Placed>,
    settled: usize,
    shortened: bool,
}

/// A block and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placed {
    /// The byte of the text where it begins. No two blocks share one.
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

impl Document {
    /// A document without text.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes a snapshot: the whole text so far, usually the last one and some more.
    ///
    /// `complete` says that no more will come. Until then the end of the text is drawn as what
    /// it is about to become, not as the half-written thing it is.
    pub fn update(&mut self, text: &str, complete: bool, resolver: &dyn Resolver) -> Update {
        let blocks: Vec<Placed> = parse(text, resolver)
            .into_iter()
            .enumerate()
            .map(|(start, block)| Placed { start, edition: 0, block })
            .collect();
        let kept = self.blocks.iter().zip(&blocks).take_while(|(old, new)| old == new).count();
        self.blocks = blocks;
        self.settled = if complete { self.blocks.len() } else { self.blocks.len().max(1) - 1 };
        Update { kept, settled: self.settled }
    }

    /// The blocks, in order.
    pub fn blocks(&self) -> &[Placed] {
        &self.blocks
    }

    /// How many of the blocks are settled, from the first on.
    pub fn settled(&self) -> usize {
        self.settled
    }

    /// Whether the text is longer than [`MAX_BYTES`](super::MAX_BYTES), so that its end is not
    /// among the blocks.
    pub fn is_shortened(&self) -> bool {
        self.shortened
    }
}
