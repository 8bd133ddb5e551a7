//! One thing that is open: what it is, and what it holds so far.
//!
//! Owns which kinds hold blocks and which hold text, and what a finished kind becomes. Refuses to
//! know about other frames.

use crate::markdown::blocks::{Alignment, Block, HintStyle, Inline, Item};
use crate::markdown::links::Href;

/// A row of a table: its cells.
type Row = Vec<Vec<Inline>>;

/// What is open.
pub(super) enum Kind {
    Root,
    Quote,
    Hint(HintStyle),
    /// `{% content-ref %}` and its address; its content goes into what it stands in.
    Reference(String),
    List {
        start: Option<u64>,
        tight: bool,
        items: Vec<Item>,
    },
    Item(Option<bool>),
    Table {
        columns: Vec<Alignment>,
        head: Option<Row>,
        rows: Vec<Row>,
    },
    Row(Row),
    Cell,
    Paragraph,
    /// A paragraph that the text does not mark.
    Implicit,
    Heading(u8),
    Emphasis,
    Strong,
    Strikethrough,
    Link(Href),
}

/// Something open and its content.
pub(super) struct Frame {
    pub(super) kind: Kind,
    pub(super) blocks: Vec<Block>,
    pub(super) inlines: Vec<Inline>,
    /// Whether a template tag opened it, so that the end of what it stands in ends it, too.
    pub(super) template: bool,
    /// Whether its end tag was seen while something in it was still open.
    pub(super) ended: bool,
}

impl Kind {
    /// Whether it stands within running text.
    pub(super) fn is_inline(&self) -> bool {
        matches!(self, Self::Emphasis | Self::Strong | Self::Strikethrough | Self::Link(_))
    }

    /// Whether it holds running text, not blocks.
    pub(super) fn holds_text(&self) -> bool {
        self.is_inline()
            || matches!(self, Self::Paragraph | Self::Implicit | Self::Heading(_) | Self::Cell)
    }

    /// The depth of the least it must hold: a list has an item, a paragraph and a text.
    pub(super) fn least_depth(&self) -> usize {
        match self {
            Self::Root | Self::Reference(_) => 0,
            Self::List { .. } | Self::Table { .. } => 4,
            Self::Quote | Self::Hint(_) | Self::Item(_) | Self::Row(_) => 3,
            _ => 2,
        }
    }

    /// The name of the template tag that opens it.
    pub(super) fn template_name(&self) -> Option<&'static str> {
        match self {
            Self::Hint(_) => Some("hint"),
            Self::Reference(_) => Some("content-ref"),
            _ => None,
        }
    }
}

impl Frame {
    pub(super) fn new(kind: Kind) -> Self {
        let (blocks, inlines) = (Vec::new(), Vec::new());
        Self { kind, blocks, inlines, template: false, ended: false }
    }

    /// Marks a list as one whose items stand apart.
    pub(super) fn loosen(&mut self) {
        if let Kind::List { tight, .. } = &mut self.kind {
            *tight = false;
        }
    }

    pub(super) fn push_item(&mut self, item: Item) {
        match &mut self.kind {
            Kind::List { items, .. } => items.push(item),
            _ => self.blocks.extend(item.content),
        }
    }

    pub(super) fn push_cell(&mut self, cell: Vec<Inline>) {
        if let Kind::Row(cells) = &mut self.kind {
            cells.push(cell);
        }
    }

    /// Adds a row, as long as the header; gives the number of cells that were missing.
    pub(super) fn push_row(&mut self, mut row: Row) -> usize {
        let Kind::Table { columns, head, rows } = &mut self.kind else { return 0 };
        let missing = columns.len().saturating_sub(row.len());
        row.resize(columns.len(), Vec::new());
        match head {
            None => *head = Some(row),
            Some(_) => rows.push(row),
        }
        missing
    }
}

/// The block that a finished frame becomes; none if it holds nothing to show.
pub(super) fn block_of(kind: Kind, blocks: Vec<Block>, inlines: Vec<Inline>) -> Option<Block> {
    Some(match kind {
        Kind::Paragraph | Kind::Implicit | Kind::Heading(_) => {
            let content = trimmed(inlines);
            if content.is_empty() {
                return None;
            }
            match kind {
                Kind::Heading(level) => Block::Heading { level, content },
                _ => Block::Paragraph(content),
            }
        }
        Kind::Quote => Block::Quote(blocks),
        Kind::Hint(style) => Block::Hint { style, content: blocks },
        Kind::List { start, tight, items } => Block::List { start, tight, items },
        Kind::Table { columns, head, rows } => {
            Block::Table { columns, head: head.unwrap_or_default(), rows }
        }
        _ => return None,
    })
}

/// Without the line ends that raw HTML leaves at both ends when it goes.
fn trimmed(mut inlines: Vec<Inline>) -> Vec<Inline> {
    if let Some(Inline::Text(text)) = inlines.last_mut() {
        text.truncate(text.trim_end_matches(['\n', ' ']).len());
        if text.is_empty() {
            inlines.pop();
        }
    }
    if let Some(Inline::Text(text)) = inlines.first_mut() {
        let start = text.len() - text.trim_start_matches('\n').len();
        text.drain(..start);
        if text.is_empty() {
            inlines.remove(0);
        }
    }
    inlines
}
