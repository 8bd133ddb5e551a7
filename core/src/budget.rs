//! How many questions a site has left today, as the gateway's headers say it.
//!
//! Owns the reading of `RateLimit` and `RateLimit-Policy` (draft-ietf-httpapi-ratelimit-headers, of
//! which the gateway sends the one policy `"day"`) and the sentence about it. Refuses to count.

use crate::words::{Message, Value};

/// The policy that is a site's budget.
const POLICY: &str = "\"day\"";

/// A budget of fewer questions than this is always worth a word.
const FEW: u64 = 10;

/// What is left of a site's budget.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget {
    /// Questions that can still be asked.
    pub left: u64,
    /// Questions that can be asked in all.
    pub of: u64,
    /// Seconds until it is full again.
    pub resets_in: u64,
}

impl Budget {
    /// What the two headers say, such as `"day";q=200;w=86400` and `"day";r=17;t=5400`.
    pub fn from_headers(policy: Option<&str>, limit: Option<&str>) -> Option<Self> {
        let limit = item(limit?)?;
        let of = policy.and_then(item).and_then(|policy| parameter(policy, "q"));
        let left = parameter(limit, "r")?;
        Some(Self { left, of: of.unwrap_or(left), resets_in: parameter(limit, "t")? })
    }

    /// Whether so little is left that a reader should know.
    pub fn is_low(&self) -> bool {
        self.left <= FEW.max(self.of / 5)
    }

    /// What is left, `seconds` after the headers came.
    pub fn message(&self, seconds: u64) -> Message {
        let rest = self.resets_in.saturating_sub(seconds);
        let message = match (rest, self.left) {
            (0, _) => return Message::plain("questionsAgain"),
            (_, 0) => Message::plain("noQuestionsLeft"),
            (_, left) => Message::plain("questionsLeft").with("count", Value::Count(left)),
        };
        message.with("time", Value::In(rest))
    }
}

/// The parameters of the policy `"day"` in a list of such items.
fn item(header: &str) -> Option<&str> {
    header.split(',').find_map(|item| item.trim().strip_prefix(POLICY))
}

fn parameter(item: &str, name: &str) -> Option<u64> {
    let mut pairs = item.split(';').filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(key, _)| *key == name)?.1.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_headers_make_a_budget() {
        let budget = Budget::from_headers(
            Some("\"minute\";q=5;w=60, \"day\";q=200;w=86400"),
            Some("\"day\" ; r=17; t=5400"),
        );
        assert_eq!(budget, Some(Budget { left: 17, of: 200, resets_in: 5400 }));
        let alone = Budget::from_headers(None, Some("\"day\";r=3;t=60"));
        assert_eq!(alone, Some(Budget { left: 3, of: 3, resets_in: 60 }));
    }

    #[test]
    fn headers_that_say_something_else_make_none() {
        for limit in ["", "day;r=1;t=1", "\"minute\";r=1;t=1", "\"day\"", "\"day\";r=-1;t=x"] {
            assert_eq!(Budget::from_headers(None, Some(limit)), None, "{limit}");
        }
        assert_eq!(Budget::from_headers(Some("\"day\";q=1;w=1"), None), None);
    }

    #[test]
    fn a_reader_is_told_only_when_little_is_left() {
        let of = |left, of| Budget { left, of, resets_in: 60 }.is_low();
        assert!(of(200, 1000) && of(10, 10) && of(0, 5));
        assert!(!of(201, 1000) && !of(11, 40));
    }

    #[test]
    fn the_sentence_counts_down() {
        let budget = Budget { left: 17, of: 200, resets_in: 5400 };
        let left = |count, time| {
            Message::plain("questionsLeft")
                .with("count", Value::Count(count))
                .with("time", Value::In(time))
        };
        assert_eq!(budget.message(0), left(17, 5400));
        assert_eq!(budget.message(5350), left(17, 50));
        assert_eq!(budget.message(9999), Message::plain("questionsAgain"));
        assert_eq!(Budget { left: 1, ..budget }.message(3600), left(1, 1800));
        assert_eq!(Budget { left: 0, ..budget }.message(0).key, "noQuestionsLeft");
    }
}
