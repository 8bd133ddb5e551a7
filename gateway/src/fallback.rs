//! An answer made of search results, where no answer can be written.
//!
//! ```text
//! refusal ─ is it one that search can stand in for? ─ search ─▶ up to 5 places ─ text ─▶ events
//! ```
//!
//! Owns when search stands in, and for how long it is waited for. Refuses to replace an answer that
//! has begun, to stand in for what the client did wrong, and to say a word about the subject.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use ask_docs_core::request::{Ask, Format};
use axum::http::{HeaderMap, StatusCode};
use futures_util::future::BoxFuture;
use futures_util::{FutureExt as _, StreamExt as _, stream};
use tokio::time::{Instant, timeout};

use crate::answers::{Answering, Reply};
use crate::blocks::Block;
use crate::events;
use crate::refusal::Refusal;

mod text;

/// How long a search may take: a reader has waited for the answer already.
const PATIENCE: Duration = Duration::from_secs(4);
/// How long nothing is searched after a search failed.
const PAUSE: Duration = Duration::from_secs(10);
/// The most places that are named.
pub(crate) const MOST_PLACES: usize = 5;

/// Where to search. None if it failed.
pub(crate) trait Search: Send + Sync + 'static {
    /// The places for a question, best first; at most [`MOST_PLACES`] are used.
    fn search(&self, sought: Sought) -> BoxFuture<'static, Option<Vec<Place>>>;

    /// Whether it asks the service that refused the answer.
    fn is_upstream(&self) -> bool;
}

/// What is searched for.
#[derive(Clone)]
pub(crate) struct Sought {
    /// The question, and where to look.
    pub ask: Ask,
    /// How the client addresses the gateway, for links that lead back to it.
    pub gateway: Option<String>,
}

/// A place in the documentation, in a search's own words: untrusted text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Place {
    /// Its id: that of a record or a page.
    pub id: String,
    /// Its name.
    pub title: String,
    /// What it is about, or a passage.
    pub excerpt: String,
    /// Its address, of the schemes `http` and `https`.
    pub url: Option<url::Url>,
}

/// What stands in for the answers of one site.
pub(crate) struct Fallback {
    site: String,
    search: Arc<dyn Search>,
    /// Until when nothing is searched.
    paused: Mutex<Option<Instant>>,
}

impl Fallback {
    /// A fallback for the site with the id `site`.
    pub(crate) fn new(site: String, search: Arc<dyn Search>) -> Arc<Self> {
        Arc::new(Self { site, search, paused: Mutex::default() })
    }

    /// `reply`, or search results in its place. When there are none, the refusal stands.
    pub(crate) fn behind(self: Arc<Self>, reply: Reply, sought: Sought, format: Format) -> Reply {
        async move {
            let refusal = match reply.await {
                Ok(answering) => return Ok(answering),
                Err(refusal) => refusal,
            };
            if !self.stands_in_for(&refusal) {
                return Err(refusal);
            }
            match self.find(sought).await {
                Some(places) => {
                    tracing::info!(%refusal, "search results stand in for an answer");
                    Ok(self.answering(&places, format, refusal))
                }
                None => Err(refusal),
            }
        }
        .boxed()
    }

    fn stands_in_for(&self, refusal: &Refusal) -> bool {
        match refusal {
            Refusal::UpstreamFailed
            | Refusal::UpstreamSlow
            | Refusal::UpstreamDown { .. }
            | Refusal::OverBudget { .. } => true,
            Refusal::ByUpstream(refused) => match refused.status {
                StatusCode::UNAUTHORIZED | StatusCode::PAYMENT_REQUIRED | StatusCode::FORBIDDEN => {
                    true
                }
                // The rate limit is of the service, not of answers.
                StatusCode::TOO_MANY_REQUESTS => !self.search.is_upstream(),
                status => status.is_server_error(),
            },
            _ => false,
        }
    }

    async fn find(&self, sought: Sought) -> Option<Vec<Place>> {
        if self.paused().is_some_and(|until| Instant::now() < until) {
            return None;
        }
        let found = timeout(PATIENCE, self.search.search(sought)).await.unwrap_or_default();
        *self.paused() = found.is_none().then(|| Instant::now() + PAUSE);
        let mut places = found?;
        places.retain(|place| !place.title.trim().is_empty());
        places.truncate(MOST_PLACES);
        (!places.is_empty()).then_some(places)
    }

    fn answering(&self, places: &[Place], format: Format, refusal: Refusal) -> Answering {
        let event = events::event(&text::event(places, &self.site, format));
        let blocks = [event, events::DONE].map(|bytes| Ok(Block::new(bytes)));
        let headers = match refusal {
            // What the client is told of the limits it is told all the same.
            Refusal::ByUpstream(refused) => refused.headers,
            _ => HeaderMap::new(),
        };
        Answering { blocks: stream::iter(blocks).boxed(), headers }
    }

    fn paused(&self) -> std::sync::MutexGuard<'_, Option<Instant>> {
        self.paused.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests;
