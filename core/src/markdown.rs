//! Answer text to nodes: settled ones, and an open end.
//!
//! ```text
//! snapshots ─ document ─▶ whole lines, each read once, and the unfinished one
//!     lines ─ block ────▶ containers and leaves ─ inline ─▶ nodes
//!     nodes ─ difference ▶ what a view has to change
//! ```
//!
//! Owns the way from a text that grows to a closed set of nodes ([`tree`]). Model text is
//! untrusted: no markup of it survives, every address is checked ([`links`]), and depth, nodes
//! and bytes have limits. Refuses to draw.
//!
//! The parser is our own, since an answer arrives in thousands of snapshots, each of which repeats
//! all before it: a parser that starts at the begin of a text does quadratic work. Here a line is
//! read when it ends and never again, and only the block that is open is drawn anew.
//!
//! What is understood: CommonMark 0.31, GFM's tables, task lists, strikethrough and alerts, bare
//! `http://` and `https://` addresses, and GitBook's blocks (hints, tabs, steps, titled code,
//! cards, details, figures), also on one line or with a tag over several lines. What becomes text
//! or a link instead:
//!
//! | In the text | In the nodes |
//! | --- | --- |
//! | HTML tags that shape text (`<b>`, `<td>`) | their content |
//! | `<br>` | [`Kind::Break`](tree::Kind::Break) |
//! | every other tag (`<script>`, `<T>`), with its content | what was written |
//! | HTML comments | nothing; an unclosed one is text |
//! | links to anything that is no [`Href`](links::Href) | their words |
//! | links without words | a link that shows its address |
//! | `{% embed url="X" %}`, `{% file src="X" %}` | a card with a link to X; nothing is embedded |
//! | any other template tag with a title or an address | that, as strong text or a link |
//! | other template tags | nothing; what stands between them is read as ever |
//! | template tags within a line of text | what was written |
//! | entities that HTML 4 does not know, footnotes | what was written |

pub mod links;
pub mod tree;

#[cfg(feature = "absolute")]
pub mod absolute;

mod difference;
mod document;

mod block;
mod inline;

mod autolink;
pub mod character;
mod definitions;
mod entity;
mod html;
mod template;

mod plain;
mod write;

pub use difference::{TextChange, Update, difference};
pub use document::{Document, parse};
pub use entity::decoded;
pub use plain::text_of;
pub use write::to_markdown;

/// The deepest nesting of nodes; what would lie deeper is text, or stands in what is around it.
///
/// 2,500 nested quotations crash a Chromium tab; no answer needs a tenth of 32.
pub const MAX_DEPTH: usize = 32;

/// The most nodes (blocks, items, rows, cells and inlines) of one text.
///
/// The first block that does not fit, and all after it, is shown as it was written: one
/// [`Kind::Code`](tree::Kind::Code). An answer of 128 KB has some 7,500 nodes; what crashes a
/// browser is depth, not number.
pub const MAX_NODES: usize = 20_000;

/// The most of a text that is shown, in bytes of UTF-8: 256 KiB. The rest is left out, and
/// [`Document::is_shortened`] says so.
pub const MAX_BYTES: usize = 256 * 1024;
