//! The ask page: the box alone on a page of the gateway's own, also in a frame on pages whose
//! policy or browser refuses the box itself.
//!
//! Owns the page, its script and style, and the policy they stand under. Refuses to be framed by
//! pages that may not ask, and to read a secret from an address.

use axum::Router;
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use crate::origin::Origins;

const PAGE: &str = include_str!("ask_page/page.html");
const SCRIPT: &str = include_str!("ask_page/page.js");
const STYLE: &str = include_str!("ask_page/page.css");

/// What the page may do. Images are those that a site's owner lets into answers.
const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; \
     connect-src 'self'; style-src 'self'; img-src https: data:; base-uri 'none'; \
     form-action 'none'; frame-ancestors ";

/// The page for the site `site` of `organization`, to be framed by pages of `origins`.
pub(crate) fn routes(origins: &Origins, organization: &str, site: &str) -> Router {
    let page = PAGE
        .replace("{organization}", &attribute(organization))
        .replace("{site}", &attribute(site));
    let policy = POLICY.to_owned() + &ancestors(origins);
    Router::new()
        .route("/ask", get(async move || framed(&policy, page)))
        .route("/ask.js", get(async || file("text/javascript", SCRIPT)))
        .route("/ask.css", get(async || file("text/css", STYLE)))
}

fn framed(policy: &str, page: String) -> Response {
    // Whatever an origin's name holds that no header may: then nobody frames the page.
    let policy = HeaderValue::from_str(policy)
        .unwrap_or_else(|_| HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'"));
    let mut response = file("text/html; charset=utf-8", page);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    for (name, value) in [
        // Pages that are isolated from other origins may frame only what is so too.
        ("cross-origin-embedder-policy", "credentialless"),
        ("cross-origin-resource-policy", "cross-origin"),
    ] {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    response
}

fn file(kind: &'static str, text: impl IntoResponse) -> Response {
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::CACHE_CONTROL, "no-cache"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    (headers, text).into_response()
}

/// The pages that may frame this one, as a policy names them: those that may ask.
fn ancestors(origins: &Origins) -> String {
    match origins {
        // A policy has no way to name an address of IPv6.
        Origins::Localhost => "'self' http://localhost:* https://localhost:* \
                               http://127.0.0.1:* https://127.0.0.1:*"
            .to_owned(),
        Origins::Listed(listed) => format!("'self' {}", listed.join(" ")),
    }
}

/// `text` as it may stand between quotation marks in HTML.
fn attribute(text: &str) -> String {
    text.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;")
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::http::{Request, StatusCode};
    use http_body_util::BodyExt as _;
    use tower::ServiceExt as _;

    use super::*;

    async fn ask(router: Router, path: &str) -> (Response, String) {
        let request = Request::get(path).body(Body::empty()).expect("a request");
        let (parts, body) = router.oneshot(request).await.expect("a response").into_parts();
        let text = body.collect().await.expect("a body").to_bytes();
        let text = String::from_utf8(text.to_vec()).expect("text");
        (Response::from_parts(parts, Body::empty()), text)
    }

    fn header<'a>(response: &'a Response, name: &str) -> &'a str {
        response.headers().get(name).map_or("", |value| value.to_str().expect("a text header"))
    }

    #[tokio::test]
    async fn the_page_holds_one_box_of_the_gateways_own_site_and_no_inline_script() {
        let router = routes(&Origins::Localhost, "acme", "docs\"><script>");
        let (response, page) = ask(router, "/ask?label=x").await;
        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(header(&response, "content-type"), "text/html; charset=utf-8");
        assert!(page.contains("organization=\"acme\" site=\"docs&quot;>&lt;script>\""), "{page}");
        assert_eq!(page.matches("<ask-docs").count(), 1, "{page}");
        for script in page.split("<script").skip(1) {
            assert!(script.starts_with(" defer src="), "{script}");
            assert!(script.contains("></script>"), "{script}");
        }
    }

    #[tokio::test]
    async fn the_pages_policy_allows_what_the_box_needs_and_no_more() {
        let (response, _) = ask(routes(&Origins::Localhost, "local", "docs"), "/ask").await;
        let policy = header(&response, "content-security-policy");
        assert!(policy.starts_with("default-src 'none'; script-src 'self' 'wasm-unsafe-eval';"));
        assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"), "{policy}");
        assert_eq!(header(&response, "x-content-type-options"), "nosniff");
        assert_eq!(header(&response, "x-frame-options"), "");
        assert_eq!(header(&response, "cross-origin-resource-policy"), "cross-origin");
    }

    #[tokio::test]
    async fn only_pages_that_may_ask_may_frame_the_page() {
        let listed = Origins::Listed(vec!["https://a.example".into(), "https://b.example".into()]);
        for (origins, expected) in [
            (listed, "; frame-ancestors 'self' https://a.example https://b.example"),
            (Origins::Listed(Vec::new()), "; frame-ancestors 'self' "),
            (
                Origins::Localhost,
                "; frame-ancestors 'self' http://localhost:* https://localhost:* \
                 http://127.0.0.1:* https://127.0.0.1:*",
            ),
        ] {
            let (response, _) = ask(routes(&origins, "local", "docs"), "/ask").await;
            let policy = header(&response, "content-security-policy");
            assert!(policy.ends_with(expected), "{policy}");
        }
    }

    #[tokio::test]
    async fn the_pages_files_are_beside_it() {
        for (path, kind) in [("/ask.js", "text/javascript"), ("/ask.css", "text/css")] {
            let (response, text) = ask(routes(&Origins::Localhost, "local", "docs"), path).await;
            assert_eq!(header(&response, "content-type"), kind);
            assert!(text.starts_with("/*"), "{path} says what it owns");
            assert!(!text.contains("token"), "{path} takes no secret");
        }
    }
}
