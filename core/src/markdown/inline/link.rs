//! The parts of a link: `[label]`, destination, title, and the whole `(address "title")`.
//!
//! Owns where each ends. Refuses to judge an address: that is [`Href`](crate::markdown::links).

use crate::markdown::entity::decoded;

/// "A link label can have at most 999 characters inside the square brackets."
const MAX_LABEL: usize = 999;

/// The deepest nesting of parentheses in an address; CommonMark asks for three at least.
const MAX_PARENTHESES: usize = 32;

/// The longest address that is taken for half a one at the end of a text, in bytes.
const MAX_HALF_ADDRESS: usize = 2100;

/// What stands behind a `](`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Target {
    /// A destination; it ends after so many bytes, its closing parenthesis included.
    Whole(String, usize),
    /// The text ends within it.
    Unfinished,
    /// It is none: the brackets before it are text.
    None,
}

/// Looks at what stands behind an opening parenthesis.
pub(super) fn target(text: &str) -> Target {
    let rest = text.trim_start_matches([' ', '\t', '\n']);
    let Some((address, length)) = destination(rest) else {
        let (inside, ends): (_, &[char]) = match rest.strip_prefix('<') {
            Some(inside) => (inside, &['<', '\n']),
            None => (rest, &[' ', '\t', '\n']),
        };
        let is_cut = inside.len() <= MAX_HALF_ADDRESS && !inside.contains(ends);
        return if is_cut { Target::Unfinished } else { Target::None };
    };
    if length == rest.len() {
        return Target::Unfinished;
    }
    let mut rest = &rest[length..];
    let behind = rest.trim_start_matches([' ', '\t', '\n']);
    if behind.starts_with(['"', '\'', '(']) && behind.len() < rest.len() {
        match title(behind) {
            Some(length) => rest = &behind[length..],
            None => return Target::Unfinished,
        }
    }
    let behind = rest.trim_start_matches([' ', '\t', '\n']);
    match behind.bytes().next() {
        None => Target::Unfinished,
        Some(b')') => Target::Whole(address, text.len() - behind.len() + 1),
        Some(_) => Target::None,
    }
}

/// The destination that `text` begins with, and how many bytes it takes up; the plain form may
/// take none. Entities and escapes are read.
pub(in crate::markdown) fn destination(text: &str) -> Option<(String, usize)> {
    if let Some(pointed) = text.strip_prefix('<') {
        let end = unescaped(pointed, |byte| matches!(byte, b'>' | b'<' | b'\n'))?;
        return pointed[end..].starts_with('>').then(|| (plain(&pointed[..end]), end + 2));
    }
    let mut depth = 0_usize;
    let end = unescaped(text, |byte| {
        match byte {
            b'(' => depth += 1,
            b')' if depth == 0 => return true,
            b')' => depth -= 1,
            _ => {}
        }
        byte <= b' ' || byte == 0x7f || depth > MAX_PARENTHESES
    });
    let end = end.unwrap_or(text.len());
    (depth == 0).then(|| (plain(&text[..end]), end))
}

/// The length of the title that `text` begins with, its quotes included.
pub(in crate::markdown) fn title(text: &str) -> Option<usize> {
    let (close, is_nesting) = match text.bytes().next()? {
        quote @ (b'"' | b'\'') => (quote, false),
        b'(' => (b')', true),
        _ => return None,
    };
    let end = unescaped(&text[1..], |byte| byte == close || (is_nesting && byte == b'('))?;
    (text.as_bytes()[1 + end] == close).then_some(end + 2)
}

/// The length of the label that `text` begins with, its brackets included.
pub(in crate::markdown) fn label(text: &str) -> Option<usize> {
    let inside = text.strip_prefix('[')?;
    let end = unescaped(inside, |byte| matches!(byte, b'[' | b']'))?;
    (inside[end..].starts_with(']') && end <= MAX_LABEL).then_some(end + 2)
}

/// Where the first byte stands that `is_end` and that no backslash escapes.
fn unescaped(text: &str, mut is_end: impl FnMut(u8) -> bool) -> Option<usize> {
    let mut escaped = false;
    text.bytes().position(|byte| {
        let ends = match byte {
            b'\\' if !escaped => {
                escaped = true;
                return false;
            }
            // "Any ASCII punctuation character may be backslash-escaped"; others end as ever.
            _ if escaped && byte.is_ascii_punctuation() => false,
            _ => is_end(byte),
        };
        escaped = false;
        ends
    })
}

/// Without the backslashes before punctuation, and with entities read.
pub(in crate::markdown) fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        plain.push_str(&decoded(&rest[..at]));
        rest = &rest[at + 1..];
        match rest.bytes().next() {
            Some(byte) if byte.is_ascii_punctuation() => {
                plain.push(char::from(byte));
                rest = &rest[1..];
            }
            _ => plain.push('\\'),
        }
    }
    plain.push_str(&decoded(rest));
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_is_whole_unfinished_or_none() {
        for whole in ["a)", "<a b>)", "a(b)c)", "a \"t)\" )", "<a> 't')", ")", "a\\))", "a (t))"] {
            assert!(matches!(target(whole), Target::Whole(_, length) if length == whole.len()));
        }
        for unfinished in ["", "a", "<a", "a(b)", "a \"t", "a \"t\"", "a ", "a\\)"] {
            assert_eq!(target(unfinished), Target::Unfinished, "{unfinished}");
        }
        for none in ["a b)", "<a\n", "<a>b)", "a \"t\" x"] {
            assert_eq!(target(none), Target::None, "{none}");
        }
    }

    #[test]
    fn escapes_and_entities_of_a_destination_are_read() {
        assert_eq!(destination("a\\(b&amp;c d"), Some(("a(b&c".to_owned(), 10)));
        assert_eq!(destination("</x\\>y>"), Some(("/x>y".to_owned(), 7)));
        assert_eq!((destination("a(b"), label("[a[b]")), (None, None));
        assert_eq!((label("[a\\]b]: c"), title("'a\\'b' c")), (Some(6), Some(6)));
    }
}
