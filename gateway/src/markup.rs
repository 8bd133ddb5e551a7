//! Text where HTML is expected.
//!
//! Owns the one way of putting a text into a page, in quotes or not.

/// `text` as it may stand in HTML, between quotation marks too.
pub(crate) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            // No parser may be led to take it for anything else.
            '\0' => out.push('\u{fffd}'),
            letter => out.push(letter),
        }
    }
    out
}
