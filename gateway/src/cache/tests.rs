//! The cache against a source that counts how often it is asked.

use std::sync::atomic::{AtomicUsize, Ordering};

use ask_docs_core::request::Ask;
use futures_util::FutureExt as _;
use serde_json::json;
use tokio::sync::Semaphore;
use tokio::time::{advance, sleep};

use super::*;
use crate::answers::Asked;
use crate::traces::Asking;

/// A source that answers once it is let.
struct Source {
    asked: AtomicUsize,
    may_answer: Semaphore,
    ended: AtomicUsize,
}

/// Counts what ends.
struct Ends(Arc<Source>);

impl Drop for Ends {
    fn drop(&mut self) {
        self.0.ended.fetch_add(1, Ordering::Relaxed);
    }
}

impl Source {
    fn new(answers: usize) -> Arc<Self> {
        let (asked, ended) = (AtomicUsize::new(0), AtomicUsize::new(0));
        Arc::new(Self { asked, may_answer: Semaphore::new(answers), ended })
    }

    fn reply(self: &Arc<Self>, answer: &'static str, end: &'static str) -> Reply {
        let source = Arc::clone(self);
        async move {
            let ends = Ends(Arc::clone(&source));
            source.asked.fetch_add(1, Ordering::Relaxed);
            let blocks = stream::once(async move {
                // A permit lets one answer go on: given back, it would let the next one go too.
                source.may_answer.acquire().await.expect("a place").forget();
                Ok(Block::new(Bytes::from(answer)))
            });
            let end = stream::once(async move {
                let _ends = ends;
                Ok(Block::new(Bytes::from(end)))
            });
            Ok(Answering { blocks: blocks.chain(end).boxed(), headers: HeaderMap::new() })
        }
        .boxed()
    }

    fn asked(&self) -> usize {
        self.asked.load(Ordering::Relaxed)
    }
}

const WRITTEN: &str = "data: {\"type\":\"answer\",\"answer\":{\"answer\":{\"markdown\":\"Yes\"},\
                       \"sources\":[{\"type\":\"record\"}]}}\n\n";
const DONE: &str = "event: done\ndata: done\n\n";

fn cache() -> Arc<AnswerCache> {
    AnswerCache::new(CacheSettings { ttl: Duration::from_secs(60), max_bytes: 10_000 }, None)
}

fn key(question: &str) -> Key {
    let body = json!({"question": question, "scope": {"mode": "all"}}).to_string();
    let ask = Ask::from_body(serde_json::from_str(&body).expect("a body")).expect("a question");
    let asked =
        Asked { ask, format: None, body: body.into(), gateway: None, asking: Asking::default() };
    Key::new(&asked, None).expect("a key")
}

async fn read(answering: Answering) -> String {
    let bytes: Vec<_> =
        answering.blocks.map(|block| block.expect("no refusal").bytes).collect().await;
    String::from_utf8(bytes.concat()).expect("text")
}

/// Asks, reads to the end, and lets the cache settle.
async fn ask(cache: &Arc<AnswerCache>, question: &str, reply: Reply) -> (String, Option<String>) {
    let answering = cache.answer(key(question), false, reply).await.expect("an answer");
    let age = answering.headers.get(header::AGE);
    let age = age.map(|age| age.to_str().expect("text").to_owned());
    let text = read(answering).await;
    sleep(Duration::from_millis(1)).await;
    (text, age)
}

#[tokio::test(start_paused = true)]
async fn an_answer_is_given_again_with_its_age_until_it_is_too_old() {
    let (cache, source) = (cache(), Source::new(100));
    let whole = format!("{WRITTEN}{DONE}");
    let first = ask(&cache, "A?", source.reply(WRITTEN, DONE)).await;
    assert_eq!(first, (whole.clone(), None));
    advance(Duration::from_secs(30)).await;
    let again = ask(&cache, "a", source.reply(WRITTEN, DONE)).await;
    assert_eq!(again, (whole.clone(), Some("30".to_owned())));
    assert_eq!(source.asked(), 1);
    advance(Duration::from_secs(30)).await;
    assert_eq!(ask(&cache, "a", source.reply(WRITTEN, DONE)).await, (whole, None));
    assert_eq!(source.asked(), 2);
}

