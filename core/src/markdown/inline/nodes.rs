//! Pieces of running text to nodes.
//!
//! Owns how deep they nest, that neighbouring texts are one, and the links of bare addresses. The
//! words of a link hold nothing [`invisible`], which could make it read as another one.

use std::borrow::Cow;

use super::{Item, Scan};
use crate::invisible;
use crate::markdown::links::{Href, Resolver};
use crate::markdown::tree::{Kind, Node};
use crate::markdown::{MAX_DEPTH, autolink};

/// Appends the nodes of what `scan` has found; the text began with the node `first`.
pub(super) fn append(scan: &Scan<'_>, depth: u8, first: usize, nodes: &mut Vec<Node>) {
    let mut writer = Writer {
        resolver: scan.context.resolver,
        nodes,
        first,
        depth,
        text: String::new(),
        path: Vec::new(),
        links: 0,
        images: 0,
        is_undecided: false,
        ends_open: scan.open,
    };
    for (place, item) in scan.items.iter().enumerate() {
        if scan.open && place == scan.undecided {
            // A bracket, code or a tag may turn out to begin here and to hold what looks like an
            // address.
            writer.flush();
            writer.is_undecided = true;
        }
        match item {
            Item::Text(words) => writer.text.push_str(words),
            Item::Bracket(is_image) => writer.text.push_str(if *is_image { "![" } else { "[" }),
            Item::Code(code) => writer.code(code),
            Item::Break => writer.leaf(Kind::Break),
            Item::Run(run) => {
                (0..run.ends).for_each(|_| writer.close());
                writer.text.push_str(&run.rest());
                run.kinds().for_each(|kind| writer.open(kind));
            }
            Item::Start(kind) => writer.open(kind.clone()),
            Item::End(start) => match scan.items[*start] {
                Item::Start(_) => writer.close(),
                _ => writer.flush(),
            },
            Item::Closed(count) => {
                writer.flush();
                (0..*count).for_each(|_| writer.close());
            }
            Item::Address(href, words) => {
                writer.flush();
                writer.link(href.clone(), words);
            }
            Item::Cut => writer.flush(),
            Item::Nothing => {}
        }
    }
    writer.flush();
}

struct Writer<'n, 'r> {
    resolver: &'r dyn Resolver,
    nodes: &'n mut Vec<Node>,
    /// The first node of this text.
    first: usize,
    depth: u8,
    /// Words that are no node yet.
    text: String,
    path: Vec<Open>,
    /// How many links and images are open; in them no address is a link.
    links: usize,
    /// How many images are open; their descriptions are plain text.
    images: usize,
    /// Whether what looks like an address may turn out to stand in something else.
    is_undecided: bool,
    /// Whether an address that nothing sets apart from what follows may go on.
    ends_open: bool,
}

/// Something that is open.
struct Open {
    /// Its node, if there was room for it.
    node: Option<usize>,
    is_link: bool,
    is_image: bool,
}

impl Writer<'_, '_> {
    fn open(&mut self, kind: Kind) {
        self.flush();
        // There must be room for a text in it.
        let fits = self.images == 0 && usize::from(self.depth) + 2 < MAX_DEPTH;
        let is_image = matches!(kind, Kind::Image(_));
        let is_link = is_image || matches!(kind, Kind::Link(_));
        self.links += usize::from(is_link);
        self.images += usize::from(is_image);
        self.path.push(Open { node: fits.then_some(self.nodes.len()), is_link, is_image });
        if fits {
            self.nodes.push(Node { depth: self.depth, kind });
            self.depth += 1;
        }
    }

    fn close(&mut self) {
        self.flush();
        let Some(Open { node, is_link, is_image }) = self.path.pop() else { return };
        self.links -= usize::from(is_link);
        self.images -= usize::from(is_image);
        let Some(node) = node else { return };
        self.depth -= 1;
        if node + 1 == self.nodes.len() && !is_image {
            self.nodes.pop();
        }
    }

    fn code(&mut self, code: &str) {
        self.open(Kind::CodeSpan);
        self.push(code);
        self.close();
    }

    fn leaf(&mut self, kind: Kind) {
        if self.images > 0 {
            return self.text.push(' ');
        }
        self.flush();
        self.nodes.push(Node { depth: self.depth, kind });
    }

    fn link(&mut self, href: Href, words: &str) {
        self.open(Kind::Link(href));
        self.text.push_str(words);
        self.close();
    }

    /// Makes nodes of the words so far.
    fn flush(&mut self) {
        if self.text.is_empty() {
            return;
        }
        let text = std::mem::take(&mut self.text);
        if self.links > 0 || self.is_undecided {
            return self.push(&text);
        }
        let mut done = 0;
        for range in autolink::addresses(&text) {
            let address = &text[range.clone()];
            let may_go_on = self.ends_open && !text[range.end..].contains(char::is_whitespace);
            let Some(href) = Href::checked(address, self.resolver).filter(|_| !may_go_on) else {
                continue;
            };
            self.push(&text[done..range.start]);
            self.link(href, address);
            done = range.end;
        }
        self.push(&text[done..]);
    }

    /// Appends to the text that came last, if it stands here.
    fn push(&mut self, words: &str) {
        let words = match self.links {
            0 => Cow::Borrowed(words),
            _ => invisible::without(words),
        };
        if words.is_empty() {
            return;
        }
        let depth = self.depth;
        match self.nodes[self.first..].last_mut() {
            Some(Node { depth: last, kind: Kind::Text(text) }) if *last == depth => {
                text.push_str(&words);
            }
            _ => self.nodes.push(Node { depth, kind: Kind::Text(words.into_owned()) }),
        }
    }
}

/// Takes away the white space at both ends of a text that began with the node `first`, at `depth`:
/// its own, and the line ends that raw HTML leaves when it goes.
pub(super) fn trim(first: usize, depth: u8, nodes: &mut Vec<Node>) {
    if let Some(Node { depth: last, kind: Kind::Text(text) }) = nodes[first..].last_mut()
        && *last == depth
    {
        text.truncate(text.trim_end().len());
        if text.is_empty() {
            nodes.pop();
        }
    }
    if let Some(Node { kind: Kind::Text(text), .. }) = nodes.get_mut(first)
        && text.starts_with(['\n', ' '])
    {
        *text = text.trim_start_matches(['\n', ' ']).to_owned();
        if text.is_empty() {
            nodes.remove(first);
        }
    }
}
