//! The part of a link in parentheses: `(address "title")`.
//!
//! Owns whether it is whole, unfinished or none at all. Refuses to read the address.

/// What stands behind a `](`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Destination {
    /// It ends after so many bytes, its closing parenthesis included.
    Whole(usize),
    /// The text ends within it.
    Unfinished,
    /// It is none: the brackets before it are text.
    None,
}

/// Looks at what stands behind an opening parenthesis.
pub(super) fn destination(text: &str) -> Destination {
    let mut rest = text.trim_start();
    if let Some(pointed) = rest.strip_prefix('<') {
        match pointed.find(['>', '<', '\n']) {
            None => return Destination::Unfinished,
            Some(at) if pointed[at..].starts_with('>') => rest = &pointed[at + 1..],
            Some(_) => return Destination::None,
        }
    } else {
        match end_of_plain(rest) {
            None => return Destination::Unfinished,
            Some(end) => rest = &rest[end..],
        }
    }
    let title = rest.trim_start();
    if let Some(quote) = title.chars().next().filter(|quote| matches!(quote, '"' | '\'')) {
        if title.len() == rest.len() {
            return Destination::None;
        }
        match end_of_title(&title[1..], quote) {
            None => return Destination::Unfinished,
            Some(end) => rest = &title[1 + end..],
        }
    }
    match rest.trim_start().chars().next() {
        None => Destination::Unfinished,
        Some(')') => Destination::Whole(text.len() - rest.trim_start().len() + 1),
        Some(_) => Destination::None,
    }
}

/// Where an address without pointed brackets ends; `None` at the end of the text.
fn end_of_plain(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'(' => depth += 1,
            b')' if depth == 0 => return Some(at),
            b')' => depth -= 1,
            b' ' | b'\t' | b'\n' | b'\r' => return Some(at),
            _ => {}
        }
    }
    None
}

/// Where a title ends, behind its closing quote.
fn end_of_title(text: &str, quote: char) -> Option<usize> {
    let mut escaped = false;
    for (at, character) in text.char_indices() {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if character == quote => return Some(at + 1),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_destination_is_whole_unfinished_or_none() {
        for whole in ["a)", "<a b>)", "a(b)c)", "a \"t)\" )", "<a> 't')", ")", "a\\))"] {
            assert_eq!(destination(whole), Destination::Whole(whole.len()), "{whole}");
        }
        for unfinished in ["", "a", "<a", "a(b)", "a \"t", "a \"t\"", "a ", "a\\)"] {
            assert_eq!(destination(unfinished), Destination::Unfinished, "{unfinished}");
        }
        for none in ["a b)", "<a\n", "<a>b)", "a \"t\" x"] {
            assert_eq!(destination(none), Destination::None, "{none}");
        }
    }
}
