//! Held answers against a source that says what it is told to, with time that is told too.

use axum::http::HeaderMap;
use futures_util::StreamExt as _;
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};
use tokio::time::{Instant, advance};

use super::*;
use crate::blocks::{Blocks, Kind};
use crate::events;

const SITE: &str = "org/site";

/// An answer to come, and who makes it; dropped by the gateway, its channel is closed.
fn source() -> (UnboundedSender<Result<Block, Refusal>>, Answering) {
    let (sender, receiver) = unbounded_channel();
    let blocks = stream::unfold(receiver, async |mut receiver| {
        receiver.recv().await.map(|block| (block, receiver))
    });
    (sender, Answering { blocks: blocks.boxed(), headers: HeaderMap::new() })
}

fn snapshot(text: impl AsRef<str>) -> Result<Block, Refusal> {
    Ok(Block::new(Bytes::from(format!("data: {}\n\n", text.as_ref()))))
}

fn done() -> Result<Block, Refusal> {
    Ok(Block::new(events::DONE))
}

async fn text(blocks: &mut Blocks) -> String {
    let block = blocks.next().await.expect("a block").expect("no refusal");
    String::from_utf8(block.bytes.to_vec()).expect("text")
}

async fn id(blocks: &mut Blocks) -> AnswerId {
    let text = text(blocks).await;
    let name = text.strip_prefix("id: ").and_then(|rest| rest.strip_suffix("\n\n"));
    AnswerId::parse(name.expect("a name").as_bytes()).expect("a name")
}

async fn hold(hub: &Arc<Hub>, answering: Answering) -> (AnswerId, Blocks) {
    let mut blocks = hub.hold(SITE, answering).await.expect("an answer").blocks;
    (id(&mut blocks).await, blocks)
}

async fn resume(hub: &Arc<Hub>, name: &AnswerId) -> Blocks {
    let mut blocks = hub.resume(SITE, name).await.expect("an answer").blocks;
    assert!(id(&mut blocks).await == *name);
    blocks
}

async fn is_known(hub: &Arc<Hub>, id: &AnswerId) -> bool {
    match hub.resume(SITE, id).await {
        Ok(_) => true,
        Err(refusal) => {
            assert_eq!(refusal, Refusal::UnknownAnswer);
            false
        }
    }
}

