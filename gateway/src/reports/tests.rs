//! What gets into the file, what does not, and what leaves it: over real files, with a clock that
//! the tests set.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Instant;

use ask_docs_core::feedback::Reason;
use ask_docs_core::request::Ask;
use axum::http::HeaderMap;
use bytes::Bytes;
use futures_util::{StreamExt as _, stream};
use rusqlite::Connection;
use serde_json::json;
use tempfile::TempDir;

use super::figures::{Figures, Span};
use super::*;
use crate::answers::Answering;
use crate::blocks::{Block, blocks};
use crate::refusal::Refusal;
use crate::traces::Asking;

const DAY: i64 = 24 * 60 * 60;
/// Noon of 14 November 2026.
const NOW: i64 = 1_794_657_600;
const PATIENCE: Duration = Duration::from_secs(30);

/// A report in a folder of its own.
struct Kept {
    folder: TempDir,
    reports: Reports,
    now: Arc<AtomicI64>,
}

impl Kept {
    fn new() -> Self {
        Self::with(|_| {}, QUEUE)
    }

    fn with(set: impl FnOnce(&mut ReportSettings), queue: usize) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let mut settings = ReportSettings {
            file: folder.path().join("reports.sqlite"),
            keep_days: 30,
            question_text: true,
            most_bytes: 64 << 20,
            password: None,
        };
        set(&mut settings);
        let now = Arc::new(AtomicI64::new(NOW));
        let clock = Arc::clone(&now);
        let clock: Clock = Arc::new(move || clock.load(Ordering::SeqCst));
        let reports = Reports::open_with(Some(&settings), queue, clock).expect("a report");
        Self { folder, reports, now }
    }

    fn file(&self) -> PathBuf {
        self.folder.path().join("reports.sqlite")
    }

    fn says(&self, answer: &str, comment: &str) {
        let (answer, comment) = (answer.to_owned(), Some(comment.to_owned()));
        let helpful = Some(false);
        let said = Feedback { answer, helpful, comment, ..Feedback::default() };
        self.reports.judged("docs", said);
    }

    /// Asks `question`, and reads the answer that `events` are to its end.
    async fn asks(&self, question: &str, events: &str) {
        let tale = self.reports.tale("docs", &asked(question));
        let mut answering = tale.of(Ok(answering(events))).expect("an answer");
        while answering.blocks.next().await.is_some() {}
    }

    async fn figures(&self) -> Figures {
        self.reports.flush(PATIENCE).await;
        let span = Span { days: 30, site: None, now: self.now.load(Ordering::SeqCst) };
        Figures::of(&span, &store::read(&self.file()).expect("a file")).expect("figures")
    }

    /// The bytes of the file and of all beside it.
    async fn bytes(&self) -> Vec<u8> {
        self.reports.flush(PATIENCE).await;
        let files = std::fs::read_dir(self.folder.path()).expect("a folder");
        files.flat_map(|file| std::fs::read(file.expect("a file").path()).expect("bytes")).collect()
    }
}

fn asked(question: &str) -> Asked {
    let session = json!({"visitorId": "visitor-4711", "sessionId": "session-4711"});
    let body = json!({"question": question, "scope": {"mode": "all"}, "session": session});
    let body = body.to_string();
    let ask = Ask::from_body(serde_json::from_str(&body).expect("a body")).expect("a question");
    let gateway = Some("docs.example:8080".to_owned());
    Asked { ask, format: None, body: body.into(), gateway, asking: Asking::default() }
}

fn answering(events: &str) -> Answering {
    let bytes = stream::iter([Ok(Bytes::from(events.to_owned()))]);
    Answering { blocks: blocks(bytes).boxed(), headers: HeaderMap::new() }
}

const DONE: &str = "event: done\ndata: done\n\n";

fn snapshot(text: &str, sources: &serde_json::Value) -> String {
    let answer = json!({"answer": {"markdown": text}, "sources": sources});
    format!("data: {}\n\n", json!({"type": "answer", "answer": answer}))
}

fn contains(bytes: &[u8], words: &str) -> bool {
    memchr::memmem::find(bytes, words.as_bytes()).is_some()
}

