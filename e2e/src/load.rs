//! The benchmark of loading: what a page pays for a box before anybody asks, and how soon a reader can type.
//!
//! ```text
//! subjects ─ plan ─▶ visit (a browser of its own each, with `watch.js`) ─▶ figures ─▶ table · JSON
//! ```
//!
//! The boxes and their pages are listed in `e2e/peers`, and what knows of a box stands there alone.

mod figures;
mod plan;
mod subjects;
mod visit;

mod docs;
mod json;
mod table;

pub(crate) use docs::write_between;
pub use docs::write_docs;
pub use figures::{Cache, Case, Figures, Intent, OURS, Visit};
pub use json::json;
pub use plan::{Plan, measure};
pub use subjects::{Subject, subjects};
pub use table::table;
