//! A text that grows, with every promise of `markdown::Document` checked on the way.
//!
//! Owns those assertions, so that no streaming test can forget one.

use ask_docs_core::markdown::tree::Block;
use ask_docs_core::markdown::{Document, Placed, parse};

use super::Native;

/// Feeds `text` in prefixes that end at `ends`, then whole, and checks each promise on the way.
pub fn grow(text: &str, ends: impl IntoIterator<Item = usize>) -> Document {
    let resolver = Native::with_base();
    let whole = parse(text, &resolver);
    let may_come_late = text.contains("]:");
    let mut document = Document::new();
    let mut before: Vec<Placed> = Vec::new();
    let mut settled_before = 0;
    let mut last = 0;
    for end in ends.into_iter().chain([text.len()]) {
        let end = text.floor_char_boundary(end.min(text.len())).max(last);
        last = end;
        let update = document.update(&text[..end], false, &resolver);
        let blocks = document.blocks();
        assert_eq!(blocks[..update.kept], before[..update.kept], "kept, up to {end} of {text:?}");
        assert!(update.kept >= settled_before, "settled stays, up to {end} of {text:?}");
        assert!(update.settled >= settled_before, "settled grows, up to {end} of {text:?}");
        assert_eq!(update.settled, document.settled());
        assert!(blocks.is_sorted_by(|one, next| one.start < next.start), "starts of {text:?}");
        if !may_come_late {
            for (placed, block) in blocks[..update.settled].iter().zip(&whole) {
                assert_eq!(&placed.block, block, "settled too early, up to {end} of {text:?}");
            }
        }
        before = blocks.to_vec();
        settled_before = update.settled;
    }
    let update = document.update(text, true, &resolver);
    assert_eq!(document.blocks()[..update.kept], before[..update.kept]);
    assert!(may_come_late || update.kept >= settled_before);
    assert_eq!(blocks_of(&document), whole, "in the end, of {text:?}");
    assert_eq!(document.settled(), whole.len());
    document
}

/// The blocks of a document, without their places.
pub fn blocks_of(document: &Document) -> Vec<Block> {
    document.blocks().iter().map(|placed| placed.block.clone()).collect()
}