#[tokio::test]
async fn what_is_older_than_its_days_is_gone_with_every_byte_of_it_when_a_day_ends() {
    let kept = Kept::new();
    kept.says("first", "an old word");
    kept.asks("an old question", &(snapshot("Yes", &json!([])) + DONE)).await;
    assert!(contains(&kept.bytes().await, "an old word"));
    // 30 days: this one and the 29 before it.
    kept.now.fetch_add(29 * DAY, Ordering::SeqCst);
    kept.says("second", "a new word");
    assert_eq!(kept.figures().await.said.len(), 2);
    kept.now.fetch_add(DAY, Ordering::SeqCst);
    kept.says("third", "the newest word");
    let figures = kept.figures().await;
    let words: Vec<_> = figures.said.iter().filter_map(|said| said.comment.as_deref()).collect();
    assert_eq!((words, figures.total.all), (vec!["the newest word", "a new word"], 0));
    let bytes = kept.bytes().await;
    assert!(!contains(&bytes, "an old word") && !contains(&bytes, "an old question"));
}

#[tokio::test]
async fn old_rows_go_at_the_start_as_well() {
    let kept = Kept::new();
    kept.says("first", "an old word");
    kept.reports.flush(PATIENCE).await;
    let mut settings = kept.reports.settings().expect("settings").clone();
    settings.keep_days = 7;
    let again = Reports::open_with(Some(&settings), QUEUE, Arc::new(|| NOW + 7 * DAY));
    assert!(again.is_ok());
    assert_eq!(kept.figures().await.said.len(), 0);
}

#[tokio::test]
async fn a_reader_waits_for_no_disk_and_what_finds_no_place_is_counted() {
    let kept = Kept::with(|_| {}, 4);
    let dropped = || {
        let text = metrics::text();
        let line = text.lines().find(|line| line.contains("rows_total{result=\"dropped\"}"));
        line.and_then(|line| line.rsplit(' ').next()?.parse::<u64>().ok()).unwrap_or_default()
    };
    // Another process has the file to itself.
    let other = Connection::open(kept.file()).expect("the file");
    other.execute_batch("BEGIN IMMEDIATE").expect("a lock");
    let (before, start) = (dropped(), Instant::now());
    for number in 0..1_000 {
        kept.says(&number.to_string(), "word");
    }
    assert!(start.elapsed() < Duration::from_secs(1), "{:?}", start.elapsed());
    // Four wait; what the writer had taken before it waits for the file as well.
    assert!(dropped() - before >= 900, "{}", dropped() - before);
    other.execute_batch("COMMIT").expect("the lock is given back");
    let said = kept.figures().await.said.len();
    assert!((4..50).contains(&said), "{said}");
}

#[tokio::test]
async fn a_file_that_cannot_be_written_costs_rows_until_it_can() {
    let kept = Kept::new();
    let other = Connection::open(kept.file()).expect("the file");
    other.execute_batch("ALTER TABLE feedback RENAME TO hidden").expect("a change");
    kept.says("first", "lost");
    kept.reports.flush(PATIENCE).await;
    other.execute_batch("ALTER TABLE hidden RENAME TO feedback").expect("a change");
    kept.says("second", "kept");
    let figures = kept.figures().await;
    let words: Vec<_> = figures.said.iter().filter_map(|said| said.comment.as_deref()).collect();
    assert_eq!(words, ["kept"]);
    assert!(metrics::text().contains("ask_docs_report_rows_total{result=\"failed\"}"));
}

#[tokio::test]
async fn the_file_gets_about_as_large_as_it_may_and_the_oldest_rows_make_way() {
    let kept = Kept::with(|settings| settings.most_bytes = 1 << 20, QUEUE);
    for number in 0..4_000 {
        kept.now.fetch_add(1, Ordering::SeqCst);
        kept.says(&number.to_string(), &"long words ".repeat(45));
        if number % 500 == 0 {
            kept.reports.flush(PATIENCE).await;
        }
    }
    let figures = kept.figures().await;
    let size = std::fs::metadata(kept.file()).expect("a file").len();
    assert!((500 << 10..3 << 19).contains(&size), "{size}");
    assert!(figures.unhelpful > 500 && figures.unhelpful < 2_000, "{}", figures.unhelpful);
    let file = Connection::open(kept.file()).expect("the file");
    let exists = |answer: &str| {
        let sql = "SELECT count(*) FROM feedback WHERE answer = ?";
        file.query_row(sql, [answer], |row| row.get::<_, i64>(0)).expect("a count")
    };
    assert_eq!((exists("0"), exists("3999")), (0, 1));
}

