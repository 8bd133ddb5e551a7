//! A question and its surroundings to a url, headers and a body, as plain data, and back.
//!
//! Owns the paths of the API and the rules of the ask body. Refuses to send anything.

use std::fmt;

use crate::feedback::Feedback;
use crate::question::{Question, QuestionError};
use crate::wire::{AskBody, ContextBody, ScopeBody, SessionBody};

/// The longest `context.goal`, in Unicode code points.
pub const MAX_GOAL_CHARACTERS: usize = 1024;

/// Where questions go: a gateway or the API itself.
#[derive(Clone, PartialEq, Eq)]
pub struct Endpoint {
    base: String,
    token: Option<String>,
}

/// Everything that is asked at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ask {
    /// The reader's words.
    pub question: Question,
    /// Where to look.
    pub scope: Scope,
    /// The site space the reader is in.
    pub site_space: Option<String>,
    /// What the reader is trying to get done.
    pub goal: Option<Goal>,
    /// Who asks.
    pub visit: Option<Visit>,
}

/// Where to look for an answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Scope {
    /// The whole site, the reader's own site space first if it is given.
    Default {
        /// The site space the reader is in.
        current: Option<String>,
    },
    /// One side of the reader's site space.
    Restricted {
        /// The site space the reader is in.
        current: String,
        /// Only in it, or only outside it.
        to: Restriction,
    },
    /// These site spaces; at least one.
    Specific(Vec<String>),
    /// Everything the site has.
    #[default]
    All,
}

/// Which side of the current site space is searched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Restriction {
    /// `currentSiteSpace`
    Current,
    /// `otherSiteSpaces`
    Others,
}

/// What the reader is trying to get done: 1 to [`MAX_GOAL_CHARACTERS`] characters, trimmed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Goal(String);

/// Who asks; GitBook counts visits with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Visit {
    /// The same for all visits of a reader.
    pub visitor: String,
    /// The same for one visit.
    pub session: String,
}

/// The shape in which answers come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// `{"markdown": "…"}`
    Markdown,
    /// `{"document": …}`, GitBook's tree; also what comes when no format is asked for.
    Document,
}

/// A request as plain data.
#[derive(Clone, PartialEq, Eq)]
pub struct Request {
    /// `GET` or `POST`.
    pub method: &'static str,
    /// The full address.
    pub url: String,
    /// Names and values. May hold the token: no `Debug`.
    pub headers: Vec<(&'static str, String)>,
    /// JSON, with `POST`.
    pub body: Option<String>,
}

/// A field that breaks a rule of the contract.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadField {
    /// The path of the field, as in `context.goal`.
    pub field: &'static str,
    /// What is wrong with it, ready to follow the field's name.
    pub problem: String,
}

impl Endpoint {
    /// Where `organization`'s `site` answers, below `base` (`https://api.gitbook.com`, or a
    /// gateway; a trailing slash or `/v1` is taken as meant).
    ///
    /// # Errors
    /// The names of settings that are not usable, each with the reason.
    pub fn new(
        base: &str,
        organization: &str,
        site: &str,
        token: Option<String>,
    ) -> Result<Self, Vec<BadField>> {
        let mut bad = Vec::new();
        for (field, id) in [("organization", organization), ("site", site)] {
            if !is_id(id) {
                let problem = format!(
                    "must be 1 to 64 letters, digits, `-` or `_`, as GitBook shows it; it is `{id}`"
                );
                bad.push(BadField { field, problem });
            }
        }
        if !base.starts_with("https://") && !base.starts_with("http://") {
            let problem = format!("must begin with `https://` or `http://`; it is `{base}`");
            bad.push(BadField { field: "endpoint", problem });
        }
        if !bad.is_empty() {
            return Err(bad);
        }
        let base = base.trim_end_matches('/');
        let base = base.strip_suffix("/v1").unwrap_or(base);
        Ok(Self { base: format!("{base}/v1/orgs/{organization}/sites/{site}"), token })
    }

