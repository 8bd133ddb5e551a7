//! Rates of what all gateways count together.
//!
//! Owns one script, which uses several things or none of them in one step. A key is kept until its
//! uses are all forgotten, a minute at the most.

use std::sync::LazyLock;
use std::time::Duration;

use redis::Script;

use super::{Away, Store, key};

/// A use of what one rule counts.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Use<'a> {
    /// The rule's name.
    pub rule: &'static str,
    /// What it counts.
    pub key: &'a str,
    /// How long one use is remembered.
    pub one: Duration,
    /// How many may come at once.
    pub most: u32,
}

impl Store {
    /// Uses all of `uses`, or none; then it says which of them has to wait for the longest time,
    /// and how long.
    pub(crate) async fn take(&self, uses: &[Use<'_>]) -> Result<Option<(usize, Duration)>, Away> {
        static TAKE: LazyLock<Script> = LazyLock::new(|| Script::new(include_str!("take.lua")));
        let mut script = TAKE.prepare_invoke();
        for one in uses {
            script.key(key::hashed(&["rate", one.rule], one.key));
            let microseconds = u64::try_from(one.one.as_micros()).unwrap_or(u64::MAX).max(1);
            script.arg(microseconds).arg(one.most);
        }
        let (number, wait): (usize, u64) = self.run(&script).await?;
        let at = number.checked_sub(1).filter(|at| *at < uses.len());
        Ok(at.map(|at| (at, Duration::from_micros(wait))))
    }
}
