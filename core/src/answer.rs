//! The answer as it stands: what has arrived, and whether more will.
//!
//! Owns the rule that frames change an answer through [`Answer::apply`] and nothing else does
//! but its end: stopped by the reader, failed, or out of bytes. Refuses to know how frames came
//! or how an answer is drawn.

use crate::failure::{Cause, Failure};
use crate::wire::{self, Change, Frame, Snapshot};

/// A snapshot of an answer.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Answer {
    /// Whether more will come.
    pub phase: Phase,
    /// The text so far, as Markdown. What comes as a document is made one of
    /// ([`in_markdown`](crate::document::in_markdown)) before it is applied.
    pub text: String,
    /// What it stands on, as the API says it; [`citations`](crate::citation::citations) lists
    /// each place once.
    pub sources: Vec<Source>,
    /// What to ask next.
    pub follow_ups: Vec<String>,
    /// Whether a gateway made it of search results, since no model could write it.
    pub is_fallback: bool,
    /// Events that should have been an answer and could not be read.
    pub skipped: u32,
}

/// Where an answer is on its way.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Phase {
    /// Nothing to read has arrived.
    #[default]
    Waiting,
    /// Text is arriving.
    Streaming,
    /// The end marker came: the answer is whole. Without text, nothing was found.
    Complete,
    /// The reader stopped it. What had arrived stays.
    Stopped,
    /// The stream ended without its marker: what had arrived stays, and is not the whole.
    Incomplete,
    /// It failed. What had arrived stays.
    Failed(Failure),
}

/// What an answer stands on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// The title, where the API or a gateway gave one.
    pub title: Option<String>,
    /// The address as it came: untrusted.
    pub url: Option<String>,
    /// How it was used, in a short sentence.
    pub reason: Option<String>,
    /// The id of its page or record: what it is known by where it has no address.
    pub id: Option<String>,
    /// Whether its page is gone, as a gateway has found.
    pub is_gone: bool,
}

impl Phase {
    /// Whether more may come.
    pub fn is_running(&self) -> bool {
        matches!(self, Self::Waiting | Self::Streaming)
    }

    /// A short word for it, stable across versions, for scripts.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Streaming => "streaming",
            Self::Complete => "complete",
            Self::Stopped => "stopped",
            Self::Incomplete => "incomplete",
            Self::Failed(_) => "failed",
        }
    }
}

impl Answer {
    /// Takes one frame of the stream. After the end, nothing changes any more.
    pub fn apply(&mut self, frame: Frame) {
        if !self.phase.is_running() {
            return;
        }
        match frame {
            Frame::Snapshot(snapshot) => self.replace(snapshot),
            Frame::Change(change) => self.change(change),
            Frame::Done => self.phase = Phase::Complete,
            Frame::Error(detail) => {
                self.phase = Phase::Failed(Failure::from_error_event(&detail));
            }
            Frame::Malformed => self.skipped += 1,
            Frame::Unknown => {}
        }
    }

    /// The bytes have ended. Without a marker before, that is not a whole answer: browsers
    /// report a clean end for many cut connections.
    pub fn end(&mut self) {
        if self.phase.is_running() {
            self.phase = match self.has_arrived() {
                true => Phase::Incomplete,
                false => Phase::Failed(Failure::Retry(Cause::Unreadable)),
            };
        }
    }

    /// The reader has stopped it.
    pub fn stop(&mut self) {
        if self.phase.is_running() {
            self.phase = Phase::Stopped;
        }
    }

    /// It has failed on the way.
    pub fn fail(&mut self, failure: Failure) {
        if self.phase.is_running() {
            self.phase = Phase::Failed(failure);
        }
    }

    /// Whether there is anything to read.
    pub fn has_arrived(&self) -> bool {
        !self.text.is_empty()
    }

    /// Whether the whole answer is that there is none.
    pub fn is_nothing_found(&self) -> bool {
        self.phase == Phase::Complete && !self.has_arrived()
    }

    fn replace(&mut self, mut snapshot: Snapshot) {
        // "A reader replaces what it has; it never appends."
        let answer = snapshot.answer.take().unwrap_or_default();
        self.text = answer.markdown.unwrap_or_default();
        self.replace_rest(snapshot);
    }

    fn change(&mut self, change: Change) {
        // Bytes that are not there were never kept: such a change is not of this answer.
        if !self.text.is_char_boundary(change.kept) {
            self.skipped += 1;
            return;
        }
        self.text.truncate(change.kept);
        self.text.push_str(&change.text);
        match change.rest {
            Some(rest) => self.replace_rest(rest),
            None => self.note_arrival(),
        }
    }

    fn replace_rest(&mut self, snapshot: Snapshot) {
        // Whatever it was made of, no model wrote it.
        self.is_fallback = snapshot.fallback.is_some();
        self.follow_ups = snapshot.followup_questions;
        self.sources = snapshot.sources.into_iter().map(Source::from).collect();
        self.note_arrival();
    }

    fn note_arrival(&mut self) {
        if self.has_arrived() {
            self.phase = Phase::Streaming;
        }
    }
}

