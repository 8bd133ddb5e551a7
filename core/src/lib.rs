//! The pure half of Ask the Docs: bytes in, answer snapshots and Markdown blocks out.
//!
//! ```text
//! typed text ─ question ─▶ Question ─ request ─▶ url, headers, body as plain data
//! response bytes ─ utf8 ─ sse ─▶ event ─ wire ─▶ Frame ─ answer::apply ─▶ Answer
//! bytes that repeat ─ frames (compare, repeat) ─▶ Frame: the same one, without the decoding
//! Answer.text ─ markdown ─▶ settled blocks + one open tail
//! a document, where one comes ─ document ─▶ Answer.text
//! ```
//!
//! Nothing here knows a browser, a clock or a network. The widget and the gateway share this
//! crate, so no wire type and no limit is written twice.

pub mod feedback;
pub mod install;
pub mod own_headers;
pub mod question;
pub mod quote;
pub mod request;
pub mod setting;

pub mod sse;
pub mod stream;
pub mod utf8;
pub mod wire;

pub mod compare;
pub mod frames;
mod repeat;

pub mod again;
pub mod announcer;
pub mod answer;
pub mod budget;
pub mod failure;
pub mod history;

pub mod secrets;

pub mod citation;
pub mod footnotes;
pub mod invisible;
pub mod label;

pub mod words;

pub mod markdown;

pub mod document;
