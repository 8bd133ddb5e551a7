//! A question to weighted terms.
//!
//! Owns which words count, how much, and what becomes of words the docs do not know: a slip of
//! the keyboard is corrected, two words written as one (or one as two) are brought together.

use super::super::search::Search;
use super::super::words::{self, Word};

/// What a question is about.
#[derive(Debug)]
pub(super) struct Query {
    /// Each once, in order.
    pub(super) terms: Vec<Weighted>,
    /// The weight of all words, those that the docs do not know included.
    pub(super) total: f32,
    /// The weight of an average word.
    pub(super) average: f32,
    /// Terms next to each other in the question.
    pairs: Vec<(String, String)>,
    /// Every word, those included that say nothing.
    all: Vec<String>,
}

/// A term that stands somewhere in the docs.
#[derive(Clone, Debug)]
pub(super) struct Weighted {
    /// As it is indexed.
    pub(super) term: String,
    /// The rarer, the more.
    pub(super) weight: f32,
}

/// A word that is missing weighs as much as one in so many sections.
const UNKNOWN: f32 = 1.0;
/// How many words a question about a heading of one word may have besides: "What about it?"
const SHORT: usize = 4;
/// The share of its weight that a common word has.
const COMMON: f32 = 0.4;
/// Words shorter than this are not corrected: too many others are near.
const CORRECTED_FROM: usize = 6;
/// How many corrections of one word are tried.
const CORRECTIONS: usize = 8;

impl Query {
    /// The query that `question` is.
    pub(super) fn new(search: &Search, question: &str) -> Self {
        let mut words = words::words(&mut words::for_question(), question);
        let all = words.iter().map(|word| word.term.clone()).collect();
        words.retain(|word| !words::is_filler(&word.written));
        let pairs = words.windows(2).map(|pair| (pair[0].term.clone(), pair[1].term.clone()));
        let pairs = pairs.collect();
        let words = joined(search, words);
        let sections = search.sections() as f32;
        let mut terms: Vec<Weighted> = Vec::new();
        let mut unknown = 0.0_f32;
        let mut unspaced_unknown = false;
        let known_words: Vec<bool> =
            words.iter().map(|word| search.frequency(&word.term) > 0).collect();
        for (at, word) in words.iter().enumerate() {
            // The docs say "host" where a reader says "self-host".
            let before = word.hyphen && at > 0 && known_words[at - 1];
            let after = words.get(at + 1).is_some_and(|next| next.hyphen) && known_words[at + 1];
            if !known_words[at] && (before || after) {
                continue;
            }
            if terms.iter().any(|term| term.term == word.term) {
                continue;
            }
            let known = known(search, word.clone());
            match known {
                Ok(words) => terms.extend(words.into_iter().map(|word| {
                    let weight =
                        weight_of(&word.term, sections, search.frequency(&word.term) as f32);
                    Weighted { term: word.term, weight }
                })),
                // Pairs of signs across two words are in no text.
                Err(word) if word.term.chars().all(words::is_unspaced) => unspaced_unknown = true,
                Err(word) => unknown += weight_of(&word.term, sections, UNKNOWN),
            }
        }
        let known: f32 = terms.iter().map(|term| term.weight).sum();
        if terms.is_empty() && unspaced_unknown {
            unknown += 1.0;
        }
        let average = if terms.is_empty() { 0.0 } else { known / terms.len() as f32 };
        Self { terms, total: known + unknown, average, pairs, all }
    }

    /// The share of the question's words that are `heading`, all of it in its order; else zero.
    pub(super) fn names(&self, heading: &[Word]) -> f32 {
        let is_heading = |words: &[String]| {
            words.iter().zip(heading).all(|(word, heading)| *word == heading.term)
        };
        // One word alone is in too many questions.
        let of_one = heading.len() < 2 && self.all.len() > heading.len() + SHORT;
        if heading.is_empty() || of_one || !self.all.windows(heading.len()).any(is_heading) {
            return 0.0;
        }
        heading.len() as f32 / self.all.len() as f32
    }

