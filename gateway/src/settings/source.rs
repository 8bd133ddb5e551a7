//! What all sections of the settings share: the environment, the file, and what was said so far.
//!
//! Owns how a place is named in a sentence, and which keys and variables were asked for. Refuses to
//! read a value: that is [`section`](super::section)'s.

use std::cell::{Ref, RefCell};
use std::collections::BTreeSet;

use super::environment::Environment;
use super::file::File;
use super::report::Report;

/// What all sections share.
pub(crate) struct Source<'a> {
    environment: &'a Environment,
    file: Option<&'a File>,
    report: RefCell<Report>,
    /// The variables that were asked for.
    variables: RefCell<BTreeSet<String>>,
    /// The keys that were asked for, as `table.key`.
    keys: RefCell<BTreeSet<String>>,
}

/// Where a value stands.
#[derive(Clone, Debug)]
pub(crate) enum Place {
    Option(&'static str),
    Variable(String),
    File(Option<usize>, String),
}

impl<'a> Source<'a> {
    pub(super) fn new(
        environment: &'a Environment,
        file: Option<&'a File>,
        report: Report,
    ) -> Self {
        let (variables, keys) = <(RefCell<_>, RefCell<_>)>::default();
        Self { environment, file, report: RefCell::new(report), variables, keys }
    }

    pub(super) fn environment(&self) -> &Environment {
        self.environment
    }

    pub(super) fn asked_for(&self, variable: &str) -> bool {
        self.variables.borrow().contains(variable)
    }

    pub(super) fn note_variable(&self, variable: &str) {
        self.variables.borrow_mut().insert(variable.to_owned());
    }

    pub(super) fn note_key(&self, key: String) {
        self.keys.borrow_mut().insert(key);
    }

    pub(super) fn file(&self) -> Option<&'a File> {
        self.file
    }

    /// The keys that were asked for.
    #[cfg(test)]
    pub(super) fn keys(&self) -> Ref<'_, BTreeSet<String>> {
        self.keys.borrow()
    }

    pub(super) fn report(&self) -> Ref<'_, Report> {
        self.report.borrow()
    }

    pub(super) fn warn(&self, place: &Place, sentence: &str) {
        let sentence = format!("{} {sentence}", self.label(place));
        self.report.borrow_mut().warning(place.line(), sentence);
    }

    pub(super) fn wrong(&self, place: &Place, sentence: &str) {
        let sentence = format!("{} {sentence}", self.label(place));
        self.report.borrow_mut().mistake(place.line(), sentence);
    }

    /// A mistake that is about no place.
    pub(super) fn mistake(&self, sentence: impl Into<String>) {
        self.report.borrow_mut().mistake(None, sentence.into());
    }

    fn label(&self, place: &Place) -> String {
        match (place, self.file) {
            (Place::Option(name), _) => (*name).to_owned(),
            (Place::Variable(name), _) => name.clone(),
            (Place::File(line, key), Some(file)) => format!("{}: `{key}`", file.place(*line)),
            (Place::File(_, key), None) => format!("`{key}`"),
        }
    }

    pub(super) fn line(&self, offset: usize) -> Option<usize> {
        self.file.map(|file| file.line(offset))
    }
}

impl Place {
    fn line(&self) -> Option<usize> {
        match self {
            Self::File(line, _) => *line,
            Self::Option(_) | Self::Variable(_) => None,
        }
    }
}
