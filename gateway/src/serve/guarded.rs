//! A connection that hyper reads one checked request at a time from.
//!
//! Owns where a request ends and the next begins. Refuses to let hyper see a head that
//! [`head`] refuses: it gets a harmless one instead, and the verdict says what to answer.

use std::collections::VecDeque;
use std::io;
use std::mem::MaybeUninit;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::{Buf as _, BytesMut};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Sleep, sleep};

use super::head::{self, Framing, Violation};

/// How a request is to be answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// As it deserves.
    Answer,
    /// So too, and it is the last of its connection.
    AnswerAndClose,
    /// With this refusal, and it is the last of its connection.
    Refuse(Violation),
}

/// The verdicts of the requests that hyper has got but not yet asked to be answered.
#[derive(Clone, Debug, Default)]
pub(super) struct Verdicts(Arc<Mutex<VecDeque<Verdict>>>);

/// The connection.
pub(super) struct Guarded<S> {
    stream: S,
    phase: Phase,
    /// Read, and not yet handed on.
    held: BytesMut,
    verdicts: Verdicts,
    /// Bounds the wait for what a client still sends after its last response.
    linger: Option<Pin<Box<Sleep>>>,
}

#[derive(Debug)]
enum Phase {
    /// A head is awaited; so many held bytes are known not to hold its end.
    Head { searched: usize },
    /// So many bytes of a checked request are still to be handed on.
    Request { left: u64 },
    /// All else is handed on unseen: the body of the last request.
    Last,
    /// What is held is handed on, and all else thrown away.
    Refused,
}

/// What hyper reads in place of a refused request.
const HARMLESS: &[u8] = b"GET /refused HTTP/1.1\r\nhost: refused.invalid\r\n\r\n";

/// One read. On the stack, so that a waiting connection holds none.
const READ_BYTES: usize = 4 * 1024;

/// How long a client may take to notice the end. Closing while it still sends would reset the
/// connection, and it might never read its response.
const LINGER: Duration = Duration::from_secs(1);

impl Verdicts {
    /// That of the request which is to be answered now.
    pub(super) fn next(&self) -> Verdict {
        let mut verdicts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        verdicts.pop_front().unwrap_or(Verdict::AnswerAndClose)
    }

    fn push(&self, verdict: Verdict) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push_back(verdict);
    }
}

impl<S> Guarded<S> {
    /// Guards `stream`; the verdicts are told to `verdicts`.
    pub(super) fn new(stream: S, verdicts: Verdicts) -> Self {
        let phase = Phase::Head { searched: 0 };
        Self { stream, phase, held: BytesMut::new(), verdicts, linger: None }
    }

    /// Judges what is held, and says whether something of it can be handed on now.
    fn judge(&mut self, mut searched: usize) -> bool {
        // "a server that is expecting to receive and parse a request-line SHOULD ignore at least
        // one empty line (CRLF) received prior to the request-line", RFC 9112 2.2.
        while self.held.starts_with(b"\r\n") {
            self.held.advance(2);
            searched = 0;
        }
        let verdict = match head::end(&self.held, searched) {
            Some(end) => head::check(&self.held[..end]).map(|framing| (end, framing)),
            None if self.held.len() > head::MAX_HEAD_BYTES => Err(Violation::TooLarge),
            None => {
                self.phase = Phase::Head { searched: self.held.len() };
                return false;
            }
        };
        let (phase, verdict) = match verdict {
            Ok((end, Framing::Length(body))) => {
                let left = (end as u64).saturating_add(body);
                (Phase::Request { left }, Verdict::Answer)
            }
            // Nothing has to know where the chunks end if nothing follows them. Browsers send none.
            Ok((_, Framing::Chunked)) => (Phase::Last, Verdict::AnswerAndClose),
            Err(violation) => {
                self.held = BytesMut::from(HARMLESS);
                (Phase::Refused, Verdict::Refuse(violation))
            }
        };
        self.phase = phase;
        self.verdicts.push(verdict);
        true
    }

    fn hand_on(&mut self, buffer: &mut ReadBuf<'_>, most: usize) -> usize {
        let bytes = self.held.len().min(buffer.remaining()).min(most);
        buffer.put_slice(&self.held[..bytes]);
        self.held.advance(bytes);
        if self.held.is_empty() {
            // A stream may be open for minutes.
            self.held = BytesMut::new();
        }
        bytes
    }
}

