//! One question on its way: sent, its answer applied frame by frame, and its end told.
//!
//! A request that fails before anything has come is sent again, and a stream that breaks off is
//! continued where the gateway can: each within small limits, and never a question twice once its
//! answer has begun.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use any_spawner::Executor;
use ask_docs_core::again;
use ask_docs_core::answer::{Answer, Phase};
use ask_docs_core::budget::Budget;
use ask_docs_core::document::in_markdown;
use ask_docs_core::failure::{Cause, Failure, Fault};
use ask_docs_core::frames::FrameStream;
use ask_docs_core::question::Question;
use ask_docs_core::request::{Endpoint, Request, is_id};
use gloo_net::http::Response;
use gloo_timers::future::TimeoutFuture;
use reactive_graph::graph::untrack;

use super::stream::stream;
use super::{Session, Turn};
use crate::browser::events::Told;
use crate::browser::{fetch, page};
use crate::settings::Settings;

/// The silence after which a reader is told that it takes long, in milliseconds.
const LONG_MILLISECONDS: f64 = 10_000.0;
/// Between two looks at that, in milliseconds.
const LOOK_MILLISECONDS: u32 = 1_000;

/// A question on its way. Dropping it aborts its fetch, and tells a gateway that nobody will come
/// back for the rest.
pub(super) struct Running {
    _abort: fetch::Abort,
    farewell: Rc<RefCell<fetch::Farewell>>,
}

impl Running {
    /// Lets it go without telling: it has ended, or will be continued after a reload.
    pub(super) fn leave(self) {
        self.farewell.take().cancel();
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // The other one who holds it may take a while to notice.
        drop(self.farewell.take());
    }
}

impl Session {
    pub(super) fn send(self, question: Question, turn: Turn, afresh: bool) {
        let told = Told::Question {
            characters: question.as_str().chars().count(),
            question: self.told_words(question.as_str()),
        };
        let prepared = self.settings.with_untracked(|settings| request(settings, question, afresh));
        let started = prepared
            .map_err(Failure::Owner)
            .and_then(|(request, endpoint)| self.start(&turn, request, endpoint));
        if let Err(failure) = started {
            turn.answer.update(|answer| answer.fail(failure));
            self.tell_end(&turn);
            return;
        }
        // Told last: whoever listens may stop it, ask something else, or take the box away.
        self.tell(&told);
    }

    /// Goes on with the answer of `turn`, which the gateway knows as the stream `id`.
    pub(super) fn resume(self, turn: &Turn, id: &str) {
        let endpoint = self.settings.with_untracked(|settings| settings.endpoint(page::kind()));
        let Ok(endpoint) = endpoint else { return };
        turn.answer.update(|answer| {
            let has_arrived = answer.has_arrived();
            answer.phase = if has_arrived { Phase::Streaming } else { Phase::Waiting };
        });
        if let Err(failure) = self.start(turn, endpoint.resume(id), endpoint) {
            turn.answer.update(|answer| answer.fail(failure));
        }
    }

    fn start(self, turn: &Turn, request: Request, endpoint: Endpoint) -> Result<(), Failure> {
        let abort = fetch::Abort::new().ok_or(Failure::Retry(Cause::Network))?;
        turn.asked_at.set(js_sys::Date::now());
        turn.stream.set(None);
        turn.heard_at.set(js_sys::Date::now());
        Executor::spawn_local(watch(turn.clone(), abort.signal()));
        let way = Way {
            session: self,
            turn: turn.clone(),
            endpoint,
            signal: abort.signal(),
            farewell: Rc::default(),
        };
        let farewell = Rc::clone(&way.farewell);
        self.running.set_value(Some(Running { _abort: abort, farewell }));
        self.keep_history();
        Executor::spawn_local(way.go(request));
        Ok(())
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
        self.keep_history();
    }

    /// How long a silent stream is waited for.
    pub(super) fn patience(self) -> Duration {
        let seconds = self.settings.with_untracked(|settings| settings.patience.clamp(1, 600));
        Duration::from_secs(seconds.into())
    }
}

/// What goes out for `question`, and where to.
pub(crate) fn request(
    settings: &Settings,
    question: Question,
    afresh: bool,
) -> Result<(Request, Endpoint), Fault> {
    let endpoint = settings.endpoint(page::kind())?;
    let mut ask = settings.ask(question)?;
    if page::opts_out() {
        ask.visit = None;
    }
    let request = if afresh { endpoint.ask_afresh(&ask) } else { endpoint.ask(&ask) };
    Ok((request, endpoint))
}

/// All that an answer on its way needs.
struct Way {
    session: Session,
    turn: Turn,
    endpoint: Endpoint,
    signal: web_sys::AbortSignal,
    farewell: Rc<RefCell<fetch::Farewell>>,
}

