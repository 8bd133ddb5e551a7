//! The way back to the newest answer, for readers who are elsewhere: a button, and in a window a
//! text that stays in view while it grows, for those who have gone to its end themselves.
//!
//! Refuses to scroll a page: that is its reader's. Refuses to scroll anything for a reader who has
//! not gone to the end, or has left it.

use any_spawner::Executor;
use reactive_graph::graph::untrack;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, EventTarget, FocusOptions, HtmlElement};

use super::build::{Built, Child, element, live};
use super::icon::{CHEVRON, icon};
use super::word::word;
use crate::browser::in_view::InView;
use crate::browser::listener::Listener;
use crate::session::{Session, Turn};
use crate::signal::{RwSignal, StoredValue, effect, keep};

/// Where the end of the newest turn is.
#[derive(Clone, Copy, Default, PartialEq)]
enum End {
    #[default]
    InView,
    Above,
    Below,
}

/// The newest turn as its reader sees it. Copies are the same.
#[derive(Clone, Copy)]
pub(super) struct Newest {
    session: Session,
    /// What holds the turns; in a window it scrolls.
    turns: StoredValue<Element>,
    /// The turn, and the mark at its end.
    watched: StoredValue<Option<(usize, Element)>>,
    end: RwSignal<End>,
    /// How far it was scrolled when the end was in view.
    seen_at: StoredValue<i32>,
    watcher: StoredValue<Option<InView>>,
}

impl Newest {
    /// For the turns of `session`, which stand in `turns`.
    pub(super) fn new(session: Session, turns: &Element) -> Self {
        let newest = Self {
            session,
            turns: StoredValue::new(turns.clone()),
            watched: StoredValue::default(),
            end: RwSignal::default(),
            seen_at: StoredValue::default(),
            watcher: StoredValue::new(None),
        };
        newest.watcher.set_value(InView::new(move || newest.look()));
        // What passes by between two frames was never in view.
        let scrollers: [Option<EventTarget>; 2] =
            [Some(turns.clone().into()), web_sys::window().map(Into::into)];
        for scroller in scrollers.into_iter().flatten() {
            keep(Listener::new(&scroller, "scroll", Box::new(move |_| newest.look())));
        }
        effect(move || {
            if session.turns.with(Vec::is_empty) {
                newest.watched.set_value(None);
                newest.end.set(End::InView);
            }
        });
        newest
    }

    /// What marks the end of `turn`.
    pub(super) fn end_of(self, turn: &Turn) -> Built {
        let mark = element("div").class("turn-end");
        let is_newest = self.watched.get_value().is_none_or(|(id, _)| id <= turn.id);
        if is_newest {
            self.watched.set_value(Some((turn.id, mark.element())));
            // Once it stands in the page. Whoever asks wants to see what comes.
            Executor::spawn_local(async move {
                if let Some(turns) = self.turns.try_get_value() {
                    turns.set_scroll_top(0);
                }
                self.watch();
            });
        }
        mark
    }

    fn watch(self) {
        let Some((_, mark)) = self.watched.try_get_value().flatten() else { return };
        self.watcher.update_value(|watcher| {
            if let Some(watcher) = watcher {
                watcher.watch(&mark);
            }
        });
    }

    fn look(self) {
        let watched = self.watched.try_get_value().flatten();
        let (Some((_, mark)), Some(turns)) = (watched, self.turns.try_get_value()) else { return };
        let (place, around) = (mark.get_bounding_client_rect(), turns.get_bounding_client_rect());
        let window = web_sys::window().and_then(|window| window.inner_height().ok()?.as_f64());
        let beyond = place.bottom() - around.bottom().min(window.unwrap_or(f64::MAX));
        let is_above = place.bottom() < around.top().max(0.0);
        let top = turns.scroll_top();
        // What is not drawn at all, as in a window that is closed, has no width.
        if place.width() == 0.0 || (beyond < 1.0 && !is_above) {
            self.seen_at.set_value(top);
            if self.end.get_untracked() != End::InView {
                self.end.set(End::InView);
                // It may grow before the browser looks, which then tells of no change.
                self.watch();
            }
            return;
        }
        if is_above {
            return self.end.set(End::Above);
        }
        // Its end was in view, and the reader has not turned back: it has grown.
        let was_at_end = self.end.get_untracked() == End::InView
            && (1..=top).contains(&self.seen_at.get_value());
        if was_at_end && untrack(|| self.session.is_running()) {
            turns.set_scroll_top(top + beyond.ceil() as i32);
            // As above: it may have grown again.
            return self.watch();
        }
        self.end.set(End::Below);
    }

    /// The button; only while there is somewhere to go.
    pub(super) fn button(self) -> impl Child {
        let wanted = move || match self.end.get() {
            End::InView => None,
            End::Above => Some(End::Above),
            // An answer that has ended is read from its beginning.
            End::Below => self.session.is_running().then_some(End::Below),
        };
        live(wanted, move |wanted| {
            wanted.map(|end| {
                let button = element("button")
                    .attr("type", "button")
                    .class(if end == End::Above { "to-newest up" } else { "to-newest" })
                    .attr("part", "to-newest")
                    .on("click", move |_: Event| self.go(end))
                    .child((
                        icon(CHEVRON),
                        element("span").child(word(self.session, "jumpToNewest")),
                    ));
                element("div").class("jump").child(button)
            })
        })
    }

    /// To its question, or to the end of a text that grows.
    fn go(self, end: End) {
        let Some((_, mark)) = self.watched.try_get_value().flatten() else { return };
        let Some(turn) = mark.parent_element() else { return };
        match end {
            End::Below => mark.scroll_into_view_with_bool(false),
            _ => turn.scroll_into_view(),
        }
        // The button goes away; focus must not go with it.
        let question = turn.query_selector("button").ok().flatten();
        if let Some(question) = question.and_then(|found| found.dyn_into::<HtmlElement>().ok()) {
            let options = FocusOptions::new();
            options.set_prevent_scroll(true);
            let _ = question.focus_with_options(&options);
        }
        // The next words may come before the browser tells of the new place.
        self.look();
    }
}
