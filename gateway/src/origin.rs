//! Which web pages may ask: cross-origin rules, enforced before any work.
//!
//! Owns the decision and its headers, on errors too. Refuses foreign origins itself (403), since
//! a browser's own check comes only after the answer has been paid for.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::observe::Notes;
use crate::refusal::Refusal;
use crate::sites::Sites;

/// What every client sends; those made for the API send a token of their own, which goes no further
/// than here.
const ALWAYS_ALLOWED: [HeaderName; 3] =
    [header::CONTENT_TYPE, header::ACCEPT, header::AUTHORIZATION];

/// What a page may read of a response.
const EXPOSED: &str = "Retry-After, RateLimit, RateLimit-Policy, X-RateLimit-Limit, \
     X-RateLimit-Remaining, X-RateLimit-Reset, X-Request-Id, Age, WWW-Authenticate";

/// The most names that are taken from what a page asks for.
const MOST_WANTED_HEADERS: usize = 50;

/// The origins that may ask, besides the gateway's own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Origins {
    /// Any scheme and port on `localhost`, `127.0.0.1` and `[::1]`: for development.
    #[default]
    Localhost,
    /// Exactly these, as a browser writes them (`https://example.com`, no path).
    Listed(Vec<String>),
}

/// Looks up the site in the path, lets a request from a page of an origin that is foreign to it go
/// no further, and tells browsers the rest. Where the path names no site of ours, an origin that
/// may ask any of them may read so.
pub(crate) async fn guard(
    State(sites): State<Arc<Sites>>,
    request: Request,
    next: Next,
) -> Response {
    let (mut parts, body) = request.into_parts();
    let site = sites.of(&mut parts).await;
    if let Some(site) = &site {
        if let Some(notes) = parts.extensions.get::<Notes>() {
            notes.site(&site.name);
        }
        parts.extensions.insert(Arc::clone(site));
    }
    let request = Request::from_parts(parts, body);
    let Some(origin) = request.headers().get(header::ORIGIN).cloned() else {
        // Not a browser, or a same-origin GET.
        return vary(next.run(request).await);
    };
    let preflight = request.method() == Method::OPTIONS
        && request.headers().contains_key(header::ACCESS_CONTROL_REQUEST_METHOD);
    // A foreign page may read its refusal, and only that: without these headers its reader would
    // be told of a network error. So its preflight passes, and the question does not.
    let wanted = request.headers().get(header::ACCESS_CONTROL_REQUEST_HEADERS).cloned();
    let allowed = match site {
        Some(site) => site.origins.allow(&origin, request.headers()),
        None => sites.iter().any(|site| site.origins.allow(&origin, request.headers())),
    };
    let mut response = match allowed {
        _ if preflight => preflight_response(wanted),
        true => next.run(request).await,
        false => Refusal::ForeignOrigin.into_response(),
    };
    let headers = response.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static(EXPOSED));
    vary(response)
}

impl Origins {
    /// Whether pages of `origin` may ask because of the settings, and not as the gateway's own.
    pub(crate) fn allow_pages_of(&self, origin: &str) -> bool {
        match self {
            Self::Localhost => is_localhost(origin),
            Self::Listed(_) => self.name(origin),
        }
    }

    /// Whether the settings say `origin` word for word.
    pub(crate) fn name(&self, origin: &str) -> bool {
        match self {
            Self::Localhost => false,
            Self::Listed(listed) => listed.iter().any(|allowed| allowed == origin),
        }
    }

    fn allow(&self, origin: &HeaderValue, headers: &HeaderMap) -> bool {
        let Ok(origin) = origin.to_str() else { return false };
        is_own(origin, headers) || self.allow_pages_of(origin)
    }
}

/// Whether the page came from this gateway. The scheme is not compared: behind a proxy that ends
/// TLS the gateway cannot know it.
pub(crate) fn is_own(origin: &str, headers: &HeaderMap) -> bool {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    host.is_some_and(|host| authority(origin) == Some(host))
}

