//! What can be asked of the API about a source: the seam between what is kept and the network.
//!
//! Owns the two requests and how they fail, split by what is worth remembering. Refuses to read
//! what comes.

use bytes::Bytes;
use futures_util::future::BoxFuture;

/// A page of a revision: its content never changes.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct PageId {
    pub space: String,
    pub revision: String,
    pub page: String,
}

/// Asks the API. Each request ends within some seconds, and its answer is of a sane size.
pub(super) trait Lookup: Send + Sync + 'static {
    /// How the site is built, as JSON.
    fn structure(&self) -> BoxFuture<'static, Result<Bytes, Failure>>;

    /// A page with its document, as JSON.
    fn page(&self, id: &PageId) -> BoxFuture<'static, Result<Bytes, Failure>>;
}

/// Why nothing came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Failure {
    /// There is no such thing: say so, for a while.
    Gone,
    /// The token may not see it: do not ask again soon.
    Denied,
    /// It went wrong, or nothing was asked so that questions come first: ask again in some seconds.
    Failed,
}

#[cfg(test)]
pub(super) mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::sync::{Arc, Mutex};
    use std::time::Duration;

    use futures_util::FutureExt as _;

    use super::*;

    /// A site with the space `s`, and in it each page that is asked for.
    pub(crate) struct Scripted {
        delay: Duration,
        failure: Mutex<Option<Failure>>,
        structure: Mutex<Result<String, Failure>>,
        pages: AtomicUsize,
        structures: AtomicUsize,
    }

    impl Scripted {
        pub(crate) fn new() -> Arc<Self> {
            Self::slow(Duration::ZERO)
        }

        /// Answers after `delay`.
        pub(crate) fn slow(delay: Duration) -> Arc<Self> {
            let (pages, structures) = (AtomicUsize::new(0), AtomicUsize::new(0));
            let structure = Mutex::new(Ok(structure(&["s"])));
            Arc::new(Self { delay, failure: Mutex::new(None), structure, pages, structures })
        }

        /// Has no page, for a reason.
        pub(crate) fn failing(failure: Failure) -> Arc<Self> {
            let lookup = Self::new();
            *lookup.failure.lock().expect("a lock") = Some(failure);
            lookup
        }

        pub(crate) fn mend(&self) {
            *self.failure.lock().expect("a lock") = None;
        }

        pub(crate) fn set_structure(&self, structure: Result<String, Failure>) {
            *self.structure.lock().expect("a lock") = structure;
        }

        /// How many pages were asked for.
        pub(crate) fn pages(&self) -> usize {
            self.pages.load(Ordering::SeqCst)
        }

        pub(crate) fn structures(&self) -> usize {
            self.structures.load(Ordering::SeqCst)
        }
    }

    impl Lookup for Scripted {
        fn structure(&self) -> BoxFuture<'static, Result<Bytes, Failure>> {
            self.structures.fetch_add(1, Ordering::SeqCst);
            let (delay, json) = (self.delay, self.structure.lock().expect("a lock").clone());
            after(delay, json)
        }

        fn page(&self, id: &PageId) -> BoxFuture<'static, Result<Bytes, Failure>> {
            self.pages.fetch_add(1, Ordering::SeqCst);
            let page = &id.page;
            let json = format!("{{\"title\":\"Page {page}\",\"path\":\"path/{page}\"}}");
            let failure = *self.failure.lock().expect("a lock");
            after(self.delay, failure.map_or(Ok(json), Err))
        }
    }

    fn after(
        delay: Duration,
        json: Result<String, Failure>,
    ) -> BoxFuture<'static, Result<Bytes, Failure>> {
        async move {
            if !delay.is_zero() {
                tokio::time::sleep(delay).await;
            }
            json.map(Bytes::from)
        }
        .boxed()
    }

    /// A site with `spaces`, each published under its name.
    pub(crate) fn structure(spaces: &[&str]) -> String {
        let site_space = |space: &&str| {
            format!(
                "{{\"space\":{{\"id\":\"{space}\"}},\
                 \"urls\":{{\"published\":\"https://docs.example/{space}/\"}}}}"
            )
        };
        let spaces: Vec<_> = spaces.iter().map(site_space).collect();
        format!("{{\"type\":\"siteSpaces\",\"structure\":[{}]}}", spaces.join(","))
    }

    pub(crate) fn page_id(page: &str) -> PageId {
        PageId { space: "s".to_owned(), revision: "r".to_owned(), page: page.to_owned() }
    }
}
