//! The pages that an answer names by id, told with title and address as well.
//!
//! ```text
//! blocks ─ stream ─▶ blocks with more in them          an answer is never held up for it
//!             │ splice: where in an event's bytes, and nothing else changes
//!             └ resolver ─ structure │ pages ─ lookup    kept, shared, few at a time
//! ```
//!
//! Refuses to fail an answer: what cannot be found out is left as it came.

use std::time::Duration;

mod api;
mod cited;
mod lookup;
mod page;
mod pages;
mod published;
mod resolver;
mod splice;
mod stream;
mod structure;
mod wire;

pub(crate) use api::Api;
pub(crate) use cited::Cited;

/// How sources are looked up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CitationSettings {
    /// Whether they are at all.
    pub resolve: bool,
    /// How long the site's structure is taken for what it is; after that it is asked for again,
    /// while the old one is still used.
    pub structure_lifetime: Duration,
    /// The most pages that are kept. A page of a revision never changes; one takes about 1 KiB.
    pub pages: usize,
}

impl Default for CitationSettings {
    fn default() -> Self {
        Self { resolve: true, structure_lifetime: Duration::from_secs(5 * 60), pages: 2_000 }
    }
}
