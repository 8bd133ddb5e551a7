//! Loader, glue and wasm as the three files that a site serves, the last two named after their content.
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

/// Names glue and wasm after their content and lets loader and glue refer to those names.
///
/// The order is loader, glue, wasm. A name that is not there, or twice, is an error: a loader that
/// still asks for the plain name would work in no release.
pub fn assemble(loader: &str, bound: &Bound) -> Result<[File; 3]> {
    let wasm = File {
        name: format!("ask_docs_bg-{}.wasm", short_hash(&bound.wasm)),
        bytes: bound.wasm.clone(),
    };
    let glue = replace_once("the glue", &bound.glue, WASM_IN_GLUE, &format!("'{}'", wasm.name))?;
    let glue = File {
        name: format!("ask_docs-{}.js", short_hash(glue.as_bytes())),
        bytes: glue.into_bytes(),
    };
    let loader = replace_once("the loader", loader, GLUE_IN_LOADER, &format!("./{}", glue.name))?;
    let loader = replace_once("the loader", &loader, WASM_IN_LOADER, &format!("./{}", wasm.name))?;
    let loader = File { name: LOADER.to_owned(), bytes: loader.into_bytes() };
    Ok([loader, glue, wasm])
}

fn replace_once(what: &str, text: &str, from: &str, to: &str) -> Result<String> {
    match text.matches(from).count() {
        1 => Ok(text.replace(from, to)),
        count => bail!(
            "name the files in {what}: {from} occurs {count} times in it, and has to occur once"
        ),
    }
}

fn short_hash(bytes: &[u8]) -> String {
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

    fn bound(wasm: &[u8]) -> Bound {
        Bound {
            glue: "new URL('ask_docs_bg.wasm', import.meta.url)".to_owned(),
            wasm: wasm.to_vec(),
        }
    }

    fn text(file: &File) -> &str {
        std::str::from_utf8(&file.bytes).expect("JavaScript is text")
    }

    #[test]
    fn loader_and_glue_refer_to_the_names_that_the_files_have() {
        let [loader, glue, wasm] =
            assemble(LOADER_TEXT, &bound(b"\0asm")).expect("each name occurs once");
        assert_eq!(loader.name, "ask-docs.js");
        assert_eq!(text(&glue), format!("new URL('{}', import.meta.url)", wasm.name));
        let expected =
            format!("import('./{}').then((m) => m.default('./{}'));", glue.name, wasm.name);
        assert_eq!(text(&loader), expected);
    }

    #[test]
    fn the_same_content_gets_the_same_names_and_other_wasm_renames_the_glue_too() {
        let [_, glue, wasm] = assemble(LOADER_TEXT, &bound(b"one")).expect("it assembles");
        let again = assemble(LOADER_TEXT, &bound(b"one")).expect("it assembles");
        assert_eq!([&glue, &wasm], [&again[1], &again[2]]);
        let [_, other_glue, other_wasm] =
            assemble(LOADER_TEXT, &bound(b"two")).expect("it assembles");
        assert_ne!(wasm.name, other_wasm.name);
        assert_ne!(glue.name, other_glue.name);
    }

    #[test]
    fn a_loader_that_names_a_file_twice_or_never_is_refused() {
        for loader in ["import('./ask_docs.js')", &LOADER_TEXT.repeat(2)] {
            let error = assemble(loader, &bound(b"one")).expect_err("not exactly once");
            assert!(error.to_string().contains("has to occur once"), "{error}");
        }
    }
}
