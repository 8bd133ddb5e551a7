//! A rate for each of many keys, in a table that does not grow past its bound.
//!
//! Owns the table and the clock that governor's arithmetic works on. Refuses to keep a key: it
//! knows hashes only, made with a random key that is new with each start.

use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher as _, Hash};
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use governor::clock::Clock;
use governor::middleware::NoOpMiddleware;
use governor::nanos::Nanos;
use governor::state::StateStore;
use governor::{Quota, RateLimiter};
use lru::LruCache;
use tokio::time::Instant;

/// The most keys of one table. The one that was used longest ago makes way for a new one, which is
/// then counted from nothing.
pub(crate) const MOST_KEYS: usize = 100_000;

/// So many in such a time: all at once, then one more with each part of the time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// How many.
    pub count: NonZeroU32,
    /// In which time.
    pub per: Duration,
}

/// Counts each key against one rate.
pub(crate) struct Limiter {
    limiter: RateLimiter<u64, Table, TokioClock, NoOpMiddleware<Duration>>,
    table: Table,
    /// Nobody can choose keys that collide; that two of 100,000 do is less likely than one in a
    /// billion.
    hasher: RandomState,
    /// What one use adds, as governor counts it.
    one: Duration,
    most: NonZeroU32,
}

/// When each key's uses will all be forgotten, since the limiter began.
#[derive(Clone)]
struct Table {
    times: Arc<Mutex<LruCache<u64, Nanos>>>,
}

/// tokio's time, which tests can pause.
#[derive(Clone)]
struct TokioClock {
    start: Instant,
}

impl Limiter {
    /// A limiter whose keys have all their uses left.
    pub(crate) fn new(rate: Rate) -> Self {
        let one = (rate.per / rate.count.get()).max(Duration::from_nanos(1));
        let table = Table { times: Arc::new(Mutex::new(LruCache::unbounded())) };
        let quota = Quota::with_period(one).map(|quota| quota.allow_burst(rate.count));
        // A period of at least a nanosecond is one.
        let quota = quota.unwrap_or_else(|| Quota::per_second(rate.count));
        let clock = TokioClock { start: Instant::now() };
        let limiter = RateLimiter::new(quota, table.clone(), clock);
        Self { limiter, table, hasher: RandomState::new(), one, most: rate.count }
    }

    /// How long one use is remembered, and how many may come at once.
    pub(crate) fn rate(&self) -> (Duration, u32) {
        (self.one, self.most.get())
    }

    /// Uses `key` once.
    ///
    /// # Errors
    /// The time after which it can be used again; this use did not count.
    pub(crate) fn take(&self, key: impl Hash) -> Result<(), Duration> {
        let refused = self.limiter.check_key(&self.hasher.hash_one(key)).err();
        let now = self.limiter.clock().now();
        refused.map_or(Ok(()), |until| Err(until.wait_time_from(now)))
    }

    /// Takes one use of `key` back.
    pub(crate) fn give_back(&self, key: impl Hash) {
        if let Some(time) = self.table.lock().peek_mut(&self.hasher.hash_one(key)) {
            *time = time.saturating_sub(self.one.into());
        }
    }
}

impl Table {
    fn lock(&self) -> MutexGuard<'_, LruCache<u64, Nanos>> {
        // Times are whole whatever happened.
        self.times.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl StateStore for Table {
    type Key = u64;

    fn measure_and_replace<T, F, E>(&self, key: &u64, decide: F) -> Result<T, E>
    where
        F: Fn(Option<Nanos>) -> Result<(T, Nanos), E>,
    {
        let mut times = self.lock();
        // A refused use counts as the latest too: who keeps on knocking is not forgotten.
        let (outcome, time) = decide(times.get(key).copied())?;
        times.put(*key, time);
        if times.len() > MOST_KEYS {
            times.pop_lru();
        }
        Ok(outcome)
    }
}

impl Clock for TokioClock {
    type Instant = Duration;

    fn now(&self) -> Duration {
        self.start.elapsed()
    }
}

#[cfg(test)]
mod tests {
    use tokio::time::advance;

    use super::*;

    fn rate(count: u32, seconds: u64) -> Rate {
        let count = NonZeroU32::new(count).expect("not zero");
        Rate { count, per: Duration::from_secs(seconds) }
    }

    #[tokio::test(start_paused = true)]
    async fn a_key_has_its_uses_and_gets_them_back_one_by_one() {
        let limiter = Limiter::new(rate(3, 30));
        for _ in 0..3 {
            limiter.take("a").expect("a use");
        }
        assert_eq!(limiter.take("a"), Err(Duration::from_secs(10)));
        limiter.take("b").expect("another key");
        advance(Duration::from_millis(9_999)).await;
        assert_eq!(limiter.take("a"), Err(Duration::from_millis(1)));
        advance(Duration::from_millis(1)).await;
        limiter.take("a").expect("a use");
        assert_eq!(limiter.take("a"), Err(Duration::from_secs(10)));
    }

    #[tokio::test(start_paused = true)]
    async fn a_use_that_is_given_back_can_be_used_again() {
        let limiter = Limiter::new(rate(2, 60));
        limiter.take(1).expect("a use");
        limiter.take(1).expect("a use");
        limiter.give_back(1);
        limiter.take(1).expect("the same use");
        limiter.take(1).expect_err("no third");
        limiter.give_back(2);
    }

    #[tokio::test(start_paused = true)]
    async fn the_oldest_key_makes_way() {
        let limiter = Limiter::new(rate(1, 3600));
        for key in 0..MOST_KEYS {
            limiter.take(key).expect("a use");
        }
        limiter.take(1_usize).expect_err("still known");
        limiter.take(MOST_KEYS).expect("a use");
        assert_eq!(limiter.table.lock().len(), MOST_KEYS);
        limiter.take(1_usize).expect_err("still known");
        limiter.take(0_usize).expect("forgotten");
    }

    /// How much this process holds in memory beside its program, in bytes.
    #[cfg(target_os = "linux")]
    fn resident() -> usize {
        let status = std::fs::read_to_string("/proc/self/status").expect("a status");
        let line = status.lines().find(|line| line.starts_with("RssAnon:")).expect("a size");
        let kilobytes = line.split_whitespace().nth(1).expect("a number");
        kilobytes.parse::<usize>().expect("a number") * 1024
    }

    #[test]
    #[cfg(target_os = "linux")]
    #[ignore = "a_full_table_takes_at_most_16_mib runs it in a process of its own"]
    fn fill_a_table() {
        // What the first use brings into memory is no part of a table.
        let _ = Limiter::new(rate(20, 60)).take(0);
        let before = resident();
        let limiter = Limiter::new(rate(20, 60));
        // Many more than fit, since forgotten ones leave their traces for a while.
        for key in 0..10 * MOST_KEYS {
            let _ = limiter.take(key);
        }
        assert_eq!(limiter.table.lock().len(), MOST_KEYS);
        println!("table: {}", resident() - before);
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn a_full_table_takes_at_most_16_mib() {
        let program = std::env::current_exe().expect("a program");
        let output = std::process::Command::new(program)
            .args(["--exact", "protect::limiter::tests::fill_a_table", "--ignored", "--nocapture"])
            .output()
            .expect("a run");
        let output = String::from_utf8_lossy(&output.stdout).into_owned();
        let size = output.lines().find_map(|line| line.split("table: ").nth(1));
        let size: usize = size.and_then(|size| size.trim().parse().ok()).expect(&output);
        assert!(size > 0 && size <= 16 * 1024 * 1024, "{size}");
    }
}
