//! What is recorded is what is played.

use ask_docs_core::request::{Ask, Format};
use axum::http::{HeaderMap, StatusCode};
use futures_util::{FutureExt as _, StreamExt as _, stream};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

use super::*;
use crate::answers::{Answering, Answers, Asked, AskedToStart, Reply};
use crate::blocks::Block;
use crate::refusal::Refusal;
use crate::traces::Asking;
use bytes::Bytes;

const FIRST: &[u8] = b"data: {\"a\":\"\xc3\xa9\"}\r\n\r\n";
const BROKEN: &[u8] = b"data: \xff\xfe\n\n";
const DONE: &[u8] = b"event: done\ndata: done\n\n";

/// Answers with three blocks, 100 ms between them; to `fail` with a break, to `refuse` not at all.
struct Source;

impl Answers for Source {
    fn ask(&self, asked: Asked) -> Reply {
        let question = asked.ask.question.as_str().to_owned();
        async move {
            if question == "refuse" {
                return Err(Refusal::UpstreamSlow);
            }
            let last = match &*question {
                "fail" => Err(Refusal::UpstreamFailed),
                _ => Ok(Block::new(Bytes::from_static(DONE))),
            };
            let blocks = [FIRST, BROKEN].map(|bytes| Ok(Block::new(Bytes::from_static(bytes))));
            let blocks = stream::iter(blocks.into_iter().chain([last])).then(async |block| {
                tokio::time::sleep(Duration::from_millis(100)).await;
                block
            });
            Ok(Answering { blocks: blocks.boxed(), headers: HeaderMap::new() })
        }
        .boxed()
    }

    fn starter_questions(&self, _: AskedToStart) -> Reply {
        async { Err(Refusal::UpstreamFailed) }.boxed()
    }
}

fn asked(question: &str) -> Asked {
    let body = format!(
        "{{\"question\":\"{question}\",\"scope\":{{\"mode\":\"all\"}},\
         \"session\":{{\"visitorId\":\"v1\",\"sessionId\":\"s1\"}}}}"
    );
    let ask = Ask::from_body(serde_json::from_str(&body).expect("a body")).expect("a question");
    Asked {
        ask,
        format: Some(Format::Markdown),
        body: body.into(),
        gateway: None,
        asking: Asking::default(),
    }
}

/// All that came, each block with its time; and the status of a refusal at the end.
async fn heard(reply: Reply) -> (Vec<(u128, Bytes)>, Option<StatusCode>) {
    let begun = Instant::now();
    let mut answering = match reply.await {
        Ok(answering) => answering,
        Err(refusal) => return (Vec::new(), Some(refusal.status())),
    };
    let mut all = Vec::new();
    while let Some(block) = answering.blocks.next().await {
        match block {
            Ok(block) => all.push((begun.elapsed().as_millis() / 50, block.bytes)),
            Err(refusal) => return (all, Some(refusal.status())),
        }
    }
    (all, None)
}

#[tokio::test]
async fn what_was_recorded_is_played_byte_for_byte_and_with_its_timing() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.jsonl");
    let recorder = Recorder::begin(&path).expect("a recording");
    let source = Recorded::new(Arc::new(Source), Arc::clone(&recorder), ("o", "s"));
    let mut wanted = Vec::new();
    for question in ["whole", "fail", "refuse"] {
        wanted.push(heard(source.ask(asked(question))).await);
    }
    assert_eq!(wanted[0].0.len(), 3);
    let text = std::fs::read_to_string(&path).expect("the recording");
    assert!(
        text.contains("\"organization\":\"o\",\"site\":\"s\",\"format\":\"markdown\""),
        "{text}"
    );
    assert!(!text.contains("visitorId") && !text.contains("v1"), "{text}");
    let replayed = Replayed::open(&path).expect("a recording");
    // In any order: a question finds its own stream.
    for (question, number) in [("refuse", 2), ("Whole?", 0), ("fail", 1)] {
        let wanted = &wanted[number];
        let played = heard(replayed.ask(asked(question))).await;
        assert_eq!(played.1, wanted.1, "{question}");
        let bytes = |all: &[(u128, Bytes)]| all.iter().map(|(_, b)| b.clone()).collect::<Vec<_>>();
        assert_eq!(bytes(&played.0), bytes(&wanted.0), "{question}");
        // Never early, and the pauses are there.
        assert!(played.0.iter().zip(&wanted.0).all(|(played, wanted)| played.0 + 1 >= wanted.0));
    }
}

#[tokio::test]
async fn a_question_that_was_not_recorded_gets_the_next_stream() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.jsonl");
    let recorder = Recorder::begin(&path).expect("a recording");
    let source = Recorded::new(Arc::new(Source), recorder, ("o", "s"));
    heard(source.ask(asked("one"))).await;
    heard(source.ask(asked("fail"))).await;
    let replayed = Replayed::open(&path).expect("a recording");
    let mut ends = Vec::new();
    for _ in 0..4 {
        ends.push(heard(replayed.ask(asked("another"))).await.1);
    }
    let failed = Some(StatusCode::BAD_GATEWAY);
    assert_eq!(ends, [None, failed, None, failed]);
    let starters = heard(replayed.starter_questions(AskedToStart { site_space: None })).await;
    assert_eq!((starters.0.len(), starters.1), (1, None));
}

#[tokio::test]
async fn a_client_that_leaves_leaves_what_it_has_seen() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.jsonl");
    let recorder = Recorder::begin(&path).expect("a recording");
    let source = Recorded::new(Arc::new(Source), recorder, ("o", "s"));
    let mut answering = source.ask(asked("one")).await.expect("an answer");
    answering.blocks.next().await.expect("a block").expect("a block");
    drop(answering);
    let text = std::fs::read_to_string(&path).expect("the recording");
    assert!(text.trim_end().ends_with("\"end\":\"left\"}"), "{text}");
    let played = heard(Replayed::open(&path).expect("a recording").ask(asked("one"))).await;
    assert_eq!((played.0.len(), played.1), (1, None));
}

#[test]
fn a_recording_is_never_overwritten_and_what_is_none_is_said_with_its_line() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.jsonl");
    let problem = |text: &str| {
        std::fs::write(&path, text).expect("a file");
        Replayed::open(&path).err().expect("a mistake").to_string()
    };
    assert!(problem("").contains("no recording of this version"));
    assert!(problem("{\"recording\":2}\n").contains("no recording of this version"));
    assert!(problem("{\"recording\":1}\n").contains("holds no question"));
    assert!(problem("{\"recording\":1}\nnonsense\n").contains("line 2"));
    let lines = "{\"recording\":1}\n{\"stream\":1,\"at\":0,\"bytes\":\"!\"}\n";
    assert!(problem(lines).contains("line 2: `bytes` is no base64"));
    let lines =
        "{\"recording\":1}\n{\"stream\":1,\"at\":0,\"refused\":{\"status\":9,\"message\":\"\"}}";
    assert!(problem(lines).contains("line 2: `status`"));
    assert!(Recorder::begin(&path).is_err());
    assert!(Replayed::open(&folder.path().join("none")).is_err());
}
