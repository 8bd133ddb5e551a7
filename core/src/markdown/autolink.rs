//! Addresses that stand bare in a text: `see https://example.com.`
//!
//! Owns where such an address begins and ends, by the rules of GFM's extended autolinks, for
//! `http://` and `https://`. Refuses `www.` and bare mail addresses: documentation spells out
//! what it wants followed.

use std::ops::Range;

/// Where addresses stand in `text`, from left to right. Linear in its length.
pub(super) fn addresses(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(colon) = text[from..].find("://").map(|at| from + at) {
        from = colon + 3;
        let Some(start) = scheme_start(text, colon, found.last()) else { continue };
        // "zero or more non-space non-< characters may follow"
        let ends = |c: char| c.is_whitespace() || c == '<' || is_wide_punctuation(c);
        let length = text[from..].find(ends);
        let reach = length.map_or(text.len(), |length| from + length);
        let end = start + trimmed(&text[start..reach]).len();
        if text[from..].starts_with(begins_host) {
            found.push(start..end.max(from));
        }
        from = reach;
    }
    found
}

/// Where the scheme before `colon` begins, if it is one of ours and nothing is glued to it.
fn scheme_start(text: &str, colon: usize, last: Option<&Range<usize>>) -> Option<usize> {
    let before = &text[last.map_or(0, |range| range.end)..colon];
    let length = before.bytes().rev().take_while(u8::is_ascii_alphanumeric).count();
    let scheme = &text[colon - length..colon];
    let known = scheme.eq_ignore_ascii_case("https") || scheme.eq_ignore_ascii_case("http");
    let glued = before[..before.len() - length].ends_with(|c: char| c.is_ascii_alphanumeric());
    (known && !glued).then_some(colon - length)
}

fn begins_host(character: char) -> bool {
    character.is_ascii_alphanumeric() || character == '[' || !character.is_ascii()
}

/// The punctuation of Chinese and Japanese, which is set without spaces: `。`, `、`, `，`, `）`.
fn is_wide_punctuation(character: char) -> bool {
    matches!(character, '\u{3000}'..='\u{303f}' | '\u{ff01}'..='\u{ff0f}' | '\u{ff1a}'..='\u{ff1f}')
}

/// Without the punctuation that belongs to the sentence.
fn trimmed(address: &str) -> &str {
    let mut address = address;
    let opened = address.matches(['(', '[']).count();
    let mut closed = address.matches([')', ']']).count();
    loop {
        let Some(last) = address.chars().next_back() else { return address };
        match last {
            // "?, !, ., ,, :, *, _, and ~ will not be considered part of the autolink"
            '?' | '!' | '.' | ',' | ':' | ';' | '*' | '_' | '~' | '\'' | '"' | '’' | '”' => {}
            // "if an autolink ends in ), we scan the entire autolink for the total number"
            ')' | ']' if closed > opened => closed -= 1,
            _ => return address,
        }
        address = &address[..address.len() - last.len_utf8()];
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&str> {
        addresses(text).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn an_address_ends_before_the_punctuation_of_its_sentence() {
        let text = "See https://a.example/x_y?q=1, (http://b.example/(z)) or “HTTPS://C.example”.";
        let expected = ["https://a.example/x_y?q=1", "http://b.example/(z)", "HTTPS://C.example"];
        assert_eq!(found(text), expected);
        assert_eq!(found("https://a.example<b> https://b.example!").len(), 2);
    }

    #[test]
    fn an_address_needs_no_spaces_where_a_language_has_none() {
        assert_eq!(found("请见https://a.example/x。谢谢"), ["https://a.example/x"]);
    }

    #[test]
    fn other_schemes_and_glued_letters_are_text() {
        for text in ["ftp://a.example", "xhttps://a.example", "https:// a", "://a", "é://https"] {
            assert_eq!(found(text), [""; 0], "{text}");
        }
    }
}
