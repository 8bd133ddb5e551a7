//! Runs of `*`, `_` and `~`, and which of them belong together.
//!
//! Owns CommonMark's rules of emphasis ("process emphasis" of its appendix) and GFM's of struck
//! text. Refuses to look at anything but runs.

use super::Item;
use crate::markdown::character::{is_punctuation, is_space};
use crate::markdown::tree::Kind;

/// A run of one mark.
#[derive(Debug)]
pub(super) struct Run {
    mark: u8,
    /// How many of its marks belong to nothing yet.
    pub(super) left: usize,
    length: usize,
    opens: bool,
    closes: bool,
    /// How many it ends, which begin before it.
    pub(super) ends: usize,
    /// How many marks each takes of those that it begins, innermost first.
    begins: Vec<usize>,
}

impl Run {
    /// The run of `length` marks that begins at the byte `at` of `text`.
    pub(super) fn new(text: &str, at: usize, length: usize) -> Self {
        let mark = text.as_bytes()[at];
        let before = text[..at].chars().next_back();
        let after = text[at + length..].chars().next();
        let (signs_before, signs_after) = (is_punctuation(before), is_punctuation(after));
        // "not followed by Unicode whitespace, and either not followed by a Unicode punctuation
        // character, or … preceded by Unicode whitespace or a Unicode punctuation character"
        let left = !is_space(after) && (!signs_after || is_space(before) || signs_before);
        let right = !is_space(before) && (!signs_before || is_space(after) || signs_after);
        let (opens, closes) = match mark {
            b'_' => (left && (!right || signs_before), right && (!left || signs_after)),
            // "one or two tildes"
            b'~' => (left && length <= 2, right && length <= 2),
            _ => (left, right),
        };
        Self { mark, left: length, length, opens, closes, ends: 0, begins: Vec::new() }
    }

    /// The marks that belong to nothing.
    pub(super) fn rest(&self) -> String {
        char::from(self.mark).to_string().repeat(self.left)
    }

    /// What it begins, outermost first.
    pub(super) fn kinds(&self) -> impl Iterator<Item = Kind> {
        self.begins.iter().rev().map(|count| match (self.mark, count) {
            (b'~', _) => Kind::Strikethrough,
            (_, 1) => Kind::Emphasis,
            _ => Kind::Strong,
        })
    }

    /// "If one of the delimiters can both open and close emphasis, then the sum of the lengths of
    /// the delimiter runs … must not be a multiple of 3 unless both lengths are."
    fn fits(&self, closer: &Self) -> bool {
        let is_odd = (self.closes || closer.opens)
            && (self.length + closer.length).is_multiple_of(3)
            && !(self.length.is_multiple_of(3) && closer.length.is_multiple_of(3));
        self.mark == closer.mark
            && if self.mark == b'~' { self.length == closer.length } else { !is_odd }
    }

    /// For each kind of closer that would fail in the same way, a number below [`BOTTOMS`].
    fn bottom(&self) -> usize {
        let mark = match self.mark {
            b'*' => 0,
            b'_' => 1,
            _ => return 12 + self.length.min(2) - 1,
        };
        mark * 6 + usize::from(self.opens) * 3 + self.length % 3
    }

    /// How many marks a pair takes that it is the opener of.
    fn takes(&self, closer_left: usize) -> usize {
        match self.mark {
            b'~' => self.left,
            _ => 1 + usize::from(self.left >= 2 && closer_left >= 2),
        }
    }
}

const BOTTOMS: usize = 14;

/// Joins the runs at `places` in `items`; gives those that could still begin something.
pub(super) fn join(items: &mut [Item<'_>], places: &[usize]) -> Vec<usize> {
    let mut openers: Vec<usize> = Vec::new();
    // How far down it makes no sense to look for an opener.
    let mut bottoms = [0; BOTTOMS];
    for closer in places {
        let Some(run) = items[*closer].run() else { continue };
        let (closes, opens, bottom) = (run.closes, run.opens, run.bottom());
        while closes && items[*closer].run().is_some_and(|run| run.left > 0) {
            let first = bottoms[bottom].min(openers.len());
            let fits = |opener: &usize| match (items[*opener].run(), items[*closer].run()) {
                (Some(opener), Some(closer)) => opener.fits(closer),
                _ => false,
            };
            let Some(found) = openers[first..].iter().rposition(fits) else {
                bottoms[bottom] = openers.len();
                break;
            };
            openers.truncate(first + found + 1);
            pair(items, openers[first + found], *closer);
            if items[openers[first + found]].run().is_none_or(|run| run.left == 0) {
                openers.pop();
            }
        }
        if opens && items[*closer].run().is_some_and(|run| run.left > 0) {
            openers.push(*closer);
        }
    }
    openers
}

fn pair(items: &mut [Item<'_>], opener: usize, closer: usize) {
    let left = items[closer].run().map_or(0, |run| run.left);
    let Some(run) = items[opener].run_mut() else { return };
    let taken = run.takes(left);
    run.left -= taken;
    run.begins.push(taken);
    if let Some(run) = items[closer].run_mut() {
        run.left -= taken;
        run.ends += 1;
    }
}

/// Makes the run at `place`, which nothing ends yet, begin all it can; gives how much that is.
///
/// A mark between two letters or digits is more likely a sign of multiplication.
pub(super) fn begin(items: &mut [Item<'_>], place: usize) -> usize {
    let Some(run) = items[place].run_mut() else { return 0 };
    if (run.closes && run.opens) || (run.mark == b'~' && run.left == 1) {
        return 0;
    }
    let before = run.begins.len();
    while run.left > 0 {
        let taken = run.takes(run.left);
        run.left -= taken;
        run.begins.push(taken);
    }
    run.begins.len() - before
}
