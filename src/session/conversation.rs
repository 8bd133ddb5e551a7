//! The conversation as the owner's own functions get it: plain objects, oldest first.

use ask_docs_core::answer::Answer;
use ask_docs_core::document;
use ask_docs_core::markdown::to_markdown;
use js_sys::Array;
use reactive_graph::graph::untrack;
use wasm_bindgen::JsValue;

use super::{Session, Turn};
use crate::browser::object::object;

impl Session {
    /// `[{question, answer, sources: [{title, url}], state}]`.
    pub(crate) fn conversation(self) -> JsValue {
        let turns = self.turns.get_untracked();
        let list: Array = turns.iter().rev().map(|turn| self.as_object(turn)).collect();
        list.into()
    }

    /// The text of `answer`, as Markdown.
    pub(crate) fn markdown(self, answer: &Answer) -> String {
        match &answer.document {
            Some(document) => untrack(|| to_markdown(&document::nodes(document, &self.resolver()))),
            None => answer.text.clone(),
        }
    }

    fn as_object(self, turn: &Turn) -> JsValue {
        turn.answer.with_untracked(|answer| {
            let citations = untrack(|| self.citations(answer));
            let sources: Array = citations
                .iter()
                .map(|citation| {
                    let url = citation.href.as_ref().map(|href| JsValue::from_str(href.as_str()));
                    object(&[
                        ("title", citation.title.as_str().into()),
                        ("url", url.unwrap_or(JsValue::NULL)),
                    ])
                })
                .collect();
            object(&[
                ("question", turn.question.as_str().into()),
                ("answer", self.markdown(answer).into()),
                ("sources", sources.into()),
                ("state", answer.phase.word().into()),
            ])
        })
    }
}
