//! Answers with their sources resolved: a layer around those of GitBook's API.
//!
//! Owns where the parts meet. Refuses to touch starter questions, which have no sources.

use std::sync::Arc;

use futures_util::FutureExt as _;

use super::CitationSettings;
use super::api::Api;
use super::resolver::Resolver;
use super::stream;
use crate::answers::{Answering, Answers, Asked, AskedToStart, Reply, Revision};
use crate::upstream::Addresses;

/// Answers whose page sources are told with title and address.
pub(crate) struct Cited<A> {
    answers: A,
    /// None where sources are left as they are.
    resolver: Option<Arc<Resolver>>,
}

impl<A: Answers> Cited<A> {
    /// Looks the sources of `answers` up in `api`.
    pub(crate) fn new(answers: A, api: Api, settings: &CitationSettings) -> Self {
        let resolver = || Arc::new(Resolver::new(Arc::new(api), settings));
        Self { answers, resolver: settings.resolve.then(resolver) }
    }
}

impl<A> Cited<A> {
    /// Where the site's pages are published; none where sources are left as they are.
    pub(crate) fn addresses(&self) -> Option<Arc<dyn Addresses>> {
        self.resolver.clone().map(|resolver| resolver as Arc<dyn Addresses>)
    }
}

impl<A: Answers> Answers for Cited<A> {
    fn ask(&self, asked: Asked) -> Reply {
        let reply = self.answers.ask(asked);
        let Some(resolver) = self.resolver.clone() else { return reply };
        async move {
            let Answering { blocks, headers } = reply.await?;
            Ok(Answering { blocks: stream::resolved(blocks, resolver), headers })
        }
        .boxed()
    }

    fn revision(&self) -> Option<Revision> {
        self.resolver.as_ref()?.revision()
    }

    fn starter_questions(&self, asked: AskedToStart) -> Reply {
        self.answers.starter_questions(asked)
    }
}
