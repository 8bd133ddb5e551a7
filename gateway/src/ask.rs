//! The two paths of the contract: `POST …/ask` and `GET …/ask/questions`; beside them those that
//! go on with an answer, or stop it, of [`resume`], and that of [`feedback`].
//!
//! Owns the checks of path, query and body. Refuses to answer: what passed goes to
//! [`Answers`](crate::answers::Answers) of its site.

use std::sync::Arc;
use std::time::Duration;

use ask_docs_core::request::{Ask, Format, is_id};
use ask_docs_core::wire::AskBody;
use axum::Router;
use axum::body::Body;
use axum::extract::{Extension, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use bytes::Bytes;
use futures_util::{FutureExt as _, StreamExt as _};
use serde::de::DeserializeOwned;

use crate::answers::{Answering, Asked, AskedToStart, Reply};
use crate::deliver;
use crate::feedback;
use crate::observe::Notes;
use crate::refusal::Refusal;
use crate::reports::Reports;
use crate::resume::{self, Hub};
use crate::sites::{Here, Site};

/// The largest ask body, in bytes. A question of 512 and a goal of 1,024 four-byte characters,
/// all escaped, take 13 KiB.
pub(crate) const MAX_BODY_BYTES: usize = 16 * 1024;

/// How long an ask body may take to come whole: it fits a few packets (P-6).
const BODY_DEADLINE: Duration = Duration::from_secs(10);

/// The routes below `/v1`.
pub(crate) fn routes() -> Router {
    Router::new()
        .route(
            "/orgs/{organization}/sites/{site}/ask",
            post(ask).get(resume::resume).fallback(async || Refusal::WrongMethod("GET, POST")),
        )
        .route(
            "/orgs/{organization}/sites/{site}/ask/stop",
            post(resume::stop).fallback(async || Refusal::WrongMethod("POST")),
        )
        .route(
            "/orgs/{organization}/sites/{site}/ask/feedback",
            post(feedback::feedback).fallback(async || Refusal::WrongMethod("POST")),
        )
        .route(
            "/orgs/{organization}/sites/{site}/ask/questions",
            get(starter_questions).fallback(async || Refusal::WrongMethod("GET")),
        )
}

async fn ask(
    Here(site): Here,
    Extension(hub): Extension<Arc<Hub>>,
    Extension(reports): Extension<Reports>,
    Extension(notes): Extension<Notes>,
    request: Request,
) -> Response {
    let answered = answer(&site, &hub, &reports, &notes, request).await;
    let mut response = match answered {
        Ok(answering) => deliver::response(answering, notes.open_stream()),
        Err(refusal) => refusal.into_response(),
    };
    // Refusals too: the last of them may have filled the day.
    site.protection.tell(response.headers_mut());
    response
}

async fn answer(
    site: &Arc<Site>,
    hub: &Arc<Hub>,
    reports: &Reports,
    notes: &Notes,
    request: Request,
) -> Result<Answering, Refusal> {
    let (head, body) = request.into_parts();
    let format = format(head.uri.query())?;
    let is_resumable = is_on(head.uri.query(), "resume")?;
    // Not a header: browsers send `Cache-Control: no-cache` whenever nothing is to be stored.
    let afresh = is_on(head.uri.query(), "fresh")?;
    check_content_type(&head.headers)?;
    let body = read(&head.headers, body, MAX_BODY_BYTES).await?;
    let (ask, body) = site.scope.admit(parse(&body)?, body)?;
    let gateway = head.headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let gateway = gateway.map(str::to_owned);
    tracing::debug!(site = %site.name, "a question");
    let asked = Asked { ask, format, body, gateway, asking: notes.asking() };
    let tale = reports.tale(&site.name, &asked);
    let answering = tale.of(admitted(site, &head, asked, afresh).await)?;
    if is_resumable {
        return Ok(tale.named(hub.hold(&site.key(), answering).await?));
    }
    Ok(answering)
}

/// The answer to what `head` asks, once it has passed all that protects the site.
///
/// # Errors
/// Whatever refuses it on its way.
pub(crate) async fn admitted(
    site: &Arc<Site>,
    head: &Parts,
    asked: Asked,
    afresh: bool,
) -> Result<Answering, Refusal> {
    let admitted = site.protection.admit(head, asked.ask.question.as_str()).await?;
    let (revision, source) = (|| site.answers.revision(), Arc::clone(site));
    let asking = asked.asking.clone();
    let answering = site.continuity.answer(asked, afresh, revision, |asked| charged(source, asked));
    let answering = answering.await?;
    asking.begins();
    Ok(admitted.hold(answering))
}

/// The answer of `site` to `asked`, paid for.
fn charged(site: Arc<Site>, asked: Asked) -> Reply {
    async move {
        asked.asking.asks_source();
        let charge = site.protection.charge().await?;
        let answered = site.answers.ask(asked).await;
        if answered.is_err() {
            charge.give_back().await;
        }
        answered
    }
    .boxed()
}

async fn starter_questions(
    Here(site): Here,
    Extension(notes): Extension<Notes>,
    request: Request,
) -> Result<Response, Refusal> {
    let (head, _) = request.into_parts();
    let site_space = parameter(head.uri.query(), "siteSpaceId");
    if site_space.as_deref().is_some_and(|id| !is_id(id)) {
        let sentence = "`siteSpaceId` must be 1 to 64 letters, digits, `-` or `_`";
        return Err(Refusal::BadRequest(sentence.to_owned()));
    }
    let site_space = site.scope.admit_start(site_space)?;
    let admitted = site.protection.admit_other(&head).await?;
    let answering = site.answers.starter_questions(AskedToStart { site_space }).await?;
    Ok(deliver::response(admitted.hold(answering), notes.open_stream()))
}

fn format(query: Option<&str>) -> Result<Option<Format>, Refusal> {
    let Some(value) = parameter(query, "format") else { return Ok(None) };
    match Format::from_parameter(Some(&value)) {
        Some(format) => Ok(Some(format)),
        None => Err(Refusal::BadRequest("`format` must be `markdown` or `document`".to_owned())),
    }
}

/// Whether the query turns `name` on.
fn is_on(query: Option<&str>, name: &str) -> Result<bool, Refusal> {
    match parameter(query, name).as_deref() {
        Some("true") => Ok(true),
        Some("false") | None => Ok(false),
        Some(_) => Err(Refusal::BadRequest(format!("`{name}` must be `true` or `false`"))),
    }
}

fn parameter(query: Option<&str>, name: &str) -> Option<String> {
    let pairs = url::form_urlencoded::parse(query?.as_bytes());
    pairs.filter(|(key, _)| key == name).map(|(_, value)| value.into_owned()).next()
}

/// Refuses a body that is not declared as JSON.
pub(crate) fn check_content_type(headers: &HeaderMap) -> Result<(), Refusal> {
    let value = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let essence = value.and_then(|value| value.split(';').next()).unwrap_or_default();
    if essence.trim().eq_ignore_ascii_case("application/json") {
        return Ok(());
    }
    Err(Refusal::NotJson)
}

/// The whole of `body`, which may have `most` bytes and has [`BODY_DEADLINE`] to come.
pub(crate) async fn read(headers: &HeaderMap, body: Body, most: usize) -> Result<Bytes, Refusal> {
    let read = tokio::time::timeout(BODY_DEADLINE, read_patiently(headers, body, most));
    read.await.unwrap_or(Err(Refusal::BodySlow))
}

async fn read_patiently(headers: &HeaderMap, body: Body, most: usize) -> Result<Bytes, Refusal> {
    let length = headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok());
    let declared = length.and_then(|length| length.parse::<u64>().ok());
    if declared.is_some_and(|bytes| bytes > most as u64) {
        return Err(Refusal::TooLarge(most));
    }
    let mut chunks = body.into_data_stream();
    let mut bytes = Vec::new();
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk
            .map_err(|_| Refusal::BadRequest("The body could not be read to its end".to_owned()))?;
        if bytes.len() + chunk.len() > most {
            return Err(Refusal::TooLarge(most));
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes.into())
}

