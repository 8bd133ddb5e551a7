//! A repaint when the screen can show it: with the next frame, or by a timer where none comes.
//!
//! Hidden tabs and frames out of sight get no animation frames; what is said in them to assistive
//! technology, and what a reader finds who comes back, must go on all the same.

use std::cell::Cell;
use std::rc::Rc;

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::Window;

/// How long to wait for a frame, in milliseconds.
const PATIENCE: i32 = 250;

/// Calls once, however often it is asked to before that. Dropped, it calls no more.
#[must_use]
pub(crate) struct Repaint {
    window: Window,
    /// The frame and the timer that are waited for; the first one counts.
    waiting: Rc<Cell<Option<(i32, i32)>>>,
    due: Closure<dyn Fn()>,
}

impl Repaint {
    pub(crate) fn new(paint: impl Fn() + 'static) -> Option<Self> {
        let window = web_sys::window()?;
        let waiting = Rc::new(Cell::new(None));
        let due = {
            let (window, waiting) = (window.clone(), Rc::clone(&waiting));
            Closure::<dyn Fn()>::new(move || {
                stop_waiting(&window, &waiting);
                paint();
            })
        };
        Some(Self { window, waiting, due })
    }

    /// Asks for a call soon.
    pub(crate) fn request(&self) {
        if self.waiting.get().is_some() {
            return;
        }
        let due = self.due.as_ref().unchecked_ref();
        let frame = self.window.request_animation_frame(due);
        let timer =
            self.window.set_timeout_with_callback_and_timeout_and_arguments_0(due, PATIENCE);
        self.waiting.set(frame.ok().zip(timer.ok()));
    }

    /// Takes the request back.
    pub(crate) fn cancel(&self) {
        stop_waiting(&self.window, &self.waiting);
    }
}

impl Drop for Repaint {
    fn drop(&mut self) {
        self.cancel();
    }
}

fn stop_waiting(window: &Window, waiting: &Cell<Option<(i32, i32)>>) {
    if let Some((frame, timer)) = waiting.take() {
        let _ = window.cancel_animation_frame(frame);
        window.clear_timeout_with_handle(timer);
    }
}
