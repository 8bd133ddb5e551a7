//! GitBook's document tree, as the API sends it when no Markdown is asked for: what is written.
//!
//! Owns the shapes that an answer of the gateway's own needs, as `JSONDocument` of GitBook's
//! OpenAPI description has them. What others write has many more, and no shape that can be relied
//! on: that is read as [`Json`](super::json::Json), and [`document`](crate::document) knows what
//! it means. Nothing that reads has one of these, so that the widget carries none of them.

use std::collections::BTreeMap;

use serde::Serialize;

/// A document: `{"object":"document","data":{},"nodes":[…]}`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Document {
    object: &'static str,
    data: Empty,
    nodes: Vec<Node>,
}

/// A block, an inline or a text.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Node {
    /// A block or an inline.
    Element(Box<Element>),
    /// Words.
    Text(Text),
}

/// A block such as `paragraph`, or an inline such as `link`.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Element {
    object: &'static str,
    #[serde(rename = "type")]
    kind: &'static str,
    is_void: bool,
    /// What is special about it.
    pub data: Data,
    /// What is in it; a void block has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nodes: Option<Vec<Node>>,
    /// Cells of a table.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fragments: Option<Vec<Fragment>>,
}

/// The cells of a table, by name.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Fragment {
    object: &'static str,
    /// The name by which a record refers to it.
    pub fragment: String,
    /// Blocks.
    pub nodes: Vec<Node>,
}

/// The data of a block.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Data {
    /// The language of a `code` block.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub syntax: Option<String>,
    /// The first number of a `list-ordered`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start: Option<u64>,
    /// The state of a `list-item` in `list-tasks`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub checked: Option<bool>,
    /// Where a `link` leads.
    #[serde(rename = "ref", skip_serializing_if = "Option::is_none")]
    pub reference: Option<Reference>,
    /// The columns of a `table`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub view: Option<View>,
    /// The rows of a `table`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub records: Option<BTreeMap<String, Record>>,
    /// What the columns of a `table` hold.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub definition: Option<BTreeMap<String, Definition>>,
}

/// An address.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Reference {
    kind: &'static str,
    /// The address.
    pub url: String,
}

/// How a table is shown.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct View {
    #[serde(rename = "type")]
    kind: &'static str,
    /// Names of the columns, in order.
    pub columns: Vec<String>,
    hide_header: bool,
}

/// A row of a table.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Record {
    /// Rows are ordered by it, as text.
    pub order_index: String,
    /// The name of the fragment in each column.
    pub values: BTreeMap<String, String>,
}

/// A column of a table.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Definition {
    /// The column's name.
    pub id: String,
    /// Its heading.
    pub title: String,
    #[serde(rename = "type")]
    kind: &'static str,
    text_alignment: &'static str,
}

/// Words, in runs that look alike.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Text {
    object: &'static str,
    /// The runs.
    pub leaves: Vec<Leaf>,
}

/// Words that look alike.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Leaf {
    object: &'static str,
    /// The words.
    pub text: String,
    /// How they look.
    pub marks: Vec<Mark>,
}

/// `bold`, `italic`, `code` or `strikethrough`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Mark {
    object: &'static str,
    #[serde(rename = "type")]
    kind: &'static str,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize)]
struct Empty {}

impl From<Element> for Node {
    fn from(element: Element) -> Self {
        Self::Element(Box::new(element))
    }
}

impl Document {
    /// A document of `nodes`.
    pub fn new(nodes: Vec<Node>) -> Self {
        Self { object: "document", data: Empty {}, nodes }
    }
}

impl Element {
    /// A block of `nodes`; `kind` as the description names it.
    pub fn block(kind: &'static str, nodes: Vec<Node>) -> Self {
        let (data, fragments) = (Data::default(), None);
        Self { object: "block", kind, is_void: false, data, nodes: Some(nodes), fragments }
    }

    /// A line between blocks.
    pub fn divider() -> Self {
        Self { is_void: true, nodes: None, ..Self::block("divider", Vec::new()) }
    }

    /// A table; `data` holds view, records and definition.
    pub fn table(data: Data, fragments: Vec<Fragment>) -> Self {
        let void = Self { is_void: true, nodes: None, ..Self::block("table", Vec::new()) };
        Self { data, fragments: Some(fragments), ..void }
    }

    /// A link around `nodes`.
    pub fn link(url: String, nodes: Vec<Node>) -> Self {
        let reference = Some(Reference { kind: "url", url });
        let data = Data { reference, ..Data::default() };
        Self { object: "inline", data, ..Self::block("link", nodes) }
    }

    /// The type of the block or inline.
    pub fn kind(&self) -> &'static str {
        self.kind
    }
}

impl Fragment {
    /// Blocks under a name.
    pub fn new(fragment: String, nodes: Vec<Node>) -> Self {
        Self { object: "fragment", fragment, nodes }
    }
}

impl View {
    /// A grid with a heading row.
    pub fn grid(columns: Vec<String>) -> Self {
        Self { kind: "grid", columns, hide_header: false }
    }
}

impl Definition {
    /// A column of text.
    pub fn text(id: String, title: String) -> Self {
        Self { id, title, kind: "text", text_alignment: "left" }
    }
}

impl Text {
    /// Runs of words.
    pub fn new(leaves: Vec<Leaf>) -> Self {
        Self { object: "text", leaves }
    }
}

impl Leaf {
    /// A run of words.
    pub fn new(text: String, marks: Vec<Mark>) -> Self {
        Self { object: "leaf", text, marks }
    }
}

impl Mark {
    /// Heavier.
    pub const BOLD: Self = Self { object: "mark", kind: "bold" };
    /// Slanted.
    pub const ITALIC: Self = Self { object: "mark", kind: "italic" };
    /// As code.
    pub const CODE: Self = Self { object: "mark", kind: "code" };
    /// Struck through.
    pub const STRIKETHROUGH: Self = Self { object: "mark", kind: "strikethrough" };
}