fn parse(bytes: &[u8]) -> Result<Ask, Refusal> {
    let body = parse_json::<AskBody>(bytes)?;
    // Fields that are not known are skipped above without a look at depth and UTF-8, and go on to
    // the upstream: what no ordinary reader takes stays here.
    serde_json::from_slice::<serde_json::Value>(bytes)
        .map_err(|_| Refusal::BadRequest(NOT_JSON.to_owned()))?;
    Ok(Ask::from_body(body)?)
}

/// The body that `bytes` are.
pub(crate) fn parse_json<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Refusal> {
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let parsed = serde_path_to_error::deserialize::<_, T>(&mut reader);
    let body = parsed.map_err(|error| Refusal::BadRequest(complaint(&error)))?;
    reader.end().map_err(|_| Refusal::BadRequest(NOT_JSON.to_owned()))?;
    Ok(body)
}

/// The longest complaint about a field, in characters.
const MAX_COMPLAINT: usize = 300;

const NOT_JSON: &str = "The body is not JSON";

/// Which field is wrong, and how. serde's own words end in a line and a column that say nothing
/// to a client.
fn complaint(error: &serde_path_to_error::Error<serde_json::Error>) -> String {
    let cause = error.inner();
    if !cause.is_data() {
        return NOT_JSON.to_owned();
    }
    let words = cause.to_string();
    let words = words.split(" at line ").next().unwrap_or_default();
    let path = error.path().to_string();
    let within = if path == "." { String::new() } else { format!("{path}.") };
    if let Some(field) = words.strip_prefix("missing field ") {
        return format!("`{within}{}` is missing", field.trim_matches('`'));
    }
    if let Some(field) = words.strip_prefix("duplicate field ") {
        return format!("`{within}{}` is given twice", field.trim_matches('`'));
    }
    match path.as_str() {
        "." => format!("The body is of the wrong kind: {words}"),
        path => format!("`{path}` is of the wrong kind: {words}"),
    }
    // A client's own words may be among them.
    .chars()
    .take(MAX_COMPLAINT)
    .collect()
}
