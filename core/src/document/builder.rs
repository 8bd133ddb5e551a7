//! The list of nodes while it is made.
//!
//! Owns its rules, so that no input breaks them: no node deeper than the deepest, no empty text
//! and no two in a row, nothing beyond the limits. What may not be nested any further is kept,
//! in the node it stands in. Refuses to know documents.

use crate::markdown::links::{Href, Resolver};
use crate::markdown::tree::{CodeBlock, Kind, Node};
use crate::markdown::{MAX_BYTES, MAX_DEPTH, MAX_NODES};

/// A list of nodes that grows.
pub(super) struct Builder<'a> {
    resolver: &'a dyn Resolver,
    nodes: Vec<Node>,
    /// How many nodes are open.
    depth: u8,
    /// Whether a link is open, in which there may be no other.
    is_in_link: bool,
    /// Whether what comes next stands in a line of its own.
    is_break_due: bool,
    /// How many bytes of text may still come.
    room: usize,
}

/// A node that is open, or would be if it had not been too deep.
#[must_use]
#[derive(Clone, Copy)]
pub(super) struct Open(Option<usize>);

/// A state to come back to.
pub(super) struct Mark {
    nodes: usize,
    room: usize,
}

impl Open {
    /// Whether there is such a node, so that what only it may hold may follow.
    pub(super) fn is_there(self) -> bool {
        self.0.is_some()
    }
}

impl<'a> Builder<'a> {
    pub(super) fn new(resolver: &'a dyn Resolver) -> Self {
        Self {
            resolver,
            nodes: Vec::new(),
            depth: 0,
            is_in_link: false,
            is_break_due: false,
            room: MAX_BYTES,
        }
    }

    /// Opens a node in which nodes will stand at most `height` levels deep before its text.
    /// Where they would be too deep there is none, and they stand in the node around it.
    pub(super) fn open(&mut self, kind: Kind, height: u8) -> Open {
        let fits = usize::from(self.depth + height) < MAX_DEPTH && self.push(kind);
        self.depth += u8::from(fits);
        Open(fits.then(|| self.nodes.len() - 1))
    }

    pub(super) fn close(&mut self, open: Open) {
        self.depth -= u8::from(open.is_there());
        self.is_break_due = false;
    }

    /// Closes a node that says nothing by itself: without anything in it, it goes.
    pub(super) fn close_filled(&mut self, open: Open) {
        self.close(open);
        if open.0.is_some_and(|index| index + 1 == self.nodes.len()) {
            self.nodes.pop();
        }
    }

    /// A node that holds nothing.
    pub(super) fn push(&mut self, kind: Kind) -> bool {
        // One too many is enough to know.
        let fits = self.nodes.len() <= MAX_NODES;
        if fits {
            if std::mem::take(&mut self.is_break_due) {
                self.nodes.push(Node { depth: self.depth, kind: Kind::Break });
            }
            self.nodes.push(Node { depth: self.depth, kind });
        }
        fits
    }

    /// Ends the line, if there is anything in it and something follows.
    pub(super) fn break_line(&mut self) {
        self.is_break_due = self.nodes.last().is_some_and(|last| last.depth >= self.depth);
    }

    /// Words, as many as there is room for.
    pub(super) fn text(&mut self, text: &str) {
        let kept = &text[..text.floor_char_boundary(self.room)];
        // A rest that is too small for a character is no room, either.
        self.room = if kept.len() < text.len() { 0 } else { self.room - kept.len() };
        if kept.is_empty() {
            return;
        }
        match self.nodes.last_mut() {
            Some(Node { depth, kind: Kind::Text(before) })
                if *depth == self.depth && !self.is_break_due =>
            {
                before.push_str(kept);
            }
            _ => _ = self.push(Kind::Text(kept.to_owned())),
        }
    }

    /// A node around words.
    pub(super) fn words(&mut self, kind: Kind, text: &str) {
        let open = self.open(kind, 1);
        self.text(text);
        self.close_filled(open);
    }

    /// A block of code.
    pub(super) fn code(&mut self, code: Box<CodeBlock>, text: &str) {
        let open = self.open(Kind::Code(code), 1);
        self.text(text.strip_suffix('\n').unwrap_or(text));
        self.close(open);
    }

    /// A link around what `inside` draws, unless it stands in one.
    pub(super) fn link(&mut self, href: Href, inside: &mut dyn FnMut(&mut Self)) {
        if self.is_in_link {
            return inside(self);
        }
        let open = self.open(Kind::Link(href), 1);
        self.is_in_link = true;
        inside(self);
        self.is_in_link = false;
        self.close_filled(open);
    }

    /// Whether a link is open.
    pub(super) fn is_in_link(&self) -> bool {
        self.is_in_link
    }

    /// What changes with everything that is drawn.
    pub(super) fn progress(&self) -> (usize, usize) {
        (self.nodes.len(), self.room)
    }

    /// The address that `destination` means, if it may be followed.
    pub(super) fn href(&self, destination: Option<&str>) -> Option<Href> {
        Href::checked(destination?, self.resolver)
    }

    /// Whether there are more nodes than may be shown, with room for those that say so.
    pub(super) fn is_crowded(&self) -> bool {
        self.nodes.len() + 2 > MAX_NODES
    }

    pub(super) fn mark(&self) -> Mark {
        Mark { nodes: self.nodes.len(), room: self.room }
    }

    /// Forgets what has come since.
    pub(super) fn rewind(&mut self, mark: Mark) {
        self.nodes.truncate(mark.nodes);
        self.room = mark.room;
    }

    /// The nodes.
    pub(super) fn finish(self) -> Vec<Node> {
        self.nodes
    }
}
