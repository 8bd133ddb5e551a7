//! Passing questions on, against a scripted server: what goes up, what comes down, what never.

mod compressed;
mod custody;
mod exact;
mod fallback;
mod faults;
mod gateway;
mod leaving;
mod patience;
mod protection;
#[path = "../support/resumable.rs"]
mod resumable;
mod resume;
#[path = "../support/scripted.rs"]
mod scripted;
#[path = "../support/shim.rs"]
mod shim;
#[path = "../support/mod.rs"]
mod support;
mod toxics;

use axum::body::Body;
use axum::http::{Request, header};
use futures_util::StreamExt as _;
use gateway::{ASK, TOKEN, gateway, scripted};
use scripted::{CHUNKED, DONE, EVENT, EVENTS, Scripted, Step, chunk, write};
use support::{Response, body, get, post, send, start};
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpListener;

async fn once(steps: Vec<Step>) -> Response {
    send(&scripted(steps).await.app, post(ASK, body("a"))).await
}

#[tokio::test]
async fn a_question_goes_up_with_the_token_and_nothing_of_the_readers_browser() {
    let server = Scripted::start(vec![write(EVENTS), write(DONE), Step::Close]).await;
    let app = gateway(&server.url());
    let question = r#"{"question":"é?","scope":{"mode":"all"},"future":[1]}"#;
    let mut request = post(&format!("{ASK}?format=markdown&other=1"), question);
    for (name, value) in [
        ("authorization", "Bearer readers-own"),
        ("cookie", "session=1"),
        ("origin", "http://localhost:3000"),
        ("x-forwarded-for", "10.0.0.1"),
        ("user-agent", "browser"),
    ] {
        request.headers_mut().insert(name, value.parse().expect("a header"));
    }
    assert_eq!(send(&app, request).await.status, 200);
    let requests = server.requests();
    let [request] = &requests[..] else { panic!("{requests:?}") };
    let (head, body) = request.split_once("\r\n\r\n").expect("a request");
    assert!(head.starts_with(&format!("POST {ASK}?format=markdown HTTP/1.1\r\n")), "{head}");
    assert_eq!(body, question);
    let mut names: Vec<_> = head
        .lines()
        .skip(1)
        .filter_map(|line| line.split_once(':'))
        .map(|(name, _)| name.to_lowercase())
        .collect();
    names.sort();
    assert_eq!(
        names,
        [
            "accept",
            "accept-encoding",
            "authorization",
            "content-length",
            "content-type",
            "host",
            "user-agent"
        ]
    );
    assert!(head.contains(&format!("authorization: Bearer {TOKEN}\r\n")), "{head}");
    assert!(!head.contains("readers-own") && !head.contains("browser"), "{head}");
}

#[tokio::test]
async fn starter_questions_are_asked_for_too() {
    let server = Scripted::start(vec![write(EVENTS), write(DONE), Step::Close]).await;
    let app = gateway(&server.url());
    send(&app, get(&format!("{ASK}/questions?siteSpaceId=sp_1&x=y"))).await;
    send(&app, post(ASK, body("a"))).await;
    let requests = server.requests();
    assert!(requests[0].starts_with(&format!("GET {ASK}/questions?siteSpaceId=sp_1 HTTP/1.1\r\n")));
    // No format stays no format.
    assert!(requests[1].starts_with(&format!("POST {ASK} HTTP/1.1\r\n")));
}

