//! The answer's view in a real browser, as its reader has it: what is on screen stays as it is
//! while more arrives, and everything works on a page that allows next to nothing.

mod document;
mod policy;
mod stable;

/// An answer with every construct that there is.
const CONSTRUCTS: &str = include_str!("constructs.md");
