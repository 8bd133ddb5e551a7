//! Every language of `languages/` says what English says, and the program says nothing else.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

type Catalogue = BTreeMap<String, Value>;

/// Every language with the plural categories of its whole numbers, by CLDR; the `many` of some,
/// which is for millions, may be left out.
const LANGUAGES: [(&str, &str); 17] = [
    ("ar", "zero one two few many other"),
    ("de", "one other"),
    ("en", "one other"),
    ("es", "one other"),
    ("fr", "one other"),
    ("he", "one two other"),
    ("hi", "one other"),
    ("it", "one other"),
    ("ja", "other"),
    ("ko", "other"),
    ("nl", "one other"),
    ("pl", "one few many other"),
    ("pt-BR", "one other"),
    ("tr", "one other"),
    ("uk", "one few many other"),
    ("zh-Hans", "other"),
    ("zh-Hant", "other"),
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn catalogue(tag: &str) -> Catalogue {
    let file = root().join("languages").join(tag).with_added_extension("json");
    let text = fs::read_to_string(&file).expect("each language has a catalogue");
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{tag}: {error}"))
}

/// The texts of a word, with the plural category of each; none for a word without plurals.
fn texts(word: &Value) -> Vec<(Option<&str>, &str)> {
    match word {
        Value::String(text) => vec![(None, text)],
        Value::Object(forms) => forms
            .iter()
            .map(|(form, text)| (Some(form.as_str()), text.as_str().expect("a text")))
            .collect(),
        other => panic!("{other} is no word"),
    }
}

/// The places in `text` that are filled in.
fn places(text: &str) -> BTreeSet<&str> {
    text.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0)).collect()
}

#[test]
fn there_is_a_catalogue_for_each_language_and_no_other() {
    let listed = fs::read_dir(root().join("languages")).expect("a folder");
    let mut found: Vec<_> = listed
        .map(|entry| entry.expect("a file").path())
        .map(|file| file.file_stem().expect("a name").to_string_lossy().into_owned())
        .collect();
    found.sort();
    assert_eq!(found, LANGUAGES.map(|(tag, _)| tag));
    for (tag, _) in LANGUAGES {
        let catalogue = catalogue(tag);
        assert_eq!(catalogue["language"], tag);
        let direction = if ["ar", "he"].contains(&tag) { "rtl" } else { "ltr" };
        assert_eq!(catalogue["direction"], direction, "{tag}");
    }
}

#[test]
fn no_language_has_a_key_too_few_or_too_many() {
    let english: Vec<_> = catalogue("en").into_keys().collect();
    for (tag, _) in LANGUAGES {
        let found: Vec<_> = catalogue(tag).into_keys().collect();
        assert_eq!(found, english, "{tag} has not the keys of English");
    }
}

#[test]
fn every_sentence_has_the_places_of_the_english_one_and_is_written_cleanly() {
    let english = catalogue("en");
    for (tag, _) in LANGUAGES {
        for (key, word) in catalogue(tag) {
            let expected: BTreeSet<_> =
                texts(&english[&key]).iter().flat_map(|(_, text)| places(text)).collect();
            for (form, text) in texts(&word) {
                let mut places = places(text);
                // “One source” has no number in it.
                if matches!(form, Some("zero" | "one" | "two")) && expected.contains("count") {
                    places.insert("count");
                }
                assert_eq!(places, expected, "{tag}, {key}: {text}");
                assert!(!text.is_empty() && text == text.trim(), "{tag}, {key}: {text:?}");
                assert!(!text.contains("...") && !text.contains('"'), "{tag}, {key}: {text}");
            }
        }
    }
}

#[test]
fn every_plural_has_the_forms_of_its_language() {
    let english = catalogue("en");
    for (tag, forms) in LANGUAGES {
        let expected: BTreeSet<_> = forms.split(' ').collect();
        for (key, word) in catalogue(tag) {
            assert_eq!(word.is_object(), english[&key].is_object(), "{tag}, {key}");
            let mut found: BTreeSet<_> =
                texts(&word).iter().filter_map(|(form, _)| *form).collect();
            if !expected.contains("many") {
                found.remove("many");
            }
            assert!(!word.is_object() || found == expected, "{tag}, {key}: {found:?}");
        }
    }
}

/// The files of the program, with their texts.
fn sources() -> Vec<(PathBuf, String)> {
    let mut sources = Vec::new();
    let mut folders =
        ["src", "core/src", "www/guest", "xtask/src"].map(|it| root().join(it)).to_vec();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder") {
            let path = entry.expect("a file").path();
            match path.is_dir() {
                true => folders.push(path),
                false => {
                    let text = fs::read_to_string(&path).expect("a text");
                    sources.push((path, text));
                }
            }
        }
    }
    sources
}

#[test]
fn no_word_is_one_that_nothing_says() {
    let sources = sources();
    for key in catalogue("en").into_keys() {
        let quoted = format!("\"{key}\"");
        let is_said = sources.iter().any(|(_, text)| text.contains(&quoted));
        assert!(is_said, "nothing says `{key}`");
    }
}

/// What a key stands behind.
const SAYS: &[&str] = &[
    "word(session, \"",
    "named(session, \"",
    "session.word(\"",
    "words.text(\"",
    "Message::plain(\"",
    "one(\"",
    "said(\"",
    "say(\"",
];

#[test]
fn every_key_that_is_said_is_in_the_catalogue() {
    let english = catalogue("en");
    let mut said = 0;
    for (file, text) in sources() {
        for key in SAYS.iter().flat_map(|says| text.split(says).skip(1)) {
            let key = key.split('"').next().expect("a key");
            // What shows how it is done.
            if key == "…" {
                continue;
            }
            assert!(english.contains_key(key), "{}: no word `{key}`", file.display());
            said += 1;
        }
    }
    assert!(said > 40, "only {said} words are said");
}
