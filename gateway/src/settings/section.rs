//! A section of the settings: one table of the file, with the options and the environment variables
//! that go before it.
//!
//! Owns where a value comes from (option, variable, file, default, in this order), how its place
//! is named, and that a key nobody asks for is a mistake. Refuses rules: those are
//! [`rules`](super::rules) or belong to the part whose setting it is.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use toml::de::DeValue;

use super::file::{Table, Value};
use super::rules::Wrong;
use super::source::{Place, Source};

/// One section. Ask for every key it may have, then [`finish`](Section::finish).
pub(crate) struct Section<'a> {
    source: &'a Source<'a>,
    /// As in `site.scope`; empty at the top.
    path: String,
    /// What the variables of this section begin with.
    prefix: String,
    table: Option<&'a Table<'a>>,
    /// Its own line, for what is missing in it.
    line: Option<usize>,
    /// Options by key: the option's name, and what was given with it.
    options: BTreeMap<&'static str, (&'static str, Vec<String>)>,
    known: BTreeSet<&'static str>,
    /// Keys that are refused with a sentence of their own.
    refused: BTreeSet<&'static str>,
}

/// A value as text.
#[derive(Clone, Debug)]
struct Found {
    place: Place,
    text: String,
}

impl<'a> Section<'a> {
    /// The top of the settings.
    pub(super) fn top(source: &'a Source<'a>, table: Option<&'a Table<'a>>) -> Self {
        Self {
            source,
            path: String::new(),
            prefix: super::environment::PREFIX.to_owned(),
            table,
            line: None,
            options: BTreeMap::new(),
            known: BTreeSet::new(),
            refused: BTreeSet::new(),
        }
    }

