//! The vocabulary between parsing and drawing: a closed set of blocks and inlines.
//!
//! Owns what can be said about a text. What it cannot express degrades to text and never
//! vanishes. No node holds markup, and a link exists only with a checked address
//! ([`Href`]), so a view that draws this tree cannot draw anything else.

use super::links::Href;
pub use super::tree::{Alignment, HintStyle};

/// A block, in the order of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// Running text.
    Paragraph(Vec<Inline>),
    /// A heading of level 1 to 6.
    Heading {
        /// 1 to 6.
        level: u8,
        /// What it says.
        content: Vec<Inline>,
    },
    /// A bulleted or numbered list.
    List {
        /// The first number; `None` for bullets.
        start: Option<u64>,
        /// Whether the items stand close, without paragraphs of their own.
        tight: bool,
        /// The items.
        items: Vec<Item>,
    },
    /// A quotation.
    Quote(Vec<Block>),
    /// Code, to be shown as it is.
    Code {
        /// The first word of the info string, where there is one.
        language: Option<String>,
        /// The text, its last line feed removed.
        text: String,
    },
    /// A table.
    Table {
        /// How each column is aligned; as long as `head`.
        columns: Vec<Alignment>,
        /// The cells of the header row.
        head: Vec<Vec<Inline>>,
        /// The rows, each as long as `head`.
        rows: Vec<Vec<Vec<Inline>>>,
    },
    /// A thematic break.
    Rule,
    /// A callout: GitBook's `{% hint %}`, GitHub's `> [!NOTE]`.
    Hint {
        /// How it is meant.
        style: HintStyle,
        /// What it says.
        content: Vec<Block>,
    },
}

/// An item of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Whether its box is ticked, for an item of a task list.
    pub task: Option<bool>,
    /// What it says. In a tight list a paragraph is drawn without one.
    pub content: Vec<Block>,
}

/// A piece of running text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Inline {
    /// Text.
    Text(String),
    /// Code within a line.
    Code(String),
    /// Emphasis.
    Emphasis(Vec<Inline>),
    /// Strong emphasis.
    Strong(Vec<Inline>),
    /// Struck text.
    Strikethrough(Vec<Inline>),
    /// A link to a checked address.
    Link {
        /// Where it leads.
        href: Href,
        /// What it shows.
        content: Vec<Inline>,
    },
    /// A line break that the author asked for.
    Break,
}
