//! What a reader says about an answer, as plain data: a verdict, a reason, a few words.
//!
//! Owns its limits, the closed set of reasons and the rules of its body. Refuses to send or to
//! keep anything.

use crate::request::{BadField, is_id};
use crate::wire::FeedbackBody;

/// The longest comment, in Unicode code points.
pub const MAX_COMMENT_CHARACTERS: usize = 500;
/// The longest answer that goes with it, in Unicode code points; the rest is cut off.
pub const MAX_ANSWER_CHARACTERS: usize = 4_000;
/// The largest body, in bytes: all of it in four-byte characters, and all of them escaped.
pub const MAX_BODY_BYTES: usize = 64 << 10;

/// Why an answer did not help.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// It says what is not so.
    Wrong,
    /// It leaves out what was needed.
    Incomplete,
    /// It was so once.
    Outdated,
    /// It answers something else.
    Unrelated,
    /// Its sources do not help.
    Sources,
}

/// What a reader says about one answer. What they say later about the same one counts instead.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Feedback {
    /// Names the answer.
    pub answer: String,
    /// Whether it helped; none takes back what was said before.
    pub helpful: Option<bool>,
    /// Why not.
    pub reason: Option<Reason>,
    /// The reader's own words about it.
    pub comment: Option<String>,
    /// The words of the question, where the site's owner wants them.
    pub question: Option<String>,
    /// The words of the answer, where the site's owner wants them.
    pub text: Option<String>,
}

impl Reason {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 5] =
        [Self::Wrong, Self::Incomplete, Self::Outdated, Self::Unrelated, Self::Sources];

    /// The word for it in a body, an event and a metric.
    pub fn word(self) -> &'static str {
        match self {
            Self::Wrong => "wrong",
            Self::Incomplete => "incomplete",
            Self::Outdated => "outdated",
            Self::Unrelated => "unrelated",
            Self::Sources => "sources",
        }
    }
}

impl Feedback {
    /// The body, with everything cut to its limit.
    pub fn to_json(&self) -> String {
        let cut = |text: &Option<String>, most| {
            let text = text.as_deref().map(str::trim).filter(|text| !text.is_empty());
            text.map(|text| text.chars().take(most).collect::<String>())
        };
        let body = FeedbackBody {
            answer: self.answer.clone(),
            helpful: self.helpful,
            reason: self.reason.map(|reason| reason.word().to_owned()),
            comment: cut(&self.comment, MAX_COMMENT_CHARACTERS),
            question: cut(&self.question, crate::question::MAX_CHARACTERS),
            text: cut(&self.text, MAX_ANSWER_CHARACTERS),
        };
        body.to_json()
    }

    /// What `body` says.
    ///
    /// # Errors
    /// The first field that breaks a rule.
    pub fn from_body(body: FeedbackBody) -> Result<Self, BadField> {
        let bad = |field, problem: &str| BadField { field, problem: problem.to_owned() };
        if !is_id(&body.answer) {
            return Err(bad("answer", "must be 1 to 64 letters, digits, `-` or `_`"));
        }
        for (field, text, most) in [
            ("comment", &body.comment, MAX_COMMENT_CHARACTERS),
            ("question", &body.question, crate::question::MAX_CHARACTERS),
            ("text", &body.text, MAX_ANSWER_CHARACTERS),
        ] {
            if text.as_ref().is_some_and(|text| text.chars().count() > most) {
                return Err(bad(field, &format!("must have at most {most} characters")));
            }
        }
        let named =
            |word: String| Reason::ALL.into_iter().find(|known| known.word() == word).ok_or(word);
        let reason = body.reason.map(named).transpose().map_err(|_| {
            let words = Reason::ALL.map(Reason::word).join("`, `");
            bad("reason", &format!("must be one of `{words}`"))
        })?;
        if reason.is_some() && body.helpful != Some(false) {
            return Err(bad("reason", "is for an answer that did not help"));
        }
        Ok(Self {
            answer: body.answer,
            helpful: body.helpful,
            reason,
            comment: body.comment,
            question: body.question,
            text: body.text,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Result<Feedback, BadField> {
        Feedback::from_body(serde_json::from_str(json).expect("a body"))
    }

    #[test]
    fn what_is_written_is_read_back() {
        for reason in [None].into_iter().chain(Reason::ALL.map(Some)) {
            let said = Feedback {
                answer: "Qm9sdA-_".to_owned(),
                helpful: Some(false),
                reason,
                comment: Some("The \"second\" step\nis gone 😀".to_owned()),
                question: Some("How?".to_owned()),
                text: None,
            };
            assert_eq!(read(&said.to_json()), Ok(said));
        }
        let taken_back = Feedback { answer: "a".to_owned(), ..Feedback::default() };
        assert_eq!(read(&taken_back.to_json()), Ok(taken_back));
    }

    #[test]
    fn what_is_too_long_is_cut_before_it_goes_out_and_refused_when_it_comes() {
        let long = |count| Some("😀".repeat(count));
        let said = Feedback {
            answer: "a".to_owned(),
            helpful: Some(true),
            comment: long(900),
            question: long(900),
            text: long(9_000),
            reason: None,
        };
        let json = said.to_json();
        assert!(json.len() < MAX_BODY_BYTES, "{}", json.len());
        let back = read(&json).expect("within the limits");
        assert_eq!(back.comment, long(MAX_COMMENT_CHARACTERS));
        assert_eq!(back.text, long(MAX_ANSWER_CHARACTERS));
        let comment = "x".repeat(501);
        let problem = read(&format!(r#"{{"answer":"a","comment":"{comment}"}}"#));
        assert_eq!(problem.expect_err("too long").field, "comment");
    }

    #[test]
    fn a_body_that_breaks_a_rule_names_the_field() {
        for (json, field) in [
            (r#"{"answer":""}"#, "answer"),
            (r#"{"answer":"a/b"}"#, "answer"),
            (r#"{"answer":"a","helpful":false,"reason":"boring"}"#, "reason"),
            (r#"{"answer":"a","helpful":true,"reason":"wrong"}"#, "reason"),
            (r#"{"answer":"a","reason":"wrong"}"#, "reason"),
        ] {
            assert_eq!(read(json).expect_err(json).field, field, "{json}");
        }
    }
}
