//! What one request uses of several rates: all of it, or nothing.
//!
//! Owns that a client which waits as long as it is told is served: what one rule counts while
//! another refuses is counted nowhere. Refuses to fail with the store: while that is away, this
//! gateway counts by itself.

use std::time::Duration;

use super::limiter::Limiter;
use crate::refusal::{Limit, Refusal};
use crate::store::{self, Store};

/// One use of one rate.
pub(super) struct Use<'a> {
    /// The rate's name, which is the same in every gateway.
    rule: &'static str,
    limiter: &'a Limiter,
    limit: Limit,
    /// What is counted, in words that are the same in every gateway.
    key: String,
}

impl<'a> Use<'a> {
    /// A use of `key` by the rate that is called `rule`, if there is one; it refuses because of
    /// `limit`.
    pub(super) fn new(
        rule: &'static str,
        limiter: Option<&'a Limiter>,
        limit: Limit,
        key: impl Into<String>,
    ) -> Option<Self> {
        limiter.map(|limiter| Self { rule, limiter, limit, key: key.into() })
    }
}

/// Uses all of `uses`, or none.
///
/// # Errors
/// [`Refusal::TooMany`], with the longest of their waits.
pub(super) async fn take(uses: &[Use<'_>], store: Option<&Store>) -> Result<(), Refusal> {
    let shared = match store {
        Some(store) if !uses.is_empty() => {
            let named: Vec<_> = uses.iter().map(Use::shared).collect();
            store.take(&named).await.ok()
        }
        _ => None,
    };
    let longest = match shared {
        Some(longest) => longest.and_then(|(at, wait)| Some((uses.get(at)?, wait))),
        None => take_here(uses),
    };
    match longest {
        None => Ok(()),
        Some((one, wait)) => Err(Refusal::TooMany { limit: one.limit, retry_after: wait }),
    }
}

/// The same by this gateway's own count; gives the use that has to wait for the longest time.
fn take_here<'a>(uses: &'a [Use<'a>]) -> Option<(&'a Use<'a>, Duration)> {
    let taken: Vec<_> = uses.iter().map(|one| (one, one.limiter.take(&one.key).err())).collect();
    let waits = taken.iter().filter_map(|(one, wait)| Some((*one, (*wait)?)));
    let longest = waits.max_by_key(|(_, wait)| *wait)?;
    for (one, _) in taken.iter().filter(|(_, wait)| wait.is_none()) {
        one.limiter.give_back(&one.key);
    }
    Some(longest)
}

impl Use<'_> {
    fn shared(&self) -> store::Use<'_> {
        let (one, most) = self.limiter.rate();
        store::Use { rule: self.rule, key: &self.key, one, most }
    }
}
