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

#[cfg(test)]
mod tests {
    use super::*;
    use gloo_timers::future::TimeoutFuture;
    use js_sys::{Function, Reflect};
    use wasm_bindgen::JsValue;
    use wasm_bindgen_test::wasm_bindgen_test;

    fn counting() -> (Rc<Cell<u32>>, Repaint) {
        let painted = Rc::new(Cell::new(0));
        let counted = Rc::clone(&painted);
        let repaint = Repaint::new(move || counted.set(counted.get() + 1)).expect("a window");
        (painted, repaint)
    }

    async fn until(painted: &Cell<u32>, count: u32) {
        for _ in 0..500 {
            if painted.get() == count {
                return;
            }
            TimeoutFuture::new(10).await;
        }
        panic!("painted {} times instead of {count}", painted.get());
    }

    #[wasm_bindgen_test]
    async fn many_requests_before_a_frame_are_one_repaint() {
        let (painted, repaint) = counting();
        for _ in 0..100 {
            repaint.request();
        }
        until(&painted, 1).await;
        repaint.request();
        until(&painted, 2).await;
        // Longer than the timer of either would have taken.
        TimeoutFuture::new(PATIENCE as u32 + 100).await;
        assert_eq!(painted.get(), 2);
    }

    #[wasm_bindgen_test]
    async fn without_frames_a_timer_repaints() {
        let window = web_sys::window().expect("a window");
        let name = JsValue::from_str("requestAnimationFrame");
        let original = Reflect::get(&window, &name).expect("a function");
        let never = Function::new_no_args("return 0");
        Reflect::set(&window, &name, &never).expect("a writable property");
        let (painted, repaint) = counting();
        repaint.request();
        Reflect::set(&window, &name, &original).expect("a writable property");
        until(&painted, 1).await;
    }

    #[wasm_bindgen_test]
    async fn what_is_dropped_or_taken_back_is_not_painted() {
        let (painted, repaint) = counting();
        repaint.request();
        repaint.cancel();
        let (dropped, gone) = counting();
        gone.request();
        drop(gone);
        TimeoutFuture::new(PATIENCE as u32 + 100).await;
        assert_eq!((painted.get(), dropped.get()), (0, 0));
        repaint.request();
        until(&painted, 1).await;
    }
}
