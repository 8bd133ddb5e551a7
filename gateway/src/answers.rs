//! What the gateway answers from: the seam between the contract and its two sources.
//!
//! Owns the trait. Refuses to know either side: [`ask`](crate::ask) has checked the request
//! before it comes here, how an answer is made is the source's, and how it goes out is
//! [`deliver`](crate::deliver)'s.

use ask_docs_core::request::{Ask, Format};
use axum::http::HeaderMap;
use bytes::Bytes;
use futures_util::future::BoxFuture;

use crate::blocks::Blocks;
use crate::refusal::Refusal;
use crate::traces::Asking;

/// A source of answers. Dropping a reply, or its blocks, stops the work for it.
pub(crate) trait Answers: Send + Sync + 'static {
    /// Answers a question with a stream of events.
    fn ask(&self, asked: Asked) -> Reply;

    /// The docs as they are now; none if it is not known when they change.
    fn revision(&self) -> Option<Revision> {
        None
    }

    /// Answers with a stream of questions to begin with.
    fn starter_questions(&self, asked: AskedToStart) -> Reply;
}

/// An answer to come, or the refusal.
pub(crate) type Reply = BoxFuture<'static, Result<Answering, Refusal>>;

/// The docs as they were at some time: another one after each change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Revision(pub u64);

/// An answer that has begun.
pub(crate) struct Answering {
    /// Its events; the last is an end marker or an error, unless the source broke off.
    pub blocks: Blocks,
    /// What else the client is told, as its limits upstream.
    pub headers: HeaderMap,
}

/// A checked question.
pub(crate) struct Asked {
    /// What is asked.
    pub ask: Ask,
    /// The shape of the answer; left out means a document.
    pub format: Option<Format>,
    /// The body as it came, for a source that passes it on.
    pub body: Bytes,
    /// How the client addresses the gateway, for links that lead back to it.
    pub gateway: Option<String>,
    /// What its trace is told.
    pub asking: Asking,
}

/// A checked request for starter questions.
pub(crate) struct AskedToStart {
    /// Only questions about this site space.
    pub site_space: Option<String>,
}
