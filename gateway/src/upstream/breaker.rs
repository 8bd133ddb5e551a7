//! The circuit breaker of a site: an upstream that fails again and again is left alone.
//!
//! Owns when a request may go up. Refuses to know why one failed: those who send tell.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use crate::metrics;

/// When the upstream is left alone, and for how long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BreakerSettings {
    /// So many requests in a row have to fail; 5. 0 means never.
    pub failures: u32,
    /// How long nothing goes up then; 10 s.
    pub pause: Duration,
}

impl Default for BreakerSettings {
    fn default() -> Self {
        Self { failures: 5, pause: Duration::from_secs(10) }
    }
}

/// Counts failures in a row. After the pause one request goes up alone, and tells whether others
/// may follow.
#[derive(Debug)]
pub(crate) struct Breaker {
    settings: BreakerSettings,
    /// What the site is called in log and metrics.
    name: Arc<str>,
    state: Mutex<State>,
}

/// How a breaker stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    /// Requests go up.
    Closed,
    /// None goes up.
    Open,
    /// The next one, or the one that is on its way, decides.
    HalfOpen,
}

/// Leave to send one request. Dropped without a word, as when a client leaves, it says nothing
/// about the upstream.
#[derive(Debug)]
#[must_use]
pub(crate) struct Permit {
    breaker: Arc<Breaker>,
    probing: bool,
    told: bool,
}

#[derive(Clone, Copy, Debug)]
enum State {
    /// With so many failures in a row.
    Closed(u32),
    /// Since the pause began that ends then.
    Open(Instant),
    /// One request is on its way.
    Probing,
}

impl Breaker {
    /// A closed one, for the site of that `name`.
    pub(crate) fn new(settings: BreakerSettings, name: &str) -> Arc<Self> {
        metrics::upstream_left_alone(name, false);
        Arc::new(Self { settings, name: name.into(), state: Mutex::new(State::Closed(0)) })
    }

    /// Leave to send a request, or how long to wait before asking again.
    pub(crate) fn enter(self: &Arc<Self>) -> Result<Permit, Duration> {
        let mut state = self.lock();
        let probing = match *state {
            State::Closed(_) => false,
            State::Open(until) if until > Instant::now() => return Err(until - Instant::now()),
            State::Open(_) => true,
            // How long the probe takes, nobody knows; the pause is the shortest it may mean.
            State::Probing => return Err(self.settings.pause),
        };
        if probing {
            *state = State::Probing;
        }
        Ok(Permit { breaker: Arc::clone(self), probing, told: false })
    }

    /// How it stands.
    pub(crate) fn standing(&self) -> Standing {
        match *self.lock() {
            State::Closed(_) => Standing::Closed,
            State::Open(until) if until > Instant::now() => Standing::Open,
            State::Open(_) | State::Probing => Standing::HalfOpen,
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // No state is ever half-written.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn open(&self) -> State {
        tracing::warn!(
            site = %self.name,
            "the upstream failed again and again and is left alone for a while"
        );
        metrics::upstream_left_alone(&self.name, true);
        State::Open(Instant::now() + self.settings.pause)
    }
}

impl Permit {
    /// The upstream works.
    pub(crate) fn succeeded(mut self) {
        self.told = true;
        let mut state = self.breaker.lock();
        // What went up before the pause says nothing about now.
        if self.probing || matches!(*state, State::Closed(_)) {
            *state = State::Closed(0);
            metrics::upstream_left_alone(&self.breaker.name, false);
        }
    }

    /// The upstream does not work.
    pub(crate) fn failed(mut self) {
        self.told = true;
        let breaker = &self.breaker;
        let mut state = breaker.lock();
        *state = match *state {
            State::Closed(failures) if failures + 1 == breaker.settings.failures => breaker.open(),
            State::Closed(failures) => State::Closed(failures.saturating_add(1)),
            _ if self.probing => breaker.open(),
            other => other,
        };
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        if self.probing && !self.told {
            // The next request is the probe.
            *self.breaker.lock() = State::Open(Instant::now());
        }
    }
}

#[cfg(test)]
mod tests {
    use tokio::time::advance;

