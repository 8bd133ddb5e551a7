//! How much work an answer's bytes are, decoded only where they are new and decoded whole.
//!
//! Owns the bound on the work: a test of bytes, not of time. The times are printed by
//! `cargo test --release -p ask-docs-core --test decoding_work -- --ignored --nocapture`.

use std::time::{Duration, Instant};

use ask_docs_core::answer::Answer;
use ask_docs_core::frames::FrameStream;
use ask_docs_core::stream::EventStream;
use ask_docs_core::wire;

/// How much a network chunk brings.
const CHUNK: usize = 16 * 1024;

/// How much longer an answer gets with each event.
const STEP: usize = 20;

const TAIL: &str = "\"},\"followupQuestions\":[],\"sources\":[{\"type\":\"page\",\"page\":\"p1\",\
                    \"space\":\"s1\",\"reason\":\"Tells how.\"},{\"type\":\"record\",\
                    \"record\":\"r1\",\"title\":\"Log in\",\"url\":\"https://docs.example.com/log-in\"}]}}\n\n";

/// The events of an answer that grows to `length` bytes of JSON string.
fn stream_of(length: usize) -> Vec<u8> {
    let paragraph = "To log in, open **Settings** and choose `Single sign-on`; see \
                     [the guide](https://docs.example.com/sso) for more.\\n\\n- Café: 20 °C\\n";
    let text = paragraph.repeat(length / paragraph.len() + 1);
    let mut body = Vec::new();
    for end in (STEP..=length).step_by(STEP) {
        let mut end = text.floor_char_boundary(end);
        end -= usize::from(text[..end].ends_with('\\'));
        body.extend(b"data: {\"type\":\"answer\",\"answer\":{\"answer\":{\"markdown\":\"");
        body.extend(&text.as_bytes()[..end]);
        body.extend(TAIL.as_bytes());
    }
    body
}

/// The answer at the end, how many bytes were decoded, and how long it took.
fn only_new(body: &[u8]) -> (Answer, u64, Duration) {
    let (mut stream, mut answer) = (FrameStream::default(), Answer::default());
    let mut frames = Vec::new();
    let start = Instant::now();
    for chunk in body.chunks(CHUNK) {
        stream.feed(chunk, &mut frames).expect("within the limit");
        frames.drain(..).for_each(|frame| answer.apply(frame));
    }
    (answer, stream.decoded(), start.elapsed())
}

fn everything(body: &[u8]) -> (Answer, Duration) {
    let (mut stream, mut answer) = (EventStream::default(), Answer::default());
    let mut events = Vec::new();
    let start = Instant::now();
    for chunk in body.chunks(CHUNK) {
        stream.feed(chunk, &mut events).expect("within the limit");
        events.drain(..).for_each(|event| answer.apply(wire::frame(&event)));
    }
    (answer, start.elapsed())
}

#[test]
fn the_work_is_the_length_of_the_answer_and_not_of_its_stream() {
    let body = stream_of(32 * 1024);
    let (answer, decoded, took) = only_new(&body);
    let events = 32 * 1024 / STEP;
    println!("{} MB in {events} events: {took:?}", body.len() / 1_000_000);
    assert!(body.len() > 26_000_000);
    assert!(answer.text.len() > 30_000);
    // What is new, and at most an escape and the tail of each event once more.
    let allowed = events * (STEP + 12 + TAIL.len());
    assert!(decoded <= allowed as u64, "{decoded} bytes decoded, {allowed} allowed");
}

#[test]
#[ignore = "prints times, which say something only in a release build on a quiet machine"]
fn times_of_both_ways() {
    for length in [2, 8, 32, 128] {
        let body = stream_of(length * 1024);
        let mut best = [Duration::MAX; 2];
        for _ in 0..3 {
            let ((short, _, new), (long, all)) = (only_new(&body), everything(&body));
            assert_eq!(short, long);
            best = [best[0].min(new), best[1].min(all)];
        }
        let rate = |took: Duration| body.len() as f64 / took.as_secs_f64() / 1e9;
        println!(
            "{length} KB, {} bytes: only what is new {:?} ({:.1} GB/s), everything {:?} \
             ({:.2} GB/s), ratio {:.1}",
            body.len(),
            best[0],
            rate(best[0]),
            best[1],
            rate(best[1]),
            best[1].as_secs_f64() / best[0].as_secs_f64(),
        );
    }
}
