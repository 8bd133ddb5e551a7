//! Headings to questions that a reader would ask, each of which finds an answer.
//!
//! Owns the wording. Refuses a question that does not lead to the heading it was made from, and
//! wording that could be wrong: a heading that is no question is only asked about.

use super::library::Library;
use super::passage::passage;
use super::plain;
use super::ranking::rank;

/// How many questions follow an answer.
const FOLLOWUPS: usize = 3;
/// How many a reader may begin with, at most …
const STARTERS: usize = 5;
/// … and, if the folder has as many sections, at least.
const FEWEST_STARTERS: usize = 3;
/// Words that a page must have to be asked about; less is a list of links.
const ENOUGH: usize = 25;
/// Pages that starters are taken from.
const FIRST_PAGES: usize = 200;
/// How many headings are tried for either.
const TRIED: usize = 12;
/// Longer headings make no question that anyone would click; in characters.
const LONGEST: usize = 90;

/// Questions to ask after section `number` was quoted first, of all those in `quoted`.
pub(super) fn after(
    library: &Library,
    number: usize,
    quoted: &[usize],
    asked: &str,
) -> Vec<String> {
    let page = library.neighbours(number);
    // What comes next on the page, then what came before, then the pages behind.
    let later = number + 1..page.end;
    let earlier = page.start + 1..number;
    let pages = library.tops().filter(|top| *top >= page.end);
    let near = later.chain(earlier).chain(pages).filter(|near| !quoted.contains(near));
    let mut questions: Vec<String> = Vec::new();
    for near in near.take(TRIED) {
        let Some(question) = question(library, near, "What about") else { continue };
        if !questions.contains(&question) && !question.eq_ignore_ascii_case(asked) {
            questions.push(question);
        }
        if questions.len() == FOLLOWUPS {
            break;
        }
    }
    questions
}

/// Questions to begin with: first those that the docs ask themselves, one of a page; then the
/// pages that have something to say; then, in a small folder, any section.
pub(super) fn starters(library: &Library) -> Vec<String> {
    let section = |number: usize| library.section(number).map(|(_, section)| section);
    let is_asked = |number: &usize| section(*number).is_some_and(|it| asked(&it.heading).is_some());
    // Of a large library the first pages are the ones to begin with.
    let tops: Vec<usize> = library.tops().take(FIRST_PAGES).collect();
    let asking = tops.iter().filter_map(|top| library.neighbours(*top).find(is_asked));
    let speaking = |top: &usize| plain::count(&passage(library, *top, ENOUGH).markdown) >= ENOUGH;
    // The first page says what all is about, which a reader who asks mostly knows.
    let pages = tops.iter().skip(1).chain(tops.first()).copied().filter(speaking);
    let sections = tops.iter().flat_map(|top| library.neighbours(*top).skip(1));
    let mut starters = Starters { library, questions: Vec::new(), pages: Vec::new() };
    for number in asking.take(TRIED).chain(pages.take(TRIED)) {
        let page = library.neighbours(number).start;
        if starters.questions.len() < STARTERS && !starters.pages.contains(&page) {
            starters.add(number);
        }
    }
    for number in sections.take(TRIED) {
        if starters.questions.len() < FEWEST_STARTERS {
            starters.add(number);
        }
    }
    starters.questions
}

/// Questions to begin with, and the pages they are about.
struct Starters<'l> {
    library: &'l Library,
    questions: Vec<String>,
    pages: Vec<usize>,
}

impl Starters<'_> {
    fn add(&mut self, number: usize) {
        let Some(question) = question(self.library, number, "What should I know about") else {
            return;
        };
        if !self.questions.contains(&question) {
            self.questions.push(question);
            self.pages.push(self.library.neighbours(number).start);
        }
    }
}

/// A question that leads to section `number`.
fn question(library: &Library, number: usize, about: &str) -> Option<String> {
    let (page, section) = library.section(number)?;
    let heading = section.heading.trim();
    if heading.is_empty() || heading.chars().count() > LONGEST {
        return None;
    }
    let leads_here = |question: &String| {
        let hits = rank(library, question);
        let first = hits.iter().find(|hit| {
            // What has no text is not quoted.
            !passage(library, hit.number, 1).markdown.is_empty()
        });
        first.is_some_and(|first| first.number == number)
    };
    let plain = asked(heading).unwrap_or_else(|| format!("{about} “{heading}”?"));
    // “Parameters” alone may be anywhere.
    let with_page = || format!("{about} “{heading}” in “{}”?", page.title);
    let fits =
        |question: &String| question.chars().count() <= ask_docs_core::question::MAX_CHARACTERS;
    Some(plain)
        .filter(leads_here)
        .or_else(|| section.anchor.as_ref().map(|_| with_page()).filter(leads_here))
        .filter(fits)
}

/// The question that `heading` asks, if it asks one.
fn asked(heading: &str) -> Option<String> {
    if heading.ends_with(['?', '？']) {
        return Some(heading.to_owned());
    }
    let heading = heading.trim_end_matches(['.', ':', '!']);
    let mut words = heading.split(' ');
    let (first, second) = (words.next()?.to_lowercase(), words.next()?.to_lowercase());
    let rest = words.collect::<Vec<_>>().join(" ");
    let start = match (first.as_str(), second.as_str()) {
        _ if rest.is_empty() => return None,
        ("how", "to") => "How do I",
        ("when", "to") => "When should I",
        ("where", "to") => "Where do I",
        ("what", "to") => "What should I",
        (
            "how" | "what" | "why" | "when" | "where" | "which" | "who",
            "is" | "are" | "do" | "does" | "can" | "should" | "will" | "happens",
        )
        | ("can" | "do" | "does" | "is" | "are" | "should", "i" | "it" | "there" | "we") => {
            return Some(format!("{heading}?"));
        }
        _ => return None,
    };
    Some(format!("{start} {}?", from_the_reader(&rest)))
}

/// Instructions say "you"; who asks says "I".
fn from_the_reader(words: &str) -> String {
    let turned = words.split(' ').map(|word| match word {
        "your" => "my",
        "yours" => "mine",
        "yourself" => "myself",
        "you" => "I",
        word => word,
    });
    turned.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::asked;

    #[test]
    fn headings_that_ask_become_questions() {
        for (heading, question) in [
            ("Can I use it offline?", "Can I use it offline?"),
            ("How to rotate your API key", "How do I rotate my API key?"),
            ("When to use webhooks", "When should I use webhooks?"),
            ("What is a workspace", "What is a workspace?"),
            ("Where are files kept", "Where are files kept?"),
        ] {
            assert_eq!(asked(heading).as_deref(), Some(question));
        }
    }

    #[test]
    fn other_headings_ask_nothing() {
        for heading in ["Theming", "How it works", "Install", "Is", "What about it", "How to"] {
            assert_eq!(asked(heading), None, "{heading}");
        }
    }
}