impl Way {
    async fn go(self, mut request: Request) {
        // In a row: whatever comes begins a new one.
        let (mut attempts, mut first_break) = (0, None);
        // The box may have gone before this runs at all.
        while !self.signal.aborted() {
            let (end, is_progress) = self.follow(request.clone()).await;
            // Whoever aborted it has said how the answer ends.
            if self.signal.aborted() {
                return;
            }
            if !self.is_running() {
                break;
            }
            if is_progress {
                (attempts, first_break) = (0, None);
            }
            let next =
                self.next(&request, end.as_ref()).filter(|_| attempts < again::MOST_ATTEMPTS);
            let end = first_break.get_or_insert(end);
            let Some(next) = next else {
                self.end(&request, end.take());
                break;
            };
            request = next;
            attempts += 1;
            TimeoutFuture::new(again::pause(attempts, js_sys::Math::random())).await;
        }
        if self.signal.aborted() {
            return;
        }
        let running = self.session.running.try_update_value(Option::take).flatten();
        if let Some(running) = running {
            running.leave();
        }
        self.session.tell_end(&self.turn);
    }

    /// What to send after a stream has ended without an ending, with `failure` or cleanly.
    fn next(&self, last: &Request, failure: Option<&Failure>) -> Option<Request> {
        let has_arrived = self.turn.answer.with_untracked(Answer::has_arrived);
        let stream = self.turn.stream.get_untracked();
        again::next(&self.endpoint, last, failure, stream.as_deref(), has_arrived)
    }

    /// Sends `request` and applies what comes; how that ended, and whether anything came.
    async fn follow(&self, request: Request) -> (Option<Failure>, bool) {
        let (session, turn) = (self.session, &self.turn);
        let (mut decoder, mut frames) = (FrameStream::default(), Vec::new());
        let mut is_progress = false;
        let (hooks, patience) = (session.hooks.get_untracked(), session.patience());
        let heard = |response: &Response| self.note_headers(response);
        let resolver = untrack(|| session.resolver());
        let mut take = |bytes: &[u8]| {
            // A comment is a sign of life, too.
            turn.heard_at.set(js_sys::Date::now());
            let decoded = decoder.feed(bytes, &mut frames);
            self.note_stream(decoder.last_id());
            if !frames.is_empty() {
                is_progress = true;
                let is_first = !turn.answer.with_untracked(Answer::has_arrived);
                turn.answer.update(|answer| {
                    frames.drain(..).for_each(|frame| answer.apply(in_markdown(frame, &resolver)));
                });
                if is_first && turn.answer.with_untracked(Answer::has_arrived) {
                    session.tell(&Told::FirstText { milliseconds: turn.age() });
                }
            }
            decoded?;
            Ok(self.is_running())
        };
        let streamed = stream(request, hooks, &self.signal, patience, &heard, &mut take);
        let end = streamed.await.err();
        (end, is_progress)
    }

    fn is_running(&self) -> bool {
        self.turn.answer.with_untracked(|answer| answer.phase.is_running())
    }

    fn end(&self, last: &Request, failure: Option<Failure>) {
        let failure = match failure {
            // That a gateway no longer has the rest is nothing that its owner could mend.
            Some(Failure::Owner(_)) if last.method == "GET" => None,
            failure => failure,
        };
        self.turn.ended_at.set(js_sys::Date::now());
        self.turn.answer.update(|answer| match failure {
            Some(failure) => answer.fail(failure),
            None => answer.end(),
        });
    }

    fn note_stream(&self, id: &str) {
        let is_new = is_id(id) && self.turn.stream.with_untracked(Option::is_none);
        if is_new {
            self.turn.stream.set(Some(id.to_owned()));
            let farewell = fetch::Farewell::new(self.endpoint.stop(id));
            self.farewell.replace(farewell).cancel();
            self.session.keep_history();
        }
    }

    fn note_headers(&self, response: &Response) {
        let headers = response.headers();
        let header = |name| headers.get(name);
        let age = header("age").and_then(|age| age.parse().ok());
        self.turn.cached_for.set(age);
        let (policy, limit) = (header("ratelimit-policy"), header("ratelimit"));
        let budget = Budget::from_headers(policy.as_deref(), limit.as_deref());
        self.session.note_budget(budget);
    }
}

/// Notes whether the answer of `turn` keeps its reader waiting, until it has ended.
async fn watch(turn: Turn, signal: web_sys::AbortSignal) {
    let is_running = || turn.answer.with_untracked(|answer| answer.phase.is_running());
    while is_running() && !signal.aborted() {
        let silence = js_sys::Date::now() - turn.heard_at.get_untracked();
        let is_long = silence >= LONG_MILLISECONDS;
        if turn.is_long.get_untracked() != is_long {
            turn.is_long.set(is_long);
        }
        TimeoutFuture::new(LOOK_MILLISECONDS).await;
    }
    turn.is_long.set(false);
}
