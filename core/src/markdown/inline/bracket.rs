//! Square brackets: links and images, and what they may hold.
//!
//! Owns that links hold no links, that a description holds words only, and what a link shows
//! whose address is refused (its words) or that has no words (its address).

use super::link::{self, Target};
use super::{Item, Scan, emphasis};
use crate::markdown::links::Href;
use crate::markdown::tree::Kind;

/// The most bytes at the end of a text that are taken for half a link's text or label.
const MAX_HALF: usize = 300;

/// An opening bracket.
pub(super) struct Bracket {
    /// Its item.
    pub(super) item: usize,
    /// The byte behind it.
    begin: usize,
    is_image: bool,
    /// How many runs stand before it.
    runs: usize,
}

/// What stands behind a closing bracket.
enum Behind {
    /// Where it leads, and how long the rest of the link is.
    Link(String, usize),
    /// The text ends before that is known.
    Unfinished,
    Nothing,
}

impl Scan<'_> {
    pub(super) fn open_bracket(&mut self, at: usize, is_image: bool) -> usize {
        let begin = at + 1 + usize::from(is_image);
        let (item, runs) = (self.items.len(), self.runs.len());
        self.brackets.push(Bracket { item, begin, is_image, runs });
        self.items.push(Item::Bracket(is_image));
        begin
    }

    pub(super) fn close_bracket(&mut self, at: usize) -> usize {
        let Some(bracket) = self.brackets.pop() else { return self.plain(at, 1) };
        let is_active = bracket.is_image || self.brackets.len() >= self.inactive_brackets;
        self.inactive_brackets = self.inactive_brackets.min(self.brackets.len());
        if !is_active {
            return self.plain(at, 1);
        }
        if !self.open && is_cut(&self.text[at + 1..]) {
            self.undecided = self.undecided.min(bracket.item);
        }
        match self.behind(&bracket, at) {
            Behind::Link(destination, length) => {
                self.link(&bracket, &destination);
                at + 1 + length
            }
            Behind::Unfinished if self.open => {
                self.only_words(bracket.item);
                self.hold(at)
            }
            Behind::Unfinished | Behind::Nothing => self.plain(at, 1),
        }
    }

    fn behind(&self, bracket: &Bracket, at: usize) -> Behind {
        let rest = &self.text[at + 1..];
        let inside = &self.text[bracket.begin..at];
        if rest.is_empty() && self.open {
            return Behind::Unfinished;
        }
        if let Some(target) = rest.strip_prefix('(') {
            match link::target(target) {
                Target::Whole(destination, length) => {
                    return Behind::Link(destination, length + 1);
                }
                Target::Unfinished if self.open => return Behind::Unfinished,
                Target::Unfinished | Target::None => {}
            }
        }
        let (label, length) = match link::label(rest) {
            Some(length) if length > 2 => (&rest[1..length - 1], length),
            Some(length) => (inside, length),
            None if self.open
                && rest.starts_with('[')
                && rest.len() <= MAX_HALF
                && !rest.contains(']') =>
            {
                return Behind::Unfinished;
            }
            None => (inside, 0),
        };
        // "unless … it is not a full reference": brackets within a label are no label.
        let is_label = length > 2 || link::label(&format!("[{label}]")).is_some();
        let destination =
            self.context.definitions.destination(label, self.context.resolver).filter(|_| is_label);
        destination.map_or(Behind::Nothing, |to| Behind::Link(to.to_owned(), length))
    }

    fn link(&mut self, bracket: &Bracket, destination: &str) {
        let runs = self.runs.split_off(bracket.runs);
        emphasis::join(&mut self.items, &runs);
        self.unlink(bracket.item);
        let href = Href::checked(destination, self.context.resolver);
        let has_words = self.items[bracket.item + 1..].iter().any(|item| match item {
            Item::Text(words) => !words.trim().is_empty(),
            Item::Code(code) => !code.trim().is_empty(),
            _ => false,
        });
        if !has_words {
            let shown = match &href {
                Some(href) if !bracket.is_image => Some(href.as_str().to_owned()),
                Some(_) => None,
                None => Some(file_name(destination).to_owned()),
            };
            self.items.extend(shown.map(|shown| Item::Text(shown.into())));
        }
        if !bracket.is_image {
            // "we also set all [ delimiters before the opening delimiter to inactive"
            self.inactive_brackets = self.brackets.len();
        }
        self.items[bracket.item] = match href {
            Some(href) if bracket.is_image => Item::Start(Kind::Image(href)),
            Some(href) => Item::Start(Kind::Link(href)),
            None => Item::Cut,
        };
        self.links.push(bracket.item);
        self.items.push(Item::End(bracket.item));
    }

    /// Makes words of the links and images behind `item`: they stand in another.
    fn unlink(&mut self, item: usize) {
        while let Some(inside) = self.links.pop_if(|inside| *inside > item) {
            self.items[inside] = match std::mem::replace(&mut self.items[inside], Item::Nothing) {
                Item::Address(_, words) => Item::Text(words.into()),
                _ => Item::Nothing,
            };
        }
    }

    /// Drops a bracket whose link is unfinished.
    fn only_words(&mut self, item: usize) {
        self.unlink(item);
        self.items[item] = Item::Nothing;
        self.undecided = self.undecided.min(item);
    }

    /// Drops the brackets near the end that may still become links: they stand on the last line.
    pub(super) fn drop_open_brackets(&mut self) {
        let shown = self.text[..self.end].trim_end();
        let line = shown.rfind('\n').map_or(0, |end| end + 1);
        let from = line.max(self.end.saturating_sub(MAX_HALF));
        let near = self.brackets.partition_point(|bracket| bracket.begin <= from);
        for (index, bracket) in (near..).zip(self.brackets.split_off(near)) {
            if bracket.is_image || index >= self.inactive_brackets {
                self.only_words(bracket.item);
            }
        }
    }
}

/// Whether what stands behind a closing bracket could go on and make a link of it.
fn is_cut(rest: &str) -> bool {
    match rest.strip_prefix('(') {
        Some(target) => link::target(target) == Target::Unfinished,
        None => rest.is_empty() || (rest.starts_with('[') && !rest.contains(']')),
    }
}

/// The last part of an address's path, or all of it.
fn file_name(destination: &str) -> &str {
    let path = destination.split(['?', '#']).next().unwrap_or(destination);
    let name = path.rsplit('/').next().unwrap_or(path);
    if name.is_empty() { destination } else { name }
}
