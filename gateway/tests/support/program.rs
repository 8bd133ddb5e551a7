//! The gateway as a program: started over the fixture, spoken to over sockets.

use std::process::Stdio;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;
use tokio::process::{Child, Command};
use tokio::time::timeout;

use super::{ASK, body, fixture};

/// Far longer than anything here takes.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// The gateway with these arguments, and with none of the settings that whoever runs the tests has
/// in the environment.
pub fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ask-docs-gateway"));
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("ASK_DOCS_") {
            command.env_remove(name);
        }
    }
    command.args(arguments).kill_on_drop(true);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// A running gateway over the fixture, and the address it listens on.
pub async fn running(more: &[&str]) -> (Child, String) {
    let docs = fixture();
    let arguments = [&["--docs", docs.to_str().expect("a path"), "--port", "0"], more].concat();
    started(command(&arguments)).await
}

/// What `command` started, and the address it listens on.
pub async fn started(mut command: Command) -> (Child, String) {
    let mut child = command.spawn().expect("the gateway");
    let mut lines = BufReader::new(child.stdout.take().expect("its output")).lines();
    let line = timeout(PATIENCE, lines.next_line()).await.expect("a line in time").expect("a line");
    let line = line.expect("a line");
    let address = line.strip_prefix("Listening on http://").expect("the address").to_owned();
    (child, address)
}

/// Sends `request` over a socket of its own.
pub async fn connect(address: &str, request: &str) -> TcpStream {
    let mut stream = TcpStream::connect(address).await.expect("a connection");
    stream.write_all(request.as_bytes()).await.expect("sent");
    stream
}

pub fn ask_request(address: &str) -> String {
    let body = body("How do I verify webhook signatures?");
    format!(
        "POST {ASK}?format=markdown HTTP/1.1\r\nhost: {address}\r\ncontent-type: application/json\r\n\
         content-length: {}\r\n\r\n{body}",
        body.len()
    )
}

/// What `child` wrote to its error output, and its exit code.
pub async fn ended(mut child: Child) -> (String, Option<i32>) {
    let mut text = String::new();
    let mut errors = child.stderr.take().expect("its errors");
    timeout(PATIENCE, errors.read_to_string(&mut text)).await.expect("an end").expect("text");
    let status = timeout(PATIENCE, child.wait()).await.expect("an end").expect("a status");
    (text, status.code())
}

/// Everything that comes over a connection of its own after `request`, up to its end.
pub async fn exchange(address: &str, request: &str) -> String {
    rest(connect(address, request).await).await
}

/// Sends `signal` to `child`.
#[cfg(unix)]
pub fn signal(child: &Child, signal: &str) {
    let id = child.id().expect("an id").to_string();
    let status = std::process::Command::new("kill").args([signal, &id]).status();
    assert!(status.expect("kill").success());
}

/// Everything that still comes, up to the end.
pub async fn rest(mut stream: impl tokio::io::AsyncRead + Unpin) -> String {
    let mut bytes = Vec::new();
    let read = timeout(PATIENCE, stream.read_to_end(&mut bytes)).await.expect("an end in time");
    read.expect("an end in good order");
    String::from_utf8_lossy(&bytes).into_owned()
}
