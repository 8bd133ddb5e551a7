//! The page of the documentation that shows the figures: its last section is theirs.

use std::fs;

use anyhow::{Context, Result};

use super::{Figures, plot, table};
use crate::env;

const PAGE: &str = "docs/develop/benchmarks.md";
const PICTURE: &str = "docs/pictures/benchmark.svg";
/// The heading of the section; what stands below it is replaced.
const HEADING: &str = "\n## Figures\n";

/// Puts table and picture of `figures` into the documentation.
///
/// # Errors
/// When the page has no place for them, or cannot be written.
pub fn write_docs(figures: &Figures) -> Result<()> {
    let root = env("XTASK_ROOT")?;
    let page = fs::read_to_string(root.join(PAGE)).with_context(|| format!("read {PAGE}"))?;
    let page = with_figures(&page, &table(figures))
        .with_context(|| format!("find the heading \"{}\" in {PAGE}", HEADING.trim()))?;
    fs::write(root.join(PAGE), page).with_context(|| format!("write {PAGE}"))?;
    let picture = plot(figures).context("draw a picture: it takes two lengths of answers")?;
    fs::write(root.join(PICTURE), picture).with_context(|| format!("write {PICTURE}"))
}

fn with_figures(page: &str, table: &str) -> Option<String> {
    let (above, _) = page.split_once(HEADING)?;
    Some(format!("{above}{HEADING}\n{}\n", table.trim_end()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_replace_those_before_and_nothing_above_them() {
        let page = "# B\n\nText.\n\n## Figures\n\nOld.\n";
        let new = with_figures(page, "New.\n").expect("the heading");
        assert_eq!(new, "# B\n\nText.\n\n## Figures\n\nNew.\n");
        assert_eq!(with_figures(&new, "New.\n"), Some(new));
        assert_eq!(with_figures("# B\n", "New."), None);
    }
}
