//! The ask page: the box alone on a page of the gateway's own, also in a frame on pages whose
//! policy or browser refuses the box itself; and with a question in its address the answer itself,
//! without scripts.
//!
//! Owns the page, its script and style, and the policy they stand under. Refuses to be framed by
//! pages that may not ask, and to read a secret from an address.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

mod html;
mod written;

use crate::markup::escaped;
use crate::origin::Origins;
use crate::sites::{Site, Sites};

const PAGE: &str = include_str!("ask_page/page.html");
const SCRIPT: &str = include_str!("ask_page/page.js");
const STYLE: &str = include_str!("ask_page/page.css");

/// What the page may do. Images are those that a site's owner lets into answers.
const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; \
     connect-src 'self'; style-src 'self'; img-src https: data:; base-uri 'none'; \
     form-action 'self'; frame-ancestors ";

/// The page, for the site that its address names or else the first, to be framed by pages that
/// may ask that site.
pub(crate) fn routes(sites: Arc<Sites>) -> Router {
    Router::new()
        .route("/ask", get(page))
        .with_state(sites)
        .route("/ask.js", get(async || file("text/javascript", SCRIPT)))
        .route("/ask.css", get(async || file("text/css", STYLE)))
}

async fn page(State(sites): State<Arc<Sites>>, request: Request) -> Response {
    let (head, _) = request.into_parts();
    let query = head.uri.query().unwrap_or_default();
    let site = asked(&sites, query);
    if let Some(question) = question(query) {
        return written::page(site, &question, &head).await;
    }
    let page = PAGE
        .replace("{organization}", &escaped(&site.organization))
        .replace("{site}", &escaped(&site.site));
    framed(&(POLICY.to_owned() + &ancestors(&site.origins)), page)
}

/// The site that the box on the page asks: as the page's script reads its address, where the last
/// of a name counts and the rest is the first site's. Otherwise a page that may ask one site could
/// frame the box of another.
fn asked<'a>(sites: &'a Sites, query: &str) -> &'a Arc<Site> {
    let (mut organization, mut site) =
        (sites.first().organization.clone(), sites.first().site.clone());
    for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
        match &*name {
            "organization" => organization = value.into_owned(),
            "site" => site = value.into_owned(),
            _ => {}
        }
    }
    sites.find(&organization, &site).unwrap_or(sites.first())
}

/// What the address asks, if it asks anything.
fn question(query: &str) -> Option<String> {
    let mut pairs = url::form_urlencoded::parse(query.as_bytes());
    let (_, question) = pairs.find(|(name, _)| name == "q")?;
    Some(question.trim().to_owned()).filter(|question| !question.is_empty())
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

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::http::{Request, StatusCode};
    use http_body_util::BodyExt as _;
    use tower::ServiceExt as _;

    use super::*;
    use crate::answers::{Answers, Asked, AskedToStart, Reply};
    use crate::continuity::Continuity;
    use crate::protect::SiteProtection;
    use crate::refusal::Refusal;
    use crate::scope::AllowedScope;

    /// Nobody asks it here.
    struct Silent;

    impl Answers for Silent {
        fn ask(&self, _: Asked) -> Reply {
            Box::pin(async { Err(Refusal::UpstreamFailed) })
        }

        fn starter_questions(&self, _: AskedToStart) -> Reply {
            Box::pin(async { Err(Refusal::UpstreamFailed) })
        }
    }

    fn site(organization: &str, site: &str, origins: Origins) -> Site {
        let (organization, site) = (organization.to_owned(), site.to_owned());
        Site {
            name: site.clone(),
            organization,
            site,
            origins,
            protection: SiteProtection::alone(),
            scope: AllowedScope::All,
            answers: Arc::new(Silent),
            continuity: Continuity::default(),
        }
    }

    fn routes(origins: &Origins, organization: &str, name: &str) -> Router {
        let sites = Sites::new([site(organization, name, origins.clone())]).expect("a site");
        super::routes(Arc::new(sites))
    }

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
        assert!(
            page.contains("organization=\"acme\" site=\"docs&quot;&gt;&lt;script&gt;\""),
            "{page}"
        );
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
    async fn the_page_of_a_site_may_be_framed_by_its_own_pages_alone() {
        let listed = |origin: &str| Origins::Listed(vec![origin.to_owned()]);
        let sites = [
            site("acme", "docs", listed("https://a.example")),
            site("acme", "help", listed("https://b.example")),
            site("other", "docs", listed("https://c.example")),
        ];
        let router = super::routes(Arc::new(Sites::new(sites).expect("sites")));
        for (query, origin) in [
            ("", "a"),
            ("?site=help", "b"),
            // As the script has it: the last counts.
            ("?site=docs&site=help", "b"),
            ("?site=help&organization=acme", "b"),
            ("?organization=other", "c"),
            ("?organization=%6fther&site=docs", "c"),
            ("?organization=other&site=help", "a"),
            ("?site=nothing", "a"),
        ] {
            let (response, page) = ask(router.clone(), &format!("/ask{query}")).await;
            let policy = header(&response, "content-security-policy");
            let expected = format!("; frame-ancestors 'self' https://{origin}.example");
            assert!(policy.ends_with(&expected), "{query}: {policy}");
            let ids = match origin {
                "a" => "organization=\"acme\" site=\"docs\"",
                "b" => "organization=\"acme\" site=\"help\"",
                _ => "organization=\"other\" site=\"docs\"",
            };
            assert!(page.contains(ids), "{query}: {page}");
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
