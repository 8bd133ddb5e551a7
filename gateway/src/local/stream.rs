//! A whole answer to snapshots that grow, as if it were being written.
//!
//! Owns the pace and where the text is cut. Each snapshot is the whole answer so far. Refuses to
//! run ahead: a client that stops reading, or leaves, stops the work.

use std::time::Duration;

use ask_docs_core::request::Format;
use ask_docs_core::wire::{AnswerText, Snapshot, StarterQuestion, StreamEvent};
use bytes::Bytes;
use futures_util::{Stream, stream};

use super::answer::Answer;
use super::document::{document, inlines};
use super::words::is_unspaced;
use crate::events;

/// Words by which each snapshot is longer than the one before.
const WORDS: usize = 3;

/// The events of an answer; of none, one that is empty.
pub(super) fn of_answer(
    answer: Option<Answer>,
    format: Format,
    pace: Duration,
) -> impl Stream<Item = Bytes> + Send {
    let answer = answer.unwrap_or(Answer {
        markdown: String::new(),
        sources: Vec::new(),
        followups: Vec::new(),
    });
    let mut cuts = cuts(&answer.markdown, WORDS);
    if format == Format::Document {
        // A reader of Markdown knows half a link for what it is; in a tree it would be text.
        let inlines = inlines(&answer.markdown);
        cuts.retain(|cut| {
            let before = inlines.partition_point(|inline| inline.start < *cut);
            before.checked_sub(1).is_none_or(|last| inlines[last].end <= *cut)
        });
    }
    paced(cuts.len(), pace, move |step| {
        let snapshot = snapshot(&answer, cuts[step], format);
        let (kind, answer) = ("answer".to_owned(), Some(snapshot));
        events::event(&StreamEvent { kind, fallback: None, answer })
    })
}

/// The events of a list of questions.
pub(super) fn of_questions(questions: Vec<String>) -> impl Stream<Item = Bytes> + Send {
    paced(questions.len(), Duration::ZERO, move |step| {
        events::event(&StarterQuestion { question: questions[step].clone() })
    })
}

/// `steps` events with a pause between them, then the end.
fn paced(
    steps: usize,
    pace: Duration,
    event: impl Fn(usize) -> Bytes + Send,
) -> impl Stream<Item = Bytes> + Send {
    stream::unfold((0, event), move |(step, event)| async move {
        if step > steps {
            return None;
        }
        if step > 0 && step < steps && !pace.is_zero() {
            tokio::time::sleep(pace).await;
        }
        let bytes = if step == steps { events::DONE } else { event(step) };
        Some((bytes, (step + 1, event)))
    })
}

/// The answer as far as byte `end`.
fn snapshot(answer: &Answer, end: usize, format: Format) -> Snapshot {
    let markdown = answer.markdown[..end].to_owned();
    let whole = end == answer.markdown.len();
    let text = match (markdown.is_empty(), format) {
        (true, _) => AnswerText::default(),
        (false, Format::Markdown) => {
            AnswerText { markdown: Some(markdown), ..AnswerText::default() }
        }
        (false, Format::Document) => {
            AnswerText { document: Some(document(&markdown)), ..AnswerText::default() }
        }
    };
    let sources = answer.sources.iter().filter(|(begins, _)| *begins < end);
    Snapshot {
        answer: Some(text),
        followup_questions: if whole { answer.followups.clone() } else { Vec::new() },
        sources: sources.map(|(_, source)| source.clone()).collect(),
        fallback: None,
    }
}

/// The bytes behind every `words`-th word, and the end. In a script without spaces, two signs
/// make a word.
fn cuts(text: &str, words: usize) -> Vec<usize> {
    let mut cuts = Vec::new();
    // In half words.
    let mut length = 0;
    let mut in_word = false;
    for (at, letter) in text.char_indices() {
        if length >= 2 * words && (letter.is_whitespace() || is_unspaced(letter)) {
            cuts.push(at);
            length = 0;
            in_word = false;
        }
        if is_unspaced(letter) {
            length += 1;
            in_word = false;
        } else if letter.is_whitespace() {
            in_word = false;
        } else if !in_word {
            in_word = true;
            length += 2;
        }
    }
    if cuts.last().is_some_and(|last| text[*last..].trim().is_empty()) {
        cuts.pop();
    }
    cuts.push(text.len());
    cuts
}

#[cfg(test)]
mod tests {
    use futures_util::StreamExt as _;

    use super::*;

    #[test]
    fn text_is_cut_behind_words() {
        let shown = |text: &str, words| {
            cuts(text, words).into_iter().map(|cut| text[..cut].to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(shown("one two  three\nfour ", 2), ["one two", "one two  three\nfour "]);
        assert_eq!(shown("日本語日本語日", 2), ["日本語日", "日本語日本語日"]);
        assert_eq!(shown("", 2), [""]);
        assert_eq!(shown("one", 2), ["one"]);
    }

    #[tokio::test(start_paused = true)]
    async fn snapshots_keep_the_pace() {
        let markdown = "one two three four five six seven eight nine ten eleven twelve and more";
        let answer =
            Answer { markdown: markdown.to_owned(), sources: Vec::new(), followups: Vec::new() };
        let start = tokio::time::Instant::now();
        let pace = Duration::from_millis(40);
        let events: Vec<_> = of_answer(Some(answer), Format::Markdown, pace).collect().await;
        assert_eq!(events.len(), 6);
        assert_eq!(events[5], events::DONE);
        assert_eq!(start.elapsed(), 4 * pace);
    }

    #[tokio::test]
    async fn nothing_found_is_an_empty_answer_and_the_end() {
        let events: Vec<_> = of_answer(None, Format::Markdown, Duration::ZERO).collect().await;
        let nothing =
            r#"data: {"type":"answer","answer":{"answer":{},"followupQuestions":[],"sources":[]}}"#;
        assert_eq!(events, [Bytes::from(format!("{nothing}\n\n")), events::DONE]);
    }

    #[tokio::test]
    async fn no_document_shows_half_a_link() {
        let markdown = "First [a link of many words](https://a.example/) and `some code of words`, \
                        **bold words that go on *and on* for long**, then more words, and the end.";
        let answer =
            Answer { markdown: markdown.to_owned(), sources: Vec::new(), followups: Vec::new() };
        let events: Vec<_> =
            of_answer(Some(answer), Format::Document, Duration::ZERO).collect().await;
        assert!(events.len() >= 4, "{}", events.len());
        for event in events {
            let event = String::from_utf8(event.to_vec()).expect("UTF-8");
            assert!(!event.contains(['`', '*']) && !event.contains("[a"), "{event}");
        }
    }
}
