//! What is remembered of drawn nodes: where each is in the page, and which are still open.
//!
//! A node is open while another may come into it: the last one, and all that it stands in. Links
//! and their like draw their ends when they are no more open, and take them back when they are
//! open again, because what came after them is gone.

use std::rc::Rc;

use web_sys::{Element, Node};

use super::card::Card;
use super::code::Code;
use super::lines::Lines;
use super::link::Link;
use super::pen::Pen;
use super::picture::Picture;
use super::table::Table;
use super::words::Words;

/// A drawn node.
pub(super) struct Record {
    pub(super) depth: u8,
    /// The record in whose element it stands. For [`Part::Loose`], which stands nowhere, the
    /// record before it: what was open there still is.
    pub(super) parent: Option<usize>,
    /// What is removed with it. What stands in it goes along.
    pub(super) outer: Option<Node>,
    /// Where that goes which stands in it.
    pub(super) inner: Option<Element>,
    pub(super) part: Part,
    /// Whether it stands in a link.
    pub(super) is_linked: bool,
}

/// What else there is to a node.
#[derive(Default)]
pub(super) enum Part {
    #[default]
    Plain,
    Words(Words),
    /// The text of a code block.
    Lines(Lines),
    List,
    /// The list that it has made a loose one.
    Loose(Option<Element>),
    /// The button that shows it.
    Tab(Element),
    Code(Box<Code>),
    Table(Rc<Table>),
    /// Its table, and how many rows are before it; the first one is the header.
    Row(Rc<Table>, usize),
    /// Its column.
    Cell(usize),
    Link(Box<Link>),
    Picture(Box<Picture>),
    Card(Box<Card>),
}

/// The records of one answer, in the order of reading.
#[derive(Default)]
pub(super) struct Records(Vec<Record>);

impl Records {
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    pub(super) fn get(&self, index: usize) -> Option<&Record> {
        self.0.get(index)
    }

    pub(super) fn get_mut(&mut self, index: usize) -> Option<&mut Record> {
        self.0.get_mut(index)
    }

    pub(super) fn push(&mut self, record: Record) {
        self.0.push(record);
    }

    pub(super) fn truncate(&mut self, kept: usize) {
        self.0.truncate(kept);
    }

    /// The open record that a node of `depth` stands in, and the one before it in there.
    pub(super) fn open_at(&self, depth: u8) -> (Option<usize>, Option<usize>) {
        let mut previous = None;
        let mut open = self.0.len().checked_sub(1);
        while let Some((index, record)) = open.and_then(|index| Some((index, self.get(index)?))) {
            if record.depth < depth && record.inner.is_some() {
                break;
            }
            if !matches!(record.part, Part::Loose(_)) {
                previous = Some(index);
            }
            open = record.parent;
        }
        (open, previous)
    }

    /// The code block that holds a text in `parent`.
    pub(super) fn code_mut(&mut self, parent: Option<usize>) -> Option<&mut Code> {
        match &mut self.get_mut(parent?)?.part {
            Part::Code(code) => Some(code),
            _ => None,
        }
    }

    /// The nearest list around what stands in `parent`.
    pub(super) fn list_around(&self, mut parent: Option<usize>) -> Option<&Element> {
        while let Some(record) = self.get(parent?) {
            if matches!(record.part, Part::List) {
                return record.inner.as_ref();
            }
            parent = record.parent;
        }
        None
    }

    /// Draws the ends of the open records within `parent`: something else comes into that, or
    /// with `None` nothing into any.
    pub(super) fn settle_within(&mut self, parent: Option<usize>, pen: &Pen) {
        let mut open = self.0.len().checked_sub(1);
        while open != parent {
            let Some(record) = open.and_then(|index| self.get_mut(index)) else { return };
            match &mut record.part {
                Part::Code(code) => code.settle(pen),
                Part::Link(link) => link.settle(pen),
                Part::Picture(picture) => picture.settle(pen),
                Part::Card(card) => card.settle(pen),
                _ => {}
            }
            open = record.parent;
        }
    }

    /// Takes back the ends of all that is open.
    pub(super) fn reopen(&mut self) {
        let mut open = self.0.len().checked_sub(1);
        while let Some(record) = open.and_then(|index| self.get_mut(index)) {
            match &mut record.part {
                Part::Link(link) => link.reopen(),
                Part::Picture(picture) => picture.reopen(),
                Part::Card(card) => card.reopen(),
                // Code looks whole without its colours, and keeps them until its text changes.
                _ => {}
            }
            open = record.parent;
        }
    }
}
