//! The answer's text on screen: settled blocks stay as they are, only the open tail is redrawn.

use ask_docs_core::answer::Answer;
use ask_docs_core::markdown;
use leptos::html::{Div, div};
use leptos::prelude::*;
use web_sys::Element;

use super::block::Drawing;
use crate::browser::links::BrowserResolver;
use crate::session::Session;

/// The text of `state`, drawn again with each of its snapshots.
pub(crate) fn answer(session: Session, state: ArcRwSignal<Answer>) -> impl IntoView {
    let place = NodeRef::<Div>::new();
    let arriving = {
        let state = state.clone();
        Memo::new(move |_| state.with(|answer| answer.phase.is_running()))
    };
    Effect::new(move |painter: Option<Option<Painter>>| {
        let element: Element = place.get()?.into();
        let base = session.settings.with_untracked(|settings| settings.link_base.clone());
        let mut painter = painter.flatten().or_else(|| Painter::new(element, base))?;
        state.with(|answer| painter.paint(answer));
        Some(painter)
    });
    div()
        .node_ref(place)
        .class("answer")
        .class(("arriving", move || arriving.get()))
        .attr("part", "answer")
}

/// Keeps an element's children equal to the blocks of a growing text, one child a block.
pub(crate) struct Painter {
    place: Element,
    drawing: Drawing,
    document: markdown::BlockDocument,
    resolver: BrowserResolver,
}

impl Painter {
    pub(crate) fn new(place: Element, base: Option<String>) -> Option<Self> {
        let drawing = Drawing::new(place.owner_document()?);
        let resolver = BrowserResolver::new(base);
        Some(Self { place, drawing, document: markdown::BlockDocument::default(), resolver })
    }

    pub(crate) fn paint(&mut self, answer: &Answer) {
        let complete = !answer.phase.is_running();
        let update = self.document.update(&answer.text, complete, &self.resolver);
        while self.place.child_element_count() as usize > update.kept {
            match self.place.last_element_child() {
                Some(last) => last.remove(),
                None => break,
            }
        }
        for placed in &self.document.blocks()[update.kept..] {
            if let Some(element) = self.drawing.block(&placed.block) {
                let _ = self.place.append_child(&element);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ask_docs_core::wire::{AnswerText, Frame, Snapshot};
    use wasm_bindgen_test::wasm_bindgen_test;

    fn painter() -> Painter {
        let document = web_sys::window().and_then(|window| window.document()).expect("a page");
        let place = document.create_element("div").expect("an element");
        Painter::new(place, None).expect("a painter")
    }

    fn paint(painter: &mut Painter, text: &str, complete: bool) -> String {
        let mut answer = Answer::default();
        answer.apply(Frame::Snapshot(Snapshot {
            answer: Some(AnswerText { markdown: Some(text.to_owned()), document: None }),
            ..Snapshot::default()
        }));
        if complete {
            answer.apply(Frame::Done);
        }
        painter.paint(&answer);
        painter.place.text_content().unwrap_or_default()
    }

    #[wasm_bindgen_test]
    fn settled_blocks_stay_the_same_elements_while_the_text_grows() {
        let text = "# One\n\nTwo *three*.\n\n- four\n- five\n\n```sh\nsix\n```\n\nSeven";
        let mut painter = painter();
        let mut settled: Vec<Element> = Vec::new();
        for end in 1..=text.len() {
            paint(&mut painter, &text[..end], end == text.len());
            let children = painter.place.children();
            for (index, earlier) in settled.iter().enumerate() {
                let now = children.item(index as u32);
                assert!(now.is_some_and(|now| now.is_same_node(Some(earlier))), "{end}: {index}");
            }
            let last = children.length().saturating_sub(1);
            settled = (0..last).filter_map(|index| children.item(index)).collect();
        }
        let names: Vec<String> = (0..painter.place.child_element_count())
            .filter_map(|index| painter.place.children().item(index))
            .map(|element| element.local_name())
            .collect();
        assert_eq!(names, ["h4", "p", "ul", "figure", "p"]);
    }

    #[wasm_bindgen_test]
    fn a_rewritten_answer_is_shown_as_it_is_now() {
        let mut painter = painter();
        paint(&mut painter, "You can do it.\n\nLike this:\n\nSo", false);
        assert_eq!(paint(&mut painter, "You can do it.\n\nNo.", false), "You can do it.No.");
        assert_eq!(paint(&mut painter, "", false), "");
        assert_eq!(paint(&mut painter, "Yes.", true), "Yes.");
    }

    #[wasm_bindgen_test]
    fn hostile_text_becomes_text_at_every_cut() {
        let text = "<img src=x onerror=alert(1)> [a](javascript:alert(1)) ![b](https://x.example/y)\n\n\
                    <script>alert(1)</script>\n\n<svg/onload=alert(1)>\n\n[c](https://fine.example/)";
        let mut painter = painter();
        for end in 1..=text.len() {
            paint(&mut painter, &text[..end], end == text.len());
            let dangerous = "img, script, svg, iframe, style, [onerror], [onload], [style], \
                             a:not([href^='https://'])";
            let found = painter.place.query_selector(dangerous).expect("a selector");
            assert!(found.is_none(), "cut at {end}: {:?}", found.map(|found| found.local_name()));
        }
        let link = painter.place.query_selector("a[href='https://fine.example/']");
        assert!(link.is_ok_and(|link| link.is_some()));
    }
}
