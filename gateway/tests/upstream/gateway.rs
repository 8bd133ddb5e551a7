//! A gateway in front of an upstream, with a token that must show nowhere.
//!
//! Owns the log of all tests here, at the most talkative level: a line with the token in it ends
//! the whole run (P-1).

use std::io;
use std::net::SocketAddr;
use std::ops::{Deref, DerefMut};
use std::sync::Once;
use std::time::Duration;

use ask_docs_gateway::FallbackSettings;
use ask_docs_gateway::settings::{Settings, Source};
use ask_docs_gateway::upstream::Conduct;
use axum::Router;

pub(crate) use crate::resumable::ASK;
use crate::scripted::{Scripted, Step};
use crate::support::{self, body};

/// The token that must show nowhere.
pub(crate) const TOKEN: &str = "gb_api_canary";
/// A question that must show in no log.
pub(crate) const QUESTION: &str = "What is a nightingale?";

/// An upstream with a gateway in front of it.
pub(crate) struct Fronted {
    pub(crate) app: Router,
    server: Scripted,
}

/// A gateway in front of a server that follows `steps`.
pub(crate) async fn scripted(steps: Vec<Step>) -> Fronted {
    let server = Scripted::start(steps).await;
    Fronted { app: gateway(&server.url()), server }
}

impl Deref for Fronted {
    type Target = Scripted;

    fn deref(&self) -> &Scripted {
        &self.server
    }
}

impl DerefMut for Fronted {
    fn deref_mut(&mut self) -> &mut Scripted {
        &mut self.server
    }
}

/// A gateway in front of `upstream`.
pub(crate) fn gateway(upstream: &str) -> Router {
    gateway_with(upstream, |_| {})
}

/// The same, dealing with it as `change` says.
pub(crate) fn gateway_with(upstream: &str, change: impl FnOnce(&mut Conduct)) -> Router {
    ask_docs_gateway::prepare(&settings(upstream, change)).expect("a gateway")
}

/// The same, with `change`d settings.
pub(crate) fn gateway_set(upstream: &str, change: impl FnOnce(&mut Settings)) -> Router {
    let mut settings = settings(upstream, |_| {});
    change(&mut settings);
    ask_docs_gateway::prepare(&settings).expect("a gateway")
}

/// The settings of such a gateway.
pub(crate) fn settings(upstream: &str, change: impl FnOnce(&mut Conduct)) -> Settings {
    watch_the_log();
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("token");
    std::fs::write(&file, TOKEN).expect("a file");
    let file = file.to_str().expect("a path");
    let arguments = ["--upstream", upstream, "--organization", "org1", "--site", "site1"];
    let mut settings = support::settings(&[&arguments[..], &["--token-file", file]].concat());
    // The same question again and again is what these tests ask.
    let protection = &mut settings.server.protection;
    protection.loops.same_question = None;
    protection.limits.per_client = None;
    protection.limits.per_origin = None;
    protection.limits.requests_per_client = None;
    // What comes of a refusal is looked at, and not what stands in for it.
    settings.sites[0].continuity.fallback = FallbackSettings::Off;
    match &mut settings.sites[0].source {
        Source::Upstream(upstream) => change(&mut upstream.conduct),
        Source::Local(_) | Source::Replay(_) => panic!("not the local mode"),
    }
    settings
}

/// A limit that is short, and still longer than a busy machine takes for anything.
pub(crate) const SHORT: Duration = Duration::from_secs(1);

/// Short limits, and no second try: for what ends in a refusal.
pub(crate) fn impatient(conduct: &mut Conduct) {
    conduct.deadlines.first_byte = SHORT;
    conduct.deadlines.idle = SHORT;
    conduct.retries.times = 0;
}

/// `app` behind a socket of its own, for as long as this runtime lives.
pub(crate) async fn listening(app: Router) -> SocketAddr {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a socket");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(axum::serve(listener, app).into_future());
    address
}

/// A request over a socket.
pub(crate) fn raw_request() -> String {
    let body = body(QUESTION);
    format!(
        "POST {ASK} HTTP/1.1\r\nhost: gateway.example\r\ncontent-type: application/json\r\n\
         connection: close\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )
}

/// Whether a log line tells what it must not.
pub(crate) fn tells_a_secret(line: &[u8]) -> bool {
    let line = String::from_utf8_lossy(line);
    ["canary", "nightingale"].iter().any(|secret| line.contains(secret))
}

/// Logs everything, at TRACE, into a reader that looks for secrets.
fn watch_the_log() {
    static LOG: Once = Once::new();
    LOG.call_once(|| {
        tracing_subscriber::fmt()
            .with_max_level(tracing::Level::TRACE)
            .with_writer(|| Watch)
            .try_init()
            .expect("no other log");
    });
}

struct Watch;

impl io::Write for Watch {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if tells_a_secret(bytes) {
            eprintln!("a secret is in the log: {}", String::from_utf8_lossy(bytes));
            // A panic in a task would be swallowed.
            std::process::exit(101);
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
