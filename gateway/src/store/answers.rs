//! Answers that all gateways give again.
//!
//! Owns their form in the store: when they were kept, in seconds since 1970, and what was kept.
//! Refuses to bring in more than an answer may have.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use ask_docs_core::sse::MAX_EVENT_BYTES;
use bytes::Bytes;

use super::{Away, Store, key};

/// The longest time of keeping, as digits, and the end of its line.
const MOST_OF_HEAD: usize = 21;

impl Store {
    /// The answer to `question`, a text that stands for all it depends on, and its age. What it
    /// says is to be checked.
    pub(crate) async fn answer(
        &self,
        site: &str,
        question: &str,
    ) -> Result<Option<(Bytes, Duration)>, Away> {
        let mut command = redis::cmd("GETRANGE");
        command.arg(name(site, question)).arg(0).arg(MOST_OF_HEAD + MAX_EVENT_BYTES);
        let kept: Bytes = self.send(&command).await?;
        Ok(read(kept))
    }

    /// Keeps `answer` to `question` for `ttl`.
    pub(crate) async fn keep_answer(
        &self,
        site: &str,
        question: &str,
        answer: &[u8],
        ttl: Duration,
    ) -> Result<(), Away> {
        let kept = [format!("{}\n", now()).as_bytes(), answer].concat();
        let milliseconds = u64::try_from(ttl.as_millis()).unwrap_or(u64::MAX).max(1);
        let mut command = redis::cmd("SET");
        command.arg(name(site, question)).arg(kept).arg("PX").arg(milliseconds);
        self.send(&command).await
    }
}

fn read(kept: Bytes) -> Option<(Bytes, Duration)> {
    let end = kept.iter().take(MOST_OF_HEAD).position(|byte| *byte == b'\n')?;
    let since: u64 = std::str::from_utf8(&kept[..end]).ok()?.parse().ok()?;
    let answer = kept.slice(end + 1..);
    // Clocks differ; nothing is younger than new.
    (answer.len() <= MAX_EVENT_BYTES)
        .then(|| (answer, Duration::from_secs(now().saturating_sub(since))))
}

fn name(site: &str, question: &str) -> String {
    key::hashed(&["answer", site], question)
}

fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_not_kept_by_a_gateway_is_no_answer() {
        let kept = |text: &str| read(Bytes::copy_from_slice(text.as_bytes()));
        let (answer, age) = kept("5\ndata: 1\n\n").expect("an answer");
        assert_eq!(answer, "data: 1\n\n");
        assert!(age > Duration::from_secs(1_700_000_000), "{age:?}");
        let tomorrow = now() + 86_400;
        assert_eq!(kept(&format!("{tomorrow}\n")).expect("an answer").1, Duration::ZERO);
        for text in ["", "5", "data: 1\n\n", "\n", "-1\n", "999999999999999999999999\n"] {
            assert!(kept(text).is_none(), "{text}");
        }
        assert!(kept(&format!("5\n{}", "a".repeat(MAX_EVENT_BYTES + 1))).is_none());
    }
}
