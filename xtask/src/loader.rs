//! The loader and its guest: the modules in `www/`, each packed with its styles into one text.
//! It names no file after its content; `bundle` does.

use anyhow::Result;

use crate::esbuild::{self, Format};

/// What has to be there before the box is: rules that the loader brings.
const FIRST: &[&str] = &["style/tokens.css", "style/form.css", "style/launcher.css"];
/// Rules that the guest brings.
const SHELL: &[&str] = &["style/shell.css"];

/// A file that is fetched by its name, and only if it is the right one.
#[derive(Clone, Debug)]
pub struct Fetched {
    /// The name, beside the loader.
    pub name: String,
    /// The value of an `integrity` attribute.
    pub integrity: String,
}

/// The guest of a page, which fetches glue and WebAssembly.
pub fn guest(glue: &Fetched, wasm: &Fetched) -> Result<String> {
    let styles = esbuild::styles(SHELL)?;
    let names = [
        ("GLUE", format!("./{}", glue.name)),
        ("GLUE_INTEGRITY", glue.integrity.clone()),
        ("WASM", format!("./{}", wasm.name)),
        ("WASM_INTEGRITY", wasm.integrity.clone()),
        ("STYLES", styles),
    ];
    let names = names.each_ref().map(|(name, text)| (*name, text.as_str()));
    esbuild::bundle("www/guest/main.js", Format::Module, &names)
}

/// The loader of a page, which imports the guest of this name.
pub fn loader(guest: &str) -> Result<String> {
    let styles = used(&esbuild::styles(FIRST)?);
    let names = [("GUEST", &*format!("./{guest}")), ("STYLES", &*styles)];
    esbuild::bundle("www/loader/main.js", Format::Script, &names)
}

/// Loader and guest as the modules `ask-docs.js` and `guest.js` of the npm package.
pub fn modules() -> Result<[String; 2]> {
    let module =
        |entry: &str, styles: &str| esbuild::bundle(entry, Format::Package, &[("STYLES", styles)]);
    Ok([
        module("packages/ask-docs/ask-docs.js", &used(&esbuild::styles(FIRST)?))?,
        module("packages/ask-docs/guest.js", &esbuild::styles(SHELL)?)?,
    ])
}

/// A minified style sheet without the private custom properties that nothing in it uses.
fn used(sheet: &str) -> String {
    let mut kept = sheet.to_owned();
    loop {
        let unused = kept.match_indices("--_").find_map(|(at, _)| {
            let declaration = &kept[at..];
            let name = &declaration
                [..declaration.find(|c: char| c != '-' && c != '_' && !c.is_alphanumeric())?];
            let is_declared = declaration[name.len()..].starts_with(':');
            let is_used = kept.contains(&format!("var({name})"));
            let end = declaration.find([';', '}'])?;
            let end = if declaration[end..].starts_with(';') { end + 1 } else { end };
            (is_declared && !is_used).then_some(at..at + end)
        });
        match unused {
            Some(range) => kept.replace_range(range, ""),
            None => return kept,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::used;

    #[test]
    fn a_private_property_that_nothing_uses_is_left_out_and_so_is_what_only_it_used() {
        let sheet =
            ":host{--_a: var(--ask-docs-a, 1px);--_b: var(--_c);--_c: 2px}p{margin:var(--_a)}";
        assert_eq!(used(sheet), ":host{--_a: var(--ask-docs-a, 1px);}p{margin:var(--_a)}");
    }
}
