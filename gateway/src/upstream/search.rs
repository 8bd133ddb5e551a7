//! The API's search of a site, for when its answers cannot be had.
//!
//! Owns the request and what its results say. Refuses to try twice: what stands in for something
//! has to be quick.

use std::sync::Arc;
use std::time::Duration;

use ask_docs_core::request::Ask;
use axum::http::header;
use futures_util::FutureExt as _;
use futures_util::future::{BoxFuture, join_all};
use serde_json::{Value, json};
use tokio::time::timeout;
use url::Url;

use super::{Line, Worth};
use crate::fallback::{MOST_PLACES, Place, Search, Sought};

mod wire;

use wire::{Item, Page, Results};

/// The most bytes of results that are read; five pages with all their sections take far fewer.
const MAX_BYTES: usize = 512 * 1024;

/// How long an address may take that is not known yet.
const ADDRESS: Duration = Duration::from_secs(1);

/// Where the pages of a site are published.
pub(crate) trait Addresses: Send + Sync + 'static {
    /// The address of the page with `path` in `space`.
    fn address(self: Arc<Self>, space: String, path: String) -> BoxFuture<'static, Address>;
}

/// What is known of where a page is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Address {
    /// There, for every reader.
    Published(Url),
    /// Nowhere.
    Unpublished,
    /// Perhaps somewhere.
    Unknown,
}

/// Searches one site.
#[derive(Clone)]
pub(crate) struct UpstreamSearch {
    line: Line,
    url: Url,
    addresses: Option<Arc<dyn Addresses>>,
}

/// What was found, its address still to be known.
struct Found {
    score: f64,
    place: Place,
    /// Space and path of a page.
    page: Option<(String, String)>,
}

impl UpstreamSearch {
    /// A search of the site `site` of `organization`, over `line`.
    pub(crate) fn new(
        line: Line,
        organization: &str,
        site: &str,
        addresses: Option<Arc<dyn Addresses>>,
    ) -> Self {
        let mut url = line.address(&["orgs", organization, "sites", site, "search"]);
        url.query_pairs_mut().append_pair("limit", &MOST_PLACES.to_string());
        Self { line, url, addresses }
    }

    async fn found(self, ask: Ask) -> Option<Vec<Place>> {
        let request = self.line.post(self.url.clone());
        let request = request.header(header::CONTENT_TYPE, "application/json").body(query(&ask));
        let json = match self.line.fetch(request, Worth::Reader, MAX_BYTES).await {
            Ok(json) => json,
            Err(refusal) => {
                tracing::warn!(%refusal, "the upstream did not search");
                return None;
            }
        };
        let results: Results = serde_json::from_slice(&json)
            .inspect_err(|cause| tracing::warn!(%cause, "results of a search cannot be read"))
            .ok()?;
        let found = best(results).into_iter().map(|found| self.placed(found));
        Some(join_all(found).await)
    }

    async fn placed(&self, found: Found) -> Place {
        let mut place = found.place;
        if let (Some(addresses), Some((space, path))) = (&self.addresses, found.page) {
            let address = Arc::clone(addresses).address(space, path);
            match timeout(ADDRESS, address).await.unwrap_or(Address::Unknown) {
                Address::Published(url) => place.url = Some(url),
                Address::Unpublished => place.url = None,
                // The API's own is that of its application: better than none.
                Address::Unknown => {}
            }
        }
        place
    }
}

impl Search for UpstreamSearch {
    fn search(&self, sought: Sought) -> BoxFuture<'static, Option<Vec<Place>>> {
        self.clone().found(sought.ask).boxed()
    }

    fn is_upstream(&self) -> bool {
        true
    }
}

/// The body: the question, and where to look for it, which search takes in the same words.
fn query(ask: &Ask) -> String {
    let body: Value = serde_json::from_str(&ask.to_json()).unwrap_or_default();
    json!({"query": ask.question.as_str(), "scope": body["scope"]}).to_string()
}

