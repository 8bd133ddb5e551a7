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
pub(super) fn answer(session: Session, state: ArcRwSignal<Answer>) -> impl IntoView {
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
struct Painter {
    place: Element,
    drawing: Drawing,
    document: markdown::Document,
    resolver: BrowserResolver,
}

impl Painter {
    fn new(place: Element, base: Option<String>) -> Option<Self> {
        let drawing = Drawing::new(place.owner_document()?);
        let resolver = BrowserResolver::new(base);
        Some(Self { place, drawing, document: markdown::Document::default(), resolver })
    }

    fn paint(&mut self, answer: &Answer) {
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
