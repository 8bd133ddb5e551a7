//! The program itself: its first line, its exit codes, real sockets, and its end.

mod support;

use support::fixture;
use support::program::{ask_request, command, connect, ended, exchange, running, started};
use tokio::io::AsyncReadExt as _;

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

#[tokio::test]
async fn an_answer_comes_also_when_nobody_reads_the_log_any_more() {
    let (mut child, address) = running(&["--pace", "1ms"]).await;
    drop(child.stderr.take());
    let request = ask_request(&address).replacen("\r\n", "\r\nconnection: close\r\n", 1);
    for _ in 0..2 {
        let text = exchange(&address, &request).await;
        assert!(text.contains("event: done\ndata: done\n\n"), "{text}");
    }
}

#[tokio::test]
async fn a_recording_of_one_gateway_is_what_another_plays() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("answers.jsonl");
    let file = file.to_str().expect("a path");
    let (recording, address) = running(&["--pace", "1ms", "--record", file]).await;
    // The same `Host` for both, since links lead back to it.
    let answer = async |address: &str, host: &str| {
        let request = ask_request(host).replacen("\r\n", "\r\nconnection: close\r\n", 1);
        let text = exchange(address, &request).await;
        text.split_once("\r\n\r\n").expect("a body").1.to_owned()
    };
    let recorded = answer(&address, &address).await;
    drop(recording);
    let (_replaying, again) = started(command(&["--replay", file, "--port", "0"])).await;
    assert_eq!(events_of(&answer(&again, &address).await), events_of(&recorded));
    let child = command(&["--docs", ".", "--record", file]).spawn().expect("the gateway");
    let (sentence, code) = ended(child).await;
    assert!(sentence.contains("--record names a file that is there already"), "{sentence}");
    assert_eq!(code, Some(2));
}

/// The data of all events, however the body was cut into chunks.
fn events_of(body: &str) -> Vec<&str> {
    let events: Vec<_> = body.lines().filter(|line| line.starts_with("data:")).collect();
    assert!(events.len() > 5, "{body}");
    events
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
