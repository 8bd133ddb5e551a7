//! A question to the sections that answer it, best first; or to none.
//!
//! Owns what is good enough to be quoted. BM25 finds candidates; what decides is how much of the
//! question a section covers, words that are rare in the docs counting most. Refuses to guess: a
//! section that covers too little is not an answer.

use std::collections::HashMap;

use super::library::Library;
use super::words::{self, Word};

mod query;

use query::Query;

/// A section that answers.
#[derive(Clone, Debug)]
pub(super) struct Hit {
    /// Its number in the library.
    pub number: usize,
    /// Comparable within one question only.
    pub score: f32,
    /// The share of the question, by weight, that it has.
    pub coverage: f32,
    /// Words that the question has too, as they are written in its heading.
    pub in_heading: Vec<String>,
    /// Words that stand only in its text.
    pub in_text: Vec<String>,
    /// Words that stand only in a heading above it, or in the title or address of its page.
    pub above: Vec<String>,
}

/// How many candidates are looked at closely.
const CANDIDATES: usize = 48;
/// More than this share of the question's weight must be covered …
const HALF: f32 = 0.5;
/// … or, with this many words found, the share that is enough: long questions tell stories.
const ENOUGH_OF_MANY: f32 = 0.3;
const MANY: usize = 3;

/// … or the share that is enough, if the whole heading, of several words, is in the question.
const ENOUGH_IF_NAMED: f32 = 0.25;

/// The sections that answer `question`, best first.
pub(super) fn rank(library: &Library, question: &str) -> Vec<Hit> {
    let query = Query::new(&library.search, question);
    if query.terms.is_empty() {
        return Vec::new();
    }
    let terms: Vec<&str> = query.terms.iter().map(|term| term.term.as_str()).collect();
    let candidates = library.search.candidates(&terms, CANDIDATES);
    let best = candidates.first().map_or(1.0, |(score, _)| score.max(f32::MIN_POSITIVE));
    let (mut analyzer, mut plain) = (words::for_text(), words::for_question());
    let mut hits: Vec<Hit> = Vec::new();
    for (score, number) in candidates {
        let Some((page, section)) = library.section(number) else { continue };
        let text = page.text(section);
        let heading = words::words(&mut analyzer, &section.heading);
        let above = format!("{}\n{}", text.page, section.parents.join("\n"));
        let above = words::words(&mut analyzer, &above);
        let body = words::words(&mut analyzer, &text.body);
        let mut found = Found::new(&query, &heading, &above, &body);
        found.named = query.names(&words::words(&mut plain, &section.heading));
        if let Some(weight) = found.weight() {
            let score = score / best * weight;
            let Found { coverage, in_heading, in_text, above, .. } = found;
            hits.push(Hit { number, score, coverage, in_heading, in_text, above });
        }
    }
    hits.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.number.cmp(&b.number)));
    hits
}

/// How each term is written where it comes first.
fn written(words: &[Word]) -> HashMap<&str, &str> {
    let pairs = words.iter().rev().map(|word| (word.term.as_str(), word.written.as_str()));
    pairs.collect()
}

/// What of a question was found in a section.
struct Found {
    /// The weight of all words found, as a share of the question's.
    coverage: f32,
    /// The number of words found.
    count: usize,
    /// Something was found in the section itself, not only above it.
    own: bool,
    /// The share of the heading that the question names.
    heading: f32,
    /// Words next to each other in the question are so in the section.
    together: f32,
    /// The share of the question that is the whole heading, word for word.
    named: f32,
    /// The heading has several words.
    several: bool,
    in_heading: Vec<String>,
    in_text: Vec<String>,
    above: Vec<String>,
}

impl Found {
    fn new(query: &Query, heading: &[Word], above: &[Word], body: &[Word]) -> Self {
        let (in_heading, in_above, in_body) = (written(heading), written(above), written(body));
        let (mut weight, mut count) = (0.0, 0);
        let (mut headed, mut texted, mut titled) = (Vec::new(), Vec::new(), Vec::new());
        for term in &query.terms {
            let name = term.term.as_str();
            let places = (in_heading.get(name), in_body.get(name), in_above.get(name));
            let (list, word) = match places {
                (Some(word), _, _) => (&mut headed, word),
                (None, Some(word), _) => (&mut texted, word),
                (None, None, Some(word)) => (&mut titled, word),
                (None, None, None) => continue,
            };
            weight += term.weight;
            count += 1;
            if !list.iter().any(|known| known == word) {
                list.push((*word).to_owned());
            }
        }
        let named: HashMap<&str, f32> =
            query.terms.iter().map(|term| (term.term.as_str(), term.weight)).collect();
        let significant = heading.iter().filter(|word| !words::is_filler(&word.written));
        let (mut all, mut matched) = (0.0, 0.0);
        for word in significant {
            let weight = named.get(word.term.as_str());
            // A word that the question does not have weighs as much as its average word.
            all += weight.copied().unwrap_or(query.average);
            matched += weight.copied().unwrap_or(0.0);
        }
        Self {
            coverage: if query.total > 0.0 { weight / query.total } else { 0.0 },
            count,
            own: !(headed.is_empty() && texted.is_empty()),
            heading: if all > 0.0 { matched / all } else { 0.0 },
            together: query.together(heading).max(query.together(body)),
            named: 0.0,
            several: heading.len() > 1,
            in_heading: headed,
            in_text: texted,
            above: titled,
        }
    }

    /// By how much the candidate's score is multiplied; none if the section is no answer.
    fn weight(&self) -> Option<f32> {
        let enough = self.coverage > HALF
            || (self.count >= MANY && self.coverage >= ENOUGH_OF_MANY)
            || (self.named > 0.0 && self.several && self.coverage >= ENOUGH_IF_NAMED);
        if !enough || !self.own {
            return None;
        }
        // Who asks in the docs' own words means that section, however common they are.
        let coverage = (self.coverage * self.coverage).max(self.named);
        // A heading counts as far as the question is about it, not about much else.
        let heading = self.heading * self.coverage;
        let named = 1.0 + 0.6 * self.named;
        Some(
            (0.15 + 0.85 * coverage) * (1.0 + 0.9 * heading) * (1.0 + 0.35 * self.together) * named,
        )
    }
}
