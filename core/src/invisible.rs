//! Characters that nobody sees and that change what is read: kept out of links, of labels and of
//! titles.
//!
//! A control of the writing direction turns the words around it, and one without width makes two
//! hosts look the same. U+200C and U+200D stay: Persian, Indic scripts and emoji are spelled with
//! them, and they move nothing.

use std::borrow::Cow;

/// `text` without what nobody sees. Tabs and line breaks stay: they are drawn as spaces.
pub fn without(text: &str) -> Cow<'_, str> {
    match text.contains(is_invisible) {
        true => Cow::Owned(text.chars().filter(|&character| !is_invisible(character)).collect()),
        false => Cow::Borrowed(text),
    }
}

/// Whether a character shows nothing and changes how its neighbours are shown or compared.
pub fn is_invisible(character: char) -> bool {
    match character {
        '\t' | '\n' => false,
        // Controls.
        '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' => true,
        // Marks, embeddings, overrides and isolates of the bidirectional algorithm.
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' => true,
        '\u{2066}'..='\u{206f}' => true,
        // Spaces and fillers without width, soft hyphens, operators that are not drawn.
        '\u{ad}' | '\u{34f}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' => true,
        '\u{180b}'..='\u{180f}' | '\u{200b}' | '\u{2028}' | '\u{2029}' => true,
        '\u{2060}'..='\u{2065}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}' => true,
        '\u{fff0}'..='\u{fffb}' => true,
        // Tags: a second text, written in letters that nobody sees.
        '\u{e0000}'..='\u{e0fff}' => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_sees_is_left_out() {
        for (written, shown) in [
            ("moc.elpmaxe\u{202e}", "moc.elpmaxe"),
            ("\u{2067}docs\u{2069}.example\u{200b}.com\u{feff}", "docs.example.com"),
            ("a\u{0}b\u{1b}c\u{85}d\u{ad}e", "abcde"),
            ("hidden\u{e0041}\u{e007f} tags", "hidden tags"),
            ("\u{200e}\u{200f}\u{61c}", ""),
        ] {
            assert_eq!(without(written), shown, "{written:?}");
        }
    }

    #[test]
    fn what_is_spelled_with_joiners_stays_whole() {
        for text in ["می\u{200c}خواهم", "👩\u{200d}💻", "क्\u{200d}ष", "two\nlines\tof text"]
        {
            assert!(matches!(without(text), Cow::Borrowed(same) if same == text), "{text:?}");
        }
    }
}
