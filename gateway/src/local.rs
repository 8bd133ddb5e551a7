//! Answers from a folder of Markdown, as GitBook's Git Sync writes it.
//!
//! ```text
//! folder ─▶ files ─ page: matter, html, blocks, links, section ─▶ pages of sections
//! library: pages in the order of SUMMARY.md, and the index of search
//! question ─ ranking ─▶ the best sections ─ answer ─▶ quoted, cited ─ stream ─▶ snapshots
//! ```
//!
//! Owns the whole of local mode. Refuses to write sentences of its own about the subject: it
//! quotes, and says so.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use ask_docs_core::request::Format;
use axum::Router;
use axum::http::HeaderMap;
use bytes::Bytes;
use futures_util::{FutureExt as _, Stream, StreamExt as _};
use url::Url;

use crate::answers::{Answering, Answers, Asked, AskedToStart, Reply, Revision};
use crate::blocks::Block;
use crate::settings::LocalSettings;

mod folder;
mod matter;
mod summary;

mod address;
mod anchor;
mod blocks;
mod code;
mod html;
mod links;
mod page;
mod plain;
mod section;

mod library;
mod search;
mod words;

mod answer;
mod passage;
mod places;
mod questions;
mod ranking;

mod document;
mod stream;

mod shelf;
mod site;

pub(crate) use document::document as document_of;
pub(crate) use passage::escaped;

pub use folder::{FolderError, Skipped};
pub use library::Report;
use shelf::Shelf;

/// The organization that local mode answers for.
pub const ORGANIZATION: &str = "local";
/// Its only site.
pub const SITE: &str = "docs";

/// Answers from one folder.
pub struct Local {
    shelf: Arc<Shelf>,
    site_url: Option<Url>,
    /// Host and port, for links, if a client does not say how it came here.
    gateway: String,
    pace: Duration,
}

/// What reading and asking took.
#[derive(Clone, Debug)]
pub struct Measure {
    /// What was read.
    pub report: Report,
    /// The time of each answer, its follow-up questions included.
    pub answers: Vec<Duration>,
}

impl Local {
    /// Reads the folder and keeps an eye on it; `gateway` is the host and port that clients use.
    ///
    /// # Errors
    /// The folder has nothing to answer from.
    pub fn open(settings: &LocalSettings, gateway: &str) -> Result<Self, FolderError> {
        let shelf = Shelf::open(&settings.docs)?;
        let (site_url, pace) = (settings.site_url.clone(), settings.pace);
        Ok(Self { shelf, site_url, gateway: gateway.to_owned(), pace })
    }

    /// The pages themselves, under `/docs/`.
    pub fn pages(&self) -> Router {
        site::routes(Arc::clone(&self.shelf))
    }

    /// Reads the folder at `docs` once and answers `questions`, for tests and measurements.
    ///
    /// # Errors
    /// The folder has nothing to answer from.
    pub fn measure(docs: &Path, questions: &[&str]) -> Result<Measure, FolderError> {
        let library = library::Library::read(docs)?;
        let answers = questions.iter().map(|question| {
            let start = Instant::now();
            let _ = answer::answer(&library, question, "/");
            start.elapsed()
        });
        let answers = answers.collect();
        Ok(Measure { report: library.report, answers })
    }

    fn site_of(&self, client: Option<&str>) -> String {
        match &self.site_url {
            Some(url) => url.to_string(),
            None => site::address(client, &self.gateway),
        }
    }
}

impl Answers for Local {
    fn ask(&self, asked: Asked) -> Reply {
        let shelf = Arc::clone(&self.shelf);
        let (site, pace) = (self.site_of(asked.gateway.as_deref()), self.pace);
        async move {
            let library = shelf.library();
            let question = asked.ask.question;
            // A search takes milliseconds of one core; sockets should not wait for it.
            let answer = tokio::task::spawn_blocking(move || {
                answer::answer(&library, question.as_str(), &site)
            });
            let answer = answer.await.unwrap_or_else(|cause| {
                tracing::error!(%cause, "an answer could not be put together");
                None
            });
            let format = asked.format.unwrap_or(Format::Document);
            Ok(answering(stream::of_answer(answer, format, pace)))
        }
        .boxed()
    }

    fn revision(&self) -> Option<Revision> {
        Some(Revision(self.shelf.library().revision))
    }

    fn starter_questions(&self, _: AskedToStart) -> Reply {
        let questions = self.shelf.starters();
        async move { Ok(answering(stream::of_questions(questions))) }.boxed()
    }
}

/// An answer of events that each came whole.
fn answering(events: impl Stream<Item = Bytes> + Send + 'static) -> Answering {
    let blocks = events.map(|bytes| Ok(Block::new(bytes))).boxed();
    Answering { blocks, headers: HeaderMap::new() }
}