impl<S: AsyncRead + Unpin> Guarded<S> {
    /// Reads into what is held; 0 is the end.
    fn poll_more(&mut self, context: &mut Context<'_>) -> Poll<io::Result<usize>> {
        let mut space = [MaybeUninit::uninit(); READ_BYTES];
        let mut buffer = ReadBuf::uninit(&mut space);
        ready!(Pin::new(&mut self.stream).poll_read(context, &mut buffer))?;
        self.held.extend_from_slice(buffer.filled());
        Poll::Ready(Ok(buffer.filled().len()))
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Guarded<S> {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        loop {
            match this.phase {
                Phase::Head { searched } => {
                    if this.held.len() > searched && this.judge(searched) {
                        continue;
                    }
                    if ready!(this.poll_more(context))? == 0 {
                        return Poll::Ready(Ok(()));
                    }
                }
                Phase::Request { left: 0 } => this.phase = Phase::Head { searched: 0 },
                Phase::Request { left } => {
                    if this.held.is_empty() && ready!(this.poll_more(context))? == 0 {
                        return Poll::Ready(Ok(()));
                    }
                    let most = usize::try_from(left).unwrap_or(usize::MAX);
                    let handed_on = this.hand_on(buffer, most);
                    this.phase = Phase::Request { left: left - handed_on as u64 };
                    return Poll::Ready(Ok(()));
                }
                Phase::Last | Phase::Refused if !this.held.is_empty() => {
                    this.hand_on(buffer, usize::MAX);
                    return Poll::Ready(Ok(()));
                }
                Phase::Last => return Pin::new(&mut this.stream).poll_read(context, buffer),
                // Not the end: hyper would take it for a client that left, and not answer.
                Phase::Refused => return Poll::Pending,
            }
        }
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncWrite for Guarded<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(context, slices)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        if this.linger.is_none() {
            ready!(Pin::new(&mut this.stream).poll_shutdown(context))?;
            if matches!(this.phase, Phase::Head { .. } | Phase::Request { left: 0 }) {
                return Poll::Ready(Ok(()));
            }
        }
        let linger = this.linger.get_or_insert_with(|| Box::pin(sleep(LINGER)));
        if linger.as_mut().poll(context).is_ready() {
            return Poll::Ready(Ok(()));
        }
        while let Poll::Ready(read) = this.poll_more(context) {
            this.held.clear();
            if !read.is_ok_and(|bytes| bytes > 0) {
                return Poll::Ready(Ok(()));
            }
        }
        Poll::Pending
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

    use super::*;

    const FIRST: &str = "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc";
    const SECOND: &str = "GET /b HTTP/1.1\r\nHost: a\r\n\r\n";
    const BAD: &str = "GET /c HTTP/1.1\r\n\r\n";

    /// What hyper would read of `sent` in pieces of `size`, and the verdicts.
    async fn read(sent: &str, size: usize) -> (String, Vec<Verdict>) {
        let (mut client, server) = tokio::io::duplex(size);
        let verdicts = Verdicts::default();
        let mut guarded = Guarded::new(server, verdicts.clone());
        let sent = sent.to_owned();
        tokio::spawn(async move {
            client.write_all(sent.as_bytes()).await.expect("sent");
        });
        let mut text = Vec::new();
        // A refused connection has no end.
        let all = guarded.read_to_end(&mut text);
        let _ = tokio::time::timeout(Duration::from_secs(60), all).await;
        let verdicts = verdicts.0.lock().expect("a lock").iter().copied().collect();
        (String::from_utf8(text).expect("text"), verdicts)
    }

    #[tokio::test(start_paused = true)]
    async fn requests_pass_as_they_are_each_with_a_verdict_whatever_the_reads() {
        let sent = [FIRST, "\r\n", SECOND, FIRST].concat();
        for size in [1, 2, 7, 4096] {
            let (text, verdicts) = read(&sent, size).await;
            assert_eq!(text, [FIRST, SECOND, FIRST].concat());
            assert_eq!(verdicts, [Verdict::Answer; 3]);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn nothing_of_a_refused_request_or_behind_it_passes() {
        let sent = [FIRST, BAD, SECOND].concat();
        for size in [1, 64, 4096] {
            let (text, verdicts) = read(&sent, size).await;
            assert_eq!(text, [FIRST, str::from_utf8(HARMLESS).expect("text")].concat());
            let refused = Verdict::Refuse(Violation::Malformed("`Host` is missing"));
            assert_eq!(verdicts, [Verdict::Answer, refused]);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_head_without_end_is_refused_once_it_is_too_large() {
        let (text, verdicts) = read(&format!("GET /{}", "a".repeat(20_000)), 4096).await;
        assert_eq!(text.as_bytes(), HARMLESS);
        assert_eq!(verdicts, [Verdict::Refuse(Violation::TooLarge)]);
    }

    #[tokio::test(start_paused = true)]
    async fn chunks_end_a_connection() {
        let sent = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET";
        let (text, verdicts) = read(sent, 4096).await;
        assert_eq!((text.as_str(), &verdicts[..]), (sent, &[Verdict::AnswerAndClose][..]));
    }
}
