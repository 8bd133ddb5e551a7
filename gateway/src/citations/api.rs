//! Structure and pages from GitBook's API.
//!
//! Owns the two requests, their deadline, how many are under way at once, and how much of the rate
//! limit is left to questions. Refuses to let an address into a log.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::http::StatusCode;
use bytes::Bytes;
use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use tokio::sync::Semaphore;
use tokio::time::timeout;
use url::Url;

use super::lookup::{Failure, Lookup, PageId};
use crate::refusal::Refusal;
use crate::upstream::{Line, Worth};

/// How long a look-up may take, with its wait for a place.
const DEADLINE: Duration = Duration::from_secs(5);
/// The most look-ups for a site at once.
const MAX_UNDER_WAY: usize = 4;
/// The largest answer that is read, in bytes: a page comes with its whole document.
const MAX_ANSWER_BYTES: usize = 4 * 1024 * 1024;
/// The part of the rate limit that is left to questions: one in so many requests.
const RESERVED_PART: u64 = 5;
/// The least number of requests that is left to questions.
const RESERVED_LEAST: u64 = 3;

/// The API, for one site.
pub(crate) struct Api {
    structure: Url,
    /// Pages are below it.
    spaces: Url,
    asking: Arc<Asking>,
}

/// What all look-ups of a site share.
struct Asking {
    line: Line,
    places: Semaphore,
    /// Whether the owner has been told of a refusal.
    told: AtomicBool,
}

impl Api {
    /// Looks up over `line` what belongs to `site` of `organization`.
    pub(crate) fn new(line: Line, organization: &str, site: &str) -> Self {
        let structure = line.address(&["orgs", organization, "sites", site, "structure"]);
        let spaces = line.address(&["spaces"]);
        let (places, told) = (Semaphore::new(MAX_UNDER_WAY), AtomicBool::new(false));
        Self { structure, spaces, asking: Arc::new(Asking { line, places, told }) }
    }
}

impl Lookup for Api {
    fn structure(&self) -> BoxFuture<'static, Result<Bytes, Failure>> {
        Arc::clone(&self.asking).ask(self.structure.clone()).boxed()
    }

    fn page(&self, id: &PageId) -> BoxFuture<'static, Result<Bytes, Failure>> {
        let mut url = self.spaces.clone();
        if let Ok(mut path) = url.path_segments_mut() {
            // Each is escaped.
            path.extend([id.space.as_str(), "revisions", &id.revision, "page", &id.page]);
        }
        // Nothing of Git is needed: "Passing `false` can optimize performances of the lookup."
        url.query_pairs_mut().append_pair("format", "document").append_pair("metadata", "false");
        Arc::clone(&self.asking).ask(url).boxed()
    }
}

impl Asking {
    async fn ask(self: Arc<Self>, url: Url) -> Result<Bytes, Failure> {
        let asking = async {
            let _place = self.places.acquire().await.map_err(|_| Refusal::UpstreamFailed)?;
            // Only now: who has waited sees what the others have used up.
            let worth = Worth::Extra { reserve: self.reserve() };
            self.line.fetch(self.line.get(url), worth, MAX_ANSWER_BYTES).await
        };
        let answer = timeout(DEADLINE, asking).await.unwrap_or(Err(Refusal::UpstreamSlow));
        answer.map(Bytes::from).map_err(|refusal| self.failure(&refusal))
    }

    fn reserve(&self) -> u64 {
        let limit = self.line.rate_limit().left().and_then(|left| left.limit);
        (limit.unwrap_or_default() / RESERVED_PART).max(RESERVED_LEAST)
    }

    fn failure(&self, refusal: &Refusal) -> Failure {
        let Refusal::ByUpstream(refused) = refusal else { return Failure::Failed };
        match refused.status {
            StatusCode::NOT_FOUND | StatusCode::GONE => Failure::Gone,
            status @ (StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN) => {
                if !self.told.swap(true, Ordering::Relaxed) {
                    tracing::warn!(
                        %status,
                        "the API lets the token ask, but not look sources up: some have no link"
                    );
                }
                Failure::Denied
            }
            status => {
                tracing::debug!(%status, "a source could not be looked up");
                Failure::Failed
            }
        }
    }
}