#[tokio::test]
async fn what_looks_like_a_secret_and_who_asked_is_in_no_file() {
    let kept = Kept::new();
    kept.asks("Is password=hunter2hunter2 right?", &(snapshot("Yes", &json!([])) + DONE)).await;
    kept.says("a", "Write to jane@acme-docs.io");
    let figures = kept.figures().await;
    assert_eq!(figures.asked[0].words, "Is password=[password] right?");
    assert_eq!(figures.said[0].comment.as_deref(), Some("Write to [e-mail address]"));
    let bytes = kept.bytes().await;
    for secret in ["hunter2", "jane@", "4711"] {
        assert!(!contains(&bytes, secret), "{secret}");
    }
    let kept = Kept::with(|settings| settings.question_text = false, QUEUE);
    kept.asks("Where is the needle?", &(snapshot("Here", &json!([])) + DONE)).await;
    let (answer, question) = ("a".to_owned(), Some("Where is the needle?".to_owned()));
    let said = Feedback { answer, question, helpful: Some(true), ..Feedback::default() };
    kept.reports.judged("docs", said);
    assert_eq!(kept.figures().await.total.all, 1);
    assert!(!contains(&kept.bytes().await, "needle"));
}

#[tokio::test]
async fn what_came_of_a_question_is_told_by_its_last_snapshot_and_its_end() {
    let kept = Kept::new();
    let text = snapshot("Yes", &json!([]));
    let search = text.replace("\"type\":\"answer\"", "\"type\":\"answer\",\"fallback\":\"search\"");
    assert_ne!(search, text);
    for events in [
        text.clone() + DONE,
        snapshot("", &json!([])) + DONE,
        DONE.to_owned(),
        search + DONE,
        text.clone() + "event: error\ndata: {}\n\n",
        text.clone(),
        String::new(),
        format!("data: {{\n\n{DONE}"),
    ] {
        kept.asks("How?", &events).await;
    }
    // A reader who leaves, one who leaves before the answer begins, and refusals.
    let tale = kept.reports.tale("docs", &asked("How?"));
    drop(tale.of(Ok(answering(&text))));
    drop(tale);
    drop(kept.reports.tale("docs", &asked("How?")));
    let refused = |refusal| drop(kept.reports.tale("docs", &asked("How?")).of(Err(refusal)));
    refused(Refusal::UpstreamFailed);
    refused(Refusal::NotJson);
    let total = kept.figures().await.total;
    let expected =
        figures::Count { all: 11, answered: 1, nothing: 2, search: 1, failed: 5, left: 2 };
    assert_eq!(total, expected);
}

#[tokio::test]
async fn pages_are_counted_once_an_answer_and_dead_ones_keep_the_name_they_had() {
    let kept = Kept::new();
    let alive = json!([
        {"type": "page", "page": "p1", "title": "Log in", "url": "https://a.example/login#top"},
        {"type": "page", "page": "p1", "title": "Log in", "url": "https://a.example/login#end"},
        {"type": "record", "record": "r", "title": "Keys › Rotate", "url": "http://docs.example:8080/docs/keys#rotate"},
        {"type": "record", "record": "x", "title": "Bad", "url": "javascript:alert(1)"},
    ]);
    kept.asks("One?", &(snapshot("Yes", &alive) + DONE)).await;
    kept.asks("Two?", &(snapshot("Yes", &alive) + DONE)).await;
    let dead = json!([{"type": "page", "page": "p1", "unavailable": true},
                      {"type": "page", "page": "p2", "unavailable": true}]);
    kept.asks("Three?", &(snapshot("Yes", &dead) + DONE)).await;
    let figures = kept.figures().await;
    let told = |page: &figures::Page| {
        (
            page.title.clone().unwrap_or_default(),
            page.address.clone().unwrap_or_default(),
            page.times,
        )
    };
    let mut pages: Vec<_> = figures.pages.iter().map(told).collect();
    pages.sort();
    let expected =
        [("Bad", "", 2), ("Keys", "/docs/keys", 2), ("Log in", "https://a.example/login", 2)];
    assert_eq!(
        pages,
        expected.map(|(title, url, times)| (title.to_owned(), url.to_owned(), times))
    );
    let mut gone: Vec<_> = figures.gone.iter().map(told).collect();
    gone.sort();
    let expected = [("", "", 1), ("Log in", "https://a.example/login", 1)];
    assert_eq!(gone, expected.map(|(title, url, times)| (title.to_owned(), url.to_owned(), times)));
}

