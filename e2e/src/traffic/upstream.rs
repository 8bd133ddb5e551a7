//! A server that plays GitBook's API for thousands at once: what it sends, the question says.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use anyhow::Result;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{MissedTickBehavior, interval, sleep};

use super::now;

const HEAD: &str = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\
                    transfer-encoding: chunked\r\nconnection: close\r\n\r\n";

const REFUSAL: &str = "HTTP/1.1 500 Internal Server Error\r\ncontent-type: application/json\r\n\
                       content-length: 2\r\nconnection: close\r\n\r\n{}";

/// The text of an ordinary event: with what is around it, some 540 bytes.
const WORDS: &str = "Deliveries are retried with growing pauses until one succeeds or a day has \
    passed. Each attempt carries the same id, so that a receiver can tell a repeated delivery from \
    a new one, and the signature of the body, by which it knows that the delivery is genuine. A \
    receiver answers with a status between 200 and 299 within ten seconds; any other answer, and \
    none at all, counts as a failure. ";

/// A running server. Dropping it ends it.
pub(crate) struct Upstream {
    pub(crate) address: String,
    open: Arc<AtomicUsize>,
    task: tokio::task::JoinHandle<()>,
}

impl Upstream {
    pub(crate) async fn start() -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?.to_string();
        let open = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&open);
        let task = tokio::spawn(async move {
            loop {
                let Ok((stream, _)) = listener.accept().await else {
                    // Out of descriptors, perhaps: some come back.
                    sleep(Duration::from_millis(10)).await;
                    continue;
                };
                let count = Arc::clone(&count);
                tokio::spawn(async move {
                    count.fetch_add(1, Ordering::Relaxed);
                    let _ = serve(stream).await;
                    count.fetch_sub(1, Ordering::Relaxed);
                });
            }
        });
        Ok(Self { address, open, task })
    }

    /// How many answers it is giving.
    pub(crate) fn open(&self) -> usize {
        self.open.load(Ordering::Relaxed)
    }
}

impl Drop for Upstream {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve(mut stream: TcpStream) -> Result<()> {
    stream.set_nodelay(true)?;
    let mut request = Vec::new();
    loop {
        if stream.read_buf(&mut request).await? == 0 {
            return Ok(());
        }
        let text = String::from_utf8_lossy(&request);
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let length = head.lines().find_map(|line| {
            let (name, value) = line.split_once(':')?;
            name.eq_ignore_ascii_case("content-length")
                .then(|| value.trim().parse::<usize>().ok())?
        });
        if body.len() >= length.unwrap_or(0) {
            break;
        }
    }
    let text = String::from_utf8_lossy(&request).into_owned();
    if text.contains("refuse") {
        return Ok(stream.write_all(REFUSAL.as_bytes()).await?);
    }
    stream.write_all(HEAD.as_bytes()).await?;
    match () {
        () if text.contains("tick") => tick(&mut stream).await,
        () if text.contains("hold") => {
            send(&mut stream, &event(WORDS)).await?;
            left(&mut stream).await
        }
        () if text.contains("cut") => {
            for _ in 0..5 {
                send(&mut stream, &event(WORDS)).await?;
            }
            // In the middle of an event.
            Ok(stream.write_all(b"20\r\ndata: {\"type\":").await?)
        }
        () if text.contains("stall") => {
            send(&mut stream, &event(WORDS)).await?;
            sleep(Duration::from_secs(3)).await;
            end(&mut stream).await
        }
        () if text.contains("long") => {
            for length in growing() {
                // Without the moment, which is another in each event and would not be there.
                let event = event(&long()[..length]);
                let (event, _) = event.split_once(",\"at\":").unwrap_or((&event, ""));
                send(&mut stream, &format!("{event}}}\n\n")).await?;
            }
            end(&mut stream).await
        }
        () => {
            for _ in 0..20 {
                send(&mut stream, &event(WORDS)).await?;
            }
            end(&mut stream).await
        }
    }
}

/// An event a second, until the client leaves.
async fn tick(stream: &mut TcpStream) -> Result<()> {
    // Not all in the same moment, as readers' answers would not be.
    sleep(Duration::from_micros(now() % 1_000_000)).await;
    let mut seconds = interval(Duration::from_secs(1));
    seconds.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut rest = [0; 64];
    loop {
        tokio::select! {
            _ = seconds.tick() => send(stream, &event(WORDS)).await?,
            read = stream.read(&mut rest) => if read.unwrap_or(0) == 0 { return Ok(()) },
        }
    }
}

async fn left(stream: &mut TcpStream) -> Result<()> {
    let mut rest = [0; 64];
    while stream.read(&mut rest).await.unwrap_or(0) > 0 {}
    Ok(())
}

async fn send(stream: &mut TcpStream, event: &str) -> Result<()> {
    let chunk = format!("{:x}\r\n{event}\r\n", event.len());
    Ok(stream.write_all(chunk.as_bytes()).await?)
}

async fn end(stream: &mut TcpStream) -> Result<()> {
    send(stream, "event: done\ndata: done\n\n").await?;
    Ok(stream.write_all(b"0\r\n\r\n").await?)
}

fn event(markdown: &str) -> String {
    format!(
        "data: {{\"type\":\"answer\",\"answer\":{{\"answer\":{{\"markdown\":\"{markdown}\"}},\
         \"followupQuestions\":[],\"sources\":[]}},\"at\":{}}}\n\n",
        now()
    )
}

/// The lengths of an answer of 32 KB that comes in 1,639 events.
fn growing() -> impl Iterator<Item = usize> {
    const EVENTS: usize = 1639;
    (1..=EVENTS).map(|n| 32 * 1024 * n / EVENTS)
}

/// 32 KB of this project's own documentation, without what JSON would have to escape.
fn long() -> &'static str {
    use std::sync::OnceLock;
    static TEXT: OnceLock<String> = OnceLock::new();
    const PAGES: [&str; 5] = [
        include_str!("../../../docs/README.md"),
        include_str!("../../../docs/embed/script-tag.md"),
        include_str!("../../../docs/theming.md"),
        include_str!("../../../docs/events.md"),
        include_str!("../../../docs/settings.md"),
    ];
    TEXT.get_or_init(|| {
        let plain = |letter: &char| letter.is_ascii() && !matches!(letter, '"' | '\\');
        let text: String = PAGES.concat().chars().filter(plain).collect();
        let text = text.replace('\n', "\\n");
        let mut all = text.clone();
        while all.len() < 33 * 1024 {
            all.push_str(&text);
        }
        all
    })
}
