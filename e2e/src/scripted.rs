//! A server that does what a test tells it, byte by byte: the API's good and bad days.
//!
//! It speaks HTTP/1.1 over a bare socket, since a real server would refuse to cut a response in
//! two, to hold it, or to lie about its length.

use std::sync::{Arc, Mutex};

use anyhow::Result;
use serde_json::json;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};

/// What the server does next on a connection.
#[derive(Clone, Debug)]
pub enum Step {
    /// Writes these bytes.
    Send(Vec<u8>),
    /// Waits until [`Scripted::go_on`] is called.
    Hold,
    /// Says nothing more and keeps the connection, until the client leaves.
    Silence,
    // At the end of the steps the connection is closed.
}

impl Step {
    /// [`Step::Send`] of a text.
    pub fn send(text: impl Into<String>) -> Self {
        Self::Send(text.into().into_bytes())
    }
}

/// A request as it came.
#[derive(Clone, Debug, Default)]
pub struct Received {
    /// As in `POST /v1/… HTTP/1.1`.
    pub line: String,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: String,
}

impl Received {
    /// The value of the header `name`, which is in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// A running server. Dropping it ends it.
#[must_use]
#[derive(Debug)]
pub struct Scripted {
    /// Where it listens.
    pub address: String,
    received: Arc<Mutex<Vec<Received>>>,
    gate: Arc<Semaphore>,
    left: watch::Receiver<usize>,
    task: tokio::task::JoinHandle<()>,
}

impl Scripted {
    /// Starts a server that answers each request with the steps that `script` gives.
    ///
    /// # Errors
    /// When no port is free.
    pub async fn start(
        script: impl Fn(&Received) -> Vec<Step> + Send + Sync + 'static,
    ) -> Result<Self> {
        Self::start_at("127.0.0.1", script).await
    }

    /// As [`start`](Self::start), at another address of this machine.
    ///
    /// # Errors
    /// When no port is free there.
    pub async fn start_at(
        address: &str,
        script: impl Fn(&Received) -> Vec<Step> + Send + Sync + 'static,
    ) -> Result<Self> {
        let listener = TcpListener::bind((address, 0)).await?;
        let address = format!("http://{}", listener.local_addr()?);
        let received = Arc::new(Mutex::new(Vec::new()));
        let gate = Arc::new(Semaphore::new(0));
        let (leaving, left) = watch::channel(0);
        let (script, log, doors) = (Arc::new(script), received.clone(), gate.clone());
        let task = tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                let (script, log, doors) = (script.clone(), log.clone(), doors.clone());
                let leaving = leaving.clone();
                tokio::spawn(async move {
                    let _ = serve(socket, &*script, &log, &doors).await;
                    leaving.send_modify(|count| *count += 1);
                });
            }
        });
        Ok(Self { address, received, gate, left, task })
    }

    /// Lets one [`Step::Hold`] pass.
    pub fn go_on(&self) {
        self.gate.add_permits(1);
    }

    /// The requests so far, preflights left out.
    pub fn received(&self) -> Vec<Received> {
        let all = self.received.lock().map(|all| all.clone()).unwrap_or_default();
        all.into_iter().filter(|request| !request.line.starts_with("OPTIONS")).collect()
    }

    /// How many connections have ended.
    pub fn ended(&self) -> usize {
        *self.left.borrow()
    }
}

impl Drop for Scripted {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve(
    socket: TcpStream,
    script: &(dyn Fn(&Received) -> Vec<Step> + Send + Sync),
    log: &Mutex<Vec<Received>>,
    gate: &Semaphore,
) -> Result<()> {
    let mut socket = BufReader::new(socket);
    let request = read(&mut socket).await?;
    let steps = match request.line.starts_with("OPTIONS") {
        true => vec![Step::send(preflight())],
        false => script(&request),
    };
    if let Ok(mut log) = log.lock() {
        log.push(request);
    }
    for step in steps {
        match step {
            Step::Send(bytes) => {
                socket.write_all(&bytes).await?;
                socket.flush().await?;
            }
            Step::Hold => tokio::select! {
                // A permit lets one hold pass: given back, it would let the next one pass too.
                permit = gate.acquire() => permit?.forget(),
                _ = socket.read_u8() => return Ok(()),
            },
            Step::Silence => {
                let _ = socket.read_u8().await;
            }
        }
    }
    Ok(socket.shutdown().await?)
}

async fn read(socket: &mut BufReader<TcpStream>) -> Result<Received> {
    let mut request = Received::default();
    socket.read_line(&mut request.line).await?;
    let mut length = 0;
    loop {
        let mut line = String::new();
        if socket.read_line(&mut line).await? == 0 || line.trim().is_empty() {
            break;
        }
        if let Some((name, value)) = line.split_once(':') {
            let (name, value) = (name.to_ascii_lowercase(), value.trim().to_owned());
            if name == "content-length" {
                length = value.parse()?;
            }
            request.headers.push((name, value));
        }
    }
    let mut body = vec![0; length];
    socket.read_exact(&mut body).await?;
    request.body = String::from_utf8(body)?;
    Ok(request)
}

const CORS: &str = "Access-Control-Allow-Origin: *\r\n\
     Access-Control-Allow-Headers: content-type, authorization, x-tenant, last-event-id\r\n\
     Access-Control-Expose-Headers: Retry-After, X-RateLimit-Reset, RateLimit, RateLimit-Policy, Age\r\n\
     Connection: close\r\n";

fn preflight() -> String {
    format!("HTTP/1.1 204 No Content\r\n{CORS}\r\n")
}

/// The head of a response with `status` ("200 OK") and more `headers`, each with its line end;
/// the body goes on until the connection closes.
pub fn stream_head(status: &str, headers: &str) -> String {
    let content_type = match headers.to_ascii_lowercase().contains("content-type") {
        true => "",
        false => "Content-Type: text/event-stream\r\n",
    };
    format!("HTTP/1.1 {status}\r\n{content_type}{CORS}{headers}\r\n")
}

/// One event with the whole answer so far.
pub fn snapshot(markdown: &str, sources: serde_json::Value) -> String {
    let data = json!({"type": "answer", "answer": {
        "answer": {"markdown": markdown}, "followupQuestions": [], "sources": sources
    }});
    format!("data: {data}\n\n")
}
