//! Words of the page that a question is about: what of them goes along, within the question's limit.
//!
//! The API takes one text, so a quote stands in it below the reader's own words. Owns how much of it
//! fits. Refuses to cut the reader's own words.

use crate::question::MAX_CHARACTERS;

/// The least of a quote that is worth its place, in characters.
const LEAST: usize = 20;
/// What stands around a quote that has words above it, in characters.
const AROUND: usize = "\n\n“”".len() - 4;

/// `text` on one line, no longer than any question.
pub fn tidied(text: &str) -> String {
    // More than that is not looked at: a whole page may be selected.
    let text: String = text.chars().take(8 * MAX_CHARACTERS).collect();
    let words: Vec<_> = text.split_whitespace().collect();
    words.join(" ").chars().take(MAX_CHARACTERS).collect()
}

/// What of `quote` goes along with `words`; `None` where they leave no room for it.
pub fn fitting(words: &str, quote: &str) -> Option<String> {
    let room = MAX_CHARACTERS.saturating_sub(words.trim().chars().count() + AROUND);
    if quote.chars().count() <= room {
        return Some(quote.to_owned()).filter(|quote| !quote.is_empty());
    }
    let cut: String = quote.chars().take(room.saturating_sub(1)).collect();
    (room >= LEAST).then(|| format!("{}…", cut.trim_end()))
}

/// The question of `words` about `quote`. Without words it is the quote alone.
pub fn with_quote(words: &str, quote: &str) -> String {
    let words = words.trim();
    match (fitting(words, quote), words) {
        (None, _) => words.to_owned(),
        (Some(quote), "") => format!("“{quote}”"),
        (Some(quote), _) => format!("{words}\n\n“{quote}”"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::question::Question;

    #[test]
    fn a_quote_is_one_line_of_bounded_length() {
        assert_eq!(tidied("  Press\n\t<b>Log in</b>\u{a0}\n "), "Press <b>Log in</b>");
        assert_eq!(tidied(&"ü ".repeat(100_000)).chars().count(), MAX_CHARACTERS);
        assert_eq!(tidied(" \n"), "");
    }

    #[test]
    fn whatever_the_words_the_question_with_its_quote_can_be_asked() {
        for quote in ["Log in".to_owned(), "语 ".repeat(80), tidied(&"long words ".repeat(90))] {
            for count in 1..=MAX_CHARACTERS {
                let words = "é".repeat(count);
                let asked = with_quote(&words, &quote);
                let question = Question::new(&asked).expect("within the limit");
                assert!(question.as_str().starts_with(&words), "the reader's words are cut");
            }
            assert!(Question::new(&with_quote("", &quote)).is_ok());
        }
    }

    #[test]
    fn what_is_cut_is_marked_and_too_little_of_it_is_left_out() {
        let quote = "x".repeat(600);
        let cut = fitting("How?", &quote).expect("room");
        assert!(cut.ends_with('…') && cut.chars().count() == MAX_CHARACTERS - 4 - AROUND);
        assert_eq!(fitting(&"é".repeat(495), &quote), None);
        assert_eq!(fitting(&"é".repeat(495), "short"), Some("short".to_owned()));
        assert_eq!(with_quote("How?", "Log in"), "How?\n\n“Log in”");
        assert_eq!(with_quote(" How? ", ""), "How?");
    }
}
