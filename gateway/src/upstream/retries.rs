//! When a request that got no answer is sent again.
//!
//! Owns what may be tried again, and the pauses. Refuses to send anything, and to wait long: a
//! reader is waiting, and can decide better.

use std::time::Duration;

use axum::http::StatusCode;

/// How often a request is sent again, before the first byte of its answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RetrySettings {
    /// At most so often; 2.
    pub times: u32,
    /// Only if the upstream asks for no longer wait than this; 3 s.
    pub longest_wait: Duration,
}

impl Default for RetrySettings {
    fn default() -> Self {
        Self { times: 2, longest_wait: Duration::from_secs(3) }
    }
}

/// What a request came to, without a byte of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unanswered {
    /// The connection failed.
    Broken,
    /// A status, and the wait that came with it.
    Refused(StatusCode, Option<Duration>),
}

impl RetrySettings {
    /// The pause before a request that went up `sent` times goes up again, if it may.
    /// `chance` is a random number from 0 to 1.
    pub(super) fn pause(&self, unanswered: Unanswered, sent: u32, chance: f64) -> Option<Duration> {
        if sent > self.times {
            return None;
        }
        let own = backoff(sent, chance);
        match unanswered {
            Unanswered::Broken => Some(own),
            // Without a time there is no knowing that a second request would not be one too many.
            Unanswered::Refused(StatusCode::TOO_MANY_REQUESTS, None) => None,
            Unanswered::Refused(status, wait) if may_pass(status) => match wait {
                Some(wait) if wait > self.longest_wait => None,
                Some(wait) => Some(own.max(wait)),
                None => Some(own),
            },
            Unanswered::Refused(..) => None,
        }
    }
}

/// Statuses that tell of a moment, not of the request.
fn may_pass(status: StatusCode) -> bool {
    matches!(status.as_u16(), 408 | 425 | 429 | 502 | 503 | 504)
}

/// 0.5 s, 1 s, 2 s … up to 8 s, each up to a quarter shorter, so that clients which failed
/// together do not come back together.
fn backoff(sent: u32, chance: f64) -> Duration {
    let doubled = FIRST_PAUSE * 2_u32.saturating_pow(sent.saturating_sub(1).min(4));
    doubled.min(LONGEST_PAUSE).mul_f64(1.0 - JITTER * chance.clamp(0.0, 1.0))
}

const FIRST_PAUSE: Duration = Duration::from_millis(500);
const LONGEST_PAUSE: Duration = Duration::from_secs(8);
const JITTER: f64 = 0.25;

#[cfg(test)]
mod tests {
    use super::*;

    fn pause(status: u16, wait: Option<u64>, sent: u32) -> Option<Duration> {
        let status = StatusCode::from_u16(status).expect("a status");
        let refused = Unanswered::Refused(status, wait.map(Duration::from_secs));
        RetrySettings::default().pause(refused, sent, 0.0)
    }

    #[test]
    fn pauses_double_up_to_eight_seconds_less_a_quarter_by_chance() {
        let settings = RetrySettings { times: 9, ..RetrySettings::default() };
        let pause = |sent, chance| settings.pause(Unanswered::Broken, sent, chance);
        let milliseconds = [500, 1000, 2000, 4000, 8000, 8000].map(Duration::from_millis);
        for (sent, expected) in (1..).zip(milliseconds) {
            assert_eq!(pause(sent, 0.0), Some(expected));
            assert_eq!(pause(sent, 1.0), Some(expected.mul_f64(0.75)));
        }
    }

    #[test]
    fn only_what_may_pass_is_tried_again_and_twice_at_most() {
        for status in 400..600 {
            let may = matches!(status, 408 | 425 | 502 | 503 | 504);
            assert_eq!(pause(status, None, 1).is_some(), may, "{status}");
            assert_eq!(pause(status, None, 2).is_some(), may, "{status}");
            assert_eq!(pause(status, None, 3), None, "{status}");
        }
    }

    #[test]
    fn a_wait_is_obeyed_when_it_is_short() {
        let seconds = |seconds| Some(Duration::from_secs(seconds));
        for status in [429, 503] {
            assert_eq!(pause(status, Some(2), 1), seconds(2));
            assert_eq!(pause(status, Some(3), 1), seconds(3));
            assert_eq!(pause(status, Some(4), 1), None);
            assert_eq!(pause(status, Some(0), 2), seconds(1));
        }
        assert_eq!(pause(429, None, 1), None);
    }
}
