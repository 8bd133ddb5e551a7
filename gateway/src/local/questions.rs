//! Headings to questions that a reader would ask, each of which finds an answer.
//!
//! Owns the wording. Refuses a question that does not lead to the heading it was made from, and
//! wording that could be wrong: a heading that is no question is only asked about.

use super::library::Library;
use super::ranking::rank;

/// How many questions follow an answer.
const FOLLOWUPS: usize = 3;
/// How many a reader may begin with.
const STARTERS: usize = 5;
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

/// Questions to begin with: one of a page at most, those first that the docs ask themselves.
pub(super) fn starters(library: &Library) -> Vec<String> {
    let is_asked = |number: &usize| {
        library.section(*number).is_some_and(|(_, section)| asked(&section.heading).is_some())
    };
    let tops: Vec<usize> = library.tops().collect();
    // Of a large library the first pages are the ones to begin with.
    let pages = tops.iter().take(200);
    let asking = pages.filter_map(|top| library.neighbours(*top).find(is_asked));
    let mut questions: Vec<String> = Vec::new();
    let mut used = Vec::new();
    for number in asking
        .take(TRIED)
        .chain(tops.iter().copied().skip(1).take(TRIED))
        .chain(tops.first().copied())
    {
        let page = library.neighbours(number).start;
        if used.contains(&page) {
            continue;
        }
        if let Some(question) = question(library, number, "What should I know about") {
            questions.push(question);
            used.push(page);
        }
        if questions.len() == STARTERS {
            break;
        }
    }
    questions
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
            !super::passage::passage(library, hit.number, 1).markdown.is_empty()
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
