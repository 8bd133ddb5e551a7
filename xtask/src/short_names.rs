//! Short names where glue and module meet. wasm-bindgen's hold a hash each, which no compression makes
//! smaller, and both files carry every one of them.
//! Pure: it knows two sections of a module and the two ways in which the glue writes a name.

use anyhow::{Context, Result, bail};

use crate::widget::Bound;

/// What a module begins with: its magic number and its version.
const HEADER: usize = 8;
const IMPORTS: u8 = 2;
const EXPORTS: u8 = 7;
/// The kind of an import that is a function.
const FUNCTION: u8 = 0;

/// The same program, with short names in both files.
pub fn shortened(bound: &Bound) -> Result<Bound> {
    let mut glue = bound.glue.clone();
    let mut wasm = bound.wasm.get(..HEADER).context("read the header of the module")?.to_vec();
    let mut rest = &bound.wasm[HEADER..];
    while let Some((id, behind)) = rest.split_first() {
        let mut section = behind;
        let length = number(&mut section)?;
        let (body, next) = section.split_at_checked(length).context("read a section")?;
        let body = match *id {
            IMPORTS => imports(body, &mut glue)?,
            EXPORTS => exports(body, &mut glue)?,
            _ => body.to_vec(),
        };
        wasm.push(*id);
        put_number(&mut wasm, body.len());
        wasm.extend(body);
        rest = next;
    }
    Ok(Bound { glue, wasm })
}

fn imports(mut section: &[u8], glue: &mut String) -> Result<Vec<u8>> {
    let count = number(&mut section)?;
    let mut body = Vec::new();
    put_number(&mut body, count);
    let mut from = None;
    for index in 0..count {
        let module = name(&mut section)?;
        if *from.get_or_insert(module) != module {
            bail!("shorten the names: the module imports from {module} too");
        }
        let long = name(&mut section)?;
        let (kind, behind) = section.split_first().context("read an import")?;
        if *kind != FUNCTION {
            bail!("shorten the names: the import {long} is no function");
        }
        section = behind;
        let of_type = number(&mut section)?;
        put_name(&mut body, "a");
        put_name(&mut body, &short(index));
        body.push(FUNCTION);
        put_number(&mut body, of_type);
        // The glue lists them as members of an object.
        *glue = renamed(glue, "", long, ":", &short(index))
            .or_else(|_| renamed(glue, "", long, "(", &short(index)))?;
    }
    if let Some(module) = from {
        *glue = renamed(glue, "\"", module, "\"", "a")?;
    }
    Ok(body)
}

fn exports(mut section: &[u8], glue: &mut String) -> Result<Vec<u8>> {
    let count = number(&mut section)?;
    let mut body = Vec::new();
    put_number(&mut body, count);
    for index in 0..count {
        let long = name(&mut section)?;
        let (kind, behind) = section.split_first().context("read an export")?;
        section = behind;
        let exported = number(&mut section)?;
        put_name(&mut body, &short(index));
        body.push(*kind);
        put_number(&mut body, exported);
        // What the glue has no use for may have no place in it.
        if let Ok(shorter) = renamed(glue, "wasm.", long, "", &short(index)) {
            *glue = shorter;
        }
    }
    Ok(body)
}

/// `text` with `short` for each `long` between `before` and `behind` that is a whole name.
fn renamed(text: &str, before: &str, long: &str, behind: &str, short: &str) -> Result<String> {
    let is_of_name = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '$');
    let pattern = [before, long, behind].concat();
    let (mut renamed, mut done) = (String::with_capacity(text.len()), 0);
    for (at, found) in text.match_indices(&pattern) {
        let end = at + found.len();
        let starts = !before.is_empty() || !text[..at].ends_with(is_of_name);
        let ends = !behind.is_empty() || !text[end..].starts_with(is_of_name);
        if starts && ends {
            renamed += &[&text[done..at], before, short, behind].concat();
            done = end;
        }
    }
    if done == 0 {
        bail!("shorten the names: {long} is not in the glue");
    }
    Ok(renamed + &text[done..])
}

/// `a` to `z`, then `aa` and so on.
fn short(index: usize) -> String {
    let letter = char::from(b'a' + (index % 26) as u8);
    match index / 26 {
        0 => letter.to_string(),
        rest => short(rest - 1) + &letter.to_string(),
    }
}

/// A number as modules write it: LEB128.
fn number(bytes: &mut &[u8]) -> Result<usize> {
    let mut number = 0;
    for shift in (0..35).step_by(7) {
        let (byte, rest) = bytes.split_first().context("read a number of the module")?;
        *bytes = rest;
        number |= usize::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Ok(number);
        }
    }
    bail!("read a number of the module: it has too many bytes")
}

fn put_number(bytes: &mut Vec<u8>, mut number: usize) {
    while number >= 0x80 {
        bytes.push((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

fn name<'a>(bytes: &mut &'a [u8]) -> Result<&'a str> {
    let length = number(bytes)?;
    let (name, rest) = bytes.split_at_checked(length).context("read a name of the module")?;
    *bytes = rest;
    std::str::from_utf8(name).context("read a name of the module")
}

fn put_name(bytes: &mut Vec<u8>, name: &str) {
    put_number(bytes, name.len());
    bytes.extend(name.as_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A module with a section that nobody reads, functions imported from `from`, and exports.
    fn module(from: &str, imports: &[&str], exports: &[&str]) -> Vec<u8> {
        let mut wasm = b"\0asm\x01\0\0\0\x01\x01\x07".to_vec();
        for (id, names) in [(IMPORTS, imports), (EXPORTS, exports)] {
            let mut body = Vec::new();
            put_number(&mut body, names.len());
            for name in names {
                if id == IMPORTS {
                    put_name(&mut body, from);
                }
                put_name(&mut body, name);
                body.extend([FUNCTION, 3]);
            }
            wasm.push(id);
            put_number(&mut wasm, body.len());
            wasm.extend(body);
        }
        wasm
    }

    #[test]
    fn both_files_have_the_same_short_names() {
        let glue = "x({__wbg_now_0a: f, __wbg_now_0ab: () => wasm.mounted(wasm.mount)}, \
                    {\"./glue.js\": import0})";
        let imports = ["__wbg_now_0a", "__wbg_now_0ab"];
        let wasm = module("./glue.js", &imports, &["mount", "mounted", "unused"]);
        let short = shortened(&Bound { glue: glue.to_owned(), wasm }).expect("both are known");
        assert_eq!(short.glue, "x({a: f, b: () => wasm.b(wasm.a)}, {\"a\": import0})");
        assert_eq!(short.wasm, module("a", &["a", "b"], &["a", "b", "c"]));
    }

    #[test]
    fn a_glue_that_lacks_an_import_is_refused() {
        let wasm = module("./glue.js", &["__wbg_now_0a"], &[]);
        let bound = Bound { glue: "{}".to_owned(), wasm };
        assert!(shortened(&bound).expect_err("no such name").to_string().contains("__wbg_now_0a"));
    }

    #[test]
    fn names_go_on_after_z() {
        assert_eq!([0, 25, 26, 701, 702].map(short), ["a", "z", "aa", "zz", "aaa"]);
    }

    #[test]
    fn long_numbers_are_read_as_they_are_written() {
        for expected in [0, 127, 128, 16_383, 16_384, 4_000_000] {
            let mut bytes = Vec::new();
            put_number(&mut bytes, expected);
            assert_eq!(number(&mut bytes.as_slice()).expect("a number"), expected);
        }
    }
}
