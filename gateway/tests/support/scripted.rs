//! A server that plays GitBook's API byte by byte, with every fault an upstream can have.
//!
//! Owns sockets and steps, and what was seen of the requests. Refuses to know HTTP beyond where a
//! request ends: what it answers is written out by those who test.
#![allow(dead_code, unreachable_pub, reason = "each test binary uses a part of it")]

use std::io;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// The head of a stream of events that lasts as long as its connection, with what must not pass.
pub const EVENTS: &str = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nset-cookie: a=b\r\n\
                          server: secret\r\nx-ratelimit-remaining: 7\r\nconnection: close\r\n\r\n";
/// The head of a stream of events in [`chunk`]s.
pub const CHUNKED: &str = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\
                           transfer-encoding: chunked\r\n\r\n";
/// The chunk that ends a body.
pub const LAST_CHUNK: &str = "0\r\n\r\n";
/// An event.
pub const EVENT: &str = "data: {\"type\":\"answer\",\"answer\":{\"sources\":[]}}\n\n";
/// The end marker.
pub const DONE: &str = "event: done\ndata: done\n\n";

/// What the server does once it has read a request. After the last step it waits for another
/// request on the same connection.
#[derive(Clone, Debug)]
pub enum Step {
    Write(Vec<u8>),
    /// Each byte in a write of its own.
    Trickle(Vec<u8>),
    /// The same again and again, until the other side is gone.
    Flood(Vec<u8>),
    Pause(Duration),
    /// Closes in good order.
    Close,
    /// Breaks off with a reset.
    Reset,
    /// Writes nothing more, and waits for the gateway to go away.
    Hold,
}

/// The running server; dropped, it closes its door and all connections.
pub struct Scripted {
    pub address: SocketAddr,
    seen: Arc<Seen>,
    /// When the gateway last let a connection go that was held or flooded.
    closed: watch::Receiver<Option<Instant>>,
    door: JoinHandle<()>,
}

#[derive(Default)]
struct Seen {
    requests: Mutex<Vec<String>>,
    open: AtomicUsize,
    written: AtomicU64,
}

impl Scripted {
    /// Follows `steps` for every request.
    pub async fn start(steps: Vec<Step>) -> Self {
        Self::start_each(vec![steps]).await
    }

    /// Follows the first script for the first request, and so on; the last for all others.
    pub async fn start_each(scripts: Vec<Vec<Step>>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a socket");
        let address = listener.local_addr().expect("an address");
        let seen = Arc::new(Seen::default());
        let (tell, closed) = watch::channel(None);
        let door = tokio::spawn(accept(listener, scripts.into(), Arc::clone(&seen), tell));
        Self { address, seen, closed, door }
    }

    /// Where it is.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The requests so far, head and body as they came.
    pub fn requests(&self) -> Vec<String> {
        self.seen.requests.lock().expect("a lock").clone()
    }

    /// Connections that are open now.
    pub fn open(&self) -> usize {
        self.seen.open.load(Ordering::SeqCst)
    }

    /// Bytes that the system took from it, on all connections.
    pub fn written(&self) -> u64 {
        self.seen.written.load(Ordering::SeqCst)
    }

    /// Waits until so many requests have come.
    pub async fn asked(&self, times: usize) {
        until("requests", || self.seen.requests.lock().expect("a lock").len() >= times).await;
    }

    /// When the gateway let a connection go that was held or flooded.
    pub async fn let_go(&mut self) -> Instant {
        let closed = self.closed.wait_for(Option::is_some);
        let closed = tokio::time::timeout(Duration::from_secs(5), closed).await;
        closed.expect("the upstream to be let go").expect("the server").expect("a time")
    }
}

impl Drop for Scripted {
    fn drop(&mut self) {
        self.door.abort();
    }
}

