//! Answers from a recording, with its timing.
//!
//! Owns which stream answers which question: one that was asked the same, else the next one, so
//! that a demo answers whatever is typed. Refuses a recording that it cannot read to its end.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use std::{fmt, io};

use axum::http::{HeaderMap, StatusCode};
use bytes::Bytes;
use futures_util::{FutureExt as _, StreamExt as _, stream};
use tokio::time::{Instant, sleep_until};

use super::wire::{End, Line, Title, VERSION, What};
use crate::answers::{Answering, Answers, Asked, AskedToStart, Reply};
use crate::blocks::Block;
use crate::events;
use crate::refusal::{Refusal, Refused};
use crate::same_question::normalised;

/// Why a recording cannot be played.
#[derive(Debug)]
pub(crate) enum RecordingError {
    /// It cannot be read.
    Unreadable(PathBuf, io::Error),
    /// Its first line does not say that it is one, or one of a later version.
    Unknown(PathBuf),
    /// A line is none of a recording's.
    Wrong(PathBuf, usize, String),
    /// It has no question in it.
    Empty(PathBuf),
}

/// A recording as a source of answers.
pub(crate) struct Replayed {
    questions: Vec<Arc<Track>>,
    starters: Option<Arc<Track>>,
    next: AtomicUsize,
}

/// One stream.
#[derive(Debug, Default)]
struct Track {
    /// As it is compared; none for starter questions.
    question: Option<String>,
    blocks: Vec<(Duration, Bytes)>,
    end: Option<(Duration, Ending)>,
}

#[derive(Clone, Debug)]
enum Ending {
    Whole,
    Refused(StatusCode, String),
}

impl Replayed {
    /// Reads the recording `path`.
    ///
    /// # Errors
    /// What is wrong with it, with its line.
    pub(crate) fn open(path: &Path) -> Result<Self, RecordingError> {
        let text = fs::read_to_string(path)
            .map_err(|cause| RecordingError::Unreadable(path.to_owned(), cause))?;
        let mut lines = text.lines().enumerate();
        let title = lines.next().map(|(_, line)| serde_json::from_str::<Title>(line));
        if !matches!(title, Some(Ok(Title { recording: VERSION }))) {
            return Err(RecordingError::Unknown(path.to_owned()));
        }
        let mut tracks = BTreeMap::<u64, Track>::new();
        for (number, line) in lines.filter(|(_, line)| !line.is_empty()) {
            let wrong = |what: String| RecordingError::Wrong(path.to_owned(), number + 1, what);
            let Line { stream, at, what } =
                serde_json::from_str(line).map_err(|error| wrong(error.to_string()))?;
            let track = tracks.entry(stream).or_default();
            track.add(Duration::from_millis(at), what).map_err(wrong)?;
        }
        let (questions, starters): (Vec<_>, Vec<_>) =
            tracks.into_values().map(Arc::new).partition(|track| track.question.is_some());
        if questions.is_empty() {
            return Err(RecordingError::Empty(path.to_owned()));
        }
        let starters = starters.into_iter().next();
        Ok(Self { questions, starters, next: AtomicUsize::new(0) })
    }

    /// The stream for `question`: of those that were asked the same each in its turn, else of all.
    fn track(&self, question: &str) -> &Arc<Track> {
        let question = normalised(question);
        let turn = self.next.fetch_add(1, Ordering::Relaxed);
        let same = |track: &&Arc<Track>| track.question.as_ref() == Some(&question);
        let same: Vec<_> = self.questions.iter().filter(same).collect();
        match same.is_empty() {
            true => &self.questions[turn % self.questions.len()],
            false => same[turn % same.len()],
        }
    }
}

impl Track {
    fn add(&mut self, at: Duration, what: What) -> Result<(), String> {
        match what {
            What::Asked { body, .. } => {
                let question = body.get("question").and_then(|question| question.as_str());
                let question = question.ok_or("`body` has no `question`")?;
                self.question = Some(normalised(question));
            }
            What::Starters { .. } => {}
            What::Text(_) | What::Bytes(_) => {
                let block = what.block().ok_or("`bytes` is no base64")?;
                self.blocks.push((at, block));
            }
            What::Refused { status, message } => {
                let status =
                    StatusCode::from_u16(status).map_err(|_| "`status` is no status of HTTP")?;
                self.end = Some((at, Ending::Refused(status, message)));
            }
            What::End(End::Whole) => self.end = Some((at, Ending::Whole)),
            // As far as it was seen.
            What::End(End::Left) => {}
        }
        Ok(())
    }

    fn play(self: Arc<Self>) -> Reply {
        let begun = Instant::now();
        async move {
            if let (true, Some((at, Ending::Refused(status, message)))) =
                (self.blocks.is_empty(), &self.end)
            {
                sleep_until(begun + *at).await;
                return Err(refused(*status, message));
            }
            let blocks = stream::unfold((self, 0), move |(track, number)| async move {
                if let Some((at, bytes)) = track.blocks.get(number) {
                    sleep_until(begun + *at).await;
                    let block = Block::new(bytes.clone());
                    return Some((Ok(block), (track, number + 1)));
                }
                let (at, Ending::Refused(status, message)) = track.end.clone()? else {
                    return None;
                };
                sleep_until(begun + at).await;
                let over = Arc::new(Track::default());
                Some((Err(refused(status, &message)), (over, 0)))
            });
            Ok(Answering { blocks: blocks.boxed(), headers: HeaderMap::new() })
        }
        .boxed()
    }
}

fn refused(status: StatusCode, message: &str) -> Refusal {
    let (message, headers) = (message.to_owned(), HeaderMap::new());
    Refusal::ByUpstream(Box::new(Refused { status, message, headers }))
}

impl Answers for Replayed {
    fn ask(&self, asked: Asked) -> Reply {
        Arc::clone(self.track(asked.ask.question.as_str())).play()
    }

    fn starter_questions(&self, _: AskedToStart) -> Reply {
        // None were recorded: none is what there is to begin with.
        let none = || {
            let done = (Duration::ZERO, events::DONE);
            Arc::new(Track { blocks: vec![done], ..Track::default() })
        };
        self.starters.clone().unwrap_or_else(none).play()
    }
}

impl fmt::Display for RecordingError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable(path, cause) => {
                write!(out, "The recording `{}` cannot be read: {cause}", path.display())
            }
            Self::Unknown(path) => write!(
                out,
                "`{}` is no recording of this version: its first line must be {{\"recording\":{VERSION}}}",
                path.display()
            ),
            Self::Wrong(path, line, what) => {
                write!(out, "The recording `{}`, line {line}: {what}", path.display())
            }
            Self::Empty(path) => {
                write!(out, "The recording `{}` holds no question", path.display())
            }
        }
    }
}

impl std::error::Error for RecordingError {}
