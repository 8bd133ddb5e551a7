//! The report through the whole gateway: what readers do, and what its owner then sees.

#[path = "../support/mod.rs"]
mod support;

mod page;
mod program;

use axum::Router;
use axum::body::Body;
use axum::http::{Request, header};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use support::{ASK, Response, body, fixture, get, local, post, send};
use tempfile::TempDir;

const PASSWORD: &str = "a long password";
const FEEDBACK: &str = "/v1/orgs/local/sites/docs/ask/feedback";
const ANSWERED: &str = "How do I verify webhook signatures?";
const NOTHING: &str = "zzyzx qwrtp?";

/// A gateway over the fixture that keeps a report in a folder of its own.
struct Reporting {
    app: Router,
    folder: TempDir,
}

impl Reporting {
    fn new(settings: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("password"), format!("{PASSWORD}\n")).expect("a file");
        let text = format!(
            "[reports]\nfile = 'reports.sqlite'\npassword_file = 'password'\n{settings}\n\
             [[site]]\ndocs = '{}'\npace = '0'\n",
            fixture().display()
        );
        let config = folder.path().join("gateway.toml");
        std::fs::write(&config, text).expect("a file");
        let settings = support::settings(&["--config", config.to_str().expect("a path")]);
        Self { app: ask_docs_gateway::prepare(&settings).expect("a gateway"), folder }
    }

    /// Asks `question`; the name of the answer.
    async fn ask(&self, question: &str) -> String {
        let path = format!("{ASK}?format=markdown&resume=true");
        let answer = send(&self.app, post(&path, body(question))).await.text();
        let name = answer.lines().find_map(|line| line.strip_prefix("id: "));
        name.expect("a name").to_owned()
    }

    async fn say(&self, feedback: &Value) {
        assert_eq!(send(&self.app, post(FEEDBACK, feedback.to_string())).await.status, 204);
    }

    /// What is at `path`, for who knows the password.
    async fn see(&self, path: &str) -> Response {
        send(&self.app, with(path, &format!("owner:{PASSWORD}"))).await
    }

    async fn text(&self, path: &str) -> String {
        let response = self.see(path).await;
        assert_eq!(response.status, 200, "{path}");
        response.text()
    }
}

/// A request for `path` of who says to be `credentials`.
fn with(path: &str, credentials: &str) -> Request<Body> {
    let mut request = get(path);
    let value = format!("Basic {}", STANDARD.encode(credentials));
    request.headers_mut().insert(header::AUTHORIZATION, value.parse().expect("a header"));
    request
}
