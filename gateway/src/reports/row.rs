//! What is kept, row by row.
//!
//! Owns the fields. Refuses any that would tell who asked.

use ask_docs_core::feedback::Reason;

/// A row.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Row {
    Answer(Answer),
    Verdict(Verdict),
}

/// A question that was put to a site, and what came of it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Answer {
    /// When it was asked, in seconds since 1970.
    pub at: i64,
    /// What the owner calls the site.
    pub site: String,
    /// What feedback calls the answer, if it has a name.
    pub name: Option<String>,
    pub outcome: Outcome,
    /// Only where the owner keeps them.
    pub question: Option<String>,
    pub cited: Vec<Cited>,
}

/// What came of a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// An answer.
    Answered,
    /// The answer that there is none.
    Nothing,
    /// Search results in the place of an answer.
    Search,
    /// An error.
    Failed,
    /// Its reader left before its end.
    Left,
}

/// A page that an answer cites.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Cited {
    /// What tells it from others: its address, its id, its title, whichever it has first.
    pub page: String,
    /// Its id in the API.
    pub id: Option<String>,
    pub title: Option<String>,
    /// Without its fragment; a path of the gateway's own begins with a slash.
    pub address: Option<String>,
    pub is_gone: bool,
}

/// What a reader says about an answer.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Verdict {
    /// When, in seconds since 1970.
    pub at: i64,
    pub site: String,
    /// The answer's name.
    pub answer: String,
    pub helpful: Option<bool>,
    pub reason: Option<Reason>,
    pub comment: Option<String>,
    pub question: Option<String>,
}

impl Outcome {
    /// The word for it in the file and in exports.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Answered => "answered",
            Self::Nothing => "nothing",
            Self::Search => "search",
            Self::Failed => "failed",
            Self::Left => "left",
        }
    }
}