fn best(results: Results) -> Vec<Found> {
    let mut found: Vec<_> = results.items.into_iter().flat_map(Found::of_item).collect();
    found.sort_by(|one, other| other.score.total_cmp(&one.score));
    found.truncate(MOST_PLACES);
    found
}

impl Found {
    fn of_item(item: Item) -> Vec<Self> {
        match item.kind.as_str() {
            "space" => {
                let space = item.id;
                item.pages.into_iter().map(|page| Self::of_page(page, &space)).collect()
            }
            "record" => {
                let excerpt = item.description.unwrap_or_default();
                let url = item.url.as_deref().and_then(web);
                let place = Place { id: item.id, title: item.title, excerpt, url };
                vec![Self { score: item.score, place, page: None }]
            }
            _ => Vec::new(),
        }
    }

    fn of_page(page: Page, space: &str) -> Self {
        let best = page.sections.into_iter().max_by(|a, b| a.score.total_cmp(&b.score));
        let passage = best.map(|section| section.body).filter(|body| !body.trim().is_empty());
        let about = page.description.filter(|about| !about.trim().is_empty());
        let excerpt = match page.result_type.as_deref() {
            Some("section") => passage.or(about),
            // Of a page that matches by its name, the section is any.
            _ => about.or(passage),
        };
        let (excerpt, url) = (excerpt.unwrap_or_default(), page.urls.app.as_deref().and_then(web));
        let place = Place { id: page.id, title: page.title, excerpt, url };
        Self { score: page.score, place, page: Some((space.to_owned(), page.path)) }
    }
}

/// `text` as an address that may be linked.
fn web(text: &str) -> Option<Url> {
    let url = Url::parse(text).ok()?;
    (matches!(url.scheme(), "http" | "https") && url.username().is_empty()).then_some(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_of_all_spaces_and_records_are_named_with_a_passage() {
        let page = |id: &str, score: f64, kind: &str| {
            json!({"id": id, "title": id, "description": "About", "path": id, "score": score,
                   "rank": 1, "ancestors": [], "resultType": kind,
                   "urls": {"app": format!("https://app.example/{id}")},
                   "sections": [{"id": "1", "title": "T", "path": "p", "score": 0.1, "body": "Far"},
                                {"id": "2", "title": "T", "path": "p", "score": 0.2, "body": "Near"}]})
        };
        let results = json!({"count": 4, "items": [
            {"type": "space", "id": "s1", "title": "S", "score": 1,
             "pages": [page("a", 0.5, "section"), page("b", 0.9, "page")]},
            {"type": "record", "id": "r", "title": "R", "score": 0.7, "url": "javascript:x"},
            {"type": "new", "what": 1},
            {"type": "space", "id": "s2", "title": "S", "score": 1, "pages": [page("c", 0.8, "page")]},
        ]});
        let found = best(serde_json::from_value(results).expect("results"));
        let told: Vec<_> = found
            .iter()
            .map(|found| (found.place.id.as_str(), found.place.excerpt.as_str()))
            .collect();
        assert_eq!(told, [("b", "About"), ("c", "About"), ("r", ""), ("a", "Near")]);
        let spaces: Vec<_> =
            found.iter().map(|found| found.page.as_ref().map(|(space, _)| &**space)).collect();
        assert_eq!(spaces, [Some("s1"), Some("s2"), None, Some("s1")]);
        assert!(found[2].place.url.is_none() && found[0].place.url.is_some());
    }

    #[test]
    fn a_search_looks_where_the_question_looks() {
        let body = r#"{"question":"Why?","scope":{"mode":"specific","siteSpaceIds":["s"]}}"#;
        let parsed = serde_json::from_str(body).expect("a body");
        let query: Value =
            serde_json::from_str(&query(&Ask::from_body(parsed).expect("an ask"))).expect("JSON");
        let scope = json!({"mode": "specific", "siteSpaceIds": ["s"]});
        assert_eq!(query, json!({"query": "Why?", "scope": scope}));
    }
}
