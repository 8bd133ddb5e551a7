//! The answer's text on screen.
//!
//! Owns when it is painted: what streams in as fast as the screen can show it, and the end of an
//! answer at once; what comes faster than that in pieces that leave the page responsive. How it is
//! painted is the [`Painter`]'s.

mod painter;

mod canvas;
mod record;
mod runs;

mod direction;
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

mod controls;

#[cfg(test)]
mod tests;

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use ask_docs_core::answer::Answer;
use reactive_graph::graph::untrack;

pub(crate) use painter::{Painter, Style};

use super::build::{Child, element, live};
use super::word::word;
use crate::browser::highlight::highlight;
use crate::browser::repaint::Repaint;
use crate::session::Session;
use crate::signal::{ArcRwSignal, effect};
use crate::words::Words;

/// The most text that is painted at once, in bytes: about a screenful, and far from the 50 ms
/// after which a page feels stuck.
const MOST_AT_ONCE: usize = 2048;

/// The same for the end of an answer: one that comes all at once is usually shown at once.
const MOST_AT_THE_END: usize = 8192;

/// The text of `state`, drawn again with each of its snapshots.
pub(crate) fn answer(session: Session, state: ArcRwSignal<Answer>) -> impl Child {
    let is_shortened = ArcRwSignal::new(false);
    let (arriving, told) = (state.clone(), is_shortened.clone());
    let text = element("div")
        .class("answer")
        .live_class("arriving", move || arriving.with(|answer| answer.phase.is_running()))
        .attr("part", "answer");
    let place = text.element();
    // There is more to paint than was painted.
    let more = ArcRwSignal::new(());
    let mut drawn: Option<(Look, Painting)> = None;
    effect(move || {
        let (link_base, images) = session
            .settings
            .with(|settings| (settings.link_base.clone(), settings.images().unwrap_or_default()));
        let look: Look = (link_base, images, session.words.get());
        // What was drawn by other settings is drawn anew.
        let earlier = drawn.take().filter(|(by, _)| *by == look);
        let painting = earlier.map(|(_, painting)| painting).or_else(|| {
            place.replace_children_with_node_0();
            let (link_base, images, words) = look.clone();
            let style = Style { link_base, images, words, highlight: Some(Rc::new(highlight)) };
            let painter = Painter::new(place.clone(), style)?;
            Painting::new(painter, state.clone(), told.clone(), more.clone())
        });
        let Some(painting) = painting else { return };
        more.get();
        match state.with(|answer| answer.phase.is_running() || painting.is_behind(answer)) {
            true => painting.repaint.request(),
            false => untrack(|| painting.finish()),
        }
        drawn = Some((look, painting));
    });
    let note = live(
        move || is_shortened.get(),
        move |is_shortened| {
            let words = || word(session, "shortened");
            is_shortened.then(|| element("p").class("note").attr("part", "note").child(words()))
        },
    );
    (text, note)
}

/// What an answer is drawn by: the address that links start from, the origins of images, and the
/// words around its blocks.
type Look = (Option<String>, Vec<String>, Words);

/// An answer that is being painted.
struct Painting {
    paint: Rc<dyn Fn()>,
    repaint: Repaint,
    /// How much of the text is painted.
    painted: Rc<Cell<usize>>,
}

impl Painting {
    fn new(
        painter: Painter,
        state: ArcRwSignal<Answer>,
        is_shortened: ArcRwSignal<bool>,
        more: ArcRwSignal<()>,
    ) -> Option<Self> {
        let painter = RefCell::new(painter);
        let painted = Rc::new(Cell::new(0));
        let reached = Rc::clone(&painted);
        let paint: Rc<dyn Fn()> = Rc::new(move || {
            let mut painter = painter.borrow_mut();
            state.with_untracked(|answer| {
                let is_over = !answer.phase.is_running();
                let text = &answer.text;
                let end = text.floor_char_boundary(reached.get() + most(is_over));
                let is_whole = end == text.len();
                painter.paint(&text[..end], is_whole && is_over);
                reached.set(end);
                if !is_whole {
                    more.set(());
                }
            });
            if painter.is_shortened() != is_shortened.get_untracked() {
                is_shortened.set(painter.is_shortened());
            }
        });
        let repaint = {
            let paint = Rc::clone(&paint);
            Repaint::new(move || paint())?
        };
        Some(Self { paint, repaint, painted })
    }

    /// Whether more has come than is painted at once.
    fn is_behind(&self, answer: &Answer) -> bool {
        answer.text.len() > self.painted.get() + most(!answer.phase.is_running())
    }

    /// Paints what there is now, and waits for nothing.
    fn finish(&self) {
        self.repaint.cancel();
        (self.paint)();
    }
}

/// How much of an answer is painted at once, which may be over.
fn most(is_over: bool) -> usize {
    if is_over { MOST_AT_THE_END } else { MOST_AT_ONCE }
}