#[tokio::test]
async fn what_is_refused_here_never_goes_up() {
    let server = Scripted::start(vec![Step::Close]).await;
    let app = gateway(&server.url());
    let mut foreign = post(ASK, body("a"));
    foreign.headers_mut().insert(header::ORIGIN, "https://evil.example".parse().expect("a header"));
    for request in [
        foreign,
        post(ASK, "{}"),
        post("/v1/orgs/org1/sites/other/ask", body("a")),
        post(&format!("{ASK}?format=x"), body("a")),
    ] {
        assert!(send(&app, request).await.refusal().0 < 500);
    }
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn bytes_come_down_as_they_are() {
    let odd = "\u{feff}: hi\r\ndata: {\"a\":\"é😀\"}\r\r\ntrace: x\nid: 1\n\ndata: half".as_bytes();
    for size in [1, 3, odd.len()] {
        let mut steps = vec![write(EVENTS)];
        steps.extend(odd.chunks(size).map(write));
        steps.push(write(b"\xff\x00".to_vec()));
        steps.push(Step::Close);
        let response = once(steps).await;
        let all = [odd, b"\xff\x00"].concat();
        let (passed, added) = response.body.split_at(all.len());
        assert_eq!(passed, all);
        // It ended without an end marker.
        assert!(added.starts_with(b"\n\nevent: error\n"), "{added:?}");
        assert_eq!(response.header("content-type"), "text/event-stream");
        assert_eq!(response.header("x-ratelimit-remaining"), "7");
        assert_eq!(response.header("cache-control"), "no-store, no-transform");
        for dropped in ["set-cookie", "server", "connection", "authorization"] {
            assert_eq!(response.header(dropped), "", "{dropped}");
        }
    }
}

#[tokio::test]
async fn a_refusal_comes_down_with_its_status_message_and_limits() {
    let refusal = "HTTP/1.1 429 Too Many Requests\r\ncontent-type: application/json\r\nretry-after: 7\r\n\
                   x-ratelimit-limit: 10\r\nx-ratelimit-remaining: 0\r\nx-ratelimit-reset: 1790000000\r\n\
                   set-cookie: a=b\r\nconnection: close\r\n\r\n\
                   {\"error\":{\"code\":429,\"message\":\"Slow down\"}}";
    let response = once(vec![write(refusal), Step::Close]).await;
    assert_eq!(response.refusal(), (429, "Slow down".to_owned()));
    for (name, value) in [
        ("retry-after", "7"),
        ("x-ratelimit-limit", "10"),
        ("x-ratelimit-remaining", "0"),
        ("x-ratelimit-reset", "1790000000"),
        ("set-cookie", ""),
    ] {
        assert_eq!(response.header(name), value, "{name}");
    }
}

#[tokio::test]
async fn a_refusal_in_any_shape_is_told_in_the_apis() {
    for (status, content, message) in [
        ("401 Unauthorized", r#"{"error":{"code":401,"message":"Bad token"}}"#, "Bad token"),
        (
            "403 Forbidden",
            "<html>nginx</html>",
            "The service that writes the answers replied with status 403",
        ),
        (
            "500 Internal Server Error",
            "",
            "The service that writes the answers replied with status 500",
        ),
        ("503 Service Unavailable", "gb_api_canary is down", "[hidden] is down"),
        (
            "404 Not Found",
            r#"{"error":"other"}"#,
            "The service that writes the answers replied with status 404",
        ),
    ] {
        let text =
            format!("HTTP/1.1 {status}\r\ncontent-length: {}\r\n\r\n{content}", content.len());
        let response = once(vec![write(text)]).await;
        let code = status[..3].parse().expect("a number");
        assert_eq!(response.refusal(), (code, message.to_owned()));
    }
}

#[tokio::test]
async fn what_is_no_stream_of_events_is_a_failure() {
    for head in [
        "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n",
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n",
        "HTTP/1.1 200 OK\r\n",
        "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncontent-encoding: compress\r\n",
        "HTTP/1.1 302 Found\r\nlocation: https://evil.example/\r\n",
        "HTTP/1.1 307 Temporary Redirect\r\nlocation: /elsewhere\r\n",
        "HTTP/1.1 204 No Content\r\n",
    ] {
        let text = format!("{head}connection: close\r\n\r\n<html>");
        let server = Scripted::start(vec![write(text), Step::Close]).await;
        let app = gateway(&server.url());
        let response = send(&app, post(ASK, body("a"))).await;
        assert_eq!(response.refusal().0, 502, "{head}");
        assert_eq!(response.header("location"), "");
        assert_eq!(server.requests().len(), 1, "no redirect is followed");
    }
}

#[tokio::test]
async fn an_upstream_that_is_not_there_is_a_failure() {
    let free =
        TcpListener::bind("127.0.0.1:0").await.expect("a socket").local_addr().expect("an address");
    let response = send(&gateway(&format!("http://{free}")), post(ASK, body("a"))).await;
    assert_eq!(response.refusal().0, 502);
    assert!(!response.text().contains(&free.port().to_string()), "{}", response.text());
}

#[tokio::test]
async fn an_upstream_that_does_not_speak_tls_is_a_failure() {
    let server = TcpListener::bind("127.0.0.1:0").await.expect("a socket");
    let address = server.local_addr().expect("an address");
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = server.accept().await {
            let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await;
        }
    });
    let response = send(&gateway(&format!("https://{address}")), post(ASK, body("a"))).await;
    assert_eq!(response.refusal().0, 502);
}

#[tokio::test]
async fn a_stream_that_breaks_off_ends_with_an_error_event() {
    let cut = format!("{EVENT}data: {{\"ty");
    for end in [Step::Close, Step::Reset] {
        // The pause lets the bytes through before a reset discards them.
        let pause = Step::Pause(std::time::Duration::from_millis(50));
        let server = Scripted::start(vec![write(CHUNKED), chunk(&cut), pause, end]).await;
        let mut bytes = start(&gateway(&server.url()), post(ASK, body("a"))).await;
        let mut all = Vec::new();
        while let Some(chunk) = bytes.next().await {
            all.extend_from_slice(&chunk.expect("a body that is not cut"));
        }
        let text = String::from_utf8(all).expect("text");
        let (before, after) = text.split_once("\n\nevent: error\n").expect("an error event");
        assert_eq!(before, cut.as_str());
        assert!(after.starts_with("data: {\"error\":{\"code\":502,\"message\":"), "{after}");
        // The widget, which has had one whole event, keeps it and is told.
        let events = support::events(text.as_bytes());
        assert_eq!(events.len(), 3, "{events:?}");
        assert!(matches!(
            ask_docs_core::wire::frame(&events[2]),
            ask_docs_core::wire::Frame::Error(_)
        ));
    }
}
