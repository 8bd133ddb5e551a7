//! Lines to blocks.
//!
//! Owns CommonMark's way of reading a line: first the containers that it goes on in, then what it
//! begins, then its text. Each line is read once and never again; what a text that still grows has
//! open at its end is drawn by [`Pass::draw_open`], after which the state goes back to the last
//! whole line. Refuses to look ahead: nothing a line leaves behind depends on the next one but what
//! is open in [`State`].

mod leaf;
mod line;
mod start;
mod state;
mod table;
mod tags;
mod undecided;

use super::MAX_DEPTH;
use super::links::Resolver;
use super::tree::{Kind, Node};
use line::Line;
use start::Marker;
use state::{Container, ContainerKind, Leaf};
pub(super) use state::{Saved, State};

/// How deep a container may stand: a table with a link in a cell must fit into it.
const MAX_CONTAINER_DEPTH: usize = MAX_DEPTH - 6;

/// The most containers, with those that have no node.
const MAX_CONTAINERS: usize = 64;

/// Reads lines into a state.
pub(super) struct Pass<'s, 'r> {
    state: &'s mut State,
    resolver: &'r dyn Resolver,
    /// Whether the line may go on.
    is_open: bool,
    /// The nodes and definitions before the first block at the root that the line has begun, if
    /// the line alone says that it begins there.
    pub(super) root: Option<(usize, usize)>,
    /// Whether the line has gone on with something that an earlier line had begun.
    has_gone_on: bool,
}

impl<'s, 'r> Pass<'s, 'r> {
    pub(super) fn new(state: &'s mut State, resolver: &'r dyn Resolver) -> Self {
        Self { state, resolver, is_open: false, root: None, has_gone_on: false }
    }

    /// Reads a whole line, without its end.
    pub(super) fn line(&mut self, text: &str) {
        (self.root, self.has_gone_on) = (None, false);
        let mut line = Line::new(text);
        let matched = self.match_containers(&mut line);
        let is_in_all = matched == self.state.open.stack.len();
        if is_in_all && self.continue_leaf(&mut line) {
            return self.forget_blank();
        }
        if line.rest().is_empty() {
            return self.blank(matched);
        }
        self.begin_or_go_on(line, matched);
        self.forget_blank();
    }

    /// Reads the begin of a line, and draws what it leaves open.
    pub(super) fn open_line(&mut self, text: &str) {
        self.is_open = true;
        if let Some(shown) = undecided::decided(text, &self.state.open.leaf) {
            self.line(shown);
        }
        self.draw_open();
    }

    /// Ends all that is open.
    pub(super) fn end(&mut self) {
        self.close_to(0);
    }

    /// How many of the containers the line goes on in.
    fn match_containers(&self, line: &mut Line<'_>) -> usize {
        let goes_on = |container: &Container| match container.kind {
            ContainerKind::Quote => take_quote_mark(line),
            ContainerKind::Item { offset } => {
                if line.rest().is_empty() {
                    // "A list item can begin with at most one blank line."
                    return container.has_children;
                }
                let belongs = line.indent() >= offset;
                if belongs {
                    line.skip(offset);
                }
                belongs
            }
            ContainerKind::List { .. } | ContainerKind::Tag(_) => true,
        };
        let stack = &self.state.open.stack;
        stack.iter().map(goes_on).take_while(|goes_on| *goes_on).count()
    }

    /// Reads the rest of a line: what it begins, and its text.
    fn begin_or_go_on(&mut self, mut line: Line<'_>, mut matched: usize) {
        while !line.rest().is_empty() {
            match self.begin(&mut line, matched) {
                Begun::Container => matched = self.state.open.stack.len(),
                Begun::Leaf => return,
                Begun::Nothing => {
                    if !self.state.open.leaf.is_paragraph() {
                        self.close_to(matched);
                        self.begin_block();
                        self.state.open.leaf = Leaf::Paragraph(self.state.buffer.len());
                    }
                    // An end tag behind the text ends what it stands in.
                    let Some(rest) = self.paragraph_text(line.rest()) else { return };
                    line = Line::new(rest);
                    matched = self.state.open.stack.len();
                }
            }
        }
    }

    /// What the rest of the line begins.
    fn begin(&mut self, line: &mut Line<'_>, matched: usize) -> Begun {
        let rest = line.rest();
        let is_in_paragraph = self.state.open.leaf.is_paragraph();
        let goes_on = is_in_paragraph && matched == self.state.open.stack.len();
        if line.indent() >= 4 {
            // "An indented code block cannot interrupt a paragraph."
            return if is_in_paragraph { Begun::Nothing } else { self.indented(line, matched) };
        }
        if goes_on && self.table(rest) {
            return Begun::Leaf;
        }
        if rest.starts_with(['{', '<'])
            && let begun @ (Begun::Container | Begun::Leaf) = self.tag(line, matched)
        {
            return begun;
        }
        if rest.starts_with('>') && self.has_room(1) {
            self.close_to(matched);
            self.begin_block();
            take_quote_mark(line);
            let alert = start::alert(line.rest());
            self.push_container(alert.map_or(Kind::Quote, Kind::Hint), ContainerKind::Quote);
            if alert.is_some() {
                line.advance(line.rest().len());
            }
            return Begun::Container;
        }
        if let Some((level, text)) = start::heading(rest) {
            self.close_to(matched);
            self.begin_block();
            self.heading(level, text);
            return Begun::Leaf;
        }
        if let Some(fence) = start::fence(rest) {
            self.close_to(matched);
            self.begin_block();
            self.fence(&fence, line.indent());
            return Begun::Leaf;
        }
        if let Some(level) = start::underline(rest).filter(|_| goes_on)
            && self.underlined(level)
        {
            return Begun::Leaf;
        }
        if let Some(end) = leaf::html_end(rest, is_in_paragraph) {
            self.close_to(matched);
            self.begin_block();
            self.state.open.leaf = Leaf::Html { start: self.state.buffer.len(), end };
            self.html_line(&line.content());
            return Begun::Leaf;
        }
        if start::is_rule(rest) {
            self.close_to(matched);
            self.begin_block();
            self.push(Kind::Rule);
            return Begun::Leaf;
        }
        if let Some(marker) = start::marker(rest)
            && self.item(line, marker, matched, goes_on)
        {
            return Begun::Container;
        }
        Begun::Nothing
    }

