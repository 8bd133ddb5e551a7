//! What to ask next, once an answer has ended.

use ask_docs_core::answer::Answer;
use ask_docs_core::question::Question;
use web_sys::Event;

use super::build::{Child, element, live};
use super::icon::{FOLLOW, icon};
use super::word::named;
use crate::session::Session;
use crate::signal::ArcRwSignal;

/// The follow-up questions of `state`: below a growing text they would only move.
pub(super) fn follow_ups(session: Session, state: ArcRwSignal<Answer>) -> impl Child {
    let offered = move || {
        state.with(|answer| match answer.phase.is_running() {
            true => Vec::new(),
            // One that cannot be asked is not offered.
            false => {
                let usable = |text: &&String| Question::new(text).is_ok();
                answer.follow_ups.iter().filter(usable).cloned().collect()
            }
        })
    };
    live(offered, move |questions: &Vec<String>| {
        let follow_up = |text: &String| {
            let question = text.clone();
            let button = element("button")
                .attr("type", "button")
                .class("follow-up")
                .attr("part", "follow-up")
                .on("click", move |_: Event| session.ask_offered(&question))
                .child((icon(FOLLOW), element("span").attr("dir", "auto").child(text.as_str())));
            element("li").child(button)
        };
        (!questions.is_empty()).then(|| {
            let items: Vec<_> = questions.iter().map(follow_up).collect();
            element("div")
                .class("follow-ups")
                .attr("part", "follow-ups")
                .attr("role", "group")
                .live_attr("aria-label", named(session, "askNext"))
                .child(element("ul").child(items))
        })
    })
}
