//! A server that plays GitBook's API byte by byte, and a gateway in front of it.

use std::fs;
use std::io;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use ask_docs_gateway::settings::Settings;
use axum::Router;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use super::support::settings;

/// The token that must show nowhere.
pub(crate) const TOKEN: &str = "gb_api_canary";

/// What the scripted server does once it has read a request.
#[derive(Clone)]
pub(crate) enum Step {
    Write(Vec<u8>),
    /// Closes in good order.
    Close,
    /// Breaks off with a reset.
    Reset,
    /// Writes nothing more, and waits for the gateway to go away.
    Hold,
}

pub(crate) struct Scripted {
    pub(crate) app: Router,
    /// Its own, as a URL.
    pub(crate) address: String,
    pub(crate) requests: Arc<Mutex<Vec<String>>>,
    /// Told once the gateway has closed a held connection.
    pub(crate) closed: tokio::sync::mpsc::UnboundedReceiver<()>,
}

/// A gateway in front of a server that follows `steps`.
pub(crate) async fn scripted(steps: Vec<Step>) -> Scripted {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a socket");
    let address = listener.local_addr().expect("an address");
    let requests = Arc::new(Mutex::new(Vec::new()));
    let (tell, closed) = tokio::sync::mpsc::unbounded_channel();
    let seen = Arc::clone(&requests);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let (steps, seen, tell) = (steps.clone(), Arc::clone(&seen), tell.clone());
            tokio::spawn(async move {
                if serve(stream, steps, &seen).await.is_ok_and(|held| held) {
                    let _ = tell.send(());
                }
            });
        }
    });
    let address = format!("http://{address}");
    Scripted { app: gateway(&address), address, requests, closed }
}

async fn serve(
    mut stream: TcpStream,
    steps: Vec<Step>,
    seen: &Mutex<Vec<String>>,
) -> io::Result<bool> {
    let mut request = Vec::new();
    loop {
        let text = String::from_utf8_lossy(&request).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
            if body.len() >= length.map_or(0, |length| length.parse().expect("a number")) {
                seen.lock().expect("a lock").push(text);
                break;
            }
        }
        if stream.read_buf(&mut request).await? == 0 {
            return Ok(false);
        }
    }
    for step in steps {
        match step {
            Step::Write(bytes) => {
                stream.write_all(&bytes).await?;
                stream.flush().await?;
            }
            Step::Close => return Ok(false),
            Step::Reset => {
                // Without lingering, closing is a reset.
                socket_reset(&stream)?;
                return Ok(false);
            }
            Step::Hold => {
                let mut rest = [0; 64];
                while stream.read(&mut rest).await.unwrap_or(0) > 0 {}
                return Ok(true);
            }
        }
    }
    Ok(false)
}

fn socket_reset(stream: &TcpStream) -> io::Result<()> {
    #[allow(deprecated, reason = "the test server wants its socket to be reset")]
    stream.set_linger(Some(Duration::ZERO))
}

pub(crate) fn write(text: impl Into<Vec<u8>>) -> Step {
    Step::Write(text.into())
}

pub(crate) fn gateway(upstream: &str) -> Router {
    gateway_with(upstream, |_| {})
}

/// A gateway whose settings were changed.
pub(crate) fn gateway_with(upstream: &str, change: impl FnOnce(&mut Settings)) -> Router {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("token");
    fs::write(&file, TOKEN).expect("a file");
    let file = file.to_str().expect("a path");
    let mut settings = settings(&[
        "--upstream",
        upstream,
        "--organization",
        "org1",
        "--site",
        "site1",
        "--token-file",
        file,
    ]);
    change(&mut settings);
    ask_docs_gateway::prepare(&settings).expect("a gateway")
}
