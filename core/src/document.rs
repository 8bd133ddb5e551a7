//! GitBook's document tree to Markdown, which is what an answer is.
//!
//! ```text
//! JSON ─ blocks (inlines, table) ─▶ builder ─▶ markdown::tree ─ markdown::write ─▶ text
//! ```
//!
//! Owns what each type of a document becomes; `docs/develop/document-format.md` has the table.
//! The vocabulary, the limits and the check of addresses are those of
//! [`markdown`](crate::markdown), so a document can do nothing that a text cannot. Refuses
//! nothing: a type that is not known is what can be read in it.

use crate::markdown::links::Resolver;
use crate::markdown::to_markdown;
use crate::markdown::tree::Node;
use crate::wire::Frame;
use crate::wire::json::Json;

mod blocks;
mod builder;
mod inlines;
mod plain;
mod table;

use blocks::blocks as draw;
use builder::Builder;

/// `frame`, with Markdown in the place of an answer that came as a document. One without words is
/// none.
pub fn in_markdown(mut frame: Frame, resolver: &dyn Resolver) -> Frame {
    if let Frame::Snapshot(snapshot) = &mut frame
        && let Some(answer) = &mut snapshot.answer
        && let Some(document) = answer.document.take()
        && answer.markdown.as_ref().is_none_or(String::is_empty)
        && !is_empty(&document)
    {
        answer.markdown = Some(to_markdown(&nodes(&document, resolver)));
    }
    frame
}

/// The nodes of `document`; the first block with which they would be more than
/// [`MAX_NODES`](crate::markdown::MAX_NODES), and all after it, as their words in one block of
/// code.
pub fn nodes(document: &Json, resolver: &dyn Resolver) -> Vec<Node> {
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

/// Whether there is nothing to read in `document`.
fn is_empty(document: &Json) -> bool {
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
