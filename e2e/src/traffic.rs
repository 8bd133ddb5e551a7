//! The gateway under load, beside nginx as the same proxy in the same run.
//!
//! ```text
//! upstream (scripted, this process) ◀─ gateway │ nginx │ nothing ◀─ clients (this process)
//! ```
//!
//! Owns the loads and their figures. Each event carries the moment at which it was written, by the
//! clock of this process, so that what a proxy adds to its way is known to the microsecond. Refuses
//! to judge: goals stand beside the figures, and the reader compares.

mod client;
mod docs;
mod figures;
mod proxy;
mod soak;
mod table;
mod upstream;

pub use docs::write_docs;
pub use figures::{Figures, measure};
pub use soak::{Soaked, soak};
pub use table::table;

/// What is measured, and for how long.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    /// Streams of one event a second.
    pub streams: usize,
    /// For how many seconds.
    pub seconds: u64,
    /// Streams that are only held.
    pub held: usize,
    /// Short asks a second.
    pub rate: usize,
    /// For how many seconds.
    pub rate_seconds: u64,
}

impl Default for Plan {
    /// The loads of the project's goals.
    fn default() -> Self {
        Self { streams: 2000, seconds: 300, held: 5000, rate: 500, rate_seconds: 60 }
    }
}

/// Microseconds of this process's clock.
pub(crate) fn now() -> u64 {
    use std::sync::OnceLock;
    use std::time::Instant;
    static START: OnceLock<Instant> = OnceLock::new();
    let start = START.get_or_init(Instant::now);
    u64::try_from(start.elapsed().as_micros()).unwrap_or(u64::MAX)
}
