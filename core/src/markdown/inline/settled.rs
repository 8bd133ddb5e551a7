//! The begin of a long text that nothing behind it can change.
//!
//! Owns what is remembered between two snapshots, so that a paragraph of many pages is not read
//! from its begin with every word. A text is cut behind a space, where no mark, bracket, code, tag
//! or address is open: what stands before and behind is then read alike apart and together.

use super::{Context, Scan, nodes};
use crate::markdown::tree::Node;

/// How much text is read again and again before its begin is settled, in bytes.
const STEP: usize = 512;

/// The settled begin of the text that is open.
#[derive(Clone, Debug, Default)]
pub(in crate::markdown) struct Settled {
    text: String,
    nodes: Vec<Node>,
    depth: u8,
    /// How many definitions there were.
    definitions: usize,
    /// How much of the text has been looked at for a place to cut it, in bytes.
    looked_at: usize,
}

impl Settled {
    /// Appends the nodes of what is settled of `text`; gives the rest of it.
    pub(super) fn append<'t>(
        &mut self,
        text: &'t str,
        depth: u8,
        context: Context<'_>,
        to: &mut Vec<Node>,
    ) -> &'t str {
        if text.len() < STEP {
            return text;
        }
        let is_begin = self.depth == depth
            && self.definitions == context.definitions.len()
            && text.starts_with(&self.text);
        if !is_begin {
            *self = Self { depth, definitions: context.definitions.len(), ..Self::default() };
        }
        let first = to.len();
        to.extend_from_slice(&self.nodes);
        // Where it is cut depends on the text alone, not on the pieces in which it arrives.
        while text.len() >= self.looked_at + STEP + STEP / 4 {
            self.looked_at += STEP;
            let end = text.floor_char_boundary(self.looked_at);
            let rest = text.get(self.text.len()..end).unwrap_or_default();
            let Some(cut) = place_to_cut(rest) else { continue };
            let scan = Scan::of(&rest[..cut], false, context);
            if scan.ends_closed {
                nodes::append(&scan, depth, first, to);
                self.text.push_str(&rest[..cut]);
                self.nodes = to[first..].to_vec();
            }
        }
        &text[self.text.len()..]
    }
}

/// Behind the last single space between words.
fn place_to_cut(text: &str) -> Option<usize> {
    let is_letter = |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric());
    let bytes = text.as_bytes();
    let before = |at: usize| at.checked_sub(1).and_then(|before| bytes.get(before));
    let spaces = text.rmatch_indices(' ').map(|(at, _)| at);
    spaces
        .take(STEP)
        .find(|at| is_letter(before(*at)) && is_letter(bytes.get(at + 1)))
        .map(|at| at + 1)
}
