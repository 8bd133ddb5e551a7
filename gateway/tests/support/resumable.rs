//! Asking for an answer that can be continued, and continuing it.

use axum::body::{Body, BodyDataStream};
use axum::http::Request;
use futures_util::StreamExt as _;

use crate::support::program::PATIENCE;
use crate::support::{body, get, post};

/// The path of the site that a scripted API has.
pub(crate) const ASK: &str = "/v1/orgs/org1/sites/site1/ask";
/// An event with an answer.
pub(crate) const ONE: &str =
    "data: {\"type\":\"answer\",\"answer\":{\"answer\":{\"markdown\":\"One\"}}}\n\n";
/// The last event.
pub(crate) const END: &str = "event: done\ndata: done\n\n";

pub(crate) fn ask_resumable() -> Request<Body> {
    post(&format!("{ASK}?format=markdown&resume=true"), body("a"))
}

/// Goes on with the answer called `name`.
pub(crate) fn resume(name: &str) -> Request<Body> {
    let mut request = get(ASK);
    request.headers_mut().insert("last-event-id", name.parse().expect("a header"));
    request
}

/// The next block of an answer that arrives.
pub(crate) async fn block(body: &mut BodyDataStream) -> String {
    let next = tokio::time::timeout(PATIENCE, body.next());
    let block = next.await.expect("a block in time").expect("a block").expect("no break");
    String::from_utf8(block.to_vec()).expect("text")
}

/// The name in the first block.
pub(crate) async fn name(body: &mut BodyDataStream) -> String {
    let text = block(body).await;
    let name = text.strip_prefix("id: ").and_then(|rest| rest.strip_suffix("\n\n"));
    name.expect(&text).to_owned()
}
