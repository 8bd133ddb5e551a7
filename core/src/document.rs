//! GitBook's document tree to the nodes that are drawn.
//!
//! ```text
//! JSON ─ blocks (inlines, table) ─▶ builder ─▶ markdown::tree
//! ```
//!
//! Owns what each type of a document becomes; `docs/develop/document-format.md` has the table.
//! The vocabulary, the limits and the check of addresses are those of
//! [`markdown`](crate::markdown), so a document can do nothing that a text cannot. Refuses
//! nothing: a type that is not known is what can be read in it.

use crate::markdown::links::Resolver;
use crate::markdown::tree::Node;
use crate::markdown::{Update, difference};
use crate::wire::json::Json;

mod blocks;
mod builder;
mod inlines;
mod plain;
mod table;

use blocks::blocks as draw;
use builder::Builder;

/// A document that arrives in snapshots, as nodes: what [`markdown::Document`] is to a text.
///
/// Each snapshot is read whole. What has changed is told, so that a view keeps what it has drawn.
///
/// [`markdown::Document`]: crate::markdown::Document
#[derive(Debug, Default)]
pub struct Drawing {
    nodes: Vec<Node>,
    is_shortened: bool,
}

impl Drawing {
    /// Takes a snapshot.
    pub fn update(&mut self, document: &Json, resolver: &dyn Resolver) -> Update {
        let (nodes, is_shortened) = read(document, resolver);
        let update = difference(&self.nodes, &nodes);
        *self = Self { nodes, is_shortened };
        update
    }

    /// The nodes, in order.
    pub fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    /// Whether the text is longer than [`MAX_BYTES`](crate::markdown::MAX_BYTES), so that its end
    /// is not among the nodes.
    pub fn is_shortened(&self) -> bool {
        self.is_shortened
    }
}

/// The nodes of `document`; the first block with which they would be more than
/// [`MAX_NODES`](crate::markdown::MAX_NODES), and all after it, as their words in one block of
/// code.
pub fn nodes(document: &Json, resolver: &dyn Resolver) -> Vec<Node> {
    read(document, resolver).0
}

fn read(document: &Json, resolver: &dyn Resolver) -> (Vec<Node>, bool) {
    let mut builder = Builder::new(resolver);
    let blocks = document.get("nodes").items();
    for index in 0..blocks.len() {
        let before = builder.mark();
        draw(&mut builder, &blocks[index..=index]);
        if builder.is_crowded() {
            builder.rewind(before);
            builder.code(Box::default(), &plain::words_of(&blocks[index..]));
            break;
        }
    }
    builder.finish()
}

/// Whether there is anything to read in `document`.
pub fn is_empty(document: &Json) -> bool {
    document.get("nodes").items().iter().all(plain::is_blank)
}

/// The children of an element: its own, and those of its fragments.
fn children(element: &Json) -> impl Iterator<Item = &Json> {
    let fragments = element.get("fragments").items().iter();
    let in_fragments = fragments.flat_map(|fragment| fragment.get("nodes").items());
    element.get("nodes").items().iter().chain(in_fragments)
}

/// The children of the fragment with this name.
fn fragment<'a>(element: &'a Json, name: &str) -> &'a [Json] {
    let is_it = |fragment: &&Json| {
        [fragment.get("fragment"), fragment.get("type")].iter().any(|it| it.text() == Some(name))
    };
    let fragments = element.get("fragments").items().iter();
    fragments.clone().find(is_it).map_or(&[], |fragment| fragment.get("nodes").items())
}
