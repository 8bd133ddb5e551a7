//! A conversation: what was asked, how each answer stands, and the one that is arriving.
//!
//! The only module that knows both ends: it takes the reader's words, sends them, and turns bytes
//! into answers that the view draws. It lives outside the component tree, so a view can come and
//! go. Dropping it aborts the fetch.

mod conversation;
mod feedback;
mod gate;
mod history;
mod send;
mod starters;
mod stream;
mod turn;

use ask_docs_core::answer::Answer;
use ask_docs_core::budget::Budget;
use ask_docs_core::citation::{Citation, citations};
use ask_docs_core::question::{Question, QuestionError};
use ask_docs_core::quote::tidied;
use ask_docs_core::request::Request;
use ask_docs_core::words::Message;
use reactive_graph::graph::untrack;
use web_sys::HtmlElement;

use crate::browser::events::{Told, dispatch};
use crate::browser::links::BrowserResolver;
use crate::browser::{fetch, page};
use send::Running;

use crate::settings::hooks::Hooks;
use crate::settings::read::Read;
use crate::settings::{Settings, TOKEN_WARNING};
pub(crate) use feedback::Said;
pub(crate) use gate::Held;
pub(crate) use send::request;
pub(crate) use turn::Turn;

use crate::signal::{RwSignal, StoredValue};
use crate::words::Words;

/// A handle on a conversation. Copies are the same conversation.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Session {
    pub(crate) settings: RwSignal<Settings>,
    /// The owner's own functions.
    pub(crate) hooks: RwSignal<Hooks>,
    /// What the box says, in the reader's language.
    pub(crate) words: RwSignal<Words>,
    /// What was wrong with the settings the last time: it is told once.
    problems: StoredValue<Vec<String>>,
    /// Newest first.
    pub(crate) turns: RwSignal<Vec<Turn>>,
    /// How many questions there were, with those that are cleared.
    asked: StoredValue<usize>,
    /// What the field holds.
    pub(crate) draft: RwSignal<String>,
    /// The words of the page that it is about; empty for none.
    pub(crate) quote: RwSignal<String>,
    /// What holds it back.
    pub(crate) held: RwSignal<Option<Held>>,
    /// The owner's sentence that the reader has accepted.
    pub(crate) accepted: RwSignal<String>,
    /// Why the draft could not be asked.
    pub(crate) refused: RwSignal<Option<QuestionError>>,
    pub(crate) starters: RwSignal<Vec<String>>,
    /// What a screen reader is told besides the state of the answer.
    pub(crate) announced: RwSignal<Option<Message>>,
    /// The questions of late, newest first; none unless the owner has history turned on.
    pub(crate) recent: RwSignal<Vec<String>>,
    /// Changes whenever focus is to go into the field.
    pub(crate) field_wanted: RwSignal<()>,
    /// What is left of the site's questions, and when that was said, in milliseconds.
    pub(crate) budget: RwSignal<Option<(Budget, f64)>>,
    /// The fetches on their way; dropped, they end.
    running: StoredValue<Option<Running>>,
    fetching_starters: StoredValue<Option<fetch::Abort>>,
    /// The request that brought the starter questions, so that they are fetched once.
    starters_from: StoredValue<Option<Request>>,
    /// The name under which the conversation is kept, once what was kept has been read.
    kept_as: StoredValue<Option<String>>,
    host: StoredValue<HtmlElement>,
}

impl Session {
    /// A conversation for the box in `host`. It lives as long as the current reactive owner.
    pub(crate) fn new(host: HtmlElement, read: Read) -> Self {
        let session = Self {
            settings: RwSignal::default(),
            hooks: RwSignal::new(Hooks::default()),
            words: RwSignal::default(),
            problems: StoredValue::default(),
            turns: RwSignal::default(),
            asked: StoredValue::default(),
            draft: RwSignal::default(),
            quote: RwSignal::default(),
            held: RwSignal::default(),
            accepted: RwSignal::default(),
            refused: RwSignal::default(),
            starters: RwSignal::default(),
            recent: RwSignal::default(),
            field_wanted: RwSignal::default(),
            announced: RwSignal::default(),
            budget: RwSignal::default(),
            running: StoredValue::new(None),
            fetching_starters: StoredValue::new(None),
            starters_from: StoredValue::new(None),
            kept_as: StoredValue::new(None),
            host: StoredValue::new(host),
        };
        session.update(read);
        session.join_others();
        session
    }

