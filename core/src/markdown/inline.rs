//! Running text: emphasis, code, links, images, line breaks, raw HTML.
//!
//! Owns one pass over the text of a block that finds its pieces, and what is open at the end of a
//! text that still grows: it is drawn as what it is about to become (`**bold` is strong), or not at
//! all yet (`&am`, `](http://exa`). Refuses to make nodes: that is [`nodes`].

mod bracket;
mod emphasis;
pub(super) mod link;
mod nodes;
mod settled;
mod tag;

pub(super) use settled::Settled;
pub(super) use tag::is_tag;

use std::borrow::Cow;

use super::definitions::Definitions;
use super::entity::{MAX_NAME, entity};
use super::html::{self, End, Piece};
use super::links::{Href, Resolver};
use super::tree::{Kind, Node};
use bracket::Bracket;
use emphasis::Run;
use tag::Tag;

/// The longest tag, comment or autolink within a line, in bytes.
const MAX_TAG: usize = 2000;

/// What running text is read with.
#[derive(Clone, Copy)]
pub(super) struct Context<'c> {
    pub(super) definitions: &'c Definitions,
    pub(super) resolver: &'c dyn Resolver,
}

/// Appends the nodes of `text` to `nodes`, at `depth`.
pub(super) fn append(text: &str, depth: u8, context: Context<'_>, nodes: &mut Vec<Node>) {
    let first = nodes.len();
    nodes::append(&Scan::of(text, false, context), depth, first, nodes);
    nodes::trim(first, depth, nodes);
}

/// The same for a text that may go on. What of it is settled is remembered.
pub(super) fn append_open(
    text: &str,
    depth: u8,
    context: Context<'_>,
    settled: &mut Settled,
    nodes: &mut Vec<Node>,
) {
    let first = nodes.len();
    let rest = settled.append(text, depth, context, nodes);
    nodes::append(&Scan::of(rest, true, context), depth, first, nodes);
    nodes::trim(first, depth, nodes);
}

/// A piece of running text.
#[derive(Debug)]
enum Item<'a> {
    Text(Cow<'a, str>),
    Code(String),
    Break,
    Run(Run),
    /// An opening bracket; `!` before it if it is an image's.
    Bracket(bool),
    Start(Kind),
    /// The end of what starts at an item: of nothing, if nothing starts there any more.
    End(usize),
    /// The ends of so many runs that nothing has closed yet.
    Closed(usize),
    /// An address in pointed brackets, and what it shows.
    Address(Href, &'a str),
    /// What stands on both sides of it is not one word.
    Cut,
    Nothing,
}

impl Item<'_> {
    fn run(&self) -> Option<&Run> {
        if let Self::Run(run) = self { Some(run) } else { None }
    }

    fn run_mut(&mut self) -> Option<&mut Run> {
        if let Self::Run(run) = self { Some(run) } else { None }
    }
}

struct Scan<'a> {
    text: &'a str,
    /// What stands behind is held back.
    end: usize,
    open: bool,
    context: Context<'a>,
    items: Vec<Item<'a>>,
    /// The runs of marks that are in no link.
    runs: Vec<usize>,
    brackets: Vec<Bracket>,
    /// How many of these, from the first on, begin no link, since one has ended behind them.
    inactive_brackets: usize,
    /// The links and images that could still turn out to stand in another.
    links: Vec<usize>,
    /// Lengths of backtick runs that no further run closes.
    unclosed: Vec<usize>,
    /// Whether nothing is open at the end, so that whatever comes behind changes nothing here.
    ends_closed: bool,
    /// The first item that could turn out to be the begin of something.
    undecided: usize,
}

impl<'a> Scan<'a> {
    fn new(text: &'a str, open: bool, context: Context<'a>) -> Self {
        let (items, runs, brackets, links) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let end = text.len();
        Self {
            text,
            end,
            open,
            context,
            items,
            runs,
            brackets,
            inactive_brackets: 0,
            links,
            unclosed: Vec::new(),
            ends_closed: false,
            undecided: usize::MAX,
        }
    }

