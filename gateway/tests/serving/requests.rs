//! Requests that others might read otherwise: P-16 and P-17, with all of what stock servers were
//! measured to accept.

use super::support::program::{exchange, running};

/// Behind each refused request stands another one, which must never be answered.
const SMUGGLED: &str = "GET /healthz HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n";

/// The status of the only response to `request`, and the response.
async fn only(address: &str, request: &str) -> (u16, String) {
    let text = exchange(address, &format!("{request}{SMUGGLED}")).await;
    assert_eq!(text.matches("\r\ndate: ").count(), 1, "{request:?}: {text}");
    assert!(!text.contains("alive"), "{request:?}: {text}");
    (text.split(' ').nth(1).expect("a status").parse().expect("a status"), text)
}

#[tokio::test]
async fn every_ambiguous_request_is_refused_and_the_one_behind_it_never_answered() {
    let (_child, address) = running(&[]).await;
    let long = format!("GET / HTTP/1.1\r\nhost: a\r\nx: {}\r\n\r\n", "a".repeat(500 * 1024));
    let many = format!("GET / HTTP/1.1\r\nhost: a\r\n{}\r\n", "x: 1\r\n".repeat(101));
    for (request, status) in [
        // Lengths.
        ("POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 3\r\ncontent-length: 4\r\n\r\nabc", 400),
        ("POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 3\r\ncontent-length: 3\r\n\r\nabc", 400),
        ("POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 3, 3\r\n\r\nabc", 400),
        ("POST / HTTP/1.1\r\nhost: a\r\ncontent-length: +2\r\n\r\nab", 400),
        ("POST / HTTP/1.1\r\nhost: a\r\ncontent-length: -1\r\n\r\n", 400),
        ("POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 0x2\r\n\r\nab", 400),
        ("POST / HTTP/1.1\r\nhost: a\r\ncontent-length:\r\n\r\n", 400),
        ("POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 99999999999999999999\r\n\r\n", 400),
        // Encodings.
        ("POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: xchunked\r\n\r\n0\r\n\r\n", 400),
        (
            "POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked, identity\r\n\r\n0\r\n\r\n",
            400,
        ),
        ("POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 400),
        (
            "POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\
             transfer-encoding: chunked\r\n\r\n0\r\n\r\n",
            400,
        ),
        ("POST / HTTP/1.0\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n", 400),
        (
            "POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n\
             0\r\n\r\n",
            400,
        ),
        (
            "POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\ncontent-length: 5\r\n\r\n\
             0\r\n\r\n",
            400,
        ),
        // Lines.
        ("GET / HTTP/1.1\nhost: a\n\n", 400),
        ("GET / HTTP/1.1\r\nhost: a\nx: 1\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nhost: a\r\n\n", 400),
        ("GET / HTTP/1.1\r\nhost: a\r\nx: 1\rcontent-length: 3\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nhost: a\r\nx: 1\r\n folded\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nhost: a\r\nx: \0\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\n host: a\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nhost: a\r\nx\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nhost: a\r\n: x\r\n\r\n", 400),
        // Hosts.
        ("GET / HTTP/1.1\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nhost : a\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nhost: a\r\nhost: a\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nhost: a\r\nhost: b\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nhost: user@a\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nhost: a/b\r\n\r\n", 400),
        ("GET / HTTP/1.0\r\nhost: a\r\nhost: b\r\n\r\n", 400),
        // Targets.
        ("GET http://169.254.169.254/ HTTP/1.1\r\nhost: a\r\n\r\n", 400),
        ("GET http://a/healthz HTTP/1.1\r\nhost: a\r\n\r\n", 400),
        ("CONNECT a:443 HTTP/1.1\r\nhost: a\r\n\r\n", 400),
        ("CONNECT / HTTP/1.1\r\nhost: a\r\n\r\n", 400),
        ("GET a:443 HTTP/1.1\r\nhost: a\r\n\r\n", 400),
        ("OPTIONS * HTTP/1.1\r\nhost: a\r\n\r\n", 400),
        ("GET /docs/%2e%2e/secret HTTP/1.1\r\nhost: a\r\n\r\n", 400),
        ("GET /docs/.%2E/secret HTTP/1.1\r\nhost: a\r\n\r\n", 400),
        ("GET /docs/..%2fsecret HTTP/1.1\r\nhost: a\r\n\r\n", 400),
        ("GET /docs/..\\secret HTTP/1.1\r\nhost: a\r\n\r\n", 400),
        ("GET /../secret HTTP/1.1\r\nhost: a\r\n\r\n", 400),
        ("GET /é HTTP/1.1\r\nhost: a\r\n\r\n", 400),
        // Request lines.
        ("GET  / HTTP/1.1\r\nhost: a\r\n\r\n", 400),
        ("GET / HTTP/1.1 x\r\nhost: a\r\n\r\n", 400),
        ("GET / HTTP/1.2\r\nhost: a\r\n\r\n", 400),
        ("GET /\r\nhost: a\r\n\r\n", 400),
        ("G(T / HTTP/1.1\r\nhost: a\r\n\r\n", 400),
        ("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400),
        ("\u{16}\u{3}\u{1}\u{2}\0\u{1}\0\u{1}\r\n\r\n", 400),
        // Sizes.
        (&long, 431),
        (&many, 431),
    ] {
        let (answered, text) = only(&address, request).await;
        assert_eq!(answered, status, "{request:?}: {text}");
        // All of them in the API's shape, with an id to find them by.
        let body = text.split_once("\r\n\r\n").expect("a body").1;
        assert!(body.starts_with(&format!("{{\"error\":{{\"code\":{status},")), "{text}");
        assert!(text.contains("\r\nx-request-id: "), "{text}");
        assert!(text.contains("\r\nconnection: close\r\n"), "{text}");
    }
}

#[tokio::test]
async fn a_chunk_that_breaks_the_rules_ends_the_connection() {
    let (_child, address) = running(&[]).await;
    let head = "POST /v1/orgs/local/sites/docs/ask HTTP/1.1\r\nhost: a\r\n\
                content-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n";
    for chunks in
        ["fffffffffffffffff\r\n", "x\r\n", "2\r\nabcd\r\n0\r\n\r\n", "2;\nab\r\n0\r\n\r\n"]
    {
        let (status, text) = only(&address, &format!("{head}{chunks}")).await;
        assert_eq!(status, 400, "{chunks:?}: {text}");
    }
}

#[tokio::test]
async fn a_chunked_request_is_answered_and_is_the_last() {
    let (_child, address) = running(&[]).await;
    let request = "POST /v1/orgs/local/sites/docs/ask HTTP/1.1\r\nhost: a\r\n\
                   content-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n\
                   2\r\n{}\r\n0\r\n\r\n";
    let (status, text) = only(&address, request).await;
    assert!(status == 400 && text.contains("`question` is missing"), "{text}");
}

#[tokio::test]
async fn honest_requests_behind_each_other_are_answered_in_order() {
    let (_child, address) = running(&[]).await;
    let requests = [
        "\r\nGET /healthz HTTP/1.1\r\nhost: a\r\nx_y: 1\r\n\r\n",
        "POST /nowhere HTTP/1.1\r\nhost: a\r\ncontent-length: 3\r\n\r\nabc",
        "HEAD /readyz HTTP/1.1\r\nhost: a\r\n\r\n",
        "GET /healthz HTTP/1.0\r\n\r\n",
    ];
    let text = exchange(&address, &requests.concat()).await;
    let statuses: Vec<_> = text.split("HTTP/1.").skip(1).map(|rest| &rest[2..5]).collect();
    assert_eq!(statuses, ["200", "404", "200", "200"], "{text}");
}
