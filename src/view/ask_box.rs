//! The whole box: form, starters, turns, status.

use reactive_graph::graph::untrack;
use web_sys::{Event, KeyboardEvent, MouseEvent};

use super::budget::budget;
use super::build::{Built, Child, element, live};
use super::form::{form, is_composing};
use super::held::held;
use super::list::rows;
use super::newest::Newest;
use super::quote::backspace;
use super::recent::recent;
use super::source_click::source_click;
use super::status::status;
use super::tools::tools;
use super::turn::turn;
use super::word::named;
use crate::browser::listener::Listener;
use crate::session::{Held, Session};
use crate::signal::keep;

/// The box of `session`.
pub(super) fn ask_box(session: Session) -> Built {
    if let Some(window) = web_sys::window() {
        // A stream that is left open while the page rests in the browser's cache would go on for
        // nobody: nothing closes it until the page is thrown away.
        keep(Listener::new(&window, "pagehide", Box::new(move |_| session.leave())));
    }
    // Firefox lets Tab stop at all that scrolls, even where what is in it can be reached.
    let around = element("div").class("turns").attr("tabindex", "-1");
    let newest = Newest::new(session, &around.element());
    let draw = move |one| turn(session, newest, one);
    let list = element("div").child(rows(move || session.turns.get(), |turn| turn.id, draw));
    element("section")
        .class("box")
        .live_class("bare", move || session.settings.with(|settings| settings.bare))
        .attr("part", "box")
        .live_attr("lang", named(session, "language"))
        .live_attr("dir", named(session, "direction"))
        // A window has this name already.
        .live_attr("aria-label", move || {
            let is_bare = session.settings.with(|settings| settings.bare);
            (!is_bare).then(|| session.label())
        })
        .on("keydown", move |event: KeyboardEvent| {
            // While a word is being composed, Escape belongs to the input method.
            let is_escape = event.key() == "Escape" && !is_composing(&event);
            if is_escape && untrack(|| session.is_running()) {
                event.prevent_default();
                event.stop_propagation();
                session.stop();
            }
            backspace(session, &event);
        })
        .on("input", move |_: Event| {
            // Words that were changed are looked at anew.
            if session.held.get_untracked() == Some(Held::Secrets) {
                session.held.set(None);
            }
        })
        .on("click", move |event: Event| source_click(session, &event))
        .on("auxclick", move |event: MouseEvent| {
            // The middle button opens a link too; the right one opens a menu.
            if event.button() == 1 {
                source_click(session, &event);
            }
        })
        .child((form(session), held(session)))
        .child((budget(session), starters(session)))
        .child((recent(session), around.child((list, newest.button()))))
        .child((tools(session), status(session)))
}

/// What can be asked first. Gone once something was asked.
fn starters(session: Session) -> impl Child {
    let offered = move || match session.turns.with(Vec::is_empty) {
        true => session.starters.get(),
        false => Vec::new(),
    };
    live(offered, move |starters: &Vec<String>| {
        let starter = |text: &String| {
            let question = text.clone();
            element("button")
                .attr("type", "button")
                .class("starter")
                .attr("part", "starter")
                .attr("dir", "auto")
                .on("click", move |_: Event| session.ask_offered(&question))
                .child(text.as_str())
        };
        (!starters.is_empty()).then(|| {
            element("div")
                .class("starters")
                .attr("role", "group")
                .live_attr("aria-label", named(session, "starters"))
                .child(starters.iter().map(starter).collect::<Vec<_>>())
        })
    })
}
