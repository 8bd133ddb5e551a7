//! How many questions a site answers in a day.
//!
//! Owns the count and the headers that tell of it. A day is that of UTC, so that owner and reader
//! know when it begins anew. Where several gateways share a store, the count is there, and this one
//! knows it as it was told last; while the store is away it goes on from there, and tells what it
//! has spent meanwhile once the store is back. Refuses to remember by itself: without a store a
//! restart begins with a whole budget.

use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use axum::http::{HeaderMap, HeaderName, HeaderValue};

use crate::refusal::Refusal;
use crate::store::Store;

const POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");
const STATE: HeaderName = HeaderName::from_static("ratelimit");

/// Seconds of a day; UTC has no others, as computers count it.
const DAY: u64 = 86_400;

/// The budget of one site.
#[derive(Debug)]
pub(super) struct Budget {
    daily: NonZeroU32,
    spent: Mutex<Spent>,
    /// Where it is counted, and the site whose it is there.
    shared: Option<(Arc<Store>, String)>,
}

#[derive(Debug, Default)]
struct Spent {
    /// Days since 1970.
    day: u64,
    /// As far as this gateway knows.
    questions: u32,
    /// How many of them no store has been told of; below nothing, if more were given back.
    owed: i64,
}

/// One question of the budget, spent unless it is given back.
#[derive(Debug)]
#[must_use = "what no answer came for is given back"]
pub(crate) struct Charge {
    budget: Option<(Arc<Budget>, u64)>,
}

impl Budget {
    pub(super) fn new(daily: NonZeroU32, shared: Option<(Arc<Store>, String)>) -> Self {
        Self { daily, spent: Mutex::default(), shared }
    }

    /// Spends one question.
    ///
    /// # Errors
    /// [`Refusal::OverBudget`] when none is left today.
    pub(super) async fn spend(self: &Arc<Self>) -> Result<Charge, Refusal> {
        let now = now();
        match &self.shared {
            Some((store, site)) => match self.spend_in(store, site, now).await {
                Some(charged) => charged,
                None => self.spend_at(now),
            },
            None => self.spend_at(now),
        }
    }

    /// Spends one question where all gateways do; nothing comes of it while the store is away.
    async fn spend_in(
        self: &Arc<Self>,
        store: &Store,
        site: &str,
        now: u64,
    ) -> Option<Result<Charge, Refusal>> {
        let (day, known, owed) = {
            let mut spent = self.spent_at(now);
            (spent.day, spent.questions, std::mem::take(&mut spent.owed))
        };
        let told = store.spend((site, day), self.daily.get(), known, owed).await;
        let mut spent = self.lock();
        let is_today = spent.day == day;
        let Ok((may, questions)) = told else {
            spent.owed += if is_today { owed } else { 0 };
            return None;
        };
        if is_today {
            // What was spent meanwhile without the store comes on top.
            let owed = u32::try_from(spent.owed).unwrap_or_default();
            spent.questions = questions.saturating_add(owed).min(self.daily.get());
        }
        Some(match may {
            true => Ok(Charge { budget: Some((Arc::clone(self), day)) }),
            false => Err(over(now)),
        })
    }

    /// Tells a client what is left.
    pub(super) fn tell(&self, headers: &mut HeaderMap) {
        self.tell_at(now(), headers);
    }

    fn spend_at(self: &Arc<Self>, now: u64) -> Result<Charge, Refusal> {
        let mut spent = self.spent_at(now);
        if spent.questions >= self.daily.get() {
            return Err(over(now));
        }
        spent.questions += 1;
        spent.owed += 1;
        Ok(Charge { budget: Some((Arc::clone(self), spent.day)) })
    }

    fn tell_at(&self, now: u64, headers: &mut HeaderMap) {
        let (daily, left) = (self.daily, self.daily.get() - self.spent_at(now).questions);
        let policy = format!("\"day\";q={daily};w={DAY}");
        let state = format!("\"day\";r={left};t={}", until_tomorrow(now));
        for (name, value) in [(POLICY, policy), (STATE, state)] {
            if let Ok(value) = HeaderValue::try_from(value) {
                headers.insert(name, value);
            }
        }
    }

