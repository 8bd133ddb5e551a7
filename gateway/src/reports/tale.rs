//! What is told of one answer, noted while it goes out.
//!
//! Owns how its end is read from its last snapshot. Refuses to touch a block, and to wait: the row
//! goes into the queue when the last who holds the tale lets it go.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use ask_docs_core::answer::{self, Source};
use ask_docs_core::citation::MAX_TITLE_CHARACTERS;
use ask_docs_core::document::in_markdown;
use ask_docs_core::label::label;
use ask_docs_core::markdown::absolute::Absolute;
use ask_docs_core::markdown::links::Href;
use ask_docs_core::sse;
use ask_docs_core::wire::{Frame, frame};
use bytes::Bytes;
use futures_util::{FutureExt as _, StreamExt as _, stream};

use super::Reports;
use super::row::{Answer, Cited, Outcome, Row};
use crate::answers::{Answering, Asked};
use crate::blocks::{Block, Blocks, Kind};
use crate::refusal::Refusal;

/// The most pages of one answer that are kept.
const MOST_PAGES: usize = 20;
/// The longest address and the longest id that are kept, in bytes.
const MOST_BYTES: usize = 500;

/// The tale of one answer; clones tell the same. Nothing where nothing is kept.
#[derive(Clone)]
pub(crate) struct Tale(Option<Arc<Telling>>);

struct Telling {
    reports: Reports,
    at: i64,
    site: String,
    question: Option<String>,
    /// How the client addresses the gateway.
    gateway: Option<String>,
    name: OnceLock<String>,
    /// None if it is not to be kept.
    end: Mutex<Option<(Outcome, Vec<Cited>)>>,
}

impl Tale {
    pub(super) fn begin(reports: &Reports, site: &str, asked: &Asked) -> Self {
        let Some(open) = &reports.0 else { return Self(None) };
        let question = asked.ask.question.as_str().to_owned();
        Self(Some(Arc::new(Telling {
            reports: reports.clone(),
            at: (open.clock)(),
            site: site.to_owned(),
            question: open.settings.question_text.then_some(question),
            gateway: asked.gateway.clone(),
            name: OnceLock::new(),
            end: Mutex::new(Some((Outcome::Left, Vec::new()))),
        })))
    }

    /// `answered`, whose end is noted.
    pub(crate) fn of(&self, answered: Result<Answering, Refusal>) -> Result<Answering, Refusal> {
        let Some(telling) = &self.0 else { return answered };
        match answered {
            Ok(Answering { blocks, headers }) => {
                Ok(Answering { blocks: watched(blocks, Arc::clone(telling)), headers })
            }
            Err(refusal) => {
                // What a client did wrong, or too often, tells nothing of the documentation.
                let is_ours = refusal.status().is_server_error();
                telling.ends(is_ours.then(|| (Outcome::Failed, Vec::new())));
                Err(refusal)
            }
        }
    }

    /// Notes the name that `answering` begins with, if it has one.
    pub(crate) fn named(&self, answering: Answering) -> Answering {
        let Some(telling) = &self.0 else { return answering };
        let Answering { mut blocks, headers } = answering;
        // The name is there at once; nothing else is waited for.
        let first = blocks.next().now_or_never().flatten();
        if let Some(name) = first.as_ref().and_then(|block| name(block.as_ref().ok()?)) {
            telling.name.get_or_init(|| name.to_owned());
        }
        Answering { blocks: stream::iter(first).chain(blocks).boxed(), headers }
    }
}

impl Telling {
    fn ends(&self, end: Option<(Outcome, Vec<Cited>)>) {
        *self.end.lock().unwrap_or_else(PoisonError::into_inner) = end;
    }

    /// What `last`, the last snapshot of a whole answer, comes to.
    fn whole(&self, last: Option<&Bytes>) -> (Outcome, Vec<Cited>) {
        let mut answer = answer::Answer::default();
        if let Some(last) = last {
            match read(last) {
                Some(snapshot) => answer.apply(in_markdown(snapshot, &Absolute)),
                None => return (Outcome::Failed, Vec::new()),
            }
        }
        answer.apply(Frame::Done);
        let outcome = match () {
            () if answer.is_nothing_found() => Outcome::Nothing,
            () if answer.is_fallback => Outcome::Search,
            () => Outcome::Answered,
        };
        (outcome, cited(&answer.sources, self.gateway.as_deref()))
    }
}

