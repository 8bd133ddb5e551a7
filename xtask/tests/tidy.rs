//! The project's own rules, checked on every file that is or could be committed.
//! It reads files and compiles none of them; what a compiler or a linter can check is theirs.

use std::fs;
use std::path::Path;
use std::process::Command;

use xtask::{process, project, setup};

/// Files in which serde derives may stand: shapes that cross a boundary as data, and nothing else.
const SHAPES: &[&str] = &[
    "core/src/wire.rs",
    "core/src/wire/",
    "src/browser/events.rs",
    "src/session/conversation.rs",
    // What only the gateway reads of the API: structure, pages, the places of sources in an event.
    "gateway/src/citations/wire.rs",
    "gateway/src/upstream/search/wire.rs",
    // The lines of a recording.
    "gateway/src/recording/wire.rs",
    "gateway/src/local/matter.rs",
];

/// What the pure crate may stand on. An addition has to know no browser, no runtime and no view.
const PURE: &[&str] = &["serde", "serde_json", "pulldown-cmark", "url"];

/// What model text or a leak could get into the page through.
const REFUSED: &[&str] =
    &["innerHTML", "outerHTML", "insertAdjacentHTML", "inner_html", "eval(", ".forget()"];

const SOURCES: &[&str] = &["rs", "js", "mjs", "ts", "css", "html", "py", "sh"];
const MOST_LINES: usize = 400;
const MOST_LINES_OF_ARCHITECTURE: usize = 100;

#[test]
fn every_rust_file_opens_with_what_it_owns() {
    check(|file, text| {
        let opened = !file.ends_with(".rs") || text.starts_with("//! ");
        (!opened).then(|| "has to open with `//!`: what it owns, and what it refuses".to_owned())
    });
}

#[test]
fn no_source_file_is_longer_than_one_can_keep_in_mind() {
    check(|file, text| {
        let lines = text.lines().count();
        let long = SOURCES.contains(&extension(file)) && lines > MOST_LINES;
        long.then(|| format!("has {lines} lines; split it by noun, {MOST_LINES} are the most"))
    });
}

#[test]
fn no_source_file_is_named_after_nothing() {
    check(|file, _| {
        let in_sources = file.starts_with("src/") || file.contains("/src/");
        let vague = file
            .split(['/', '.'])
            .find(|part| ["util", "utils", "helper", "helpers", "common", "misc"].contains(part));
        let vague = vague.filter(|_| in_sources)?;
        Some(format!("is named \"{vague}\", which says nothing of what it holds"))
    });
}

#[test]
fn the_widget_and_its_loader_open_no_way_into_the_page() {
    check(|file, text| {
        let is_shipped = file.starts_with("src/")
            || file == "www/ask-docs.js"
            || (file.starts_with("highlight/") && extension(file) == "js");
        if !is_shipped {
            return None;
        }
        let found = text.lines().enumerate().find_map(|(index, line)| {
            let refused = REFUSED.iter().find(|word| code_of(line).contains(**word))?;
            Some((index + 1, refused))
        });
        found.map(|(line, word)| format!("uses `{word}` in line {line}"))
    });
}

/// What a word for readers would stand behind, were it written where it is shown.
const SHOWN: &[&str] = &[
    ".child(\"",
    "set_text_content(Some(\"",
    "\"aria-label\", \"",
    "\"title\", \"",
    "\"aria-label\": \"",
    "textContent = \"",
];

#[test]
fn every_word_that_is_shown_comes_from_the_catalogue() {
    check(|file, text| {
        let is_shown = (file.starts_with("src/view") && !file.contains("/tests"))
            || file.starts_with("www/guest")
            || file.starts_with("www/loader");
        let shown = text.lines().map(code_of).find(|line| SHOWN.iter().any(|it| line.contains(it)));
        let shown = shown.filter(|_| is_shown)?;
        Some(format!("shows words that no language can change: {}", shown.trim()))
    });
}

#[test]
fn styles_run_from_start_to_end_and_not_from_left_to_right() {
    check(|file, text| {
        let is_style = file.starts_with("style/") && extension(file) == "css";
        let found = is_style.then(|| sided(text)).flatten()?;
        Some(format!("knows left and right, and would not be mirrored: {found}"))
    });
}

