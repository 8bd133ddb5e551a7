//! What is said of answers that grow, are rewritten, come at once or are long, and where sentences
//! end.

use super::*;
use crate::document::in_markdown;
use crate::markdown::links::Address;
use crate::wire::{self, Frame, Snapshot};

/// Every link is its words.
struct NoLinks;

impl Resolver for NoLinks {
    fn resolve(&self, _: &str) -> Option<Address> {
        None
    }
}

fn answer(text: &str) -> Answer {
    let mut answer = Answer::default();
    let body = wire::AnswerText { markdown: Some(text.to_owned()), document: None };
    answer.apply(Frame::Snapshot(Snapshot { answer: Some(body), ..Snapshot::default() }));
    answer
}

fn complete(text: &str) -> Answer {
    let mut answer = answer(text);
    answer.apply(Frame::Done);
    answer
}

fn words(pieces: Vec<Piece>) -> Vec<String> {
    let words = |piece| match piece {
        Piece::Sentence(words) => words,
        Piece::Code(name) => format!("<{name}>"),
        Piece::Table => "<table>".to_owned(),
    };
    pieces.into_iter().map(words).collect()
}

/// What is said of `text`, if it is there long enough.
fn all(announcer: &mut Announcer, text: &str) -> Vec<String> {
    let answer = answer(text);
    let mut said = Vec::new();
    loop {
        let pieces = announcer.tick(&answer, &NoLinks);
        if pieces.is_empty() && !announcer.is_busy() {
            return said;
        }
        said.extend(words(pieces));
    }
}

fn sentences(text: &str) -> Vec<String> {
    words(pieces(&complete(text), &NoLinks).0)
}

#[test]
fn a_growing_answer_is_said_in_whole_sentences_and_nothing_twice() {
    let text = "To log in, press **Log in**. You need an account, e.g. one of GitHub. \
                Nothing else is needed!\n\n- Open the page\n- Press the `Log in` button\n\nThat is all.";
    let mut announcer = Announcer::default();
    let mut said = Vec::new();
    for end in (0..=text.len()).filter(|&end| text.is_char_boundary(end)) {
        said.extend(all(&mut announcer, &text[..end]));
    }
    said.extend(words(announcer.tick(&complete(text), &NoLinks)));
    assert_eq!(
        said,
        [
            "To log in, press Log in.",
            "You need an account, e.g. one of GitHub.",
            "Nothing else is needed!",
            "Open the page",
            "Press the Log in button",
            "That is all."
        ]
    );
    assert_eq!(said, sentences(text), "the oracle is the text at once");
}

#[test]
fn a_sentence_that_was_rewritten_is_said_and_those_that_stayed_are_not() {
    let mut announcer = Announcer::default();
    let said = all(&mut announcer, "It is free. The port is 8080. Start it.");
    assert_eq!(said, ["It is free.", "The port is 8080."]);
    let said = all(&mut announcer, "It is free. The port is 9090. Start it. Open it.");
    assert_eq!(said, ["The port is 9090.", "Start it."]);
    let said = all(&mut announcer, "It is free. The port is 8080. Start it. Open it.");
    assert!(said.is_empty(), "{said:?}");
    let said = words(announcer.tick(&complete("It is free. Open it."), &NoLinks));
    assert_eq!(said, ["Open it."]);
}

#[test]
fn what_stands_there_twice_is_said_twice() {
    assert_eq!(
        all(&mut Announcer::default(), "Yes. No. Yes. Yes. End"),
        ["Yes.", "No.", "Yes.", "Yes."]
    );
}

#[test]
fn the_next_sentence_waits_until_the_last_one_is_spoken() {
    let sentence = |letter: &str| letter.repeat(69) + ".";
    let text =
        [sentence("A"), sentence("B"), sentence("C"), sentence("D"), sentence("E")].join(" ");
    let mut announcer = Announcer::default();
    let answer = answer(&(text + " F"));
    assert_eq!(announcer.tick(&answer, &NoLinks).len(), 3, "as many as fit");
    let silent = (0..100).take_while(|_| announcer.tick(&answer, &NoLinks).is_empty()).count();
    assert_eq!(silent, 29, "210 letters at 7 a tick");
    assert!(announcer.is_busy());
}

