//! Opening and closing to a tree, within the limits.
//!
//! Owns the stack of what is open, the limits of depth and nodes, and GitBook's template tags,
//! which open and close across blocks. Refuses to read Markdown: [`parse`](mod@super::parse) tells it
//! what begins and ends.

mod frame;
mod inline;
mod markup;

use super::MAX_DEPTH;
use super::blocks::{Alignment, Block, HintStyle, Item};
use super::links::{Href, Resolver};
use frame::{Frame, Kind};
use inline::Image;

/// Something that content stands in.
pub(super) enum Container {
    /// Running text.
    Paragraph,
    /// A heading of level 1 to 6.
    Heading(u8),
    /// A quotation.
    Quote,
    /// A callout.
    Hint(HintStyle),
    /// A list and its first number.
    List(Option<u64>),
    /// An item of a list.
    Item,
    /// A table and its columns.
    Table(Vec<Alignment>),
    /// A row of a table; the first is its header.
    Row,
    /// A cell of a row.
    Cell,
    /// Emphasis.
    Emphasis,
    /// Strong emphasis.
    Strong,
    /// Struck text.
    Strikethrough,
    /// A link to an address that was not checked yet.
    Link(String),
    /// An image: a link to it, since none is ever loaded.
    Image(String),
}

/// Builds blocks from what begins and ends.
///
/// Every [`open`](Self::open) needs its [`close`](Self::close).
pub(super) struct Builder<'r> {
    resolver: &'r dyn Resolver,
    /// What is open and has a node of its own; the first holds the finished blocks.
    frames: Vec<Frame>,
    /// For each open container, what became of it.
    path: Vec<Place>,
    image: Option<Image>,
    /// Nodes made so far.
    nodes: usize,
    /// The byte from which on nothing has ended, in a text that still grows.
    open_from: Option<usize>,
    /// The byte where the words end that came last.
    reached: usize,
    /// Whether the next words stand apart from those before.
    is_cut: bool,
}

/// What became of a container. One byte each: the depth of a text has no limit, our tree has.
enum Place {
    /// It has a frame.
    Framed,
    /// Too deep, or not allowed here: its text goes into what it stands in.
    FlatText,
    /// Too deep: its blocks go into what it stands in.
    FlatBlock,
}

impl<'r> Builder<'r> {
    /// A builder. In a text that still grows, what reaches up to `open_from` may go on.
    pub(super) fn new(resolver: &'r dyn Resolver, open_from: Option<usize>) -> Self {
        let frames = vec![Frame::new(Kind::Root)];
        Self {
            resolver,
            frames,
            path: Vec::new(),
            image: None,
            nodes: 0,
            open_from,
            reached: 0,
            is_cut: false,
        }
    }

    /// Whether nothing is open, so that what comes next is a block of its own.
    pub(super) fn is_at_root(&self) -> bool {
        self.path.is_empty() && self.frames.len() == 1
    }

    /// Says that what comes next ends at the byte `end` of the text.
    pub(super) fn reach(&mut self, end: usize) {
        self.reached = end;
    }

    /// The nodes made so far.
    pub(super) fn nodes(&self) -> usize {
        self.nodes
    }

    /// Takes the finished blocks. Closes what is open at the root: template tags without an end.
    pub(super) fn take(&mut self) -> Vec<Block> {
        while self.frames.len() > 1 {
            self.pop_frame(false);
        }
        self.frames.first_mut().map(|root| std::mem::take(&mut root.blocks)).unwrap_or_default()
    }

    /// Begins a container.
    pub(super) fn open(&mut self, container: Container) {
        if self.image.is_some() && !matches!(container, Container::Image(_)) {
            return self.path.push(Place::FlatText);
        }
        let kind = match container {
            Container::Image(destination) => return self.open_image(destination),
            Container::Link(destination) => match self.href(&destination) {
                Some(href) if !self.in_link() => Kind::Link(href),
                _ => {
                    self.ensure_inline();
                    return self.path.push(Place::FlatText);
                }
            },
            Container::Emphasis => Kind::Emphasis,
            Container::Strong => Kind::Strong,
            Container::Strikethrough => Kind::Strikethrough,
            Container::Paragraph => Kind::Paragraph,
            Container::Heading(level) => Kind::Heading(level),
            Container::Quote => Kind::Quote,
            Container::Hint(style) => Kind::Hint(style),
            Container::List(start) => Kind::List { start, tight: true, items: Vec::new() },
            Container::Item => Kind::Item(None),
            Container::Table(columns) => Kind::Table { columns, head: None, rows: Vec::new() },
            Container::Row => Kind::Row(Vec::new()),
            Container::Cell => Kind::Cell,
        };
        if kind.is_inline() {
            self.ensure_inline();
        } else {
            self.end_implicit();
        }
        if let (Kind::Paragraph, Some(Kind::Item(_))) = (&kind, self.top_kind())
            && let [.., list, _] = &mut self.frames[..]
        {
            list.loosen();
        }
        let place = match (self.fits(&kind), kind.is_inline()) {
            (true, _) => Place::Framed,
            (false, true) => Place::FlatText,
            (false, false) => Place::FlatBlock,
        };
        if let Place::Framed = place {
            self.push_frame(kind);
        }
        self.path.push(place);
    }

