//! Answers from GitBook's API: the same request with the token, its bytes as they come.
//!
//! ```text
//! question ─ breaker ─ rate_limit ─ line (deadlines, retries) ─▶ response
//! response ─ relay (status, headers) ─ decoded ─ deadlines ─ redact ─ blocks ─▶ Answering
//! ```
//!
//! Owns what goes up, and to where. Refuses to change an answer, to follow a redirect, and to let
//! anything of the upstream's headers through but what [`relay`] makes of them.

use ask_docs_core::request::Format;
use axum::http::header;
use futures_util::FutureExt as _;
use url::Url;

use crate::answers::{Answers, Asked, AskedToStart, Reply};
use crate::settings::UpstreamSettings;
use crate::traces::Asking;

mod breaker;
mod deadlines;
mod line;
mod rate_limit;
mod redact;
mod relay;
mod retries;
mod search;
mod token;

pub use breaker::BreakerSettings;
pub use deadlines::Deadlines;
pub(crate) use line::{Line, Worth};
pub use retries::RetrySettings;
pub(crate) use search::{Address, Addresses, UpstreamSearch};
pub use token::Token;

/// How the upstream is dealt with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Conduct {
    /// How long it is waited for.
    pub deadlines: Deadlines,
    /// How often it is asked again.
    pub retries: RetrySettings,
    /// When it is left alone.
    pub breaker: BreakerSettings,
}

/// Passes questions on to one site.
pub struct Upstream {
    line: Line,
    ask: Url,
    starter_questions: Url,
}

impl Upstream {
    /// A client for the site that `settings` name, and that metrics call `name`.
    ///
    /// # Errors
    /// What the TLS set-up lacks, in its own words.
    pub fn new(settings: &UpstreamSettings, name: &str) -> Result<Self, String> {
        let line = Line::new(settings, name)?;
        let (organization, site) = (&settings.organization, &settings.site);
        let address = |rest: &str| line.address(&["orgs", organization, "sites", site, rest]);
        let (ask, starter_questions) = (address("ask"), address("ask/questions"));
        Ok(Self { line, ask, starter_questions })
    }

    /// The line, for what else is asked upstream.
    pub(crate) fn line(&self) -> Line {
        self.line.clone()
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
        let line = self.line.clone();
        let request = line.post(url).header(header::CONTENT_TYPE, "application/json");
        async move { line.stream(request.body(asked.body), &asked.asking).await }.boxed()
    }

    fn starter_questions(&self, asked: AskedToStart) -> Reply {
        let mut url = self.starter_questions.clone();
        if let Some(site_space) = asked.site_space {
            url.query_pairs_mut().append_pair("siteSpaceId", &site_space);
        }
        let line = self.line.clone();
        async move { line.stream(line.get(url), &Asking::default()).await }.boxed()
    }
}
