//! The static files at `/` and the plain pages under `/docs/`.

mod support;

use std::fs;

use support::{fixture, get, local, send};

#[tokio::test]
async fn files_can_be_loaded_from_anywhere_with_the_right_type() {
    let www = tempfile::tempdir().expect("a folder");
    for (name, kind) in [
        ("ask-docs.js", "text/javascript"),
        ("ask-docs-0123abcd_bg.wasm", "application/wasm"),
        ("index.html", "text/html"),
        ("style.css", "text/css"),
        ("manifest.json", "application/json"),
    ] {
        fs::write(www.path().join(name), name).expect("a file");
        let app = local(&fixture(), &["--www", www.path().to_str().expect("a path")]);
        let response = send(&app, get(&format!("/{name}"))).await;
        assert_eq!(response.status, 200);
        assert_eq!(response.text(), name);
        assert_eq!(response.header("content-type"), kind);
        assert_eq!(response.header("access-control-allow-origin"), "*");
        assert_eq!(response.header("cross-origin-resource-policy"), "cross-origin");
        let forever = name.contains("0123abcd");
        let kept = if forever { "public, max-age=31536000, immutable" } else { "no-cache" };
        assert_eq!(response.header("cache-control"), kept);
    }
}

#[tokio::test]
async fn the_compressed_file_beside_the_plain_one_is_used() {
    let www = tempfile::tempdir().expect("a folder");
    fs::write(www.path().join("a.js"), "plain").expect("a file");
    fs::write(www.path().join("a.js.br"), "small").expect("a file");
    let app = local(&fixture(), &["--www", www.path().to_str().expect("a path")]);
    let mut request = get("/a.js");
    request.headers_mut().insert("accept-encoding", "gzip, br".parse().expect("a header"));
    let response = send(&app, request).await;
    assert_eq!((response.text().as_str(), response.header("content-encoding")), ("small", "br"));
    assert_eq!(response.header("content-type"), "text/javascript");
}

#[tokio::test]
async fn the_first_page_is_the_folders_own_or_the_docs() {
    let www = tempfile::tempdir().expect("a folder");
    fs::write(www.path().join("index.html"), "demo").expect("a file");
    let app = local(&fixture(), &["--www", www.path().to_str().expect("a path")]);
    assert_eq!(send(&app, get("/")).await.text(), "demo");
    let response = send(&local(&fixture(), &[]), get("/")).await;
    assert_eq!((response.status.as_u16(), response.header("location")), (307, "/docs/"));
}

#[tokio::test]
async fn nothing_outside_of_the_folders_is_served() {
    let both = tempfile::tempdir().expect("a folder");
    let www = both.path().join("www");
    fs::create_dir(&www).expect("a folder");
    fs::write(both.path().join("secret.md"), "# secret").expect("a file");
    let app = local(&fixture(), &["--www", www.to_str().expect("a path")]);
    for path in [
        "/../secret.md",
        "/%2e%2e/secret.md",
        "/..%2fsecret.md",
        "/docs/../../Cargo.toml",
        "/docs/%2e%2e/%2e%2e/Cargo.toml",
        "/docs/..%2f..%2fCargo.toml",
        "/docs//etc/passwd",
        "/docs/.gitbook.yaml",
        "/docs/.gitbook/includes/plan-note",
    ] {
        let response = send(&app, get(path)).await;
        assert_eq!(response.status, 404, "{path}");
        assert!(!response.text().contains("secret"), "{path}");
    }
}

#[tokio::test]
async fn every_source_leads_to_a_place_on_a_page() {
    let app = local(&fixture(), &[]);
    for question in
        ["rotate API key", "dead letter queue", "cancel a scheduled job", "429", "welcome"]
    {
        let answer = support::ask(&app, question).await.answer();
        for source in &answer.sources {
            let url = source.url.as_deref().expect("an address");
            let path = url.strip_prefix("http://gateway.example:8080").expect("our own address");
            let (path, anchor) = path.split_once('#').unwrap_or((path, ""));
            let page = send(&app, get(path)).await;
            assert_eq!(page.status, 200, "{url}");
            assert!(
                anchor.is_empty() || page.text().contains(&format!("id=\"{anchor}\"")),
                "{url}"
            );
        }
    }
}

#[tokio::test]
async fn pages_are_plain_html_that_runs_nothing() {
    let docs = tempfile::tempdir().expect("a folder");
    let text = "# <script>1</script> & \"x\"\n\n<script>alert(1)</script>\n\n<img src=x onerror=alert(1)>\n\n\
                [a](javascript:alert(1)) [b](JAVASCRIPT:alert(1)) ![c](https://evil.example/x.png)\n\n\
                <javascript:alert(1)>\n\n## \"><b>\n\n`<i>`\n";
    fs::write(docs.path().join("README.md"), text).expect("a file");
    let page = send(&local(docs.path(), &[]), get("/docs/")).await;
    assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
    let policy = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'";
    assert_eq!(page.header("content-security-policy"), policy);
    let html = page.text();
    let body = html.split("<main>").nth(1).expect("a main part");
    for mark in ["<script", "<img", "<b>", "href=\"javascript", "href=\"JAVASCRIPT", "evil.example"]
    {
        assert!(!body.contains(mark), "{mark} in {body}");
    }
    assert!(body.contains("&lt;script&gt;alert(1)&lt;/script&gt;"), "{body}");
}

#[tokio::test]
async fn a_page_that_is_not_there_is_said_so_kindly() {
    let page = send(&local(&fixture(), &[]), get("/docs/old/place")).await;
    assert_eq!(page.status, 404);
    assert!(
        page.text().contains("There is no such page") && page.text().contains("href=\"/docs/faq\"")
    );
}
