//! What a page has to be for the box to run on it, read from texts: its markup and its policies.
//!
//! Owns how both are read, and which lines of a policy would have to be others. Refuses to fetch
//! anything, and to say a sentence about it: who asked does.

pub mod markup;
pub mod place;
pub mod policy;
