//! One question on its way: sent, its answer applied frame by frame, and its end told.

use std::time::Duration;

use any_spawner::Executor;
use ask_docs_core::answer::{Answer, Phase};
use ask_docs_core::failure::{Cause, Failure};
use ask_docs_core::frames::FrameStream;
use ask_docs_core::question::Question;
use reactive_graph::graph::untrack;

use super::stream::stream;
use super::{Session, Turn};
use crate::browser::events::Told;
use crate::browser::{fetch, page};

impl Session {
    pub(super) fn send(self, question: Question, turn: Turn) {
        let told = Told::Question {
            characters: question.as_str().chars().count(),
            question: self.told_words(question.as_str()),
        };
        turn.asked_at.set(js_sys::Date::now());
        let prepared = self.settings.with_untracked(|settings| {
            let endpoint = settings.endpoint(page::kind())?;
            Ok(endpoint.ask(&settings.ask(question)?))
        });
        let (hooks, patience) = (self.hooks.get_untracked(), self.patience());
        let (request, abort) = match (prepared, fetch::Abort::new()) {
            (Ok(request), Some(abort)) => (request, abort),
            (Err(fault), _) => return self.fail(&turn, Failure::Owner(fault)),
            (_, None) => return self.fail(&turn, Failure::Retry(Cause::Network)),
        };
        let signal = abort.signal();
        self.running.set_value(Some(abort));
        // Told last: whoever listens may stop it, ask something else, or take the box away.
        self.tell(&told);
        Executor::spawn_local(async move {
            let (mut decoder, mut frames) = (FrameStream::default(), Vec::new());
            let streamed = stream(request, hooks, &signal, patience, |bytes| {
                let decoded = decoder.feed(bytes, &mut frames);
                if !frames.is_empty() {
                    let is_first = !turn.answer.with_untracked(Answer::has_arrived);
                    turn.answer.update(|answer| {
                        frames.drain(..).for_each(|frame| answer.apply(frame));
                    });
                    if is_first && turn.answer.with_untracked(Answer::has_arrived) {
                        self.tell(&Told::FirstText { milliseconds: turn.age() });
                    }
                }
                decoded?;
                Ok(turn.answer.with_untracked(|answer| answer.phase.is_running()))
            })
            .await;
            // Whoever aborted it has said how the answer ends.
            if signal.aborted() {
                return;
            }
            match streamed {
                Ok(()) => turn.answer.update(Answer::end),
                Err(failure) => turn.answer.update(|answer| answer.fail(failure)),
            }
            let _ = self.running.try_update_value(Option::take);
            self.tell_end(&turn);
        });
    }

    fn fail(self, turn: &Turn, failure: Failure) {
        turn.answer.update(|answer| answer.fail(failure));
        self.tell_end(turn);
    }

    fn tell_end(self, turn: &Turn) {
        let is_in_vain = turn.answer.with_untracked(|answer| {
            matches!(answer.phase, Phase::Failed(_)) && !answer.has_arrived()
        });
        // A question without an answer goes back to the field, unless a new one stands there.
        if is_in_vain && self.draft.try_with_untracked(String::is_empty).unwrap_or(false) {
            self.draft.set(turn.question.clone());
        }
        let told = turn.answer.with_untracked(|answer| match &answer.phase {
            Phase::Complete => Some(Told::Answer {
                found: !answer.is_nothing_found(),
                sources: untrack(|| self.citations(answer)).len(),
                milliseconds: turn.age(),
            }),
            Phase::Incomplete => {
                Some(Told::Error { code: "incomplete", retryable: true, retry_after: None })
            }
            Phase::Failed(failure) => Some(Told::Error {
                code: failure.code(),
                retryable: failure.is_retryable(),
                retry_after: failure.wait_seconds(),
            }),
            Phase::Waiting | Phase::Streaming | Phase::Stopped => None,
        });
        if let Some(told) = told {
            self.tell(&told);
        }
    }

    /// How long a silent stream is waited for.
    pub(super) fn patience(self) -> Duration {
        let seconds = self.settings.with_untracked(|settings| settings.patience.clamp(1, 600));
        Duration::from_secs(seconds.into())
    }
}
