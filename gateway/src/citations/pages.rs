//! The pages that sources name: kept, bounded, and asked for once for all who wait.
//!
//! Owns how long what is known is taken for true. A page of a revision never changes, so it stays
//! until others need its place; what could not be found out is tried again soon. Refuses to ask
//! twice at once for one page.

use std::collections::HashMap;
use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use futures_util::FutureExt as _;
use futures_util::future::{BoxFuture, Shared};
use lru::LruCache;
use tokio::time::Instant;

use super::lookup::{Failure, Lookup, PageId};
use super::page::Page;

/// How long a page that is not there, or that the token may not see, is not asked for again: its
/// space may be published in the meantime.
const SETTLED: Duration = Duration::from_secs(60);
/// How long a page is not asked for again after a failure.
const RETRY: Duration = Duration::from_secs(10);

/// What is known of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// It is this.
    Page(Arc<Page>),
    /// There is none.
    Gone,
    /// Nothing, for now.
    Nothing,
}

/// Pages by their ids.
pub(super) struct Pages {
    lookup: Arc<dyn Lookup>,
    kept: Arc<Mutex<Kept>>,
}

struct Kept {
    pages: LruCache<PageId, Entry>,
    coming: HashMap<PageId, Coming>,
}

struct Entry {
    found: Found,
    /// None: for good.
    until: Option<Instant>,
}

type Coming = Shared<BoxFuture<'static, Found>>;

/// How long something is remembered.
enum Lifetime {
    Forever,
    For(Duration),
}

impl Pages {
    /// Keeps up to `most` pages.
    pub(super) fn new(lookup: Arc<dyn Lookup>, most: usize) -> Self {
        let most = NonZeroUsize::new(most).unwrap_or(NonZeroUsize::MIN);
        let kept = Kept { pages: LruCache::new(most), coming: HashMap::new() };
        Self { lookup, kept: Arc::new(Mutex::new(kept)) }
    }

    /// What is known of the page, at once or when it has come.
    pub(super) async fn get(&self, id: PageId) -> Found {
        let coming = {
            let mut kept = lock(&self.kept);
            if let Some(found) = kept.get(&id) {
                return found;
            }
            kept.coming(&id).unwrap_or_else(|| self.ask(&mut kept, id))
        };
        coming.await
    }

    /// Asks on a task of its own: that a reader leaves takes nothing from the others.
    fn ask(&self, kept: &mut Kept, id: PageId) -> Coming {
        let (answer, asked) = (self.lookup.page(&id), id.clone());
        let store = Arc::clone(&self.kept);
        let task = tokio::spawn(async move {
            let (found, lifetime) = judged(answer.await);
            let mut kept = lock(&store);
            kept.coming.remove(&asked);
            kept.put(asked, found.clone(), lifetime);
            found
        });
        let coming = task.map(|found| found.unwrap_or(Found::Nothing)).boxed().shared();
        kept.coming.insert(id, coming.clone());
        coming
    }
}

impl Kept {
    fn get(&mut self, id: &PageId) -> Option<Found> {
        let entry = self.pages.get(id)?;
        let is_true = entry.until.is_none_or(|until| Instant::now() < until);
        is_true.then(|| entry.found.clone())
    }

    /// What is under way, and has not failed to say so.
    fn coming(&self, id: &PageId) -> Option<Coming> {
        self.coming.get(id).filter(|coming| coming.peek().is_none()).cloned()
    }

    fn put(&mut self, id: PageId, found: Found, lifetime: Lifetime) {
        let until = match lifetime {
            Lifetime::Forever => None,
            Lifetime::For(time) => Some(Instant::now() + time),
        };
        self.pages.put(id, Entry { found, until });
    }
}

fn lock(kept: &Mutex<Kept>) -> MutexGuard<'_, Kept> {
    kept.lock().unwrap_or_else(PoisonError::into_inner)
}

fn judged(answer: Result<Bytes, Failure>) -> (Found, Lifetime) {
    match answer {
        Ok(json) => match Page::read(&json) {
            Ok(page) => (Found::Page(Arc::new(page)), Lifetime::Forever),
            Err(cause) => {
                tracing::warn!(%cause, "a cited page could not be read");
                (Found::Nothing, Lifetime::For(SETTLED))
            }
        },
        Err(Failure::Gone) => (Found::Gone, Lifetime::For(SETTLED)),
        Err(Failure::Denied) => (Found::Nothing, Lifetime::For(SETTLED)),
        Err(Failure::Failed) => (Found::Nothing, Lifetime::For(RETRY)),
    }
}

#[cfg(test)]
mod tests {
    use futures_util::future::join_all;

    use super::super::lookup::tests::{Scripted, page_id};
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_hundred_readers_are_one_request_and_the_page_stays() {
        let lookup = Scripted::slow(Duration::from_secs(1));
        let pages = Pages::new(lookup.clone(), 10);
        let found = join_all((0..100).map(|_| pages.get(page_id("p")))).await;
        assert!(found.iter().all(|found| *found == found_page("p")));
        tokio::time::advance(Duration::from_secs(1_000_000)).await;
        // Known at once.
        assert_eq!(pages.get(page_id("p")).now_or_never(), Some(found_page("p")));
        assert_eq!(lookup.pages(), 1);
    }

    #[tokio::test(start_paused = true)]
    async fn a_reader_who_leaves_takes_nothing_from_the_next() {
        let lookup = Scripted::slow(Duration::from_secs(1));
        let pages = Pages::new(lookup.clone(), 10);
        assert_eq!(pages.get(page_id("p")).now_or_never(), None);
        assert_eq!(pages.get(page_id("p")).await, found_page("p"));
        assert_eq!(lookup.pages(), 1);
    }

    #[tokio::test(start_paused = true)]
    async fn what_was_not_found_out_is_asked_again_in_its_time() {
        for (failure, found, seconds) in [
            (Failure::Gone, Found::Gone, 60),
            (Failure::Denied, Found::Nothing, 60),
            (Failure::Failed, Found::Nothing, 10),
        ] {
            let lookup = Scripted::failing(failure);
            let pages = Pages::new(lookup.clone(), 10);
            assert_eq!(pages.get(page_id("p")).await, found);
            tokio::time::advance(Duration::from_secs(seconds - 1)).await;
            assert_eq!(pages.get(page_id("p")).await, found);
            assert_eq!(lookup.pages(), 1, "{failure:?}");
            tokio::time::advance(Duration::from_secs(1)).await;
            lookup.mend();
            assert_eq!(pages.get(page_id("p")).await, found_page("p"), "{failure:?}");
        }
    }

    #[tokio::test]
    async fn the_page_that_nobody_asks_for_makes_room() {
        let lookup = Scripted::new();
        let pages = Pages::new(lookup.clone(), 2);
        for page in ["a", "b", "a", "c", "a", "b"] {
            pages.get(page_id(page)).await;
        }
        assert_eq!(lookup.pages(), 4);
    }

    fn found_page(id: &str) -> Found {
        let json = format!("{{\"title\":\"Page {id}\",\"path\":\"path/{id}\"}}");
        Found::Page(Arc::new(Page::read(json.as_bytes()).expect("a page")))
    }
}
