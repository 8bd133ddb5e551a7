//! What is wrong with the settings, all of it, in the order of the file.
//!
//! Owns the collecting. Refuses values: what stands in a file or a variable may be a secret in the
//! wrong place, so sentences name the place and never what stands there.

/// Mistakes, which keep the gateway from starting, and warnings, which do not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    mistakes: Vec<Entry>,
    warnings: Vec<Entry>,
}

/// A sentence and the line it is about; sentences about no line come first.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Entry {
    line: usize,
    sentence: String,
}

impl Report {
    /// Whether nothing keeps the gateway from starting.
    pub fn is_fine(&self) -> bool {
        self.mistakes.is_empty()
    }

    /// One sentence for each mistake.
    pub fn mistakes(&self) -> impl Iterator<Item = &str> {
        self.mistakes.iter().map(|entry| entry.sentence.as_str())
    }

    /// One sentence for each warning.
    pub fn warnings(&self) -> impl Iterator<Item = &str> {
        self.warnings.iter().map(|entry| entry.sentence.as_str())
    }

    pub(super) fn mistake(&mut self, line: Option<usize>, sentence: String) {
        insert(&mut self.mistakes, line, sentence);
    }

    pub(super) fn warning(&mut self, line: Option<usize>, sentence: String) {
        insert(&mut self.warnings, line, sentence);
    }
}

fn insert(entries: &mut Vec<Entry>, line: Option<usize>, sentence: String) {
    let line = line.unwrap_or(0);
    let place = entries.partition_point(|entry| entry.line <= line);
    entries.insert(place, Entry { line, sentence });
}
