//! A text that grows, with every promise of `markdown::Document` checked on the way.
//!
//! Owns those assertions, so that no streaming test can forget one, and the mirror: a list of
//! nodes that is kept up to date by updates alone, as a view does it.

use ask_docs_core::markdown::tree::{Kind, Node};
use ask_docs_core::markdown::{Document, Update, parse};

use super::{Native, tree};

/// What a view knows: changed by updates alone.
#[derive(Debug, Default)]
pub struct Mirror {
    pub nodes: Vec<Node>,
}

impl Mirror {
    /// Does what `update` says; `nodes` are those of the document.
    pub fn apply(&mut self, update: Update, nodes: &[Node]) {
        let mut kept = update.kept;
        assert!(kept <= self.nodes.len(), "more kept than there were");
        self.nodes.truncate(kept + usize::from(update.text.is_some()));
        if let Some(change) = update.text {
            assert_eq!(self.nodes[kept].depth, nodes[kept].depth);
            let Kind::Text(old) = &mut self.nodes[kept].kind else { panic!("no text") };
            let Kind::Text(new) = &nodes[kept].kind else { panic!("no text any more") };
            let units: Vec<u16> = old.encode_utf16().collect();
            *old = String::from_utf16(&units[..units.len() - change.removed]).expect("characters");
            old.push_str(&new[change.from..]);
            kept += 1;
        }
        self.nodes.extend_from_slice(&nodes[kept..]);
    }
}

/// Feeds `text` in prefixes that end at `ends`, then whole, and checks each promise on the way.
pub fn grow(text: &str, ends: impl IntoIterator<Item = usize>) -> Document {
    let resolver = Native::with_base();
    let whole = parse(text, &resolver);
    tree::census(&whole);
    let may_come_late = text.contains("]:");
    let mut document = Document::new();
    let mut mirror = Mirror::default();
    let mut settled_before = 0;
    let mut last = 0;
    for end in ends.into_iter().chain([text.len()]) {
        let end = text.floor_char_boundary(end.min(text.len())).max(last);
        last = end;
        let update = document.update(&text[..end], false, &resolver);
        mirror.apply(update, document.nodes());
        let nodes = document.nodes();
        assert_eq!(mirror.nodes, nodes, "mirror, up to {end} of {text:?}");
        tree::census(nodes);
        assert!(update.kept >= settled_before, "settled stays, up to {end} of {text:?}");
        let settled = document.settled();
        assert!(settled >= settled_before, "settled grows, up to {end} of {text:?}");
        if !may_come_late {
            let common = whole.len().min(settled);
            assert_eq!(nodes[..common], whole[..common], "too early, up to {end} of {text:?}");
        }
        settled_before = settled;
    }
    let update = document.update(text, true, &resolver);
    mirror.apply(update, document.nodes());
    assert_eq!(mirror.nodes, document.nodes(), "mirror, in the end of {text:?}");
    assert!(may_come_late || update.kept >= settled_before);
    assert_eq!(document.nodes(), whole, "in the end, of {text:?}");
    assert_eq!(document.settled(), whole.len());
    document
}
