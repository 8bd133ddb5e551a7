//! What sharing costs: calls of Redis, bytes and time for each question, as `docs/scale.md` has them.
//!
//! `cargo run --release -p ask-docs-gateway --example store_cost -- 2000` asks so many questions in
//! each way. It starts a Redis of its own, and gateways over the project's documentation in this
//! process, without sockets between.

use std::error::Error;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use ask_docs_gateway::settings::{Environment, Invocation};
use axum::Router;
use axum::body::Body;
use axum::http::{Request, header};
use http_body_util::BodyExt as _;
use redis::aio::MultiplexedConnection;
use tower::ServiceExt as _;

type Outcome<T> = Result<T, Box<dyn Error>>;

const STREAMS: u32 = 100;
const QUESTION: &str = "How do I run the gateway behind nginx?";

/// A Redis that ends with this process.
struct Redis(Child, redis::Client);

/// What Redis has counted.
#[derive(Clone, Copy, Default)]
struct Counted {
    calls: f64,
    bytes_in: f64,
    bytes_out: f64,
    seconds: f64,
    memory: f64,
}

impl Drop for Redis {
    fn drop(&mut self) {
        let _ = self.0.kill().and_then(|()| self.0.wait());
    }
}

impl Redis {
    fn start(folder: &std::path::Path) -> Outcome<(Self, String)> {
        let port = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let mut command = Command::new("redis-server");
        command.args(["--bind", "127.0.0.1", "--port", &port.to_string(), "--save", "", "--dir"]);
        let child = command.arg(folder).stdout(Stdio::null()).spawn()?;
        let url = format!("redis://127.0.0.1:{port}");
        while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
            std::thread::sleep(Duration::from_millis(5));
        }
        Ok((Self(child, redis::Client::open(&*url)?), url))
    }

    async fn connect(&self) -> Outcome<MultiplexedConnection> {
        Ok(self.1.get_multiplexed_async_connection().await?)
    }

    async fn counted(&self) -> Outcome<Counted> {
        let mut connection = self.connect().await?;
        let text: String =
            redis::cmd("INFO").arg("everything").query_async(&mut connection).await?;
        let number = |name: &str| {
            let line = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
            line.and_then(|value| value.parse::<f64>().ok()).unwrap_or_default()
        };
        let calls = |command: &str| {
            let line = text.lines().find_map(|line| {
                line.strip_prefix(&format!("cmdstat_{command}:calls="))?.split(',').next()
            });
            line.and_then(|value| value.parse::<f64>().ok()).unwrap_or_default()
        };
        Ok(Counted {
            // What is called from outside; the rest is called by scripts.
            calls: calls("evalsha") + calls("getrange"),
            bytes_in: number("total_net_input_bytes"),
            bytes_out: number("total_net_output_bytes"),
            seconds: number("used_cpu_user") + number("used_cpu_sys"),
            memory: number("used_memory"),
        })
    }
}

impl Counted {
    fn show(self, what: &str, since: Self, of: u32) {
        let each = |now: f64, then: f64| (now - then) / f64::from(of);
        println!(
            "{what}: {:.1} calls, {:.0} bytes in, {:.0} bytes out, {:.0} µs of Redis' core, each",
            each(self.calls, since.calls),
            each(self.bytes_in, since.bytes_in),
            each(self.bytes_out, since.bytes_out),
            1e6 * each(self.seconds, since.seconds),
        );
    }
}

fn gateway(pace: &str, more: &[(&str, &str)]) -> Outcome<Router> {
    let docs = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs");
    let arguments = ["gateway", "--docs", docs, "--pace", pace].map(Into::into);
    let limits = [
        ("ASK_DOCS_LIMITS_QUESTIONS_PER_CLIENT", "1000000"),
        ("ASK_DOCS_LIMITS_QUESTIONS_PER_ORIGIN", "1000000"),
        ("ASK_DOCS_LIMITS_SAME_QUESTION", "1000000"),
        ("ASK_DOCS_QUESTIONS_PER_DAY", "1000000"),
    ];
    let environment =
        limits.iter().chain(more).map(|(name, value)| ((*name).into(), (*value).into()));
    let environment: Environment = environment.collect();
    let Invocation::Serve(settings) = Invocation::read(arguments, &environment)? else {
        return Err("no settings to serve with".into());
    };
    Ok(ask_docs_gateway::prepare(&settings)?)
}

