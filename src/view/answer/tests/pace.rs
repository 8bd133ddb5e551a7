//! When an answer is painted: as fast as the screen shows it, and its end at once.

use any_spawner::Executor;
use ask_docs_core::answer::Answer;
use ask_docs_core::wire::{AnswerText, Frame, Snapshot};
use gloo_timers::future::TimeoutFuture;
use js_sys::{Function, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Element, HtmlElement};

use super::page::{find, place, run};
use crate::session::Turn;
use crate::settings::Settings;
use crate::signal::ArcRwSignal;
use crate::view::Mounted;

/// A box with an answer that has not begun, and where its text will stand.
async fn waiting() -> (Mounted, ArcRwSignal<Answer>, Element) {
    let host: HtmlElement = place().unchecked_into();
    let settings = Settings { starters: false, ..Settings::default() };
    let mounted = Mounted::new(host.clone(), settings).expect("a box");
    let turn = Turn::new(0, "How?".to_owned(), Answer::default(), true);
    let answer = turn.answer.clone();
    mounted.session().turns.set(vec![turn]);
    let root = host.shadow_root().expect("a shadow root");
    until(|| root.query_selector(".answer").is_ok_and(|found| found.is_some())).await;
    let place = root.query_selector(".answer").expect("a selector").expect("an answer");
    (mounted, answer, place)
}

fn snapshot(text: &str) -> Frame {
    Frame::Snapshot(Snapshot {
        answer: Some(AnswerText { markdown: Some(text.to_owned()), document: None }),
        ..Snapshot::default()
    })
}

async fn until(is_so: impl Fn() -> bool) {
    for _ in 0..500 {
        if is_so() {
            return;
        }
        TimeoutFuture::new(5).await;
    }
    panic!("it never came to that");
}

fn shown(place: &Element) -> String {
    place.text_content().unwrap_or_default()
}

#[wasm_bindgen_test]
async fn snapshots_that_come_faster_than_frames_are_painted_together() {
    let (_mounted, answer, place) = waiting().await;
    let counting = "element.changes = 0; new MutationObserver((records) => { element.changes += \
         records.length }).observe(element, {subtree: true, childList: true, characterData: true})";
    run(counting, &place);
    let mut text = String::new();
    for _ in 0..300 {
        text.push_str("word ");
        answer.update(|answer| answer.apply(snapshot(&text)));
        Executor::tick().await;
    }
    let all = text.trim_end().to_owned();
    until(|| shown(&place) == all).await;
    let changes = run("return element.changes", &place).as_f64();
    assert!(changes.is_some_and(|changes| changes < 100.0), "{changes:?} changes of the page");
}

#[wasm_bindgen_test]
async fn the_end_of_an_answer_is_painted_without_waiting_for_a_frame() {
    let window = web_sys::window().expect("a window");
    let (_mounted, answer, place) = waiting().await;
    let names = ["requestAnimationFrame", "setTimeout"].map(JsValue::from_str);
    let originals = names.clone().map(|name| Reflect::get(&window, &name).expect("a function"));
    for name in &names {
        Reflect::set(&window, name, &Function::new_no_args("return 0")).expect("writable");
    }
    answer.update(|answer| answer.apply(snapshot("All of it.")));
    Executor::tick().await;
    let before = shown(&place);
    answer.update(|answer| answer.apply(Frame::Done));
    // The effects of a change run behind it, but before any frame or timer.
    for _ in 0..10 {
        Executor::tick().await;
    }
    let after = shown(&place);
    for (name, original) in names.iter().zip(&originals) {
        Reflect::set(&window, name, original).expect("writable");
    }
    assert_eq!((before.as_str(), after.as_str()), ("", "All of it."));
}

#[wasm_bindgen_test]
async fn a_box_that_is_taken_out_paints_no_more() {
    let (mounted, answer, place) = waiting().await;
    answer.update(|answer| answer.apply(snapshot("Too late.")));
    Executor::tick().await;
    drop(mounted);
    TimeoutFuture::new(400).await;
    answer.update(|answer| answer.apply(snapshot("Much too late.")));
    TimeoutFuture::new(400).await;
    assert_eq!(shown(&place), "");
}

#[wasm_bindgen_test]
async fn an_answer_that_is_cut_says_so_below_its_text() {
    let (_mounted, answer, place) = waiting().await;
    let text = "word ".repeat(ask_docs_core::markdown::MAX_BYTES / 5 + 1);
    answer.update(|answer| answer.apply(snapshot(&text)));
    let around = place.parent_element().expect("a turn");
    until(|| around.query_selector(".answer + .note").is_ok_and(|note| note.is_some())).await;
    assert!(shown(&find(&around, ".note")).contains("longer than can be shown"));
}
