//! Words from outside as text that a terminal only shows.
//!
//! Owns what becomes of characters that a terminal would obey: escapes, which could write a file's
//! name over another, hide words or send keys, and controls of the writing direction, which could
//! turn the words around them. Each is shown as a sign, so that nothing vanishes unseen.

/// `text` with a sign in the place of every control. Line feeds and tabs stay.
pub(crate) fn plain(text: &str) -> String {
    text.chars().filter(|character| *character != '\r').map(shown).collect()
}

/// `text` on one line of at most `most` characters.
pub(crate) fn plain_line(text: &str, most: usize) -> String {
    // As it would stand in a list of the box.
    plain(&ask_docs_core::label::label(text, most))
}

fn shown(character: char) -> char {
    match character {
        '\n' | '\t' => character,
        // Unicode has a picture of each, such as ␛.
        '\0'..='\u{1f}' => {
            char::from_u32(0x2400 + u32::from(character)).unwrap_or(char::REPLACEMENT_CHARACTER)
        }
        '\u{7f}' => '\u{2421}',
        '\u{80}'..='\u{9f}'
        | '\u{2028}'
        | '\u{2029}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2066}'..='\u{2069}' => char::REPLACEMENT_CHARACTER,
        _ => character,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_a_terminal_obeys_is_left() {
        assert_eq!(plain("a\u{1b}[31mb\u{7}\u{9b}2J\u{7f}"), "a␛[31mb␇\u{fffd}2J␡");
        assert_eq!(plain("x\u{202e}y\u{2066}z\r\n\tw"), "x\u{fffd}y\u{fffd}z\n\tw");
        for character in (0..=0x9f).filter_map(char::from_u32).filter(|c| c.is_control()) {
            let text = plain(&character.to_string());
            assert!(!text.contains(|c: char| c.is_control() && c != '\n' && c != '\t'), "{text:?}");
        }
    }

    #[test]
    fn a_title_is_one_line_without_gaps() {
        assert_eq!(plain_line(" a\n\u{1b}]0;b\u{7}c ", 99), "a ]0;b c");
    }

    #[test]
    fn scripts_that_need_joiners_and_marks_keep_them() {
        let text = "می\u{200c}خواهم 👩\u{200d}🔧 \u{200f}";
        assert_eq!(plain(text), text);
    }
}
