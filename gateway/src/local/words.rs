//! Text to the terms by which it is found.
//!
//! Owns what a word is, in scripts with spaces and without. Refuses to guess the language: English
//! endings are cut off, which leaves other languages' words nearly as they are.

use tantivy::tokenizer::{
    AsciiFoldingFilter, LowerCaser, RemoveLongFilter, Stemmer, TextAnalyzer, Token, TokenStream,
    Tokenizer,
};

mod frequent;
mod spelling;

pub(super) use frequent::{is_common, is_filler};
use spelling::Spelling;

/// Longer words are data, not language; in bytes.
const MAX_WORD: usize = 64;

/// A term, and the words it was made from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Word {
    /// Lower case, without accents and endings.
    pub term: String,
    /// As it is written.
    pub written: String,
    /// A hyphen ties it to the word before.
    pub hyphen: bool,
}

/// The terms of text that is searched. A word such as `fetchTimeout` is found by its parts too,
/// and so is each sign of a script without spaces.
pub(super) fn for_text() -> TextAnalyzer {
    analyzer(Words { parts: true })
}

/// The terms of a question: no word is counted twice.
pub(super) fn for_question() -> TextAnalyzer {
    analyzer(Words { parts: false })
}

/// The words of `text`, in order.
pub(super) fn words(analyzer: &mut TextAnalyzer, text: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut stream = analyzer.token_stream(text);
    stream.process(&mut |token| {
        let written = text.get(token.offset_from..token.offset_to).unwrap_or_default();
        let before = text.get(..token.offset_from).unwrap_or_default();
        let hyphen = before.ends_with('-') && !before.ends_with(" -") && before.len() > 1;
        words.push(Word { term: token.text.clone(), written: written.to_owned(), hyphen });
    });
    words
}

fn analyzer(words: Words) -> TextAnalyzer {
    TextAnalyzer::builder(words)
        .filter(RemoveLongFilter::limit(MAX_WORD))
        .filter(LowerCaser)
        .filter(AsciiFoldingFilter)
        .filter(Spelling)
        .filter(Stemmer::default())
        .build()
}

/// Whether `letter` belongs to a script that puts no spaces between words.
pub(super) fn is_unspaced(letter: char) -> bool {
    matches!(letter,
        '\u{0e00}'..='\u{0eff}' // Thai, Lao
        | '\u{1000}'..='\u{109f}' // Myanmar
        | '\u{1780}'..='\u{17ff}' // Khmer
        | '\u{3040}'..='\u{30ff}' // Hiragana, Katakana
        | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' // Han
        | '\u{ac00}'..='\u{d7af}' // Hangul, whose spaces stand between phrases
        | '\u{20000}'..='\u{3134f}')
}

/// Cuts text into words, and scripts without spaces into overlapping pairs of signs.
#[derive(Clone)]
struct Words {
    parts: bool,
}

impl Tokenizer for Words {
    type TokenStream<'a> = Tokens;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Tokens {
        let mut tokens = Tokens { tokens: Vec::new(), at: 0 };
        let mut start = None;
        let mut unspaced = false;
        for (at, letter) in text.char_indices() {
            let belongs = letter.is_alphanumeric() || (unspaced && is_mark(letter));
            if let Some(from) = start
                && (!belongs || is_unspaced(letter) != unspaced && !is_mark(letter))
            {
                tokens.run(text, from, at, unspaced, self.parts);
                start = None;
            }
            if belongs && start.is_none() {
                start = Some(at);
                unspaced = is_unspaced(letter);
            }
        }
        if let Some(from) = start {
            tokens.run(text, from, text.len(), unspaced, self.parts);
        }
        if self.parts {
            tokens.add_initials(text);
        }
        tokens
    }
}

/// A sign that only changes the one before it, and is no letter of its own.
fn is_mark(letter: char) -> bool {
    matches!(letter, '\u{0e31}' | '\u{0e34}'..='\u{0e3a}' | '\u{0e47}'..='\u{0e4e}' | '\u{3099}' | '\u{309a}')
}

struct Tokens {
    tokens: Vec<Token>,
    /// One behind the current token.
    at: usize,
}

impl Tokens {
    /// Adds what stands in `text` between two bytes, letters of one kind only.
    fn run(&mut self, text: &str, from: usize, to: usize, unspaced: bool, parts: bool) {
        let run = &text[from..to];
        if unspaced {
            let bounds: Vec<usize> =
                run.char_indices().map(|(at, _)| from + at).chain([to]).collect();
            for pair in bounds.windows(3) {
                self.push(text, pair[0], pair[2]);
            }
            if parts || bounds.len() == 2 {
                for sign in bounds.windows(2) {
                    self.push(text, sign[0], sign[1]);
                }
            }
            return;
        }
        // What follows an apostrophe is an ending: `page's`, `can't`.
        let before = text[..from].chars().next_back();
        if run.len() <= 2 && matches!(before, Some('\'' | '’')) && !self.tokens.is_empty() {
            return;
        }
        self.push(text, from, to);
        if parts {
            let mut part = from;
            let mut lower = false;
            for (at, letter) in run.char_indices() {
                if letter.is_uppercase() && lower {
                    self.push(text, part, from + at);
                    part = from + at;
                }
                lower = letter.is_lowercase();
            }
            if part > from {
                self.push(text, part, to);
            }
        }
    }

