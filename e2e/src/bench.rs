//! The benchmark of the answer view: which runs, in which order, and what their figures say.
//!
//! ```text
//! plan ─ page (a real browser, one task at a time) ─▶ figures ─▶ table · goals · plot · JSON
//! ```
//!
//! The page's own half is in `e2e/bench/src`: it holds the views and the clock, and decides nothing.

mod about;
mod figures;
mod page;
mod plan;
mod site;

mod docs;
mod goals;
mod json;
mod plot;
mod table;

pub use about::about;
pub(crate) use about::{MACHINE, machine};
pub use docs::write_docs;
pub use figures::{CHECKED, Case, Decoding, FLOOR, Figures, Flood, OURS, Run, STREAMDOWN, Subject};
pub use json::json;
pub use page::Page;
pub use plan::{Plan, measure};
pub use plot::plot;
pub use table::table;
