//! What became of a question: the exit status, and a sentence for whoever asked.
//!
//! Owns both. A server's own words are quoted on one line, and never obeyed by a terminal.

use std::io::{self, Write as _};
use std::process::ExitCode;

use ask_docs_core::answer::{Answer, Phase};
use ask_docs_core::budget::Budget;
use ask_docs_core::failure::{Cause, Failure, Fault, MAX_QUOTED_CHARACTERS};
use ask_docs_core::words::{Message, Value};

use crate::arguments::Asking;
use crate::plain::plain_line;
use crate::words::{lasting, say, word};

/// The whole answer is that there is none.
const NOTHING: u8 = 1;
/// The question was not asked.
pub(crate) const USAGE: u8 = 2;
const REFUSED: u8 = 3;
const TOO_MANY: u8 = 4;
/// No connection, or a server that fails.
pub(crate) const FAILED: u8 = 5;
const CUT: u8 = 6;
/// The answer could not be written.
pub(crate) const NOT_WRITTEN: u8 = 7;
/// As shells say it of a program that Ctrl-C has ended.
const STOPPED: u8 = 130;

/// What became of a question.
#[derive(Clone, Debug)]
pub(crate) struct Outcome {
    pub(crate) answer: Answer,
    /// For how many seconds a gateway has had it.
    pub(crate) age: Option<u64>,
    pub(crate) budget: Option<Budget>,
    /// Why there was no connection, in the system's words.
    pub(crate) reason: Option<String>,
}

impl Outcome {
    /// The exit status.
    pub(crate) fn code(&self) -> ExitCode {
        ExitCode::from(match &self.answer.phase {
            Phase::Complete if self.answer.is_nothing_found() => NOTHING,
            Phase::Complete => return ExitCode::SUCCESS,
            Phase::Stopped => STOPPED,
            Phase::Incomplete => CUT,
            Phase::Failed(Failure::Owner(_)) => REFUSED,
            Phase::Failed(Failure::Wait { .. }) => TOO_MANY,
            Phase::Failed(Failure::Question(_)) => USAGE,
            Phase::Waiting | Phase::Streaming | Phase::Failed(Failure::Retry(_)) => FAILED,
        })
    }

    /// Says what there is to say, where it is no part of the answer.
    ///
    /// # Errors
    /// When standard error is gone.
    pub(crate) fn tell(&self, asking: &Asking) -> io::Result<()> {
        let mut out = io::stderr().lock();
        if let Some(sentence) = self.sentence(asking) {
            writeln!(out, "ask-docs: {sentence}")?;
        }
        if let Some(age) = self.age.filter(|_| self.answer.has_arrived()) {
            let age = match age {
                0..60 => Message::plain("cachedNow"),
                _ => Message::plain("cached").with("time", Value::Ago(age)),
            };
            writeln!(out, "{} --fresh asks afresh.", say(&age))?;
        }
        if let Some(budget) = self.budget.filter(Budget::is_low) {
            writeln!(out, "{}.", say(&budget.message(0)))?;
        }
        Ok(())
    }

    /// How it ended, unless with a whole answer.
    pub(crate) fn sentence(&self, asking: &Asking) -> Option<String> {
        Some(match &self.answer.phase {
            Phase::Complete if self.answer.is_nothing_found() => word("tryOtherWords"),
            Phase::Complete => return None,
            Phase::Stopped => word(match self.answer.has_arrived() {
                true => "stoppedHere",
                false => "stoppedBefore",
            }),
            Phase::Incomplete => word("incomplete"),
            Phase::Failed(failure) => self.failed(failure, asking),
            Phase::Waiting | Phase::Streaming => word("unreadable"),
        })
    }

    fn failed(&self, failure: &Failure, asking: &Asking) -> String {
        let address = plain_line(&asking.place.address, MAX_QUOTED_CHARACTERS);
        let site = &asking.place.site;
        let because = |text: &str| match plain_line(text, MAX_QUOTED_CHARACTERS) {
            text if text.is_empty() => String::new(),
            text => format!(": {text}"),
        };
        match failure {
            Failure::Wait { seconds: Some(seconds) } => {
                format!("too many questions at the moment: ask again in {}", lasting(*seconds))
            }
            Failure::Wait { seconds: None } => {
                "too many questions at the moment: wait a little, then ask again".to_owned()
            }
            Failure::Retry(Cause::Network | Cause::Offline) => {
                let reason = self.reason.as_deref().unwrap_or_default();
                format!("no connection to {address}{}", because(reason))
            }
            Failure::Retry(Cause::Silence(seconds)) => {
                format!("nothing has come from {address} for {}", lasting(*seconds))
            }
            Failure::Retry(Cause::Server { status, message }) => {
                let status = status.map(|status| format!(" ({status})")).unwrap_or_default();
                format!("{address} has a problem{status}{}", because(message))
            }
            Failure::Retry(Cause::Unreadable) => {
                format!("what came from {address} could not be read as an answer")
            }
            Failure::Retry(Cause::TooLarge) => format!("the answer from {address} is too large"),
            Failure::Question(error) => format!("this question cannot be asked: {error}"),
            Failure::Owner(Fault::Refused { status: 401 }) if asking.place.is_api => {
                "the API does not know this token (401)".to_owned()
            }
            Failure::Owner(Fault::Refused { status }) if asking.place.is_api => {
                format!("this token may not ask {site} ({status})")
            }
            Failure::Owner(Fault::Refused { status }) => {
                format!("{address} does not let you ask {site} ({status})")
            }
            Failure::Owner(Fault::NotFound) => {
                format!("there is no {site} to ask at {address} (404)")
            }
            Failure::Owner(Fault::Rejected { status, message }) => {
                format!("{address} did not accept the question ({status}){}", because(message))
            }
            Failure::Owner(Fault::ContentType(kind)) => {
                let kind = plain_line(kind, MAX_QUOTED_CHARACTERS);
                format!("{address} is no answer service: it sent `{kind}`")
            }
            Failure::Owner(Fault::Setting(problem)) => plain_line(problem, MAX_QUOTED_CHARACTERS),
        }
    }
}
