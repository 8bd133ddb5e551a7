//! Clients that send slowly, or nothing: P-6 and P-7.

use std::time::{Duration, Instant};

use tokio::io::AsyncWriteExt as _;
use tokio::time::timeout;

use super::support::ASK;
use super::support::program::{PATIENCE, connect, exchange, rest, running};

#[tokio::test]
async fn a_client_that_goes_silent_is_gone_within_five_seconds() {
    let (_child, address) = running(&[]).await;
    let idle = "GET /healthz HTTP/1.1\r\nhost: a\r\n\r\n";
    let half = "GET /healthz HTTP/1.1\r\nhost: a\r\nx: ";
    let gone = ["", half, "\r\n\r\n", idle].map(|sent| {
        let address = address.clone();
        async move {
            let start = Instant::now();
            let text = exchange(&address, sent).await;
            assert_eq!(text.matches("HTTP/1.1 200").count(), usize::from(sent == idle), "{text}");
            start.elapsed()
        }
    });
    for elapsed in futures_util::future::join_all(gone).await {
        assert!((3..5).contains(&elapsed.as_secs()), "{elapsed:?}");
    }
}

#[tokio::test]
async fn a_head_that_trickles_has_no_more_time_than_a_silent_one() {
    let (_child, address) = running(&[]).await;
    let start = Instant::now();
    let mut stream = connect(&address, "GET /healthz HTTP/1.1\r\nhost: a\r\nx: ").await;
    let (read, mut write) = stream.split();
    let trickle = async {
        while write.write_all(b"a").await.is_ok() {
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    };
    tokio::select! {
        () = trickle => {}
        text = rest(read) => assert_eq!(text, ""),
    }
    assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
}

#[tokio::test]
async fn a_body_that_trickles_is_refused_after_ten_seconds() {
    let (_child, address) = running(&[]).await;
    let start = Instant::now();
    let head = format!(
        "POST {ASK} HTTP/1.1\r\nhost: a\r\norigin: http://localhost:3000\r\n\
         content-type: application/json\r\ncontent-length: 1000\r\n\r\n"
    );
    let mut stream = connect(&address, &head).await;
    let (read, mut write) = stream.split();
    let trickle = async {
        // Until the gateway has had enough.
        while write.write_all(b" ").await.is_ok() {
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
        std::future::pending::<()>().await;
    };
    let text = tokio::select! {
        () = trickle => unreachable!("it waits for the response"),
        text = timeout(PATIENCE, rest(read)) => text.expect("a response in time"),
    };
    assert!(text.starts_with("HTTP/1.1 408 "), "{text}");
    assert!(text.contains("\r\naccess-control-allow-origin: http://localhost:3000\r\n"), "{text}");
    assert!(text.contains("{\"error\":{\"code\":408,"), "{text}");
    assert!((9..13).contains(&start.elapsed().as_secs()), "{:?}", start.elapsed());
}
