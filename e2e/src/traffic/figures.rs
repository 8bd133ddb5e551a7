//! The loads, one after the other, each through every proxy.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Result;
use tokio::sync::{Semaphore, mpsc};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, sleep_until, timeout};

use super::client::Client;
use super::proxy::{Kind, Proxy};
use super::upstream::Upstream;
use super::{Plan, now};

/// How many connections are opened at once.
const OPENING: usize = 64;

/// What was measured.
#[derive(Clone, Debug, Default)]
pub struct Figures {
    /// What was asked for.
    pub(super) plan: Option<Plan>,
    pub(super) proxies: Vec<Through>,
}

/// What one proxy came to.
#[derive(Clone, Debug)]
pub(super) struct Through {
    pub(super) kind: Kind,
    /// KiB before any load.
    pub(super) idle: u64,
    pub(super) ticking: Ticking,
    pub(super) held: Held,
    pub(super) rate: Rate,
    /// An answer of 32 KB, with brotli where the proxy has it.
    pub(super) long: Long,
    /// Milliseconds until the upstream has seen the last of 1,000 clients leave.
    pub(super) leaving: f64,
    pub(super) half_open: HalfOpen,
}

/// One long answer, in bytes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Long {
    pub(super) body: usize,
    /// With the head, and with a piece of chunked coding for each event.
    pub(super) all: usize,
}

/// Streams of one event a second.
#[derive(Clone, Debug, Default)]
pub(super) struct Ticking {
    pub(super) errors: usize,
    pub(super) events: usize,
    /// KiB with all streams open.
    pub(super) resident: u64,
    /// Microseconds from upstream to client.
    pub(super) latency: Spread,
}

/// Streams that are only held.
#[derive(Clone, Debug, Default)]
pub(super) struct Held {
    pub(super) errors: usize,
    pub(super) resident: u64,
}

/// Short asks at a rate.
#[derive(Clone, Debug, Default)]
pub(super) struct Rate {
    pub(super) errors: usize,
    /// Microseconds from the request to its first event.
    pub(super) first: Spread,
}

/// Connections that never finish their request.
#[derive(Clone, Debug, Default)]
pub(super) struct HalfOpen {
    /// Ordinary asks that failed meanwhile, of 500.
    pub(super) errors: usize,
    /// Seconds until all were closed; `None` if they were not within 20.
    pub(super) gone: Option<f64>,
}

/// Values in order of size.
#[derive(Clone, Debug, Default)]
pub(super) struct Spread(Vec<u64>);

impl Spread {
    fn new(mut values: Vec<u64>) -> Self {
        values.sort_unstable();
        Self(values)
    }

    /// The value that `percent` of all do not exceed.
    pub(super) fn at(&self, percent: f64) -> u64 {
        let last = self.0.len().saturating_sub(1);
        let index = (last as f64 * percent / 100.0).ceil() as usize;
        self.0.get(index).copied().unwrap_or(0)
    }
}

/// Runs all of `plan`.
///
/// # Errors
/// When something cannot be started.
pub async fn measure(plan: &Plan) -> Result<Figures> {
    let mut figures = Figures { plan: Some(*plan), proxies: Vec::new() };
    for kind in Kind::ALL {
        figures.proxies.push(through(kind, plan).await?);
    }
    Ok(figures)
}

async fn through(kind: Kind, plan: &Plan) -> Result<Through> {
    let upstream = Upstream::start().await?;
    let proxy = kind.start(&upstream.address).await?;
    // One ask warms what is made at first use.
    Client::ask(&proxy.address, "short", "identity").await?.first().await?;
    let idle = proxy.resident()?;
    eprintln!("{}: {} short asks a second", kind.name(), plan.rate);
    let rate = rate(&proxy, plan).await;
    eprintln!("{}: {} streams for {} s", kind.name(), plan.streams, plan.seconds);
    let ticking = ticking(&proxy, plan).await?;
    quiet(&upstream).await;
    eprintln!("{}: {} streams held", kind.name(), plan.held);
    let held = held(&proxy, plan.held).await?;
    quiet(&upstream).await;
    let leaving = leaving(&proxy, &upstream).await?;
    let half_open = half_open(&proxy).await;
    let mut client = Client::ask(&proxy.address, "long", "br").await?;
    let long = Long { body: client.body().await?, all: client.bytes };
    Ok(Through { kind, idle, ticking, held, rate, long, leaving, half_open })
}

/// Until the upstream has no answer to give any more.
async fn quiet(upstream: &Upstream) {
    for _ in 0..1000 {
        if upstream.open() == 0 {
            return;
        }
        sleep(Duration::from_millis(20)).await;
    }
}

