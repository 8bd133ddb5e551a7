//! The loader and its guest: the modules in `www/`, each packed with its styles into one text.
//! It names no file after its content; `bundle` does.

use std::ops::Range;

use anyhow::Result;

use crate::esbuild::{self, Format};
use crate::languages::{self, Language};

/// What has to be there before the box is: rules that the loader brings.
const FIRST: &[&str] = &["style/tokens.css", "style/form.css", "style/launcher.css"];
/// Rules that the guest brings.
const SHELL: &[&str] =
    &["style/tokens.css", "style/contrast.css", "style/shell.css", "style/bare.css"];

/// A file that is fetched by its name, and only if it is the right one.
#[derive(Clone, Debug)]
pub struct Fetched {
    /// The name, beside the loader.
    pub name: String,
    /// The value of an `integrity` attribute.
    pub integrity: String,
}

/// The words of a language, in a file of their own.
#[derive(Clone, Debug)]
pub struct Words {
    /// The language.
    pub tag: String,
    /// The hash in the file's name.
    pub hash: String,
    /// The value of an `integrity` attribute.
    pub integrity: String,
}

/// The guest of a page, which fetches glue, WebAssembly, and the words of one of `languages`.
pub fn guest(glue: &Fetched, wasm: &Fetched, languages: &[Words]) -> Result<String> {
    let styles = esbuild::styles(SHELL)?;
    let english = languages::english()?;
    let hashes: serde_json::Map<_, _> = languages
        .iter()
        .map(|words| (words.tag.clone(), serde_json::json!([words.hash, words.integrity])))
        .collect();
    let hashes = serde_json::Value::Object(hashes).to_string();
    let values = [("LANGUAGES", hashes), ("WORDS", english.of_guest()?)];
    let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
    let mut names = vec![
        ("GLUE", format!("./{}", glue.name)),
        ("GLUE_INTEGRITY", glue.integrity.clone()),
        ("WASM", format!("./{}", wasm.name)),
        ("WASM_INTEGRITY", wasm.integrity.clone()),
        ("STYLES", styles),
    ];
    names.extend(english.first()?);
    esbuild::bundle("www/guest/main.js", Format::Module, &borrowed(&names), &values)
}

/// The loader of a page, which imports the guest, with its first words in `language`.
pub fn loader(guest: &Fetched, language: &Language) -> Result<String> {
    let mut names = vec![
        ("GUEST", format!("./{}", guest.name)),
        ("GUEST_INTEGRITY", guest.integrity.clone()),
        ("STYLES", inlined(&esbuild::styles(FIRST)?)),
        // English is what a page has that says nothing.
        ("LANGUAGE", if language.is_english() { String::new() } else { language.tag.clone() }),
    ];
    names.extend(language.first()?);
    esbuild::bundle("www/loader/main.js", Format::Script, &borrowed(&names), &[])
}

fn borrowed<'a>(names: &'a [(&'static str, String)]) -> Vec<(&'static str, &'a str)> {
    names.iter().map(|(name, text)| (*name, text.as_str())).collect()
}

/// Loader and guest as the modules `ask-docs.js` and `guest.js` of the npm package.
pub fn modules() -> Result<[String; 2]> {
    let english = languages::english()?;
    let words = english.of_guest()?;
    let module = |entry: &str, styles: String| {
        let mut names = vec![("STYLES", styles)];
        names.extend(english.first()?);
        esbuild::bundle(entry, Format::Package, &borrowed(&names), &[("WORDS", &words)])
    };
    Ok([
        module("packages/ask-docs/ask-docs.js", inlined(&esbuild::styles(FIRST)?))?,
        module("packages/ask-docs/guest.js", esbuild::styles(SHELL)?)?,
    ])
}

/// A minified style sheet in which private custom properties that are used once, or never, have given
/// way to their values, without the spaces that the minifier leaves in such values.
fn inlined(sheet: &str) -> String {
    let mut sheet = sheet.replace(", ", ",").replace(": ", ":");
    while let Some((declaration, value)) = rarely_used(&sheet) {
        let name = sheet[declaration.clone()].split(':').next().unwrap_or_default().to_owned();
        sheet.replace_range(declaration, "");
        sheet = sheet.replace(&format!("var({name})"), &value);
    }
    sheet.replace(";}", "}")
}

/// Where a private property is declared that is used at most once, and its value.
fn rarely_used(sheet: &str) -> Option<(Range<usize>, String)> {
    sheet.match_indices("--_").find_map(|(start, _)| {
        let (name, rest) = sheet[start..].split_once(':')?;
        let is_name = name.chars().all(|one| one.is_alphanumeric() || "-_".contains(one));
        let end = rest.find([';', '}'])?;
        let is_last = rest[end..].starts_with('}');
        let uses = sheet.matches(&format!("var({name})")).count();
        let past = start + name.len() + 1 + end + usize::from(!is_last);
        (is_name && uses < 2).then(|| (start..past, rest[..end].to_owned()))
    })
}

#[cfg(test)]
mod tests {
    use super::inlined;

    #[test]
    fn a_private_property_that_is_used_once_gives_way_to_its_value() {
        let sheet = ":host{--_a: var(--ask-docs-a, 1px);--_b: var(--_c);--_c: 2px;--_d: 3px}\
                     p{margin:var(--_a);border:var(--_d)}a{padding:var(--_d)}";
        let expected =
            ":host{--_d:3px}p{margin:var(--ask-docs-a,1px);border:var(--_d)}a{padding:var(--_d)}";
        assert_eq!(inlined(sheet), expected);
    }
}
