//! What must hold for every input, one module for each way into the core.
//!
//! ```text
//! bytes ─▶ utf8 ─▶ sse ─▶ events          whole, byte by byte, and cut where it hurts
//! text  ─▶ settle                         grown, rewritten, and drawn as a view would
//!       ─▶ oracle                         against a parser that others wrote
//! page  ─▶ install                        its tags written again, its policy corrected
//! words ─▶ secrets                        found, masked, and not found again
//! ```
//!
//! An input is what a server would send or a reader would type, and nothing else: how it is cut is
//! drawn from the input itself ([`cuts`]). So any file is a seed, and a finding can be read. Each
//! check panics with what it has found; nothing here knows the engine.

#![forbid(unsafe_code)]

pub mod cuts;

pub mod events;
pub mod sse;
pub mod utf8;

pub mod addresses;
pub mod oracle;
pub mod settle;

pub mod install;
pub mod secrets;

// What must hold for a growing text is written once, beside the tests of the core.
#[path = "../../core/tests/support/mod.rs"]
mod support;
