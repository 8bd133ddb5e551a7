//! Text to pieces: what stands at the root of a text, each with the byte where it begins.
//!
//! Owns pulldown-cmark: which extensions are on, and what each of its events means for our tree.
//! Nothing outside this folder sees it. Refuses to keep anything between two calls: that is
//! [`settle`](super::settle).

mod leaf;

use std::ops::Range;

use pulldown_cmark::{
    Alignment as Column, BlockQuoteKind, BrokenLink, CodeBlockKind, CowStr, Event, LinkType,
    Options, Parser, Tag,
};

pub(super) use leaf::{Leaf, LeafKind};

use super::blocks::{Alignment, Block, HintStyle};
use super::build::{Builder, Container};
use super::definitions::{Definition, Definitions};
use super::html::End;
use super::links::Resolver;
use super::template;

/// What stands at the root: blocks that begin and end together. Often one; none for a comment.
pub(super) struct Piece {
    /// The byte where its first line begins.
    pub(super) start: usize,
    /// What it shows.
    pub(super) blocks: Vec<Block>,
    /// The nodes of everything up to its end.
    pub(super) nodes: usize,
}

/// What a text was parsed to.
#[derive(Default)]
pub(super) struct Parsed {
    /// In order.
    pub(super) pieces: Vec<Piece>,
    /// Where the first piece began that did not fit into the budget; nothing follows it.
    pub(super) rest: Option<usize>,
    /// The reference definitions of the text, in no order; of those with one label, the first.
    pub(super) definitions: Vec<Definition>,
    /// The text or code that stands last.
    pub(super) leaf: Option<Leaf>,
}

/// Parses `text`.
///
/// `known` are the definitions of what stood before it, `open_end` the byte where a text that
/// still grows ends, `budget` the most nodes that are made.
pub(super) fn pieces(
    text: &str,
    known: &Definitions,
    open_end: Option<usize>,
    budget: usize,
    resolver: &dyn Resolver,
) -> Parsed {
    let hidden = template::hidden(text);
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_GFM;
    let callback = |link: BrokenLink<'_>| {
        let destination = known.destination(&link.reference)?;
        Some((CowStr::from(destination.to_owned()), CowStr::Borrowed("")))
    };
    let callback = (!known.is_empty()).then_some(callback);
    let events =
        Parser::new_with_broken_link_callback(&hidden, options, callback).into_offset_iter();
    let mut parsed = Parsed::default();
    for (label, definition) in events.reference_definitions().iter() {
        let (label, destination) = (label.to_owned(), definition.dest.to_string());
        let start = definition.span.start;
        parsed.definitions.push(Definition { label, destination, start });
    }
    let builder = Builder::new(resolver, open_end.map(|end| open_from(&text[..end])));
    let mut reader = Reader { text, hidden: &hidden, open_end, builder, parsed, block: Raw::None };
    let mut begun = None;
    for (event, range) in events {
        let is_block = matches!(event, Event::Start(_) | Event::Rule);
        if is_block && reader.builder.is_at_root() && reader.block == Raw::None {
            reader.finish(begun);
            begun = Some(line_start(text, range.start));
        }
        reader.read(event, range);
        if reader.builder.nodes() > budget {
            reader.parsed.rest = begun;
            reader.parsed.leaf = None;
            return reader.parsed;
        }
    }
    reader.finish(begun);
    reader.parsed
}

/// From where on nothing has ended in a text that still grows: a blank line ends everything.
fn open_from(text: &str) -> usize {
    let end = text.trim_end().len();
    if text[end..].matches('\n').nth(1).is_some() { usize::MAX } else { end }
}

/// Where the line of the byte `at` begins.
fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind(['\n', '\r']).map_or(0, |end| end + 1)
}

/// A block whose lines are collected as they are.
#[derive(PartialEq, Eq)]
enum Raw {
    None,
    Code { language: Option<String>, text: String },
    Html(String),
}

struct Reader<'a, 'r> {
    text: &'a str,
    hidden: &'a str,
    open_end: Option<usize>,
    builder: Builder<'r>,
    parsed: Parsed,
    block: Raw,
}

impl Reader<'_, '_> {
    fn finish(&mut self, begun: Option<usize>) {
        let Some(start) = begun else { return };
        let blocks = self.builder.take();
        self.parsed.pieces.push(Piece { start, blocks, nodes: self.builder.nodes() });
    }

