//! The program on its sockets: strict requests, deadlines, caps, signals, and what it writes down.

mod deadlines;
mod load;
mod operations;
mod requests;
#[cfg(unix)]
mod stopping;
#[path = "../support/mod.rs"]
mod support;
