//! The catalogues of `languages/`, each as what a page fetches, and the few words that loader and
//! guest have inside. It translates nothing; `core/tests/languages.rs` compares them.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde_json::{Map, Value};

use crate::{esbuild, project};

/// Where the catalogues are, in the project and in what it builds.
pub const FOLDER: &str = "languages";
/// What every box has inside.
pub const ENGLISH: &str = "en";
/// Where the guest's own words are spelled out, as `say("…")`.
const GUEST: &str = "www/guest";
/// The words of the loader, with the names that they have in it.
const FIRST: [(&str, &str); 3] =
    [("LABEL", "label"), ("PLACEHOLDER", "placeholder"), ("ASK", "ask")];

/// The words of a language.
#[derive(Clone, Debug)]
pub struct Language {
    /// Its name, such as `pt-BR`.
    pub tag: String,
    words: Map<String, Value>,
}

/// Every language, English first.
pub fn all() -> Result<Vec<Language>> {
    let folder = project::root().join(FOLDER);
    let mut languages = Vec::new();
    for entry in fs::read_dir(&folder).with_context(|| format!("read {}", folder.display()))? {
        let file = entry.with_context(|| format!("read {}", folder.display()))?.path();
        let tag = file.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default().to_owned();
        let text = fs::read_to_string(&file).with_context(|| format!("read {}", file.display()))?;
        languages.push(Language::parse(&tag, &text)?);
    }
    // A folder lists its files in no order of its own.
    languages.sort_by_key(|language| (!language.is_english(), language.tag.clone()));
    Ok(languages)
}

/// The language that every box has inside.
pub fn english() -> Result<Language> {
    let first = all()?.into_iter().next();
    first.filter(Language::is_english).context("find languages/en.json")
}

impl Language {
    /// The language whose catalogue is `text`.
    pub fn parse(tag: &str, text: &str) -> Result<Self> {
        let words = serde_json::from_str(text).with_context(|| format!("read {tag}.json"))?;
        Ok(Self { tag: tag.to_owned(), words })
    }

    /// Whether no box has to fetch it.
    pub fn is_english(&self) -> bool {
        self.tag == ENGLISH
    }

    /// The catalogue as it is fetched.
    pub fn to_json(&self) -> String {
        Value::Object(self.words.clone()).to_string()
    }

    /// Its words by their keys, and whether each has plurals, of which this is the last.
    pub fn texts(&self) -> impl Iterator<Item = (&str, &str, bool)> {
        self.words.iter().filter_map(|(key, word)| match word {
            Value::String(text) => Some((key.as_str(), text.as_str(), false)),
            plurals => Some((key.as_str(), plurals["other"].as_str()?, true)),
        })
    }

    /// What the loader has inside, by the names that it has there.
    pub fn first(&self) -> Result<Vec<(&'static str, String)>> {
        let word = |(name, key)| {
            let word = self.words.get(key).and_then(Value::as_str);
            Ok((name, word.with_context(|| format!("find `{key}` in {}", self.tag))?.to_owned()))
        };
        FIRST.into_iter().map(word).collect()
    }

    /// What the guest has inside, as JSON: what it says by itself, found in its modules.
    pub fn of_guest(&self) -> Result<String> {
        let mut words = Map::new();
        for module in modules(&project::root().join(GUEST))? {
            for said in module.split("say(\"").skip(1) {
                let key = said.split('"').next().unwrap_or_default();
                let Some(word) = self.words.get(key) else { continue };
                words.insert(key.to_owned(), word.clone());
            }
        }
        Ok(Value::Object(words).to_string())
    }
}

fn modules(folder: &Path) -> Result<Vec<String>> {
    let listed = fs::read_dir(folder).with_context(|| format!("read {}", folder.display()))?;
    let read = |entry: std::io::Result<fs::DirEntry>| {
        let file = entry?.path();
        fs::read_to_string(&file).with_context(|| format!("read {}", file.display()))
    };
    listed.map(read).collect()
}

/// Writes the catalogues beside a glue in `folder`, as modules: for bundlers, and with one that knows
/// them all, for a Leptos component.
pub fn write_modules(folder: &Path) -> Result<()> {
    let languages = others()?;
    let folder = folder.join(FOLDER);
    fs::create_dir_all(&folder).with_context(|| format!("create {}", folder.display()))?;
    let write = |name: &str, text: &str| {
        let file = folder.join(name).with_extension("js");
        fs::write(&file, text).with_context(|| format!("write {}", file.display()))
    };
    let tags: Vec<_> = languages.iter().map(|language| language.tag.as_str()).collect();
    let tags = [("TAGS", &*serde_json::to_string(&tags)?)];
    let all = esbuild::bundle("www/guest/languages.js", esbuild::Format::Module, &[], &tags)?;
    write("languages", &all)?;
    languages.iter().try_for_each(|language| {
        write(&language.tag, &format!("export default {};\n", language.to_json()))
    })
}

fn others() -> Result<Vec<Language>> {
    Ok(all()?.into_iter().filter(|language| !language.is_english()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_package_imports_every_language() {
        let file = project::root().join("packages/ask-docs/guest.js");
        let guest = fs::read_to_string(file).expect("the package has a guest");
        for language in others().expect("there are languages") {
            let import = format!("import(\"./languages/{}.js\")", language.tag);
            assert!(guest.contains(&import), "{} is not in the package", language.tag);
        }
    }

    #[test]
    fn the_guest_has_the_words_inside_that_it_says() {
        let words = english().and_then(|english| english.of_guest()).expect("a catalogue");
        let words: Value = serde_json::from_str(&words).expect("JSON");
        assert_eq!(words["close"], "Close");
        assert_eq!(words["stop"], Value::Null);
    }
}
