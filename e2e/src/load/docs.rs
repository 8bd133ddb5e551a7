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
    let file = env("ASK_DOCS_ROOT")?.join(PAGE);
    let page = fs::read_to_string(&file).with_context(|| format!("read {PAGE}"))?;
    let page = between(&page, BEGIN, END, &table(figures))
        .with_context(|| format!("find {BEGIN} and {END} in {PAGE}"))?;
    fs::write(&file, page).with_context(|| format!("write {PAGE}"))
}

/// `page` with `text` between its two marks.
pub(crate) fn between(page: &str, begin: &str, end: &str, text: &str) -> Option<String> {
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