#[tokio::test]
async fn the_last_word_on_an_answer_counts_and_belongs_to_its_question() {
    let kept = Kept::new();
    let tale = kept.reports.tale("docs", &asked("How?"));
    let held = tale.of(Ok(answering(&(snapshot("Yes", &json!([])) + DONE)))).expect("an answer");
    let name = Block::new(Bytes::from_static(b"id: Qm9sdA\n\n"));
    let blocks = stream::iter([Ok(name)]).chain(held.blocks).boxed();
    let mut named = tale.named(Answering { blocks, headers: HeaderMap::new() });
    assert_eq!(named.blocks.next().await.expect("a block").expect("it").bytes, "id: Qm9sdA\n\n");
    while named.blocks.next().await.is_some() {}
    drop((named, tale));
    let judge = |helpful, reason| {
        let said = Feedback { answer: "Qm9sdA".to_owned(), helpful, reason, ..Feedback::default() };
        kept.reports.judged("docs", said);
    };
    judge(Some(true), None);
    judge(Some(false), Some(Reason::Outdated));
    let figures = kept.figures().await;
    assert_eq!((figures.helpful, figures.unhelpful), (0, 1));
    assert_eq!(figures.reasons, [("outdated".to_owned(), 1)]);
    assert_eq!(figures.said[0].question.as_deref(), Some("How?"));
    judge(None, None);
    assert_eq!(kept.figures().await.said.len(), 0);
}

#[tokio::test]
async fn every_day_and_every_hour_has_its_place_and_the_same_question_is_one() {
    let kept = Kept::new();
    let answer = snapshot("Yes", &json!([])) + DONE;
    kept.asks("How do I log in?", &answer).await;
    kept.now.fetch_add(DAY + 3_600, Ordering::SeqCst);
    kept.asks("how do I  log in", &answer).await;
    kept.asks("Why?", DONE).await;
    let figures = kept.figures().await;
    assert_eq!((figures.by_day.len(), figures.by_hour.len()), (30, 24));
    let days: Vec<_> = figures.by_day.iter().filter(|(_, count)| count.all > 0).collect();
    let days: Vec<_> = days.iter().map(|(day, count)| (day.as_str(), count.all)).collect();
    assert_eq!(days, [("2026-11-14", 1), ("2026-11-15", 2)]);
    let hours: Vec<_> = figures.by_hour.iter().filter(|(_, count)| count.all > 0).collect();
    let hours: Vec<_> = hours.iter().map(|(hour, count)| (hour.as_str(), count.all)).collect();
    assert_eq!(hours, [("12:00", 1), ("13:00", 2)]);
    let asked: Vec<_> = figures.asked.iter().map(|one| (one.words.as_str(), one.times)).collect();
    assert_eq!(asked, [("how do I  log in", 2), ("Why?", 1)]);
    let nothing: Vec<_> = figures.nothing.iter().map(|one| one.words.as_str()).collect();
    assert_eq!(nothing, ["Why?"]);
}

#[test]
fn a_file_that_is_something_else_is_left_as_it_is() {
    let folder = tempfile::tempdir().expect("a folder");
    let text = folder.path().join("notes.txt");
    std::fs::write(
        &text,
        "these are no rows, and there are more than a header's bytes of them".repeat(9),
    )
    .expect("a file");
    let other = folder.path().join("other.sqlite");
    Connection::open(&other)
        .and_then(|other| other.execute_batch("CREATE TABLE mine (a); INSERT INTO mine VALUES (1)"))
        .expect("a file");
    for path in [&text, &other] {
        let before = std::fs::read(path).expect("a file");
        assert!(matches!(Store::open(path, 1 << 20), Err(StoreError::Foreign)), "{path:?}");
        assert!(matches!(store::read(path), Err(StoreError::Foreign)), "{path:?}");
        assert_eq!(std::fs::read(path).expect("a file"), before, "{path:?}");
    }
}

#[cfg(unix)]
#[test]
fn the_file_is_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let kept = Kept::new();
    for file in std::fs::read_dir(kept.folder.path()).expect("a folder") {
        let file = file.expect("a file");
        let mode = file.metadata().expect("a file").permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{:?}", file.path());
    }
}
