//! What the API's rate limit leaves: read from its answers, counted down between them.
//!
//! Owns the reading of `X-RateLimit-*` and `Retry-After`, and the one number that all requests
//! of a site share. Refuses to trust a clock of ours where the upstream tells its own.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use axum::http::{HeaderMap, HeaderName, StatusCode, header};
use tokio::time::Instant;

pub(super) const LIMIT: HeaderName = HeaderName::from_static("x-ratelimit-limit");
pub(super) const REMAINING: HeaderName = HeaderName::from_static("x-ratelimit-remaining");
pub(super) const RESET: HeaderName = HeaderName::from_static("x-ratelimit-reset");

/// A wait longer than this is a mistake of someone's.
const LONGEST_WAIT: Duration = Duration::from_secs(24 * 60 * 60);
/// For so long a refusal is believed without asking again: the limit may have been raised.
const BELIEVED: Duration = Duration::from_secs(60);

/// The limit of one site's token, as far as it is known. Nothing is known at first.
#[derive(Debug, Default)]
pub(crate) struct RateLimit(Mutex<Known>);

/// What is left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Left {
    /// Requests in each period, if the upstream tells.
    pub limit: Option<u64>,
    /// Requests that may still be sent in this one.
    pub remaining: u64,
    /// How long until the next.
    pub reset: Duration,
}

#[derive(Debug, Default)]
struct Known {
    limit: Option<u64>,
    /// Requests left until then.
    left: Option<(u64, Instant)>,
    /// Questions are refused by the upstream until then; believed until the second.
    refused: Option<(Instant, Instant)>,
}

impl RateLimit {
    /// Counts a request that matters: a question. It goes up whatever is left, since only the
    /// upstream knows what its limits count.
    ///
    /// # Errors
    /// The wait, while a refusal that told one still stands.
    pub(crate) fn take(&self) -> Result<(), Duration> {
        let mut known = self.lock();
        let now = Instant::now();
        if let Some((until, believed)) = known.refused {
            if now < until.min(believed) {
                return Err(until - now);
            }
            known.refused = None;
        }
        known.count(now);
        Ok(())
    }

    /// Counts a request that may as well not be made, unless it would leave fewer than `reserve`
    /// for questions. Where nothing is known it may.
    pub(crate) fn try_take(&self, reserve: u64) -> bool {
        let mut known = self.lock();
        let now = Instant::now();
        if known.refused.is_some_and(|(until, _)| now < until) {
            return false;
        }
        let left = known.left(now);
        if left.is_some_and(|left| left.remaining <= reserve) {
            return false;
        }
        known.count(now);
        true
    }

    /// Counts a request that goes up again.
    pub(super) fn count(&self) {
        self.lock().count(Instant::now());
    }

    /// What is left, if the upstream told and the period is not over.
    pub(crate) fn left(&self) -> Option<Left> {
        self.lock().left(Instant::now())
    }

    /// Reads what an answer from the upstream says.
    pub(super) fn learn(&self, status: StatusCode, headers: &HeaderMap) {
        let wall = SystemTime::now();
        let now = Instant::now();
        let mut known = self.lock();
        if let (Some(remaining), Some(reset)) = (number(headers, &REMAINING), reset(headers, wall))
        {
            let until = now + reset;
            known.limit = number(headers, &LIMIT).or(known.limit);
            known.left = Some(match known.left {
                // Answers overtake each other: within one period the number only falls. Two
                // readings of one reset differ by the seconds that clocks are rounded to.
                Some((left, same)) if same > now && same.max(until) - same.min(until) <= SLACK => {
                    (left.min(remaining), same)
                }
                _ => (remaining, until),
            });
        }
        if status == StatusCode::TOO_MANY_REQUESTS
            && let Some(wait) = wait(status, headers, wall)
        {
            known.refused = Some((now + wait, now + BELIEVED));
        }
    }

    fn lock(&self) -> MutexGuard<'_, Known> {
        // No number is ever half-written.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Two resets no further apart are the same.
const SLACK: Duration = Duration::from_secs(2);

impl Known {
    fn left(&self, now: Instant) -> Option<Left> {
        let (remaining, until) = self.left?;
        let reset = until.checked_duration_since(now).filter(|reset| !reset.is_zero())?;
        Some(Left { limit: self.limit, remaining, reset })
    }

