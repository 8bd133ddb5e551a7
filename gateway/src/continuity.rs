//! What keeps the answers of a site coming: the cache before them, the search behind them.
//!
//! Owns the order. A search is behind the source and before the cache, so that those who ask the
//! same at the same time share it too; it is never kept.

use std::sync::Arc;

use ask_docs_core::request::Format;

use crate::answers::{Answering, Asked, Reply, Revision};
use crate::cache::{AnswerCache, CacheSettings, Key, Shared};
use crate::fallback::{Fallback, Search, Sought};
use crate::local::{FolderError, Local};
use crate::refusal::Refusal;
use crate::settings::LocalSettings;
use crate::store::Store;

/// How the answers of one site are kept coming.
#[derive(Clone, Debug)]
pub struct ContinuitySettings {
    /// Answers are given again, if at all, like this.
    pub cache: Option<CacheSettings>,
    /// What stands in for an answer that cannot be had.
    pub fallback: FallbackSettings,
}

/// What stands in for an answer that cannot be had.
#[derive(Clone, Debug)]
pub enum FallbackSettings {
    /// Nothing: the refusal is passed on.
    Off,
    /// The results of the API's own search.
    Search,
    /// A search of this folder.
    Docs(LocalSettings),
}

impl Default for ContinuitySettings {
    fn default() -> Self {
        // A list of pages helps a reader more than an error, and a search costs next to nothing.
        Self { cache: None, fallback: FallbackSettings::Search }
    }
}

/// The cache and the search of one site.
#[derive(Default)]
pub(crate) struct Continuity {
    cache: Option<Arc<AnswerCache>>,
    fallback: Option<Arc<Fallback>>,
}

impl Continuity {
    /// As `settings` say, for the site at `organization` and `site`; `search` is the API's, if there
    /// is one, `gateway` the host and port that clients use, and `store` where kept answers are
    /// shared.
    ///
    /// # Errors
    /// The folder of the fallback cannot be searched.
    pub(crate) fn open(
        settings: &ContinuitySettings,
        (organization, site): (&str, &str),
        search: Option<Arc<dyn Search>>,
        gateway: &str,
        store: Option<&Arc<Store>>,
    ) -> Result<Self, FolderError> {
        let search = match &settings.fallback {
            FallbackSettings::Off => None,
            FallbackSettings::Search => search,
            FallbackSettings::Docs(docs) => {
                Some(Arc::new(Local::open(docs, gateway)?) as Arc<dyn Search>)
            }
        };
        let shared = store.map(|store| Shared::new(store, format!("{organization}/{site}")));
        Ok(Self {
            cache: settings.cache.map(|settings| AnswerCache::new(settings, shared)),
            fallback: search.map(|search| Fallback::new(site.to_owned(), search)),
        })
    }

    /// The answer to `asked`, which `ask` will get if need be. `afresh` is what the client says;
    /// `revision` finds out which the docs'
    /// is now, if that is needed.
    ///
    /// # Errors
    /// The source's refusal.
    pub(crate) async fn answer(
        &self,
        asked: Asked,
        afresh: bool,
        revision: impl FnOnce() -> Option<Revision>,
        ask: impl FnOnce(Asked) -> Reply,
    ) -> Result<Answering, Refusal> {
        let cached = self.cache.as_ref();
        let cached = cached.and_then(|cache| Some((cache, Key::new(&asked, revision())?)));
        let sought = Sought { ask: asked.ask.clone(), gateway: asked.gateway.clone() };
        let format = asked.format.unwrap_or(Format::Document);
        let mut reply = ask(asked);
        if let Some(fallback) = &self.fallback {
            reply = Arc::clone(fallback).behind(reply, sought, format);
        }
        match cached {
            Some((cache, key)) => cache.answer(key, afresh, reply).await,
            None => reply.await,
        }
    }
}
