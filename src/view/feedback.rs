//! Whether an answer helped: two buttons, of which one at most is pressed; and why not.

use ask_docs_core::feedback::{MAX_COMMENT_CHARACTERS, Reason};
use wasm_bindgen::JsCast;
use web_sys::{Event, HtmlTextAreaElement};

use super::build::{Built, Child, element, live};
use super::icon::{HELPFUL, NOT_HELPFUL, icon};
use super::word::{named, word};
use crate::browser::page;
use crate::session::{Said, Session, Turn};
use crate::settings::FeedbackTo;
use crate::signal::RwSignal;

/// What the reader says of the answer of `turn`. Copies of the signals are the same.
#[derive(Clone)]
struct Judgement {
    session: Session,
    turn: Turn,
    said: RwSignal<Said>,
    /// Whether the reader has said all that they want to.
    is_done: RwSignal<bool>,
}

/// The buttons below the answer of `turn`, and what stands below them; if the owner wants them.
pub(super) fn feedback(session: Session, turn: Turn) -> (impl Child, impl Child) {
    // Outside of what comes and goes with the setting: what was said stays said.
    let judgement =
        Judgement { session, turn, said: RwSignal::default(), is_done: RwSignal::default() };
    let is_wanted =
        move || session.settings.with(|settings| settings.feedback != FeedbackTo::Nobody);
    let (below, said, is_done) = (judgement.clone(), judgement.said, judgement.is_done);
    let buttons = live(is_wanted, move |is_wanted| {
        is_wanted.then(|| {
            element("div")
                .class("feedback")
                .attr("part", "feedback")
                .attr("role", "group")
                .live_attr("aria-label", named(session, "didItHelp"))
                .child((judge(&judgement, true), judge(&judgement, false)))
        })
    });
    let asked = move || {
        let is_asked = is_wanted() && said.with(|said| said.helpful == Some(false));
        is_asked.then(|| is_done.get())
    };
    let reasons = live(asked, move |asked| {
        asked.map(|is_done| match is_done {
            true => {
                element("p").class("reasons").attr("role", "status").child(word(session, "thanks"))
            }
            false => reasons(&below),
        })
    });
    (buttons, reasons)
}

impl Judgement {
    fn change(&self, change: impl FnOnce(&mut Said)) {
        self.said.update(change);
        self.session.judge(&self.turn, self.said.get_untracked());
    }
}

/// The button that says `helpful`. Pressed once more, it takes that back.
fn judge(judgement: &Judgement, helpful: bool) -> Built {
    let (name, part, strokes) = match helpful {
        true => ("helpful", "helpful", HELPFUL),
        false => ("notHelpful", "not-helpful", NOT_HELPFUL),
    };
    let (session, said, judgement) = (judgement.session, judgement.said, judgement.clone());
    let is_pressed = move || said.with(|said| said.helpful == Some(helpful));
    element("button")
        .attr("type", "button")
        .class("act judge")
        .attr("part", part)
        .live_attr("aria-label", named(session, name))
        .live_attr("title", named(session, name))
        .live_attr("aria-pressed", move || Some(if is_pressed() { "true" } else { "false" }))
        .on("click", move |_: Event| {
            judgement.is_done.set(false);
            judgement.change(|said| {
                let now = Some(helpful).filter(|_| said.helpful != Some(helpful));
                *said = Said { helpful: now, ..Said::default() };
            });
        })
        .child(icon(strokes))
}

/// Why it did not help: one of a few reasons, and words.
fn reasons(judgement: &Judgement) -> Built {
    let session = judgement.session;
    let chips: Vec<_> = Reason::ALL.into_iter().map(|reason| chip(judgement, reason)).collect();
    let words = element("textarea")
        .class("comment")
        .attr("part", "comment")
        .attr("rows", "2")
        .attr("dir", "auto")
        .attr("maxlength", &MAX_COMMENT_CHARACTERS.to_string())
        .live_attr("aria-label", named(session, "whatWasWrong"))
        .live_attr("placeholder", named(session, "sayMore"));
    let field: HtmlTextAreaElement = words.element().unchecked_into();
    let sending = judgement.clone();
    let send = element("button")
        .attr("type", "button")
        .class("again")
        .attr("part", "send-feedback")
        .on("click", move |_: Event| {
            sending.change(|said| said.comment = Some(field.value()));
            sending.is_done.set(true);
        })
        .child(word(session, "send"));
    element("div")
        .class("reasons")
        .attr("part", "reasons")
        .attr("role", "group")
        .attr("aria-labelledby", "reasons")
        .child(element("p").attr("id", "reasons").child(word(session, "whatWasWrong")))
        .child(element("div").class("starters").child(chips))
        // No words under Global Privacy Control, and a reason is told when it is chosen.
        .child((!page::opts_out()).then(|| element("div").class("words").child((words, send))))
}

/// The button for `reason`. Pressed once more, it takes that back.
fn chip(judgement: &Judgement, reason: Reason) -> Built {
    let (session, said, judgement) = (judgement.session, judgement.said, judgement.clone());
    let is_pressed = move || said.with(|said| said.reason == Some(reason));
    element("button")
        .attr("type", "button")
        .class("starter")
        .attr("part", "reason")
        .live_attr("aria-pressed", move || Some(if is_pressed() { "true" } else { "false" }))
        .on("click", move |_: Event| {
            judgement.change(|said| {
                said.reason = Some(reason).filter(|_| said.reason != Some(reason));
            });
        })
        .child(word(session, name_of(reason)))
}

fn name_of(reason: Reason) -> &'static str {
    match reason {
        Reason::Wrong => "reasonWrong",
        Reason::Incomplete => "reasonIncomplete",
        Reason::Outdated => "reasonOutdated",
        Reason::Unrelated => "reasonUnrelated",
        Reason::Sources => "reasonSources",
    }
}