#[test]
fn of_a_long_answer_only_the_beginning_is_said() {
    let text = "This sentence has quite exactly fifty letters, yes. ".repeat(200);
    let mut announcer = Announcer::default();
    let said = all(&mut announcer, &text);
    let letters: usize = said.iter().map(|one| one.chars().count()).sum();
    assert!((MOST_OF_AN_ANSWER..MOST_OF_AN_ANSWER + MOST_AT_ONCE).contains(&letters), "{letters}");
    assert_eq!(announcer.tick(&complete(&text), &NoLinks), []);
}

#[test]
fn an_answer_that_comes_at_once_is_said_if_it_is_short_and_begun_if_it_is_long() {
    let short = complete("It is free. Start it.");
    let said = words(Announcer::default().tick(&short, &NoLinks));
    assert_eq!(said, ["It is free.", "Start it."]);
    let long = complete(&"This sentence has quite exactly fifty letters, yes. ".repeat(200));
    let said = words(Announcer::default().tick(&long, &NoLinks));
    assert_eq!(said.len(), 4, "{said:?}");
}

#[test]
fn what_the_reader_knows_already_is_not_said() {
    let mut announcer = Announcer::behind(&complete("It is free. Start"), &NoLinks);
    assert_eq!(all(&mut announcer, "It is free. Start it. Open it."), ["Start it."]);
}

#[test]
fn nothing_is_said_of_what_waits_has_failed_or_was_stopped() {
    let mut stopped = answer("It is free. Start it. Open it.");
    stopped.stop();
    assert_eq!(Announcer::default().tick(&stopped, &NoLinks), []);
    assert_eq!(Announcer::default().tick(&Answer::default(), &NoLinks), []);
}

#[test]
fn code_and_tables_are_named_and_not_read_out() {
    let text = "Run this:\n\n```sh\nlogin --now. Yes.\n```\n\n| a | b |\n|---|---|\n| One. | Two. |\n\n\
                {% code title=\"a.toml\" %}\n```toml\nx = 1\n```\n{% endcode %}\n\n    bare\n\nThen [go](/on).";
    assert_eq!(sentences(text), ["Run this:", "<sh>", "<table>", "<a.toml>", "<>", "Then go."]);
}

#[test]
fn sentences_end_as_each_script_ends_them() {
    for (text, expected) in [
        ("One. Two? Three! Four", &["One.", "Two?", "Three!", "Four"][..]),
        (
            "Use 3.5 or v2.0.1 now. \"Go.\" (Really.) Then",
            &["Use 3.5 or v2.0.1 now.", "\"Go.\"", "(Really.)", "Then"],
        ),
        ("Two\nlines. Of text", &["Two lines.", "Of text"]),
        ("打开页面。点击「登录。」然后！完成", &["打开页面。", "点击「登录。」", "然后！", "完成"]),
        ("هل هذا صحيح؟ نعم. شكرا", &["هل هذا صحيح؟", "نعم.", "شكرا"]),
        ("यह सही है। हाँ।", &["यह सही है।", "हाँ।"]),
        ("...", &["..."]),
    ] {
        assert_eq!(sentences(text), expected, "{text}");
    }
}

#[test]
fn a_sentence_without_an_end_is_cut_between_words_or_anywhere() {
    for (text, pieces) in [("word ".repeat(400), 7), ("語".repeat(700), 3)] {
        let said = sentences(&text);
        assert_eq!(said.len(), pieces);
        assert!(said.iter().all(|one| one.chars().count() <= LONGEST));
        assert_eq!(said.concat().replace(' ', ""), text.replace(' ', ""));
    }
}

#[test]
fn a_document_is_said_as_a_text_is() {
    let leaf = |text: &str| {
        format!("{{\"object\":\"text\",\"leaves\":[{{\"object\":\"leaf\",\"text\":\"{text}\"}}]}}")
    };
    let block = |text: &str| {
        format!("{{\"object\":\"block\",\"type\":\"paragraph\",\"nodes\":[{}]}}", leaf(text))
    };
    let document = format!(
        "{{\"object\":\"document\",\"nodes\":[{},{}]}}",
        block("One. Two."),
        block("Three.")
    );
    let event =
        format!("{{\"type\":\"answer\",\"answer\":{{\"answer\":{{\"document\":{document}}}}}}}");
    let mut answer = Answer::default();
    answer.apply(in_markdown(wire::answer(&event), &NoLinks));
    answer.apply(Frame::Done);
    assert_eq!(words(Announcer::default().tick(&answer, &NoLinks)), ["One.", "Two.", "Three."]);
}
