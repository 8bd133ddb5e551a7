//! What is written about the settings, out of the one table that the box goes by, and about its words: the types for
//! TypeScript and the reference table of the docs.
//!
//! Owns the words for each kind of value. Refuses to know a setting by name, but for the two
//! functions, whose types no kind tells.

use std::fmt::Write as _;
use std::fs;

use anyhow::{Context, Result};
use ask_docs_core::setting::reference::{default, purpose};
use ask_docs_core::setting::{Kind, SETTINGS, Setting};

use crate::languages::{self, Language};
use crate::project;

/// The types, but for the settings.
const FRAME: &str = include_str!("types/frame.d.ts");

/// The pages with a table, and the lines between which it stands.
const SETTINGS_PAGE: &str = "docs/settings.md";
const LANGUAGES_PAGE: &str = "docs/languages.md";
const BEGIN: &str = "<!-- The table is written by `cargo xtask types`. -->";
const END: &str = "<!-- The end of the table. -->";

/// A file, relative to the project's root, and what it should hold.
pub type Written = (&'static str, String);

/// What should stand in the files.
///
/// # Errors
/// When the docs have no place for the table.
pub fn expected() -> Result<[Written; 3]> {
    let english = languages::english()?;
    Ok([
        ("www/ask-docs.d.ts", types(&english)),
        (SETTINGS_PAGE, with_table(SETTINGS_PAGE, &table())?),
        (LANGUAGES_PAGE, with_table(LANGUAGES_PAGE, &words(&english))?),
    ])
}

/// The page in `file` with `table` in its place.
fn with_table(file: &str, table: &str) -> Result<String> {
    let page = fs::read_to_string(project::root().join(file)).context("read the docs")?;
    let (before, rest) = page.split_once(BEGIN).with_context(|| format!("{file} has no table"))?;
    let (_, after) =
        rest.split_once(END).with_context(|| format!("the table in {file} has no end"))?;
    Ok(format!("{before}{BEGIN}\n\n{table}\n{END}{after}"))
}

/// Writes the files.
///
/// # Errors
/// When one cannot be read or written.
pub fn write() -> Result<()> {
    for (file, text) in expected()? {
        fs::write(project::root().join(file), text).with_context(|| format!("write {file}"))?;
    }
    Ok(())
}

fn types(english: &Language) -> String {
    let (mut settings, mut attributes) = (String::new(), String::new());
    for setting in SETTINGS {
        let about = format!("  /** {}. Default: {}. */\n", purpose(setting), default(setting));
        let (name, kind) = (setting.camel_case(), script_type(setting));
        let _ = writeln!(settings, "{about}  {name}?: {kind};");
        if !setting.is_for_scripts() {
            let (name, kind) = (setting.name, attribute_type(setting.kind));
            let _ = writeln!(attributes, "{about}  {}?: {kind};", property(name));
        }
    }
    FRAME
        .replace("  // SETTINGS\n", &settings)
        .replace("  // ATTRIBUTES\n", &attributes)
        .replace("  // WORDS\n", &keys(english, false))
        .replace("  // COUNTED\n", &keys(english, true))
}

/// The keys of the words with plurals, or of those without, as lines of a union.
fn keys(english: &Language, with_plurals: bool) -> String {
    let keys = english.texts().filter(|(_, _, has_plurals)| *has_plurals == with_plurals);
    let keys: Vec<_> = keys.map(|(key, ..)| format!("\"{key}\"")).collect();
    keys.chunks(6).map(|line| format!("  | {}\n", line.join(" | "))).collect()
}

/// A name as the key of a type: `"site-space"`, but `site`.
fn property(name: &str) -> String {
    if name.contains('-') { format!("\"{name}\"") } else { name.to_owned() }
}

fn script_type(setting: &Setting) -> String {
    match (setting.kind, setting.name) {
        (Kind::Flag, _) => "boolean".to_owned(),
        (Kind::Whole { .. }, _) => "number".to_owned(),
        (Kind::Choice(words), _) => union(words),
        (Kind::Degree(words), _) => format!("boolean | {}", union(words)),
        (Kind::List | Kind::Origins, _) => "string | readonly string[]".to_owned(),
        (Kind::Function, "get-token") => returning("string"),
        (Kind::Function, _) => returning("Record<string, string>"),
        (Kind::Actions, _) => "readonly Action[]".to_owned(),
        (Kind::Words, _) => "Strings".to_owned(),
        (Kind::Text | Kind::UpTo(_) | Kind::Line | Kind::Secret | Kind::Id | Kind::Address, _) => {
            "string".to_owned()
        }
    }
}

fn returning(given: &str) -> String {
    format!("() => {given} | null | undefined | Promise<{given} | null | undefined>")
}

fn attribute_type(kind: Kind) -> String {
    match kind {
        Kind::Flag => "boolean | \"\" | \"true\" | \"false\"".to_owned(),
        Kind::Whole { .. } => "number | `${number}`".to_owned(),
        Kind::Choice(words) => union(words),
        Kind::Degree(words) => format!("boolean | \"\" | \"true\" | \"false\" | {}", union(words)),
        _ => "string".to_owned(),
    }
}

fn union(words: &[&str]) -> String {
    words.iter().map(|word| format!("\"{word}\"")).collect::<Vec<_>>().join(" | ")
}

fn table() -> String {
    let mut table =
        "| Setting | Value | Default | What it does |\n| --- | --- | --- | --- |\n".to_owned();
    for setting in SETTINGS {
        let name = match setting.is_for_scripts() {
            true => setting.camel_case(),
            false => setting.name.to_owned(),
        };
        let (value, default, purpose) = (value(setting.kind), default(setting), purpose(setting));
        let _ = writeln!(table, "| `{name}` | {value} | {default} | {purpose} |");
    }
    table
}

/// The English words by their keys.
fn words(english: &Language) -> String {
    let mut table = "| Key | English |\n| --- | --- |\n".to_owned();
    for (key, text, has_plurals) in english.texts() {
        let plural = if has_plurals { " (plural)" } else { "" };
        let _ = writeln!(table, "| `{key}`{plural} | {text} |");
    }
    table
}

fn value(kind: Kind) -> String {
    match kind {
        Kind::Text | Kind::UpTo(_) | Kind::Line | Kind::Secret => "text".to_owned(),
        Kind::Id => "id".to_owned(),
        Kind::Address => "address".to_owned(),
        Kind::Flag => "`true`, `false`".to_owned(),
        Kind::Whole { least, most } => format!("{least} to {most}"),
        Kind::Choice(words) | Kind::Degree(words) => format!("`{}`", words.join("`, `")),
        Kind::List => "words or ids".to_owned(),
        Kind::Origins => "origins".to_owned(),
        Kind::Function => "function".to_owned(),
        Kind::Actions => "list of actions".to_owned(),
        Kind::Words => "object of texts".to_owned(),
    }
}
