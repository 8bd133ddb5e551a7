//! Compression upstream: asked for, decoded as it streams, and no event held back.

use async_compression::tokio::write::{BrotliEncoder, GzipEncoder, ZstdEncoder};
use futures_util::StreamExt as _;
use tokio::io::{AsyncWrite, AsyncWriteExt as _};

use crate::gateway::{ASK, gateway, gateway_with, impatient};
use crate::scripted::{CHUNKED, DONE, EVENT, LAST_CHUNK, Scripted, Step, chunk, write};
use crate::support::{body, post, send, start};

const ENCODINGS: [&str; 3] = ["gzip", "br", "zstd"];

/// Each of `parts` compressed and flushed, as upstreams do after an event, and the end.
async fn flushed(encoding: &str, parts: &[&str]) -> Vec<Vec<u8>> {
    match encoding {
        "gzip" => each(GzipEncoder::new(Vec::new()), GzipEncoder::get_ref, parts).await,
        "br" => each(BrotliEncoder::new(Vec::new()), BrotliEncoder::get_ref, parts).await,
        _ => each(ZstdEncoder::new(Vec::new()), ZstdEncoder::get_ref, parts).await,
    }
}

async fn each<E: AsyncWrite + Unpin>(
    mut encoder: E,
    written: fn(&E) -> &Vec<u8>,
    parts: &[&str],
) -> Vec<Vec<u8>> {
    let (mut all, mut from) = (Vec::new(), 0);
    for part in parts {
        encoder.write_all(part.as_bytes()).await.expect("compressed");
        encoder.flush().await.expect("flushed");
        all.push(written(&encoder)[from..].to_vec());
        from = written(&encoder).len();
    }
    encoder.shutdown().await.expect("an end");
    all.push(written(&encoder)[from..].to_vec());
    all
}

fn head(encoding: &str) -> Step {
    write(CHUNKED.replace("\r\n\r\n", &format!("\r\ncontent-encoding: {encoding}\r\n\r\n")))
}

#[tokio::test]
async fn compression_is_asked_for() {
    let server = Scripted::start(vec![write(CHUNKED), chunk(DONE), write(LAST_CHUNK)]).await;
    send(&gateway(&server.url()), post(ASK, body("a"))).await;
    let requests = server.requests();
    let asked = requests[0].lines().find_map(|line| line.strip_prefix("accept-encoding: "));
    let asked = asked.expect("a header");
    assert!(ENCODINGS.iter().all(|encoding| asked.split(',').any(|one| one.trim() == *encoding)));
}

#[tokio::test]
async fn each_flushed_event_comes_down_on_its_own() {
    for encoding in ENCODINGS {
        let events: Vec<_> =
            (0..20).map(|number| format!("data: {{\"a\":{number}}}\n\n")).collect();
        let parts: Vec<_> = events.iter().map(String::as_str).collect();
        let compressed = flushed(encoding, &parts).await;
        // One event is written only when the one before has arrived.
        for sent in 1..=parts.len() {
            if ![1, 2, 20].contains(&sent) {
                continue;
            }
            let mut steps = vec![head(encoding)];
            steps.extend(compressed[..sent].iter().map(chunk));
            steps.push(Step::Hold);
            let server = Scripted::start(steps).await;
            let mut bytes = start(&gateway(&server.url()), post(ASK, body("a"))).await;
            for event in &events[..sent] {
                let next = tokio::time::timeout(std::time::Duration::from_secs(5), bytes.next());
                let next = next.await.unwrap_or_else(|_| panic!("{encoding}: {event} held back"));
                assert_eq!(next.expect("an event").expect("bytes"), event.as_str());
            }
        }
    }
}

#[tokio::test]
async fn a_compressed_answer_is_the_same_in_any_cut() {
    let text = format!("{EVENT}: é\n\n{}{DONE}", EVENT.repeat(300));
    for encoding in ENCODINGS {
        let whole = flushed(encoding, &[EVENT, &text[EVENT.len()..]]).await.concat();
        for size in [1, 7, whole.len()] {
            let mut steps = vec![head(encoding)];
            steps.extend(whole.chunks(size).map(chunk));
            steps.push(write(LAST_CHUNK));
            let server = Scripted::start(steps).await;
            let response = send(&gateway(&server.url()), post(ASK, body("a"))).await;
            assert_eq!(response.text(), text, "{encoding} in {size}");
            assert_eq!(response.header("content-encoding"), "");
        }
    }
}

#[tokio::test]
async fn a_compressed_answer_that_is_cut_or_wrong_ends_with_an_error() {
    for encoding in ENCODINGS {
        let parts = flushed(encoding, &[EVENT, DONE]).await;
        for bad in [Vec::new(), b"\xff\xff\xff\xff\xff\xff not compressed".to_vec()] {
            let steps = vec![head(encoding), chunk(&parts[0]), Step::Pause(SOON)];
            let end = if bad.is_empty() { Step::Close } else { chunk(&bad) };
            let server = Scripted::start([steps, vec![end, Step::Close]].concat()).await;
            let response = send(&gateway(&server.url()), post(ASK, body("a"))).await;
            let text = response.text();
            assert!(text.starts_with(EVENT), "{encoding}: {text}");
            assert!(text.contains("\n\nevent: error\ndata: {\"error\":{\"code\":502,"), "{text}");
        }
    }
}

/// Time for what was written to arrive before what breaks it.
const SOON: std::time::Duration = std::time::Duration::from_millis(50);

#[tokio::test]
async fn a_bomb_ends_at_the_limit_of_an_event() {
    let bomb = "a".repeat(8 * 1024 * 1024);
    for encoding in ENCODINGS {
        let compressed = flushed(encoding, &[&bomb]).await.concat();
        assert!(compressed.len() < 50 * 1024, "{}", compressed.len());
        let server = Scripted::start(vec![head(encoding), chunk(&compressed), Step::Hold]).await;
        let response = send(&gateway(&server.url()), post(ASK, body("a"))).await;
        // What has come of the open event goes out, and no more.
        assert!(response.body.len() < 2 * 1024 * 1024, "{}", response.body.len());
        assert!(response.text().contains("event: error\n"));
    }
}

#[tokio::test]
async fn unknown_encodings_are_a_failure() {
    for encoding in ["compress", "deflate", "gzip, br", "x-unknown", ""] {
        let server = Scripted::start(vec![head(encoding), chunk(DONE), Step::Close]).await;
        let app = gateway_with(&server.url(), impatient);
        let response = send(&app, post(ASK, body("a"))).await;
        assert_eq!(response.refusal().0, 502, "{encoding}");
    }
}
