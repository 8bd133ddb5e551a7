//! What was asked of late, offered again where nothing is asked yet.

use web_sys::Event;

use super::build::{Child, element, live};
use super::icon::{RECENT, icon};
use super::word::word;
use crate::session::Session;

/// The most that are shown.
const MOST: usize = 5;

/// The questions of late, while the conversation and the field of `session` are empty.
pub(super) fn recent(session: Session) -> impl Child {
    let offered = move || {
        let is_empty = session.turns.with(Vec::is_empty) && session.draft.with(String::is_empty);
        let is_on = session.settings.with(|settings| settings.history);
        match is_empty && is_on {
            true => session.recent.with(|recent| recent.iter().take(MOST).cloned().collect()),
            false => Vec::new(),
        }
    };
    live(offered, move |questions: &Vec<String>| {
        let item = |text: &String| {
            let question = text.clone();
            let button = element("button")
                .attr("type", "button")
                .class("follow-up")
                .attr("part", "recent")
                .attr("dir", "auto")
                .on("click", move |_: Event| session.ask_offered(&question))
                .child((icon(RECENT), element("span").child(text.as_str())));
            element("li").child(button)
        };
        (!questions.is_empty()).then(|| {
            let items: Vec<_> = questions.iter().map(item).collect();
            element("div")
                .class("recent")
                .attr("role", "group")
                .attr("aria-labelledby", "recent")
                .child(element("h3").attr("id", "recent").child(word(session, "askedRecently")))
                .child(element("ul").attr("role", "list").child(items))
        })
    })
}
