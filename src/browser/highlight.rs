//! Colours for code, from a chunk of JavaScript that is fetched when there is code to colour.
//!
//! Owns which languages have colours, and the way to the chunk, which stands beside the widget's
//! own glue. Refuses to make any noise where it is missing: such code is as good without colours.
//! What is a keyword and what a string, the chunk finds out (`highlight/`).

use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::Element;

#[wasm_bindgen]
extern "C" {
    /// JavaScript's own `import()`; it resolves an address against the glue. What is packed holds
    /// the chunk's name in its place (`xtask/src/bundle.rs`), so that bundlers see it.
    #[wasm_bindgen(js_name = import, catch)]
    pub(super) fn import_beside_glue(address: &str) -> Result<Promise, JsValue>;
}

const CHUNK: &str = "./highlight.js";

/// Each language by the chunk's name, then by the other names that documentation gives it.
const LANGUAGES: &[&str] = &[
    // What docs call `shell` is a script; what they call `console`, a session with its prompts.
    "bash sh shell zsh ksh",
    "shell console terminal shell-session shellsession",
    "json jsonc json5 jsonl geojson",
    "yaml yml",
    "ini toml cfg conf properties env dotenv",
    "javascript js jsx mjs cjs node",
    "typescript ts tsx mts cts",
    "xml html htm xhtml svg vue plist",
    "css",
    "python py python3",
    "go golang",
    "rust rs",
    "java",
    "kotlin kt kts",
    "swift",
    "csharp cs c#",
    "c h",
    "cpp c++ cc cxx hpp",
    "php",
    "ruby rb",
    "sql mysql postgres postgresql psql sqlite",
    "graphql gql",
    "dockerfile docker",
    "diff patch",
    "http https",
    "markdown md mdx",
    "powershell ps1 pwsh ps",
    "nginx nginxconf",
];

thread_local! {
    /// The chunk: fetched once, also where that fails.
    static FETCHED: Option<Promise> = import_beside_glue(CHUNK).ok();
}

/// Colours `code`, an element of groups of lines, if its language is known. The colours
/// come later; until then, and where they cannot come, the text stays as it is.
pub(crate) fn highlight(code: &Element, language: &str) {
    let Some(name) = known(language) else { return };
    let Some(fetched) = FETCHED.with(Clone::clone) else { return };
    let code = code.clone();
    spawn_local(async move {
        let Ok(chunk) = JsFuture::from(fetched).await else { return };
        let highlight = Reflect::get(&chunk, &JsValue::from_str("highlight")).ok();
        if let Some(highlight) = highlight.and_then(|found| found.dyn_into::<Function>().ok()) {
            let _ = highlight.call2(&chunk, &code, &JsValue::from_str(name));
        }
    });
}

/// The chunk's name of `language`.
fn known(language: &str) -> Option<&'static str> {
    LANGUAGES.iter().find_map(|names| {
        let mut names = names.split(' ').peekable();
        let name = *names.peek()?;
        names.any(|known| known.eq_ignore_ascii_case(language)).then_some(name)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test(unsupported = test)]
    fn a_language_is_known_by_each_of_its_names_in_any_case() {
        assert_eq!(known("TypeScript"), Some("typescript"));
        assert_eq!(known("sh"), Some("bash"));
        // Its first name in the list, not the chunk's `shell`.
        assert_eq!(known("shell"), Some("bash"));
        assert_eq!(known("console"), Some("shell"));
        assert_eq!(known("C#"), Some("csharp"));
        for unknown in ["", "text", "mermaid", "js ", "j"] {
            assert_eq!(known(unknown), None, "{unknown}");
        }
    }

    #[wasm_bindgen_test(unsupported = test)]
    fn the_chunk_has_every_language_of_the_list_and_no_other() {
        let chunk = include_str!("../../highlight/languages.js");
        let imported = chunk
            .lines()
            .filter_map(|line| line.strip_suffix("\";")?.split_once("highlight.js/lib/languages/"));
        let mut imported: Vec<_> = imported.map(|(_, name)| name).collect();
        let mut listed: Vec<_> =
            LANGUAGES.iter().filter_map(|names| names.split(' ').next()).collect();
        imported.sort_unstable();
        listed.sort_unstable();
        assert_eq!(imported, listed);
    }

    #[wasm_bindgen_test]
    async fn code_stays_as_it_is_where_there_is_no_chunk() {
        let document = web_sys::window().and_then(|window| window.document()).expect("a page");
        let code = document.create_element("code").expect("an element");
        code.set_text_content(Some("let a = 1;"));
        highlight(&code, "js");
        // Both wait for the same promise, this one behind.
        let fetched = FETCHED.with(Clone::clone).expect("import() is there");
        assert!(JsFuture::from(fetched).await.is_err());
        let text = code.first_child().filter(|text| text.next_sibling().is_none());
        assert_eq!(text.and_then(|text| text.node_value()).as_deref(), Some("let a = 1;"));
    }
}
