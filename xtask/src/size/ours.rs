//! Our own files in the order in which a reader meets them, with the two sums that others are compared by.
//! It reads the release's manifest and never compresses what that has weighed already.

use anyhow::{Context, Result, ensure};

use super::{Row, Weight, read};
use crate::bundle::{File, LOADER};
use crate::manifest::{self, Entry};
use crate::project;

const MANIFEST: &str = "manifest.json";
/// How the name of what the loader fetches first begins.
const GUEST: &str = "guest";
/// How the names of the chunks that colour code begin.
const CHUNK: &str = "highlight";
/// How the names of files with the words of a language begin: nobody needs more than one.
const WORDS: &str = "words-";

/// What a release consists of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ours {
    files: Vec<Row>,
    styles: Weight,
    /// The words of the heaviest language.
    words: Weight,
    /// The heaviest loader in another language than English.
    translated: Weight,
}

impl Ours {
    /// What the manifest of the last release says.
    pub fn of_last_release() -> Result<Self> {
        let file = project::dist().join(MANIFEST);
        let text = read(&file).context("find the last release: `cargo xtask dist` writes it")?;
        let text = String::from_utf8(text).context("read the manifest as text")?;
        Self::new(&manifest::from_json(&text)?, styles()?)
    }

    fn new(entries: &[Entry], styles: Weight) -> Result<Self> {
        ensure!(
            entries.iter().any(|entry| entry.name == LOADER),
            "the last release has no {LOADER}: run `cargo xtask dist` again"
        );
        let weight =
            |entry: &Entry| Weight { raw: entry.raw, gzip: entry.gzip, brotli: entry.brotli };
        let mut files: Vec<Row> = entries
            .iter()
            .map(|entry| Row { name: entry.name.clone(), weight: weight(entry) })
            .collect();
        let is_loader = |row: &Row| row.name.starts_with("ask-docs.") && row.name != LOADER;
        let heaviest = |is: &dyn Fn(&Row) -> bool| {
            let rows = files.iter().filter(|row| is(row));
            rows.max_by_key(|row| row.weight.brotli).map_or(Weight::default(), |row| row.weight)
        };
        let words = heaviest(&|row| row.name.starts_with(WORDS));
        let translated = heaviest(&is_loader);
        files.retain(|row| !is_loader(row) && !row.name.starts_with(WORDS));
        files.sort_by_key(place);
        Ok(Self { files, styles, words, translated })
    }

    /// What a page view loads.
    pub fn before_intent(&self) -> Weight {
        self.files.iter().filter(|row| row.name == LOADER).map(|row| row.weight).sum()
    }

    /// What an answer without code needs.
    pub fn first_answer(&self) -> Weight {
        self.files.iter().filter(|row| !is_chunk(row)).map(|row| row.weight).sum()
    }

    /// Everything, which an answer with code needs.
    pub fn total(&self) -> Weight {
        self.files.iter().map(|row| row.weight).sum()
    }

    /// Each file, then the sums, then what is counted above already.
    pub fn rows(&self) -> Vec<Row> {
        let mut rows = self.files.clone();
        let sums = [
            ("before intent", self.before_intent()),
            ("for a first answer", self.first_answer()),
            ("with colours of code", self.total()),
            ("styles (inside the files above)", self.styles),
            ("words of another language, at most", self.words),
            ("the loader in another language, at most", self.translated),
        ];
        rows.extend(sums.map(|(name, weight)| Row { name: format!("= {name}"), weight }));
        rows
    }
}

/// When a reader meets a file: the loader, what it fetches on intent, and code at last.
fn place(row: &Row) -> usize {
    let glue = format!("{}-", project::WIDGET_LIBRARY);
    let order = [LOADER, GUEST, &glue, project::WIDGET_LIBRARY, CHUNK];
    order.iter().position(|start| row.name.starts_with(start)).unwrap_or(order.len())
}

fn is_chunk(row: &Row) -> bool {
    row.name.starts_with(CHUNK)
}

/// The style sheets as one file: they travel inside other files, where nobody sees their part.
fn styles() -> Result<Weight> {
    let folder = project::root().join("style");
    let listed =
        std::fs::read_dir(&folder).with_context(|| format!("read {}", folder.display()))?;
    let mut files: Vec<_> = listed
        .map(|entry| Ok(entry.with_context(|| format!("read {}", folder.display()))?.path()))
        .collect::<Result<_>>()?;
    files.retain(|file| file.extension().is_some_and(|extension| extension == "css"));
    // A folder lists its files in no order of its own.
    files.sort();
    let mut bytes = Vec::new();
    for file in &files {
        bytes.extend(read(file)?);
    }
    weigh(&File { name: "styles".to_owned(), bytes })
}

/// Compresses a file to learn what it weighs.
pub(super) fn weigh(file: &File) -> Result<Weight> {
    let encoded = manifest::encode(file)?;
    Ok(Weight {
        raw: file.bytes.len() as u64,
        gzip: encoded.gzip.len() as u64,
        brotli: encoded.brotli.len() as u64,
    })
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    fn entry(name: &str, raw: u64) -> Entry {
        let integrity = String::new();
        Entry { name: name.to_owned(), raw, gzip: raw / 2, brotli: raw / 4, integrity }
    }

    pub(in crate::size) fn sample() -> Ours {
        let entries = [
            entry("ask-docs.js", 4),
            entry("guest-0.js", 0),
            entry("ask_docs-1.js", 40),
            entry("ask_docs_bg-2.wasm", 400),
            entry("highlight-3.js", 80),
        ];
        Ours::new(&entries, Weight { raw: 20, gzip: 10, brotli: 5 }).expect("it has a loader")
    }

    #[test]
    fn before_intent_there_is_the_loader_alone_and_code_comes_last() {
        let ours = sample();
        assert_eq!(ours.before_intent().raw, 4);
        assert_eq!(ours.first_answer().raw, 444);
        assert_eq!(ours.total(), Weight { raw: 524, gzip: 262, brotli: 131 });
    }

    #[test]
    fn files_stand_in_the_order_in_which_a_reader_meets_them() {
        let ours = Ours::new(
            &[
                entry("highlight-3.js", 1),
                entry("ask_docs_bg-2.wasm", 1),
                entry("ask_docs-1.js", 1),
                entry("guest-0.js", 1),
                entry("ask-docs.js", 1),
            ],
            Weight::default(),
        );
        let names: Vec<_> = ours.expect("a loader").files.into_iter().map(|row| row.name).collect();
        assert_eq!(
            names,
            ["ask-docs.js", "guest-0.js", "ask_docs-1.js", "ask_docs_bg-2.wasm", "highlight-3.js"]
        );
    }

    #[test]
    fn a_release_without_a_loader_is_none() {
        let error = Ours::new(&[entry("ask_docs-1.js", 1)], Weight::default());
        assert!(error.expect_err("nothing to load").to_string().contains("ask-docs.js"));
    }
}
