//! A page, fetched.
//!
//! Owns how much and how long is read, and which redirects are followed: those within an origin.
//! Refuses to carry anything of the reader's, and to hand on a byte of what is no HTML.

use std::error::Error;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use axum::http::header;
use futures_util::StreamExt as _;
use reqwest::{Client, Response, redirect};
use url::Url;

use super::finding::{Check, Finding};
use super::page::Seen;
use super::reach::{Private, Reach};

/// How long a page may take, with all redirects.
const PATIENCE: Duration = Duration::from_secs(8);
/// The most of a page that is read, in bytes, decoded.
const MOST_BYTES: usize = 2 * 1024 * 1024;
/// The most redirects that are followed.
const MOST_REDIRECTS: usize = 5;

/// Fetches pages.
pub(super) struct Fetcher {
    client: Client,
    reach: Reach,
}

/// Why there is no page.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Unfetched {
    /// It is where the gateway does not go.
    Private,
    /// It leads to another origin, which is this.
    Elsewhere(String),
    /// It is not there.
    Status(u16),
    /// It is something else.
    NotHtml,
    /// It did not come.
    Broken,
}

impl Fetcher {
    /// One that goes as far as `reach`.
    ///
    /// # Errors
    /// What the TLS set-up lacks, in its own words.
    pub(super) fn new(reach: Reach) -> Result<Self, String> {
        let client = client(reach)?
            .redirect(redirect::Policy::custom(move |attempt| {
                let first = attempt.previous().first().map(Url::origin);
                let stays = first.is_some_and(|first| first == attempt.url().origin());
                match attempt.previous().len() {
                    MOST_REDIRECTS.. => attempt.stop(),
                    _ if stays || reach == Reach::Everywhere => attempt.follow(),
                    _ => attempt.stop(),
                }
            }))
            .build();
        Ok(Self { client: client.map_err(|cause| cause.to_string())?, reach })
    }

    /// The page at `url`, which has to be one that may be looked at.
    pub(super) async fn fetch(&self, url: Url) -> Result<Seen, Unfetched> {
        let fetched = tokio::time::timeout(PATIENCE, self.read(url)).await;
        fetched.unwrap_or(Err(Unfetched::Broken))
    }

    async fn read(&self, url: Url) -> Result<Seen, Unfetched> {
        let request = self.client.get(url).header(header::ACCEPT, "text/html");
        let response = request.send().await.map_err(|cause| unfetched(&cause))?;
        let status = response.status();
        if status.is_redirection() {
            let target = response.headers().get(header::LOCATION);
            let target = target.and_then(|target| response.url().join(target.to_str().ok()?).ok());
            let origin = target.map(|target| target.origin().ascii_serialization());
            return Err(Unfetched::Elsewhere(origin.unwrap_or_else(|| "nowhere".to_owned())));
        }
        if !status.is_success() {
            return Err(Unfetched::Status(status.as_u16()));
        }
        let texts = |name| {
            let values = response.headers().get_all(name).iter();
            values.filter_map(|value| value.to_str().ok()).map(str::to_owned).collect::<Vec<_>>()
        };
        let kind = texts(header::CONTENT_TYPE).concat().to_ascii_lowercase();
        if !kind.starts_with("text/html") && !kind.starts_with("application/xhtml+xml") {
            return Err(Unfetched::NotHtml);
        }
        let policies = texts(header::CONTENT_SECURITY_POLICY);
        let url = response.url().clone();
        let bytes = body(response, MOST_BYTES).await.map_err(|cause| unfetched(&cause))?;
        Ok(Seen { url, policies, html: String::from_utf8_lossy(&bytes).into_owned() })
    }

    /// What is told of a page that did not come.
    pub(super) fn told(&self, unfetched: &Unfetched) -> Finding {
        let wrong = |sentence: &str| Finding::wrong(Check::Page, sentence);
        match unfetched {
            Unfetched::Private => Finding::skipped(
                Check::Page,
                "The page’s name leads to a private address, where the gateway does not look. Ask \
                 the command line, on a machine that can see the page",
            ),
            Unfetched::Elsewhere(origin) => Finding::skipped(
                Check::Page,
                format!("The page leads on to {origin}: look at the page there"),
            ),
            Unfetched::Status(status) => wrong(&format!(
                "The page answers with status {status}. If readers have to log in there, use the \
                 address of a page that everyone may see, or look at the page’s own console"
            )),
            Unfetched::NotHtml => wrong("At this address is something else than a page of HTML"),
            Unfetched::Broken if self.reach == Reach::Public => {
                wrong("The page did not come: the gateway cannot reach it, or it took too long")
            }
            Unfetched::Broken => wrong(
                "The page cannot be reached, took too long, or has a certificate that this machine \
                 does not trust",
            ),
        }
    }
}

/// What every client of the doctor's has in common.
pub(super) fn client(reach: Reach) -> Result<reqwest::ClientBuilder, String> {
    // Someone else in this process may have chosen before; any provider will do.
    let _ = rustls::crypto::ring::default_provider().install_default();
    Ok(Client::builder()
        .user_agent(concat!("ask-docs-gateway/", env!("CARGO_PKG_VERSION"), " (doctor)"))
        .no_proxy()
        .referer(false)
        .connect_timeout(PATIENCE)
        .dns_resolver(Arc::new(reach))
        .http1_only())
}

/// At most the first `most` bytes of a body.
pub(super) async fn body(response: Response, most: usize) -> Result<Vec<u8>, reqwest::Error> {
    let mut chunks = response.bytes_stream();
    let mut bytes = Vec::new();
    while let Some(chunk) = chunks.next().await {
        bytes.extend_from_slice(&chunk?);
        if bytes.len() >= most {
            bytes.truncate(most);
            break;
        }
    }
    Ok(bytes)
}

fn unfetched(error: &reqwest::Error) -> Unfetched {
    let mut cause: Option<&(dyn Error + 'static)> = error.source();
    while let Some(error) = cause {
        if error.is::<Private>() {
            return Unfetched::Private;
        }
        cause = error.source();
    }
    Unfetched::Broken
}

impl fmt::Debug for Fetcher {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Fetcher").field("reach", &self.reach).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use reqwest::dns::{Name, Resolve, Resolving};

    use super::*;

    /// As [`Reach`] answers for a name that leads to private addresses alone.
    struct Refusing;

    impl Resolve for Refusing {
        fn resolve(&self, _: Name) -> Resolving {
            Box::pin(async { Err(Private.into()) })
        }
    }

    #[tokio::test]
    async fn a_name_that_leads_to_a_private_address_is_told_as_such() {
        let client = client(Reach::Public).expect("a client").dns_resolver(Arc::new(Refusing));
        let client = client.build().expect("a client");
        let fetcher = Fetcher { client, reach: Reach::Public };
        let url = Url::parse("https://intranet.example/").expect("an address");
        let unfetched = fetcher.fetch(url).await.expect_err("no page");
        assert_eq!(unfetched, Unfetched::Private);
        assert!(fetcher.told(&unfetched).sentence.contains("private address"));
    }
}
