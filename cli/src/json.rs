//! The answer as one object of JSON, for scripts.

use ask_docs_core::answer::Phase;
use ask_docs_core::citation::{Citation, citations};
use ask_docs_core::markdown::absolute::Absolute;
use serde_json::{Value, json};

use crate::arguments::Asking;
use crate::outcome::Outcome;

/// What `outcome` is, on one line.
pub(crate) fn object(asking: &Asking, outcome: &Outcome) -> String {
    let answer = &outcome.answer;
    let sources = citations(&answer.sources, &Absolute);
    let failure = match &answer.phase {
        Phase::Failed(failure) => json!({
            "code": failure.code(),
            "message": outcome.sentence(asking),
            "retryAfter": failure.wait_seconds(),
            "retryable": failure.is_retryable(),
        }),
        _ => Value::Null,
    };
    let object = json!({
        "question": asking.question,
        "status": answer.phase.word(),
        "found": answer.has_arrived(),
        "answer": answer.text,
        "sources": sources.iter().map(source).collect::<Vec<_>>(),
        "followUps": answer.follow_ups,
        "isSearch": answer.is_fallback,
        "age": outcome.age,
        "failure": failure,
    });
    harmless(&object.to_string())
}

fn source(citation: &Citation) -> Value {
    json!({
        "title": citation.title,
        "url": citation.href.as_ref().map(|href| href.as_str()),
        "reasons": citation.reasons,
        "gone": citation.is_gone,
    })
}

/// JSON escapes the controls of ASCII alone; a terminal obeys others too. They stand in texts only.
fn harmless(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for character in json.chars() {
        match character {
            '\u{7f}'..='\u{9f}'
            | '\u{2028}'
            | '\u{2029}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2066}'..='\u{2069}' => {
                out.push_str(&format!("\\u{:04x}", u32::from(character)));
            }
            _ => out.push(character),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_terminal_would_obey_is_escaped_and_read_back_as_it_was() {
        let text = "a\u{1b}[2J\u{9b}31m\u{7f}\u{202e}\"b";
        let written = harmless(&json!(text).to_string());
        assert!(!written.contains(|c: char| c.is_control() || c == '\u{202e}'), "{written}");
        let back: String = serde_json::from_str(&written).expect("JSON");
        assert_eq!(back, text);
    }
}
