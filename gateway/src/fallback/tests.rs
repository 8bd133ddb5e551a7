//! The fallback against a search that does what it is told.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use ask_docs_core::question::Question;
use axum::http::HeaderValue;
use futures_util::future;
use tokio::time::advance;

use super::*;
use crate::refusal::Refused;

#[derive(Clone, Copy, PartialEq)]
enum Does {
    Find(usize),
    Fail,
    Hang,
}

struct Told {
    does: Does,
    is_upstream: bool,
    searched: AtomicUsize,
    failed_once: AtomicBool,
}

impl Search for Told {
    fn search(&self, _: Sought) -> BoxFuture<'static, Option<Vec<Place>>> {
        self.searched.fetch_add(1, Ordering::Relaxed);
        let place = |number| Place { title: format!("Page {number}"), ..Place::default() };
        match self.does {
            _ if self.failed_once.swap(false, Ordering::Relaxed) => future::ready(None).boxed(),
            Does::Find(places) => future::ready(Some((0..places).map(place).collect())).boxed(),
            Does::Fail => future::ready(None).boxed(),
            Does::Hang => future::pending().boxed(),
        }
    }

    fn is_upstream(&self) -> bool {
        self.is_upstream
    }
}

fn told(does: Does) -> Arc<Told> {
    let (searched, failed_once) = (AtomicUsize::new(0), AtomicBool::new(false));
    Arc::new(Told { does, is_upstream: true, searched, failed_once })
}

async fn behind(search: &Arc<Told>, reply: Reply) -> Result<Answering, Refusal> {
    let fallback = Fallback::new("site1".to_owned(), Arc::clone(search) as Arc<dyn Search>);
    ask(&fallback, reply).await
}

async fn ask(fallback: &Arc<Fallback>, reply: Reply) -> Result<Answering, Refusal> {
    let sought = Sought { ask: Ask::new(Question::new("a").expect("a question")), gateway: None };
    Arc::clone(fallback).behind(reply, sought, Format::Markdown).await
}

fn refuses(refusal: &Refusal) -> Reply {
    future::ready(Err(refusal.clone())).boxed()
}

fn by_upstream(status: u16) -> Refusal {
    let status = StatusCode::from_u16(status).expect("a status");
    let headers =
        HeaderMap::from_iter([(axum::http::header::RETRY_AFTER, HeaderValue::from_static("7"))]);
    Refusal::ByUpstream(Box::new(Refused { status, message: "no".to_owned(), headers }))
}

#[tokio::test]
async fn a_search_stands_in_where_answers_cannot_be_had_and_nowhere_else() {
    for (refusal, expected) in [
        (Refusal::UpstreamFailed, true),
        (Refusal::UpstreamSlow, true),
        (Refusal::UpstreamDown { retry_after: Duration::ZERO }, true),
        (Refusal::OverBudget { retry_after: Duration::ZERO }, true),
        (by_upstream(401), true),
        (by_upstream(403), true),
        (by_upstream(500), true),
        (by_upstream(503), true),
        (by_upstream(400), false),
        (by_upstream(404), false),
        (by_upstream(413), false),
        // What refuses answers now would refuse a search as well.
        (by_upstream(429), false),
        (Refusal::Stopped, false),
        (Refusal::BadRequest(String::new()), false),
    ] {
        let search = told(Does::Find(1));
        let answered = behind(&search, refuses(&refusal)).await;
        assert_eq!(answered.is_ok(), expected, "{refusal:?}");
        assert_eq!(search.searched.load(Ordering::Relaxed), usize::from(expected));
        if let Err(stands) = answered {
            assert_eq!(stands, refusal);
        }
    }
    let folder = Arc::new(Told {
        does: Does::Find(1),
        is_upstream: false,
        searched: AtomicUsize::new(0),
        failed_once: AtomicBool::new(false),
    });
    assert!(behind(&folder, refuses(&by_upstream(429))).await.is_ok());
}

#[tokio::test]
async fn five_places_are_a_whole_answer_that_says_what_it_is() {
    let search = told(Does::Find(9));
    let answering = behind(&search, refuses(&by_upstream(503))).await.expect("an answer");
    assert_eq!(answering.headers["retry-after"], "7");
    let blocks: Vec<_> = answering.blocks.map(|block| block.expect("no refusal")).collect().await;
    let [snapshot, end] = &blocks[..] else { panic!("{blocks:?}") };
    assert_eq!(end.bytes, events::DONE);
    let text = String::from_utf8(snapshot.bytes.to_vec()).expect("text");
    assert!(text.starts_with("data: {\"type\":\"answer\",\"fallback\":\"search\",\"answer\":{"));
    assert!(text.contains("Page 4") && !text.contains("Page 5"), "{text}");
}

#[tokio::test]
async fn an_answer_that_has_begun_is_not_replaced() {
    let search = told(Does::Find(1));
    let broken = stream::iter([Err(Refusal::UpstreamFailed)]).boxed();
    let reply = future::ready(Ok(Answering { blocks: broken, headers: HeaderMap::new() })).boxed();
    let mut blocks = behind(&search, reply).await.expect("an answer").blocks;
    assert_eq!(blocks.next().await, Some(Err(Refusal::UpstreamFailed)));
    assert_eq!(search.searched.load(Ordering::Relaxed), 0);
}

#[tokio::test(start_paused = true)]
async fn where_the_search_fails_too_the_refusal_stands() {
    for does in [Does::Find(0), Does::Fail, Does::Hang] {
        let start = Instant::now();
        let stands = behind(&told(does), refuses(&Refusal::UpstreamSlow)).await.err();
        assert_eq!(stands, Some(Refusal::UpstreamSlow));
        let took = if does == Does::Hang { PATIENCE } else { Duration::ZERO };
        assert_eq!(start.elapsed().as_secs(), took.as_secs());
    }
}

#[tokio::test(start_paused = true)]
async fn after_a_search_that_failed_there_is_none_for_a_while() {
    let search = told(Does::Find(1));
    search.failed_once.store(true, Ordering::Relaxed);
    let fallback = Fallback::new("site1".to_owned(), Arc::clone(&search) as Arc<dyn Search>);
    for (wait, searched, is_answered) in [(0, 1, false), (9, 1, false), (1, 2, true)] {
        advance(Duration::from_secs(wait)).await;
        let answered = ask(&fallback, refuses(&Refusal::UpstreamFailed)).await;
        assert_eq!(answered.is_ok(), is_answered);
        assert_eq!(search.searched.load(Ordering::Relaxed), searched);
    }
}
