//! Loader, guest, glue, wasm and the chunk that colours code as the files that a site serves, all but
//! the first named after their content. The loader keeps its name, since pages refer to it.
//! Pure: texts and bytes in, files out; what packs loader and guest is passed in.

use anyhow::{Result, bail};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256, Sha384};

use crate::loader::Fetched;
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

/// What packs the texts, given the files that they fetch.
pub struct Packers<'a> {
    /// The glue, which fetches nothing that it is not told of.
    pub glue: &'a dyn Fn(&str) -> Result<String>,
    /// The guest, which fetches glue and wasm.
    pub guest: &'a dyn Fn(&Fetched, &Fetched) -> Result<String>,
    /// The loader, which imports the guest.
    pub loader: &'a dyn Fn(&Fetched) -> Result<String>,
}

/// Names all but the loader after their content, so that whatever refers to a file is renamed with it.
///
/// The order is loader, guest, glue, wasm, chunk. A name that the glue has not, or twice, is an error.
pub fn assemble(bound: &Bound, chunk: &str, packers: &Packers<'_>) -> Result<[File; 5]> {
    let chunk = named("highlight", "js", chunk);
    let wasm = named("ask_docs_bg", "wasm", &bound.wasm);
    let glue = replace_once("the glue", &bound.glue, WASM_IN_GLUE, &format!("'{}'", wasm.name))?;
    let glue = (packers.glue)(&with_chunk(&glue, &chunk.name)?)?;
    let glue = named("ask_docs", "js", glue);
    let guest = named("guest", "js", (packers.guest)(&fetched(&glue), &fetched(&wasm))?);
    let loader = (packers.loader)(&fetched(&guest))?;
    Ok([File { name: LOADER.to_owned(), bytes: loader.into_bytes() }, guest, glue, wasm, chunk])
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
        guest: &|glue, wasm| Ok(format!("{glue:?} {wasm:?}")),
        loader: &|guest| Ok(format!("{guest:?}")),
    };

    fn bound(wasm: &[u8]) -> Bound {
        Bound { glue: GLUE_TEXT.to_owned(), wasm: wasm.to_vec() }
    }

    fn text(file: &File) -> &str {
        std::str::from_utf8(&file.bytes).expect("JavaScript is text")
    }

    #[test]
    fn each_file_refers_to_the_names_that_the_others_have() {
        let [loader, guest, glue, wasm, chunk] =
            assemble(&bound(b"\0asm"), "export {}", &PACKERS).expect("each name occurs once");
        assert_eq!(loader.name, "ask-docs.js");
        let expected =
            format!("new URL('{}', import.meta.url); import('./{}')", wasm.name, chunk.name);
        assert_eq!(text(&glue), expected);
        assert_eq!(text(&chunk), "export {}");
        assert_eq!(text(&guest), format!("{:?} {:?}", fetched(&glue), fetched(&wasm)));
        assert_eq!(text(&loader), format!("{:?}", fetched(&guest)));
    }

    #[test]
    fn the_same_content_gets_the_same_names_and_another_part_renames_what_refers_to_it() {
        let names = |wasm, chunk| {
            let files = assemble(&bound(wasm), chunk, &PACKERS).expect("it assembles");
            files.map(|file| file.name)
        };
        let first = names(b"one", "chunk");
        assert_eq!(first, names(b"one", "chunk"));
        let [_, guest, glue, wasm, chunk] = names(b"two", "chunk");
        assert!(guest != first[1] && glue != first[2] && wasm != first[3] && chunk == first[4]);
        let [_, guest, glue, wasm, chunk] = names(b"one", "other chunk");
        assert!(guest != first[1] && glue != first[2] && wasm == first[3] && chunk != first[4]);
    }

    #[test]
    fn a_glue_that_names_a_file_twice_or_never_is_refused() {
        for glue in ["", &GLUE_TEXT.repeat(2)] {
            let bound = Bound { glue: glue.to_owned(), wasm: Vec::new() };
            let error = assemble(&bound, "", &PACKERS).expect_err("not exactly once");
            assert!(error.to_string().contains("has to occur once"), "{error}");
        }
    }
}