/// Opens `count` answers to `question`; those that have begun, and how many have not.
async fn open(proxy: &Proxy, count: usize, question: &'static str) -> (Vec<Client>, usize) {
    let doors = Arc::new(Semaphore::new(OPENING));
    let mut opening = JoinSet::new();
    for _ in 0..count {
        // Readers come one after the other: 500 a second, as many as ask in the next load.
        sleep(Duration::from_millis(2)).await;
        let (doors, address) = (Arc::clone(&doors), proxy.address.clone());
        opening.spawn(async move {
            let _permit = doors.acquire().await?;
            let mut client = Client::ask(&address, question, "identity").await?;
            if question == "hold" {
                client.first().await?;
            }
            anyhow::Ok(client)
        });
    }
    let all = opening.join_all().await;
    let errors = all.iter().filter(|one| one.is_err()).count();
    (all.into_iter().flatten().collect(), errors)
}

async fn ticking(proxy: &Proxy, plan: &Plan) -> Result<Ticking> {
    let (clients, errors) = open(proxy, plan.streams, "tick").await;
    let end = Instant::now() + Duration::from_secs(plan.seconds);
    let (tell, mut told) = mpsc::unbounded_channel();
    for mut client in clients {
        let tell = tell.clone();
        tokio::spawn(async move {
            let mut times = Vec::new();
            let ended = tokio::select! {
                () = sleep_until(end) => false,
                () = async {
                    while let Ok(Some(more)) = client.next().await {
                        times.extend(more);
                    }
                } => true,
            };
            let _ = tell.send((ended, times));
        });
    }
    drop(tell);
    sleep_until(end - Duration::from_secs(1)).await;
    let resident = proxy.resident()?;
    let (mut latencies, mut broken) = (Vec::new(), 0);
    while let Some((ended, times)) = told.recv().await {
        broken += usize::from(ended);
        latencies.extend(times);
    }
    let (errors, events) = (errors + broken, latencies.len());
    Ok(Ticking { errors, events, resident, latency: Spread::new(latencies) })
}

async fn held(proxy: &Proxy, count: usize) -> Result<Held> {
    let (clients, errors) = open(proxy, count, "hold").await;
    let resident = proxy.resident()?;
    drop(clients);
    Ok(Held { errors, resident })
}

async fn rate(proxy: &Proxy, plan: &Plan) -> Rate {
    let mut asks = JoinSet::new();
    let count = plan.rate * usize::try_from(plan.rate_seconds).unwrap_or(1);
    let start = Instant::now();
    for n in 0..count {
        sleep_until(start + Duration::from_secs(1) * n as u32 / plan.rate as u32).await;
        let address = proxy.address.clone();
        asks.spawn(async move {
            let asked = now();
            let mut client = Client::ask(&address, "short", "identity").await?;
            let already = client.first().await?.len();
            let first = now() - asked;
            let events = already + client.rest().await?;
            anyhow::ensure!(events == 20, "{events} events");
            Ok(first)
        });
    }
    let all = asks.join_all().await;
    let errors = all.iter().filter(|one| one.is_err()).count();
    Rate { errors, first: Spread::new(all.into_iter().flatten().collect()) }
}

async fn leaving(proxy: &Proxy, upstream: &Upstream) -> Result<f64> {
    let (clients, _) = open(proxy, 1000, "hold").await;
    let left = Instant::now();
    drop(clients);
    while upstream.open() > 0 && left.elapsed() < Duration::from_secs(10) {
        sleep(Duration::from_millis(1)).await;
    }
    Ok(left.elapsed().as_secs_f64() * 1000.0)
}

async fn half_open(proxy: &Proxy) -> HalfOpen {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::net::TcpStream;
    let begun = Instant::now();
    let mut closing = JoinSet::new();
    for _ in 0..2000 {
        let Ok(mut stream) = TcpStream::connect(&proxy.address).await else { continue };
        closing.spawn(async move {
            let _ =
                stream.write_all(b"POST /v1/orgs/org1/sites/site1/ask HTTP/1.1\r\nHost: a").await;
            let mut rest = [0; 512];
            while stream.read(&mut rest).await.unwrap_or(0) > 0 {}
        });
    }
    let plan = Plan { rate: 250, rate_seconds: 2, ..Plan::default() };
    let meanwhile = rate(proxy, &plan).await;
    let closed = timeout(Duration::from_secs(20), closing.join_all()).await;
    let gone = closed.ok().map(|_| begun.elapsed().as_secs_f64());
    HalfOpen { errors: meanwhile.errors, gone }
}
