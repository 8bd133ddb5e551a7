//! Sentences that change with the time: read anew each second until there is nothing to count.
//!
//! Owns the ticking. Goes by the clock, not by counting ticks, since a tab in the background ticks
//! slowly.

use any_spawner::Executor;
use gloo_timers::future::TimeoutFuture;

use crate::signal::RwSignal;

/// Between two looks at the clock, in milliseconds.
const TICK_MILLISECONDS: u32 = 1000;

/// The whole seconds since `start` (in milliseconds), as a signal that goes on up to `last` and lives
/// as long as the current owner.
pub(super) fn seconds_since(start: f64, last: u64) -> RwSignal<u64> {
    let elapsed = move || ((js_sys::Date::now() - start).max(0.0) / 1000.0) as u64;
    let seconds = RwSignal::new(elapsed());
    Executor::spawn_local(async move {
        loop {
            let now = elapsed();
            if seconds.try_set(now).is_some() || now >= last {
                return;
            }
            TimeoutFuture::new(TICK_MILLISECONDS).await;
        }
    });
    seconds
}
