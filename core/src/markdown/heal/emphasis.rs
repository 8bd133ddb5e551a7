//! Emphasis and code that is open, innermost last.
//!
//! Owns which runs of `*`, `_` and `~~` open and close. Refuses to find them.

use std::ops::Range;

/// The deepest emphasis that is closed.
const MAX_OPEN: usize = 16;

/// Something open: its mark, how often it stands there, and where.
pub(super) struct Open {
    pub(super) mark: u8,
    pub(super) count: usize,
    pub(super) at: usize,
}

/// Takes a run of marks: it closes what is open, or opens.
pub(super) fn take(open: &mut Vec<Open>, text: &str, run: Range<usize>) {
    let mark = text.as_bytes()[run.start];
    let mut count = run.len();
    let (opens, closes) = flanks(text, &run);
    while closes && count > 0 {
        let Some(place) = open.iter().rposition(|open| open.mark == mark) else { break };
        open.truncate(place + 1);
        let used = open[place].count.min(count);
        open[place].count -= used;
        count -= used;
        if open[place].count == 0 {
            open.pop();
        }
    }
    if opens && count > 0 && open.len() < MAX_OPEN {
        open.push(Open { mark, count, at: run.end - count });
    }
}

/// Whether a run of marks can open and close, by what stands on both sides of it: CommonMark's
/// left- and right-flanking delimiter runs.
fn flanks(text: &str, run: &Range<usize>) -> (bool, bool) {
    let space = |side: Option<char>| side.is_none_or(char::is_whitespace);
    // Tables of all punctuation would weigh more than a wrong guess that lasts for a moment.
    let sign = |side: Option<char>| side.is_some_and(|c| c.is_ascii_punctuation());
    let before = text[..run.start].chars().next_back();
    let after = text[run.end..].chars().next();
    let left = !space(after) && (!sign(after) || space(before) || sign(before));
    let right = !space(before) && (!sign(before) || space(after) || sign(after));
    match text.as_bytes()[run.start] {
        b'_' => (left && (!right || sign(before)), right && (!left || sign(after))),
        _ => (left, right),
    }
}
