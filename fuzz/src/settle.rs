//! A text that grows to nodes: each update, applied as a view applies it, gives the nodes of the
//! document, and in the end they are those of the text at once.
//!
//! Owns the ways in which a text comes: by one character at a time, in chunks, and with parts that
//! are taken back. What must hold on the way is what the tests of the core hold to be true.

use ask_docs_core::markdown::tree::Node;
use ask_docs_core::markdown::{Document, MAX_DEPTH, MAX_NODES, parse};

use crate::addresses;
use crate::cuts::{self, Numbers};
use crate::support::Native;
use crate::support::growing::{Mirror, grow};
use crate::support::tree::census;

/// How many prefixes of a text are also parsed from scratch.
const COMPARED: usize = 6;

/// Checks one input.
pub fn check(input: &[u8]) {
    let text = &*String::from_utf8_lossy(input);
    let mut numbers = Numbers::of(input);
    grow(text, text.char_indices().map(|(start, _)| start));
    grow(text, cuts::prefixes(text, 24, &mut numbers));
    check_rewritten(text, &mut numbers);
    check_prefixes(text, &mut numbers);
}

/// Snapshots that do not only grow: shorter ones, ones with a piece missing, and one that goes on
/// after the text was complete.
fn check_rewritten(text: &str, numbers: &mut Numbers) {
    let whole = parse(text, &Native::with_base());
    let mut view = View::default();
    let mut place = || text.floor_char_boundary(numbers.below(text.len() + 1));
    for _ in 0..4 {
        let (one, other, end) = (place(), place(), place());
        let (from, to) = (one.min(other), one.max(other));
        view.show(&text[..end], false);
        view.show(&format!("{}{}", &text[..from], &text[to..]), false);
    }
    for longer in [String::new(), format!("\n\n{text}")] {
        view.show(&format!("{text}{longer}"), false);
        view.show(text, true);
        assert_eq!(view.document.nodes(), whole, "in the end, of {text:?}");
    }
}

/// A prefix that was grown into has the nodes of the prefix at once.
///
/// A text with reference definitions is left out: one that comes late is drawn at the end.
fn check_prefixes(text: &str, numbers: &mut Numbers) {
    if text.contains("]:") {
        return;
    }
    let mut growing = Document::default();
    for end in cuts::prefixes(text, text.len() / COMPARED + 2, numbers) {
        let prefix = &text[..end];
        growing.update(prefix, false, &Native::with_base());
        let mut fresh = Document::default();
        fresh.update(prefix, false, &Native::with_base());
        assert_eq!(growing.nodes(), fresh.nodes(), "grown to {prefix:?}");
    }
}

/// What stands in a page, and the document that it follows.
#[derive(Default)]
struct View {
    document: Document,
    mirror: Mirror,
}

impl View {
    fn show(&mut self, text: &str, complete: bool) {
        let resolver = Native::with_base();
        let update = self.document.update(text, complete, &resolver);
        self.mirror.apply(update, self.document.nodes());
        assert_eq!(self.mirror.nodes, self.document.nodes(), "after {text:?}");
        check_limits(self.document.nodes());
        let again = self.document.update(text, complete, &resolver);
        assert_eq!((again.kept, again.text), (self.mirror.nodes.len(), None), "again {text:?}");
    }
}

fn check_limits(nodes: &[Node]) {
    let census = census(nodes);
    assert!(census.nodes <= MAX_NODES, "{} nodes", census.nodes);
    assert!(census.depth <= MAX_DEPTH, "{} deep", census.depth);
    census.links.iter().for_each(addresses::check);
}
