//! GitBook's document tree, as the API sends it when no Markdown is asked for.

use serde::Serialize;

/// A document.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Document {}
