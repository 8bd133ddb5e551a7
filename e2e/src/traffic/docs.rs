//! The section of the documentation that shows the figures.

use std::fs;

use anyhow::{Context as _, Result};

use super::{Figures, table};
use crate::env;
use crate::load::between;

const PAGE: &str = "docs/develop/gateway-load.md";
const BEGIN: &str = "<!-- traffic: begin -->";
const END: &str = "<!-- traffic: end -->";

/// Puts the table of `figures` into the documentation.
///
/// # Errors
/// When the page has no place for it, or cannot be written.
pub fn write_docs(figures: &Figures) -> Result<()> {
    let file = env("ASK_DOCS_ROOT")?.join(PAGE);
    let page = fs::read_to_string(&file).with_context(|| format!("read {PAGE}"))?;
    let page = between(&page, BEGIN, END, &table(figures))
        .with_context(|| format!("find {BEGIN} and {END} in {PAGE}"))?;
    fs::write(&file, page).with_context(|| format!("write {PAGE}"))
}
