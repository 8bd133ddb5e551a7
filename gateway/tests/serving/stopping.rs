//! How it ends: P-15 and L-11.

use std::time::{Duration, Instant};

use tokio::io::AsyncReadExt as _;
use tokio::net::TcpStream;

use super::support::program::{ask_request, connect, ended, exchange, rest, running, signal};

/// A stream that has begun, and will not end by itself.
async fn stream(address: &str) -> TcpStream {
    let mut stream = connect(address, &ask_request(address)).await;
    let mut first = [0; 1024];
    assert!(stream.read(&mut first).await.expect("the stream") > 0);
    stream
}

#[tokio::test]
async fn with_no_stream_open_a_signal_ends_it_at_once() {
    for name in ["-TERM", "-INT"] {
        let (child, address) = running(&[]).await;
        let mut idle = connect(&address, "GET /healthz HTTP/1.1\r\nhost: a\r\n\r\n").await;
        let mut first = [0; 1024];
        assert!(idle.read(&mut first).await.expect("a response") > 0);
        let start = Instant::now();
        signal(&child, name);
        assert_eq!(ended(child).await.1, Some(0));
        assert!(start.elapsed() < Duration::from_secs(2), "{:?}", start.elapsed());
        assert_eq!(rest(&mut idle).await, "");
    }
}

#[tokio::test]
async fn a_stream_that_outlasts_the_grace_ends_with_an_error_event() {
    let (child, address) = running(&["--pace", "10s", "--grace", "500ms"]).await;
    let mut streams = Vec::new();
    for _ in 0..20 {
        streams.push(stream(&address).await);
    }
    let start = Instant::now();
    signal(&child, "-TERM");
    for stream in &mut streams {
        let text = rest(stream).await;
        // The last chunk, and the end of the chunks: not a byte is missing.
        assert!(text.contains("\n\nevent: error\ndata: {\"error\":{\"code\":503,"), "{text}");
        assert!(text.ends_with("\r\n0\r\n\r\n"), "{text}");
    }
    assert_eq!(ended(child).await.1, Some(0));
    assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
}

#[tokio::test]
async fn a_stream_within_the_grace_ends_as_it_would_have() {
    let (child, address) = running(&["--pace", "100ms"]).await;
    let mut stream = stream(&address).await;
    signal(&child, "-TERM");
    let text = rest(&mut stream).await;
    assert!(text.contains("event: done\ndata: done\n\n"), "{text}");
    assert_eq!(ended(child).await.1, Some(0));
}

#[tokio::test]
async fn while_it_ends_it_takes_no_more_connections() {
    let (child, address) = running(&["--pace", "10s"]).await;
    let _stream = stream(&address).await;
    signal(&child, "-TERM");
    // The socket is closed with the signal, which takes its time to arrive.
    let start = Instant::now();
    while TcpStream::connect(&address).await.is_ok() {
        assert!(start.elapsed() < Duration::from_secs(5), "it still accepts");
        tokio::task::yield_now().await;
    }
    drop(child);
}

#[tokio::test]
async fn a_second_signal_ends_it_at_once() {
    let (child, address) = running(&["--pace", "10s"]).await;
    let _stream = stream(&address).await;
    signal(&child, "-TERM");
    let start = Instant::now();
    while TcpStream::connect(&address).await.is_ok() {
        assert!(start.elapsed() < Duration::from_secs(5), "it still accepts");
        tokio::task::yield_now().await;
    }
    signal(&child, "-TERM");
    assert_eq!(ended(child).await.1, Some(1));
    assert!(start.elapsed() < Duration::from_secs(2), "{:?}", start.elapsed());
}

#[tokio::test]
async fn readiness_is_told_where_the_metrics_are_while_it_ends() {
    let free = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a socket");
    let metrics = free.local_addr().expect("an address").to_string();
    drop(free);
    let (child, address) = running(&["--pace", "10s", "--metrics-listen", &metrics]).await;
    let ready = "GET /readyz HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n";
    assert!(exchange(&metrics, ready).await.starts_with("HTTP/1.1 200 "));
    let _stream = stream(&address).await;
    signal(&child, "-TERM");
    let start = Instant::now();
    while !exchange(&metrics, ready).await.starts_with("HTTP/1.1 503 ") {
        assert!(start.elapsed() < Duration::from_secs(5), "it is still ready");
    }
    drop(child);
}
