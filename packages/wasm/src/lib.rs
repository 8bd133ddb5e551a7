//! The widget as one module: what `ask-docs` exports to JavaScript, and nothing of its own.

pub use ask_docs::*;
