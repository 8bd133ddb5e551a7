//! Running text to lines that fit.
//!
//! Owns where a line may break: at blanks, and beside characters of two columns, which are written
//! without any. Refuses to break a word: a long address goes beyond the edge and can still be
//! followed.

use unicode_width::UnicodeWidthChar as _;

use crate::style::{Line, Span};

/// What must not be broken, and whether a blank stands before it.
#[derive(Default)]
struct Word {
    spans: Vec<Span>,
    width: usize,
    has_blank: bool,
}

/// `spans` as lines of at most `room` columns; one line for each line of theirs without `room`.
pub(crate) fn wrapped(spans: &[Span], room: Option<usize>) -> Vec<Line> {
    let room = room.unwrap_or(usize::MAX).max(1);
    let mut lines = Vec::new();
    for paragraph in split_lines(spans) {
        let (mut line, mut used) = (Line::default(), 0);
        for word in words(&paragraph) {
            let blank = usize::from(word.has_blank && used > 0);
            if used > 0 && used + blank + word.width > room {
                lines.push(std::mem::take(&mut line));
                used = 0;
            } else if blank == 1 {
                // It looks as what it stands in, so that a link of two words is one.
                blank_before(&mut line, &word);
                used += 1;
            }
            used += word.width;
            for span in word.spans {
                join(&mut line.0, span);
            }
        }
        lines.push(line);
    }
    lines
}

fn blank_before(line: &mut Line, word: &Word) {
    let before = line.0.last().map(|span| span.look);
    let look = word.spans.first().map(|span| span.look).filter(|look| before == Some(*look));
    join(&mut line.0, Span::new(" ", look.unwrap_or_default()));
}

fn join(spans: &mut Vec<Span>, span: Span) {
    match spans.last_mut() {
        Some(last) if last.look == span.look => last.text.push_str(&span.text),
        _ => spans.push(span),
    }
}

fn split_lines(spans: &[Span]) -> Vec<Vec<Span>> {
    let mut lines = vec![Vec::new()];
    for span in spans {
        for (index, part) in span.text.split('\n').enumerate() {
            if index > 0 {
                lines.push(Vec::new());
            }
            if let Some(line) = lines.last_mut() {
                line.push(Span::new(part, span.look));
            }
        }
    }
    lines
}

fn words(spans: &[Span]) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let (mut is_open, mut has_blank) = (false, false);
    for span in spans {
        for character in span.text.chars() {
            if character == ' ' || character == '\t' {
                (is_open, has_blank) = (false, true);
                continue;
            }
            let columns = character.width().unwrap_or(0);
            // What has no width of its own belongs to what stands before it.
            let goes_on = columns == 0 || closes(character) || (is_open && columns == 1);
            if has_blank || words.is_empty() || !goes_on {
                words.push(Word { has_blank, ..Word::default() });
                has_blank = false;
            }
            if let Some(word) = words.last_mut() {
                join(&mut word.spans, Span::new(character, span.look));
                word.width += columns;
            }
            is_open = columns < 2;
        }
    }
    words
}

/// Punctuation of two columns that must not begin a line.
fn closes(character: char) -> bool {
    "、。，．！？：；）」』】〉》ー".contains(character)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::style::Look;

    fn lines(text: &str, room: usize) -> Vec<String> {
        let lines = wrapped(&[Span::new(text, Look::PLAIN)], Some(room));
        lines.iter().map(|line| line.written(false)).collect()
    }

    #[test]
    fn text_breaks_at_blanks_and_words_stay_whole() {
        assert_eq!(lines("one two three", 7), ["one two", "three"]);
        assert_eq!(lines("a https://docs.example/x b", 10), ["a", "https://docs.example/x", "b"]);
        assert_eq!(lines("one\n  two", 20), ["one", "two"]);
        assert_eq!(lines("", 5), [""]);
    }

    #[test]
    fn text_without_blanks_breaks_beside_wide_characters_and_never_before_a_stop() {
        assert_eq!(lines("日本語です。", 6), ["日本語", "です。"]);
        assert_eq!(lines("日本語。", 6), ["日本", "語。"]);
        assert_eq!(lines("見出しAPIです", 8), ["見出し", "APIです"]);
        assert_eq!(lines("e\u{301}e\u{301} x", 2), ["e\u{301}e\u{301}", "x"]);
    }

    #[test]
    fn a_blank_looks_as_what_it_stands_in() {
        let link = [Span::new("a b", Look::LINK), Span::new(" c", Look::PLAIN)];
        let [line] = &wrapped(&link, None)[..] else { panic!("one line") };
        assert_eq!(line.0, [Span::new("a b", Look::LINK), Span::new(" c", Look::PLAIN)]);
    }
}
