//! What to ask next, once an answer has ended.

use ask_docs_core::answer::Answer;
use ask_docs_core::question::Question;
use leptos::ev;
use leptos::html::{button, div, li, span, ul};
use leptos::prelude::*;

use super::icon::{FOLLOW, icon};
use crate::session::Session;

/// The follow-up questions of `state`: below a growing text they would only move.
pub(super) fn follow_ups(session: Session, state: ArcRwSignal<Answer>) -> impl IntoView {
    let offered = Memo::new(move |_| {
        state.with(|answer| match answer.phase.is_running() {
            true => Vec::new(),
            // One that cannot be asked is not offered.
            false => {
                let usable = |text: &&String| Question::new(text).is_ok();
                answer.follow_ups.iter().filter(usable).cloned().collect()
            }
        })
    });
    move || {
        let questions = offered.get();
        let follow_up = |text: String| {
            let question = text.clone();
            li().child(
                button()
                    .attr("type", "button")
                    .class("follow-up")
                    .attr("part", "follow-up")
                    .attr("dir", "auto")
                    .on(ev::click, move |_| session.ask_offered(&question))
                    .child((icon(FOLLOW), span().child(text))),
            )
        };
        (!questions.is_empty()).then(|| {
            div()
                .class("follow-ups")
                .attr("part", "follow-ups")
                .attr("role", "group")
                .attr("aria-label", "Ask next")
                .child(ul().child(questions.into_iter().map(follow_up).collect_view()))
        })
    }
}
