//! Words from outside as a label: one line, as long as a label may be, and nothing invisible.
//!
//! Owns how long a title or an address may be. Refuses to judge the words.

use crate::invisible::is_invisible;

/// `text` on one line, without controls, cut after `most` characters with an ellipsis.
///
/// Empty if nothing of it can be seen.
pub fn label(text: &str, most: usize) -> String {
    let mut label = String::new();
    let mut left = most;
    let mut is_gap = false;
    for character in text.chars() {
        if character.is_whitespace() || character.is_control() {
            is_gap = !label.is_empty();
            continue;
        }
        if is_invisible(character) {
            continue;
        }
        let gap = usize::from(std::mem::take(&mut is_gap));
        if left < 1 + gap {
            label.push('…');
            return label;
        }
        left -= 1 + gap;
        if gap == 1 {
            label.push(' ');
        }
        label.push(character);
    }
    label
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_is_one_line_without_gaps_at_its_ends() {
        assert_eq!(label(" Log\n\tin \r\n", 20), "Log in");
        assert_eq!(label("a\u{2028}b\u{0}\u{7}c\u{85}d", 20), "a b c d");
        assert_eq!(label(" \u{200b}\n", 20), "");
    }

    #[test]
    fn nothing_that_turns_or_hides_words_is_left() {
        assert_eq!(label("\u{202e}gpj.exe\u{202c}", 20), "gpj.exe");
        assert_eq!(label("a\u{2066}b\u{2069}c\u{200f}d\u{61c}e\u{feff}f", 20), "abcdef");
        assert_eq!(label("docs\u{e0041}\u{e007f}\u{200b}\u{ad}", 20), "docs");
    }

    #[test]
    fn scripts_that_need_joiners_keep_them() {
        for text in ["می\u{200c}خواهم", "👩\u{200d}💻", "क्\u{200d}ष"] {
            assert_eq!(label(text, 20), text);
        }
    }

    #[test]
    fn a_long_text_is_cut_at_a_character_and_says_so() {
        assert_eq!(label("ééééé", 5), "ééééé");
        assert_eq!(label("éééééé", 5), "ééééé…");
        assert_eq!(label("abcd efgh", 5), "abcd…");
        assert_eq!(label("abcde ", 5), "abcde");
    }
}
