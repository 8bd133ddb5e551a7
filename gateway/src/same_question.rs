//! When two questions are the same, for the cache and for what counts repetitions.
//!
//! Owns the comparison. Refuses to be clever: no tables beyond the standard library's, since letters
//! that are typed come composed, and a question that is missed is asked once more, which is all.

/// What ends a question without changing it.
const ENDS: [char; 9] = ['?', '!', '.', '…', ' ', '？', '！', '。', '؟'];

/// `question` without what makes no difference to its answer: capitals, space that is wider than
/// one, and the marks at its end.
pub(crate) fn normalised(question: &str) -> String {
    let mut text = String::with_capacity(question.len());
    for word in question.split_whitespace() {
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(&word.to_lowercase());
    }
    let end = text.trim_end_matches(ENDS).len();
    // A question of marks alone is itself.
    if end > 0 {
        text.truncate(end);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn questions_are_the_same_that_ask_the_same() {
        let first = normalised("How do I install it?");
        for same in [
            "how do i install it",
            "  How  do\tI\ninstall IT ?!",
            "HOW DO I INSTALL IT...",
            "How do I install it…",
            "how do I install it？",
            "how do I install it؟",
        ] {
            assert_eq!(normalised(same), first, "{same}");
        }
        for other in ["How do I install?", "How do I instal it?", "How doI install it?"] {
            assert_ne!(normalised(other), first, "{other}");
        }
        assert_ne!(normalised("use C++"), normalised("use C#"));
        assert_ne!(normalised("??"), normalised("!"));
        assert_eq!(normalised("Größe？"), normalised("grÖße"));
    }
}
