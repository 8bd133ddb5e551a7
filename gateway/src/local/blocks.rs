//! GitBook's `{% … %}` blocks to plain Markdown.
//!
//! Owns what each block turns into. Refuses to lose text: a block that nobody knows gives way to
//! its content, and code is never touched.

use super::code::{self, Fences};

mod render;
mod scan;

/// Text that pages include, by path; found with the path as it is written.
pub(super) type Include<'a> = &'a dyn Fn(&str) -> Option<String>;

/// `text` with its blocks turned into Markdown.
pub(super) fn to_markdown(text: &str, include: Include<'_>) -> String {
    // Nearly all pages have none.
    if !text.contains("{%") && !text.contains("> [!") {
        return text.to_owned();
    }
    code::single_blank_lines(&render::render(scan::tree(text), include))
}

/// The lines of `text`, each with whether it is fenced code.
fn lines(text: &str) -> impl Iterator<Item = (&str, bool)> {
    let mut fences = Fences::default();
    text.lines().map(move |line| (line, fences.is_code(line)))
}