#[tokio::test(start_paused = true)]
async fn asked_afresh_an_answer_takes_the_place_of_the_old_one() {
    let (cache, source) = (cache(), Source::new(100));
    ask(&cache, "a", source.reply(WRITTEN, DONE)).await;
    advance(Duration::from_secs(30)).await;
    let afresh = cache.answer(key("a"), true, source.reply(WRITTEN, DONE)).await;
    read(afresh.expect("an answer")).await;
    advance(Duration::from_secs(59)).await;
    let (_, age) = ask(&cache, "a", source.reply(WRITTEN, DONE)).await;
    assert_eq!((age.as_deref(), source.asked()), (Some("59"), 2));
}

#[tokio::test(start_paused = true)]
async fn only_whole_written_answers_with_sources_are_kept() {
    let unfounded = "data: {\"type\":\"answer\",\"answer\":{\"answer\":{\"markdown\":\"Yes\"},\
                     \"sources\":[]}}\n\n";
    let empty = "data: {\"type\":\"answer\",\"answer\":{\"answer\":{},\
                 \"sources\":[{\"type\":\"record\"}]}}\n\n";
    let found = "data: {\"type\":\"answer\",\"fallback\":\"search\",\"answer\":{\"answer\":\
                 {\"markdown\":\"Yes\"},\"sources\":[{\"type\":\"record\"}]}}\n\n";
    for (answer, end) in [
        (unfounded, DONE),
        (empty, DONE),
        (found, DONE),
        ("data: {\"new\":1}\n\n", DONE),
        (WRITTEN, "event: error\ndata: {}\n\n"),
    ] {
        let (cache, source) = (cache(), Source::new(100));
        for _ in 0..2 {
            ask(&cache, "a", source.reply(answer, end)).await;
        }
        assert_eq!(source.asked(), 2, "{answer}{end}");
    }
}

#[tokio::test(start_paused = true)]
async fn who_asks_the_same_at_the_same_time_shares_one_answer() {
    let (cache, source) = (cache(), Source::new(0));
    let mut readers = Vec::new();
    for question in ["a", "A", "a?"] {
        let reply = source.reply(WRITTEN, DONE);
        readers.push(cache.answer(key(question), false, reply).await.expect("an answer"));
    }
    // One who leaves ends it for nobody else.
    drop(readers.remove(0));
    sleep(Duration::from_secs(1)).await;
    source.may_answer.add_permits(1);
    for reader in readers {
        assert_eq!(read(reader).await, format!("{WRITTEN}{DONE}"));
    }
    assert_eq!(source.asked(), 1);
}

#[tokio::test(start_paused = true)]
async fn once_all_have_left_the_work_ends_and_the_next_begins_anew() {
    let (cache, source) = (cache(), Source::new(0));
    for leaving in 1..=3 {
        let reply = source.reply(WRITTEN, DONE);
        drop(cache.answer(key("a"), false, reply).await.expect("an answer"));
        sleep(Duration::from_millis(10)).await;
        assert_eq!((source.asked(), source.ended.load(Ordering::Relaxed)), (leaving, leaving));
    }
    assert!(cache.state().coming.is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_refusal_is_everyones_and_is_not_kept() {
    let cache = cache();
    for _ in 0..2 {
        let refuses = async { Err(Refusal::UpstreamSlow) }.boxed();
        let refused = cache.answer(key("a"), false, refuses).await;
        assert_eq!(refused.err(), Some(Refusal::UpstreamSlow));
    }
    sleep(Duration::from_millis(1)).await;
    assert!(cache.state().coming.is_empty());
}

#[tokio::test(start_paused = true)]
async fn the_weight_is_bounded_and_the_oldest_go_first() {
    let (cache, source) = (cache(), Source::new(1000));
    for number in 0..200 {
        ask(&cache, &format!("question {number}"), source.reply(WRITTEN, DONE)).await;
        assert!(cache.state().kept.bytes() <= 10_000);
    }
    for (question, is_kept) in [("question 199", true), ("question 0", false)] {
        let (_, age) = ask(&cache, question, source.reply(WRITTEN, DONE)).await;
        assert_eq!(age.is_some(), is_kept, "{question}");
    }
}
