//! Many clients at once, in short: L-2, L-5 and L-6, and caps on connections and files.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use futures_util::future::join_all;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::time::timeout;

use super::support::program::{
    PATIENCE, ask_request, command, connect, exchange, rest, running, started,
};
use super::support::{body, fixture};

/// A stream that has begun.
async fn stream(address: &str) -> TcpStream {
    let mut stream = connect(address, &ask_request(address)).await;
    let mut first = [0; 1024];
    let bytes = timeout(PATIENCE, stream.read(&mut first)).await.expect("in time").expect("bytes");
    assert!(first[..bytes].starts_with(b"HTTP/1.1 200 "));
    stream
}

fn asks_and_closes(address: &str) -> String {
    let more = "connection: close\r\norigin: http://localhost:3000\r\n";
    ask_request(address).replacen("\r\n", &format!("\r\n{more}"), 1)
}

#[tokio::test]
async fn a_stream_beyond_the_cap_is_refused_readably_until_there_is_room() {
    let docs = fixture();
    let docs = docs.to_str().expect("a path");
    let mut command = command(&["--docs", docs, "--port", "0", "--pace", "10s"]);
    command.env("ASK_DOCS_LIMITS_AT_ONCE", "50");
    let (_child, address) = started(command).await;
    let mut streams = join_all((0..50).map(|_| stream(&address))).await;
    let text = exchange(&address, &asks_and_closes(&address)).await;
    assert!(text.starts_with("HTTP/1.1 503 "), "{text}");
    for part in [
        "\r\nretry-after: 5\r\n",
        "\r\naccess-control-allow-origin: http://localhost:3000\r\n",
        "{\"error\":{\"code\":503,",
    ] {
        assert!(text.contains(part), "{text}");
    }
    // Whatever is not a stream still works.
    let health = "GET /healthz HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n";
    assert!(exchange(&address, health).await.starts_with("HTTP/1.1 200 "));
    streams.pop();
    let start = Instant::now();
    loop {
        let mut another = connect(&address, &ask_request(&address)).await;
        let mut first = [0; 1024];
        let bytes = another.read(&mut first).await.expect("a response");
        if first[..bytes].starts_with(b"HTTP/1.1 200 ") {
            break;
        }
        assert!(start.elapsed() < Duration::from_secs(5), "there is no room");
    }
}

#[tokio::test]
async fn half_open_requests_harm_nobody_and_are_gone_in_six_seconds() {
    let (_child, address) = running(&["--pace", "0"]).await;
    let start = Instant::now();
    let half = "POST /v1/orgs/local/sites/docs/ask HTTP/1.1\r\nhost: a\r\n";
    let half_open = join_all((0..200).map(|_| connect(&address, half))).await;
    let gone = join_all(half_open.into_iter().map(rest));
    let normal = async {
        for _ in 0..20 {
            let text = exchange(&address, &asks_and_closes(&address)).await;
            assert!(text.contains("event: done\ndata: done\n\n"), "{text}");
        }
        start.elapsed()
    };
    let (gone, normal) = tokio::join!(gone, normal);
    assert!(gone.iter().all(String::is_empty));
    assert!(start.elapsed() < Duration::from_secs(6), "{:?}", start.elapsed());
    assert!(normal < Duration::from_secs(4), "{normal:?}");
}

#[tokio::test]
async fn a_connection_beyond_the_cap_is_closed_at_once() {
    let (_child, address) = running(&["--pace", "10s", "--max-connections", "10"]).await;
    let streams = join_all((0..10).map(|_| stream(&address))).await;
    let start = Instant::now();
    let beyond = TcpStream::connect(&address).await.expect("a connection");
    assert_eq!(rest(beyond).await, "");
    assert!(start.elapsed() < Duration::from_secs(2), "{:?}", start.elapsed());
    drop(streams);
    let health = "GET /healthz HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n";
    loop {
        let mut stream = TcpStream::connect(&address).await.expect("a connection");
        let mut text = String::new();
        // A connection that is refused may be reset, since nobody has read the request.
        let sent = stream.write_all(health.as_bytes()).await;
        if sent.is_ok() && stream.read_to_string(&mut text).await.is_ok_and(|bytes| bytes > 0) {
            assert!(text.starts_with("HTTP/1.1 200 "), "{text}");
            break;
        }
        assert!(start.elapsed() < Duration::from_secs(5), "there is no room");
    }
}

