//! What a benchmark drives from JavaScript: the real view and the real decoding, each by itself.
//!
//! Owns the classes that `target/bench/ask-docs-bench.js` exports, and is compiled with the
//! feature `bench` alone. Draws and decodes nothing itself, and measures nothing.

use std::fmt;

use ask_docs_core::answer::{Answer, Phase};
use ask_docs_core::frames::FrameStream;
use ask_docs_core::wire::Frame;
use js_sys::{JsString, Uint8Array};
use reactive_graph::owner::Owner;
use wasm_bindgen::prelude::*;
use web_sys::{Element, HtmlElement};

use crate::browser::element;
use crate::session::Session;
use crate::settings::Settings;
use crate::settings::read::Read;
use crate::signal::ArcRwSignal;
use crate::view::{Child, Painter, Style, answer};

/// An answer in the shadow root of an element, with the styles that readers get.
#[wasm_bindgen]
pub struct AnswerView {
    painter: Painter,
    text: String,
    /// What JavaScript has given so far.
    taken: JsString,
}

#[wasm_bindgen]
impl AnswerView {
    /// Draws an empty answer into the shadow root of `host`.
    ///
    /// # Errors
    /// An `Error` that says why `host` cannot hold one.
    #[wasm_bindgen(constructor)]
    pub fn new(host: HtmlElement) -> Result<Self, JsError> {
        let place = child(&surface(&host)?, "answer").ok_or_else(refused)?;
        let painter = Painter::new(place, Style::default()).ok_or_else(refused)?;
        Ok(Self { painter, text: String::new(), taken: JsString::from("") })
    }

    /// Shows `snapshot`, the whole answer so far. It is in the DOM when this returns.
    pub fn update(&mut self, snapshot: JsString) {
        self.take(snapshot);
        self.painter.paint(&self.text, false);
    }

    /// The answer is whole: what has been taken is shown as it will stay.
    pub fn finish(&mut self) {
        self.painter.paint(&self.text, true);
    }

    /// In the product bytes arrive, and only the new ones are decoded. Here the engine compares
    /// the strings, which it does far faster than encode them, and only what is new is encoded.
    fn take(&mut self, snapshot: JsString) {
        let (before, now) = (self.taken.length(), snapshot.length());
        let extends = snapshot.slice(0, before) == self.taken && !ends_within_pair(&self.taken);
        if !extends {
            self.text.clear();
        }
        let new = snapshot.slice(if extends { before } else { 0 }, now);
        self.text.push_str(&String::from(new));
        self.taken = snapshot;
    }
}

impl fmt::Debug for AnswerView {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("AnswerView").field("text", &self.text).finish_non_exhaustive()
    }
}

/// An answer as the box shows it: repainted when the view sees fit, not with each piece of text.
#[wasm_bindgen]
pub struct LiveAnswer {
    state: ArcRwSignal<Answer>,
    surface: HtmlElement,
    owner: Owner,
}

#[wasm_bindgen]
impl LiveAnswer {
    /// Draws an empty answer into the shadow root of `host`.
    ///
    /// # Errors
    /// An `Error` that says why `host` cannot hold one.
    #[wasm_bindgen(constructor)]
    pub fn new(host: HtmlElement) -> Result<Self, JsError> {
        let surface = surface(&host)?;
        _ = any_spawner::Executor::init_wasm_bindgen();
        let owner = Owner::new();
        let settings = Settings { starters: false, ..Settings::default() };
        let session = owner.with(|| Session::new(host, Read { settings, ..Read::default() }));
        let state = ArcRwSignal::new(Answer::default());
        let shown = state.clone();
        owner.with(|| answer(session, shown).put(&surface));
        Ok(Self { state, surface, owner })
    }

    /// More of the answer has arrived.
    pub fn append(&self, text: &str) {
        self.state.update(|answer| {
            answer.text.push_str(text);
            answer.phase = Phase::Streaming;
        });
    }

