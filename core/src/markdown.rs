//! Answer text to blocks: settled ones, and one open tail.
//!
//! ```text
//! text ─ parse ─▶ tree          the whole text at once
//! snapshots ─ settle ─▶ tree    the same blocks, from the open tail only (heal closes its end)
//! ```
//!
//! Owns the way from a text that grows to a closed set of blocks ([`tree`]). Model text is
//! untrusted: no markup of it survives, every address is checked ([`links`]), and depth, nodes
//! and bytes have limits. Refuses to draw.
//!
//! What is understood: CommonMark 0.31, GFM's tables, task lists, strikethrough and alerts, bare
//! `http://` and `https://` addresses, and GitBook's template tags on lines of their own. What
//! becomes text or a link instead:
//!
//! | In the text | In the tree |
//! | --- | --- |
//! | HTML tags that shape text (`<details>`, `<b>`, `<td>`) | their content |
//! | `<br>` | [`Inline::Break`](blocks::Inline::Break) |
//! | every other tag (`<script>`, `<T>`), with its content | what was written |
//! | HTML comments | nothing; an unclosed one is text |
//! | images | a link to the image, or its description; none is ever loaded |
//! | links to anything that is no [`Href`](links::Href) | their words |
//! | links without words | a link that shows its address |
//! | `{% hint %}`, `> [!NOTE]` | [`Block::Hint`](blocks::Block::Hint) |
//! | `{% tab title="X" %}`, any tag with a title | X, strong |
//! | `{% embed url="X" %}`, any tag with an address | a link to X |
//! | other template tags on lines of their own | nothing |
//! | footnotes | what was written |

pub mod links;
pub mod tree;

mod difference;
mod document;

mod block;
mod inline;

mod autolink;
mod character;
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

/// The deepest nesting of nodes; what lies deeper is kept, flattened into the deepest node.
///
/// 2,500 nested quotations crash a Chromium tab; no answer needs a tenth of 32.
pub const MAX_DEPTH: usize = 32;

/// The most nodes (blocks, items, rows, cells and inlines) of one text.
///
/// The first block that does not fit, and all after it, is shown as it was written: one
/// [`Block::Code`](blocks::Block::Code).
pub const MAX_NODES: usize = 20_000;

/// The most of a text that is shown, in bytes of UTF-8: 256 KiB. The rest is left out, and
/// [`Document::is_shortened`] says so.
pub const MAX_BYTES: usize = 256 * 1024;
