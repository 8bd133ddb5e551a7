//! What is sent: the request for what stands in the field now, word for word.

use any_spawner::Executor;
use ask_docs_core::failure::Failure;
use ask_docs_core::question::Question;
use ask_docs_core::request::Request;
use reactive_graph::graph::untrack;
use web_sys::Event;

use super::build::{Child, element, live, live_text};
use super::word::{named, word};
use crate::browser::hooks;
use crate::session::{Session, request};
use crate::signal::RwSignal;

/// What stands in the place of a value that nobody has to see.
const MASKED: &str = "••••••";

/// The button for the line of tools, and the panel below it.
pub(super) fn sent(session: Session) -> (impl Child, impl Child) {
    let is_open = RwSignal::new(false);
    // The names of the owner's own headers, once they are known.
    let own = RwSignal::new(Vec::new());
    let button = element("button")
        .attr("type", "button")
        .class("tool")
        .attr("part", "what-is-sent")
        .live_attr("aria-expanded", move || Some(if is_open.get() { "true" } else { "false" }))
        .on("click", move |_: Event| {
            is_open.update(|is_open| *is_open = !*is_open);
            if is_open.get_untracked() {
                Executor::spawn_local(async move {
                    let Some(hooks) = session.hooks.try_with_untracked(Clone::clone) else {
                        return;
                    };
                    if let Ok(headers) = hooks::headers(&hooks).await {
                        own.set(headers.iter().map(|(name, _)| name.to_owned()).collect());
                    }
                });
            }
        })
        .child(word(session, "whatIsSent"));
    let panel = live(
        move || is_open.get(),
        move |is_open| {
            is_open.then(|| {
                let text = live_text(move || written(session, &own.get()));
                element("div")
                    .class("sent")
                    .attr("part", "sent")
                    .attr("role", "region")
                    .live_attr("aria-label", named(session, "whatIsSent"))
                    .child(element("p").child(word(session, "goesOut")))
                    .child(element("pre").attr("tabindex", "0").attr("dir", "ltr").child(text))
                    .child(element("p").child(word(session, "browserAdds")))
            })
        },
    );
    (button, panel)
}

/// The request as text. Tracks.
fn written(session: Session, own: &[String]) -> String {
    let words = session.whole_draft();
    let question = Question::new(&words).or_else(|_| Question::new("…"));
    let Ok(question) = question else { return String::new() };
    match session.settings.with(|settings| untrack(|| request(settings, question, false))) {
        Ok((request, _)) => lines(&request, own),
        Err(fault) => session.say(&Failure::Owner(fault).message()),
    }
}

fn lines(request: &Request, own: &[String]) -> String {
    let mut text = format!("{} {}\n", request.method, request.url);
    for (name, value) in &request.headers {
        let is_own = own.iter().any(|own| own.eq_ignore_ascii_case(name));
        if !is_own {
            let value = if *name == "Authorization" { MASKED } else { value };
            text.push_str(&format!("{name}: {value}\n"));
        }
    }
    for name in own {
        text.push_str(&format!("{name}: {MASKED}\n"));
    }
    text.push('\n');
    text.push_str(request.body.as_deref().unwrap_or_default());
    text
}
