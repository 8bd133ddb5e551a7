//! What stands below an answer: its sources with their addresses, what to ask next, and a word on
//! how far to trust it.

use ask_docs_core::answer::{Answer, Phase};
use ask_docs_core::citation::{Citation, citations};
use ask_docs_core::footnotes::{Words, with_footnotes};
use ask_docs_core::markdown::absolute::Absolute;

use crate::blocks::{Paper, behind};
use crate::plain::{plain, plain_line};
use crate::style::{Line, Look, Span};
use crate::words::word;
use crate::wrap::wrapped;

/// The most follow-up questions.
const MOST_QUESTIONS: usize = 5;
/// The longest of them, in characters.
const MOST_OF_QUESTION: usize = 300;

/// The lines below `answer`, of which only the beginning may have been shown.
pub(crate) fn below(answer: &Answer, is_shortened: bool, paper: Paper) -> Vec<Line> {
    let mut parts = Vec::new();
    let notes = [
        (is_shortened, "shortened"),
        (answer.is_fallback && answer.phase == Phase::Complete, "searchResults"),
    ];
    for (_, key) in notes.iter().filter(|(holds, _)| *holds) {
        parts.push(wrapped(&[Span::new(word(key), Look::STRONG)], paper.room));
    }
    let sources = citations(&answer.sources, &Absolute);
    if !sources.is_empty() {
        parts.push(listed(&sources, paper));
    }
    if !answer.follow_ups.is_empty() {
        let mut lines = vec![Line::of(word("askNext"), Look::STRONG)];
        for question in answer.follow_ups.iter().take(MOST_QUESTIONS) {
            let words = [Span::new(plain_line(question, MOST_OF_QUESTION), Look::PLAIN)];
            lines.extend(behind("• ", "  ", |paper| wrapped(&words, paper.room), paper));
        }
        parts.push(lines);
    }
    parts.push(wrapped(&[Span::new(word("disclaimer"), Look::FAINT)], paper.room));
    parts.join(&Line::default())
}

fn listed(sources: &[Citation], paper: Paper) -> Vec<Line> {
    let mut lines = vec![Line::of(word("sources"), Look::STRONG)];
    let digits = sources.len().to_string().len();
    for (index, source) in sources.iter().enumerate() {
        let mark = format!("{:>digits$}. ", index + 1);
        let within = |paper: Paper| {
            let title = match &*source.title {
                "" => Words::ENGLISH.untitled.to_owned(),
                title => plain(title),
            };
            let mut words = vec![Span::new(title, Look::PLAIN)];
            if source.is_gone {
                words.push(Span::new(format!(" ({})", Words::ENGLISH.gone), Look::FAINT));
            }
            let mut lines = wrapped(&words, paper.room);
            if let Some(href) = &source.href {
                // One line, whatever its length, so that it can be followed.
                lines.push(Line::of(href.as_str(), Look::LINK));
            }
            for reason in &source.reasons {
                lines.extend(wrapped(&[Span::new(plain(reason), Look::FAINT)], paper.room));
            }
            lines
        };
        lines.extend(behind(&mark, &" ".repeat(digits + 2), within, paper));
    }
    lines
}

/// `text` as Markdown, with the sources of `answer` as footnotes.
pub(crate) fn markdown(text: &str, answer: &Answer) -> String {
    plain(&with_footnotes(text, &citations(&answer.sources, &Absolute), Words::ENGLISH))
}