impl From<wire::Source> for Source {
    fn from(source: wire::Source) -> Self {
        let filled = |text: Option<String>| text.filter(|text| !text.trim().is_empty());
        Self {
            title: filled(source.title),
            url: filled(source.url),
            reason: filled(source.reason),
            id: filled(source.page.or(source.record)),
            is_gone: source.unavailable.unwrap_or_default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::{AnswerText, ErrorDetail};

    fn snapshot(text: &str) -> Frame {
        Frame::Snapshot(Snapshot {
            answer: Some(AnswerText { markdown: Some(text.to_owned()), document: None }),
            ..Snapshot::default()
        })
    }

    fn after(frames: impl IntoIterator<Item = Frame>) -> Answer {
        let mut answer = Answer::default();
        for frame in frames {
            answer.apply(frame);
        }
        answer
    }

    #[test]
    fn a_snapshot_replaces_the_one_before_also_when_it_is_shorter() {
        let answer = after([snapshot("You can log"), snapshot("Yes.")]);
        assert_eq!((answer.text.as_str(), &answer.phase), ("Yes.", &Phase::Streaming));
    }

    #[test]
    fn an_answer_is_whole_only_after_its_end_marker() {
        let mut cut = after([snapshot("half")]);
        cut.end();
        assert_eq!((cut.phase, cut.text.as_str()), (Phase::Incomplete, "half"));
        let mut whole = after([snapshot("whole"), Frame::Done]);
        whole.end();
        assert_eq!(whole.phase, Phase::Complete);
    }

    #[test]
    fn nothing_found_is_told_apart_from_a_stream_without_an_answer() {
        let nothing = after([Frame::Snapshot(Snapshot::default()), Frame::Done]);
        assert!(nothing.is_nothing_found());
        let mut silent = after([Frame::Unknown, Frame::Malformed]);
        silent.end();
        assert_eq!(silent.phase, Phase::Failed(Failure::Retry(Cause::Unreadable)));
        assert_eq!(silent.skipped, 1);
    }

    #[test]
    fn a_bad_event_among_good_ones_is_skipped_and_counted() {
        let answer = after([snapshot("one"), Frame::Malformed, snapshot("one two"), Frame::Done]);
        assert_eq!((answer.text.as_str(), answer.skipped), ("one two", 1));
        assert_eq!(answer.phase, Phase::Complete);
    }

    #[test]
    fn stopping_and_failing_keep_what_has_arrived_and_later_frames_change_nothing() {
        let mut stopped = after([snapshot("so far")]);
        stopped.stop();
        stopped.apply(snapshot("so far and more"));
        stopped.end();
        assert_eq!((stopped.phase, stopped.text.as_str()), (Phase::Stopped, "so far"));
        let failed = after([snapshot("so far"), Frame::Error(ErrorDetail::default()), Frame::Done]);
        assert_eq!(failed.text, "so far");
        assert!(matches!(failed.phase, Phase::Failed(Failure::Retry(Cause::Server { .. }))));
    }

    #[test]
    fn sources_say_only_what_is_filled_and_are_known_by_page_or_record() {
        let page = wire::Source {
            page: Some("p1".to_owned()),
            reason: Some(" ".to_owned()),
            ..wire::Source::default()
        };
        let record = wire::Source {
            record: Some("r1".to_owned()),
            title: Some("Log in".to_owned()),
            ..wire::Source::default()
        };
        let sources = vec![page, record];
        let answer = after([Frame::Snapshot(Snapshot { sources, ..Snapshot::default() })]);
        let ids: Vec<_> = answer.sources.iter().map(|source| source.id.as_deref()).collect();
        assert_eq!(ids, [Some("p1"), Some("r1")]);
        assert_eq!(answer.sources[0].reason, None);
        assert_eq!(answer.sources[1].title.as_deref(), Some("Log in"));
    }

    #[test]
    fn what_a_gateway_adds_to_a_page_is_read() {
        let ids = r#""type":"page","page":"p1","revision":"r1","space":"s1","sections":["a"]"#;
        let read = |added: &str| {
            let snapshot = format!("{{\"sources\":[{{{ids}{added}}}]}}");
            let event = format!("{{\"type\":\"answer\",\"answer\":{snapshot}}}");
            after([wire::answer(&event)]).sources.pop().expect("a source")
        };
        let found = read(r#","title":"Log in","url":"https://docs.example/login#a""#);
        assert_eq!(found.title.as_deref(), Some("Log in"));
        assert_eq!(found.url.as_deref(), Some("https://docs.example/login#a"));
        assert!(!found.is_gone);
        let gone = read(r#","title":"Log in","unavailable":true"#);
        assert_eq!((gone.title.as_deref(), gone.is_gone), (Some("Log in"), true));
        for added in ["", r#","unavailable":false"#, r#","unavailable":null"#] {
            assert!(!read(added).is_gone, "{added}");
        }
    }

    #[test]
    fn an_answer_of_search_results_is_told_from_one_that_was_written() {
        let answer = r#""answer":{"answer":{"markdown":"See:"}}"#;
        for (event, expected) in [
            (format!(r#"{{"type":"answer","fallback":"search",{answer}}}"#), true),
            (format!(r#"{{"type":"answer",{answer},"fallback":"search"}}"#), true),
            (format!(r#"{{"type":"answer",{answer}}}"#), false),
            (format!(r#"{{"type":"answer","fallback":null,{answer}}}"#), false),
        ] {
            let read = after([wire::answer(&event), Frame::Done]);
            assert_eq!((read.is_fallback, read.text.as_str()), (expected, "See:"), "{event}");
        }
    }
}
