//! `POST …/ask/feedback`: what is taken, what is refused, and who may say anything.

mod support;

use axum::Router;
use axum::body::Body;
use axum::http::{Method, Request, header};
use serde_json::{Value, json};
use support::{Response, fixture, get, local, post, send};

const FEEDBACK: &str = "/v1/orgs/local/sites/docs/ask/feedback";

async fn say(app: &Router, body: &Value) -> Response {
    send(app, post(FEEDBACK, body.to_string())).await
}

#[tokio::test]
async fn a_verdict_with_a_reason_and_words_is_taken_and_nothing_is_said_back() {
    let app = local(&fixture(), &[]);
    for body in [
        json!({"answer": "Qm9sdA", "helpful": true}),
        json!({"answer": "Qm9sdA", "helpful": false, "reason": "outdated", "comment": "See 2.0"}),
        json!({"answer": "Qm9sdA", "helpful": null}),
        json!({"answer": "Qm9sdA", "helpful": false, "question": "How?", "text": "So.", "new": 1}),
    ] {
        let response = say(&app, &body).await;
        assert_eq!((response.status.as_u16(), response.body.len()), (204, 0), "{body}");
    }
}

#[tokio::test]
async fn what_breaks_a_rule_is_refused_in_words_that_name_the_field() {
    let app = local(&fixture(), &[]);
    for (body, named) in [
        (json!({"helpful": true}), "`answer` is missing"),
        (json!({"answer": "a/b"}), "`answer` must be"),
        (json!({"answer": "a", "helpful": "yes"}), "`helpful` is of the wrong kind"),
        (json!({"answer": "a", "helpful": false, "reason": "bad"}), "`reason` must be one of"),
        (json!({"answer": "a", "comment": "x".repeat(501)}), "`comment` must have at most 500"),
        (json!([]), "The body is of the wrong kind"),
    ] {
        let (status, message) = say(&app, &body).await.refusal();
        assert!(status == 400 && message.contains(named), "{status} {message} for {body}");
    }
    let (status, _) = send(&app, post(FEEDBACK, "x".repeat(65 << 10))).await.refusal();
    assert_eq!(status, 413);
    let plain = Request::post(FEEDBACK).header(header::HOST, "gateway.example");
    let plain = plain.body(Body::from("{}")).expect("a request");
    assert_eq!(send(&app, plain).await.refusal().0, 415);
    assert_eq!(send(&app, get(FEEDBACK)).await.refusal().0, 405);
    let other = "/v1/orgs/local/sites/other/ask/feedback";
    assert_eq!(send(&app, post(other, r#"{"answer":"a"}"#)).await.refusal().0, 404);
}

#[tokio::test]
async fn pages_of_foreign_origins_say_nothing_and_allowed_ones_may() {
    let app = local(&fixture(), &["--allow-origin", "https://docs.example"]);
    let from = |origin: &str, method: Method| {
        let mut request = post(FEEDBACK, r#"{"answer":"a","helpful":true}"#);
        *request.method_mut() = method;
        request.headers_mut().insert(header::ORIGIN, origin.parse().expect("a header"));
        request
    };
    assert_eq!(send(&app, from("https://evil.example", Method::POST)).await.status, 403);
    let allowed = send(&app, from("https://docs.example", Method::POST)).await;
    assert_eq!(allowed.status, 204);
    assert_eq!(allowed.header("access-control-allow-origin"), "https://docs.example");
    let mut asks = from("https://docs.example", Method::OPTIONS);
    let wanted = [
        ("access-control-request-method", "POST"),
        ("access-control-request-headers", "content-type"),
    ];
    for (name, value) in wanted {
        asks.headers_mut().insert(name, value.parse().expect("a header"));
    }
    assert!(send(&app, asks).await.status.is_success());
}
