//! Answers from GitBook's API: the same request with the token, its bytes as they come.
//!
//! Owns the client and its limits of patience. Refuses to change an answer, to follow a redirect,
//! and to let anything of the upstream's headers through but what [`relay`] lists.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use ask_docs_core::request::Format;
use axum::http::{HeaderValue, header};
use futures_util::FutureExt as _;
use reqwest::{Client, RequestBuilder, redirect};
use url::Url;

use crate::answers::{Answers, Asked, AskedToStart, Reply};
use crate::refusal::Refusal;
use crate::settings::UpstreamSettings;

mod relay;

/// How long a connection may take to be made.
const CONNECT: Duration = Duration::from_secs(5);
/// How long the upstream may think before its first byte.
const FIRST_BYTE: Duration = Duration::from_secs(30);
/// How long a stream may be silent; GitBook's own pauses are far shorter. There is no limit to
/// the whole: a healthy stream is never cut.
const SILENCE: Duration = Duration::from_secs(60);

/// The secret that GitBook knows the account by. It has no text form: neither `Debug` nor a log
/// can show it.
#[derive(Clone)]
pub struct Token {
    /// `Bearer …`, marked as sensitive.
    header: HeaderValue,
}

/// Passes questions on to one site.
pub struct Upstream {
    client: Client,
    ask: Url,
    starter_questions: Url,
    token: Arc<Token>,
}

impl Token {
    /// A token of visible ASCII characters, as they all are; nothing else fits a header.
    pub fn new(text: &str) -> Option<Self> {
        if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            return None;
        }
        let mut header = HeaderValue::try_from(format!("Bearer {text}")).ok()?;
        header.set_sensitive(true);
        Some(Self { header })
    }

    /// `text` with the token, should it be in there, blotted out.
    fn redact(&self, text: &str) -> String {
        match self.header.to_str().ok().and_then(|header| header.strip_prefix("Bearer ")) {
            Some(secret) => text.replace(secret, "…"),
            None => text.to_owned(),
        }
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Token(hidden)")
    }
}

impl Upstream {
    /// A client for the site that `settings` name.
    ///
    /// # Errors
    /// What the TLS set-up lacks, in its own words.
    pub fn new(settings: &UpstreamSettings) -> Result<Self, String> {
        // Someone else in this process may have chosen before; any provider will do.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = Client::builder()
            .user_agent(concat!("ask-docs-gateway/", env!("CARGO_PKG_VERSION")))
            .redirect(redirect::Policy::none())
            .no_proxy()
            .referer(false)
            .connect_timeout(CONNECT)
            .read_timeout(SILENCE)
            .build()
            .map_err(|cause| cause.to_string())?;
        let address = |rest: &str| {
            let mut url = settings.base.clone();
            let base = url.path().trim_end_matches('/');
            let (organization, site) = (&settings.organization, &settings.site);
            let path = format!("{base}/v1/orgs/{organization}/sites/{site}/{rest}");
            url.set_path(&path);
            url
        };
        let (ask, starter_questions) = (address("ask"), address("ask/questions"));
        Ok(Self { client, ask, starter_questions, token: Arc::new(settings.token.clone()) })
    }

    fn send(&self, request: RequestBuilder) -> Reply {
        let token = Arc::clone(&self.token);
        let request = request
            .header(header::AUTHORIZATION, token.header.clone())
            .header(header::ACCEPT, "text/event-stream");
        async move {
            let response = tokio::time::timeout(FIRST_BYTE, request.send()).await;
            let response = response.map_err(|_| {
                tracing::warn!("the upstream did not answer within {FIRST_BYTE:?}");
                Refusal::UpstreamSlow
            })?;
            let response = response.map_err(|cause| {
                let slow = cause.is_timeout();
                tracing::warn!(cause = %relay::reason(cause), "the upstream did not answer");
                if slow { Refusal::UpstreamSlow } else { Refusal::UpstreamFailed }
            })?;
            relay::relay(response, &token).await
        }
        .boxed()
    }
}

impl Answers for Upstream {
    fn ask(&self, asked: Asked) -> Reply {
        let mut url = self.ask.clone();
        if let Some(format) = asked.format {
            let name = match format {
                Format::Markdown => "markdown",
                Format::Document => "document",
            };
            url.query_pairs_mut().append_pair("format", name);
        }
        let request = self.client.post(url).header(header::CONTENT_TYPE, "application/json");
        self.send(request.body(asked.body))
    }

    fn starter_questions(&self, asked: AskedToStart) -> Reply {
        let mut url = self.starter_questions.clone();
        if let Some(site_space) = asked.site_space {
            url.query_pairs_mut().append_pair("siteSpaceId", &site_space);
        }
        self.send(self.client.get(url))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_shows_itself_nowhere() {
        let token = Token::new("gb_api_canary").expect("a token");
        assert!(!format!("{token:?} {:?}", token.header).contains("canary"));
        assert_eq!(token.redact("bad token gb_api_canary!"), "bad token …!");
    }

    #[test]
    fn text_that_fits_no_header_is_not_a_token() {
        for text in ["", "two words", "line\nbreak", "naïve"] {
            assert!(Token::new(text).is_none(), "{text:?}");
        }
    }
}
