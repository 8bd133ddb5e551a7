//! Connections: from accepting one to its last byte.
//!
//! Owns their number, their deadlines and the checks before routing. `axum::serve` has neither
//! deadlines nor a cap. Refuses connections beyond the cap by closing them at once.

use std::convert::Infallible;
use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, Request, Response, header};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::{TcpListener, TcpStream};
use tower::ServiceExt as _;

use super::guarded::{Guarded, Verdict, Verdicts};
use super::head::{MAX_HEAD_BYTES, Violation};
use super::progress::Progressing;
use crate::client::Peer;
use crate::metrics;
use crate::observe::Refused;
use crate::refusal::Refusal;

/// How long a head may take to come, counted from the end of the response before it: so it is also
/// how long an idle connection stays. Browsers open another without a word (P-7).
const HEAD_DEADLINE: Duration = Duration::from_secs(4);

/// How much a connection may buffer of what its client is slow to read, in bytes, besides what the
/// system does.
const MAX_BUFFER_BYTES: usize = 64 * 1024;

/// The pause after the system had no connection to give, most likely for want of files.
const PAUSE: Duration = Duration::from_millis(100);

/// Where connections come from.
pub(super) trait Listener {
    /// The next one.
    fn next(&mut self) -> impl Future<Output = io::Result<(TcpStream, SocketAddr)>> + Send;
}

impl Listener for TcpListener {
    fn next(&mut self) -> impl Future<Output = io::Result<(TcpStream, SocketAddr)>> + Send {
        self.accept()
    }
}

/// Accepts connections of `listener`, at most `most` at once, and answers their requests with
/// `router`, until `stop` ends. What is returned ends the connections.
pub(super) async fn accept(
    mut listener: impl Listener,
    router: Router,
    most: usize,
    stop: impl Future<Output = ()>,
) -> GracefulShutdown {
    let connections = GracefulShutdown::new();
    let mut stop = pin!(stop);
    loop {
        let next = tokio::select! {
            biased;
            () = &mut stop => return connections,
            next = listener.next() => next,
        };
        match next {
            Ok(_) if connections.count() >= most => metrics::connection_refused(),
            Ok((stream, peer)) => serve(stream, peer, router.clone(), &connections),
            // The client changed its mind.
            Err(cause) if is_of_one_connection(&cause) => {}
            Err(cause) => {
                tracing::warn!(%cause, "no connection can be accepted for now");
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
}

fn is_of_one_connection(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}

fn serve(stream: TcpStream, peer: SocketAddr, router: Router, connections: &GracefulShutdown) {
    // An event must not wait for the next one to fill a packet.
    let _ = stream.set_nodelay(true);
    let verdicts = Verdicts::default();
    let stream = Guarded::new(Progressing::new(stream), verdicts.clone());
    let service = service_fn(move |request: Request<Incoming>| {
        // Taken now, before hyper reads the next request.
        answer(request.map(Body::new), verdicts.next(), peer, router.clone())
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_DEADLINE)
        // Just above our own, which answers in the API's shape.
        .max_header_size(MAX_HEAD_BYTES + 1)
        .max_buf_size(MAX_BUFFER_BYTES)
        .serve_connection(TokioIo::new(stream), service);
    let connection = connections.watch(connection);
    let open = metrics::connection_open();
    tokio::spawn(async move {
        // Its errors are the client's: it left, or was silent for too long.
        if let Err(cause) = connection.await {
            tracing::debug!(%cause, "a connection ended");
        }
        drop(open);
    });
}

async fn answer(
    mut request: Request<Body>,
    verdict: Verdict,
    peer: SocketAddr,
    router: Router,
) -> Result<Response<Body>, Infallible> {
    request.extensions_mut().insert(Peer(peer));
    drop_ambiguous(&mut request);
    if let Verdict::Refuse(violation) = verdict {
        request.extensions_mut().insert(Refused(refusal(violation)));
    }
    let mut response = router.oneshot(request).await?;
    if verdict != Verdict::Answer {
        response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    Ok(response)
}

/// Drops the headers whose name holds a `_`: some servers take it for a `-`, so that
/// `X_Forwarded_For` could pass a proxy that only knows the other.
fn drop_ambiguous(request: &mut Request<Body>) {
    let ambiguous = |name: &&HeaderName| name.as_str().contains('_');
    let names: Vec<_> = request.headers().keys().filter(ambiguous).cloned().collect();
    for name in names {
        request.headers_mut().remove(name);
    }
}

fn refusal(violation: Violation) -> Refusal {
    match violation {
        Violation::TooLarge => Refusal::HeadTooLarge(MAX_HEAD_BYTES),
        Violation::Malformed(sentence) => Refusal::Malformed(sentence),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::VecDeque;

    use axum::routing::get;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

    use super::*;

    /// Fails with these errors first.
    struct Failing(VecDeque<io::Error>, TcpListener);

    impl Listener for Failing {
        async fn next(&mut self) -> io::Result<(TcpStream, SocketAddr)> {
            match self.0.pop_front() {
                Some(error) => Err(error),
                None => self.1.accept().await,
            }
        }
    }

    #[tokio::test]
    async fn a_listener_that_fails_is_asked_again() {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a socket");
        let address = listener.local_addr().expect("an address");
        // No file left, in the process and in the system.
        let errors = [24, 23].map(io::Error::from_raw_os_error);
        let aborted = io::ErrorKind::ConnectionAborted.into();
        let listener = Failing(errors.into_iter().chain([aborted]).collect(), listener);
        let router = Router::new().route("/", get(async || "here"));
        tokio::spawn(accept(listener, router, 1, std::future::pending()));
        let mut client = TcpStream::connect(address).await.expect("a connection");
        let request = b"GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n";
        client.write_all(request).await.expect("sent");
        let mut text = String::new();
        client.read_to_string(&mut text).await.expect("a response");
        assert!(text.ends_with("\r\n\r\nhere"), "{text}");
    }
}
