//! Loader, glue, wasm and the chunk that colours code as the files that a site serves, all but the first named after their
//! content.
//! Pure: texts and bytes in, files out. The loader keeps its name, since pages refer to it.

use anyhow::{Result, bail};
use sha2::{Digest, Sha256};

use crate::widget::Bound;

/// The name that pages refer to.
pub const LOADER: &str = "ask-docs.js";

/// What the loader calls the other two.
const GLUE_IN_LOADER: &str = "./ask_docs.js";
const WASM_IN_LOADER: &str = "./ask_docs_bg.wasm";
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

/// Names all but the loader after their content and lets loader and glue refer to those names.
///
/// The order is loader, glue, wasm, chunk. A name that is not there, or twice, is an error: a loader
/// that still asks for the plain name would work in no release.
pub fn assemble(loader: &str, bound: &Bound, chunk: &str) -> Result<[File; 4]> {
    let chunk = File {
        name: format!("highlight-{}.js", short_hash(chunk.as_bytes())),
        bytes: chunk.as_bytes().to_vec(),
    };
    let wasm = File {
        name: format!("ask_docs_bg-{}.wasm", short_hash(&bound.wasm)),
        bytes: bound.wasm.clone(),
    };
    let glue = replace_once("the glue", &bound.glue, WASM_IN_GLUE, &format!("'{}'", wasm.name))?;
    let glue = with_chunk(&glue, &chunk.name)?;
    let glue = File {
        name: format!("ask_docs-{}.js", short_hash(glue.as_bytes())),
        bytes: glue.into_bytes(),
    };
    let loader = replace_once("the loader", loader, GLUE_IN_LOADER, &format!("./{}", glue.name))?;
    let loader = replace_once("the loader", &loader, WASM_IN_LOADER, &format!("./{}", wasm.name))?;
    let loader = File { name: LOADER.to_owned(), bytes: loader.into_bytes() };
    Ok([loader, glue, wasm, chunk])
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

    const LOADER_TEXT: &str =
        "import('./ask_docs.js').then((m) => m.default('./ask_docs_bg.wasm'));";

    const GLUE_TEXT: &str =
        "new URL('ask_docs_bg.wasm', import.meta.url); import(getStringFromWasm0(arg0, arg1))";

    fn bound(wasm: &[u8]) -> Bound {
        Bound { glue: GLUE_TEXT.to_owned(), wasm: wasm.to_vec() }
    }

    fn text(file: &File) -> &str {
        std::str::from_utf8(&file.bytes).expect("JavaScript is text")
    }

    #[test]
    fn loader_and_glue_refer_to_the_names_that_the_files_have() {
        let [loader, glue, wasm, chunk] =
            assemble(LOADER_TEXT, &bound(b"\0asm"), "export {}").expect("each name occurs once");
        assert_eq!(loader.name, "ask-docs.js");
        let expected =
            format!("new URL('{}', import.meta.url); import('./{}')", wasm.name, chunk.name);
        assert_eq!(text(&glue), expected);
        assert_eq!(text(&chunk), "export {}");
        let expected =
            format!("import('./{}').then((m) => m.default('./{}'));", glue.name, wasm.name);
        assert_eq!(text(&loader), expected);
    }

    #[test]
    fn the_same_content_gets_the_same_names_and_another_part_renames_what_refers_to_it() {
        let names = |wasm, chunk| {
            let files = assemble(LOADER_TEXT, &bound(wasm), chunk).expect("it assembles");
            files.map(|file| file.name)
        };
        let first = names(b"one", "chunk");
        assert_eq!(first, names(b"one", "chunk"));
        let [_, glue, wasm, chunk] = names(b"two", "chunk");
        assert!(glue != first[1] && wasm != first[2] && chunk == first[3]);
        let [_, glue, wasm, chunk] = names(b"one", "other chunk");
        assert!(glue != first[1] && wasm == first[2] && chunk != first[3]);
    }

    #[test]
    fn a_loader_that_names_a_file_twice_or_never_is_refused() {
        for loader in ["import('./ask_docs.js')", &LOADER_TEXT.repeat(2)] {
            let error = assemble(loader, &bound(b"one"), "").expect_err("not exactly once");
            assert!(error.to_string().contains("has to occur once"), "{error}");
        }
    }
}