    /// The share of the question's neighbouring words that are neighbours in `text` too.
    pub(super) fn together(&self, text: &[Word]) -> f32 {
        if self.pairs.is_empty() {
            return 0.0;
        }
        let found = self.pairs.iter().filter(|(first, second)| {
            text.windows(2).any(|pair| pair[0].term == *first && pair[1].term == *second)
        });
        found.count() as f32 / self.pairs.len() as f32
    }
}

/// The weight of a word in `frequency` of all sections: the rarer the more, common words less.
fn weight_of(term: &str, sections: f32, frequency: f32) -> f32 {
    let share = if words::is_common(term) { COMMON } else { 1.0 };
    share * weight(sections, frequency)
}

/// The weight of a term in `frequency` of all `sections`, as BM25 has it.
fn weight(sections: f32, frequency: f32) -> f32 {
    (1.0 + (sections - frequency + 0.5) / (frequency + 0.5)).ln()
}

/// Two words that the docs write as one become one.
fn joined(search: &Search, words: Vec<Word>) -> Vec<Word> {
    let mut out: Vec<Word> = Vec::new();
    for word in words {
        if let Some(last) = out.last_mut() {
            let both_known = search.frequency(&last.term) > 0 && search.frequency(&word.term) > 0;
            let one = format!("{}{}", last.written, word.written);
            let terms = words::words(&mut words::for_question(), &one);
            if let [joined] = terms.as_slice()
                && !both_known
                && search.frequency(&joined.term) > 0
            {
                let written = format!("{} {}", last.written, word.written);
                *last = Word { term: joined.term.clone(), written, hyphen: last.hyphen };
                continue;
            }
        }
        out.push(word);
    }
    out
}

/// The word, or what it must have meant, as the docs know it.
fn known(search: &Search, word: Word) -> Result<Vec<Word>, Word> {
    if search.frequency(&word.term) > 0 {
        return Ok(vec![word]);
    }
    // One word that the docs write as two.
    for at in 3..word.written.len().saturating_sub(2) {
        if !word.written.is_char_boundary(at) {
            continue;
        }
        let (first, second) = word.written.split_at(at);
        let parts = words::words(&mut words::for_question(), &format!("{first} {second}"));
        if parts.len() == 2 && parts.iter().all(|part| search.frequency(&part.term) > 1) {
            return Ok(parts);
        }
    }
    if word.term.chars().count() < CORRECTED_FROM || !word.term.chars().all(char::is_alphabetic) {
        return Err(word);
    }
    let similar = search.similar(|term| is_one_slip(&word.term, term), CORRECTIONS);
    let best = similar.into_iter().max_by_key(|term| search.frequency(term));
    match best {
        Some(term) => Ok(vec![Word { term, ..word }]),
        None => Err(word),
    }
}

/// Whether `b` is `a` with one letter added, left out, changed or swapped with the next. The first
/// letter is nearly never wrong.
fn is_one_slip(a: &str, b: &str) -> bool {
    if a.len().abs_diff(b.len()) > 4 || a.chars().next() != b.chars().next() {
        return false;
    }
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    if a.len().abs_diff(b.len()) > 1 {
        return false;
    }
    let same = a.iter().zip(&b).take_while(|(a, b)| a == b).count();
    let (a, b) = (&a[same..], &b[same..]);
    match (a, b) {
        ([], []) => false,
        ([], [_]) | ([_], []) => true,
        _ if a.len() + 1 == b.len() => a == &b[1..],
        _ if a.len() == b.len() + 1 => &a[1..] == b,
        ([a1, a2, a3 @ ..], [b1, b2, b3 @ ..]) if a1 == b2 && a2 == b1 => a3 == b3,
        _ => a[1..] == b[1..],
    }
}

#[cfg(test)]
mod tests {
    use super::is_one_slip;

    #[test]
    fn one_slip_is_one_letter() {
        for (a, b) in [
            ("theme", "thme"),
            ("thme", "theme"),
            ("thmee", "theme"),
            ("thene", "theme"),
            ("themes", "theme"),
        ] {
            assert!(is_one_slip(a, b), "{a} {b}");
        }
        for (a, b) in [
            ("theme", "theme"),
            ("theme", "scheme"),
            ("theme", "teh"),
            ("xheme", "theme"),
            ("abcde", "abxye"),
        ] {
            assert!(!is_one_slip(a, b), "{a} {b}");
        }
    }
}
