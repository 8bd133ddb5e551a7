//! `check` as a program: its report, its exit codes, and the token in neither.

mod support;

use std::path::PathBuf;
use std::process::Output;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::Request;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::IntoResponse as _;
use support::program::command;
use tempfile::TempDir;
use tokio::net::TcpListener;

const CANARY: &str = "gb_api_C4nary";
const STRUCTURE: &str = r#"{"type":"sections","structure":[{"object":"site-section","id":"sec1",
    "siteSpaces":[{"object":"site-space","id":"sp1","space":{"id":"s1"}}]}]}"#;

/// Runs `check` over a file with this text.
async fn check(text: &str, more: &[&str]) -> Output {
    let folder = folder(text);
    let file = folder.path().join("gateway.toml");
    let output = command(&["check", "--config", file.to_str().expect("a path")])
        .args(more)
        .env("TOKEN_OF_THE_TEST", CANARY)
        .output()
        .await
        .expect("the gateway");
    for text in [&output.stdout, &output.stderr] {
        assert!(!String::from_utf8_lossy(text).contains(CANARY), "{output:?}");
    }
    output
}

fn folder(text: &str) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("gateway.toml"), text).expect("a file");
    std::fs::create_dir(folder.path().join("empty")).expect("a folder");
    folder
}

fn site(name: &str, more: &str) -> String {
    format!(
        "[[site]]\nname = '{name}'\norganization = 'o'\nsite = '{name}'\n\
         token_env = 'TOKEN_OF_THE_TEST'\n{more}\n"
    )
}

fn lines(output: &Output) -> Vec<String> {
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    String::from_utf8_lossy(&output.stdout).lines().map(str::to_owned).collect()
}

/// What an API was asked: the path, and the headers.
type Seen = Arc<Mutex<Vec<(String, HeaderMap)>>>;

/// An API that knows the site `right`, and refuses each other by its name.
async fn api() -> (String, Seen) {
    let seen = Seen::default();
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a socket");
    let address = format!("http://{}", listener.local_addr().expect("an address"));
    let tell = Arc::clone(&seen);
    let router = Router::new().fallback(async move |request: Request| {
        let path = request.uri().path().to_owned();
        tell.lock().expect("a lock").push((path.clone(), request.headers().clone()));
        let site = path.split('/').nth(5).unwrap_or_default();
        // What an API may say must not reach the report.
        let message = format!("{{\"error\":{{\"message\":\"bad token {CANARY}\"}}}}");
        match site.strip_prefix("status-").and_then(|status| status.parse().ok()) {
            Some(status) => {
                (StatusCode::from_u16(status).expect("a status"), message).into_response()
            }
            None if site == "html" => "<html>".into_response(),
            None => STRUCTURE.into_response(),
        }
    });
    tokio::spawn(async move { axum::serve(listener, router).await });
    (address, seen)
}

#[tokio::test]
async fn right_settings_are_told_and_exit_code_zero() {
    let docs = support::fixture();
    let folder = format!("[[site]]\ndocs = '{}'\nsite = 'handbook'\n", docs.display());
    let origins = "allow_origins = ['https://a.example']\n\
                   scope = { mode = 'specific', site_spaces = ['sp1'] }";
    let output = check(&(site("first", origins) + &folder), &[]).await;
    assert_eq!(
        lines(&output),
        [
            "first: o/first from the API at https://api.gitbook.com/ (only site spaces sp1), for \
             pages of https://a.example",
            &format!(
                "handbook: local/handbook from the folder {}, for pages on localhost only",
                docs.display()
            ),
            "The settings are right",
        ]
    );
    assert_eq!(output.status.code(), Some(0));
}

#[tokio::test]
async fn what_is_kept_and_told_is_told_and_a_file_that_is_no_report_is_wrong() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("reports.sqlite");
    let docs = support::fixture();
    let text = format!(
        "[reports]\nfile = '{}'\n[traces]\nendpoint = 'http://collector.example:4318'\n\
         [[site]]\ndocs = '{}'\n",
        file.display(),
        docs.display()
    );
    let output = check(&text, &[]).await;
    assert_eq!(
        lines(&output)[1..],
        [
            format!(
                "A report is kept in {} for 90 days, without the words of questions, and shown \
                 on no page",
                file.display()
            ),
            "Traces go to http://collector.example:4318/".to_owned(),
            "The settings are right".to_owned(),
        ]
    );
    assert!(!file.exists());
    std::fs::write(&file, "notes of mine").expect("a file");
    let output = check(&text, &[]).await;
    let expected = format!(
        "Wrong: the report `{}` is no report of this version of the gateway",
        file.display()
    );
    assert_eq!((&lines(&output)[1], output.status.code()), (&expected, Some(2)));
}

