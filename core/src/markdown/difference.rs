//! What has changed between two lists of nodes.
//!
//! Owns [`Update`], which tells a view the least it has to do.

use super::tree::{Kind, Node};

/// What an update changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Update {
    /// How many leading nodes are the same as before. All others are new, but for `text`.
    pub kept: usize,
    /// Whether the node behind those was a text before, in the same place, and still is.
    pub text: Option<TextChange>,
}

/// How a text has changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TextChange {
    /// How much of its end is gone, in UTF-16 code units, as the DOM counts.
    pub removed: usize,
    /// The byte of the text from which on it is new.
    pub from: usize,
}

/// What makes `new` of `old`.
pub fn difference(old: &[Node], new: &[Node]) -> Update {
    difference_behind(new, 0, 0, "", old)
}

/// What makes `new` of a list of which the first `kept` nodes were the same, but that the last of
/// these is a text that went on with `cut` behind its first `length` bytes; `gone` came behind it.
pub(super) fn difference_behind(
    new: &[Node],
    kept: usize,
    length: usize,
    cut: &str,
    gone: &[Node],
) -> Update {
    if let Some(Node { kind: Kind::Text(text), .. }) = kept.checked_sub(1).map(|last| &new[last])
        && text[length..] != *cut
    {
        let text = Some(text_change(length, cut, &text[length..]));
        return Update { kept: kept - 1, text };
    }
    let same = gone.iter().zip(&new[kept..]).take_while(|(old, new)| old == new).count();
    let text = match (gone.get(same), new.get(kept + same)) {
        (
            Some(Node { depth: old_depth, kind: Kind::Text(old) }),
            Some(Node { depth, kind: Kind::Text(new) }),
        ) if old_depth == depth => Some(text_change(0, old, new)),
        _ => None,
    };
    Update { kept: kept + same, text }
}

fn text_change(begin: usize, old: &str, new: &str) -> TextChange {
    let same = if new.starts_with(old) {
        old.len()
    } else {
        let both = old.chars().zip(new.chars());
        both.take_while(|(old, new)| old == new).map(|(old, _)| old.len_utf8()).sum()
    };
    TextChange { removed: old[same..].encode_utf16().count(), from: begin + same }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(depth: u8, text: &str) -> Node {
        Node { depth, kind: Kind::Text(text.to_owned()) }
    }

    #[test]
    fn a_text_that_grows_keeps_its_begin() {
        let paragraph = Node { depth: 0, kind: Kind::Paragraph };
        let old = [paragraph.clone(), text(1, "a 😀b")];
        let new = [paragraph, text(1, "a 😀c"), Node { depth: 0, kind: Kind::Rule }];
        let change = TextChange { removed: 1, from: 6 };
        assert_eq!(difference(&old, &new), Update { kept: 1, text: Some(change) });
        assert_eq!(difference(&new, &new), Update { kept: 3, text: None });
        assert_eq!(difference(&new[..1], &new), Update { kept: 1, text: None });
        assert_eq!(difference(&new, &[]), Update { kept: 0, text: None });
    }

    #[test]
    fn a_text_at_another_depth_is_another_text() {
        let update = difference(&[text(1, "a")], &[text(2, "a")]);
        assert_eq!(update, Update { kept: 0, text: None });
    }
}
