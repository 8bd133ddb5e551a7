//! Text to blocks.

use super::links::Resolver;
use super::tree::{Block, Inline};

/// Parses a whole text.
pub fn parse(text: &str, _resolver: &dyn Resolver) -> Vec<Block> {
    text.split("\n\n")
        .filter(|part| !part.trim().is_empty())
        .map(|part| Block::Paragraph(vec![Inline::Text(part.to_owned())]))
        .collect()
}
