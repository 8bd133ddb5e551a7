//! Pages that an answer names by id, through the whole gateway: what is added, and what never is.

mod gitbook;
#[path = "../support/mod.rs"]
mod support;

use std::collections::HashMap;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use ask_docs_core::wire::Source;
use ask_docs_gateway::Peer;
use futures_util::StreamExt as _;
use futures_util::future::join_all;
use gitbook::{ASK, GitBook, Running, TOKEN, Thing, page, place, start, structure};
use support::{body, post, send};
use tower::ServiceExt as _;

const DONE: &str = "event: done\ndata: done\n\n";
const STRUCTURE: &str = "/orgs/org1/sites/site1/structure";

/// A source with nothing but ids.
fn source(space: &str, page: &str, sections: &str) -> String {
    format!(
        r#"{{"type":"page", "page":"{page}","revision":"r1","space":"{space}","sections":[{sections}],"reason":"Größe"}}"#
    )
}

/// A snapshot with odd, legal spacing.
fn event(text: &str, sources: &[String]) -> String {
    let sources = sources.join(" , ");
    format!(
        "data: {{ \"type\":\"answer\",\"answer\":{{\"answer\":{{\"markdown\":\"{text}\"}},\
         \"followupQuestions\":[],\"sources\":[{sources}] ,\"new\":1.0e5}}}}\n\n"
    )
}

fn things<const N: usize>(pairs: [(String, Thing); N]) -> HashMap<String, Thing> {
    let mut things = HashMap::from(pairs);
    things.entry(STRUCTURE.to_owned()).or_insert_with(structure);
    things
}

fn answering(events: &[String], things: HashMap<String, Thing>) -> GitBook {
    let answer = [events.concat(), DONE.to_owned()].concat().into_bytes();
    GitBook { answer, remaining: None, things }
}

/// The sources of the last snapshot.
async fn sources(running: &Running) -> Vec<Source> {
    let path = format!("{ASK}?format=markdown");
    send(&running.app, post(&path, body("a"))).await.answer().sources
}

fn told(source: &Source) -> (Option<&str>, Option<&str>, Option<bool>) {
    (source.title.as_deref(), source.url.as_deref(), source.unavailable)
}