    fn item(&mut self, line: &mut Line<'_>, marker: Marker, matched: usize, goes_on: bool) -> bool {
        let is_empty = line.rest().len() == marker.length;
        // "In order for a list to interrupt a paragraph, it must start with 1", and not be empty.
        let interrupts = !is_empty && marker.number.is_none_or(|number| number == 1);
        let is_next = match self.state.open.stack[..matched].last().map(|container| &container.kind)
        {
            Some(ContainerKind::List { mark, .. }) => *mark == marker.mark,
            _ => false,
        };
        if (goes_on && !interrupts) || !(is_next || self.has_room(2)) {
            return false;
        }
        self.close_to(matched);
        if !is_next {
            self.begin_block();
            let kind = ContainerKind::List { mark: marker.mark, is_loose: false };
            self.push_container(Kind::List(marker.number), kind);
        }
        let list = self.state.open.stack.last();
        let is_apart = list.is_some_and(|list| list.is_blank);
        let indent = line.indent();
        line.advance(marker.length);
        let spaces = match line.indent() {
            _ if line.rest().is_empty() => 1,
            // Code stands behind one space.
            5.. => 1,
            spaces => spaces,
        };
        line.skip(spaces);
        let task = start::task(line.rest()).filter(|_| line.indent() < 4);
        if task.is_some() {
            line.advance(3);
        }
        let offset = indent + marker.length + spaces;
        self.push_container(Kind::Item(task), ContainerKind::Item { offset });
        if is_apart {
            self.loosen();
        }
        true
    }

    /// A blank line.
    fn blank(&mut self, matched: usize) {
        if matched < self.state.open.stack.len() {
            self.close_to(matched);
        } else {
            self.close_leaf();
        }
        for container in self.state.open.stack.iter_mut().rev() {
            match container.kind {
                ContainerKind::Item { .. } if container.has_children => container.is_blank = true,
                ContainerKind::List { .. } => container.is_blank = true,
                ContainerKind::Item { .. } => {}
                // What is blank within a quotation sets nothing apart around it.
                ContainerKind::Quote | ContainerKind::Tag(_) => break,
            }
        }
    }

    fn forget_blank(&mut self) {
        self.state.open.stack.iter_mut().for_each(|container| container.is_blank = false);
    }

    /// Ends the leaf and all but `count` containers.
    fn close_to(&mut self, count: usize) {
        self.close_leaf();
        while self.state.open.stack.len() > count {
            self.close_container();
        }
    }

    /// Says that a block begins in the innermost container.
    fn begin_block(&mut self) {
        // "A list is a sequence of one or more list items": any other block ends it.
        if let Some(ContainerKind::List { .. }) = self.state.top() {
            self.close_container();
        }
        self.mark_root();
        self.begin_implicit();
        let Some(container) = self.state.open.stack.last_mut() else { return };
        let is_apart = container.is_blank && container.has_children;
        container.has_children = true;
        if is_apart && let ContainerKind::Item { .. } = container.kind {
            self.loosen();
        }
    }

    fn mark_root(&mut self) {
        if self.state.open.stack.is_empty() && self.root.is_none() && !self.has_gone_on {
            self.root = Some((self.state.nodes.len(), self.state.definitions.len()));
        }
    }

    /// "A list is loose if any of its constituent list items are separated by blank lines, or if
    /// any of its constituent list items directly contain two block-level elements with a blank
    /// line between them." Said within the innermost item.
    fn loosen(&mut self) {
        let Some(place) = self.state.open.stack.len().checked_sub(2) else { return };
        if let ContainerKind::List { is_loose, .. } = &mut self.state.open.stack[place].kind
            && !*is_loose
        {
            *is_loose = true;
            self.push(Kind::Loose);
        }
    }

    /// Whether so many containers may be opened.
    fn has_room(&self, count: usize) -> bool {
        usize::from(self.state.depth()) + count <= MAX_CONTAINER_DEPTH
            && self.state.open.stack.len() + count <= MAX_CONTAINERS
    }

    fn push_container(&mut self, node: Kind, kind: ContainerKind) {
        self.push(node);
        let depth = self.state.depth() + 1;
        self.push_bare(kind, depth);
    }

    fn push_bare(&mut self, kind: ContainerKind, depth: u8) {
        let container = Container { kind, depth, has_children: false, is_blank: false };
        self.state.open.stack.push(container);
    }

    fn push(&mut self, kind: Kind) {
        let depth = self.state.depth();
        self.state.nodes.push(Node { depth, kind });
    }
}

/// What the rest of a line has begun.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Begun {
    /// A container, or nothing that needs a node; the line goes on behind it.
    Container,
    /// A leaf, with the rest of the line.
    Leaf,
    /// Nothing: it is text.
    Nothing,
}

/// "A block quote marker … consists of (a) the character > together with a following space of
/// indentation, or (b) a single character > not followed by a space of indentation."
fn take_quote_mark(line: &mut Line<'_>) -> bool {
    let is_marked = line.indent() < 4 && line.rest().starts_with('>');
    if is_marked {
        line.advance(1);
        line.skip(1);
    }
    is_marked
}