/// The first declaration that a page from right to left would not mirror. Which side a panel stands
/// at is its owner's to say: `.left` and `.right` are such sides.
fn sided(sheet: &str) -> Option<String> {
    let bare: String = sheet
        .split("/*")
        .map(|part| part.split_once("*/").map_or(part, |(_, after)| after))
        .collect();
    bare.split('}').find_map(|rule| {
        let (selector, declarations) = rule.rsplit_once('{')?;
        if selector.contains(".left") || selector.contains(".right") {
            return None;
        }
        declarations.split(';').find_map(|declaration| {
            let (name, value) = declaration.split_once(':')?;
            let (name, value) = (name.trim(), value.trim());
            let is_side = |word: &str| matches!(word, "left" | "right");
            let four: Vec<_> = value.split_whitespace().collect();
            let is_uneven = matches!(name, "padding" | "margin" | "inset")
                && !value.contains('(')
                && four.len() == 4
                && four[1] != four[3];
            let is_sided = is_side(value) || name.split('-').any(is_side) || is_uneven;
            is_sided.then(|| format!("{name}: {value}"))
        })
    })
}

#[test]
fn serde_derives_stand_only_where_shapes_cross_a_boundary() {
    check(|file, text| {
        let shape = SHAPES.iter().any(|shape| file.starts_with(shape));
        let test = file.contains("tests/");
        let derives = text.lines().map(code_of).any(|line| {
            line.contains("derive(") && (line.contains("Serialize") || line.contains("Deserialize"))
        });
        let wrong =
            extension(file) == "rs" && derives && !shape && !test && !file.starts_with("xtask/");
        wrong.then(|| format!("derives serde's traits; such shapes are in {}", SHAPES.join(", ")))
    });
}

#[test]
fn every_dependency_says_why_it_is_there() {
    let workspace = read("Cargo.toml");
    let explained: Vec<_> =
        dependencies(&workspace).into_iter().filter(|found| found.explained).collect();
    assert!(
        explained.len() > 10,
        "the dependencies of the workspace are not where they are looked for"
    );
    check(|file, text| {
        if !file.ends_with("Cargo.toml") {
            return None;
        }
        let unexplained = dependencies(text).into_iter().find(|found| {
            let ours = found.name.starts_with("ask-docs");
            let elsewhere = explained.iter().any(|other| other.name == found.name);
            !(found.explained || ours || elsewhere)
        })?;
        Some(format!("depends on {}, with no comment that says why", unexplained.name))
    });
}

#[test]
fn the_core_depends_on_nothing_that_knows_a_browser_a_runtime_or_a_view() {
    let manifest = read("core/Cargo.toml");
    let found = dependencies(&manifest);
    assert!(!found.is_empty(), "core/Cargo.toml has a table of dependencies");
    for dependency in found.iter().filter(|found| !found.for_tests) {
        assert!(
            PURE.contains(&dependency.name),
            "core depends on {}, which is not known as pure",
            dependency.name
        );
    }
}

#[test]
fn the_crate_and_the_tool_wasm_bindgen_have_one_version() {
    let version = setup::WASM_BINDGEN.version;
    let pin = format!("wasm-bindgen = \"={version}\"");
    assert!(read("Cargo.toml").lines().any(|line| line == pin), "Cargo.toml has to pin {pin}");
    let locked = format!("name = \"wasm-bindgen\"\nversion = \"{version}\"");
    assert!(
        read("Cargo.lock").contains(&locked),
        "Cargo.lock has another wasm-bindgen than {version}"
    );
}

#[test]
fn the_architecture_names_only_what_exists_and_stays_short() {
    let text = read("ARCHITECTURE.md");
    let lines = text.lines().count();
    assert!(lines <= MOST_LINES_OF_ARCHITECTURE, "ARCHITECTURE.md has {lines} lines");
    let paths = paths_in(&text);
    assert!(paths.len() > 10, "ARCHITECTURE.md is a map; it names {} paths", paths.len());
    for path in paths {
        assert!(
            project::root().join(path).exists(),
            "ARCHITECTURE.md names {path}, which does not exist"
        );
    }
}