    fn count(&mut self, now: Instant) {
        match &mut self.left {
            Some((left, until)) if *until > now => *left = left.saturating_sub(1),
            left => *left = None,
        }
    }
}

/// How long the upstream asks to be left alone: its `Retry-After`, or for 429 the time to its
/// `X-RateLimit-Reset`.
pub(super) fn wait(status: StatusCode, headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let asked = number(headers, &header::RETRY_AFTER).map(Duration::from_secs);
    let asked = asked.or_else(|| {
        let until = date(headers, &header::RETRY_AFTER)?;
        Some(until.duration_since(upstreams_clock(headers, now)).unwrap_or_default())
    });
    let limited = status == StatusCode::TOO_MANY_REQUESTS;
    let wait = asked.or_else(|| limited.then(|| reset(headers, now)).flatten());
    wait.filter(|wait| *wait <= LONGEST_WAIT)
}

/// The time to the next period.
fn reset(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let reset = UNIX_EPOCH.checked_add(Duration::from_secs(number(headers, &RESET)?))?;
    let wait = reset.duration_since(upstreams_clock(headers, now)).unwrap_or_default();
    (wait <= LONGEST_WAIT).then_some(wait)
}

/// The upstream's own time, in which its times are meant; ours where it tells none.
fn upstreams_clock(headers: &HeaderMap, now: SystemTime) -> SystemTime {
    date(headers, &header::DATE).unwrap_or(now)
}

fn date(headers: &HeaderMap, name: &HeaderName) -> Option<SystemTime> {
    httpdate::parse_http_date(headers.get(name)?.to_str().ok()?).ok()
}

/// The value of a header that is nothing but digits.
pub(super) fn number(headers: &HeaderMap, name: &HeaderName) -> Option<u64> {
    let text = headers.get(name)?.to_str().ok()?;
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use tokio::time::advance;

    use super::*;
    use crate::refusal::whole_seconds;

    const LIMITED: StatusCode = StatusCode::TOO_MANY_REQUESTS;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        let pair = |(name, value): &(&'static str, &str)| {
            (HeaderName::from_static(name), value.parse().expect("a header"))
        };
        pairs.iter().map(pair).collect()
    }

    /// A limit of which `remaining` are left for a minute.
    fn left(remaining: &str) -> HeaderMap {
        let minute = [
            ("date", "Tue, 15 Nov 1994 08:12:31 GMT"),
            ("x-ratelimit-limit", "100"),
            ("x-ratelimit-reset", "784887211"),
        ];
        headers(&[&minute[..], &[("x-ratelimit-remaining", remaining)]].concat())
    }

    #[test]
    fn the_wait_is_the_upstreams_own_or_counted_to_its_reset() {
        let now = UNIX_EPOCH + Duration::from_millis(1_790_000_000_300);
        for (pairs, expected) in [
            (&[("retry-after", "7"), ("x-ratelimit-reset", "1790000060")][..], Some(7)),
            // By our clock, with its fraction; 41.7 s are 42 in a header.
            (&[("x-ratelimit-reset", "1790000042")], Some(42)),
            // By the upstream's own clock, an hour apart from ours.
            (
                &[("date", "Mon, 21 Sep 2026 15:13:20 GMT"), ("x-ratelimit-reset", "1790003610")],
                Some(10),
            ),
            (
                &[
                    ("date", "Mon, 21 Sep 2026 15:13:20 GMT"),
                    ("retry-after", "Mon, 21 Sep 2026 15:13:23 GMT"),
                ],
                Some(3),
            ),
            // It is over already.
            (&[("x-ratelimit-reset", "1789999999")], Some(0)),
            (&[], None),
            (&[("retry-after", "soon")], None),
            (&[("x-ratelimit-reset", "1790000042000")], None),
            (&[("retry-after", "-1")], None),
        ] {
            let wait = wait(LIMITED, &headers(pairs), now).map(whole_seconds);
            assert_eq!(wait, expected, "{pairs:?}");
        }
        let unavailable = headers(&[("x-ratelimit-reset", "1790000042")]);
        assert_eq!(wait(StatusCode::SERVICE_UNAVAILABLE, &unavailable, now), None);
    }

    #[tokio::test(start_paused = true)]
    async fn requests_count_down_between_answers() {
        let limit = RateLimit::default();
        assert_eq!(limit.left(), None);
        assert!(limit.try_take(10), "nothing is known");
        limit.learn(StatusCode::OK, &left("12"));
        assert!(limit.try_take(10) && limit.try_take(10));
        assert!(!limit.try_take(10), "the rest is for questions");
        limit.take().expect("a question goes up");
        let expected = Left { limit: Some(100), remaining: 9, reset: Duration::from_secs(60) };
        assert_eq!(limit.left(), Some(expected));
        // An answer from before the last requests.
        limit.learn(StatusCode::OK, &left("11"));
        assert_eq!(limit.left(), Some(expected));
        advance(Duration::from_secs(60)).await;
        assert_eq!(limit.left(), None);
        assert!(limit.try_take(10), "a new period");
    }

    #[tokio::test(start_paused = true)]
    async fn a_refusal_stands_until_its_reset_or_a_minute() {
        for (seconds, stands) in [("20", 20), ("3600", 60)] {
            let limit = RateLimit::default();
            limit.learn(LIMITED, &headers(&[("retry-after", seconds)]));
            advance(Duration::from_secs(stands - 1)).await;
            let wait = limit.take().expect_err("a refusal").as_secs();
            assert_eq!(wait, seconds.parse::<u64>().expect("a number") + 1 - stands);
            assert!(!limit.try_take(0));
            advance(Duration::from_secs(1)).await;
            assert_eq!(limit.take(), Ok(()));
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_refusal_without_a_time_does_not_stand() {
        let limit = RateLimit::default();
        limit.learn(LIMITED, &HeaderMap::new());
        assert_eq!(limit.take(), Ok(()));
    }
}