    /// Ends the container that began last.
    pub(super) fn close(&mut self) {
        let Some(place) = self.path.pop() else { return };
        if let Some(image) = &mut self.image {
            if self.path.len() < image.depth {
                self.close_image();
            }
            return;
        }
        match place {
            Place::Framed => {}
            Place::FlatText => return,
            // Its text must not run into the next.
            Place::FlatBlock => return self.end_implicit(),
        }
        self.end_implicit();
        while self.top_is_template() {
            self.pop_frame(false);
        }
        self.pop_frame(true);
        while self.frames.last().is_some_and(|frame| frame.template && frame.ended) {
            self.pop_frame(true);
        }
    }

    /// A block without content of its own.
    pub(super) fn block(&mut self, block: Block) {
        self.end_implicit();
        self.attach(block);
    }

    /// The box of a task, at the begin of an item.
    pub(super) fn task(&mut self, done: bool) {
        for frame in self.frames.iter_mut().rev() {
            if let Kind::Item(task) = &mut frame.kind {
                *task = Some(done);
                return;
            }
        }
    }

    fn push_frame(&mut self, kind: Kind) {
        self.is_cut = false;
        self.nodes += 1;
        self.frames.push(Frame::new(kind));
    }

    /// Ends the innermost frame. `whole` says that its end was written.
    fn pop_frame(&mut self, whole: bool) {
        if self.frames.len() < 2 {
            return;
        }
        self.link_addresses();
        let Some(frame) = self.frames.pop() else { return };
        match frame.kind {
            Kind::Reference(address) => {
                let is_empty = frame.blocks.is_empty();
                for block in frame.blocks {
                    self.attach(block);
                }
                if is_empty && !address.is_empty() && (whole || self.open_from.is_none()) {
                    self.link_paragraph(&address, None);
                }
            }
            Kind::Item(task) => {
                if let Some(list) = self.frames.last_mut() {
                    list.push_item(Item { task, content: frame.blocks });
                }
            }
            Kind::Cell => {
                if let Some(row) = self.frames.last_mut() {
                    row.push_cell(frame.inlines);
                }
            }
            Kind::Row(cells) => {
                if let Some(table) = self.frames.last_mut() {
                    self.nodes += table.push_row(cells);
                }
            }
            kind if kind.is_inline() => self.attach_inline(kind, frame.inlines),
            kind => {
                if let Some(block) = frame::block_of(kind, frame.blocks, frame.inlines) {
                    self.attach(block);
                }
            }
        }
    }

    fn attach(&mut self, block: Block) {
        if let Block::Code { .. } | Block::Rule = block {
            self.nodes += 1;
        }
        // A block can only stand in a frame of blocks; a frame of text is ended before.
        if let Some(frame) = self.frames.last_mut() {
            frame.blocks.push(block);
        }
    }

    /// Begins a paragraph where text comes without one: in a tight list, in raw HTML.
    fn ensure_inline(&mut self) {
        if !self.top_is_inline_container() {
            self.push_frame(Kind::Implicit);
        }
    }

    fn end_implicit(&mut self) {
        if self.top_is_implicit() {
            self.pop_frame(true);
        }
    }

    /// Whether a container can stand here with all that must stand in it.
    fn fits(&self, kind: &Kind) -> bool {
        let stands = match (kind, self.top_kind()) {
            (Kind::Item(_), top) => matches!(top, Some(Kind::List { .. })),
            (Kind::Row(_), top) => matches!(top, Some(Kind::Table { .. })),
            (Kind::Cell, top) => matches!(top, Some(Kind::Row(_))),
            _ => true,
        };
        stands && self.frames.len() - 1 + kind.least_depth() <= MAX_DEPTH
    }

    fn href(&self, destination: &str) -> Option<Href> {
        Href::checked(destination, self.resolver)
    }

    fn in_link(&self) -> bool {
        self.frames.iter().rev().any(|frame| matches!(frame.kind, Kind::Link(_)))
    }

    fn top_kind(&self) -> Option<&Kind> {
        self.frames.last().map(|frame| &frame.kind)
    }

    fn top_is_implicit(&self) -> bool {
        matches!(self.top_kind(), Some(Kind::Implicit))
    }

    fn top_is_template(&self) -> bool {
        self.frames.last().is_some_and(|frame| frame.template)
    }

    fn top_is_inline_container(&self) -> bool {
        self.top_kind().is_some_and(Kind::holds_text)
    }
}
