//! Reads the latest answer out to a screen reader, at the pace of speech.
//!
//! Owns the ticking. What is said and when is the [`Announcer`]'s; where it is said is
//! [`status`](super::status)'s. What has been spoken goes away again, so that nobody meets it twice
//! who walks through the page.

use std::cell::RefCell;
use std::rc::Rc;

use any_spawner::Executor;
use ask_docs_core::announcer::{Announcer, Piece, TICK_MILLISECONDS};
use ask_docs_core::words::{Message, Value};
use gloo_timers::future::TimeoutFuture;

use crate::session::{Session, Turn};
use crate::signal::RwSignal;

/// Speaks for a session. Copies are the same voice.
#[derive(Clone)]
pub(super) struct Voice {
    session: Session,
    /// What is being spoken.
    spoken: RwSignal<Vec<String>>,
    reading: Rc<RefCell<Reading>>,
}

/// The answer that is read out.
#[derive(Default)]
struct Reading {
    turn: Option<Turn>,
    announcer: Announcer,
    was_running: bool,
    is_ticking: bool,
}

impl Voice {
    pub(super) fn new(session: Session, spoken: RwSignal<Vec<String>>) -> Self {
        Self { session, spoken, reading: Rc::default() }
    }

    /// Notes that the answer of `turn` is the one to read out, and how it stands now.
    pub(super) fn follow(&self, turn: Option<Turn>) {
        let mut reading = self.reading.borrow_mut();
        let id = |turn: &Option<Turn>| turn.as_ref().map(|turn| turn.id);
        if id(&turn) != id(&reading.turn) {
            // What is there at first, as after a reload, was there before.
            let known = turn.as_ref().map(|turn| {
                let resolver = self.session.resolver();
                turn.answer.with_untracked(|answer| Announcer::behind(answer, &resolver))
            });
            reading.announcer = known.unwrap_or_default();
            reading.was_running = false;
            // The same words again would be no change.
            self.spoken.set(Vec::new());
        }
        reading.turn = turn;
        let is_running = reading.is_running();
        let has_ended = reading.was_running && !is_running;
        reading.was_running = is_running;
        if has_ended {
            self.speak(&mut reading);
        }
        if is_running && !reading.is_ticking {
            reading.is_ticking = true;
            Executor::spawn_local(self.clone().tick());
        }
    }

    /// Ticks until the answer has ended and all of it is spoken, or the box is gone.
    async fn tick(self) {
        loop {
            TimeoutFuture::new(TICK_MILLISECONDS).await;
            let Some(is_silent) = self.spoken.try_with_untracked(Vec::is_empty) else { return };
            let mut reading = self.reading.borrow_mut();
            let has_spoken = self.speak(&mut reading);
            if reading.announcer.is_busy() {
                continue;
            }
            if !has_spoken && !is_silent {
                self.spoken.set(Vec::new());
            }
            if !reading.is_running() {
                reading.is_ticking = false;
                return;
            }
        }
    }

    /// Says what is to be said now, if anything is.
    fn speak(&self, reading: &mut Reading) -> bool {
        let Reading { turn: Some(turn), announcer, .. } = reading else { return false };
        let resolver = self.session.resolver();
        let pieces = turn.answer.with_untracked(|answer| announcer.tick(answer, &resolver));
        let has_spoken = !pieces.is_empty();
        if has_spoken {
            let spoken = pieces.into_iter().map(|piece| words(self.session, piece)).collect();
            self.spoken.set(spoken);
        }
        has_spoken
    }
}

impl Reading {
    fn is_running(&self) -> bool {
        let is_running = |turn: &Turn| turn.answer.with_untracked(|one| one.phase.is_running());
        self.turn.as_ref().is_some_and(is_running)
    }
}

fn words(session: Session, piece: Piece) -> String {
    let message = match piece {
        Piece::Sentence(words) => return words,
        Piece::Code(name) if name.is_empty() => Message::plain("codeUnnamed"),
        Piece::Code(name) => Message::plain("code").with("name", Value::Text(name)),
        Piece::Table => Message::plain("table"),
    };
    session.words.with_untracked(|words| words.say(&message))
}