#[cfg(unix)]
#[tokio::test]
async fn it_survives_that_no_file_is_left() {
    let docs = fixture();
    let program = command(&["--docs", docs.to_str().expect("a path"), "--port", "0"]);
    let program = program.as_std();
    let mut shell = tokio::process::Command::new("sh");
    shell.args(["-c", "ulimit -n 48; exec \"$0\" \"$@\""]).arg(program.get_program());
    shell.args(program.get_args()).kill_on_drop(true);
    shell.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped());
    let (_child, address) = started(shell).await;
    let crowd = join_all((0..100).map(|_| TcpStream::connect(&address))).await;
    assert!(crowd.iter().all(Result::is_ok));
    let health = "GET /healthz HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n";
    let mut another = connect(&address, health).await;
    // It waits behind the crowd.
    let mut first = [0; 1];
    let early = timeout(Duration::from_millis(500), another.read(&mut first)).await;
    assert!(early.is_err(), "there were files left");
    drop(crowd);
    assert!(rest(another).await.starts_with("HTTP/1.1 200 "));
    assert!(exchange(&address, health).await.starts_with("HTTP/1.1 200 "));
}

/// An upstream whose streams begin and do not end, and how many are open.
async fn endless() -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a socket");
    let address = listener.local_addr().expect("an address").to_string();
    let open = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&open);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let open = Arc::clone(&counted);
            tokio::spawn(async move {
                let mut request = [0; 4096];
                if !stream.read(&mut request).await.is_ok_and(|bytes| bytes > 0) {
                    return;
                }
                open.fetch_add(1, Ordering::SeqCst);
                let head = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n";
                let event = "data: {\"type\":\"answer\",\"answer\":{}}\n\n";
                let _ = stream.write_all(format!("{head}{event}").as_bytes()).await;
                while stream.read(&mut request).await.is_ok_and(|bytes| bytes > 0) {}
                open.fetch_sub(1, Ordering::SeqCst);
            });
        }
    });
    (address, open)
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_hundred_clients_that_leave_at_once_are_gone_upstream_within_a_second() {
    let (upstream, open) = endless().await;
    let upstream = format!("http://{upstream}");
    let mut program = command(&["--upstream", &upstream, "--port", "0"]);
    program.args(["--organization", "org1", "--site", "site1"]);
    program.env("ASK_DOCS_TOKEN", "gb_api_canary");
    let (_child, address) = started(program).await;
    let body = body("a");
    let request = &format!(
        "POST /v1/orgs/org1/sites/site1/ask HTTP/1.1\r\nhost: a\r\n\
         content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    let address: SocketAddr = address.parse().expect("an address");
    let clients = join_all((1..=100).map(|client| async move {
        // Each from an address of its own, or it would be too many questions of one client.
        let socket = TcpSocket::new_v4().expect("a socket");
        socket.bind(SocketAddr::from(([127, 0, 1, client], 0))).expect("an address");
        let mut client = socket.connect(address).await.expect("a connection");
        client.write_all(request.as_bytes()).await.expect("sent");
        let mut first = [0; 1024];
        assert!(client.read(&mut first).await.expect("the stream") > 0);
        client
    }))
    .await;
    assert_eq!(open.load(Ordering::SeqCst), 100);
    let start = Instant::now();
    drop(clients);
    while open.load(Ordering::SeqCst) > 0 {
        assert!(start.elapsed() < Duration::from_secs(1), "{open:?} are still open");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}
