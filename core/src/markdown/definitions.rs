//! Reference definitions (`[label]: address`).
//!
//! Owns how labels are compared, that the first definition of a label counts, and how many are
//! kept. Refuses to judge addresses: a destination is as untrusted here as in a link.

use super::inline::link;
use super::links::Resolver;

/// The most definitions of one text. What refers to a later one is shown as it was written.
const MAX_DEFINITIONS: usize = 500;

/// The definitions that text may refer to, in the order in which they came.
#[derive(Clone, Debug, Default)]
pub(super) struct Definitions {
    list: Vec<(String, String)>,
}

impl Definitions {
    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.list.len()
    }

    /// The destination that `label` stands for.
    pub(super) fn destination(&self, label: &str, resolver: &dyn Resolver) -> Option<&str> {
        if self.list.is_empty() {
            return None;
        }
        let label = folded(label, resolver);
        self.list.iter().find(|(known, _)| *known == label).map(|(_, to)| to.as_str())
    }

    /// Keeps the first `length`.
    pub(super) fn truncate(&mut self, length: usize) {
        self.list.truncate(length);
    }

    /// Takes the definitions at the begin of a paragraph; gives the length of what they take up.
    pub(super) fn take(&mut self, paragraph: &str, resolver: &dyn Resolver) -> usize {
        let mut length = 0;
        while let Some((label, destination, end)) = definition(&paragraph[length..]) {
            length += end;
            // "If there are several matching definitions, the first one takes precedence."
            if self.list.len() < MAX_DEFINITIONS && self.destination(label, resolver).is_none() {
                self.list.push((folded(label, resolver), destination));
            }
        }
        length
    }
}

/// "A link reference definition consists of a link label, optionally preceded by up to three
/// spaces of indentation, followed by a colon, optional spaces or tabs (including up to one line
/// ending), a link destination, … and an optional link title."
fn definition(text: &str) -> Option<(&str, String, usize)> {
    let label = link::label(text)?;
    if text[1..label - 1].trim().is_empty() {
        return None;
    }
    let rest = text[label..].strip_prefix(':')?.trim_start();
    let (destination, length) = link::destination(rest)?;
    if length == 0 {
        return None;
    }
    let behind = &rest[length..];
    let line_end = |text: &str| {
        let blank = text.len() - text.trim_start_matches([' ', '\t']).len();
        match text.as_bytes().get(blank) {
            None => Some(blank),
            Some(b'\n') => Some(blank + 1),
            Some(_) => None,
        }
    };
    let title = behind.trim_start();
    let end_of_title = (title.len() < behind.len())
        .then(|| link::title(title))
        .flatten()
        .and_then(|length| Some(length + line_end(&title[length..])?))
        .map(|length| text.len() - title.len() + length);
    let end = match end_of_title {
        Some(end) => end,
        // What looks like a title and is none may stand on the next line.
        None => text.len() - behind.len() + line_end(behind)?,
    };
    Some((&text[1..label - 1], destination, end))
}

/// "To normalize a label, … perform the Unicode case fold, strip leading and trailing spaces, tabs,
/// and line endings, and collapse consecutive internal spaces, tabs, and line endings to a single
/// space."
fn folded(label: &str, resolver: &dyn Resolver) -> String {
    let words: Vec<&str> = label.split_whitespace().collect();
    // A capital sigma has two small ones, which are folded into one.
    resolver.lower(&words.join(" ")).replace('ς', "σ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::markdown::links::Address;

    /// Knows letters and no address.
    struct NoLinks;

    impl Resolver for NoLinks {
        fn resolve(&self, _: &str) -> Option<Address> {
            None
        }
    }

    #[test]
    fn the_first_definition_of_a_label_counts_and_later_ones_can_be_taken_back() {
        let mut definitions = Definitions::default();
        let text = "[Foo  bar]: /a\n[foo BAR]: /b 'title'\n[x]:\n  </c d>\n[Ü]: /e\nmore";
        assert_eq!(&text[definitions.take(text, &NoLinks)..], "more");
        assert_eq!(definitions.destination(" FOO\nbar ", &NoLinks), Some("/a"));
        assert_eq!(definitions.destination("x", &NoLinks), Some("/c d"));
        assert_eq!(definitions.destination("ü", &NoLinks), Some("/e"));
        assert_eq!(definitions.take("[Λόγος]: /f\n", &NoLinks), 17);
        assert_eq!(definitions.destination("ΛΌΓΟΣ", &NoLinks), Some("/f"));
        definitions.truncate(1);
        assert_eq!((definitions.destination("x", &NoLinks), definitions.len()), (None, 1));
    }

    #[test]
    fn what_is_no_definition_is_left() {
        for text in ["[a] b", "[]: /a", "[a]:", "[a]: /b c", "[a]: <b\n>", "[a]: /b 'c' d", "a"] {
            assert_eq!(Definitions::default().take(text, &NoLinks), 0, "{text}");
        }
        let text = "[a]: /b\n'title' is none\n";
        assert_eq!(Definitions::default().take(text, &NoLinks), 8);
    }
}