#[tokio::test]
async fn a_page_is_told_with_title_and_the_address_of_its_section() {
    let all = [
        source("s1", "p1", r#""k2""#),
        source("s2", "p2", r#""unknown""#),
        r#"{"type":"record","record":"r","site":"s","title":"T","url":"https://x.example"}"#
            .to_owned(),
    ];
    let running = start(answering(
        &[event("one", &[]), event("one two", &all)],
        things([
            (place("s1", "p1"), page("Log in – 導入", "start/log-in")),
            (place("s2", "p2"), page("API", "")),
        ]),
    ))
    .await;
    let found = sources(&running).await;
    let login = "https://docs.example/guides/start/log-in#second";
    assert_eq!(told(&found[0]), (Some("Log in – 導入"), Some(login), None));
    assert_eq!(told(&found[1]), (Some("API"), Some("https://docs.example/api"), None));
    assert_eq!(told(&found[2]), (Some("T"), Some("https://x.example"), None));
    let query = "?format=document&metadata=false";
    let expected = [
        format!("/v1{STRUCTURE}"),
        format!("/v1{}{query}", place("s1", "p1")),
        format!("/v1{}{query}", place("s2", "p2")),
    ];
    assert_eq!(running.looked_up(), expected);
    for headers in running.headers() {
        assert_eq!(headers["authorization"], format!("Bearer {TOKEN}"));
        assert_eq!(headers["accept"], "application/json");
    }
}

#[tokio::test]
async fn every_byte_but_what_is_added_is_as_it_came() {
    let pages = [source("s1", "p1", ""), source("s1", "p1", r#""first""#)];
    let events = [
        ": hi\r\nid: 1\r\ndata: {\"future\":1}\r\n\r\n".to_owned(),
        event("é😀\\u00e9", &pages),
        format!("event: message\n{}", event("longer", &pages)),
    ];
    let things = things([(place("s1", "p1"), page("T\"ö", "x"))]);
    let gitbook = answering(&events, things);
    let original = String::from_utf8(gitbook.answer.clone()).expect("text");
    let running = start(gitbook).await;
    // The first answer learns, the second knows.
    send(&running.app, post(ASK, body("a"))).await;
    let response = send(&running.app, post(ASK, body("a"))).await;
    let text = response.text();
    assert_eq!(text.matches("\"title\":").count(), 4);
    let plain = r#","title":"T\"\u00f6","url":"https://docs.example/guides/x""#;
    let with_anchor = format!("{}#first\"", plain.trim_end_matches('"'));
    assert_eq!(text.replace(&with_anchor, "").replace(plain, ""), original);
}

#[tokio::test]
async fn a_hundred_questions_are_one_look_up() {
    let events = [event("a", &[source("s1", "p1", "")])];
    let running = start(answering(&events, things([(place("s1", "p1"), page("T", "x"))]))).await;
    // Each reader has an address of its own: the rate of one would not do for a hundred.
    let asking = (0..100).map(|reader| {
        let mut request = post(ASK, body("a"));
        request.extensions_mut().insert(Peer(SocketAddr::from(([192, 0, 2, reader], 443))));
        send(&running.app, request)
    });
    for response in join_all(asking).await {
        assert_eq!(response.answer().sources[0].title.as_deref(), Some("T"));
    }
    assert_eq!(running.looked_up().len(), 2);
}

#[tokio::test]
async fn an_answer_is_not_held_by_a_page_that_does_not_come() {
    let events = [event("a", &[source("s1", "p1", "")])];
    let things = things([(place("s1", "p1"), Thing::Silence)]);
    let running = start(answering(&events, things)).await;
    let begin = Instant::now();
    let response = running.app.clone().oneshot(post(ASK, body("a"))).await.expect("a response");
    let mut body = response.into_body().into_data_stream();
    let first = body.next().await.expect("a chunk").expect("bytes");
    assert_eq!(first, events[0]);
    let first_after = begin.elapsed();
    let end = body.next().await.expect("a chunk").expect("bytes");
    assert_eq!(end, DONE);
    let end_after = begin.elapsed();
    assert!(body.next().await.is_none());
    let two = Duration::from_secs(2);
    assert!(first_after < two && end_after >= two, "{first_after:?} {end_after:?}");
    // Far from the deadline of the look-up itself.
    assert!(end_after < Duration::from_secs(4), "{end_after:?}");
}

#[tokio::test]
async fn what_is_gone_is_marked_and_what_is_not_known_is_left() {
    let all = ["dead", "old", "secret", "broken"].map(|page| source("s1", page, ""));
    let elsewhere = source("s9", "moved", "");
    let events = [event("a", &[&all[..], &[elsewhere]].concat())];
    let running = start(answering(
        &events,
        things([
            (place("s1", "dead"), Thing::Status(404)),
            (place("s1", "old"), Thing::Status(410)),
            (place("s1", "secret"), Thing::Status(403)),
            (place("s1", "broken"), Thing::Status(500)),
            (place("s9", "moved"), page("Moved", "x")),
        ]),
    ))
    .await;
    let found = sources(&running).await;
    let gone = (None, None, Some(true));
    let nothing = (None, None, None);
    let moved = (Some("Moved"), None, Some(true));
    assert_eq!(found.iter().map(told).collect::<Vec<_>>(), [gone, gone, nothing, nothing, moved]);
}

#[tokio::test]
async fn without_the_sites_structure_there_are_titles() {
    for status in [401, 403, 404, 429, 500, 302] {
        let mut things = things([(place("s1", "p1"), page("T", "x"))]);
        things.insert(STRUCTURE.to_owned(), Thing::Status(status));
        let running = start(answering(&[event("a", &[source("s1", "p1", "")])], things)).await;
        // Where the first request is turned away for its rate, the second is not made.
        let title = sources(&running).await[0].title.clone();
        assert!(title.is_none_or(|title| title == "T"), "{status}");
        let found = sources(&running).await;
        assert_eq!((&found[0].url, found[0].unavailable), (&None, None), "{status}");
    }
}

#[tokio::test]
async fn the_last_of_a_rate_limit_is_left_to_questions() {
    let events = [event("a", &[source("s1", "p1", "")])];
    let things = things([(place("s1", "p1"), page("T", "x"))]);
    for (remaining, look_ups) in [(5, 0), (90, 2)] {
        let gitbook = GitBook { remaining: Some(remaining), ..answering(&events, things.clone()) };
        let running = start(gitbook).await;
        let found = sources(&running).await;
        assert_eq!(running.looked_up().len(), look_ups);
        assert_eq!(found[0].title.is_some(), look_ups > 0);
    }
}

#[tokio::test]
async fn answers_without_pages_ask_for_nothing() {
    let record = r#"{"type":"record","record":"page","site":"s","title":"page","url":"/"}"#;
    let running = start(answering(&[event("page", &[record.to_owned()])], things([]))).await;
    sources(&running).await;
    assert!(running.looked_up().is_empty());
}