    /// What stands in `text`; `open` says that it may go on.
    fn of(text: &'a str, open: bool, context: Context<'a>) -> Self {
        let mut scan = Self::new(text, open, context);
        scan.run();
        scan.finish();
        scan
    }

    fn run(&mut self) {
        let bytes = self.text.as_bytes();
        let mut at = 0;
        while at < self.end {
            let from = at;
            let is_mark = |byte: &u8| b"\\`*_~<![]&\n".contains(byte);
            at += bytes[at..].iter().position(is_mark).unwrap_or(bytes.len() - at);
            let is_break = bytes.get(at) == Some(&b'\n');
            let before = &self.text[from..at];
            let words = if is_break { before.trim_end_matches(' ') } else { before };
            self.words(words);
            if at >= self.end {
                return;
            }
            at = match bytes[at] {
                b'\n' if before.len() >= words.len() + 2 => self.line_break(at),
                b'\n' => self.plain(at, 1),
                b'\\' => self.escape(at),
                b'`' => self.code(at),
                b'*' | b'_' | b'~' => self.marks(at),
                b'<' => self.tag(at),
                b'!' if bytes.get(at + 1) == Some(&b'[') => self.open_bracket(at, true),
                b'[' => self.open_bracket(at, false),
                b']' => self.close_bracket(at),
                b'&' => self.entity(at),
                _ => self.plain(at, 1),
            };
        }
    }

    fn words(&mut self, words: &'a str) {
        if !words.is_empty() {
            self.items.push(Item::Text(words.into()));
        }
    }

    /// Takes `length` bytes as they are; gives where the next begin.
    fn plain(&mut self, at: usize, length: usize) -> usize {
        self.words(&self.text[at..at + length]);
        at + length
    }

    /// The same, of what could have been the begin of something and may still become it.
    fn undecided(&mut self, at: usize, length: usize) -> usize {
        self.undecided = self.undecided.min(self.items.len());
        self.plain(at, length)
    }

    /// Holds back all from `at` on.
    fn hold(&mut self, at: usize) -> usize {
        self.end = at;
        self.text.len()
    }

    fn line_break(&mut self, at: usize) -> usize {
        self.items.push(Item::Break);
        let rest = self.text[at + 1..].trim_start_matches([' ', '\t']);
        self.text.len() - rest.len()
    }

    fn escape(&mut self, at: usize) -> usize {
        match self.text.as_bytes().get(at + 1) {
            None if self.open => self.hold(at),
            Some(b'\n') => self.line_break(at + 1),
            Some(byte) if byte.is_ascii_punctuation() => self.plain(at + 1, 1),
            _ => self.plain(at, 1),
        }
    }

    fn code(&mut self, at: usize) -> usize {
        let count = self.run_length(at);
        let begin = at + count;
        let mut from = if self.unclosed.contains(&count) { self.text.len() } else { begin };
        while let Some(next) = self.text[from..].find('`') {
            let length = self.run_length(from + next);
            if length == count {
                self.items.push(Item::Code(code_of(&self.text[begin..from + next])));
                return from + next + length;
            }
            from += next + length;
        }
        if !self.open {
            self.unclosed.push(count);
            return self.plain(at, count);
        }
        // A run at the very end may still become longer.
        let inside = self.text[begin..].trim_end_matches('`').trim_end();
        if inside.is_empty() {
            return self.hold(at);
        }
        self.items.push(Item::Code(code_of(inside)));
        self.text.len()
    }

    fn marks(&mut self, at: usize) -> usize {
        let count = self.run_length(at);
        if self.open && at + count == self.text.len() {
            // It may still become longer, begin or end something.
            return self.hold(at);
        }
        self.runs.push(self.items.len());
        self.items.push(Item::Run(Run::new(self.text, at, count)));
        at + count
    }

