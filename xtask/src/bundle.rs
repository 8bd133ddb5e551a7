//! Loader, guest, glue, wasm and the chunk that colours code as the files that a site serves, all but
//! the first named after their content. The loader keeps its name, since pages refer to it.
//! Pure: texts and bytes in, files out; what packs loader and guest is passed in.

use anyhow::{Result, bail};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256, Sha384};

use crate::languages::Language;
use crate::loader::{Fetched, Words};
use crate::widget::Bound;

/// The name that pages refer to.
pub const LOADER: &str = "ask-docs.js";

/// What the glue calls the wasm, for callers who do not name one.
const WASM_IN_GLUE: &str = "'ask_docs_bg.wasm'";

/// How the glue imports the chunk, whose name it gets from the wasm.
const IMPORT_IN_GLUE: &str = "import(getStringFromWasm0(arg0, arg1))";

/// How much of the hash stands in a name: enough that two releases never share one.
const NAME_DIGITS: usize = 12;

/// A file to serve.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Its name, without a folder.
    pub name: String,
    /// Its content.
    pub bytes: Vec<u8>,
}

/// What packs a guest, given glue, wasm and words.
type PackGuest<'a> = dyn Fn(&Fetched, &Fetched, &[Words]) -> Result<String> + 'a;

/// What packs the texts, given the files that they fetch.
pub struct Packers<'a> {
    /// The glue, which fetches nothing that it is not told of.
    pub glue: &'a dyn Fn(&str) -> Result<String>,
    /// The guest, which fetches glue, wasm, and the words of a language.
    pub guest: &'a PackGuest<'a>,
    /// The loader with its first words in a language, which imports the guest.
    pub loader: &'a dyn Fn(&Fetched, &Language) -> Result<String>,
}

/// Names all but the loaders after their content, so that whatever refers to a file is renamed with it.
///
/// The order is loader, guest, glue, wasm, chunk, then for each language but English its words and a
/// loader. A name that the glue has not, or twice, is an error.
pub fn assemble(
    bound: &Bound,
    chunk: &str,
    languages: &[Language],
    packers: &Packers<'_>,
) -> Result<Vec<File>> {
    let chunk = named("highlight", "js", chunk);
    let wasm = named("ask_docs_bg", "wasm", &bound.wasm);
    let glue = replace_once("the glue", &bound.glue, WASM_IN_GLUE, &format!("'{}'", wasm.name))?;
    let glue = (packers.glue)(&with_chunk(&glue, &chunk.name)?)?;
    let glue = named("ask_docs", "js", glue);
    let others: Vec<_> = languages.iter().filter(|language| !language.is_english()).collect();
    let words: Vec<_> = others
        .iter()
        .map(|language| named(&format!("words-{}", language.tag), "json", language.to_json()))
        .collect();
    let fetched_words = others.iter().zip(&words).map(|(language, file)| Words {
        tag: language.tag.clone(),
        hash: short_hash(&file.bytes),
        integrity: fetched(file).integrity,
    });
    let fetched_words: Vec<_> = fetched_words.collect();
    let guest = (packers.guest)(&fetched(&glue), &fetched(&wasm), &fetched_words)?;
    let guest = named("guest", "js", guest);
    let loader = |language: &Language| {
        let name = match language.is_english() {
            true => LOADER.to_owned(),
            false => LOADER.replace(".js", &format!(".{}.js", language.tag)),
        };
        let bytes = (packers.loader)(&fetched(&guest), language)?.into_bytes();
        Ok(File { name, bytes })
    };
    let mut loaders = languages.iter().map(loader).collect::<Result<Vec<_>>>()?;
    let others = loaders.split_off(loaders.len().min(1));
    let mut files = loaders;
    files.extend([guest, glue, wasm, chunk]);
    files.extend(words);
    files.extend(others);
    Ok(files)
}

/// How a file is fetched. Of the hashes that browsers know, this one is short: it stands in the loader.
pub fn fetched(file: &File) -> Fetched {
    let integrity = format!("sha256-{}", STANDARD.encode(Sha256::digest(&file.bytes)));
    Fetched { name: file.name.clone(), integrity }
}

/// The value of an `integrity` attribute for `bytes`.
pub fn integrity(bytes: &[u8]) -> String {
    format!("sha384-{}", STANDARD.encode(Sha384::digest(bytes)))
}

fn named(stem: &str, extension: &str, bytes: impl AsRef<[u8]>) -> File {
    let bytes = bytes.as_ref();
    File { name: format!("{stem}-{}.{extension}", short_hash(bytes)), bytes: bytes.to_vec() }
}