/// Lets every task do what it can.
async fn settle() {
    for _ in 0..20 {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_reader_who_keeps_up_gets_every_snapshot_and_nothing_else() {
    let hub = Hub::new(ResumeSettings::default(), None);
    let (source, answering) = source();
    for block in ["\u{feff}data: 1\n\n", ": hi\n\n", "event: x\ndata: 2\n\n", "data: 3\n\n"] {
        source.send(Ok(Block::new(Bytes::from(block)))).expect("a reader");
    }
    source.send(done()).expect("a reader");
    let (_, blocks) = hold(&hub, answering).await;
    let all: Vec<_> = blocks.map(|block| block.expect("no refusal").bytes).collect().await;
    assert_eq!(all, ["data: 1\n\n", "data: 3\n\n", "event: done\ndata: done\n\n"]);
}

#[tokio::test]
async fn dropped_after_any_event_an_answer_goes_on_and_ends_as_the_whole() {
    let all: Vec<String> = (0..6).map(|length| "word ".repeat(length)).collect();
    for before in 0..=all.len() {
        for away in 0..=all.len() - before {
            let hub = Hub::new(ResumeSettings::default(), None);
            let (source, answering) = source();
            let (name, mut blocks) = hold(&hub, answering).await;
            let mut seen = Vec::new();
            for text_sent in &all[..before] {
                source.send(snapshot(text_sent)).expect("a reader");
                seen.push(text(&mut blocks).await);
            }
            drop(blocks);
            for text_sent in &all[before..before + away] {
                source.send(snapshot(text_sent)).expect("work goes on");
            }
            settle().await;
            let mut blocks = resume(&hub, &name).await;
            if before + away > 0 {
                // What was missed comes as the newest snapshot, which is the whole answer so far.
                let newest = text(&mut blocks).await;
                assert_eq!(newest, format!("data: {}\n\n", all[before + away - 1]));
                if away > 0 {
                    seen.push(newest);
                }
            }
            for text_sent in &all[before + away..] {
                source.send(snapshot(text_sent)).expect("a reader");
                seen.push(text(&mut blocks).await);
            }
            source.send(done()).expect("a reader");
            assert_eq!(text(&mut blocks).await, "event: done\ndata: done\n\n");
            assert!(blocks.next().await.is_none());
            let mut expected: Vec<_> = all.iter().map(|text| format!("data: {text}\n\n")).collect();
            expected.drain(before..(before + away).saturating_sub(1).max(before));
            assert_eq!(seen, expected, "{before} {away}");
        }
    }
}

#[tokio::test]
async fn two_continue_at_once_beside_the_first() {
    let hub = Hub::new(ResumeSettings::default(), None);
    let (source, answering) = source();
    let (name, mut first) = hold(&hub, answering).await;
    source.send(snapshot("1")).expect("a reader");
    assert_eq!(text(&mut first).await, "data: 1\n\n");
    let (mut second, mut third) = (resume(&hub, &name).await, resume(&hub, &name).await);
    assert_eq!(text(&mut second).await, "data: 1\n\n");
    source.send(snapshot("2")).expect("a reader");
    source.send(done()).expect("a reader");
    for blocks in [&mut first, &mut second, &mut third] {
        let mut last = text(blocks).await;
        if last == "data: 1\n\n" {
            last = text(blocks).await;
        }
        assert_eq!(last, "data: 2\n\n");
        assert_eq!(text(blocks).await, "event: done\ndata: done\n\n");
    }
}

#[tokio::test]
async fn a_name_opens_nothing_on_another_site() {
    let hub = Hub::new(ResumeSettings::default(), None);
    let (source, answering) = source();
    let (name, _blocks) = hold(&hub, answering).await;
    assert_eq!(hub.resume("org/other", &name).await.err(), Some(Refusal::UnknownAnswer));
    hub.stop("org/other", &name).await;
    settle().await;
    assert!(!source.is_closed());
    assert!(is_known(&hub, &name).await);
}

#[tokio::test]
async fn stopping_ends_the_source_and_every_stream() {
    let hub = Hub::new(ResumeSettings::default(), None);
    let (source, answering) = source();
    let (name, mut blocks) = hold(&hub, answering).await;
    source.send(snapshot("1")).expect("a reader");
    text(&mut blocks).await;
    let start = Instant::now();
    hub.stop(SITE, &name).await;
    source.closed().await;
    assert!(start.elapsed() < Duration::from_millis(100));
    assert_eq!(blocks.next().await, Some(Err(Refusal::Stopped)));
    assert!(!is_known(&hub, &name).await);
    drop(blocks);
    settle().await;
    assert_eq!(hub.meter.bytes(), 0);
}

#[tokio::test]
async fn a_source_that_never_waits_can_be_stopped() {
    let hub = Hub::new(ResumeSettings::default(), None);
    let blocks = stream::repeat_with(|| snapshot("again")).boxed();
    let (name, mut blocks) = hold(&hub, Answering { blocks, headers: HeaderMap::new() }).await;
    hub.stop(SITE, &name).await;
    while let Some(block) = blocks.next().await {
        if block == Err(Refusal::Stopped) {
            return;
        }
    }
    panic!("it ended without a word");
}

#[tokio::test]
async fn a_reader_who_lags_goes_on_with_the_newest_and_costs_no_more() {
    let hub = Hub::new(ResumeSettings::default(), None);
    let (source, answering) = source();
    let (_, mut blocks) = hold(&hub, answering).await;
    let long = "x".repeat(100_000);
    for number in 0..1000 {
        source.send(snapshot(format!("{number} {long}"))).expect("a reader");
        settle().await;
        assert!(hub.meter.bytes() < 200_100, "{}", hub.meter.bytes());
    }
    source.send(done()).expect("a reader");
    settle().await;
    assert!(text(&mut blocks).await.starts_with("data: 999 "));
    assert_eq!(text(&mut blocks).await, "event: done\ndata: done\n\n");
}

#[tokio::test]
async fn how_it_broke_off_is_told_to_those_who_continue() {
    let hub = Hub::new(ResumeSettings::default(), None);
    let (source, answering) = source();
    let (name, blocks) = hold(&hub, answering).await;
    drop(blocks);
    source.send(snapshot("1")).expect("a reader");
    let half = Block { bytes: Bytes::from_static(b"data: ha"), kind: Kind::Cut };
    source.send(Ok(half)).expect("a reader");
    source.send(Err(Refusal::UpstreamSlow)).expect("a reader");
    settle().await;
    let mut blocks = resume(&hub, &name).await;
    assert_eq!(text(&mut blocks).await, "data: 1\n\n");
    assert_eq!(blocks.next().await, Some(Err(Refusal::UpstreamSlow)));
}

#[tokio::test(start_paused = true)]
async fn nobody_reading_for_two_minutes_ends_the_work() {
    let hub = Hub::new(ResumeSettings::default(), None);
    let (source, answering) = source();
    let (name, blocks) = hold(&hub, answering).await;
    // A reader is reason enough to go on, however long it takes.
    advance(Duration::from_secs(1000)).await;
    settle().await;
    drop(blocks);
    settle().await;
    advance(Duration::from_secs(119)).await;
    settle().await;
    // Who comes back begins the two minutes anew.
    drop(resume(&hub, &name).await);
    settle().await;
    advance(Duration::from_secs(119)).await;
    settle().await;
    assert!(!source.is_closed());
    advance(Duration::from_secs(2)).await;
    settle().await;
    assert!(source.is_closed());
    assert!(!is_known(&hub, &name).await);
}

#[tokio::test(start_paused = true)]
async fn a_finished_answer_is_kept_for_two_minutes() {
    let hub = Hub::new(ResumeSettings::default(), None);
    let (source, answering) = source();
    let (name, _blocks) = hold(&hub, answering).await;
    source.send(snapshot("1")).expect("a reader");
    source.send(done()).expect("a reader");
    settle().await;
    assert!(source.is_closed());
    advance(Duration::from_secs(119)).await;
    settle().await;
    assert!(is_known(&hub, &name).await);
    advance(Duration::from_secs(2)).await;
    settle().await;
    assert!(!is_known(&hub, &name).await);
    let held = hub.held();
    assert!(held.answers.is_empty() && held.finished.is_empty());
}

#[tokio::test]
async fn two_megabytes_are_never_passed_and_the_oldest_finished_go_first() {
    const MOST: usize = 2_000_000;
    let hub = Hub::new(ResumeSettings { most_bytes: MOST, ..ResumeSettings::default() }, None);
    let mut names = Vec::new();
    for _ in 0..100 {
        let (source, answering) = source();
        let (name, _) = hold(&hub, answering).await;
        names.push(name);
        source.send(snapshot("x".repeat(100_000))).expect("a reader");
        source.send(done()).expect("a reader");
        settle().await;
        assert!(hub.meter.bytes() <= MOST, "{}", hub.meter.bytes());
    }
    let mut known = Vec::new();
    for name in &names {
        known.push(is_known(&hub, name).await);
    }
    assert_eq!(known.iter().filter(|known| **known).count(), 19);
    assert!(known.is_sorted(), "{known:?}");
}

#[tokio::test]
async fn where_nothing_can_be_forgotten_an_answer_is_passed_on_without_a_name() {
    let hub = Hub::new(ResumeSettings { most_answers: 1, ..ResumeSettings::default() }, None);
    let (running, answering) = source();
    let (name, _blocks) = hold(&hub, answering).await;
    let (source, answering) = source();
    source.send(snapshot("1")).expect("a reader");
    let mut blocks = hub.hold(SITE, answering).await.expect("an answer").blocks;
    assert_eq!(text(&mut blocks).await, "data: 1\n\n");
    drop(blocks);
    // Nobody but its reader keeps it going.
    assert!(source.is_closed());
    running.send(done()).expect("a reader");
    settle().await;
    let (source, answering) = super::tests::source();
    let (other, _blocks) = hold(&hub, answering).await;
    assert!(!is_known(&hub, &name).await && is_known(&hub, &other).await);
    drop(source);
}