impl Drop for Telling {
    fn drop(&mut self) {
        let end = self.end.get_mut().unwrap_or_else(PoisonError::into_inner).take();
        let Some((outcome, cited)) = end else { return };
        self.reports.keep(Row::Answer(Answer {
            at: self.at,
            site: std::mem::take(&mut self.site),
            name: self.name.take(),
            outcome,
            question: self.question.take(),
            cited,
        }));
    }
}

fn watched(blocks: Blocks, telling: Arc<Telling>) -> Blocks {
    let watch = Watch { telling, last: None, is_over: false };
    let blocks = stream::unfold((blocks, watch), async |(mut blocks, mut watch)| {
        let block = blocks.next().await;
        watch.sees(block.as_ref());
        Some((block?, (blocks, watch)))
    });
    blocks.boxed()
}

/// Who sees the blocks go by.
struct Watch {
    telling: Arc<Telling>,
    last: Option<Bytes>,
    is_over: bool,
}

impl Watch {
    fn sees(&mut self, block: Option<&Result<Block, Refusal>>) {
        if self.is_over {
            return;
        }
        let end = match block {
            Some(Ok(block)) => match block.kind {
                Kind::Message => {
                    self.last = Some(block.bytes.clone());
                    return;
                }
                Kind::Other | Kind::Cut => return,
                Kind::Done | Kind::MuteDone => self.telling.whole(self.last.as_ref()),
                Kind::Error => (Outcome::Failed, Vec::new()),
            },
            Some(Err(Refusal::Stopped)) => (Outcome::Left, Vec::new()),
            Some(Err(_)) | None => (Outcome::Failed, Vec::new()),
        };
        self.is_over = true;
        self.telling.ends(Some(end));
    }
}

fn name(block: &Block) -> Option<&str> {
    let text = std::str::from_utf8(&block.bytes).ok().filter(|_| block.kind == Kind::Other)?;
    text.strip_prefix("id:").map(str::trim).filter(|name| !name.is_empty())
}

fn read(block: &[u8]) -> Option<Frame> {
    let (mut decoder, mut events) = (sse::Decoder::default(), Vec::new());
    decoder.feed(std::str::from_utf8(block).ok()?, &mut events).ok()?;
    events.pop().map(|event| frame(&event)).filter(|frame| matches!(frame, Frame::Snapshot(_)))
}

/// The pages among `sources`, each once.
fn cited(sources: &[Source], gateway: Option<&str>) -> Vec<Cited> {
    let mut pages: Vec<Cited> = Vec::new();
    for source in sources {
        let Some(page) = page(source, gateway) else { continue };
        if pages.len() < MOST_PAGES && !pages.iter().any(|other| other.page == page.page) {
            pages.push(page);
        }
    }
    pages
}

fn page(source: &Source, gateway: Option<&str>) -> Option<Cited> {
    let address = source.url.as_deref().filter(|_| !source.is_gone);
    let address = address.and_then(|url| Href::checked(url, &Absolute));
    let address = address.map(|href| without_gateway(href.as_str(), gateway).to_owned());
    let address = address.filter(|address| address.len() <= MOST_BYTES);
    let title = source.title.as_deref().map(|title| label(title, MAX_TITLE_CHARACTERS));
    // A section's title begins with its page's.
    let title = title.map(|title| title.split(" › ").next().unwrap_or_default().to_owned());
    let title = title.filter(|title| !title.is_empty());
    let id = source.id.clone().filter(|id| id.len() <= MOST_BYTES);
    let page = address.clone().or_else(|| id.clone()).or_else(|| title.clone())?;
    Some(Cited { page, id, title, address, is_gone: source.is_gone })
}

/// `address` without its fragment, and without the gateway, which has as many names as clients
/// give it.
fn without_gateway<'a>(address: &'a str, gateway: Option<&str>) -> &'a str {
    let page = address.split('#').next().unwrap_or_default();
    let path = gateway.and_then(|gateway| {
        let rest = page.strip_prefix("http://").or(page.strip_prefix("https://"))?;
        rest.strip_prefix(gateway).filter(|path| path.starts_with('/') && !path.starts_with("//"))
    });
    path.unwrap_or(page)
}
