//! A question to an answer that quotes: what is said, on what it stands, what to ask next.
//!
//! Owns the choice of passages and the few words around them. Refuses to say anything about the
//! subject itself.

use ask_docs_core::wire::Source;

use super::address::{SITE, escaped};
use super::library::Library;
use super::page::Page;
use super::passage::{self, Passage, passage};
use super::questions;
use super::ranking::{Hit, rank};
use super::section::Section;

/// A whole answer.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Answer {
    /// What is said.
    pub markdown: String,
    /// What it stands on, each with the byte of `markdown` where its passage begins.
    pub sources: Vec<(usize, Source)>,
    /// Questions to ask next.
    pub followups: Vec<String>,
}

/// The first line: an answer from a folder is not written by anyone.
const LEAD: &str = "Quoted from the documentation:";

/// How many words are quoted of the best section, and of those after it.
const WORDS: [usize; 3] = [190, 90, 60];
/// A further section is quoted if it is nearly as good as the best.
const NEARLY: f32 = 0.62;
/// … and if it has nearly as much of the question.
const NEARLY_ALL: f32 = 0.8;

/// The answer to `question`; `site` is the address of the pages, a slash at its end. None if the
/// docs do not say.
pub(super) fn answer(library: &Library, question: &str, site: &str) -> Option<Answer> {
    let hits = rank(library, question);
    let mut answer =
        Answer { markdown: LEAD.to_owned(), sources: Vec::new(), followups: Vec::new() };
    let mut quoted: Vec<usize> = Vec::new();
    let best = hits.first()?;
    let nearly =
        |hit: &&Hit| hit.score >= best.score * NEARLY && hit.coverage >= best.coverage * NEARLY_ALL;
    for hit in hits.iter().filter(nearly) {
        let Some(words) = WORDS.get(answer.sources.len()) else { break };
        let Some((page, section)) = library.section(hit.number) else { continue };
        let passage = passage(library, hit.number, *words);
        // Nothing is quoted twice, not even as a part of another passage.
        if passage.markdown.is_empty()
            || passage.numbers.clone().any(|number| quoted.contains(&number))
        {
            continue;
        }
        quoted.extend(passage.numbers.clone());
        answer.quote(page, section, hit, passage, site);
    }
    let first = *quoted.first()?;
    answer.markdown = answer.markdown.replace(SITE, site);
    answer.followups = questions::after(library, first, &quoted, question);
    Some(answer)
}

impl Answer {
    fn quote(&mut self, page: &Page, section: &Section, hit: &Hit, passage: Passage, site: &str) {
        let title = title(page, section);
        let place = place(page, section);
        let words = passage::escaped(&title);
        self.markdown.push_str("\n\n");
        let begins = self.markdown.replace(SITE, site).len();
        self.markdown.push_str(&format!("### [{words}]({SITE}{place})\n\n{}", passage.markdown));
        if passage.cut {
            let heading = passage::escaped(&section.heading);
            self.markdown.push_str(&format!("\n\n[Read on: {heading}]({SITE}{place})"));
        }
        let source = Source {
            kind: "record".to_owned(),
            reason: Some(reason(hit)),
            record: Some(record(page, section)),
            site: Some(super::SITE.to_owned()),
            title: Some(title),
            url: Some(format!("{site}{place}")),
            ..Source::default()
        };
        self.sources.push((begins, source));
    }
}

/// Page and heading.
pub(super) fn title(page: &Page, section: &Section) -> String {
    match section.anchor {
        Some(_) => format!("{} › {}", page.title, section.heading),
        None => page.title.clone(),
    }
}

/// The address below the site's.
pub(super) fn place(page: &Page, section: &Section) -> String {
    let anchor = section.anchor.as_deref().map(|anchor| format!("#{}", escaped(anchor)));
    format!("{}{}", escaped(&page.path), anchor.unwrap_or_default())
}

/// A name that stays the same as long as page and heading do.
pub(super) fn record(page: &Page, section: &Section) -> String {
    let path = if page.path.is_empty() { "home" } else { &page.path };
    match &section.anchor {
        Some(anchor) => format!("{path}#{anchor}"),
        None => path.to_owned(),
    }
}

/// Which words of the question led here.
fn reason(hit: &Hit) -> String {
    let places = [
        (&hit.in_heading, "in the heading"),
        (&hit.in_text, "in the text"),
        (&hit.above, "in the headings or the address of its page"),
    ];
    let found = places.iter().filter(|(words, _)| !words.is_empty());
    let found = found.map(|(words, place)| format!("{} {place}", list(words)));
    format!("Has {}.", found.collect::<Vec<_>>().join(", "))
}

fn list(words: &[String]) -> String {
    let quoted: Vec<_> = words.iter().map(|word| format!("“{word}”")).collect();
    match quoted.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} and {last}", others.join(", ")),
        None => String::new(),
    }
}
