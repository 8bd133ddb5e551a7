//! An answer on its way out: one ending, a comment in each silence, headers.
//!
//! Owns the last step before the body. Refuses to let a stream stop without saying how: browsers
//! report a clean end for many cut connections, so an end is always an event (P-13).

use std::convert::Infallible;
use std::panic::AssertUnwindSafe;
use std::time::Duration;

use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::Response;
use bytes::Bytes;
use futures_util::{Stream, StreamExt as _, stream};
use tokio::time::timeout;

use crate::answers::Answering;
use crate::blocks::{Blocks, Kind};
use crate::events;
use crate::refusal::Refusal;
use crate::streams::Open;

/// Proxies commonly close a connection after 30 to 60 silent seconds.
const SILENCE: Duration = Duration::from_secs(15);

const PING: Bytes = Bytes::from_static(b": ping\n\n");

/// The response that carries `answering`, as the stream `open`.
pub(crate) fn response(answering: Answering, open: Open) -> Response {
    let bytes = kept_alive(answering.blocks, open).map(Ok::<_, Infallible>);
    let mut response = Response::new(Body::from_stream(bytes));
    let headers = response.headers_mut();
    headers.extend(answering.headers);
    for (name, value) in [
        (header::CONTENT_TYPE, "text/event-stream"),
        (header::CACHE_CONTROL, "no-store, no-transform"),
        // nginx and its kin buffer responses unless told not to.
        (HeaderName::from_static("x-accel-buffering"), "no"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}

/// The bytes of `blocks` up to the first ending, or with one of ours. A comment goes out in each
/// silence, and only between two events, so that a stream passed through stays the same stream.
fn kept_alive(blocks: Blocks, open: Open) -> impl Stream<Item = Bytes> + Send {
    // A panic ends its stream as every other failure does.
    let blocks = AssertUnwindSafe(blocks).catch_unwind();
    stream::unfold(Some((blocks, open)), |state| async move {
        let (mut blocks, mut open) = state?;
        let next = tokio::select! {
            // What has come goes out before the end.
            biased;
            next = timeout(SILENCE, blocks.next()) => next,
            () = open.told_to_end() => Ok(Some(Ok(Err(Refusal::Stopping)))),
        };
        let block = match next {
            Err(_) => return Some((PING, Some((blocks, open)))),
            Ok(Some(Ok(block))) => block,
            Ok(Some(Err(_))) => Err(Refusal::Panicked),
            Ok(None) => Err(Refusal::UpstreamFailed),
        };
        Some(match block {
            Ok(block) => {
                open.sends(&block);
                match block.kind {
                    Kind::MuteDone => ([block.bytes, events::DONE].concat().into(), None),
                    _ if block.ends_answer() => (block.bytes, None),
                    _ => (block.bytes, Some((blocks, open))),
                }
            }
            Err(refusal) => {
                open.fails(&refusal);
                (events::error_event(&refusal), None)
            }
        })
    })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use axum::http::HeaderMap;
    use http_body_util::BodyExt as _;
    use tokio::time::sleep;

    use super::*;
    use crate::blocks::blocks;
    use crate::metrics::Outcome;
    use crate::streams::{Course, Streams};

    async fn delivered(blocks: Blocks) -> String {
        delivered_of(&Streams::default(), Arc::default(), blocks).await
    }

    async fn delivered_of(streams: &Streams, course: Arc<Course>, blocks: Blocks) -> String {
        let open = streams.open(course);
        let response = response(Answering { blocks, headers: HeaderMap::new() }, open);
        let body = response.into_body().collect().await.expect("a body").to_bytes();
        String::from_utf8(body.to_vec()).expect("text")
    }

    /// `text`, a silence, and a break.
    fn broken(text: &'static str, silence: Duration) -> Blocks {
        let end = stream::once(async move {
            sleep(silence).await;
            Err(Refusal::UpstreamSlow)
        });
        blocks(stream::iter([Ok(Bytes::from_static(text.as_bytes()))]).chain(end)).boxed()
    }

    fn whole(text: &'static str) -> Blocks {
        blocks(stream::iter([Ok(Bytes::from_static(text.as_bytes()))])).boxed()
    }

    #[tokio::test(start_paused = true)]
    async fn each_fifteen_silent_seconds_bring_one_comment() {
        for (seconds, comments) in [(14, 0), (16, 1), (50, 3)] {
            let text = delivered(broken("data: 1\n\n", Duration::from_secs(seconds))).await;
            assert_eq!(text.matches(": ping\n\n").count(), comments, "{text}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn no_comment_falls_into_an_event() {
        let text = delivered(broken("data: 1\n\ndata: 2\n", Duration::from_secs(100))).await;
        let (_, error) = text.split_once("data: 2\n\n\nevent: error").expect(&text);
        assert!(!error.contains("ping"), "{text}");
    }

    #[tokio::test]
    async fn every_stream_has_one_ending() {
        for (text, ending) in [
            ("data: 1\n\nevent: done\ndata: done\n\ndata: 2\n\n", "data: done\n\n"),
            ("data: 1\n\ndata: done\n\n", "data: done\n\n"),
            ("event: done\n\n", "event: done\n\nevent: done\ndata: done\n\n"),
            ("event: error\ndata: {}\n\ndata: 2\n\n", "event: error\ndata: {}\n\n"),
            ("data: 1\n\n", "}}\n\n"),
            ("", "}}\n\n"),
        ] {
            let delivered = delivered(whole(text)).await;
            assert!(delivered.ends_with(ending), "{text:?}: {delivered}");
            assert!(!delivered.contains("data: 2"), "{delivered}");
        }
    }

    #[tokio::test]
    async fn half_an_event_is_closed_before_the_error() {
        let text = delivered(whole("data: 1\n\ndata: {\"a")).await;
        assert!(text.starts_with("data: 1\n\ndata: {\"a\n\nevent: error\ndata: "), "{text}");
    }

    #[tokio::test(start_paused = true)]
    async fn a_stream_that_is_told_to_end_says_so() {
        let streams = Streams::default();
        let course = Arc::default();
        let blocks = broken("data: 1\n\n", Duration::from_secs(1000));
        let told = async {
            sleep(Duration::from_secs(1)).await;
            streams.end_all();
        };
        let (text, ()) = tokio::join!(delivered_of(&streams, Arc::clone(&course), blocks), told);
        let (_, error) = text.split_once("data: 1\n\n\n\nevent: error\n").expect(&text);
        assert!(error.starts_with("data: {\"error\":{\"code\":503,"), "{text}");
        assert_eq!(course.outcome(), Outcome::Failed);
    }

    #[tokio::test]
    async fn a_panic_in_an_answer_is_its_end() {
        let panics = stream::once(async { panic!("the test wants it") });
        let text = delivered(whole("data: 1\n\n").chain(panics).boxed()).await;
        let (_, error) = text.split_once("data: 1\n\n\n\nevent: error\n").expect(&text);
        assert!(error.starts_with("data: {\"error\":{\"code\":500,"), "{text}");
    }

    #[tokio::test]
    async fn how_a_stream_ended_is_known() {
        for (text, outcome) in [
            ("data: 1\n\ndata: done\n\n", Outcome::Done),
            ("data: 1\n\nevent: error\ndata: {}\n\n", Outcome::Failed),
            ("data: 1\n\n", Outcome::Failed),
        ] {
            let course = Arc::default();
            delivered_of(&Streams::default(), Arc::clone(&course), whole(text)).await;
            assert_eq!(course.outcome(), outcome, "{text}");
        }
        assert_eq!(Course::default().outcome(), Outcome::Left);
    }
}