    fn tag(&mut self, at: usize) -> usize {
        let rest = &self.text[at + 1..];
        let near = &rest[..rest.floor_char_boundary(MAX_TAG)];
        let is_cut = near.len() == rest.len();
        let (source, prefix) = match tag::tag(near) {
            Tag::Whole(length) => {
                self.html(&self.text[at..=at + length]);
                return at + 1 + length;
            }
            Tag::Address(length) => (&rest[..length - 1], ""),
            Tag::Mail(length) => (&rest[..length - 1], "mailto:"),
            Tag::Unfinished if self.open && is_cut => return self.hold(at),
            Tag::UnfinishedAddress if self.open && is_cut => {
                // Its text is shown, and nothing in it is open.
                return self.undecided(at + 1, rest.len());
            }
            Tag::Unfinished | Tag::UnfinishedAddress => return self.undecided(at, 1),
            Tag::None => return self.plain(at, 1),
        };
        match Href::checked(&format!("{prefix}{source}"), self.context.resolver) {
            Some(href) => {
                self.links.push(self.items.len());
                self.items.push(Item::Address(href, source));
            }
            None => self.words(source),
        }
        at + source.len() + 2
    }

    fn html(&mut self, source: &'a str) {
        html::pieces(source, End::Final, |piece| match piece {
            // What is shown as it was written holds no entities.
            Piece::Text(words) => self.words(words),
            Piece::Break => self.items.push(Item::Break),
            // `<li>` in a table's cell is a line of its own.
            Piece::Edge if !source.starts_with("</") && self.has_words() => {
                self.items.push(Item::Break);
            }
            Piece::Edge | Piece::Cell | Piece::Nothing => self.items.push(Item::Cut),
        });
    }

    fn has_words(&self) -> bool {
        let mut before = self.items.iter().rev();
        before.find(|item| !matches!(item, Item::Cut)).is_some_and(|item| match item {
            Item::Text(words) => !words.trim().is_empty(),
            item => !matches!(item, Item::Break),
        })
    }

    fn entity(&mut self, at: usize) -> usize {
        let rest = &self.text[at..];
        if let Some((character, length)) = entity(rest) {
            self.items.push(Item::Text(character.to_string().into()));
            return at + length;
        }
        let is_half = (1..=MAX_NAME + 1).contains(&rest.len())
            && rest[1..].bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'#');
        if self.open && is_half { self.hold(at) } else { self.plain(at, 1) }
    }

    fn run_length(&self, at: usize) -> usize {
        let mark = self.text.as_bytes()[at];
        self.text.as_bytes()[at..].iter().take_while(|byte| **byte == mark).count()
    }

    /// Joins what belongs together, and ends what is still open.
    fn finish(&mut self) {
        if self.open {
            self.drop_open_brackets();
        }
        if let Some(bracket) = self.brackets.first() {
            self.undecided = self.undecided.min(bracket.item);
        }
        let openers = emphasis::join(&mut self.items, &self.runs);
        if !self.open {
            self.ends_closed = openers.is_empty()
                && self.brackets.is_empty()
                && self.unclosed.is_empty()
                && self.undecided == usize::MAX;
            return;
        }
        let mut ends = 0;
        // Marks with nothing behind them are held back.
        let visible = |item: &Item<'_>| match item {
            Item::Text(words) => !words.trim().is_empty(),
            Item::Code(_) | Item::Address(..) => true,
            _ => false,
        };
        let last = self.items.iter().rposition(visible).unwrap_or(0);
        for place in openers.into_iter().rev() {
            if place > last {
                if let Some(run) = self.items[place].run_mut() {
                    run.left = 0;
                }
            } else {
                ends += emphasis::begin(&mut self.items, place);
            }
        }
        self.items.push(Item::Closed(ends));
    }
}

/// "First, line endings are converted to spaces. If the resulting string both begins and ends with
/// a space character, but does not consist entirely of space characters, a single space character
/// is removed from the front and back."
fn code_of(text: &str) -> String {
    let text = text.replace('\n', " ");
    match text.strip_prefix(' ').and_then(|text| text.strip_suffix(' ')) {
        Some(inside) if !inside.trim_matches(' ').is_empty() => inside.to_owned(),
        _ => text,
    }
}
