//! The conversation as the owner's own functions get it: plain objects, oldest first.

use reactive_graph::graph::untrack;
use serde::Serialize;
use wasm_bindgen::JsValue;

use super::{Session, Turn};
use crate::browser::object::object;

/// A question with its answer.
#[derive(Serialize)]
struct Exchange {
    question: String,
    /// Markdown.
    answer: String,
    sources: Vec<Source>,
    state: &'static str,
}

#[derive(Serialize)]
struct Source {
    title: String,
    url: Option<String>,
}

impl Session {
    /// `[{question, answer, sources: [{title, url}], state}]`.
    pub(crate) fn conversation(self) -> JsValue {
        let turns = self.turns.get_untracked();
        object(&turns.iter().rev().map(|turn| self.exchange(turn)).collect::<Vec<_>>())
    }

    fn exchange(self, turn: &Turn) -> Exchange {
        turn.answer.with_untracked(|answer| {
            let sources = untrack(|| self.citations(answer)).into_iter().map(|citation| Source {
                url: citation.href.as_ref().map(|href| href.as_str().to_owned()),
                title: citation.title,
            });
            Exchange {
                question: turn.question.clone(),
                answer: answer.text.clone(),
                sources: sources.collect(),
                state: answer.phase.word(),
            }
        })
    }
}
