//! P-12 and P-13: what the upstream sends comes down as it is, up to the first ending.

use std::path::Path;

use ask_docs_core::wire::{self, Frame};
use ask_docs_core::{sse, utf8};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use crate::gateway::{ASK, gateway, gateway_with};
use crate::scripted::{CHUNKED, DONE, LAST_CHUNK, Scripted, Step, chunk, write};
use crate::support::{body, post, send};

/// Where a client that reads byte by byte has had an ending.
fn ending(bytes: &[u8]) -> Option<usize> {
    let (mut utf8, mut decoder) = (utf8::Decoder::default(), sse::Decoder::default());
    let (mut text, mut events) = (String::new(), Vec::new());
    bytes.iter().position(|byte| {
        text.clear();
        utf8.feed(&[*byte], &mut text);
        decoder.feed(&text, &mut events).expect("events of a sane size");
        let ends = |event| matches!(wire::frame(event), Frame::Done | Frame::Error(_));
        let ended = events.iter().any(ends);
        events.clear();
        ended
    })
}

#[tokio::test]
async fn the_165_cases_pass_byte_for_byte_in_any_cut() {
    let Some(cases) = cases() else { return };
    assert_eq!(cases.len(), 165);
    let (mut scripts, mut sent) = (Vec::new(), Vec::new());
    for (id, chunks) in cases {
        let whole = chunks.concat();
        let pieces = |size: usize| whole.chunks(size).map(<[u8]>::to_vec).collect();
        let mut cuts: Vec<Vec<Vec<u8>>> = vec![chunks, pieces(3), pieces(whole.len().max(1))];
        // Long comments byte by byte prove nothing that short ones do not.
        if whole.len() < 2000 {
            cuts.push(pieces(1));
        }
        for pieces in cuts {
            let pieces = pieces.iter().filter(|piece| !piece.is_empty());
            let steps = [write(CHUNKED)].into_iter().chain(pieces.map(chunk));
            scripts.push(steps.chain([write(LAST_CHUNK)]).collect());
            sent.push((id.clone(), whole.clone()));
        }
    }
    let server = Scripted::start_each(scripts).await;
    let app = gateway_with(&server.url(), |conduct| {
        conduct.retries.times = 0;
        conduct.breaker.failures = 0;
    });
    let (mut ended, mut broken) = (0, 0);
    for (id, whole) in sent {
        let response = send(&app, post(ASK, body("a"))).await;
        if whole.is_empty() {
            assert_eq!(response.refusal().0, 502, "{id}");
            continue;
        }
        if let Some(last) = ending(&whole) {
            assert_eq!(response.body, &whole[..=last], "{id}");
            ended += 1;
            continue;
        }
        let (passed, added) = response.body.split_at(whole.len());
        assert_eq!(passed, whole, "{id}");
        let error = b"\n\nevent: error\ndata: {\"error\":{\"code\":502,";
        assert!(added.starts_with(error), "{id}: {added:?}");
        broken += 1;
    }
    assert!(broken > 500, "{ended} with an ending, {broken} without");
}

#[tokio::test]
async fn bytes_of_every_value_come_down() {
    let mut all: Vec<u8> = (0..=255).cycle().take(4096).collect();
    // No ending among them.
    all.extend_from_slice(b"\n\ndata: \xff\0\n\n");
    all.extend_from_slice(DONE.as_bytes());
    let server = Scripted::start(vec![write(CHUNKED), chunk(&all), write(LAST_CHUNK)]).await;
    assert_eq!(send(&gateway(&server.url()), post(ASK, body("a"))).await.body, all);
}

#[tokio::test]
async fn what_follows_an_ending_stays_behind() {
    let error = "event: error\ndata: {\"error\":{\"message\":\"no\"}}\n\n";
    for (ending, expected) in [
        (DONE, DONE.to_owned()),
        ("data: done\r\n\r", "data: done\r\n\r".to_owned()),
        (error, error.to_owned()),
        // Parsers do not see it: one they do see is added.
        ("event: done\n\n", format!("event: done\n\n{DONE}")),
    ] {
        let text = format!("data: 1\n\n{ending}data: 2\n\n");
        let server = Scripted::start(vec![write(CHUNKED), chunk(&text), Step::Hold]).await;
        let response = send(&gateway(&server.url()), post(ASK, body("a"))).await;
        assert_eq!(response.text(), format!("data: 1\n\n{expected}"));
    }
}

/// The cases, which lie beside the project: each an id and its chunks.
fn cases() -> Option<Vec<(String, Vec<Vec<u8>>)>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let folder = std::env::var_os("XTASK_CORPORA");
    let folder = folder.map_or_else(|| root.join("../shared/corpora"), Into::into);
    if !folder.is_dir() {
        println!("skipped: no corpora (set XTASK_CORPORA)");
        return None;
    }
    let text = std::fs::read_to_string(folder.join("sse/cases.json")).expect("the cases");
    let corpus: Value = serde_json::from_str(&text).expect("JSON");
    let cases = corpus["cases"].as_array().expect("cases").iter().map(|case| {
        let chunks = case["chunks_b64"].as_array().expect("chunks").iter();
        let chunks = chunks.map(|chunk| STANDARD.decode(chunk.as_str().expect("text")));
        let id = case["id"].as_str().expect("an id").to_owned();
        (id, chunks.map(|chunk| chunk.expect("base64")).collect())
    });
    Some(cases.collect())
}
