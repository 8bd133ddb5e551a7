//! Everything that is done *to* Ask the Docs: set up, build, run, test, pack.
//!
//! ```text
//! arguments ─ command ─▶ setup (only what the command needs) ─▶ widget (cargo, wasm-bindgen), highlight (esbuild)
//!                                                               ├─▶ bundle ─▶ demo · serve
//!                                                               ├─▶ bundle ─▶ dist ─▶ size · bench load
//!                                                               └─▶ test (with fuzz) · gallery · bench render
//! ```
//!
//! Progress goes to standard error; standard output carries only what was asked for.
//! Nothing here is shipped, and nothing that is shipped depends on it.

pub mod command;
pub mod process;
pub mod progress;
pub mod project;
pub mod setup;

pub mod budget;
pub mod bundle;
pub mod esbuild;
pub mod highlight;
pub mod languages;
pub mod loader;
pub mod manifest;
pub mod package;
pub mod recipe;
pub mod short_names;
pub mod widget;

pub mod bench;
pub mod demo;
pub mod dist;
pub mod end_to_end;
pub mod fuzz;
pub mod serve;
pub mod size;
pub mod test;
pub mod types;

pub use command::run;
