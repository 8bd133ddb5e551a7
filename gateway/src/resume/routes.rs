//! What a client does with the name of its answer: `GET …/ask` and `POST …/ask/stop`.
//!
//! Owns the reading of the name. Refuses to say whether a name that is not of this site is one of
//! another.

use std::sync::Arc;

use axum::Extension;
use axum::extract::Request;
use axum::http::{HeaderName, StatusCode};
use axum::response::Response;

use super::{AnswerId, Hub};
use crate::ask::read;
use crate::deliver;
use crate::observe::Notes;
use crate::refusal::Refusal;
use crate::sites::Here;

const LAST_EVENT_ID: HeaderName = HeaderName::from_static("last-event-id");

/// Continues the answer that the header `Last-Event-ID` names.
pub(crate) async fn resume(
    Here(site): Here,
    Extension(hub): Extension<Arc<Hub>>,
    Extension(notes): Extension<Notes>,
    request: Request,
) -> Result<Response, Refusal> {
    let (head, _) = request.into_parts();
    let Some(name) = head.headers.get(LAST_EVENT_ID) else {
        let sentence = "Questions are asked with POST; GET continues the answer that the header \
                        `Last-Event-ID` names";
        return Err(Refusal::BadRequest(sentence.to_owned()));
    };
    let id = AnswerId::parse(name.as_bytes()).ok_or(Refusal::UnknownAnswer)?;
    let admitted = site.protection.admit_other(&head).await?;
    let answering = hub.resume(&site.key(), &id).await?;
    Ok(deliver::response(admitted.hold(answering), notes.open_stream()))
}

/// Ends the work for the answer that the body names. One that is not known has ended already.
/// Nobody is asked for a visitor's token: a page that is left can send none, and the name is known
/// to those alone who read the answer.
pub(crate) async fn stop(
    Here(site): Here,
    Extension(hub): Extension<Arc<Hub>>,
    request: Request,
) -> Result<StatusCode, Refusal> {
    let (head, body) = request.into_parts();
    let name = read(&head.headers, body, AnswerId::MAX_TEXT).await?;
    if let Some(id) = AnswerId::parse(&name) {
        hub.stop(&site.key(), &id).await;
    }
    Ok(StatusCode::NO_CONTENT)
}
