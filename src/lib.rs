//! Ask the Docs: a box that answers questions from documentation while the answer streams in.
//!
//! A reader's question takes one way through these modules, top to bottom:
//!
//! ```text
//! settings ─▶ session ─ ask_docs_core::request ─▶ browser/fetch ─▶ browser/body ─▶ bytes
//!             session ◀─ ask_docs_core::{utf8, sse, wire, answer} ◀─┘
//!             session ─▶ view: form, status, answer (block by block), sources
//! ```
//!
//! It is used in three ways: as a script tag (`www/ask-docs.js` calls [`mount`]), as an npm
//! module (the same [`mount`]), and as a component of a Leptos app ([`AskDocs`]).

mod settings;

mod words;

mod session;

mod signal;

mod browser;

mod view;

#[cfg(feature = "component")]
mod component;

#[cfg(feature = "bench")]
mod bench;

#[cfg(feature = "bench")]
pub use bench::{AnswerView, Decoder, LiveAnswer};
pub use browser::api::{AskBox, mount};
#[cfg(feature = "component")]
pub use component::AskDocs;
pub use settings::{FeedbackTo, Settings};

#[cfg(test)]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
