//! A text that grows, as nodes of which all but the last few are settled.

use super::blocks::{Block, Inline};
use super::links::Resolver;
use super::settle;
use super::tree::{CodeBlock, Kind, Node};

/// The nodes of a text that arrives in growing snapshots.
#[derive(Debug, Default)]
pub struct Document {
    blocks: settle::Document,
    nodes: Vec<Node>,
}

/// What an update changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Update {
    /// How many leading nodes are the same as before. All others are new, but for `text`.
    pub kept: usize,
    /// Whether the node behind those was a text before, in the same place, and still is.
    pub text: Option<TextChange>,
}

/// How a text has changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TextChange {
    /// How much of its end is gone, in UTF-16 code units, as the DOM counts.
    pub removed: usize,
    /// The byte of the text from which on it is new.
    pub from: usize,
}

/// Parses a whole text.
pub fn parse(text: &str, resolver: &dyn Resolver) -> Vec<Node> {
    let mut document = Document::default();
    document.update(text, true, resolver);
    document.nodes
}

impl Document {
    /// Takes a snapshot: the whole text so far, usually the last one and some more.
    ///
    /// `complete` says that no more will come. Until then the end of the text is drawn as what
    /// it is about to become, not as the half-written thing it is.
    pub fn update(&mut self, text: &str, complete: bool, resolver: &dyn Resolver) -> Update {
        self.blocks.update(text, complete, resolver);
        let mut nodes = Vec::new();
        for placed in self.blocks.blocks() {
            push_block(&mut nodes, 0, &placed.block);
        }
        let kept = self.nodes.iter().zip(&nodes).take_while(|(one, other)| one == other).count();
        let text = match (self.nodes.get(kept), nodes.get(kept)) {
            (Some(old), Some(new)) if old.depth == new.depth => match (&old.kind, &new.kind) {
                (Kind::Text(old), Kind::Text(new)) => {
                    let same = old.chars().zip(new.chars()).take_while(|(one, other)| one == other);
                    let from = same.map(|(one, _)| one.len_utf8()).sum();
                    Some(TextChange { removed: old[from..].encode_utf16().count(), from })
                }
                _ => None,
            },
            _ => None,
        };
        self.nodes = nodes;
        Update { kept, text }
    }

    /// The nodes, in order.
    pub fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    /// Whether the text is longer than [`MAX_BYTES`](super::MAX_BYTES), so that its end is not
    /// among the nodes.
    pub fn is_shortened(&self) -> bool {
        self.blocks.is_shortened()
    }
}

fn push_block(to: &mut Vec<Node>, depth: u8, block: &Block) {
    let mut push = |extra: u8, kind: Kind| to.push(Node { depth: depth + extra, kind });
    match block {
        Block::Paragraph(content) => {
            push(0, Kind::Paragraph);
            push_inlines(to, depth + 1, content);
        }
        Block::Heading { level, content } => {
            push(0, Kind::Heading(*level));
            push_inlines(to, depth + 1, content);
        }
        Block::List { start, tight, items } => {
            push(0, Kind::List(*start));
            if !*tight {
                push(1, Kind::Loose);
            }
            for item in items {
                to.push(Node { depth: depth + 1, kind: Kind::Item(item.task) });
                item.content.iter().for_each(|block| push_block(to, depth + 2, block));
            }
        }
        Block::Quote(content) => {
            push(0, Kind::Quote);
            content.iter().for_each(|block| push_block(to, depth + 1, block));
        }
        Block::Hint { style, content } => {
            push(0, Kind::Hint(*style));
            content.iter().for_each(|block| push_block(to, depth + 1, block));
        }
        Block::Code { language, text } => {
            let code = CodeBlock { language: language.clone(), ..CodeBlock::default() };
            push(0, Kind::Code(Box::new(code)));
            if !text.is_empty() {
                push(1, Kind::Text(text.clone()));
            }
        }
        Block::Table { columns, head, rows } => {
            push(0, Kind::Table(columns.clone()));
            for row in std::iter::once(head).chain(rows) {
                to.push(Node { depth: depth + 1, kind: Kind::Row });
                for cell in row {
                    to.push(Node { depth: depth + 2, kind: Kind::Cell });
                    push_inlines(to, depth + 3, cell);
                }
            }
        }
        Block::Rule => push(0, Kind::Rule),
    }
}

fn push_inlines(to: &mut Vec<Node>, depth: u8, inlines: &[Inline]) {
    for inline in inlines {
        let (kind, content) = match inline {
            Inline::Text(text) => (Kind::Text(text.clone()), None),
            Inline::Code(text) => {
                to.push(Node { depth, kind: Kind::CodeSpan });
                to.push(Node { depth: depth + 1, kind: Kind::Text(text.clone()) });
                continue;
            }
            Inline::Emphasis(content) => (Kind::Emphasis, Some(content)),
            Inline::Strong(content) => (Kind::Strong, Some(content)),
            Inline::Strikethrough(content) => (Kind::Strikethrough, Some(content)),
            Inline::Link { href, content } => (Kind::Link(href.clone()), Some(content)),
            Inline::Break => (Kind::Break, None),
        };
        to.push(Node { depth, kind });
        if let Some(content) = content {
            push_inlines(to, depth + 1, content);
        }
    }
}
