//! Search results in place of an answer, over the wire.

use std::sync::{Arc, Mutex};

use ask_docs_gateway::FallbackSettings;
use axum::Router;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use axum::routing::post as on_post;
use serde_json::{Value, json};

use super::*;
use crate::gateway::gateway_set;

/// An API that refuses to answer with `status`, and searches unless it is told not to.
async fn refusing(status: u16, searches: bool) -> (Router, Arc<Mutex<Vec<String>>>) {
    let sought = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&sought);
    let ask = async move || {
        let status = StatusCode::from_u16(status).expect("a status");
        (status, r#"{"error":{"code":0,"message":"No answers today"}}"#).into_response()
    };
    let search = async move |request: Request<Body>| {
        let authorization = request.headers()["authorization"].to_str().expect("text").to_owned();
        assert_eq!(authorization, format!("Bearer {TOKEN}"));
        let uri = request.uri().to_string();
        let body = axum::body::to_bytes(request.into_body(), 10_000).await.expect("a body");
        seen.lock().expect("a lock").push(format!("{uri} {}", String::from_utf8_lossy(&body)));
        if !searches {
            return StatusCode::INTERNAL_SERVER_ERROR.into_response();
        }
        let page = |title: &str, score: f64| {
            json!({"id": title, "title": title, "description": "How to *do* it", "path": title,
                   "score": score, "rank": 1, "ancestors": [],
                   "urls": {"app": format!("https://app.example/{title}")}})
        };
        let pages = [page("second", 0.5), page("first", 0.9)];
        let items = json!([{"type": "space", "id": "s", "title": "S", "score": 1, "pages": pages}]);
        ([("content-type", "application/json")], json!({ "items": items }).to_string())
            .into_response()
    };
    let space = json!({"id": "s"});
    let urls = json!({"published": "https://docs.example/guide/"});
    let structure = json!({"type": "siteSpaces", "structure": [
        {"object": "site-space", "id": "ss", "draft": false, "space": space, "urls": urls},
    ]});
    let structure = async move || ([("content-type", "application/json")], structure.to_string());
    let api = Router::new()
        .route(ASK, on_post(ask))
        .route("/v1/orgs/org1/sites/site1/structure", axum::routing::get(structure))
        .route("/v1/orgs/org1/sites/site1/search", on_post(search));
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a socket");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(async move { axum::serve(listener, api).await });
    let app = gateway_set(&format!("http://{address}"), |settings| {
        settings.sites[0].continuity.fallback = FallbackSettings::Search;
    });
    (app, sought)
}

#[tokio::test]
async fn where_answers_are_refused_search_results_stand_in() {
    let (app, sought) = refusing(403, true).await;
    let response = send(&app, post(&format!("{ASK}?format=markdown"), body("a?"))).await;
    let (events, done) = response.events();
    assert!(done);
    let [event] = &events[..] else { panic!("{events:?}") };
    assert_eq!(event["fallback"], "search");
    let markdown = event["answer"]["answer"]["markdown"].as_str().expect("Markdown");
    assert!(markdown.ends_with(
        "\n* [first](<https://docs.example/guide/first>): How to \\*do\\* it\
         \n* [second](<https://docs.example/guide/second>): How to \\*do\\* it"
    ));
    assert_eq!(event["answer"]["sources"][0]["title"], "first");
    let sought = sought.lock().expect("a lock").clone();
    let [search] = &sought[..] else { panic!("{sought:?}") };
    let (uri, query) = search.split_once(' ').expect("a body");
    assert_eq!(uri, "/v1/orgs/org1/sites/site1/search?limit=5");
    let query: Value = serde_json::from_str(query).expect("JSON");
    assert_eq!(query, json!({"query": "a?", "scope": {"mode": "all"}}));
}

#[tokio::test]
async fn they_come_as_a_document_too_and_can_be_resumed() {
    let (app, _) = refusing(403, true).await;
    let response = send(&app, post(&format!("{ASK}?resume=true"), body("a?"))).await;
    let (events, done) = response.events();
    assert!(done && events[0]["answer"]["answer"]["document"].is_object(), "{events:?}");
    let text = response.text();
    let name = text.lines().next().and_then(|line| line.strip_prefix("id: ")).expect("a name");
    let mut again = get(ASK);
    again.headers_mut().insert("last-event-id", name.parse().expect("a header"));
    assert_eq!(send(&app, again).await.events().0[0]["fallback"], "search");
}

#[tokio::test]
async fn what_the_client_did_wrong_and_what_search_cannot_mend_stays_refused() {
    for (status, searches, sought_times) in [(404, true, 0), (413, true, 0), (403, false, 1)] {
        let (app, sought) = refusing(status, searches).await;
        let refusal = send(&app, post(ASK, body("a?"))).await.refusal();
        assert_eq!(refusal, (status, "No answers today".to_owned()));
        assert_eq!(sought.lock().expect("a lock").len(), sought_times);
    }
}