    /// The same section with options, which go before everything else.
    pub(super) fn with_options(
        mut self,
        options: BTreeMap<&'static str, (&'static str, Vec<String>)>,
    ) -> Self {
        self.options = options;
        self
    }

    /// The same section, its variables beginning with `prefix`.
    pub(super) fn with_prefix(mut self, prefix: String) -> Self {
        self.prefix = prefix;
        self
    }

    pub(super) fn source(&self) -> &'a Source<'a> {
        self.source
    }

    /// The table `key` in this one; without it, every value of it is its default.
    pub(crate) fn section(&mut self, key: &'static str) -> Section<'a> {
        let value = self.value(key);
        let table = value.and_then(|value| match value.get_ref() {
            DeValue::Table(table) => Some(table),
            _ => {
                self.wrong(key, "must be a table");
                None
            }
        });
        let line = value.and_then(|value| self.source.line(value.span().start)).or(self.line);
        self.inner(key, table, line)
    }

    /// The tables of the list `key`.
    pub(super) fn sections(&mut self, key: &'static str) -> Vec<Section<'a>> {
        let Some(value) = self.value(key) else { return Vec::new() };
        let must = "must be a list of tables, each begun by its name in two brackets";
        let DeValue::Array(list) = value.get_ref() else {
            self.wrong(key, must);
            return Vec::new();
        };
        let mut sections = Vec::new();
        for item in list.iter() {
            match item.get_ref() {
                DeValue::Table(table) => {
                    let line = self.source.line(item.span().start);
                    sections.push(self.inner(key, Some(table), line));
                }
                _ => self.wrong(key, must),
            }
        }
        sections
    }

    fn inner(
        &self,
        key: &'static str,
        table: Option<&'a Table<'a>>,
        line: Option<usize>,
    ) -> Section<'a> {
        let path = self.path_of(key);
        let prefix = format!("{}{}_", self.prefix, variable_part(key));
        let (source, options) = (self.source, BTreeMap::new());
        let (known, refused) = (BTreeSet::new(), BTreeSet::new());
        Section { source, path, prefix, table, line, options, known, refused }
    }

    /// The value of `key` as `rule` reads it; `None` if it is not there, or wrong, which is then a
    /// mistake.
    pub(crate) fn read<T>(
        &mut self,
        key: &'static str,
        rule: impl FnOnce(&str) -> Result<T, Wrong>,
    ) -> Option<T> {
        let found = self.scalar(key)?;
        self.checked(&found, rule(&found.text))
    }

    /// The value of `key` as `rule` reads it, or `otherwise`.
    pub(crate) fn read_or<T>(
        &mut self,
        key: &'static str,
        otherwise: T,
        rule: impl FnOnce(&str) -> Result<T, Wrong>,
    ) -> T {
        self.read(key, rule).unwrap_or(otherwise)
    }

    /// A path as `rule` reads it: in the file it is relative to the file's folder.
    pub(crate) fn read_path<T>(
        &mut self,
        key: &'static str,
        rule: impl FnOnce(&Path) -> Result<T, Wrong>,
    ) -> Option<T> {
        let found = self.scalar(key)?;
        let path = match (&found.place, self.source.file()) {
            (Place::File(..), Some(file)) => file.resolve(&found.text),
            _ => PathBuf::from(&found.text),
        };
        self.checked(&found, rule(&path))
    }

    /// A list of values, each as `rule` reads it; in a variable they are parted by commas.
    pub(crate) fn read_list<T>(
        &mut self,
        key: &'static str,
        rule: impl Fn(&str) -> Result<T, Wrong>,
    ) -> Option<Vec<T>> {
        let found = self.list(key)?;
        // All of them are read before any is missed, so that every mistake is told.
        let read = found.into_iter().map(|found| {
            let found = found?;
            self.checked(&found, rule(&found.text))
        });
        read.collect::<Vec<_>>().into_iter().collect()
    }

    /// Whether `key` is set; if so, its place.
    pub(crate) fn place(&mut self, key: &'static str) -> Option<Place> {
        if let Some(place) = self.outside(key).map(|found| found.0) {
            return Some(place);
        }
        let value = self.value(key)?;
        Some(self.place_of(key, value))
    }

    /// Says that `key`, which may be set or missing, is wrong; `sentence` follows its name.
    pub(crate) fn wrong(&mut self, key: &'static str, sentence: &str) {
        let place = self.place(key).unwrap_or_else(|| self.missing(key));
        self.source.wrong(&place, sentence);
    }

    /// Says that `key` is not for this section, if it is set; `sentence` follows its name.
    pub(crate) fn unwanted(&mut self, key: &'static str, sentence: &str) {
        if self.place(key).is_some() {
            self.wrong(key, sentence);
        }
    }

    /// The name of the variable for `key`.
    pub(super) fn variable(&self, key: &str) -> String {
        format!("{}{}", self.prefix, variable_part(key))
    }

    /// Where `key`, which must not be in the file, is in it.
    pub(super) fn place_in_file(&mut self, key: &'static str) -> Option<Place> {
        self.refused.insert(key);
        Some(self.place_of(key, self.table?.get(key)?))
    }

    /// Whether this is a table of a file, not options.
    pub(super) fn is_in_a_file(&self) -> bool {
        self.table.is_some()
    }

    /// A value as it stands in the file, before any variable; for names that variables are
    /// called after.
    pub(super) fn in_file(&self, key: &str) -> Option<&'a str> {
        self.table?.get(key)?.get_ref().as_str()
    }

    /// Ends the reading: every key that was not asked for is a mistake.
    pub(crate) fn finish(self) {
        let Some(table) = self.table else { return };
        let known: Vec<_> = self.known.iter().map(|key| format!("`{key}`")).collect();
        let is_known = |key: &str| self.known.contains(key) || self.refused.contains(key);
        for key in table.keys().filter(|key| !is_known(key.get_ref())) {
            let line = self.source.line(key.span().start);
            let sentence = format!("is no setting here; there are {}", known.join(", "));
            self.source.wrong(&Place::File(line, shown(key.get_ref())), &sentence);
        }
    }

    fn checked<T>(&self, found: &Found, result: Result<T, Wrong>) -> Option<T> {
        let wrong = match result {
            Ok(value) => return Some(value),
            Err(wrong) => wrong,
        };
        // Arguments are seen by every user of the machine; what else holds a value may be secret.
        let sentence = match found.place {
            Place::Option(_) if !wrong.is_private() => {
                format!("{}; it is `{}`", wrong.sentence(), found.text)
            }
            _ => wrong.sentence().to_owned(),
        };
        self.source.wrong(&found.place, &sentence);
        None
    }

    fn scalar(&mut self, key: &'static str) -> Option<Found> {
        if let Some((place, mut texts)) = self.outside(key) {
            return texts.pop().map(|text| Found { place, text });
        }
        let value = self.value(key)?;
        let place = self.place_of(key, value);
        self.text(place, value)
    }

    fn list(&mut self, key: &'static str) -> Option<Vec<Option<Found>>> {
        if let Some((place, texts)) = self.outside(key) {
            let texts = match place {
                Place::Variable(_) => {
                    let parts = texts.iter().flat_map(|text| text.split(','));
                    parts
                        .map(|part| part.trim().to_owned())
                        .filter(|part| !part.is_empty())
                        .collect()
                }
                _ => texts,
            };
            let found = |text| Some(Found { place: place.clone(), text });
            return Some(texts.into_iter().map(found).collect());
        }
        let value = self.value(key)?;
        let DeValue::Array(list) = value.get_ref() else {
            self.wrong(key, "must be a list, in brackets");
            return None;
        };
        Some(list.iter().map(|item| self.text(self.place_of(key, item), item)).collect())
    }

    /// What options or variables say.
    fn outside(&mut self, key: &'static str) -> Option<(Place, Vec<String>)> {
        self.know(key);
        let variable = self.variable(key);
        self.source.note_variable(&variable);
        if let Some((option, texts)) = self.options.get(key) {
            return Some((Place::Option(option), texts.clone()));
        }
        let text = self.source.environment().get(&variable)?;
        Some((Place::Variable(variable), vec![text.to_owned()]))
    }

    fn value(&mut self, key: &'static str) -> Option<&'a Value<'a>> {
        self.know(key);
        self.table?.get(key)
    }

    fn know(&mut self, key: &'static str) {
        self.known.insert(key);
        self.source.note_key(self.path_of(key));
    }

    fn path_of(&self, key: &str) -> String {
        if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) }
    }

    fn place_of(&self, key: &str, value: &Value<'_>) -> Place {
        Place::File(self.source.line(value.span().start), key.to_owned())
    }

    /// Where a missing value would be expected.
    pub(super) fn missing(&self, key: &'static str) -> Place {
        match (self.table, option_name(key)) {
            (None, Some(option)) if self.source.file().is_none() => Place::Option(option),
            _ => Place::File(self.line, key.to_owned()),
        }
    }

    fn text(&self, place: Place, value: &Value<'_>) -> Option<Found> {
        let text = match value.get_ref() {
            DeValue::String(text) => text.to_string(),
            DeValue::Integer(number) => number.to_string(),
            DeValue::Float(number) => number.to_string(),
            DeValue::Boolean(choice) => choice.to_string(),
            DeValue::Datetime(_) | DeValue::Array(_) | DeValue::Table(_) => {
                self.source.wrong(&place, "must be a text, a number, true or false");
                return None;
            }
        };
        Some(Found { place, text })
    }
}

/// The option for a key that must be given, when there is no file.
fn option_name(key: &str) -> Option<&'static str> {
    match key {
        "organization" => Some("--organization"),
        "site" => Some("--site"),
        "token_file" => Some("--token-file"),
        _ => None,
    }
}

/// `name` as a part of a variable's name.
pub(super) fn variable_part(name: &str) -> String {
    let part = name.bytes().map(|byte| match byte {
        byte if byte.is_ascii_alphanumeric() => char::from(byte.to_ascii_uppercase()),
        _ => '_',
    });
    part.collect()
}

/// The longest unknown key that is repeated, in characters.
const MAX_KEY: usize = 30;

/// An unknown key in a message: a name is repeated, what may be anything is not.
fn shown(key: &str) -> String {
    let is_name = |char: char| char.is_ascii_lowercase() || matches!(char, '_' | '-');
    if key.len() <= MAX_KEY && key.chars().all(is_name) { key.to_owned() } else { "…".to_owned() }
}
