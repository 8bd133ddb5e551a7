//! A stream of events that costs no question: whether they arrive apart tells what a proxy does to
//! answers.
//!
//! Owns how many events there are and how far apart. They go the way of an answer, with its headers
//! and through the same compression.

use std::time::Duration;

use axum::Extension;
use axum::extract::Request;
use axum::http::HeaderMap;
use axum::response::Response;
use futures_util::{StreamExt as _, stream};
use serde_json::json;

use crate::answers::Answering;
use crate::blocks::Block;
use crate::compress::AsItIs;
use crate::deliver;
use crate::events;
use crate::observe::Notes;

/// How many events there are.
pub(super) const EVENTS: u32 = 10;
/// How far they are apart.
pub(super) const APART: Duration = Duration::from_millis(100);

/// The stream; with `plain` in the query it is not compressed.
pub(super) async fn stream(Extension(notes): Extension<Notes>, request: Request) -> Response {
    let events = stream::iter(0..EVENTS).then(|number| async move {
        if number > 0 {
            tokio::time::sleep(APART).await;
        }
        Ok(Block::new(events::event(&json!({ "type": "probe", "number": number }))))
    });
    let end = stream::iter([Ok(Block::new(events::DONE))]);
    let answering = Answering { blocks: events.chain(end).boxed(), headers: HeaderMap::new() };
    let mut response = deliver::response(answering, notes.open_stream());
    if request.uri().query() == Some("plain") {
        response.extensions_mut().insert(AsItIs);
    }
    response
}
