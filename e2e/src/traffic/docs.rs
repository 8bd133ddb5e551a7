//! The section of the documentation that shows the figures.

use anyhow::Result;

use super::{Figures, table};
use crate::load::write_between;

const PAGE: &str = "docs/develop/gateway-load.md";
const BEGIN: &str = "<!-- traffic: begin -->";
const END: &str = "<!-- traffic: end -->";

/// Puts the table of `figures` into the documentation.
///
/// # Errors
/// When the page has no place for it, or cannot be written.
pub fn write_docs(figures: &Figures) -> Result<()> {
    write_between(PAGE, BEGIN, END, &table(figures))
}