    /// The request that asks. Its answer comes as Markdown, and from a gateway in a stream that can
    /// be continued.
    pub fn ask(&self, ask: &Ask) -> Request {
        let mut headers = self.headers();
        headers.push(("Content-Type", "application/json".to_owned()));
        // Whoever has a token asks the API itself, which does not know the word.
        let resume = if self.token.is_some() { "" } else { "&resume=true" };
        Request {
            method: "POST",
            url: format!("{}/ask?format=markdown{resume}", self.base),
            headers,
            body: Some(ask.to_json()),
        }
    }

    /// As [`ask`](Self::ask), for an answer that is not out of a gateway's cache. A parameter says so,
    /// since browsers send `Cache-Control: no-cache` with every request whose answer is not stored.
    pub fn ask_afresh(&self, ask: &Ask) -> Request {
        let mut request = self.ask(ask);
        if self.token.is_none() {
            request.url.push_str("&fresh=true");
        }
        request
    }

    /// The request that continues the stream `id` of a gateway.
    pub fn resume(&self, id: &str) -> Request {
        let mut headers = self.headers();
        headers.push(("Last-Event-ID", id.to_owned()));
        Request { method: "GET", url: format!("{}/ask", self.base), headers, body: None }
    }

    /// The request that ends the stream `id` of a gateway: nobody will continue it.
    pub fn stop(&self, id: &str) -> Request {
        Request {
            method: "POST",
            url: format!("{}/ask/stop", self.base),
            // Of a kind that a browser sends at once, without asking first.
            headers: vec![("Content-Type", "text/plain".to_owned())],
            body: Some(id.to_owned()),
        }
    }

    /// The request that tells a gateway what a reader says about an answer.
    pub fn feedback(&self, said: &Feedback) -> Request {
        let mut headers = self.headers();
        headers.push(("Content-Type", "application/json".to_owned()));
        let url = format!("{}/ask/feedback", self.base);
        Request { method: "POST", url, headers, body: Some(said.to_json()) }
    }

    /// The request for starter questions, of one site space if it is given.
    pub fn starter_questions(&self, site_space: Option<&str>) -> Request {
        // A site space's id is checked as every id is, so it needs no escaping.
        let query = match site_space {
            Some(id) if is_id(id) => format!("?siteSpaceId={id}"),
            _ => String::new(),
        };
        Request {
            method: "GET",
            url: format!("{}/ask/questions{query}", self.base),
            headers: self.headers(),
            body: None,
        }
    }

    fn headers(&self) -> Vec<(&'static str, String)> {
        let mut headers = vec![("Accept", "text/event-stream".to_owned())];
        if let Some(token) = &self.token {
            headers.push(("Authorization", format!("Bearer {token}")));
        }
        headers
    }
}

/// Whether `id` can stand in a path of the API as it is.
pub fn is_id(id: &str) -> bool {
    (1..=64).contains(&id.len())
        && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}

impl Goal {
    /// Trims `text` and checks its length.
    ///
    /// # Errors
    /// A [`BadField`] that names `context.goal`.
    pub fn new(text: &str) -> Result<Self, BadField> {
        let text = text.trim();
        match text.chars().count() {
            1..=MAX_GOAL_CHARACTERS => Ok(Self(text.to_owned())),
            count => Err(BadField {
                field: "context.goal",
                problem: format!("must have 1 to {MAX_GOAL_CHARACTERS} characters; it has {count}"),
            }),
        }
    }
}

impl Ask {
    /// A question to the whole site, with nothing around it.
    pub fn new(question: Question) -> Self {
        Self { question, scope: Scope::All, site_space: None, goal: None, visit: None }
    }