    /// Adds the initials of words such as `Content-Security-Policy`: readers write `CSP`.
    fn add_initials(&mut self, text: &str) {
        let starts_large = |token: &Token| {
            let mut letters = token.text.chars();
            letters.next().is_some_and(char::is_uppercase)
                && letters.next().is_some_and(char::is_lowercase)
        };
        let mut initials = String::new();
        let mut from = 0;
        let mut end: Option<usize> = None;
        let mut found = Vec::new();
        for token in &self.tokens {
            // Parts of names follow the name itself.
            if end.is_some_and(|end| token.offset_from < end) {
                continue;
            }
            let between = end.and_then(|end| text.get(end..token.offset_from));
            let follows = matches!(between, Some("-" | " "));
            if !(starts_large(token) && follows) {
                found.extend(acronym(&initials).map(|text| (text, from, end.unwrap_or(from))));
                initials.clear();
                from = token.offset_from;
            }
            if starts_large(token) {
                initials.extend(token.text.chars().next());
            }
            end = Some(token.offset_to);
        }
        found.extend(acronym(&initials).map(|text| (text, from, end.unwrap_or(from))));
        for (text, offset_from, offset_to) in found {
            let position = self.tokens.len();
            self.tokens.push(Token { offset_from, offset_to, position, text, position_length: 1 });
        }
    }

    fn push(&mut self, text: &str, from: usize, to: usize) {
        self.tokens.push(Token {
            offset_from: from,
            offset_to: to,
            position: self.tokens.len(),
            text: text[from..to].to_owned(),
            position_length: 1,
        });
    }
}

/// The word that `initials` make, if they are as many as such words have letters.
fn acronym(initials: &str) -> Option<String> {
    (3..=5).contains(&initials.chars().count()).then(|| initials.to_owned())
}

impl TokenStream for Tokens {
    fn advance(&mut self) -> bool {
        self.at += 1;
        self.at <= self.tokens.len()
    }

    fn token(&self) -> &Token {
        &self.tokens[self.at - 1]
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.tokens[self.at - 1]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms(mut analyzer: TextAnalyzer, text: &str) -> Vec<String> {
        words(&mut analyzer, text).into_iter().map(|word| word.term).collect()
    }

    #[test]
    fn english_endings_case_and_accents_make_no_difference() {
        assert_eq!(
            terms(for_question(), "Configuring the Widget's Thèmes"),
            ["configur", "the", "widget", "theme"]
        );
        assert_eq!(terms(for_question(), "can’t"), ["can"]);
    }

    #[test]
    fn names_from_code_are_found_by_their_parts() {
        assert_eq!(terms(for_text(), "fetchTimeout"), ["fetchtimeout", "fetch", "timeout"]);
        assert_eq!(terms(for_question(), "fetchTimeout"), ["fetchtimeout"]);
        assert_eq!(
            terms(for_text(), "ASK_DOCS_TOKEN X-Rate"),
            ["ask", "doc", "token", "x", "rate"]
        );
    }

    #[test]
    fn initials_of_names_are_found() {
        let found = terms(for_text(), "Set the Content-Security-Policy header, Single Sign On too");
        for acronym in ["csp", "sso"] {
            assert!(found.iter().any(|term| term == acronym), "{acronym} in {found:?}");
        }
        assert_eq!(terms(for_question(), "CSP"), ["csp"]);
    }

    #[test]
    fn scripts_without_spaces_become_pairs() {
        assert_eq!(terms(for_question(), "配置主题 v2"), ["配置", "置主", "主题", "v2"]);
        assert_eq!(terms(for_question(), "猫"), ["猫"]);
        assert_eq!(terms(for_text(), "配置"), ["配置", "配", "置"]);
        assert_eq!(terms(for_question(), "APIキー"), ["api", "キー"]);
    }

    #[test]
    fn a_word_knows_how_it_was_written() {
        let found = words(&mut for_question(), "Rate Limits");
        assert_eq!(
            found[1],
            Word { term: "limit".to_owned(), written: "Limits".to_owned(), hyphen: false }
        );
        assert!(words(&mut for_question(), "self-host")[1].hyphen);
    }
}
