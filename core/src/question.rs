//! A question that may be asked: trimmed, not empty, not too long. It cannot exist otherwise.
//!
//! Owns the limit and its counting. Refuses to know where a question is sent.

use std::fmt;

use crate::words::{Message, Value};

/// The longest question the API takes, in Unicode code points.
///
/// `maxLength: 512` of the ask body in GitBook's OpenAPI description; JSON Schema counts a
/// string's length in code points (RFC 8259), so an emoji of four bytes counts once.
pub const MAX_CHARACTERS: usize = 512;

/// A question of 1 to [`MAX_CHARACTERS`] characters, without white space around it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question(String);

/// Why a text is not a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QuestionError {
    /// Nothing is left after trimming.
    Empty,
    /// Longer than [`MAX_CHARACTERS`] after trimming.
    TooLong {
        /// Code points found, always more than [`MAX_CHARACTERS`].
        characters: usize,
    },
}

impl Question {
    /// Trims `text` and checks its length.
    ///
    /// # Errors
    /// [`QuestionError::Empty`] for blank text, [`QuestionError::TooLong`] past the limit.
    pub fn new(text: &str) -> Result<Self, QuestionError> {
        let text = text.trim();
        let characters = text.chars().count();
        match characters {
            0 => Err(QuestionError::Empty),
            1..=MAX_CHARACTERS => Ok(Self(text.to_owned())),
            _ => Err(QuestionError::TooLong { characters }),
        }
    }

    /// The trimmed text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// How many characters `text` may grow by until it is too long for a question; less than none if it
/// is too long.
pub fn characters_left(text: &str) -> isize {
    MAX_CHARACTERS as isize - text.trim().chars().count() as isize
}

impl fmt::Display for Question {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

impl QuestionError {
    /// What to do about it, for the reader.
    pub fn message(&self) -> Message {
        match self {
            Self::Empty => Message::plain("empty"),
            Self::TooLong { characters } => Message::plain("tooLong")
                .with("count", Value::Count((characters - MAX_CHARACTERS) as u64))
                .with("most", Value::Number(MAX_CHARACTERS as u64)),
        }
    }
}

/// For whoever builds the page.
impl fmt::Display for QuestionError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => out.write_str("it is empty"),
            Self::TooLong { characters } => {
                write!(out, "it has {characters} characters, and may have {MAX_CHARACTERS}")
            }
        }
    }
}

impl std::error::Error for QuestionError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_is_trimmed() {
        let question = Question::new(" \n\tHow do I log in?\u{3000}\r\n").expect("a question");
        assert_eq!(question.as_str(), "How do I log in?");
    }

    #[test]
    fn blank_text_is_not_a_question() {
        for blank in ["", " ", "\n\t\r", "\u{a0}\u{2003}"] {
            assert_eq!(Question::new(blank), Err(QuestionError::Empty), "{blank:?}");
        }
    }

    #[test]
    fn length_is_counted_in_code_points_after_trimming() {
        for letter in ["a", "é", "語", "😀"] {
            let longest = format!("  {}  ", letter.repeat(512));
            assert!(Question::new(&longest).is_ok(), "512 of {letter}");
            assert_eq!(
                Question::new(&letter.repeat(513)),
                Err(QuestionError::TooLong { characters: 513 })
            );
        }
    }

    #[test]
    fn what_is_left_is_counted_as_the_question_is() {
        for (text, left) in
            [("", 512), ("  a\n", 511), (&"語".repeat(512), 0), (&"😀".repeat(515), -3)]
        {
            assert_eq!(characters_left(text), left);
            assert_eq!(Question::new(text).is_ok(), (0..512).contains(&left));
        }
    }

    #[test]
    fn the_message_says_how_much_to_cut() {
        let error = Question::new(&"x".repeat(530)).expect_err("too long");
        let expected = Message::plain("tooLong")
            .with("count", Value::Count(18))
            .with("most", Value::Number(512));
        assert_eq!(error.message(), expected);
        assert_eq!(error.to_string(), "it has 530 characters, and may have 512");
    }
}
