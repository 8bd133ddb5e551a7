//! Resumable answers over the wire: one call upstream, whatever happens to the client.

use std::time::{Duration, Instant};

use axum::http::HeaderValue;

use super::resumable::{END, ONE, ask_resumable, name, resume};
use super::*;

const STOP: &str = "/v1/orgs/org1/sites/site1/ask/stop";

#[tokio::test]
async fn a_reloaded_client_continues_without_a_second_call() {
    let server = scripted(vec![write(EVENTS), write(ONE), write(END), Step::Close]).await;
    let mut body = start(&server.app, ask_resumable()).await;
    let name = name(&mut body).await;
    drop(body);
    for _ in 0..2 {
        let again = send(&server.app, resume(&name)).await;
        assert_eq!(again.text(), format!("id: {name}\n\n{ONE}{END}"));
        assert_eq!(again.header("content-type"), "text/event-stream");
        assert_eq!(again.header("x-ratelimit-remaining"), "7");
    }
    let requests = server.requests();
    assert_eq!(requests.len(), 1);
    assert!(requests[0].starts_with(&format!("POST {ASK}?format=markdown HTTP/1.1\r\n")));
}

#[tokio::test]
async fn a_stop_is_a_stop_upstream_at_once() {
    let mut server = scripted(vec![write(EVENTS), write(ONE), Step::Hold]).await;
    let mut body = start(&server.app, ask_resumable()).await;
    let name = name(&mut body).await;
    let first = body.next().await.expect("a block").expect("no break");
    assert_eq!(first, ONE);
    let stop = Instant::now();
    let mut request = post(STOP, name.clone());
    request.headers_mut().insert("content-type", HeaderValue::from_static("text/plain"));
    assert_eq!(send(&server.app, request).await.status, 204);
    server.let_go().await;
    assert!(stop.elapsed() < Duration::from_millis(100), "{:?}", stop.elapsed());
    let rest = body.next().await.expect("a block").expect("no break");
    assert!(rest.starts_with(b"\n\nevent: error\ndata: {\"error\":{\"code\":410,"), "{rest:?}");
    assert_eq!(send(&server.app, resume(&name)).await.refusal().0, 404);
}

#[tokio::test]
async fn a_leaving_client_who_did_not_ask_to_come_back_ends_the_work() {
    let mut server = scripted(vec![write(EVENTS), write(ONE), Step::Hold]).await;
    let mut body = start(&server.app, post(&format!("{ASK}?resume=false"), body("a"))).await;
    assert_eq!(body.next().await.expect("a block").expect("no break"), ONE);
    let left = Instant::now();
    drop(body);
    server.let_go().await;
    assert!(left.elapsed() < Duration::from_millis(100), "{:?}", left.elapsed());
}

#[tokio::test]
async fn names_that_open_nothing_are_refused_with_a_sentence() {
    let server = scripted(vec![Step::Close]).await;
    for name in ["x", "AAAAAAAAAAAAAAAAAAAAAA", &"A".repeat(1000)] {
        let (status, message) = send(&server.app, resume(name)).await.refusal();
        assert_eq!(status, 404);
        assert!(message.starts_with("This answer is no longer held"), "{message}");
    }
    assert_eq!(send(&server.app, get(ASK)).await.refusal().0, 400);
    assert_eq!(
        send(&server.app, post(&format!("{ASK}?resume=1"), body("a"))).await.refusal().0,
        400
    );
    // Stopping what has ended is no mistake.
    assert_eq!(send(&server.app, post(STOP, "AAAAAAAAAAAAAAAAAAAAAA")).await.status, 204);
    assert_eq!(send(&server.app, post(STOP, "A".repeat(1000))).await.refusal().0, 413);
    let mut foreign = resume("AAAAAAAAAAAAAAAAAAAAAA");
    foreign.headers_mut().insert("origin", HeaderValue::from_static("https://evil.example"));
    assert_eq!(send(&server.app, foreign).await.refusal().0, 403);
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn what_the_upstream_refuses_is_refused_before_anything_is_held() {
    let refusal = "HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
    let server = scripted(vec![write(refusal), Step::Close]).await;
    assert_eq!(send(&server.app, ask_resumable()).await.refusal().0, 404);
}
