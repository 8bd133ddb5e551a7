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
use crate::wire::document::Document;
use crate::wire::json::Json;

mod blocks;
mod builder;
mod inlines;
mod plain;
mod table;

use blocks::block;
use builder::Builder;

/// A document as it is drawn.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Drawn {
    /// The nodes, in the order of reading.
    pub nodes: Vec<Node>,
    /// Whether the end is left out, because the text is longer than
    /// [`MAX_BYTES`](crate::markdown::MAX_BYTES).
    pub is_shortened: bool,
}

/// The nodes of `document`; the first block with which they would be more than
/// [`MAX_NODES`](crate::markdown::MAX_NODES), and all after it, as their words in one block of
/// code.
pub fn drawn(document: &Document, resolver: &dyn Resolver) -> Drawn {
    // What was made here is for others to read.
    let Document::Read(document) = document else { return Drawn::default() };
    let mut builder = Builder::new(resolver);
    let blocks = document.get("nodes").items();
    for (index, one) in blocks.iter().enumerate() {
        let before = builder.mark();
        block(&mut builder, one);
        if builder.is_crowded() {
            builder.rewind(before);
            let words: Vec<String> = blocks[index..].iter().map(plain::words).collect();
            builder.code(Box::default(), &words.join("\n"));
            break;
        }
    }
    builder.finish()
}

/// Whether there is anything to read in `document`.
pub fn is_empty(document: &Document) -> bool {
    match document {
        Document::Read(document) => document.get("nodes").items().iter().all(plain::is_blank),
        Document::Made(made) => made.is_empty(),
    }
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
