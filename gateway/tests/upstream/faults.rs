//! L-7: every fault of an upstream has its code or its ending, and leaves nothing behind.

use std::time::{Duration, Instant};

use tokio::net::TcpListener;

use crate::gateway::{ASK, gateway_with, impatient};
use crate::scripted::{
    CHUNKED, DONE, EVENT, EVENTS, LAST_CHUNK, Scripted, Step, chunk, until, write,
};
use crate::support::{Response, body, post, send};

/// What a fault comes to.
#[derive(Clone, Debug)]
enum Expected {
    /// A refusal with this code.
    Code(u16),
    /// These bytes, and then an error event with this code.
    Cut(Vec<u8>, u16),
    /// These bytes, an end marker among them.
    Whole(Vec<u8>),
}

use Expected::{Code, Cut, Whole};

/// Time for what was written to arrive before what breaks it.
const SOON: Step = Step::Pause(Duration::from_millis(50));

fn faults() -> Vec<(&'static str, Vec<Step>, Expected)> {
    let refusal = |status: &str, headers: &str, body: &str| {
        write(format!("HTTP/1.1 {status}\r\n{headers}connection: close\r\n\r\n{body}"))
    };
    let whole = format!("{EVENT}{DONE}").into_bytes();
    let cut = |code| Cut(EVENT.as_bytes().to_vec(), code);
    let large = format!("data: {}\n\n", "a".repeat(10 * 1024 * 1024));
    let many = format!("{}{DONE}", EVENT.repeat(10_000));
    let bad = [b"data: \xff\xfe \xf0\x9f\n\ndata: \0\0\n\n", DONE.as_bytes()].concat();
    vec![
        ("hang before headers", vec![Step::Hold], Code(504)),
        ("hang within headers", vec![write("HTTP/1.1 200 OK\r\ncon"), Step::Hold], Code(504)),
        ("hang after one event", vec![write(EVENTS), write(EVENT), Step::Hold], cut(504)),
        ("reset before headers", vec![Step::Reset], Code(502)),
        ("reset", vec![write(CHUNKED), chunk(EVENT), SOON, Step::Reset], cut(502)),
        (
            "end within a chunk",
            vec![write(CHUNKED), chunk(EVENT), write("ff\r\n"), SOON, Step::Close],
            cut(502),
        ),
        (
            "end within an event",
            vec![write(EVENTS), write(EVENT), write("data: ha"), Step::Close],
            Cut(format!("{EVENT}data: ha").into_bytes(), 502),
        ),
        ("early last chunk", vec![write(CHUNKED), chunk(EVENT), write(LAST_CHUNK)], cut(502)),
        ("no chunk", vec![write(CHUNKED), write(LAST_CHUNK)], Code(502)),
        ("wrong chunk", vec![write(CHUNKED), chunk(EVENT), write("zz\r\n"), Step::Hold], cut(502)),
        ("429 without a time", vec![refusal("429 No", "", ""), Step::Close], Code(429)),
        (
            "429 with a time",
            vec![refusal("429 No", "x-ratelimit-reset: 4000000000\r\n", ""), Step::Close],
            Code(429),
        ),
        ("500 as HTML", vec![refusal("500 No", "", "<html>"), Step::Close], Code(500)),
        (
            "500 without end",
            vec![refusal("500 No", "", ""), Step::Flood(vec![b'a'; 1024])],
            Code(500),
        ),
        (
            "200 as HTML",
            vec![refusal("200 OK", "content-type: text/html\r\n", "<html>"), Step::Close],
            Code(502),
        ),
        (
            "a redirect",
            vec![refusal("302 No", "location: https://evil.example/\r\n", ""), Step::Close],
            Code(502),
        ),
        ("no HTTP", vec![write("garbage\r\n\r\n"), Step::Close], Code(502)),
        (
            "an event of 10 MiB",
            vec![write(EVENTS), write(EVENT), write(large), write(DONE), Step::Close],
            // As much of it as is collected at most goes out; see the test of the limit.
            Cut(EVENT.as_bytes().to_vec(), 502),
        ),
        (
            "bytes one by one",
            vec![write(EVENTS), Step::Trickle(whole.clone()), Step::Close],
            Whole(whole.clone()),
        ),
        (
            "10,000 events at once",
            vec![write(EVENTS), write(many.clone()), Step::Close],
            Whole(many.into_bytes()),
        ),
        ("no UTF-8, and NUL", vec![write(EVENTS), write(bad.clone()), Step::Close], Whole(bad)),
        (
            "no end of the body after the end marker",
            vec![write(CHUNKED), chunk(&whole), Step::Hold],
            Whole(whole),
        ),
    ]
}

fn check(name: &str, response: &Response, expected: &Expected) {
    match expected {
        Code(code) => assert_eq!(response.refusal().0, *code, "{name}"),
        Whole(bytes) => assert_eq!(response.body, *bytes, "{name}"),
        Cut(bytes, code) => {
            assert!(response.body.starts_with(bytes), "{name}");
            let text = String::from_utf8_lossy(&response.body);
            let (_, error) = text.rsplit_once("\n\nevent: error\n").expect(name);
            assert!(error.starts_with(&format!("data: {{\"error\":{{\"code\":{code},")), "{name}");
            assert!(response.body.len() < bytes.len() + 1100 * 1024, "{name}");
        }
    }
}

#[tokio::test]
async fn every_fault_has_its_ending_and_leaves_nothing_behind() {
    for (name, steps, expected) in faults() {
        let server = Scripted::start(steps).await;
        let app = gateway_with(&server.url(), impatient);
        check(name, &send(&app, post(ASK, body("a"))).await, &expected);
        let over = Instant::now();
        // What may be used again goes with the gateway; what else there is would stay.
        drop(app);
        until(name, || server.open() == 0).await;
        // Only the door of the scripted server is left.
        let tasks = || tokio::runtime::Handle::current().metrics().num_alive_tasks();
        until(name, || tasks() <= 1).await;
        assert!(over.elapsed() < Duration::from_secs(1), "{name}: {:?}", over.elapsed());
        drop(server);
        until(name, || tasks() == 0).await;
    }
}

#[tokio::test]
async fn an_upstream_that_refuses_connections_is_a_failure() {
    let free = TcpListener::bind("127.0.0.1:0").await.expect("a socket");
    let address = free.local_addr().expect("an address");
    drop(free);
    let app = gateway_with(&format!("http://{address}"), impatient);
    let response = send(&app, post(ASK, body("a"))).await;
    assert_eq!(response.refusal().0, 502);
    assert!(!response.text().contains(&address.port().to_string()), "{}", response.text());
}
