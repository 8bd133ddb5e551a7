//! The program itself: its first line, its exit codes, real sockets, and its end.

mod support;

use std::process::Stdio;
use std::time::Duration;

use support::{ASK, body, fixture};
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;
use tokio::process::{Child, Command};
use tokio::time::timeout;

/// Far longer than anything here takes.
const PATIENCE: Duration = Duration::from_secs(30);

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ask-docs-gateway"));
    command.args(arguments).env_remove("ASK_DOCS_TOKEN").kill_on_drop(true);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// A running gateway over the fixture, and the address it listens on.
async fn running(more: &[&str]) -> (Child, String) {
    let docs = fixture();
    let arguments = [&["--docs", docs.to_str().expect("a path"), "--port", "0"], more].concat();
    let mut child = command(&arguments).spawn().expect("the gateway");
    let mut lines = BufReader::new(child.stdout.take().expect("its output")).lines();
    let line = timeout(PATIENCE, lines.next_line()).await.expect("a line in time").expect("a line");
    let line = line.expect("a line");
    let address = line.strip_prefix("Listening on http://").expect("the address").to_owned();
    (child, address)
}

/// Sends `request` over a socket of its own.
async fn connect(address: &str, request: &str) -> TcpStream {
    let mut stream = TcpStream::connect(address).await.expect("a connection");
    stream.write_all(request.as_bytes()).await.expect("sent");
    stream
}

fn ask_request(address: &str) -> String {
    let body = body("How do I verify webhook signatures?");
    format!(
        "POST {ASK}?format=markdown HTTP/1.1\r\nhost: {address}\r\ncontent-type: application/json\r\n\
         content-length: {}\r\n\r\n{body}",
        body.len()
    )
}

/// What `child` wrote to its error output, and its exit code.
async fn ended(mut child: Child) -> (String, Option<i32>) {
    let mut text = String::new();
    let mut errors = child.stderr.take().expect("its errors");
    timeout(PATIENCE, errors.read_to_string(&mut text)).await.expect("an end").expect("text");
    let status = timeout(PATIENCE, child.wait()).await.expect("an end").expect("a status");
    (text, status.code())
}

#[tokio::test]
async fn it_says_where_it_listens_once_it_can_answer() {
    let (_child, address) = running(&[]).await;
    let mut stream = connect(
        &address,
        &format!("GET /healthz HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n"),
    )
    .await;
    let mut text = String::new();
    stream.read_to_string(&mut text).await.expect("a response");
    assert!(text.starts_with("HTTP/1.1 200 OK"), "{text}");
}

#[tokio::test]
async fn an_answer_streams_over_a_socket_and_links_back_to_it() {
    let (_child, address) = running(&["--pace", "1ms"]).await;
    let request = ask_request(&address).replacen("\r\n", "\r\nconnection: close\r\n", 1);
    let mut stream = connect(&address, &request).await;
    let mut text = String::new();
    stream.read_to_string(&mut text).await.expect("a response");
    assert!(text.matches("\"type\":\"answer\"").count() >= 6, "{text}");
    assert!(
        text.contains(&format!("http://{address}/docs/guides/webhooks#verify-webhook-signatures")),
        "{text}"
    );
    assert!(text.contains("event: done\ndata: done\n\n"), "{text}");
}

#[cfg(unix)]
#[tokio::test]
async fn a_signal_ends_it_promptly_with_a_stream_open() {
    for signal in ["-TERM", "-INT"] {
        let (child, address) = running(&["--pace", "10s"]).await;
        let mut stream = connect(&address, &ask_request(&address)).await;
        let mut first = [0; 1024];
        assert!(stream.read(&mut first).await.expect("the stream") > 0);
        let id = child.id().expect("an id").to_string();
        let start = std::time::Instant::now();
        assert!(
            std::process::Command::new("kill")
                .args([signal, &id])
                .status()
                .expect("kill")
                .success()
        );
        let (_, code) = ended(child).await;
        assert_eq!(code, Some(0));
        assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
    }
}

#[tokio::test]
async fn a_port_in_use_is_one_sentence() {
    let taken = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a socket");
    let port = taken.local_addr().expect("an address").port().to_string();
    let docs = fixture();
    let docs = docs.to_str().expect("a path");
    let child = command(&["--docs", docs, "--port", &port]).spawn().expect("the gateway");
    let expected = format!("127.0.0.1:{port} is already in use; choose another --port\n");
    assert_eq!(ended(child).await, (expected, Some(2)));
}

#[tokio::test]
async fn wrong_settings_are_sentences_and_exit_code_two() {
    let empty = tempfile::tempdir().expect("a folder");
    let empty = empty.path().to_str().expect("a path");
    for (arguments, expected) in [
        (
            vec!["--docs", "/no/such/folder"],
            "--docs names a folder that does not exist; it is `/no/such/folder`\n".to_owned(),
        ),
        (
            vec!["--docs", empty, "--port", "0"],
            format!("The docs folder `{empty}` holds no Markdown files\n"),
        ),
        (
            vec!["--nonsense"],
            "unexpected argument '--nonsense' found (--help lists the options)\n".to_owned(),
        ),
    ] {
        let child = command(&arguments).spawn().expect("the gateway");
        assert_eq!(ended(child).await, (expected, Some(2)), "{arguments:?}");
    }
}

#[tokio::test]
async fn help_and_version_are_no_mistakes() {
    for (argument, part) in [("--help", "--docs <DIR>"), ("--version", "ask-docs-gateway 0.")] {
        let output = command(&[argument]).output().await.expect("the gateway");
        assert!(output.status.success());
        assert!(String::from_utf8_lossy(&output.stdout).contains(part));
    }
}
