//! When two requests have the same answer.
//!
//! Owns what an answer depends on: the question but for what makes no difference in it, and
//! everything else in the request, fields that we do not know included.

use std::sync::Arc;

use serde_json::{Value, json};

use crate::answers::{Asked, Revision};
use crate::same_question::normalised;

/// All that an answer depends on.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Key(Arc<str>);

impl Key {
    /// What `asked` is known by, over the docs as they are in `revision`; none if its answer may be
    /// for its reader alone.
    pub(crate) fn new(asked: &Asked, revision: Option<Revision>) -> Option<Self> {
        let mut body: Value = serde_json::from_slice(&asked.body).ok()?;
        let fields = body.as_object_mut()?;
        if asked.ask.visit.is_some() || fields.contains_key("session") {
            return None;
        }
        let question = normalised(asked.ask.question.as_str());
        fields.insert("question".to_owned(), Value::String(question));
        let format = asked.format.map(|format| format!("{format:?}"));
        // Links of a local answer lead back to where the client came from.
        let all = json!([revision.map(|revision| revision.0), format, asked.gateway, body]);
        Some(Self(all.to_string().into()))
    }

    /// The text that stands for all of it.
    pub(super) fn text(&self) -> &str {
        &self.0
    }

    /// Its length, in bytes.
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }
}

#[cfg(test)]
mod tests {
    use ask_docs_core::request::{Ask, Format};
    use bytes::Bytes;

    use super::*;
    use crate::traces::Asking;

    fn key(body: &str) -> Option<Key> {
        of(body, None, None)
    }

    fn of(body: &str, format: Option<Format>, revision: Option<Revision>) -> Option<Key> {
        let parsed = serde_json::from_str(body).expect("a body");
        let ask = Ask::from_body(parsed).expect("a question");
        let body = Bytes::copy_from_slice(body.as_bytes());
        Key::new(&Asked { ask, format, body, gateway: None, asking: Asking::default() }, revision)
    }

    fn question(words: &str) -> Option<Key> {
        key(&json!({"question": words, "scope": {"mode": "all"}}).to_string())
    }

    #[test]
    fn case_white_space_and_the_mark_at_the_end_make_no_difference() {
        let expected = question("how do i log in");
        assert!(expected.is_some());
        for words in ["How do I log in?", "  how do\n i  log in ?!", "HOW DO I LOG IN…"] {
            assert_eq!(question(words), expected, "{words}");
        }
        for words in ["how do i log in to it", "how do i login", "how, do i log in", "C", "C#"] {
            assert_ne!(question(words), expected, "{words}");
        }
        assert_ne!(question("What is C?"), question("What is C#?"));
        assert_ne!(question("?"), question("!"));
        assert_eq!(question("Größe？"), question("grÖße"));
    }

    #[test]
    fn everything_else_that_is_asked_makes_one() {
        let plain = r#"{"question":"a","scope":{"mode":"all"}}"#;
        let reordered = r#"{"scope": {"mode":"all"}, "question":"A?"}"#;
        assert_eq!(key(plain), key(reordered));
        for other in [
            r#"{"question":"a","scope":{"mode":"default"}}"#,
            r#"{"question":"a","scope":{"mode":"all"},"context":{"siteSpaceId":"s"}}"#,
            r#"{"question":"a","scope":{"mode":"all"},"context":{"goal":"g"}}"#,
            r#"{"question":"a","scope":{"mode":"all"},"new":1}"#,
        ] {
            assert_ne!(key(other), key(plain), "{other}");
        }
        assert_ne!(of(plain, Some(Format::Markdown), None), key(plain));
        assert_ne!(of(plain, None, Some(Revision(1))), of(plain, None, Some(Revision(2))));
    }

    #[test]
    fn a_question_with_a_session_has_none() {
        for session in [r#"{"visitorId":"v","sessionId":"s"}"#, "null"] {
            let body =
                format!(r#"{{"question":"a","scope":{{"mode":"all"}},"session":{session}}}"#);
            assert_eq!(key(&body), None, "{body}");
        }
    }
}