/// Waits for `condition`, for no longer than anything takes.
pub async fn until(what: &str, condition: impl Fn() -> bool) {
    let start = Instant::now();
    while !condition() {
        assert!(start.elapsed() < Duration::from_secs(10), "waited in vain for {what}");
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}

/// A step that writes `bytes`.
pub fn write(bytes: impl Into<Vec<u8>>) -> Step {
    Step::Write(bytes.into())
}

/// `bytes` as a chunk of a body.
pub fn chunk(bytes: impl AsRef<[u8]>) -> Step {
    let bytes = bytes.as_ref();
    Step::Write([format!("{:x}\r\n", bytes.len()).as_bytes(), bytes, b"\r\n"].concat())
}

async fn accept(
    listener: TcpListener,
    scripts: Arc<[Vec<Step>]>,
    seen: Arc<Seen>,
    tell: watch::Sender<Option<Instant>>,
) {
    // Dropped with this task, and with it all connections.
    let mut connections = tokio::task::JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        while connections.try_join_next().is_some() {}
        let (scripts, seen, tell) = (Arc::clone(&scripts), Arc::clone(&seen), tell.clone());
        connections.spawn(async move {
            let _open = Open::new(&seen);
            if serve(stream, &scripts, &seen).await.is_err() {
                tell.send_replace(Some(Instant::now()));
            }
        });
    }
}

/// Serves one connection. Fails when the gateway has let it go before the script was over.
async fn serve(mut stream: TcpStream, scripts: &[Vec<Step>], seen: &Seen) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut input = Vec::new();
    while let Some(request) = request(&mut stream, &mut input).await? {
        let number = {
            let mut requests = seen.requests.lock().expect("a lock");
            requests.push(request);
            requests.len() - 1
        };
        for step in &scripts[number.min(scripts.len() - 1)] {
            match step {
                Step::Write(bytes) => send(&mut stream, bytes, seen).await?,
                Step::Trickle(bytes) => {
                    for byte in bytes {
                        send(&mut stream, &[*byte], seen).await?;
                    }
                }
                Step::Flood(bytes) => loop {
                    send(&mut stream, bytes, seen).await?;
                },
                Step::Pause(pause) => tokio::time::sleep(*pause).await,
                Step::Close => return Ok(()),
                Step::Reset => {
                    // Without lingering, closing is a reset.
                    #[allow(deprecated, reason = "the test server wants its socket to be reset")]
                    return stream.set_linger(Some(Duration::ZERO));
                }
                Step::Hold => {
                    while stream.read(&mut [0; 64]).await? > 0 {}
                    return Err(io::ErrorKind::BrokenPipe.into());
                }
            }
        }
    }
    Ok(())
}

async fn send(stream: &mut TcpStream, mut bytes: &[u8], seen: &Seen) -> io::Result<()> {
    while !bytes.is_empty() {
        let count = stream.write(bytes).await?;
        seen.written.fetch_add(count as u64, Ordering::SeqCst);
        bytes = &bytes[count..];
    }
    Ok(())
}

/// The next request; none when the connection ended before one began.
async fn request(stream: &mut TcpStream, input: &mut Vec<u8>) -> io::Result<Option<String>> {
    loop {
        if let Some(head) = input.windows(4).position(|bytes| bytes == b"\r\n\r\n") {
            let text = String::from_utf8_lossy(&input[..head]).into_owned();
            let length = text.lines().find_map(|line| line.strip_prefix("content-length: "));
            let end = head + 4 + length.map_or(0, |length| length.parse().expect("a number"));
            if input.len() >= end {
                let rest = input.split_off(end);
                let whole = std::mem::replace(input, rest);
                return Ok(Some(String::from_utf8_lossy(&whole).into_owned()));
            }
        }
        if stream.read_buf(input).await? == 0 {
            return Ok(None);
        }
    }
}

/// One more open connection, until it is dropped.
struct Open<'a>(&'a Seen);

impl<'a> Open<'a> {
    fn new(seen: &'a Seen) -> Self {
        seen.open.fetch_add(1, Ordering::SeqCst);
        Self(seen)
    }
}

impl Drop for Open<'_> {
    fn drop(&mut self) {
        self.0.open.fetch_sub(1, Ordering::SeqCst);
    }
}
