//! What is open between two lines.
//!
//! Owns the data of the block parser, and how it goes back to an earlier line: everything it holds
//! is either small and copied, or only ever grows at its end. Refuses to read lines.

use std::sync::Arc;

use super::start::HtmlEnd;
use crate::markdown::definitions::Definitions;
use crate::markdown::inline::Settled;
use crate::markdown::tree::{CodeBlock, Kind, Node};

/// All that the lines so far have left behind.
#[derive(Debug, Default)]
pub(in crate::markdown) struct State {
    /// The nodes of all that has ended, and of the containers that are open.
    pub(in crate::markdown) nodes: Vec<Node>,
    pub(in crate::markdown) definitions: Definitions,
    pub(super) open: Open,
    /// What is known of the text that is open, whatever it stands in: no part of what is said.
    pub(super) settled: Settled,
    /// The lines of the leaf that is open; those before where it begins are over.
    pub(super) buffer: String,
}

/// What is open: containers, and at most one leaf in the innermost.
#[derive(Clone, Debug, Default)]
pub(super) struct Open {
    pub(super) stack: Vec<Container>,
    pub(super) leaf: Leaf,
}

/// A place to go back to.
#[derive(Debug, Default)]
pub(in crate::markdown) struct Saved {
    open: Open,
    /// How many nodes there were.
    pub(in crate::markdown) nodes: usize,
    /// How long the last of them was, if it is a text.
    pub(in crate::markdown) text: usize,
    buffer: usize,
    definitions: usize,
}

/// A block that holds blocks.
#[derive(Clone, Debug)]
pub(super) struct Container {
    pub(super) kind: ContainerKind,
    /// How deep stands what it holds.
    pub(super) depth: u8,
    pub(super) has_children: bool,
    /// Whether the last line was blank and could set apart what it holds.
    pub(super) is_blank: bool,
}

#[derive(Clone, Debug)]
pub(super) enum ContainerKind {
    Quote,
    /// Items with this mark.
    List {
        mark: u8,
        is_loose: bool,
    },
    /// What stands so many columns to the right belongs to it.
    Item {
        offset: usize,
    },
    Tag(TagContainer),
}

/// What a tag has opened, up to the end tag of the same name.
#[derive(Clone, Debug)]
pub(super) struct TagContainer {
    pub(super) name: &'static str,
    /// Where a card leads, to be shown if nothing stands in it.
    pub(super) address: Option<Arc<str>>,
    /// What `{% code %}` says about the code in it.
    pub(super) code: Option<Arc<CodeBlock>>,
}

/// A block that holds lines.
#[derive(Clone, Debug, Default)]
pub(super) enum Leaf {
    #[default]
    None,
    /// Lines of the buffer from a place on.
    Paragraph(usize),
    /// Half a tag, which may go on in the next line.
    Tag(usize),
    /// The words of a summary or caption, up to this end tag.
    Words {
        start: usize,
        kind: Kind,
        end: &'static str,
    },
    Html {
        start: usize,
        end: HtmlEnd,
    },
    Fence {
        mark: u8,
        length: usize,
        indent: usize,
        text: CodeText,
    },
    Indented(CodeText),
    /// A table with so many columns.
    Table(usize),
}

/// How far the text of a code block has come.
#[derive(Clone, Debug, Default)]
pub(super) struct CodeText {
    /// Whether it has a line, which may be empty.
    pub(super) has_line: bool,
    /// Whether it has a node, which is never empty.
    pub(super) has_node: bool,
    /// Blank lines of indented code, each behind a line end, until code follows them.
    pub(super) blank_lines: String,
}

impl State {
    /// Behind `nodes`, with nothing open.
    pub(in crate::markdown) fn new(nodes: Vec<Node>, definitions: Definitions) -> Self {
        Self { nodes, definitions, ..Self::default() }
    }

    /// Remembers where it is.
    pub(in crate::markdown) fn save(&self) -> Saved {
        Saved {
            open: self.open.clone(),
            nodes: self.nodes.len(),
            text: self.last_text().map_or(0, str::len),
            buffer: self.buffer.len(),
            definitions: self.definitions.len(),
        }
    }

    /// Goes back; gives the nodes that are gone, and what is gone of the last that stays.
    pub(in crate::markdown) fn restore(&mut self, saved: &Saved) -> (Vec<Node>, String) {
        let gone = self.nodes.split_off(saved.nodes);
        let cut = match self.nodes.last_mut() {
            Some(Node { kind: Kind::Text(text), .. }) => text.split_off(saved.text),
            _ => String::new(),
        };
        self.open = saved.open.clone();
        self.buffer.truncate(saved.buffer);
        self.definitions.truncate(saved.definitions);
        (gone, cut)
    }

    /// Forgets lines that are over.
    pub(in crate::markdown) fn tidy(&mut self) {
        let is_buffered = matches!(
            self.open.leaf,
            Leaf::Paragraph(_) | Leaf::Tag(_) | Leaf::Words { .. } | Leaf::Html { .. }
        );
        if !is_buffered {
            self.buffer.clear();
        }
    }

    pub(in crate::markdown) fn last_text(&self) -> Option<&str> {
        match self.nodes.last() {
            Some(Node { kind: Kind::Text(text), .. }) => Some(text),
            _ => None,
        }
    }

    /// Adds a line to those of the leaf that began at `start` in the buffer.
    pub(super) fn add_line(&mut self, start: usize, line: &str) {
        if self.buffer.len() > start {
            self.buffer.push('\n');
        }
        self.buffer.push_str(line);
    }

    /// How deep the next block stands.
    pub(super) fn depth(&self) -> u8 {
        self.open.stack.last().map_or(0, |container| container.depth)
    }

    pub(super) fn top(&self) -> Option<&ContainerKind> {
        self.open.stack.last().map(|container| &container.kind)
    }

    /// The place in the stack of the innermost container that a tag of this name has opened, among
    /// the first `count`.
    pub(super) fn opened_by(&self, name: &str, count: usize) -> Option<usize> {
        self.open.stack[..count].iter().rposition(
            |container| matches!(&container.kind, ContainerKind::Tag(tag) if tag.name == name),
        )
    }

    /// Whether a tag of this name has opened the innermost container.
    pub(super) fn is_in(&self, name: &str) -> bool {
        matches!(self.top(), Some(ContainerKind::Tag(tag)) if tag.name == name)
    }
}

impl Leaf {
    pub(super) fn is_paragraph(&self) -> bool {
        matches!(self, Self::Paragraph(_))
    }
}