    /// Asks what the field holds. What looks like it has a secret in it is held until the reader has
    /// seen that; asked once more, it goes out with masks.
    pub(crate) fn ask_draft(self) {
        if !untrack(|| self.secrets()).is_empty() {
            if self.held.get_untracked() != Some(Held::Secrets) {
                return self.held.set(Some(Held::Secrets));
            }
            self.mask();
        }
        self.ask_as_it_is();
    }

    /// Asks what the field holds, whatever that is. A question that cannot be asked stays in it.
    pub(crate) fn ask_as_it_is(self) {
        match Question::new(&untrack(|| self.whole_draft())) {
            Ok(_) if untrack(|| self.unaccepted()).is_some() => {
                self.held.set(Some(Held::Consent(None)));
            }
            Ok(question) => {
                self.quote.set(String::new());
                // Before it is asked: one that fails at once comes back to an empty field.
                self.draft.set(String::new());
                self.begin(question, false, false);
            }
            // Sending twice by a nervous finger is not a mistake to be told about.
            Err(QuestionError::Empty) if self.is_running() => {}
            Err(error) => self.refused.set(Some(error)),
        }
    }

    /// Asks a question that the box has offered; only what can be asked is.
    pub(crate) fn ask_offered(self, text: &str) {
        if let Ok(question) = Question::new(text) {
            self.begin(question, true, false);
        }
    }

    /// Asks `text`. An answer that is still arriving is stopped; what has arrived stays.
    pub(crate) fn ask(self, text: &str) -> Result<(), QuestionError> {
        self.begin(Question::new(text)?, false, false);
        Ok(())
    }

    fn begin(self, question: Question, takes_focus: bool, afresh: bool) {
        if untrack(|| self.unaccepted()).is_some() {
            return self.held.set(Some(Held::Consent(Some(question))));
        }
        self.held.set(None);
        self.stop();
        self.refused.set(None);
        self.note_recent(question.as_str());
        let words = question.as_str().to_owned();
        let mut turn = Turn::new(self.asked.get_value(), words, Answer::default(), true);
        turn.takes_focus = takes_focus;
        self.asked.update_value(|asked| *asked += 1);
        self.turns.update(|turns| {
            turns.iter().for_each(|earlier| earlier.open.set(false));
            turns.insert(0, turn.clone());
        });
        self.send(question, turn, afresh);
    }

    /// Asks the question of `turn` once more: in its place where nothing had arrived, else in a
    /// new turn, so that what had arrived stays.
    pub(crate) fn retry(self, turn: &Turn) {
        let Ok(question) = Question::new(&turn.question) else { return };
        if self.draft.with_untracked(|draft| *draft == turn.question) {
            self.draft.set(String::new());
        }
        if turn.answer.with_untracked(Answer::has_arrived) {
            return self.begin(question, true, true);
        }
        self.stop();
        turn.answer.set(Answer::default());
        self.send(question, turn.clone(), true);
    }

    /// Puts the question of `turn` into the field, to be asked in other words. Its answer stays: what
    /// is asked next goes on above it.
    pub(crate) fn edit(self, turn: &Turn) {
        self.prefill(&turn.question);
        self.field_wanted.set(());
    }

    /// Stops the answer that is arriving.
    pub(crate) fn stop(self) {
        let running = self.running.try_update_value(Option::take).flatten();
        if running.is_none() {
            return;
        }
        let arriving = self.turns.with_untracked(|turns| {
            let running = |turn: &&Turn| turn.answer.with_untracked(|a| a.phase.is_running());
            turns.iter().find(running).cloned()
        });
        if let Some(turn) = arriving {
            turn.answer.update(Answer::stop);
            self.tell(&Told::Stop {});
            self.keep_history();
        }
    }

    /// Puts an earlier question into the field, as a shell does: the one before what stands there,
    /// or with `is_back` the one after it. Says whether it did; a text that the reader has typed
    /// stays.
    pub(crate) fn recall(self, is_back: bool) -> bool {
        let draft = self.draft.get_untracked();
        let recalled = self.turns.with_untracked(|turns| {
            let mut asked: Vec<&str> = Vec::new();
            for turn in turns {
                // What was asked again is one question.
                if !asked.contains(&&*turn.question) {
                    asked.push(&turn.question);
                }
            }
            let at = asked.iter().position(|question| *question == draft);
            match (at, is_back) {
                (None, false) if draft.is_empty() => asked.first().copied(),
                (Some(at), false) => asked.get(at + 1).copied(),
                (Some(0), true) => Some(""),
                (Some(at), true) => asked.get(at - 1).copied(),
                _ => None,
            }
            .map(str::to_owned)
        });
        let is_recalled = recalled.is_some();
        if let Some(question) = recalled {
            self.prefill(&question);
        }
        is_recalled
    }

