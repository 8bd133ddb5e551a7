//! The JSON shapes of the Ask API, and the one step from an SSE event to a [`Frame`].
//!
//! Owns every (de)serialized type that crosses the network, in both directions, so that widget
//! and gateway cannot disagree. Refuses to judge: unknown names, types and fields are skipped,
//! and what they mean for an answer is [`answer`](crate::answer)'s.
//!
//! Plain structs with a `type` string, not tagged enums: serde's tagged enums cost the widget
//! 10 KB. Field names and rules: `streamAskInSite` in GitBook's OpenAPI description.

use serde::{Deserialize, Serialize};

use crate::sse;
use json::writer::Object;

pub mod document;
pub mod json;
mod read;

/// The body of `POST …/ask`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AskBody {
    /// At most 512 characters.
    pub question: String,
    /// Where to look.
    pub scope: ScopeBody,
    /// Where the reader is and what they want, if known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub context: Option<ContextBody>,
    /// Who asks, if the site's insights should know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session: Option<SessionBody>,
}

impl AskBody {
    /// The body as JSON.
    pub fn to_json(&self) -> String {
        let scope = Object::new()
            .text("mode", Some(&self.scope.mode))
            .text("currentSiteSpace", self.scope.current_site_space.as_deref())
            .text("restrictTo", self.scope.restrict_to.as_deref())
            .texts("siteSpaceIds", self.scope.site_space_ids.as_deref());
        let context = self.context.as_ref().map(|context| {
            Object::new()
                .text("siteSpaceId", context.site_space_id.as_deref())
                .text("goal", context.goal.as_deref())
        });
        let session = self.session.as_ref().map(|session| {
            Object::new()
                .text("visitorId", Some(&session.visitor_id))
                .text("sessionId", Some(&session.session_id))
        });
        Object::new()
            .text("question", Some(&self.question))
            .object("scope", Some(scope))
            .object("context", context)
            .object("session", session)
            .finish()
    }
}

/// `scope` of an ask body: one of four forms, told apart by `mode` and `restrictTo`.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ScopeBody {
    /// `default`, `specific` or `all`.
    pub mode: String,
    /// The site space the reader is in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub current_site_space: Option<String>,
    /// `currentSiteSpace` or `otherSiteSpaces`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub restrict_to: Option<String>,
    /// At least one, with mode `specific`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub site_space_ids: Option<Vec<String>>,
}

/// `context` of an ask body.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ContextBody {
    /// Where the reader is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub site_space_id: Option<String>,
    /// What the reader is trying to get done; at most 1,024 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub goal: Option<String>,
}

/// `session` of an ask body: both or nothing.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SessionBody {
    /// The same for all visits of a reader.
    pub visitor_id: String,
    /// The same for one visit.
    pub session_id: String,
}

/// The body of `POST …/ask/feedback`, which is the gateway's own.
#[derive(Clone, Debug, Deserialize)]
pub struct FeedbackBody {
    /// Names the answer.
    pub answer: String,
    /// Whether it helped; `null` takes back what was said.
    #[serde(default)]
    pub helpful: Option<bool>,
    /// One of a closed set of words.
    #[serde(default)]
    pub reason: Option<String>,
    /// The reader's own words.
    #[serde(default)]
    pub comment: Option<String>,
    /// The words of the question.
    #[serde(default)]
    pub question: Option<String>,
    /// The words of the answer.
    #[serde(default)]
    pub text: Option<String>,
}

impl FeedbackBody {
    /// The body as JSON.
    pub fn to_json(&self) -> String {
        Object::new()
            .text("answer", Some(&self.answer))
            .flag("helpful", self.helpful)
            .text("reason", self.reason.as_deref())
            .text("comment", self.comment.as_deref())
            .text("question", self.question.as_deref())
            .text("text", self.text.as_deref())
            .finish()
    }
}

/// One event of an ask stream: `{"type":"answer","answer":{…}}`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct StreamEvent {
    /// `answer`; other types are skipped.
    #[serde(rename = "type", default)]
    pub kind: String,
    /// What a gateway made the answer of, where no model could write one: `search`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fallback: Option<String>,
    /// Present with type `answer`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<Snapshot>,
}

