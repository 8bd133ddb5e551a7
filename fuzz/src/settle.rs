//! A text that grows to nodes: each update, applied as a view applies it, gives the nodes of the
//! document, and in the end they are those of the text at once.

use ask_docs_core::markdown::tree::{Kind, Node};
use ask_docs_core::markdown::{Document, Update, parse};

use crate::addresses::Native;
use crate::cuts::{self, Numbers};
use crate::shape;

/// How many prefixes of a text are also parsed from scratch.
const COMPARED: usize = 6;

/// Checks one input: grown by one character at a time, in chunks, and rewritten on the way.
pub fn check(input: &[u8]) {
    let text = &*String::from_utf8_lossy(input);
    let whole = parse(text, &Native::default());
    let mut numbers = Numbers::of(input);

    let mut view = View::default();
    for (end, _) in text.char_indices().skip(1) {
        view.show(&text[..end], false);
    }
    view.end(text, &whole);

    let mut view = View::default();
    for end in cuts::prefixes(text, 24, &mut numbers) {
        view.show(&text[..end], false);
    }
    view.end(text, &whole);

    let mut view = View::default();
    for snapshot in rewritten(text, &mut numbers) {
        view.show(&snapshot, false);
    }
    view.end(text, &whole);
    // A text that was complete may turn out not to be.
    view.show(&format!("{text}\n\n{text}"), false);
    view.end(text, &whole);

    check_prefixes(text, &mut numbers);
}

/// What stands in a page, and the document that it follows.
#[derive(Default)]
struct View {
    document: Document,
    drawn: Vec<Drawn>,
}

/// A node as it was drawn. The text is what the DOM has: UTF-16.
#[derive(Debug, PartialEq)]
struct Drawn {
    node: Node,
    text: Vec<u16>,
}

impl View {
    fn show(&mut self, text: &str, complete: bool) {
        let update = self.document.update(text, complete, &Native::default());
        let nodes = self.document.nodes();
        shape::check(nodes);
        apply(&mut self.drawn, update, nodes);
        assert_eq!(self.drawn.len(), nodes.len(), "after {text:?}");
        for (drawn, node) in self.drawn.iter().zip(nodes) {
            assert_eq!(drawn, &Drawn::new(node), "after {text:?}");
        }
        let kept = self.document.update(text, complete, &Native::default());
        assert_eq!((kept.kept, kept.text), (self.drawn.len(), None), "again {text:?}");
    }

    fn end(&mut self, text: &str, whole: &[Node]) {
        self.show(text, true);
        assert_eq!(self.document.nodes(), whole, "in the end, of {text:?}");
    }
}

impl Drawn {
    fn new(node: &Node) -> Self {
        match &node.kind {
            Kind::Text(text) => {
                // Kept apart from the node, so that only an update can make them equal.
                let kind = Kind::Text(String::new());
                Self { node: Node { depth: node.depth, kind }, text: text.encode_utf16().collect() }
            }
            _ => Self { node: node.clone(), text: Vec::new() },
        }
    }
}

/// Does to `drawn` what a view does to the DOM, knowing nothing but the update and what is new.
fn apply(drawn: &mut Vec<Drawn>, update: Update, nodes: &[Node]) {
    let Update { kept, text } = update;
    assert!(kept <= drawn.len() && kept <= nodes.len(), "{kept} nodes are kept of fewer");
    drawn.truncate(kept + usize::from(text.is_some()));
    if let Some(change) = text {
        let Some(Kind::Text(new)) = nodes.get(kept).map(|node| &node.kind) else {
            panic!("the node that changes is no text: {:?}", nodes.get(kept))
        };
        let old = drawn.get_mut(kept).expect("a text that changes is drawn");
        assert!(matches!(old.node.kind, Kind::Text(_)), "{:?} was no text", old.node);
        assert_eq!(old.node.depth, nodes[kept].depth, "a text that changes stays where it is");
        let rest = old.text.len().checked_sub(change.removed).expect("no more goes than was there");
        old.text.truncate(rest);
        old.text.extend(new[change.from..].encode_utf16());
    }
    drawn.extend(nodes[drawn.len()..].iter().map(Drawn::new));
}

/// Snapshots that do not only grow: shorter ones, and ones with a piece missing.
fn rewritten(text: &str, numbers: &mut Numbers) -> Vec<String> {
    let mut place = || text.floor_char_boundary(numbers.below(text.len() + 1));
    let mut snapshots = Vec::new();
    for _ in 0..4 {
        let (one, other, end) = (place(), place(), place());
        let (from, to) = (one.min(other), one.max(other));
        snapshots.push(text[..end].to_owned());
        snapshots.push(format!("{}{}", &text[..from], &text[to..]));
    }
    snapshots
}

/// A prefix that was grown into has the nodes of the prefix at once.
///
/// A text with reference definitions is left out: one that comes late is drawn at the end.
fn check_prefixes(text: &str, numbers: &mut Numbers) {
    if text.contains("]:") {
        return;
    }
    let ends = cuts::prefixes(text, text.len() / COMPARED + 2, numbers);
    let mut growing = Document::default();
    for end in ends {
        let prefix = &text[..end];
        growing.update(prefix, false, &Native::default());
        let mut fresh = Document::default();
        fresh.update(prefix, false, &Native::default());
        assert_eq!(growing.nodes(), fresh.nodes(), "grown to {prefix:?}");
    }
}
