//! Bytes of a response body to events: the two decoders, one after the other.

use crate::{sse, utf8};

/// An incremental decoder of an event stream's bytes, in any slices.
#[derive(Debug, Default)]
pub struct EventStream {
    utf8: utf8::Decoder,
    sse: sse::Decoder,
    text: String,
}

impl EventStream {
    /// A decoder that takes lines and events of up to `limit` bytes.
    pub fn with_limit(limit: usize) -> Self {
        Self { sse: sse::Decoder::with_limit(limit), ..Self::default() }
    }

    /// Decodes `bytes` and appends the events that they complete to `events`.
    ///
    /// # Errors
    /// [`sse::TooLarge`], now and ever after; events completed before that are in `events`.
    pub fn feed(
        &mut self,
        bytes: &[u8],
        events: &mut Vec<sse::Event>,
    ) -> Result<(), sse::TooLarge> {
        self.text.clear();
        self.utf8.feed(bytes, &mut self.text);
        self.sse.feed(&self.text, events)
    }

    /// The last event ID that the stream has set; empty if none was.
    pub fn last_id(&self) -> &str {
        self.sse.last_id()
    }

    /// The type of the open event, if a line begins now and the event has no data yet.
    pub(crate) fn awaits_data(&self) -> Option<&str> {
        // Half a character begins the line, which has only not been told so yet.
        self.sse.awaits_data().filter(|_| self.utf8.is_between())
    }

    /// Ends an open event that has no data: its only `data` line has been read elsewhere.
    pub(crate) fn skip_event(&mut self) {
        self.sse.skip_event();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answer::{Answer, Phase};
    use crate::wire;
    use crate::words::Value;

    /// What a reader sees at the end of `chunks`.
    fn answered(chunks: &[&[u8]]) -> Answer {
        let mut stream = EventStream::default();
        let mut answer = Answer::default();
        for chunk in chunks {
            let mut events = Vec::new();
            stream.feed(chunk, &mut events).expect("within the limit");
            for event in &events {
                answer.apply(wire::frame(event));
            }
        }
        answer.end();
        answer
    }

    fn check(body: &str, check: impl Fn(Answer)) {
        let bytes = body.as_bytes();
        check(answered(&[bytes]));
        for cut in 0..=bytes.len() {
            let (head, tail) = bytes.split_at(cut);
            check(answered(&[head, tail]));
        }
        check(answered(&bytes.chunks(1).collect::<Vec<_>>()));
    }

    fn snapshot(text: &str) -> String {
        format!(
            "data: {{\"type\":\"answer\",\"answer\":{{\"answer\":{{\"markdown\":\"{text}\"}},\
             \"followupQuestions\":[\"And then?\"],\"sources\":[]}}}}\n\n"
        )
    }

    #[test]
    fn an_answer_is_the_same_wherever_the_network_cuts_it() {
        let body = snapshot("caf") + &snapshot("café 😀") + "event: done\ndata: done\n\n";
        check(&body, |answer| {
            assert_eq!((answer.text.as_str(), answer.phase), ("café 😀", Phase::Complete));
            assert_eq!(answer.follow_ups, ["And then?"]);
        });
    }

    #[test]
    fn each_kind_of_end_marker_completes_an_answer() {
        for marker in ["event: done\ndata: done\n\n", "data: done\n\n", "event: done\ndata:\n\n"] {
            check(&(snapshot("whole") + marker), |answer| {
                assert_eq!(answer.phase, Phase::Complete, "{marker:?}");
            });
        }
    }

    #[test]
    fn a_body_without_a_marker_is_an_incomplete_answer() {
        for ending in ["", "data: {\"type\":\"ans", ": ping\n\n", "event: done\n\n"] {
            check(&(snapshot("half") + ending), |answer| {
                assert_eq!((answer.text.as_str(), answer.phase), ("half", Phase::Incomplete));
            });
        }
    }

    #[test]
    fn what_is_unknown_is_skipped() {
        let unknown = "event: trace\ndata: x\n\ntrace: x\nretry: soon\nid: 7\n: ping\n\
                       data: {\"type\":\"thought\",\"answer\":{}}\n\ndata: {\"type\":\"answer\"}\n\n\
                       data: {\"type\":\"answer\",\"answer\":{\"new\":1}}\n\n";
        check(&(unknown.to_owned() + &snapshot("fine") + "data: done\n\n"), |answer| {
            assert_eq!((answer.text.as_str(), answer.phase), ("fine", Phase::Complete));
            assert_eq!(answer.skipped, 0);
        });
    }

    #[test]
    fn garbage_between_snapshots_is_skipped_and_counted() {
        let body =
            snapshot("one") + "data: {\"type\":\n\n" + &snapshot("one two") + "data: done\n\n";
        check(&body, |answer| {
            assert_eq!((answer.text.as_str(), answer.skipped), ("one two", 1));
        });
    }

    #[test]
    fn an_error_event_ends_an_answer_and_keeps_its_text() {
        for data in ["{\"error\":{\"message\":\"over budget\",\"code\":500}}", "over budget"] {
            let body = snapshot("so far") + &format!("event: error\ndata: {data}\n\n");
            check(&body, |answer| {
                assert_eq!(answer.text, "so far");
                let Phase::Failed(failure) = answer.phase else { panic!("not failed") };
                let said = Value::Text("over budget".to_owned());
                assert_eq!(failure.message().values, [("message", said)]);
            });
        }
    }
}