/// Shows every file to a rule, and fails with all that the rule says.
fn check(rule: impl Fn(&str, &str) -> Option<String>) {
    let files = files();
    assert!(
        files.iter().any(|file| file == "xtask/tests/tidy.rs"),
        "git does not list this very file"
    );
    let mut complaints = Vec::new();
    for file in files {
        // Pictures and the like are no text, and no rule is about them.
        let Ok(text) = fs::read_to_string(project::root().join(&file)) else { continue };
        if let Some(complaint) = rule(&file, &text) {
            complaints.push(format!("{file} {complaint}"));
        }
    }
    assert!(complaints.is_empty(), "\n{}\n", complaints.join("\n"));
}

/// Files that are committed or could be, from the project's root.
fn files() -> Vec<String> {
    let mut git = Command::new("git");
    git.args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        .current_dir(project::root());
    let listed = process::read(&mut git).expect("the project is a git repository");
    listed.split('\0').filter(|file| !file.is_empty()).map(str::to_owned).collect()
}

fn read(file: &str) -> String {
    fs::read_to_string(project::root().join(file))
        .unwrap_or_else(|error| panic!("read {file}: {error}"))
}

fn extension(file: &str) -> &str {
    Path::new(file).extension().and_then(|extension| extension.to_str()).unwrap_or_default()
}

/// A line without its comment. A `//` inside a string is taken for one, which only makes the rules milder.
fn code_of(line: &str) -> &str {
    let code = line.split("//").next().unwrap_or_default();
    let inside_comment = ["* ", "/*"].iter().any(|start| code.trim_start().starts_with(start));
    if inside_comment { "" } else { code }
}

struct Dependency<'a> {
    name: &'a str,
    explained: bool,
    for_tests: bool,
}

/// The dependencies of a manifest. A comment explains every line below it up to an empty one.
fn dependencies(manifest: &str) -> Vec<Dependency<'_>> {
    let mut found = Vec::new();
    let (mut inside, mut for_tests, mut explained) = (false, false, false);
    for line in manifest.lines() {
        if line.starts_with('[') {
            inside = line.trim_end().ends_with("dependencies]");
            for_tests = line.contains("dev-dependencies");
            explained = false;
        } else if line.trim().is_empty() {
            explained = false;
        } else if line.starts_with('#') {
            explained = true;
        } else if inside && line.starts_with(|first: char| first.is_ascii_alphanumeric()) {
            // Lines that go on with a value are indented or begin with a bracket.
            let name = line.split(['.', ' ', '=']).next().unwrap_or_default();
            found.push(Dependency { name, explained, for_tests });
        }
    }
    found
}

/// What stands in backticks and looks like a path.
fn paths_in(text: &str) -> Vec<&str> {
    let fence = "```";
    let prose = text.split(fence).step_by(2);
    let code = prose.flat_map(|part| part.split('`').skip(1).step_by(2));
    code.filter(|code| !code.contains(' ') && (code.contains('/') || extension(code) == "md"))
        .collect()
}

#[test]
fn the_readers_of_this_test_read_what_they_should() {
    let manifest = "[dependencies]\n# Why.\na.workspace = true\nb = [\n    \"x\",\n]\n\nc = \"1\"\n[features]\nd = []\n";
    let names: Vec<_> =
        dependencies(manifest).iter().map(|found| (found.name, found.explained)).collect();
    assert_eq!(names, [("a", true), ("b", true), ("c", false)]);
    assert_eq!(
        paths_in("see `src/a.rs`, `view!` and\n```\n`x/y`\n```\n`core/`"),
        ["src/a.rs", "core/"]
    );
    for sheet in ["a{left: 0}", "a{} b{padding: 0 1px 0 2px}", "@media print{a{text-align:left;}}"]
    {
        assert!(sided(sheet).is_some(), "{sheet}");
    }
    for sheet in ["/* left: 0 */ a{inset: 0 auto}", "a.left{left: 0}", "a{margin: 0 1px 2px 1px}"] {
        assert_eq!(sided(sheet), None);
    }
    assert_eq!(code_of("  // innerHTML"), "  ");
    assert_eq!(code_of("call(); // why"), "call(); ");
    assert_eq!(code_of(" * innerHTML in a block comment"), "");
    assert_eq!(code_of("*slot = eval();"), "*slot = eval();");
}
