//! Reference definitions (`[label]: address`) of the text that is settled.
//!
//! Owns how labels are compared and that the first definition of a label counts. Refuses to judge
//! addresses: a destination is as untrusted here as in a link.

use std::collections::HashMap;

/// A definition as it was found.
pub(super) struct Definition {
    /// Its label, as it was written.
    pub(super) label: String,
    /// Where it leads.
    pub(super) destination: String,
    /// The byte where it begins.
    pub(super) start: usize,
}

/// The definitions that later text may refer to.
#[derive(Debug, Default)]
pub(super) struct Definitions {
    by_label: HashMap<String, (usize, String)>,
}

impl Definitions {
    /// Whether there are none.
    pub(super) fn is_empty(&self) -> bool {
        self.by_label.is_empty()
    }

    /// The destination that `label` stands for.
    pub(super) fn destination(&self, label: &str) -> Option<&str> {
        self.by_label.get(&folded(label)).map(|(_, destination)| destination.as_str())
    }

    /// Adds one. "If there are several matching definitions, the first one takes precedence."
    pub(super) fn add(&mut self, definition: Definition) {
        let Definition { label, destination, start } = definition;
        self.by_label.entry(folded(&label)).or_insert((start, destination));
    }

    /// Keeps those that begin before `end`.
    pub(super) fn truncate(&mut self, end: usize) {
        self.by_label.retain(|_, (start, _)| *start < end);
    }
}

/// "To normalize a label, … perform the Unicode case fold, strip leading and trailing spaces, tabs,
/// and line endings, and collapse consecutive internal spaces, tabs, and line endings to a single
/// space." ASCII is enough here, where tables of all letters would weigh more than this module: what
/// differs is put right when the text is complete.
fn folded(label: &str) -> String {
    let words: Vec<&str> = label.split_whitespace().collect();
    words.join(" ").to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_definition_of_a_label_counts_and_later_ones_can_be_taken_back() {
        let mut definitions = Definitions::default();
        for (label, destination, start) in
            [("Foo  bar", "/a", 3), ("foo BAR", "/b", 9), ("x", "/c", 20)]
        {
            let (label, destination) = (label.to_owned(), destination.to_owned());
            definitions.add(Definition { label, destination, start });
        }
        assert_eq!(definitions.destination(" FOO\nbar "), Some("/a"));
        definitions.truncate(20);
        assert_eq!(definitions.destination("x"), None);
        definitions.truncate(3);
        assert!(definitions.is_empty());
    }
}
