//! The vocabulary between parsing and drawing: a flat list of nodes, each with its depth.
//!
//! Owns what can be said about a text. A text is a list of [`Node`]s in the order of reading; a
//! node stands in the nearest node before it that is one level less deep. So a text that grows
//! only ever gets nodes at its end, and what has changed since the last snapshot is a place in the
//! list. What the vocabulary cannot express degrades to text and never vanishes. No node holds
//! markup, and an address is always a checked one ([`Href`]), so a view that draws these nodes
//! cannot draw anything else. The words of a link, of a picture and of a title hold nothing
//! [`invisible`](crate::invisible).

use super::links::Href;

/// A node and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// 0 for a block of the text itself, and one more for each node it stands in; less than
    /// [`MAX_DEPTH`](super::MAX_DEPTH).
    pub depth: u8,
    /// What it is.
    pub kind: Kind,
}

/// What a node is, and what stands in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Running text: holds inlines.
    Paragraph,
    /// A heading of level 1 to 6: holds inlines.
    Heading(u8),
    /// A bulleted list, or a numbered one with its first number: holds items.
    List(Option<u64>),
    /// Stands in an item, and says that the list around it is loose: its items are set apart like
    /// paragraphs. Comes once a list, as soon as that is known.
    Loose,
    /// An item of a list, and whether its box is ticked if it is a task: holds blocks.
    Item(Option<bool>),
    /// A quotation: holds blocks.
    Quote,
    /// A callout, GitBook's `{% hint %}` or GitHub's `> [!NOTE]`: holds blocks.
    Hint(HintStyle),
    /// `{% tabs %}`: holds tabs.
    Tabs,
    /// `{% tab title="…" %}`: holds blocks.
    Tab(String),
    /// `{% stepper %}`: holds steps.
    Stepper,
    /// `{% step %}`: holds blocks.
    Step,
    /// `<details>`, and whether it is open at first: holds a summary and blocks.
    Details(bool),
    /// `<summary>`: holds inlines.
    Summary,
    /// `<figure>`: holds an image or other blocks, and a caption.
    Figure,
    /// `<figcaption>`: holds inlines.
    Caption,
    /// `{% content-ref %}` and `{% embed %}`: a card that leads somewhere; holds what it says as
    /// blocks, which may hold a link of their own.
    Card(Href),
    /// Code, to be shown as it is: holds at most one text, without its last line feed.
    Code(Box<CodeBlock>),
    /// A table and how its columns are aligned: holds rows, the first of which is the header.
    Table(Vec<Alignment>),
    /// A row: holds as many cells as the table has columns, or fewer while it is being written.
    Row,
    /// A cell: holds inlines.
    Cell,
    /// A thematic break.
    Rule,
    /// Text, never empty; two never follow each other at one depth.
    Text(String),
    /// Code within a line: holds one text.
    CodeSpan,
    /// Emphasis: holds inlines.
    Emphasis,
    /// Strong emphasis: holds inlines.
    Strong,
    /// Struck text: holds inlines.
    Strikethrough,
    /// A link to a checked address: holds inlines, at least one.
    Link(Href),
    /// An image at a checked address: holds its description, if it has one.
    Image(Href),
    /// A line break that the author asked for.
    Break,
}

/// What is known about a block of code.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CodeBlock {
    /// The first word of the info string, where there is one.
    pub language: Option<String>,
    /// `{% code title="…" %}`: usually the name of a file.
    pub title: Option<String>,
    /// `{% code lineNumbers="true" %}`.
    pub has_line_numbers: bool,
    /// `{% code overflow="wrap" %}`: long lines are wrapped instead of scrolled.
    pub is_wrapped: bool,
}

/// How a table's column is aligned.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Alignment {
    /// As the text runs.
    #[default]
    Start,
    /// In the middle.
    Center,
    /// Against the end.
    End,
}

/// How a callout is meant. GitBook's four styles.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum HintStyle {
    /// By the way.
    #[default]
    Info,
    /// Well done, or a tip.
    Success,
    /// Take care.
    Warning,
    /// This may break things.
    Danger,
}

/// The nodes of one level, each with what stands in it.
pub fn each(nodes: &[Node]) -> impl Iterator<Item = (&Kind, &[Node])> {
    let mut rest = nodes;
    std::iter::from_fn(move || {
        let (first, behind) = rest.split_first()?;
        let inner = behind.iter().take_while(|node| node.depth > first.depth).count();
        let (inside, behind) = behind.split_at(inner);
        rest = behind;
        Some((&first.kind, inside))
    })
}
