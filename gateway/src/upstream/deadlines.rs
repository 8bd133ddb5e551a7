//! How long the upstream is waited for (P-8).
//!
//! Owns the four limits and the two of them that a running stream is under. Refuses to judge a
//! client's pace: a clock runs only while the upstream is waited for, save that of the whole.

use std::time::Duration;

use futures_util::stream::BoxStream;
use futures_util::{Stream, StreamExt as _, stream};
use tokio::time::{Instant, sleep_until, timeout};

use crate::refusal::Refusal;

/// The limits of patience with the upstream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deadlines {
    /// For a connection to be made, TLS included; 5 s.
    pub connect: Duration,
    /// From the request to the first byte of the answer, with all retries; 30 s.
    pub first_byte: Duration,
    /// Between two bytes of an answer; 30 s.
    pub idle: Duration,
    /// From the request to the end of the answer; 180 s.
    pub total: Duration,
}

impl Default for Deadlines {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(5),
            first_byte: Duration::from_secs(30),
            idle: Duration::from_secs(30),
            total: Duration::from_secs(180),
        }
    }
}

/// `items` until one is waited for longer than `idle`, or `end` has come; then
/// [`Refusal::UpstreamSlow`], and nothing more.
pub(super) fn within<S, T>(
    items: S,
    idle: Duration,
    end: Instant,
) -> impl Stream<Item = Result<T, Refusal>> + Send
where
    S: Stream<Item = Result<T, Refusal>> + Send + 'static,
    T: Send + 'static,
{
    stream::unfold(Some(items.boxed()), move |items| async move {
        let mut items: BoxStream<'static, Result<T, Refusal>> = items?;
        let next = tokio::select! {
            // First the end, or a flood would never meet it.
            biased;
            () = sleep_until(end) => {
                tracing::warn!("the upstream's answer took too long as a whole");
                Err(Refusal::UpstreamSlow)
            }
            next = timeout(idle, items.next()) => next.map_err(|_| {
                tracing::warn!("the upstream fell silent for {idle:?}");
                Refusal::UpstreamSlow
            }),
        };
        match next {
            Ok(next) => next.map(|item| (item, Some(items))),
            Err(slow) => Some((Err(slow), None)),
        }
    })
}

#[cfg(test)]
mod tests {
    use tokio::time::sleep;

    use super::*;

    const IDLE: Duration = Duration::from_secs(30);
    const TOTAL: Duration = Duration::from_secs(180);

    /// A number every `pause`, within the limits.
    fn numbers(pause: Duration) -> impl Stream<Item = Result<u32, Refusal>> {
        let numbers = stream::unfold(0, move |number| async move {
            sleep(pause).await;
            Some((Ok(number), number + 1))
        });
        within(numbers, IDLE, Instant::now() + TOTAL)
    }

    #[tokio::test(start_paused = true)]
    async fn a_silence_longer_than_idle_ends_a_stream() {
        let start = Instant::now();
        let all: Vec<_> = numbers(Duration::from_secs(31)).collect().await;
        assert_eq!(all, [Err(Refusal::UpstreamSlow)]);
        assert_eq!(start.elapsed().as_secs(), 30);
    }

    #[tokio::test(start_paused = true)]
    async fn a_stream_that_goes_on_ends_when_its_time_is_over() {
        let start = Instant::now();
        let all: Vec<_> = numbers(Duration::from_secs(29)).collect().await;
        assert_eq!(all.len(), 7);
        assert_eq!(all[6], Err(Refusal::UpstreamSlow));
        assert_eq!(start.elapsed(), TOTAL);
    }

    #[tokio::test(start_paused = true)]
    async fn a_flood_ends_when_its_time_is_over() {
        let flood = within(stream::repeat(Ok(1)), IDLE, Instant::now() + TOTAL);
        let mut slow = Box::pin(flood.then(|item| async move {
            sleep(Duration::from_secs(1)).await;
            item
        }));
        let mut count = 0;
        while slow.next().await.expect("an ending").is_ok() {
            count += 1;
        }
        assert_eq!(count, 180);
        assert_eq!(slow.next().await, None);
    }

    #[tokio::test(start_paused = true)]
    async fn a_slow_reader_costs_the_upstream_nothing() {
        let items = stream::iter([Ok(1), Ok(2), Ok(3)]);
        let mut items = Box::pin(within(items, IDLE, Instant::now() + TOTAL));
        for expected in [Some(Ok(1)), Some(Ok(2)), Some(Ok(3)), None] {
            assert_eq!(items.next().await, expected);
            sleep(Duration::from_secs(40)).await;
        }
    }
}
