//! The contract of the Ask API: what is refused, how, and what the responses say about themselves.

mod support;

use axum::body::Body;
use axum::http::{Method, Request, header};
use support::{ASK, Response, ask, body, fixture, get, local, post, send};

async fn refused(request: Request<Body>) -> (u16, String) {
    send(&local(&fixture(), &[]), request).await.refusal()
}

#[tokio::test]
async fn a_bad_body_is_refused_with_its_field_named() {
    let app = local(&fixture(), &[]);
    let long = format!(r#"{{"question":"{}","scope":{{"mode":"all"}}}}"#, "é".repeat(513));
    for (body, message) in [
        ("", "The body is not JSON"),
        ("question=1", "The body is not JSON"),
        (r#"{"question":"a","#, "The body is not JSON"),
        (r#"{"question":"a","scope":{"mode":"all"}} more"#, "The body is not JSON"),
        ("[]", "The body is of the wrong kind"),
        ("{}", "`question` is missing"),
        (r#"{"question":"a"}"#, "`scope` is missing"),
        (
            r#"{"question":1,"scope":{"mode":"all"}}"#,
            "`question` is of the wrong kind: invalid type: integer",
        ),
        (r#"{"question":"a","question":"b","scope":{"mode":"all"}}"#, "`question` is given twice"),
        (r#"{"question":"  ","scope":{"mode":"all"}}"#, "`question` must not be empty"),
        (long.as_str(), "`question` must have at most 512 characters; it has 513"),
        (r#"{"question":"a","scope":{}}"#, "`scope.mode` is missing"),
        (r#"{"question":"a","scope":{"mode":"some"}}"#, "`scope.mode` must be"),
        (
            r#"{"question":"a","scope":{"mode":"specific","siteSpaceIds":[]}}"#,
            "`scope.siteSpaceIds` must hold",
        ),
        (
            r#"{"question":"a","scope":{"mode":"all"},"session":{"visitorId":"v"}}"#,
            "`session.sessionId` is missing",
        ),
        (
            r#"{"question":"a","scope":{"mode":"all"},"context":{"goal":7}}"#,
            "`context.goal` is of the wrong kind",
        ),
    ] {
        let (status, found) = send(&app, post(ASK, body.to_owned())).await.refusal();
        assert_eq!(status, 400, "{body}");
        assert!(found.starts_with(message), "{body}: {found}");
    }
}

#[tokio::test]
async fn bodies_that_are_made_to_confuse_are_refused() {
    let app = local(&fixture(), &[]);
    let deep = |open: &str, close: &str| {
        let (open, close) = (open.repeat(2_000), close.repeat(2_000));
        format!(r#"{{"question":"a","scope":{{"mode":"all"}},"x":{open}{close}}}"#)
    };
    for (body, message) in [
        (deep("[", "]").into_bytes(), "The body is not JSON"),
        (deep("{\"a\":", "}").into_bytes(), "The body is not JSON"),
        (
            b"{\"question\":\"a\",\"scope\":{\"mode\":\"all\"},\"x\":\"\xff\"}".to_vec(),
            "The body is not JSON",
        ),
        (b"{\"question\":\"\xff\",\"scope\":{\"mode\":\"all\"}}".to_vec(), "The body is not JSON"),
        (b"\xef\xbb\xbf{}".to_vec(), "The body is not JSON"),
        (br#"{"question":"\ud800","scope":{"mode":"all"}}"#.to_vec(), "The body is not JSON"),
        (
            br#"{"question":"a","scope":{"mode":"all"},"scope":{"mode":"all"}}"#.to_vec(),
            "`scope` is given twice",
        ),
        (
            br#"{"question":"a","scope":{"mode":"all","mode":"default"}}"#.to_vec(),
            "`scope.mode` is given twice",
        ),
        (
            br#"{"question":"a","\u0071uestion":"b","scope":{"mode":"all"}}"#.to_vec(),
            "`question` is given twice",
        ),
    ] {
        let text = String::from_utf8_lossy(&body[..body.len().min(80)]).into_owned();
        let (status, found) = send(&app, post(ASK, body)).await.refusal();
        assert_eq!((status, found.as_str()), (400, message), "{text}");
    }
}

#[tokio::test]
async fn a_body_over_the_limit_is_not_read_on() {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};
    let read = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&read);
    let endless = futures_util::stream::repeat_with(move || {
        counted.fetch_add(1024, Ordering::Relaxed);
        Ok::<_, std::io::Error>("x".repeat(1024))
    });
    assert_eq!(refused(post(ASK, Body::from_stream(endless))).await.0, 413);
    let read = read.load(Ordering::Relaxed);
    assert!((16 * 1024..20 * 1024).contains(&read), "{read}");
}

#[tokio::test]
async fn a_question_of_just_512_characters_is_taken() {
    let app = local(&fixture(), &[]);
    assert!(ask(&app, &"😀".repeat(512)).await.answer().sources.is_empty());
}

#[tokio::test]
async fn fields_that_are_not_known_are_ignored() {
    let body = r#"{"question":"dark mode","scope":{"mode":"default","new":1},"future":true}"#;
    let response =
        send(&local(&fixture(), &[]), post(&format!("{ASK}?format=markdown"), body)).await;
    assert!(!response.answer().sources.is_empty());
}

#[tokio::test]
async fn other_types_of_body_are_refused() {
    for kind in
        ["text/plain", "application/jsonp", "multipart/form-data; boundary=application/json", ""]
    {
        let mut request = post(ASK, body("a"));
        request.headers_mut().insert(header::CONTENT_TYPE, kind.parse().expect("a header"));
        assert_eq!(refused(request).await.0, 415, "{kind}");
    }
    let mut request = post(&format!("{ASK}?format=markdown"), body("dark mode"));
    let kind = "Application/JSON; charset=utf-8".parse().expect("a header");
    request.headers_mut().insert(header::CONTENT_TYPE, kind);
    assert!(!send(&local(&fixture(), &[]), request).await.answer().sources.is_empty());
}

#[tokio::test]
async fn a_body_over_the_limit_is_refused_declared_or_not() {
    let large = "x".repeat(16 * 1024 + 1);
    assert_eq!(refused(post(ASK, large.clone())).await.0, 413);
    let chunks = futures_util::stream::iter([
        Ok::<_, std::io::Error>("y".repeat(9000)),
        Ok("z".repeat(9000)),
    ]);
    assert_eq!(refused(post(ASK, Body::from_stream(chunks))).await.0, 413);
    let mut request = post(ASK, "{}");
    request.headers_mut().insert(header::CONTENT_LENGTH, "999999".parse().expect("a header"));
    assert_eq!(refused(request).await.0, 413);
}

#[tokio::test]
async fn unknown_sites_paths_and_formats_are_refused() {
    for path in [
        "/v1/orgs/local/sites/other/ask",
        "/v1/orgs/other/sites/docs/ask",
        "/v1/orgs/local/sites/%3Cscript%3E/ask",
    ] {
        let (status, message) = refused(post(path, body("a"))).await;
        assert_eq!(status, 404, "{path}");
        assert!(message.starts_with("There is no site `") && !message.contains('<'), "{message}");
        assert_eq!(refused(get(&format!("{path}/questions"))).await.0, 404);
    }
    for path in ["/v1", "/v1/", "/v1/orgs/local/sites/docs/search", "/nothing", "/v1/../etc/passwd"]
    {
        assert_eq!(refused(get(path)).await.0, 404, "{path}");
    }
    for format in ["html", "", "Markdown"] {
        let (status, message) = refused(post(&format!("{ASK}?format={format}"), body("a"))).await;
        assert_eq!((status, message.as_str()), (400, "`format` must be `markdown` or `document`"));
    }
    let (status, message) = refused(get(&format!("{ASK}/questions?siteSpaceId=a%2Fb"))).await;
    assert_eq!(status, 400);
    assert!(message.starts_with("`siteSpaceId`"), "{message}");
}

#[tokio::test]
async fn other_methods_are_refused_and_told_the_right_one() {
    let app = local(&fixture(), &[]);
    for (method, path, right) in [
        (Method::DELETE, ASK.to_owned(), "GET, POST"),
        (Method::GET, format!("{ASK}/stop"), "POST"),
        (Method::POST, format!("{ASK}/questions"), "GET"),
        (Method::POST, "/healthz".to_owned(), "GET"),
        (Method::PUT, "/docs/faq".to_owned(), "GET"),
    ] {
        let mut request = post(&path, body("a"));
        *request.method_mut() = method;
        let response: Response = send(&app, request).await;
        assert_eq!(response.refusal().0, 405, "{path}");
        assert_eq!(response.header("allow"), right);
    }
}

#[tokio::test]
async fn a_stream_says_that_it_may_not_be_stored_or_held_back() {
    let app = local(&fixture(), &[]);
    for response in
        [ask(&app, "dark mode").await, send(&app, get(&format!("{ASK}/questions"))).await]
    {
        assert_eq!(response.header("content-type"), "text/event-stream");
        assert_eq!(response.header("cache-control"), "no-store, no-transform");
        assert_eq!(response.header("x-accel-buffering"), "no");
        assert!(response.text().ends_with("\n\nevent: done\ndata: done\n\n"));
    }
}

#[tokio::test]
async fn a_stream_is_ascii_so_that_no_chunk_can_cut_a_character() {
    let app = local(&fixture(), &[]);
    let response = ask(&app, "API keys authentication header").await;
    assert!(response.body.is_ascii());
    let source = &response.answer().sources[0];
    assert!(source.reason.as_deref().is_some_and(|reason| reason.contains('“')), "{source:?}");
}

#[tokio::test]
async fn health_is_asked_without_a_question() {
    assert_eq!(send(&local(&fixture(), &[]), get("/healthz")).await.status, 200);
}
