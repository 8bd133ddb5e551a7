//! P-10 and P-11: a client that leaves, and one that does not read.

use std::time::{Duration, Instant};

use futures_util::StreamExt as _;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::gateway::{ASK, gateway, listening, raw_request};
use crate::scripted::{CHUNKED, DONE, EVENT, EVENTS, Scripted, Step, until, write};
use crate::support::{body, get, post, start};

/// How soon the upstream must be let go.
const AT_ONCE: Duration = Duration::from_millis(100);

/// The time from a client's end to the upstream's, when it leaves after `wait`ing for bytes.
async fn parting(steps: Vec<Step>, wait: bool) -> Duration {
    let mut server = Scripted::start(steps).await;
    let address = listening(gateway(&server.url())).await;
    let mut client = TcpStream::connect(address).await.expect("a connection");
    client.write_all(raw_request().as_bytes()).await.expect("sent");
    server.asked(1).await;
    if wait {
        let mut bytes = Vec::new();
        while !String::from_utf8_lossy(&bytes).contains(EVENT.trim()) {
            assert!(client.read_buf(&mut bytes).await.expect("bytes") > 0, "{bytes:?}");
        }
    }
    let left = Instant::now();
    drop(client);
    server.let_go().await.saturating_duration_since(left)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_upstream_is_let_go_within_100_ms_of_its_client() {
    let flood = Step::Flood(EVENT.as_bytes().to_vec());
    for (name, steps, wait) in [
        ("before the head", vec![Step::Hold], false),
        ("before the first byte", vec![write(EVENTS), Step::Hold], false),
        ("in a silence", vec![write(EVENTS), write(EVENT), Step::Hold], true),
        ("in a silence, chunked", vec![write(CHUNKED), crate::chunk(EVENT), Step::Hold], true),
        ("in a flood", vec![write(EVENTS), flood], true),
    ] {
        let mut times = Vec::new();
        for _ in 0..5 {
            times.push(parting(steps.clone(), wait).await);
        }
        times.sort();
        println!("{name}: {times:?}");
        // The middle one: the machine may be busy with something else now and then.
        assert!(times[2] <= AT_ONCE, "{name}: {times:?}");
    }
}

#[tokio::test]
async fn the_upstream_is_let_go_before_the_first_byte_and_between_retries() {
    let mut server = Scripted::start(vec![Step::Hold]).await;
    let app = gateway(&server.url());
    let asking = tokio::spawn(async move { drop(start(&app, post(ASK, body("a"))).await) });
    server.asked(1).await;
    asking.abort();
    server.let_go().await;

    let server = Scripted::start(vec![Step::Reset]).await;
    let app = gateway(&server.url());
    let asking = tokio::spawn(async move { drop(start(&app, post(ASK, body("a"))).await) });
    server.asked(1).await;
    asking.abort();
    until("the end of the asking", || asking.is_finished()).await;
    // The first pause is half a second at most.
    tokio::time::sleep(Duration::from_millis(700)).await;
    assert_eq!(server.requests().len(), 1, "nobody waits for a second one");
}

/// The most that a flooding upstream gets rid of while nobody reads: what the system lets the
/// sockets of one connection hold, and less than a megabyte of ours.
fn most() -> u64 {
    let largest = |name: &str| {
        let limits = std::fs::read_to_string(format!("/proc/sys/net/ipv4/{name}")).ok()?;
        limits.split_whitespace().last()?.parse::<u64>().ok()
    };
    let sockets = largest("tcp_rmem").zip(largest("tcp_wmem")).map(|(read, write)| read + write);
    sockets.unwrap_or(11 * 1024 * 1024) + 1024 * 1024
}

/// Waits until the upstream writes nothing more.
async fn stuck(server: &Scripted) -> u64 {
    let (mut before, mut since, most) = (0, Instant::now(), most());
    while since.elapsed() < Duration::from_millis(500) {
        tokio::time::sleep(Duration::from_millis(20)).await;
        let now = server.written();
        assert!(now <= most, "{now} bytes were taken");
        if now != before {
            (before, since) = (now, Instant::now());
        }
    }
    before
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_that_does_not_read_stops_a_flood() {
    let flood = vec![write(EVENTS), Step::Flood(EVENT.repeat(100).into_bytes())];
    // Without sockets to the client: what the gateway itself takes.
    let server = Scripted::start(flood.clone()).await;
    let mut bytes = start(&gateway(&server.url()), post(ASK, body("a"))).await;
    bytes.next().await.expect("an event").expect("bytes");
    println!("taken with the body unread: {}", stuck(&server).await);
    // With them.
    let server = Scripted::start(flood).await;
    let address = listening(gateway(&server.url())).await;
    let mut client = TcpStream::connect(address).await.expect("a connection");
    client.write_all(raw_request().as_bytes()).await.expect("sent");
    let taken = stuck(&server).await;
    println!("taken with the socket unread: {taken}");
    // It goes on where it stopped.
    let mut some = vec![0; 2 * 1024 * 1024];
    client.read_exact(&mut some).await.expect("bytes");
    until("more of the flood", || server.written() > taken).await;
}

#[tokio::test]
async fn a_client_that_reads_on_is_served_beside_one_that_does_not() {
    let flood = vec![write(EVENTS), Step::Flood(EVENT.repeat(100).into_bytes())];
    let answer = vec![write(EVENTS), write(EVENT), write(DONE), Step::Close];
    let server = Scripted::start_each(vec![flood, answer]).await;
    let app = gateway(&server.url());
    let held = start(&app, post(ASK, body("a"))).await;
    stuck(&server).await;
    let mut bytes = start(&app, post(ASK, body("a"))).await;
    let mut all = Vec::new();
    while let Some(chunk) = bytes.next().await {
        all.extend_from_slice(&chunk.expect("bytes"));
    }
    assert_eq!(String::from_utf8(all).expect("text"), format!("{EVENT}{DONE}"));
    drop(held);
}

#[tokio::test]
async fn starter_questions_let_go_too() {
    let mut server = Scripted::start(vec![write(EVENTS), write(EVENT), Step::Hold]).await;
    let app = gateway(&server.url());
    drop(start(&app, get(&format!("{ASK}/questions"))).await);
    server.let_go().await;
}
