//! Writing a recording, while answers go out as they would without.
//!
//! Owns the file and the order of its lines. Refuses to fail an answer: a recording that cannot be
//! written any more is given up, with a line in the log.

use std::fs::{File, OpenOptions};
use std::io::{self, Write as _};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use ask_docs_core::request::Format;
use futures_util::{FutureExt as _, StreamExt as _, stream};
use serde::Serialize;
use serde_json::Value;

use super::wire::{End, Line, Title, VERSION, What};
use crate::answers::{Answering, Answers, Asked, AskedToStart, Reply, Revision};
use crate::blocks::Block;
use crate::refusal::Refusal;

/// A file that streams are written to.
pub(crate) struct Recorder {
    /// None once it could not be written.
    file: Mutex<Option<File>>,
    streams: AtomicU64,
}

impl Recorder {
    /// Begins the recording `path`.
    ///
    /// # Errors
    /// The file is there already, or cannot be made.
    pub(crate) fn begin(path: &Path) -> io::Result<Arc<Self>> {
        let file = OpenOptions::new().write(true).create_new(true).open(path)?;
        let recorder = Self { file: Mutex::new(Some(file)), streams: AtomicU64::new(0) };
        recorder.write(&Title { recording: VERSION });
        Ok(Arc::new(recorder))
    }

    fn track(self: &Arc<Self>, asked: What) -> Track {
        let stream = self.streams.fetch_add(1, Ordering::Relaxed) + 1;
        let recorder = Arc::clone(self);
        let track = Track { recorder, stream, begun: Instant::now(), is_over: false };
        track.write(asked);
        track
    }

    fn write(&self, line: &impl Serialize) {
        // Strings and numbers cannot fail to serialize.
        let mut text = serde_json::to_string(line).unwrap_or_default();
        text.push('\n');
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(open) = &mut *file
            && let Err(cause) = open.write_all(text.as_bytes())
        {
            tracing::error!(%cause, "the recording cannot be written, and ends here");
            *file = None;
        }
    }
}

/// The lines of one stream. Dropped before its end, its client has left.
struct Track {
    recorder: Arc<Recorder>,
    stream: u64,
    begun: Instant,
    is_over: bool,
}

impl Track {
    fn write(&self, what: What) {
        let at = u64::try_from(self.begun.elapsed().as_millis()).unwrap_or(u64::MAX);
        self.recorder.write(&Line { stream: self.stream, at, what });
    }

    fn end(&mut self, what: What) {
        self.write(what);
        self.is_over = true;
    }

    fn refused(&mut self, refusal: &Refusal) {
        self.end(What::Refused { status: refusal.status().as_u16(), message: refusal.to_string() });
    }

    fn passes(&mut self, block: &Result<Block, Refusal>) {
        match block {
            Ok(block) => self.write(What::of_block(&block.bytes)),
            Err(refusal) => self.refused(refusal),
        }
    }

    /// `reply`, as it is written down.
    fn of(mut self, reply: Reply) -> Reply {
        async move {
            let Answering { blocks, headers } = match reply.await {
                Ok(answering) => answering,
                Err(refusal) => {
                    self.refused(&refusal);
                    return Err(refusal);
                }
            };
            let blocks = stream::unfold((blocks, self), async |(mut blocks, mut track)| {
                let Some(block) = blocks.next().await else {
                    if !track.is_over {
                        track.end(What::End(End::Whole));
                    }
                    return None;
                };
                track.passes(&block);
                // Whoever delivers takes nothing behind the end.
                if block.as_ref().is_ok_and(Block::ends_answer) {
                    track.end(What::End(End::Whole));
                }
                Some((block, (blocks, track)))
            });
            Ok(Answering { blocks: blocks.boxed(), headers })
        }
        .boxed()
    }
}

impl Drop for Track {
    fn drop(&mut self) {
        if !self.is_over {
            self.end(What::End(End::Left));
        }
    }
}

/// The answers of a site, written down as they are given.
pub(crate) struct Recorded {
    answers: Arc<dyn Answers>,
    recorder: Arc<Recorder>,
    organization: String,
    site: String,
}

impl Recorded {
    /// `answers` of `site`, for `recorder` to write down.
    pub(crate) fn new(
        answers: Arc<dyn Answers>,
        recorder: Arc<Recorder>,
        (organization, site): (&str, &str),
    ) -> Self {
        let (organization, site) = (organization.to_owned(), site.to_owned());
        Self { answers, recorder, organization, site }
    }
}

impl Answers for Recorded {
    fn ask(&self, asked: Asked) -> Reply {
        let mut body: Value = serde_json::from_slice(&asked.body).unwrap_or_default();
        if let Some(fields) = body.as_object_mut() {
            fields.remove("session");
        }
        let format = asked.format.map(|format| match format {
            Format::Markdown => "markdown".to_owned(),
            Format::Document => "document".to_owned(),
        });
        let (organization, site) = (self.organization.clone(), self.site.clone());
        let track = self.recorder.track(What::Asked { organization, site, format, body });
        track.of(self.answers.ask(asked))
    }

    fn revision(&self) -> Option<Revision> {
        self.answers.revision()
    }

    fn starter_questions(&self, asked: AskedToStart) -> Reply {
        let (organization, site) = (self.organization.clone(), self.site.clone());
        let track = self.recorder.track(What::Starters { organization, site });
        track.of(self.answers.starter_questions(asked))
    }
}