    /// The ask body.
    pub fn to_json(&self) -> String {
        let context = ContextBody {
            site_space_id: self.site_space.clone(),
            goal: self.goal.as_ref().map(|goal| goal.0.clone()),
        };
        let has_context = context.site_space_id.is_some() || context.goal.is_some();
        let body = AskBody {
            question: self.question.as_str().to_owned(),
            scope: self.scope.to_body(),
            context: has_context.then_some(context),
            session: self.visit.as_ref().map(|visit| SessionBody {
                visitor_id: visit.visitor.clone(),
                session_id: visit.session.clone(),
            }),
        };
        body.to_json()
    }

    /// The ask that `body` holds.
    ///
    /// # Errors
    /// The first field that breaks a rule.
    pub fn from_body(body: AskBody) -> Result<Self, BadField> {
        let question = Question::new(&body.question).map_err(|error| BadField {
            field: "question",
            problem: match error {
                QuestionError::Empty => "must not be empty".to_owned(),
                QuestionError::TooLong { characters } => format!(
                    "must have at most {} characters; it has {characters}",
                    crate::question::MAX_CHARACTERS
                ),
            },
        })?;
        let context = body.context.unwrap_or_default();
        Ok(Self {
            question,
            scope: Scope::from_body(body.scope)?,
            site_space: context.site_space_id,
            goal: context.goal.as_deref().map(Goal::new).transpose()?,
            visit: body
                .session
                .map(|session| Visit { visitor: session.visitor_id, session: session.session_id }),
        })
    }
}

impl Scope {
    fn to_body(&self) -> ScopeBody {
        let mode = |mode: &str| ScopeBody { mode: mode.to_owned(), ..ScopeBody::default() };
        match self {
            Self::Default { current } => {
                ScopeBody { current_site_space: current.clone(), ..mode("default") }
            }
            Self::Restricted { current, to } => ScopeBody {
                current_site_space: Some(current.clone()),
                restrict_to: Some(to.as_str().to_owned()),
                ..mode("default")
            },
            Self::Specific(ids) => {
                ScopeBody { site_space_ids: Some(ids.clone()), ..mode("specific") }
            }
            Self::All => mode("all"),
        }
    }

    fn from_body(body: ScopeBody) -> Result<Self, BadField> {
        let bad = |field, problem: &str| Err(BadField { field, problem: problem.to_owned() });
        match body.mode.as_str() {
            "all" => Ok(Self::All),
            "specific" => match body.site_space_ids {
                Some(ids) if !ids.is_empty() => Ok(Self::Specific(ids)),
                _ => bad("scope.siteSpaceIds", "must hold at least one id when mode is `specific`"),
            },
            "default" => {
                let Some(restriction) = body.restrict_to else {
                    return Ok(Self::Default { current: body.current_site_space });
                };
                let Some(to) = Restriction::from_str(&restriction) else {
                    return bad(
                        "scope.restrictTo",
                        "must be `currentSiteSpace` or `otherSiteSpaces`",
                    );
                };
                match body.current_site_space {
                    Some(current) => Ok(Self::Restricted { current, to }),
                    None => bad("scope.currentSiteSpace", "must be given with `restrictTo`"),
                }
            }
            _ => bad("scope.mode", "must be `default`, `specific` or `all`"),
        }
    }
}

impl Restriction {
    fn as_str(self) -> &'static str {
        match self {
            Self::Current => "currentSiteSpace",
            Self::Others => "otherSiteSpaces",
        }
    }

    fn from_str(text: &str) -> Option<Self> {
        [Self::Current, Self::Others].into_iter().find(|side| side.as_str() == text)
    }
}

impl Format {
    /// The format that the query parameter `format` names; none is `document`.
    pub fn from_parameter(value: Option<&str>) -> Option<Self> {
        match value {
            Some("markdown") => Some(Self::Markdown),
            Some("document") | None => Some(Self::Document),
            Some(_) => None,
        }
    }
}

impl fmt::Display for BadField {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "`{}` {}", self.field, self.problem)
    }
}

impl std::error::Error for BadField {}

impl fmt::Debug for Endpoint {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let token = self.token.as_ref().map(|_| "hidden");
        out.debug_struct("Endpoint").field("base", &self.base).field("token", &token).finish()
    }
}