    fn read(&mut self, event: Event<'_>, range: Range<usize>) {
        leaf::note(&mut self.parsed.leaf, &event, &range, self.block != Raw::None);
        if leaf::is_words(&event) {
            self.builder.reach(range.end);
        }
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(_) => self.end(range.end),
            Event::Text(words) => {
                let words = self.written(&words, &range);
                match &mut self.block {
                    Raw::Code { text, .. } => text.push_str(&words),
                    Raw::Html(html) => html.push_str(&words),
                    Raw::None => self.builder.text(&words),
                }
            }
            Event::Code(code) => self.builder.code(&visible(code.into_string())),
            Event::Html(line) => {
                let line = self.written(&line, &range);
                self.html_line(&line);
            }
            Event::InlineHtml(html) => {
                // A template tag that is indented into running text means nothing there.
                let is_template = self.text[range.clone()].starts_with("{%");
                if !is_template {
                    self.builder.html_inline(&html);
                }
            }
            Event::SoftBreak => self.builder.text("\n"),
            Event::HardBreak => self.builder.line_break(),
            Event::Rule => self.builder.block(Block::Rule),
            Event::TaskListMarker(done) => self.builder.task(done),
            // Extensions that are off.
            Event::FootnoteReference(words)
            | Event::InlineMath(words)
            | Event::DisplayMath(words) => {
                self.builder.text(&words);
            }
        }
    }

    /// What stands in the text where the parser saw `words`: hidden template tags come back.
    fn written(&self, words: &str, range: &Range<usize>) -> String {
        let same = self.hidden.get(range.clone()) == Some(words);
        visible(if same { self.text[range.clone()].to_owned() } else { words.to_owned() })
    }

    fn start(&mut self, tag: Tag<'_>) {
        let container = match tag {
            Tag::CodeBlock(kind) => {
                let language = match &kind {
                    CodeBlockKind::Fenced(info) => language(info),
                    CodeBlockKind::Indented => None,
                };
                self.block = Raw::Code { language, text: String::new() };
                return;
            }
            Tag::HtmlBlock => {
                self.block = Raw::Html(String::new());
                return;
            }
            Tag::Heading { level, .. } => Container::Heading(level as u8),
            Tag::BlockQuote(None) => Container::Quote,
            Tag::BlockQuote(Some(kind)) => Container::Hint(match kind {
                BlockQuoteKind::Note | BlockQuoteKind::Important => HintStyle::Info,
                BlockQuoteKind::Tip => HintStyle::Success,
                BlockQuoteKind::Warning => HintStyle::Warning,
                BlockQuoteKind::Caution => HintStyle::Danger,
            }),
            Tag::List(start) => Container::List(start),
            Tag::Item => Container::Item,
            Tag::Table(columns) => Container::Table(columns.into_iter().map(alignment).collect()),
            Tag::TableHead | Tag::TableRow => Container::Row,
            Tag::TableCell => Container::Cell,
            Tag::Emphasis => Container::Emphasis,
            Tag::Strong => Container::Strong,
            Tag::Strikethrough => Container::Strikethrough,
            Tag::Link { link_type: LinkType::Email, dest_url, .. } => {
                Container::Link(format!("mailto:{dest_url}"))
            }
            Tag::Link { dest_url, .. } => Container::Link(dest_url.into_string()),
            Tag::Image { dest_url, .. } => Container::Image(dest_url.into_string()),
            // Every other tag belongs to an extension that is off.
            _ => Container::Paragraph,
        };
        self.builder.open(container);
    }

    fn end(&mut self, end: usize) {
        match std::mem::replace(&mut self.block, Raw::None) {
            Raw::None => self.builder.close(),
            Raw::Code { language, mut text } => {
                if text.ends_with('\n') {
                    text.pop();
                }
                self.builder.block(Block::Code { language, text });
            }
            Raw::Html(html) => {
                // A comment goes on behind a blank line.
                let grows = self.open_end.is_some_and(|open_end| end >= open_end);
                self.builder.html_block(&html, if grows { End::Growing } else { End::Final });
            }
        }
    }

    /// A line of raw HTML; one of template tags stands for itself unless it is commented out.
    fn html_line(&mut self, line: &str) {
        let Raw::Html(html) = &mut self.block else { return };
        let tags = template::tags_of(line);
        if tags.is_empty() || html.trim_start().starts_with("<!") {
            return html.push_str(line);
        }
        let before = std::mem::take(html);
        self.builder.html_block(&before, End::Final);
        for tag in &tags {
            self.builder.template(tag);
        }
    }
}

/// "For security reasons, the Unicode character U+0000 must be replaced with the REPLACEMENT
/// CHARACTER (U+FFFD)."
fn visible(words: String) -> String {
    if words.contains('\0') { words.replace('\0', "\u{fffd}") } else { words }
}

fn alignment(column: Column) -> Alignment {
    match column {
        Column::None | Column::Left => Alignment::Start,
        Column::Center => Alignment::Center,
        Column::Right => Alignment::End,
    }
}

fn language(info: &str) -> Option<String> {
    let word = info.split([' ', '\t', ',', '{']).next().unwrap_or_default();
    (!word.is_empty()).then(|| word.to_owned())
}
