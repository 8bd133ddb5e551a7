//! The answer's text on screen.
//!
//! Owns when it is painted: what streams in as fast as the screen can show it, and the end of an
//! answer at once. How it is painted is the [`Painter`]'s.

mod painter;

mod canvas;
mod record;

mod draw;
mod pen;

mod card;
mod code;
mod lines;
mod link;
mod picture;
mod table;
mod tabs;
mod words;

mod address;
mod hidden;

mod controls;

#[cfg(test)]
mod tests;

use std::cell::RefCell;
use std::rc::Rc;

use ask_docs_core::answer::Answer;
use leptos::html::{Div, div, p};
use leptos::prelude::*;

pub(crate) use painter::{Painter, Style};

use crate::browser::highlight::highlight;
use crate::browser::repaint::Repaint;
use crate::session::Session;

/// The text of `state`, drawn again with each of its snapshots.
pub(crate) fn answer(session: Session, state: ArcRwSignal<Answer>) -> impl IntoView {
    let place = NodeRef::<Div>::new();
    let is_shortened = ArcRwSignal::new(false);
    let arriving = {
        let state = state.clone();
        Memo::new(move |_| state.with(|answer| answer.phase.is_running()))
    };
    let told = is_shortened.clone();
    Effect::new(move |painting: Option<Option<Painting>>| {
        let place = place.get()?;
        let painting = painting.flatten().or_else(|| {
            let style = session.settings.with_untracked(|settings| Style {
                link_base: settings.link_base.clone(),
                images: settings.images().unwrap_or_default(),
                highlight: Some(Rc::new(highlight)),
            });
            Painting::new(Painter::new(place.into(), style)?, state.clone(), told.clone())
        })?;
        match state.with(|answer| answer.phase.is_running()) {
            true => painting.repaint.request(),
            false => painting.finish(),
        }
        Some(painting)
    });
    let text = div()
        .node_ref(place)
        .class("answer")
        .class(("arriving", move || arriving.get()))
        .attr("part", "answer");
    let note = move || {
        is_shortened.get().then(|| {
            p().class("note").attr("part", "note").child("This answer is longer than can be shown.")
        })
    };
    (text, note)
}

/// An answer that is being painted.
struct Painting {
    paint: Rc<dyn Fn()>,
    repaint: Repaint,
}

impl Painting {
    fn new(
        painter: Painter,
        state: ArcRwSignal<Answer>,
        is_shortened: ArcRwSignal<bool>,
    ) -> Option<Self> {
        let painter = RefCell::new(painter);
        let paint: Rc<dyn Fn()> = Rc::new(move || {
            let mut painter = painter.borrow_mut();
            state.with_untracked(|answer| {
                painter.paint(&answer.text, !answer.phase.is_running());
            });
            if painter.is_shortened() != is_shortened.get_untracked() {
                is_shortened.set(painter.is_shortened());
            }
        });
        let repaint = {
            let paint = Rc::clone(&paint);
            Repaint::new(move || paint())?
        };
        Some(Self { paint, repaint })
    }

    /// Paints what there is now, and waits for nothing.
    fn finish(&self) {
        self.repaint.cancel();
        (self.paint)();
    }
}
