//! The section of the documentation that shows the figures: what stands between its two marks is theirs.
//! It leaves alone what people wrote around them, and the figures of the other benchmark.

use std::fs;

use anyhow::{Context, Result};

use super::{Figures, table};
use crate::env;

const PAGE: &str = "docs/develop/benchmarks.md";
const BEGIN: &str = "<!-- load: begin -->";
const END: &str = "<!-- load: end -->";

/// Puts the tables of `figures` into the documentation.
///
/// # Errors
/// When the page has no place for them, or cannot be written.
pub fn write_docs(figures: &Figures) -> Result<()> {
    write_between(PAGE, BEGIN, END, &table(figures))
}

/// Puts `text` between the two marks of `page`, a file of the project.
///
/// # Errors
/// When the page lacks a mark, or cannot be written.
pub(crate) fn write_between(page: &str, begin: &str, end: &str, text: &str) -> Result<()> {
    let file = env("XTASK_ROOT")?.join(page);
    let now = fs::read_to_string(&file).with_context(|| format!("read {page}"))?;
    let now = between(&now, begin, end, text)
        .with_context(|| format!("find {begin} and {end} in {page}"))?;
    fs::write(&file, now).with_context(|| format!("write {page}"))
}

/// `page` with `text` between its two marks.
fn between(page: &str, begin: &str, end: &str, text: &str) -> Option<String> {
    let (above, rest) = page.split_once(begin)?;
    let (_, below) = rest.split_once(end)?;
    Some(format!("{above}{begin}\n\n{}\n\n{end}{below}", text.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_replace_those_before_and_nothing_around_them() {
        let page = format!("# B\n\n{BEGIN}\nOld.\n{END}\n\n## Figures\n");
        let new = between(&page, BEGIN, END, "New.\n").expect("both marks");
        assert_eq!(new, format!("# B\n\n{BEGIN}\n\nNew.\n\n{END}\n\n## Figures\n"));
        assert_eq!(between(&new, BEGIN, END, "New."), Some(new));
        assert_eq!(between("# B\n", BEGIN, END, "New."), None);
    }
}