/// The whole answer so far (`SearchAIAnswer`). Replaces the snapshot before it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Snapshot {
    /// The text; absent or empty while there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<AnswerText>,
    /// Questions a reader may ask next.
    #[serde(default)]
    pub followup_questions: Vec<String>,
    /// What the answer stands on.
    #[serde(default)]
    pub sources: Vec<Source>,
    /// What a gateway made it of, where no model could write it. Stands beside the answer in its
    /// event ([`StreamEvent`]).
    #[serde(skip)]
    pub fallback: Option<String>,
}

/// The text of an answer, in the format that was asked for.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct AnswerText {
    /// With `format=markdown`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub markdown: Option<String>,
    /// With `format=document`, or no format: GitBook's document tree.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<json::Json>,
}

/// A source: type `page` (ids only, unless a gateway resolved it) or `record`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Source {
    /// `page` or `record`; other types are shown by what they have.
    #[serde(rename = "type", default)]
    pub kind: String,
    /// How the source was used, in a short sentence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Page id (`page`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<String>,
    /// Revision id (`page`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revision: Option<String>,
    /// Space id (`page`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub space: Option<String>,
    /// Section ids (`page`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sections: Option<Vec<String>>,
    /// Record id (`record`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record: Option<String>,
    /// Site id (`record`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub site: Option<String>,
    /// Title (`record`, or `page` once a gateway resolved it).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Address (`record`, or `page` once a gateway resolved it).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Whether a gateway found that there is no such page any more (`page`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unavailable: Option<bool>,
}

/// One event of a starter question stream: `{"question":"…"}`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct StarterQuestion {
    /// The question, ready to ask.
    pub question: String,
}

/// The body of a response that is not 2xx, and the data of an `error` event.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct ErrorBody {
    /// What went wrong.
    #[serde(default)]
    pub error: ErrorDetail,
}

/// What went wrong, in the API's words.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErrorDetail {
    /// The HTTP status, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<u16>,
    /// A sentence, as the server wrote it: untrusted text.
    #[serde(default)]
    pub message: String,
}

/// What one event means for an answer.
#[derive(Clone, Debug, PartialEq)]
pub enum Frame {
    /// The whole answer so far.
    Snapshot(Snapshot),
    /// The whole answer so far, told by what is not as in the snapshot before it.
    Change(Change),
    /// The end marker: nothing more comes, and the answer is whole.
    Done,
    /// The server gives up.
    Error(ErrorDetail),
    /// An event that should have been an answer and cannot be read.
    Malformed,
    /// Anything this version does not know.
    Unknown,
}

/// How a snapshot differs from the one before it in its stream.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// How many bytes of the text are as before.
    pub kept: usize,
    /// All that follows them.
    pub text: String,
    /// The snapshot without its text, where anything else has changed.
    pub rest: Option<Snapshot>,
}

/// What `event` of an ask stream means.
///
/// The end is an event named `done`, or `done` as data: the official JavaScript client looks for
/// the one, the quickstart's Python sample for the other.
pub fn frame(event: &sse::Event) -> Frame {
    match event.name.as_str() {
        "done" => Frame::Done,
        "error" => Frame::Error(error_detail(&event.data)),
        name if may_be_answer(name) && event.data.trim() == "done" => Frame::Done,
        name if may_be_answer(name) => answer(&event.data),
        _ => Frame::Unknown,
    }
}

/// Whether an event of the type `name` may hold an answer.
pub(crate) fn may_be_answer(name: &str) -> bool {
    matches!(name, "message" | "answer")
}

/// What the data of an answer's event means.
pub(crate) fn answer(data: &str) -> Frame {
    match read::stream_event(data) {
        Some(StreamEvent { kind, fallback, answer: Some(answer) }) if kind == "answer" => {
            Frame::Snapshot(Snapshot { fallback, ..answer })
        }
        Some(_) => Frame::Unknown,
        None => Frame::Malformed,
    }
}

/// The question that `event` of a starter question stream holds, if it holds one.
pub fn starter_question(event: &sse::Event) -> Option<String> {
    if event.name != "message" {
        return None;
    }
    read::starter_question(&event.data).map(|starter| starter.question)
}

/// What an error body tells; text that is not the API's JSON is taken as its message.
pub fn error_detail(body: &str) -> ErrorDetail {
    let text = |message: &str| ErrorDetail { code: None, message: message.to_owned() };
    match read::error_body(body) {
        Some(body) => body.error,
        None if body.trim_start().starts_with(['<', '{', '[']) => text(""),
        None => text(body.trim()),
    }
}
