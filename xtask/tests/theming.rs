//! That the page about looks names what the style sheets read.

use std::collections::BTreeSet;
use std::fs;

use xtask::project;

const PREFIX: &str = "--ask-docs-";

/// The public custom properties that `text` names.
fn properties(text: &str) -> BTreeSet<String> {
    let is_name = |letter: char| letter.is_ascii_lowercase() || letter == '-';
    let named =
        text.split(PREFIX).skip(1).filter_map(|rest| rest.split(|one| !is_name(one)).next());
    named.map(|name| format!("{PREFIX}{name}")).collect()
}

#[test]
fn the_docs_name_every_public_custom_property_and_no_other() {
    let mut read = BTreeSet::new();
    for file in fs::read_dir(project::root().join("style")).expect("the style sheets") {
        let sheet = fs::read_to_string(file.expect("a file").path()).expect("a style sheet");
        // What a comment shows as an example is read as well.
        read.extend(
            sheet
                .split("var(")
                .skip(1)
                .flat_map(|value| properties(&value[..value.find([',', ')']).unwrap_or(0)])),
        );
    }
    assert!(read.len() > 20, "the style sheets read {} properties", read.len());
    let page = fs::read_to_string(project::root().join("docs/theming.md")).expect("the page");
    let rows: String = page.lines().filter(|line| line.starts_with("| `--")).collect();
    assert_eq!(properties(&rows), read);
}