/// Asks, and reads all of the answer; how long that took, and its bytes.
async fn ask(app: &Router, more: &str) -> Outcome<(Duration, usize)> {
    let path = format!("/v1/orgs/local/sites/docs/ask?format=markdown{more}");
    let body = format!("{{\"question\":\"{QUESTION}\",\"scope\":{{\"mode\":\"all\"}}}}");
    let request = Request::post(path)
        .header(header::CONTENT_TYPE, "application/json")
        .header(header::ORIGIN, "http://localhost:3000")
        .body(Body::from(body))?;
    let start = Instant::now();
    let response = app.clone().oneshot(request).await?;
    let bytes = response.into_body().collect().await?.to_bytes().len();
    Ok((start.elapsed(), bytes))
}

async fn asks(app: &Router, what: &str, times_asked: u32) -> Outcome<()> {
    let mut times = Vec::new();
    for _ in 0..times_asked {
        times.push(ask(app, "").await?.0);
    }
    times.sort();
    let at = |share: usize| times[(times.len() - 1) * share / 100].as_micros();
    println!("{what}: {} µs at the median, {} at p99", at(50), at(99));
    Ok(())
}

#[tokio::main]
async fn main() -> Outcome<()> {
    let asked: u32 = std::env::args().nth(1).map_or(Ok(2_000), |number| number.parse())?;
    let folder = tempfile::tempdir()?;
    let (redis, url) = Redis::start(folder.path())?;
    let store = [("ASK_DOCS_STORE_URL", &*url)];
    let cache = [("ASK_DOCS_STORE_URL", &*url), ("ASK_DOCS_CACHE_TTL", "1h")];
    let (alone, shared, cached) =
        (gateway("0", &[])?, gateway("0", &store)?, gateway("0", &cache)?);
    let alone_cached = gateway("0", &[("ASK_DOCS_CACHE_TTL", "1h")])?;
    let streaming = gateway("40ms", &store)?;
    // Connections are made, and scripts are known.
    for app in [&alone, &shared, &cached, &alone_cached] {
        for _ in 0..asked.div_ceil(10) {
            ask(app, "").await?;
        }
    }
    asks(&alone, "a question, alone", asked).await?;
    let before = redis.counted().await?;
    asks(&shared, "a question, shared", asked).await?;
    redis.counted().await?.show("limits and budget", before, asked);
    asks(&alone_cached, "a kept answer, alone", asked).await?;
    let before = redis.counted().await?;
    asks(&cached, "a kept answer, shared", asked).await?;
    redis.counted().await?.show("limits and a kept answer", before, asked);
    let (start, before) = (Instant::now(), redis.counted().await?);
    let mut running = tokio::task::JoinSet::new();
    for _ in 0..STREAMS {
        let app = streaming.clone();
        running.spawn(
            async move { ask(&app, "&resume=true").await.map_err(|error| error.to_string()) },
        );
    }
    let mut bytes = 0;
    while let Some(ended) = running.join_next().await {
        bytes += ended??.1;
    }
    let after = redis.counted().await?;
    println!(
        "{STREAMS} answers at once took {:.1} s, {} bytes of events each",
        start.elapsed().as_secs_f64(),
        bytes / STREAMS as usize
    );
    after.show("an answer that can be continued", before, STREAMS);
    println!("and keeps {:.0} bytes for it", (after.memory - before.memory) / f64::from(STREAMS));
    Ok(())
}