#[tokio::test]
async fn everything_wrong_is_one_report_and_exit_code_two() {
    let text = format!("[server]\nprot = 1\n{}token = '{CANARY}'\n", site("a", "pace = '1s'"));
    let output = check(&text, &[]).await;
    let found = lines(&output);
    let starts = ["2: `prot` is no setting", "8: `pace` goes with", "9: `token` must not stand"];
    assert_eq!(found.len(), starts.len(), "{found:?}");
    for (found, start) in found.iter().zip(starts) {
        assert!(found.starts_with(&format!("Wrong: gateway.toml:{start}")), "{found}");
    }
    assert_eq!(output.status.code(), Some(2));
    let output = check("[[site]]\ndocs = 'empty'\n", &[]).await;
    let found = lines(&output);
    assert!(found[0].starts_with("Wrong: the site `docs`: The docs folder `"), "{found:?}");
    assert_eq!((found.len(), output.status.code()), (1, Some(2)));
}

#[tokio::test]
async fn online_each_token_is_tried_and_each_failure_told_by_its_site() {
    let (api, seen) = api().await;
    let closed = TcpListener::bind("127.0.0.1:0").await.expect("a socket");
    let nobody = format!("http://{}", closed.local_addr().expect("an address"));
    drop(closed);
    let at = |name: &str, more: &str| site(name, &format!("upstream = '{api}'\n{more}"));
    let text = [
        at("right", "scope = { mode = 'specific', site_spaces = ['sp1'] }"),
        at("spaces", "scope = { mode = 'specific', site_spaces = ['sp1', 'sp2', 'sp3'] }"),
        at("status-401", ""),
        at("status-403", ""),
        at("status-404", ""),
        at("status-429", ""),
        at("status-500", ""),
        at("status-302", ""),
        at("html", ""),
        site("nobody", &format!("upstream = '{nobody}'")),
    ];
    let output = check(&text.concat(), &["--online"]).await;
    let found = lines(&output);
    let parts = [
        ("right", "for pages on localhost only; the token works"),
        ("spaces", "it has no site space `sp2`"),
        ("spaces", "it has no site space `sp3`"),
        ("status-401", "the API does not know the token (401)"),
        ("status-403", "the token may not ask it (403)"),
        ("status-404", "there is no site `status-404` in an organization `o`"),
        ("status-429", "rate limit is used up (429)"),
        ("status-500", "answered with status 500"),
        ("status-302", "cannot be reached, or does not answer as the API does"),
        ("html", "does not speak as the API does"),
        ("nobody", "cannot be reached, or does not answer as the API does"),
    ];
    assert_eq!(found.len(), parts.len(), "{found:#?}");
    for (found, (site, part)) in found.iter().zip(parts) {
        assert!(found.contains(site) && found.contains(part), "{found}");
    }
    assert_eq!(output.status.code(), Some(2));
    for (path, headers) in seen.lock().expect("a lock").iter() {
        assert!(path.starts_with("/v1/orgs/o/sites/") && path.ends_with("/structure"), "{path}");
        assert_eq!(headers[header::AUTHORIZATION], format!("Bearer {CANARY}"));
    }
    let output = check(&at("right", ""), &["--online"]).await;
    assert_eq!(output.status.code(), Some(0), "{output:?}");
}

#[tokio::test]
async fn without_online_no_token_goes_anywhere() {
    let (api, seen) = api().await;
    let output = check(&site("right", &format!("upstream = '{api}'")), &[]).await;
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    assert!(seen.lock().expect("a lock").is_empty());
}

#[tokio::test]
async fn options_of_one_site_are_checked_as_well() {
    let docs: PathBuf = support::fixture();
    let output = command(&["check", "--docs"]).arg(docs).output().await.expect("the gateway");
    assert_eq!(output.status.code(), Some(0), "{output:?}");
}