fn is_localhost(origin: &str) -> bool {
    let Some(authority) = authority(origin) else { return false };
    let Ok(uri) = authority.parse::<Uri>() else { return false };
    matches!(uri.host(), Some("localhost" | "127.0.0.1" | "[::1]"))
        && uri.authority().is_some_and(|parsed| !parsed.as_str().contains('@'))
}

fn authority(origin: &str) -> Option<&str> {
    origin.strip_prefix("http://").or_else(|| origin.strip_prefix("https://"))
}

fn preflight_response(wanted: Option<HeaderValue>) -> Response {
    let mut response = StatusCode::NO_CONTENT.into_response();
    let headers = response.headers_mut();
    for (name, value) in [
        (header::ACCESS_CONTROL_ALLOW_METHODS, "GET, POST"),
        (header::ACCESS_CONTROL_MAX_AGE, "600"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, allowed_headers(wanted));
    headers.append(header::VARY, HeaderValue::from_static("Access-Control-Request-Headers"));
    response
}

/// The headers that a page may send: those of every request, and those that it asks for. Owners
/// send what their own proxy in front of the gateway wants; it goes no further than here.
fn allowed_headers(wanted: Option<HeaderValue>) -> HeaderValue {
    let wanted = wanted.as_ref().and_then(|wanted| wanted.to_str().ok()).unwrap_or_default();
    // Read as names, never repeated as it came; and a browser names a handful.
    let named = wanted.split(',').filter_map(|name| HeaderName::try_from(name.trim()).ok());
    let mut allowed = ALWAYS_ALLOWED.to_vec();
    for name in named.take(MOST_WANTED_HEADERS) {
        if !allowed.contains(&name) {
            allowed.push(name);
        }
    }
    let names: Vec<_> = allowed.iter().map(HeaderName::as_str).collect();
    HeaderValue::try_from(names.join(", ")).unwrap_or_else(|_| HeaderValue::from_static("accept"))
}

fn vary(mut response: Response) -> Response {
    response.headers_mut().append(header::VARY, HeaderValue::from_static("Origin"));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allowed(origins: &Origins, origin: &str) -> bool {
        let headers = HeaderMap::from_iter([(
            header::HOST,
            HeaderValue::from_static("docs.example.com:8080"),
        )]);
        origins.allow(&HeaderValue::from_str(origin).expect("a header value"), &headers)
    }

    #[test]
    fn pages_of_the_gateway_and_of_localhost_may_ask_by_default() {
        for origin in [
            "http://docs.example.com:8080",
            "https://docs.example.com:8080",
            "http://localhost",
            "http://localhost:3000",
            "https://127.0.0.1:8443",
            "http://[::1]:3000",
        ] {
            assert!(allowed(&Origins::Localhost, origin), "{origin}");
        }
    }

    #[test]
    fn every_other_origin_is_foreign() {
        for origin in [
            "null",
            "",
            "https://example.com",
            "http://docs.example.com",
            "http://docs.example.com:80801",
            "http://localhost.example.com",
            "http://localhost@example.com",
            "http://example.com@localhost",
            "http://127.0.0.1.example.com",
            "http://127.0.0.2",
            "http://LOCALHOST:1",
            "file://localhost",
            "localhost",
        ] {
            assert!(!allowed(&Origins::Localhost, origin), "{origin}");
        }
    }

    #[test]
    fn a_list_is_matched_to_the_byte_and_replaces_localhost() {
        let origins = Origins::Listed(vec!["https://app.example.com".to_owned()]);
        assert!(allowed(&origins, "https://app.example.com"));
        for origin in [
            "https://app.example.com/",
            "https://App.example.com",
            "http://app.example.com",
            "https://app.example.com:443",
            "https://x.app.example.com",
            "http://localhost:3000",
        ] {
            assert!(!allowed(&origins, origin), "{origin}");
        }
    }
}
