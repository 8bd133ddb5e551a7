//! The ask page with a question: HTML that streams in without scripts, and Markdown for programs.

mod support;

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use futures_util::StreamExt as _;
use support::{fixture, parse_with, send};
use tower::ServiceExt as _;

const QUESTION: &str = "/ask?q=How+do+I+verify+webhook+signatures%3F";

/// A gateway over the fixture that has the ask page, for which it takes a folder of files.
fn app() -> Router {
    app_with("0", &[])
}

fn app_with(pace: &str, variables: &[(&str, &str)]) -> Router {
    let docs = fixture();
    let docs = docs.to_str().expect("a path");
    let arguments = ["--docs", docs, "--www", docs, "--pace", pace];
    let settings = parse_with(&arguments, variables).expect("right settings");
    ask_docs_gateway::prepare(&settings).expect("a gateway")
}

fn asking(path: &str, headers: &[(&str, &str)]) -> Request<Body> {
    let mut request = Request::get(path).header("host", "ask.example:8080");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.body(Body::empty()).expect("a request")
}

#[tokio::test]
async fn a_question_in_the_address_is_answered_without_scripts() {
    let response = send(&app(), asking(QUESTION, &[])).await;
    assert_eq!(response.status, StatusCode::OK);
    assert_eq!(response.header("content-type"), "text/html; charset=utf-8");
    let policy = response.header("content-security-policy");
    assert!(policy.starts_with("default-src 'none'; style-src 'self';"), "{policy}");
    let page = response.text();
    assert!(page.contains("value=\"How do I verify webhook signatures?\""), "{page}");
    assert!(page.contains("<h2 id=\"sources\">Sources</h2>"), "{page}");
    assert!(page.contains("href=\"http://ask.example:8080/docs/guides/webhooks#"), "{page}");
    assert!(page.contains("<h2 id=\"next\">Ask next</h2>") || !page.contains("follow"), "{page}");
    assert!(!page.contains("<script"), "{page}");
    assert!(page.trim_end().ends_with("</main>"), "{page}");
}

#[tokio::test]
async fn its_blocks_come_while_the_answer_is_written() {
    let response = app_with("1ms", &[]).oneshot(asking(QUESTION, &[])).await;
    let mut body = response.expect("a response").into_body().into_data_stream();
    let (mut parts, mut all) = (0, String::new());
    while let Some(bytes) = body.next().await {
        let bytes = bytes.expect("bytes");
        let text = std::str::from_utf8(&bytes).expect("whole characters");
        parts += usize::from(text.contains("</p>") || text.contains("</figure>"));
        all.push_str(text);
    }
    assert!(parts >= 3, "in {parts} parts: {all}");
    let whole = send(&app(), asking(QUESTION, &[])).await.text();
    let squeezed = |text: &str| text.replace('\n', "");
    assert_eq!(squeezed(&all), squeezed(&whole));
}

#[tokio::test]
async fn programs_get_markdown_with_footnotes() {
    let accept = [("accept", "text/markdown;q=0.9, */*;q=0.1")];
    let response = send(&app(), asking(QUESTION, &accept)).await;
    assert_eq!(response.header("content-type"), "text/markdown; charset=utf-8");
    let text = response.text();
    assert!(text.contains("\nSources: [^1]"), "{text}");
    assert!(text.contains("— <http://ask.example:8080/docs/guides/webhooks#"), "{text}");
    assert!(!text.contains("<div"), "{text}");
    let nothing = send(&app(), asking("/ask?q=giraffes", &accept)).await;
    assert!(nothing.text().starts_with("Nothing in the documentation"), "{}", nothing.text());
    let long = format!("/ask?q={}", "x".repeat(513));
    let refused = send(&app(), asking(&long, &accept)).await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
    assert!(refused.text().contains("at most 512 characters; this one has 513"));
}

#[tokio::test]
async fn a_page_elsewhere_cannot_spend_questions_behind_its_readers_backs() {
    let from = |site, dest, user| {
        [("sec-fetch-site", site), ("sec-fetch-dest", dest), ("sec-fetch-user", user)]
    };
    for (headers, is_answered) in [
        (from("cross-site", "image", ""), false),
        (from("cross-site", "iframe", "?1"), false),
        (from("cross-site", "document", ""), false),
        (from("same-site", "empty", ""), false),
        (from("cross-site", "document", "?1"), true),
        (from("same-origin", "document", ""), true),
        (from("none", "document", "?1"), true),
        ([("sec-fetch-site", "none"), ("sec-purpose", "prefetch;prerender"), ("x", "")], false),
    ] {
        let response = send(&app(), asking(QUESTION, &headers)).await;
        assert_eq!(response.status, StatusCode::OK);
        let page = response.text();
        assert_eq!(page.contains("Sources"), is_answered, "{headers:?}: {page}");
        // What was asked is there for the reader to send.
        assert!(page.contains("value=\"How do I verify"), "{page}");
    }
}

#[tokio::test]
async fn what_is_refused_is_said_on_the_page_and_what_was_typed_stays() {
    let app = app_with("0", &[("ASK_DOCS_LIMITS_QUESTIONS_PER_CLIENT", "1")]);
    let first = send(&app, asking(QUESTION, &[])).await;
    assert_eq!(first.status, StatusCode::OK);
    let response = send(&app, asking("/ask?q=%3Cscript%3E+%22%27%26", &[])).await;
    assert_eq!(response.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(!response.header("retry-after").is_empty());
    let page = response.text();
    assert!(page.contains("role=\"alert\">Too many requests in a short time.</p>"), "{page}");
    assert!(page.contains("value=\"&lt;script&gt; &quot;&#39;&amp;\""), "{page}");
}

#[tokio::test]
async fn without_a_question_there_is_the_box_and_a_form_for_those_without_scripts() {
    for path in ["/ask", "/ask?q=", "/ask?q=+"] {
        let page = send(&app(), asking(path, &[])).await.text();
        assert!(page.contains("<ask-docs organization=\"local\""), "{page}");
        let form = page.split("<noscript>").nth(1).expect("a form");
        assert!(form.contains("<form action=\"ask\">") && form.contains("name=\"q\""), "{form}");
    }
}
