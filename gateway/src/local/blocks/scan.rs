//! Lines to a tree of blocks.
//!
//! Owns which tags belong together. Refuses to nest deeper than a reader would: further tags are
//! dropped and their content kept.

use super::super::code;
use super::lines;

/// Deeper blocks lose their tags.
const MAX_DEPTH: usize = 16;

/// An end is looked for among this many open tags, so that hostile text cannot cost quadratic time.
const MAX_SEARCH: usize = 64;

/// A line, or a block of nodes.
#[derive(Debug)]
pub(super) enum Node {
    /// A line of Markdown.
    Line {
        /// Without its line end.
        text: String,
        /// It is fenced code.
        code: bool,
    },
    /// A block.
    Block(Block),
}

/// `{% name … %}`, and what is before `{% endname %}` if there is one.
#[derive(Debug)]
pub(super) struct Block {
    /// As in `hint`.
    pub(super) name: String,
    /// Keys and values, in order.
    pub(super) attributes: Vec<(String, String)>,
    /// The white space and quote marks before it.
    pub(super) indent: String,
    /// What is in it.
    pub(super) nodes: Vec<Node>,
}

impl Block {
    /// The value of an attribute.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value.as_str()).filter(|value| !value.is_empty())
    }
}

/// A line, or a tag in it.
enum Piece {
    Line { text: String, code: bool },
    Start { tag: Tag, indent: String, paired: bool },
    End { name: String, matches: bool },
}

struct Tag {
    name: String,
    attributes: Vec<(String, String)>,
}

/// The tree that `text` is.
pub(super) fn tree(text: &str) -> Vec<Node> {
    let mut pieces = Vec::new();
    for (line, code) in lines(text) {
        if code || !line.contains("{%") {
            pieces.push(Piece::Line { text: line.to_owned(), code });
        } else {
            split_line(line, &mut pieces);
        }
    }
    pair(&mut pieces);
    build(pieces)
}

/// The tags of a line, and the text between them as lines of their own.
fn split_line(line: &str, pieces: &mut Vec<Piece>) {
    let indent_end = line.find(|letter| !matches!(letter, ' ' | '\t' | '>')).unwrap_or(line.len());
    let (indent, mut rest) = line.split_at(indent_end);
    let text = |words: &str| Piece::Line { text: format!("{indent}{}", words.trim()), code: false };
    let mut before = String::new();
    let mut any = false;
    // Behind the last end there is no tag: looking for one would cost quadratic time.
    let last_end = line.rfind("%}").unwrap_or(0);
    while let Some(at) = rest.find(['{', '`', '\\']) {
        before.push_str(&rest[..at]);
        rest = &rest[at..];
        if line.len() - rest.len() < last_end
            && let Some((tag, after)) = tag(rest)
        {
            any = true;
            if !before.trim().is_empty() {
                pieces.push(text(&before));
            }
            before.clear();
            pieces.push(match tag.name.strip_prefix("end") {
                Some(name) => Piece::End { name: name.to_owned(), matches: false },
                None => Piece::Start { tag, indent: indent.to_owned(), paired: false },
            });
            rest = after;
            continue;
        }
        let taken = match rest.as_bytes()[0] {
            b'`' => code::span(rest),
            b'\\' => rest.chars().take(2).map(char::len_utf8).sum(),
            _ => 1,
        };
        before.push_str(&rest[..taken]);
        rest = &rest[taken..];
    }
    before.push_str(rest);
    if !any {
        pieces.push(Piece::Line { text: line.to_owned(), code: false });
    } else if !before.trim().is_empty() {
        pieces.push(text(&before));
    }
}

/// The tag that `text` begins with, and what follows it.
fn tag(text: &str) -> Option<(Tag, &str)> {
    let inner = text.strip_prefix("{%")?;
    let (inner, rest) = inner.split_once("%}")?;
    let inner = inner.trim().trim_matches('-').trim();
    let length = inner.find(char::is_whitespace).unwrap_or(inner.len());
    let (name, mut values) = inner.split_at(length);
    let named = |byte: u8| byte.is_ascii_alphanumeric() || b"-_@/".contains(&byte);
    if name.is_empty() || !name.bytes().all(named) {
        return None;
    }
    let mut attributes = Vec::new();
    if name == "include" {
        // Its value has no key.
        attributes.push(("file".to_owned(), values.trim().trim_matches('"').to_owned()));
        values = "";
    }
    while let Some((attribute, after)) = attribute(values) {
        attributes.push(attribute);
        values = after;
    }
    Some((Tag { name: name.to_owned(), attributes }, rest))
}

fn attribute(text: &str) -> Option<((String, String), &str)> {
    let text = text.trim_start();
    let (key, rest) = text.split_once('=')?;
    let key = key.split_whitespace().last()?.to_owned();
    let rest = rest.trim_start();
    let (value, rest) = match rest.strip_prefix('"') {
        Some(quoted) => {
            // A quote within the value is escaped with a backslash.
            let mut escaped = false;
            let end = quoted.find(|letter| {
                let ends = letter == '"' && !escaped;
                escaped = letter == '\\' && !escaped;
                ends
            });
            let end = end.unwrap_or(quoted.len());
            (&quoted[..end], quoted.get(end + 1..).unwrap_or_default())
        }
        None => rest.split_at(rest.find(char::is_whitespace).unwrap_or(rest.len())),
    };
    Some(((key, value.replace("\\\"", "\"")), rest))
}

/// Finds the start of each end. What is never closed stands alone, as `{% embed %}` may.
fn pair(pieces: &mut [Piece]) {
    let mut open: Vec<usize> = Vec::new();
    for at in 0..pieces.len() {
        let start = match &pieces[at] {
            Piece::Line { .. } => continue,
            Piece::Start { .. } => {
                open.push(at);
                continue;
            }
            Piece::End { name, .. } => {
                let nearest = open.iter().enumerate().rev().take(MAX_SEARCH);
                let mut named = nearest.filter(|(_, start)| {
                    matches!(&pieces[**start], Piece::Start { tag, .. } if tag.name == *name)
                });
                named.next().map(|(at, _)| at)
            }
        };
        let Some(start) = start else { continue };
        let opened = open[start];
        open.truncate(start);
        if open.len() >= MAX_DEPTH {
            continue;
        }
        if let Piece::Start { paired, .. } = &mut pieces[opened] {
            *paired = true;
        }
        if let Piece::End { matches, .. } = &mut pieces[at] {
            *matches = true;
        }
    }
}

fn build(pieces: Vec<Piece>) -> Vec<Node> {
    let mut top = Vec::new();
    let mut open: Vec<Block> = Vec::new();
    for piece in pieces {
        let node = match piece {
            Piece::Line { text, code } => Node::Line { text, code },
            Piece::Start { tag, indent, paired } => {
                let Tag { name, attributes } = tag;
                let block = Block { name, attributes, indent, nodes: Vec::new() };
                if paired {
                    open.push(block);
                    continue;
                }
                Node::Block(block)
            }
            Piece::End { matches: true, .. } => match open.pop() {
                Some(block) => Node::Block(block),
                None => continue,
            },
            Piece::End { .. } => continue,
        };
        match open.last_mut() {
            Some(block) => block.nodes.push(node),
            None => top.push(node),
        }
    }
    top
}
