//! A server that plays GitBook: answers with ids only, a site's structure, pages.

use std::collections::HashMap;
use std::fs;
use std::sync::{Arc, Mutex};
use std::time::{SystemTime, UNIX_EPOCH};

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use futures_util::{StreamExt as _, stream};
use serde_json::{Value, json};
use tokio::net::TcpListener;

use super::support::settings;

pub(crate) const ASK: &str = "/v1/orgs/org1/sites/site1/ask";
pub(crate) const TOKEN: &str = "gb_api_canary";

/// What the server has to say.
#[derive(Clone, Default)]
pub(crate) struct GitBook {
    /// The bytes of every answer.
    pub(crate) answer: Vec<u8>,
    /// `X-RateLimit-Remaining`, if any, of a limit of 100.
    pub(crate) remaining: Option<u64>,
    /// By path, after `/v1`; nothing else is found.
    pub(crate) things: HashMap<String, Thing>,
}

/// What is at a path.
#[derive(Clone)]
pub(crate) enum Thing {
    Json(Value),
    Status(u16),
    /// Never answers.
    Silence,
}

/// A gateway in front of it, and what it was asked for besides answers.
pub(crate) struct Running {
    pub(crate) app: Router,
    asked: Arc<Mutex<Vec<(String, HeaderMap)>>>,
}

impl Running {
    /// Paths and queries, in order.
    pub(crate) fn looked_up(&self) -> Vec<String> {
        let asked = self.asked.lock().expect("a lock");
        let mut paths: Vec<_> = asked.iter().map(|(path, _)| path.clone()).collect();
        paths.sort();
        paths
    }

    pub(crate) fn headers(&self) -> Vec<HeaderMap> {
        self.asked.lock().expect("a lock").iter().map(|(_, headers)| headers.clone()).collect()
    }
}

/// Starts it.
pub(crate) async fn start(gitbook: GitBook) -> Running {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a socket");
    let address = listener.local_addr().expect("an address");
    let asked = Arc::new(Mutex::new(Vec::new()));
    let state = (Arc::new(gitbook), Arc::clone(&asked));
    let server = Router::new().fallback(respond).with_state(state);
    tokio::spawn(async move { axum::serve(listener, server).await });
    Running { app: gateway(&format!("http://{address}")), asked }
}

type Asked = Arc<Mutex<Vec<(String, HeaderMap)>>>;

async fn respond(
    State((gitbook, asked)): State<(Arc<GitBook>, Asked)>,
    request: Request,
) -> Response {
    let path = request.uri().path().to_owned();
    if path == ASK {
        // In slices that cut events.
        let slices: Vec<_> = gitbook.answer.chunks(50).map(<[u8]>::to_vec).collect();
        let body = Body::from_stream(stream::iter(slices).map(Ok::<_, std::io::Error>));
        let mut response = ([("content-type", "text/event-stream")], body).into_response();
        if let Some(remaining) = gitbook.remaining {
            for (name, number) in [
                ("x-ratelimit-limit", 100),
                ("x-ratelimit-remaining", remaining),
                ("x-ratelimit-reset", in_a_minute()),
            ] {
                response.headers_mut().insert(name, number.into());
            }
        }
        return response;
    }
    let whole = request.uri().path_and_query().map(ToString::to_string).unwrap_or_default();
    asked.lock().expect("a lock").push((whole, request.headers().clone()));
    match gitbook.things.get(path.trim_start_matches("/v1")) {
        Some(Thing::Json(json)) => json.to_string().into_response(),
        Some(Thing::Status(status)) => {
            StatusCode::from_u16(*status).expect("a status").into_response()
        }
        Some(Thing::Silence) => std::future::pending().await,
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

fn in_a_minute() -> u64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("a clock");
    now.as_secs() + 60
}

fn gateway(upstream: &str) -> Router {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("token");
    fs::write(&file, TOKEN).expect("a file");
    let file = file.to_str().expect("a path");
    let ids = ["--organization", "org1", "--site", "site1", "--token-file", file];
    let arguments = [&["--upstream", upstream], &ids[..]].concat();
    ask_docs_gateway::prepare(&settings(&arguments)).expect("a gateway")
}

/// A site with the space `s1` in a section of a group of a group, and `s2` beside it.
pub(crate) fn structure() -> Thing {
    let site_space = |space: &str, url: &str| {
        json!({"object": "site-space", "id": format!("site-{space}"), "title": "T", "path": "t",
               "draft": false, "space": {"object": "space", "id": space}, "urls": {"published": url}})
    };
    let section = |site_space: Value| {
        json!({"object": "site-section", "id": "se", "title": "T", "path": "t", "draft": false,
               "siteSpaces": [site_space], "urls": {"published": "https://docs.example/"}})
    };
    let group = |child: Value| {
        json!({"object": "site-section-group", "id": "g", "title": "T", "draft": false,
               "sections": [], "children": [child]})
    };
    let inner = section(site_space("s1", "https://docs.example/guides/"));
    let outer = section(site_space("s2", "https://docs.example/api"));
    Thing::Json(json!({"type": "sections", "structure": [group(group(inner)), outer]}))
}

/// A page with two headings.
pub(crate) fn page(title: &str, path: &str) -> Thing {
    let heading = |key: &str, id: &str| {
        json!({"object": "block", "type": "heading-1", "key": key, "data": {}, "meta": {"id": id},
               "nodes": [{"object": "text", "leaves": [{"object": "leaf", "text": "T"}]}]})
    };
    Thing::Json(
        json!({"id": "p", "type": "document", "kind": "sheet", "title": title, "path": path,
        "urls": {"app": "https://app.gitbook.com/x"}, "slug": "x", "pages": [], "tags": [],
        "document": {"object": "document", "data": {"schemaVersion": 2},
                     "nodes": [heading("k1", "first"), heading("k2", "second")]}}),
    )
}

/// The path of a page.
pub(crate) fn place(space: &str, page: &str) -> String {
    format!("/spaces/{space}/revisions/r1/page/{page}")
}
