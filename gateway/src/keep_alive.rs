//! A comment in every silence of an event stream.
//!
//! Owns the timer. Refuses to write inside an event: a comment goes out only where the bytes so
//! far end with a blank line, so a stream passed through stays the same stream.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use futures_util::Stream;
use tokio::time::{Instant, Sleep, sleep};

/// Proxies commonly close a connection after 30 to 60 silent seconds.
pub(crate) const SILENCE: Duration = Duration::from_secs(15);

const PING: Bytes = Bytes::from_static(b": ping\n\n");

/// Passes a stream of bytes through and adds `: ping` comments.
pub(crate) struct KeepAlive<S> {
    inner: Pin<Box<S>>,
    timer: Pin<Box<Sleep>>,
    /// The last bytes passed on, as many as a blank line takes.
    tail: Tail,
}

/// The end of what was written so far.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Tail {
    /// Nothing yet, or a blank line: between two events.
    Between,
    /// One line end.
    Line,
    /// A carriage return, which may be half of a line end.
    Return {
        /// The line that it ended was blank.
        blank: bool,
    },
    /// Within a line.
    Within,
}

impl<S> KeepAlive<S> {
    /// Watches over `inner`.
    pub(crate) fn new(inner: S) -> Self {
        Self { inner: Box::pin(inner), timer: Box::pin(sleep(SILENCE)), tail: Tail::Between }
    }
}

impl<S, E> Stream for KeepAlive<S>
where
    S: Stream<Item = Result<Bytes, E>>,
{
    type Item = Result<Bytes, E>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        if let Poll::Ready(item) = this.inner.as_mut().poll_next(context) {
            if let Some(Ok(bytes)) = &item {
                this.tail = this.tail.after(bytes);
                this.timer.as_mut().reset(Instant::now() + SILENCE);
            }
            return Poll::Ready(item);
        }
        if this.timer.as_mut().poll(context).is_pending() {
            return Poll::Pending;
        }
        this.timer.as_mut().reset(Instant::now() + SILENCE);
        // Polls the timer once more so that this task is woken when it runs out again.
        let _ = this.timer.as_mut().poll(context);
        match this.tail {
            Tail::Between | Tail::Return { blank: true } => Poll::Ready(Some(Ok(PING))),
            Tail::Line | Tail::Return { blank: false } | Tail::Within => Poll::Pending,
        }
    }
}

impl Tail {
    fn after(self, bytes: &[u8]) -> Self {
        bytes.iter().fold(self, |tail, byte| match (tail, byte) {
            // The second half of a CRLF says nothing new.
            (Self::Return { blank: true }, b'\n') => Self::Between,
            (Self::Return { blank: false }, b'\n') => Self::Line,
            (Self::Between | Self::Line | Self::Return { .. }, b'\r') => {
                Self::Return { blank: true }
            }
            (Self::Within, b'\r') => Self::Return { blank: false },
            (Self::Between | Self::Line, b'\n') => Self::Between,
            (Self::Within, b'\n') => Self::Line,
            _ => Self::Within,
        })
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use futures_util::{StreamExt as _, stream};

    use super::*;

    /// What is written when `first` arrives at once and nothing else for `seconds`.
    async fn written(first: &'static [u8], seconds: u64) -> Vec<Bytes> {
        let first = stream::iter([Ok::<_, Infallible>(Bytes::from_static(first))]);
        let silence = stream::once(async move {
            sleep(Duration::from_secs(seconds)).await;
            Ok(Bytes::from_static(b"end"))
        });
        let stream = KeepAlive::new(first.chain(silence));
        stream.map(|item| item.unwrap_or_else(|never| match never {})).collect().await
    }

    #[tokio::test(start_paused = true)]
    async fn each_fifteen_silent_seconds_bring_one_comment() {
        assert_eq!(written(b"data: 1\n\n", 14).await.len(), 2);
        assert_eq!(written(b"data: 1\n\n", 16).await[1], PING);
        assert_eq!(written(b"data: 1\r\n\r\n", 50).await.len(), 5);
        assert_eq!(written(b"data: 1\r\r", 16).await[1], PING);
    }

    #[tokio::test(start_paused = true)]
    async fn no_comment_falls_into_an_event() {
        for open in [&b"data: 1"[..], b"data: 1\n", b"data: 1\r", b"data: 1\r\n", b"\n\ndata"] {
            assert_eq!(written(open, 100).await.len(), 2, "{open:?}");
        }
    }
}