    fn spent_at(&self, now: u64) -> MutexGuard<'_, Spent> {
        let day = now / DAY;
        let mut spent = self.lock();
        // A clock that is set back does not fill the budget anew.
        if day > spent.day {
            *spent = Spent { day, questions: 0, owed: 0 };
        }
        spent
    }

    fn lock(&self) -> MutexGuard<'_, Spent> {
        // Numbers are whole whatever happened.
        self.spent.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Charge {
    /// That of a site without a budget.
    pub(super) fn nothing() -> Self {
        Self { budget: None }
    }

    /// Gives the question back: no answer came. On another day than that of asking it is lost.
    pub(crate) async fn give_back(self) {
        let Some((budget, day)) = self.budget else { return };
        let told = match &budget.shared {
            Some((store, site)) => store.unspend((site, day)).await.is_ok(),
            None => false,
        };
        let mut spent = budget.lock();
        if spent.day == day {
            spent.questions = spent.questions.saturating_sub(1);
            spent.owed -= i64::from(!told);
        }
    }
}

fn over(now: u64) -> Refusal {
    Refusal::OverBudget { retry_after: Duration::from_secs(until_tomorrow(now)) }
}

/// Seconds since 1970.
fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs()
}

/// Never 0: at midnight the next day is a day away.
fn until_tomorrow(now: u64) -> u64 {
    DAY - now % DAY
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A minute before midnight, some day.
    const EVENING: u64 = 20_000 * DAY - 60;

    fn budget(daily: u32) -> Arc<Budget> {
        Arc::new(Budget::new(NonZeroU32::new(daily).expect("not zero"), None))
    }

    fn told(budget: &Budget, now: u64) -> (String, String) {
        let mut headers = HeaderMap::new();
        budget.tell_at(now, &mut headers);
        let text = |name| headers[name].to_str().expect("text").to_owned();
        (text(POLICY), text(STATE))
    }

    #[test]
    fn the_headers_say_what_is_left_and_until_when() {
        let budget = budget(200);
        let _spent = budget.spend_at(EVENING);
        let (policy, state) = told(&budget, EVENING);
        assert_eq!(policy, "\"day\";q=200;w=86400");
        assert_eq!(state, "\"day\";r=199;t=60");
    }

    #[test]
    fn midnight_fills_the_budget_and_obeying_the_refusal_is_enough() {
        let budget = budget(2);
        let _first = budget.spend_at(EVENING).expect("the first");
        let _second = budget.spend_at(EVENING + 1).expect("the second");
        let refusal = budget.spend_at(EVENING + 2).expect_err("no third");
        assert_eq!(refusal, Refusal::OverBudget { retry_after: Duration::from_secs(58) });
        assert_eq!(told(&budget, EVENING + 2).1, "\"day\";r=0;t=58");
        budget.spend_at(EVENING + 59).expect_err("not yet");
        let _third = budget.spend_at(EVENING + 2 + 58).expect("a new day");
        assert_eq!(told(&budget, EVENING + 60).1, "\"day\";r=1;t=86400");
    }

    #[test]
    fn a_clock_that_is_set_back_gives_nothing() {
        let budget = budget(1);
        let _charge = budget.spend_at(EVENING).expect("the first");
        budget.spend_at(EVENING - 2 * DAY).expect_err("no second");
    }

    #[tokio::test]
    async fn what_is_given_back_can_be_spent_on_the_same_day_only() {
        let budget = budget(1);
        budget.spend_at(EVENING).expect("the first").give_back().await;
        let charge = budget.spend_at(EVENING).expect("the same");
        let _next = budget.spend_at(EVENING + DAY).expect("that of the next day");
        charge.give_back().await;
        budget.spend_at(EVENING + DAY).expect_err("none was given back to this day");
    }
}
