//! What can be said of a source: its page and its site put together.
//!
//! Owns what is told of which case. Refuses to call a page gone on anything but the API's word:
//! what could not be found out is not told at all.

use std::sync::Arc;

use futures_util::FutureExt as _;
use futures_util::future::{BoxFuture, join};

use super::CitationSettings;
use super::lookup::{Lookup, PageId};
use super::pages::{Found, Pages};
use super::published::Place;
use super::splice::{Addition, PageSource};
use super::structure::SiteStructure;
use crate::answers::Revision;
use crate::upstream::{Address, Addresses};

/// The longest id that is asked for, in bytes.
const MAX_ID_BYTES: usize = 128;

/// Looks sources of one site up.
pub(super) struct Resolver {
    structure: SiteStructure,
    pages: Pages,
}

impl Resolver {
    pub(super) fn new(lookup: Arc<dyn Lookup>, settings: &CitationSettings) -> Self {
        Self {
            structure: SiteStructure::new(Arc::clone(&lookup), settings.structure_lifetime),
            pages: Pages::new(lookup, settings.pages),
        }
    }

    /// The site's docs as they are now, if that is known.
    pub(super) fn revision(&self) -> Option<Revision> {
        self.structure.revision()
    }

    /// What there is to say of `source`, at once where it is known; none if nothing is.
    pub(super) async fn resolve(self: Arc<Self>, source: PageSource) -> Option<Addition> {
        let PageSource { page, revision, space, sections } = source;
        if ![&page, &revision, &space].into_iter().all(|id| may_be_asked_for(id)) {
            return None;
        }
        let site = self.structure.get(&space);
        let id = PageId { space: space.clone(), revision, page };
        let (site, page) = join(site, self.pages.get(id)).await;
        let page = match page {
            Found::Page(page) => page,
            Found::Gone => return Some(Addition::new(None, None, true)),
            Found::Nothing => return None,
        };
        let title = page.title.as_deref();
        let place = site.map_or(Place::Nowhere, |site| site.place(&space, page.path.as_deref()));
        match place {
            Place::At(mut url) => {
                url.set_fragment(page.anchor(&sections));
                Some(Addition::new(title, Some(url.as_str()), false))
            }
            Place::Nowhere => title.map(|title| Addition::new(Some(title), None, false)),
            Place::Elsewhere => Some(Addition::new(title, None, true)),
        }
    }
}

impl Addresses for Resolver {
    fn address(self: Arc<Self>, space: String, path: String) -> BoxFuture<'static, Address> {
        async move {
            let site = self.structure.get(&space).await;
            match site.map(|site| site.place(&space, Some(&path))) {
                Some(Place::At(url)) => Address::Published(url),
                Some(Place::Nowhere | Place::Elsewhere) => Address::Unpublished,
                None => Address::Unknown,
            }
        }
        .boxed()
    }
}

/// Whether an id may stand in an address; what it holds there is escaped.
fn may_be_asked_for(id: &str) -> bool {
    let is_sane =
        (1..=MAX_ID_BYTES).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_graphic());
    is_sane && id != "." && id != ".."
}

#[cfg(test)]
mod tests {
    use super::super::lookup::Failure;
    use super::super::lookup::tests::Scripted;
    use super::*;

    async fn resolved(lookup: &Arc<Scripted>, space: &str, page: &str) -> Option<Addition> {
        let lookup = Arc::clone(lookup) as Arc<dyn Lookup>;
        let resolver = Arc::new(Resolver::new(lookup, &CitationSettings::default()));
        let [space, page] = [space, page].map(str::to_owned);
        let (revision, sections) = ("r".to_owned(), vec!["x".to_owned()]);
        resolver.resolve(PageSource { page, revision, space, sections }).await
    }

    #[tokio::test]
    async fn each_case_is_told_as_what_it_is() {
        let site = Scripted::new();
        let link = Addition::new(Some("Page p"), Some("https://docs.example/s/path/p"), false);
        assert_eq!(resolved(&site, "s", "p").await, Some(link));
        let elsewhere = Addition::new(Some("Page p"), None, true);
        assert_eq!(resolved(&site, "other", "p").await, Some(elsewhere));
        site.set_structure(Err(Failure::Denied));
        let title = Addition::new(Some("Page p"), None, false);
        assert_eq!(resolved(&site, "s", "p").await, Some(title));
        let gone = Addition::new(None, None, true);
        assert_eq!(resolved(&Scripted::failing(Failure::Gone), "s", "p").await, Some(gone));
        for failure in [Failure::Denied, Failure::Failed] {
            assert_eq!(resolved(&Scripted::failing(failure), "other", "p").await, None);
        }
    }

    #[tokio::test]
    async fn an_id_that_could_be_something_else_is_never_asked_for() {
        let site = Scripted::new();
        let long = "x".repeat(129);
        for id in ["", ".", "..", "a b", "a\n", "é", long.as_str()] {
            assert_eq!(resolved(&site, "s", id).await, None, "{id:?}");
        }
        assert_eq!((site.pages(), site.structures()), (0, 0));
        assert!(resolved(&site, "s", "a/../b?c").await.is_some());
    }
}