/// The glue with the chunk's name in it, where bundlers look for names.
pub fn with_chunk(glue: &str, name: &str) -> Result<String> {
    replace_once("the glue", glue, IMPORT_IN_GLUE, &format!("import('./{name}')"))
}

fn replace_once(what: &str, text: &str, from: &str, to: &str) -> Result<String> {
    match text.matches(from).count() {
        1 => Ok(text.replace(from, to)),
        count => bail!(
            "name the files in {what}: {from} occurs {count} times in it, and has to occur once"
        ),
    }
}

/// The first digits of the hash of `bytes`, for a name.
pub fn short_hash(bytes: &[u8]) -> String {
    let mut digits = String::new();
    for byte in Sha256::digest(bytes) {
        digits += &format!("{byte:02x}");
    }
    digits.truncate(NAME_DIGITS);
    digits
}

#[cfg(test)]
mod tests {
    use super::*;

    const GLUE_TEXT: &str =
        "new URL('ask_docs_bg.wasm', import.meta.url); import(getStringFromWasm0(arg0, arg1))";

    const PACKERS: Packers<'_> = Packers {
        glue: &|glue| Ok(glue.to_owned()),
        guest: &|glue, wasm, words| Ok(format!("{glue:?} {wasm:?} {words:?}")),
        loader: &|guest, language| Ok(format!("{guest:?} {}", language.tag)),
    };

    /// English, and a language with `words`.
    fn languages(words: &str) -> [Language; 2] {
        [("en", "{}"), ("de", words)]
            .map(|(tag, words)| Language::parse(tag, words).expect("a catalogue"))
    }

    fn assembled(wasm: &[u8], chunk: &str, words: &str) -> [File; 7] {
        let files = assemble(&bound(wasm), chunk, &languages(words), &PACKERS);
        files.expect("each name occurs once").try_into().expect("seven files")
    }

    fn bound(wasm: &[u8]) -> Bound {
        Bound { glue: GLUE_TEXT.to_owned(), wasm: wasm.to_vec() }
    }

    fn text(file: &File) -> &str {
        std::str::from_utf8(&file.bytes).expect("JavaScript is text")
    }

    #[test]
    fn each_file_refers_to_the_names_that_the_others_have() {
        let [loader, guest, glue, wasm, chunk, words, german] =
            assembled(b"\0asm", "export {}", r#"{ "ask": "Fragen" }"#);
        assert_eq!((&*loader.name, &*german.name), ("ask-docs.js", "ask-docs.de.js"));
        assert_eq!(text(&words), r#"{"ask":"Fragen"}"#);
        let hash = short_hash(&words.bytes);
        assert_eq!(words.name, format!("words-de-{hash}.json"));
        let expected =
            format!("new URL('{}', import.meta.url); import('./{}')", wasm.name, chunk.name);
        assert_eq!(text(&glue), expected);
        assert_eq!(text(&chunk), "export {}");
        let words = [Words { tag: "de".to_owned(), hash, integrity: fetched(&words).integrity }];
        let all = format!("{:?} {:?} {words:?}", fetched(&glue), fetched(&wasm));
        assert_eq!(text(&guest), all);
        assert_eq!(text(&loader), format!("{:?} en", fetched(&guest)));
        assert_eq!(text(&german), format!("{:?} de", fetched(&guest)));
    }

    #[test]
    fn the_same_content_gets_the_same_names_and_another_part_renames_what_refers_to_it() {
        let names = |wasm, chunk, words| assembled(wasm, chunk, words).map(|file| file.name);
        let first = names(b"one", "chunk", "{}");
        assert_eq!(first, names(b"one", "chunk", "{}"));
        // Which of guest, glue, wasm, chunk and words have other names.
        let renamed = |others: [String; 7]| [1, 2, 3, 4, 5].map(|at| others[at] != first[at]);
        assert_eq!(renamed(names(b"two", "chunk", "{}")), [true, true, true, false, false]);
        assert_eq!(renamed(names(b"one", "other", "{}")), [true, true, false, true, false]);
        let words = names(b"one", "chunk", r#"{"ask":""}"#);
        assert_eq!(renamed(words), [true, false, false, false, true]);
    }

    #[test]
    fn a_glue_that_names_a_file_twice_or_never_is_refused() {
        for glue in ["", &GLUE_TEXT.repeat(2)] {
            let bound = Bound { glue: glue.to_owned(), wasm: Vec::new() };
            let error = assemble(&bound, "", &[], &PACKERS).expect_err("not exactly once");
            assert!(error.to_string().contains("has to occur once"), "{error}");
        }
    }
}