    /// The answer is whole.
    pub fn finish(&self) {
        self.state.update(|answer| answer.phase = Phase::Complete);
    }
}

impl Drop for LiveAnswer {
    fn drop(&mut self) {
        self.owner.cleanup();
        self.surface.remove();
    }
}

impl fmt::Debug for LiveAnswer {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("LiveAnswer").finish_non_exhaustive()
    }
}

/// The bytes of a response body to an answer.
#[wasm_bindgen]
#[derive(Debug, Default)]
pub struct Decoder {
    stream: FrameStream,
    frames: Vec<Frame>,
    answer: Answer,
}

#[wasm_bindgen]
impl Decoder {
    /// One for one body.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Self {
        Self::default()
    }

    /// Decodes `bytes` and gives the length of the answer so far, in bytes of UTF-8.
    ///
    /// # Errors
    /// An `Error` when an event is larger than the box takes.
    pub fn feed(&mut self, bytes: &Uint8Array) -> Result<usize, JsError> {
        // As `browser/body` takes a chunk.
        let decoded = self.stream.feed(&bytes.to_vec(), &mut self.frames);
        self.frames.drain(..).for_each(|frame| self.answer.apply(frame));
        decoded.map_err(|_| JsError::new("Ask the Docs: an event is too large"))?;
        Ok(self.answer.text.len())
    }

    /// The answer so far.
    #[wasm_bindgen(getter)]
    pub fn text(&self) -> String {
        self.answer.text.clone()
    }
}

/// The surface of a box in `host`, empty.
fn surface(host: &HtmlElement) -> Result<HtmlElement, JsError> {
    let place = element::place(host).map_err(|sentence| JsError::new(&sentence))?;
    child(&place, "box").and_then(|surface| surface.dyn_into().ok()).ok_or_else(refused)
}

fn child(parent: &HtmlElement, class: &str) -> Option<Element> {
    let element = parent.owner_document()?.create_element("div").ok()?;
    element.set_class_name(class);
    parent.append_child(&element).ok()?;
    Some(element)
}

fn refused() -> JsError {
    JsError::new("Ask the Docs: the page cannot make elements")
}

/// Half of a surrogate pair is no text yet: encoded, it is a replacement character.
fn ends_within_pair(text: &JsString) -> bool {
    let last = text.length().checked_sub(1).map(|last| text.char_code_at(last));
    last.is_some_and(|unit| (0xD800..0xDC00).contains(&(unit as u32)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    fn host() -> HtmlElement {
        let document = web_sys::window().and_then(|window| window.document()).expect("a page");
        let host = document.create_element("div").expect("an element");
        document.body().expect("a body").append_child(&host).expect("a place");
        host.unchecked_into()
    }

    fn shown(host: &HtmlElement) -> String {
        host.shadow_root().and_then(|root| root.text_content()).unwrap_or_default()
    }

    #[wasm_bindgen_test]
    fn a_snapshot_is_shown_when_update_returns_however_it_was_cut() {
        let (host, whole) = (host(), JsString::from("One 😀 two – three."));
        let mut view = AnswerView::new(host.clone()).expect("a view");
        for end in 1..=whole.length() {
            view.update(whole.slice(0, end));
        }
        assert_eq!(shown(&host), "One 😀 two – three.");
        view.update(JsString::from("One."));
        assert_eq!(shown(&host), "One.");
        view.finish();
        assert_eq!(shown(&host), "One.");
    }

    #[wasm_bindgen_test]
    fn a_decoder_gives_the_answer_of_a_stream_in_pieces() {
        let body =
            b"data: {\"type\":\"answer\",\"answer\":{\"answer\":{\"markdown\":\"Yes\"}}}\n\n";
        let mut decoder = Decoder::new();
        for piece in body.chunks(7) {
            assert!(decoder.feed(&Uint8Array::from(piece)).is_ok());
        }
        assert_eq!(decoder.text(), "Yes");
    }
}