    /// Puts `text` into the field.
    pub(crate) fn prefill(self, text: &str) {
        self.refused.set(None);
        self.draft.set(text.to_owned());
    }

    /// Takes `text` as what the next question is about.
    pub(crate) fn quote(self, text: &str) {
        self.quote.set(tidied(text));
        self.field_wanted.set(());
    }

    /// Shows why `text` cannot be asked, unless the reader has begun to write something else.
    pub(crate) fn refuse(self, text: &str, error: QuestionError) {
        if self.draft.with_untracked(String::is_empty) {
            self.draft.set(text.to_owned());
            self.refused.set(Some(error));
        }
    }

    /// Takes all questions and answers away.
    pub(crate) fn clear(self) {
        self.stop();
        self.refused.set(None);
        self.turns.set(Vec::new());
        self.keep_history();
    }

    /// What stands in the field.
    pub(crate) fn draft(self) -> String {
        self.draft.get_untracked()
    }

    /// Replaces the settings, and tells what is wrong with them unless it was wrong before.
    pub(crate) fn update(self, read: Read) {
        let Read { mut settings, hooks, language, mut problems } = read;
        let (words, unused) = Words::new(&language, &hooks.strings);
        problems.extend(unused);
        let told = self.problems.get_value();
        problems.iter().filter(|problem| !told.contains(problem)).for_each(|p| page::error(p));
        self.problems.set_value(problems);
        if settings.endpoint.trim().is_empty() {
            settings.endpoint = page::origin();
        }
        if settings.has_forbidden_token(page::kind()) {
            page::warn(TOKEN_WARNING);
        }
        if self.words.with_untracked(|earlier| *earlier != words) {
            self.words.set(words);
        }
        if self.hooks.with_untracked(|earlier| *earlier != hooks) {
            self.hooks.set(hooks);
        }
        self.settings.set(settings);
        self.restore_history();
        self.fetch_starters();
    }

    /// Notes what is left of the site's questions; not every response says it.
    fn note_budget(self, budget: Option<Budget>) {
        if budget.is_some() {
            self.budget.set(budget.map(|budget| (budget, js_sys::Date::now())));
        }
    }

    /// Whether an answer is arriving. Tracks.
    pub(crate) fn is_running(self) -> bool {
        self.turns.with(|turns| {
            turns.iter().any(|turn| turn.answer.with(|answer| answer.phase.is_running()))
        })
    }

    /// What `answer` stands on, each place once and with a title. Tracks the settings.
    pub(crate) fn citations(self, answer: &Answer) -> Vec<Citation> {
        let mut citations = citations(&answer.sources, &self.resolver());
        for untitled in citations.iter_mut().filter(|citation| citation.title.is_empty()) {
            untitled.title = self.word("untitled");
        }
        citations
    }

    /// The word or sentence of the catalogue under `key`. Tracks the language.
    pub(crate) fn word(self, key: &'static str) -> String {
        self.words.with(|words| words.text(key))
    }

    /// Whether its box is still there.
    #[cfg(feature = "component")]
    pub(crate) fn is_alive(self) -> bool {
        self.host.try_get_value().is_some()
    }

    /// `texts` as one, such as “a, b and c”. Tracks the language.
    pub(crate) fn list(self, texts: &[String]) -> String {
        self.words.with(|words| words.list(texts))
    }

    /// The sentence of `message`. Tracks the language.
    pub(crate) fn say(self, message: &Message) -> String {
        self.words.with(|words| words.say(message))
    }

    /// What the box is called. Tracks.
    pub(crate) fn label(self) -> String {
        let own = self.settings.with(|settings| settings.label.clone());
        own.unwrap_or_else(|| self.word("label"))
    }

    /// Where addresses in answers start from. Tracks.
    pub(crate) fn resolver(self) -> BrowserResolver {
        BrowserResolver::new(self.settings.with(|settings| settings.link_base.clone()))
    }

    /// The words of a question in an event: only where the owner wants them.
    pub(crate) fn told_words(self, question: &str) -> Option<String> {
        let is_told = self.settings.with_untracked(|settings| settings.tell_questions);
        is_told.then(|| question.to_owned())
    }

    /// Tells the host page.
    pub(crate) fn tell(self, told: &Told) {
        if let Some(host) = self.host.try_get_value() {
            dispatch(&host, told);
        }
    }
}