    use super::*;

    const PAUSE: Duration = Duration::from_secs(10);

    fn opened() -> Arc<Breaker> {
        let breaker = Breaker::new(BreakerSettings { failures: 3, pause: PAUSE }, "opened");
        for _ in 0..3 {
            assert_eq!(breaker.standing(), Standing::Closed);
            breaker.enter().expect("a permit").failed();
        }
        breaker
    }

    #[tokio::test(start_paused = true)]
    async fn only_failures_in_a_row_open_it() {
        let breaker = Breaker::new(BreakerSettings { failures: 2, pause: PAUSE }, "in a row");
        for _ in 0..5 {
            breaker.enter().expect("a permit").failed();
            breaker.enter().expect("a permit").succeeded();
        }
        // A client that leaves is no failure, and no success.
        breaker.enter().expect("a permit").failed();
        drop(breaker.enter().expect("a permit"));
        breaker.enter().expect("a permit").failed();
        assert_eq!(breaker.standing(), Standing::Open);
    }

    #[tokio::test(start_paused = true)]
    async fn the_metrics_tell_when_it_is_open() {
        let told = || {
            let name = "ask_docs_upstream_left_alone{site=\"told\"} ";
            let text = metrics::text();
            text.lines().find_map(|line| line.strip_prefix(name)).map(str::to_owned)
        };
        let breaker = Breaker::new(BreakerSettings { failures: 1, pause: PAUSE }, "told");
        assert_eq!(told().as_deref(), Some("0"));
        breaker.enter().expect("a permit").failed();
        assert_eq!(told().as_deref(), Some("1"));
        advance(PAUSE).await;
        breaker.enter().expect("a permit").succeeded();
        assert_eq!(told().as_deref(), Some("0"));
    }

    #[tokio::test(start_paused = true)]
    async fn open_it_refuses_and_says_for_how_long() {
        let breaker = opened();
        advance(Duration::from_secs(4)).await;
        assert_eq!(breaker.enter().err(), Some(Duration::from_secs(6)));
    }

    #[tokio::test(start_paused = true)]
    async fn after_the_pause_one_request_decides() {
        for works in [true, false] {
            let breaker = opened();
            advance(PAUSE).await;
            assert_eq!(breaker.standing(), Standing::HalfOpen);
            let probe = breaker.enter().expect("a permit");
            assert!(breaker.enter().is_err(), "a second one");
            if works {
                probe.succeeded()
            } else {
                probe.failed()
            }
            assert_eq!(breaker.enter().is_ok(), works);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_probe_whose_client_leaves_makes_room_for_the_next() {
        let breaker = opened();
        advance(PAUSE).await;
        drop(breaker.enter().expect("a permit"));
        breaker.enter().expect("another").succeeded();
        assert_eq!(breaker.standing(), Standing::Closed);
    }

    #[tokio::test(start_paused = true)]
    async fn what_went_up_before_the_pause_changes_nothing() {
        let breaker = Breaker::new(BreakerSettings { failures: 1, pause: PAUSE }, "early");
        let (early, late) = (breaker.enter().expect("a permit"), breaker.enter().expect("one"));
        breaker.enter().expect("a permit").failed();
        early.succeeded();
        assert_eq!(breaker.standing(), Standing::Open);
        advance(Duration::from_secs(4)).await;
        late.failed();
        assert_eq!(breaker.enter().err(), Some(Duration::from_secs(6)));
    }

    #[tokio::test(start_paused = true)]
    async fn without_a_number_it_never_opens() {
        let breaker = Breaker::new(BreakerSettings { failures: 0, pause: PAUSE }, "never");
        for _ in 0..100 {
            breaker.enter().expect("a permit").failed();
        }
    }
}
