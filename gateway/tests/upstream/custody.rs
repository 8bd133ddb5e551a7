//! P-1: the token never leaves, whatever the upstream does with it.
//!
//! The log of every test in this binary is watched too, see [`gateway`](crate::gateway).

use axum::http::header;
use tokio::net::TcpListener;

use crate::gateway::{
    ASK, QUESTION, TOKEN, gateway, gateway_with, impatient, settings, tells_a_secret,
};
use crate::scripted::{CHUNKED, DONE, EVENTS, LAST_CHUNK, Scripted, Step, chunk, write};
use crate::support::{Response, body, post, send, start};

async fn asked(steps: Vec<Step>) -> Response {
    let server = Scripted::start(steps).await;
    let response = send(&gateway_with(&server.url(), impatient), post(ASK, body(QUESTION))).await;
    let headers = format!("{:?}", response.headers);
    let text = String::from_utf8_lossy(&response.body).into_owned();
    assert!(!text.contains("canary") && !headers.contains("canary"), "{headers}\n{text}");
    response
}

#[tokio::test]
async fn a_token_in_an_answer_is_hidden_however_it_is_cut() {
    let text = format!("data: {{\"a\":\"Bearer {TOKEN}\"}}\n\nid: {TOKEN}\n\n{DONE}");
    let expected = text.replace(TOKEN, "[hidden]");
    for size in 1..=text.len() {
        let mut steps = vec![write(CHUNKED)];
        steps.extend(text.as_bytes().chunks(size).map(chunk));
        steps.push(write(LAST_CHUNK));
        assert_eq!(asked(steps).await.text(), expected);
    }
}

#[tokio::test]
async fn a_token_in_an_event_that_is_cut_is_hidden_too() {
    for end in [Step::Close, Step::Hold] {
        let response =
            asked(vec![write(EVENTS), write(&format!("data: x {TOKEN}")[..20]), end]).await;
        assert!(response.text().starts_with("data: x [hidden]\n\nevent: error\n"));
    }
}

#[tokio::test]
async fn a_token_in_headers_and_errors_is_hidden() {
    for (head, body) in [
        ("400 Bad Request", format!("{{\"error\":{{\"message\":\"bad Bearer {TOKEN}\"}}}}")),
        ("401 Unauthorized", format!("{{\"error\":{{\"code\":401,\"message\":\"{TOKEN}\"}}}}")),
        ("403 Forbidden", TOKEN.to_owned()),
        ("404 Not Found", format!("<html>{TOKEN}")),
        ("500 Internal Server Error", format!("{}{TOKEN}", " ".repeat(70_000))),
    ] {
        let text = format!(
            "HTTP/1.1 {head}\r\nx-request-id: {TOKEN}\r\nretry-after: {TOKEN}\r\n\
             x-ratelimit-limit: {TOKEN}\r\nset-cookie: {TOKEN}\r\nlocation: https://{TOKEN}/\r\n\
             connection: close\r\n\r\n{body}"
        );
        // Whole, and cut within the token.
        for cut in [0, 4] {
            let bytes = &text.as_bytes()[..text.len() - cut];
            assert!(asked(vec![write(bytes), Step::Close]).await.status.as_u16() >= 400);
        }
    }
    for head in [
        format!("HTTP/1.1 302 Found\r\nlocation: https://evil.example/{TOKEN}\r\n"),
        format!("HTTP/1.1 200 {TOKEN}\r\ncontent-type: {TOKEN}\r\n"),
        format!("HTTP/1.1 200 OK\r\ncontent-encoding: {TOKEN}\r\n"),
        format!("{TOKEN}\r\n"),
        format!("HTTP/1.1 200 OK\r\n{TOKEN}"),
    ] {
        let response = asked(vec![write(format!("{head}\r\n")), Step::Close]).await;
        assert_eq!(response.status, 502, "{head}");
    }
}

#[tokio::test]
async fn nothing_goes_to_another_host() {
    let elsewhere = Scripted::start(vec![Step::Close]).await;
    for status in ["301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent"] {
        let head = format!(
            "HTTP/1.1 {status}\r\nlocation: {}/\r\nconnection: close\r\n\r\n",
            elsewhere.url()
        );
        assert_eq!(asked(vec![write(head), Step::Close]).await.status, 502);
    }
    assert!(elsewhere.requests().is_empty());
}

#[tokio::test]
async fn settings_do_not_show_it() {
    let settings = settings("https://api.example", |_| {});
    assert!(!format!("{settings:?} {settings:#?}").contains("canary"));
}

#[tokio::test]
async fn the_log_is_watched() {
    // Else the other tests prove nothing about it.
    assert!(tells_a_secret(format!("header: Bearer {TOKEN}").as_bytes()));
    assert!(
        tracing::enabled!(tracing::Level::TRACE) || {
            drop(gateway("http://localhost"));
            tracing::enabled!(tracing::Level::TRACE)
        }
    );
}

#[tokio::test]
async fn an_upstream_that_cannot_prove_who_it_is_gets_no_token() {
    // It never sees more than the start of TLS.
    let server = TcpListener::bind("127.0.0.1:0").await.expect("a socket");
    let address = server.local_addr().expect("an address");
    let seen = tokio::spawn(async move {
        let (mut stream, _) = server.accept().await.expect("a connection");
        let mut seen = vec![0; 4096];
        let count = tokio::io::AsyncReadExt::read(&mut stream, &mut seen).await.expect("bytes");
        seen.truncate(count);
        seen
    });
    let app = gateway_with(&format!("https://{address}"), impatient);
    assert!(send(&app, post(ASK, body(QUESTION))).await.status.as_u16() >= 502);
    assert!(!tells_a_secret(&seen.await.expect("bytes")));
}

#[tokio::test]
async fn a_client_learns_nothing_from_what_it_sends() {
    let server = Scripted::start(vec![write(EVENTS), write(DONE), Step::Close]).await;
    let app = gateway(&server.url());
    let mut request = post(ASK, body(QUESTION));
    request.headers_mut().insert(header::AUTHORIZATION, "Bearer guess".parse().expect("a header"));
    send(&app, request).await;
    drop(start(&app, post(ASK, body(QUESTION))).await);
    server.asked(2).await;
    for request in server.requests() {
        assert_eq!(request.matches("Bearer").count(), 1);
        assert!(request.contains(&format!("authorization: Bearer {TOKEN}\r\n")));
    }
}
