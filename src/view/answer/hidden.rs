//! Characters that are not seen and change what is read: kept out of links and of titles.
//!
//! Two of the invisible ones stay, U+200C and U+200D: Persian, Indic scripts and emoji are spelled
//! with them, and they move nothing. [`address`](super::address) looks through them.

use std::borrow::Cow;

/// `text` without what nobody sees.
pub(super) fn without(text: &str) -> Cow<'_, str> {
    match text.contains(is_hidden) {
        true => Cow::Owned(text.chars().filter(|&character| !is_hidden(character)).collect()),
        false => Cow::Borrowed(text),
    }
}

pub(super) fn is_hidden(character: char) -> bool {
    match character {
        // A line break in a link's text is a space.
        '\t' | '\n' => false,
        // Controls.
        '\0'..='\u{1F}' | '\u{7F}'..='\u{9F}' => true,
        // Marks, embeddings, overrides and isolates of the bidirectional algorithm.
        '\u{61C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' => true,
        '\u{2066}'..='\u{206F}' => true,
        // Spaces and fillers without width, soft hyphens, operators that are not drawn.
        '\u{AD}' | '\u{34F}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}' => true,
        '\u{180B}'..='\u{180F}' | '\u{200B}' | '\u{2028}' | '\u{2029}' => true,
        '\u{2060}'..='\u{2065}' | '\u{3164}' | '\u{FEFF}' | '\u{FFA0}' => true,
        '\u{FFF0}'..='\u{FFFB}' => true,
        // Tags: a whole alphabet that nobody sees.
        '\u{E0000}'..='\u{E0FFF}' => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test(unsupported = test)]
    fn what_nobody_sees_is_left_out() {
        for (written, shown) in [
            ("moc.elpmaxe\u{202E}", "moc.elpmaxe"),
            ("\u{2067}docs\u{2069}.example\u{200B}.com\u{FEFF}", "docs.example.com"),
            ("a\u{0}b\u{1B}c\u{85}d\u{AD}e", "abcde"),
            ("hidden\u{E0041}\u{E007F} tags", "hidden tags"),
            ("\u{200E}\u{200F}\u{61C}", ""),
        ] {
            assert_eq!(without(written), shown, "{written:?}");
        }
    }

    #[wasm_bindgen_test(unsupported = test)]
    fn what_is_spelled_with_joiners_stays_whole() {
        for text in ["می\u{200C}خواهم", "👩\u{200D}💻", "क्\u{200D}ष", "two\nlines\tof text"]
        {
            assert!(matches!(without(text), Cow::Borrowed(same) if same == text), "{text:?}");
        }
    }
}
