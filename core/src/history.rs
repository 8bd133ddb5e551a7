//! A conversation as text that survives a reload, and back; beside it the questions of late.
//!
//! Owns the form in which it is kept, its version and its limits. What is read back is untrusted:
//! any script of the page can write there, so it comes out as data that the view treats as it treats
//! an answer from the network, or not at all.

use crate::answer::{Answer, Phase, Source};
use crate::failure::{Cause, Failure};
use crate::question::Question;
use crate::request::is_id;
use crate::wire::json::reader::{Reader, whole};
use crate::wire::json::writer::Object;

/// The version of the form; another one is not read.
const VERSION: &str = "1";
/// The most exchanges that are kept; older ones are forgotten.
pub const MAX_EXCHANGES: usize = 20;
/// The most that is kept, in bytes of text.
pub const MAX_BYTES: usize = 256 << 10;

/// The most recent questions that are kept.
pub const MAX_RECENT: usize = 8;
/// The most that they may be, in bytes of text: each has at most 512 characters.
const MAX_RECENT_BYTES: usize = 32 << 10;

/// A question and its answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Exchange {
    /// The reader's words.
    pub question: String,
    /// As it stood. A document has become Markdown.
    pub answer: Answer,
    /// What its stream can be continued by.
    pub stream: Option<String>,
}

/// `exchanges`, newest first, as text; the oldest are left out where it would grow too long.
pub fn to_text(exchanges: &[Exchange]) -> String {
    let mut room = MAX_BYTES;
    let mut kept = Vec::new();
    for exchange in exchanges.iter().take(MAX_EXCHANGES) {
        let object = exchange.to_json();
        let length = object.len();
        if length > room {
            break;
        }
        room -= length;
        kept.push(object);
    }
    Object::new().text("version", Some(VERSION)).objects("exchanges", kept).finish()
}

/// The exchanges in `text`, newest first; none where it is not wholly what [`to_text`] writes.
pub fn from_text(text: &str) -> Vec<Exchange> {
    if text.len() > 2 * MAX_BYTES {
        return Vec::new();
    }
    let read = whole(text, |reader| {
        let (mut version, mut exchanges) = (None, None);
        reader.object(&mut |reader, name| {
            match name {
                "version" => version = Some(reader.string()?),
                "exchanges" => exchanges = Some(reader.all(exchange)?),
                _ => reader.skip()?,
            }
            Some(())
        })?;
        (version? == VERSION).then_some(exchanges?)
    });
    let mut exchanges = read.unwrap_or_default();
    exchanges.truncate(MAX_EXCHANGES);
    exchanges
}

/// `recent` with `question` in front of it, once.
pub fn with_recent(recent: &[String], question: &str) -> Vec<String> {
    let earlier = recent.iter().filter(|earlier| *earlier != question).cloned();
    std::iter::once(question.to_owned()).chain(earlier).take(MAX_RECENT).collect()
}

/// The questions of late, newest first, as text.
pub fn recent_to_text(questions: &[String]) -> String {
    Object::new().text("version", Some(VERSION)).texts("questions", Some(questions)).finish()
}

/// The questions of late in `text`, newest first: those alone that can be asked.
pub fn recent_from_text(text: &str) -> Vec<String> {
    if text.len() > 2 * MAX_RECENT_BYTES {
        return Vec::new();
    }
    let read = whole(text, |reader| {
        let (mut version, mut questions) = (None, None);
        reader.object(&mut |reader, name| {
            match name {
                "version" => version = Some(reader.string()?),
                "questions" => questions = Some(reader.all(Reader::string)?),
                _ => reader.skip()?,
            }
            Some(())
        })?;
        (version? == VERSION).then_some(questions?)
    });
    let questions = read.unwrap_or_default();
    let usable = questions.iter().filter_map(|text| Question::new(text).ok());
    usable.map(|question| question.as_str().to_owned()).take(MAX_RECENT).collect()
}

impl Exchange {
    fn to_json(&self) -> Object {
        let answer = &self.answer;
        let source = |source: &Source| {
            Object::new()
                .text("title", source.title.as_deref())
                .text("url", source.url.as_deref())
                .text("reason", source.reason.as_deref())
                .text("id", source.id.as_deref())
                .text("gone", source.is_gone.then_some(""))
        };
        Object::new()
            .text("question", Some(&self.question))
            .text("text", Some(&answer.text))
            .text("phase", Some(answer.phase.word()))
            .text("stream", self.stream.as_deref())
            .texts("followUps", Some(&answer.follow_ups))
            .objects("sources", answer.sources.iter().map(source).collect())
    }
}

fn exchange(reader: &mut Reader<'_>) -> Option<Exchange> {
    let (mut question, mut word, mut stream) = (None, String::new(), None);
    let mut answer = Answer::default();
    reader.object(&mut |reader, name| {
        match name {
            "question" => question = Some(reader.string()?),
            "text" => answer.text = reader.string()?,
            "phase" => word = reader.string()?,
            "stream" => stream = Some(reader.string()?),
            "followUps" => answer.follow_ups = reader.all(Reader::string)?,
            "sources" => answer.sources = reader.all(source)?,
            _ => reader.skip()?,
        }
        Some(())
    })?;
    let has_arrived = answer.has_arrived();
    answer.phase = match word.as_str() {
        "complete" => Phase::Complete,
        "stopped" => Phase::Stopped,
        // A page that is left lets some browsers cut its streams off before it is told.
        "waiting" | "streaming" | "incomplete" | "failed" if has_arrived => Phase::Incomplete,
        // Why it failed is not known any more; that it can be asked again is.
        _ => Phase::Failed(Failure::Retry(Cause::Network)),
    };
    let question = Question::new(&question?).ok()?.as_str().to_owned();
    let stream = stream.filter(|id| matches!(word.as_str(), "waiting" | "streaming") && is_id(id));
    Some(Exchange { question, answer, stream })
}

fn source(reader: &mut Reader<'_>) -> Option<Source> {
    let mut source = Source { title: None, url: None, reason: None, id: None, is_gone: false };
    reader.object(&mut |reader, name| {
        match name {
            "title" => source.title = Some(reader.string()?),
            "url" => source.url = Some(reader.string()?),
            "reason" => source.reason = Some(reader.string()?),
            "id" => source.id = Some(reader.string()?),
            "gone" => {
                reader.skip()?;
                source.is_gone = true;
            }
            _ => reader.skip()?,
        }
        Some(())
    })?;
    Some(source)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exchange(question: &str, text: &str, phase: Phase) -> Exchange {
        let source = Source {
            title: Some("Retries \"quoted\"".to_owned()),
            url: Some("https://docs.example.com/retries".to_owned()),
            reason: None,
            id: Some("p1".to_owned()),
            is_gone: true,
        };
        let answer = Answer {
            phase,
            text: text.to_owned(),
            sources: vec![source],
            follow_ups: vec!["And then?".to_owned()],
            ..Answer::default()
        };
        Exchange { question: question.to_owned(), answer, stream: None }
    }

    #[test]
    fn a_conversation_comes_back_as_it_was() {
        let kept = [
            exchange("Second?", "Two\n\n- é 😀", Phase::Stopped),
            exchange("First?", "One", Phase::Complete),
        ];
        assert_eq!(from_text(&to_text(&kept)), kept);
        assert_eq!(from_text(&to_text(&[])), []);
    }

    #[test]
    fn an_answer_that_was_arriving_can_be_continued_or_is_incomplete() {
        let running = Exchange {
            stream: Some("abc-DEF_1".to_owned()),
            ..exchange("How?", "So far", Phase::Streaming)
        };
        let [back] = &from_text(&to_text(&[running]))[..] else { panic!("one exchange") };
        assert_eq!(
            (&back.answer.phase, back.stream.as_deref()),
            (&Phase::Incomplete, Some("abc-DEF_1"))
        );
        let ended =
            Exchange { stream: Some("abc".to_owned()), ..exchange("How?", "All", Phase::Complete) };
        assert_eq!(from_text(&to_text(&[ended]))[0].stream, None);
        let failed = Phase::Failed(Failure::Retry(Cause::Network));
        let cut_off = exchange("How?", "So far", failed.clone());
        assert_eq!(from_text(&to_text(&[cut_off]))[0].answer.phase, Phase::Incomplete);
        let nothing = exchange("How?", "", failed.clone());
        assert_eq!(from_text(&to_text(&[nothing]))[0].answer.phase, failed);
    }

    #[test]
    fn what_is_not_ours_is_not_read() {
        let whole = to_text(&[exchange("How?", "So", Phase::Complete)]);
        for cut in 0..whole.len() {
            assert_eq!(from_text(whole.get(..cut).unwrap_or_default()), [], "{cut}");
        }
        for text in [
            "",
            "null",
            "[]",
            r#"{"version":"2","exchanges":[]}"#,
            r#"{"version":"1","exchanges":[{"question":""}]}"#,
            r#"{"version":"1","exchanges":[{"question":"a","text":5}]}"#,
            r#"{"version":"1"}"#,
        ] {
            assert_eq!(from_text(text), [], "{text}");
        }
        assert_eq!(from_text(&" ".repeat(3 * MAX_BYTES)), []);
    }

    #[test]
    fn a_stream_of_a_strange_name_is_not_continued() {
        for id in ["", "a b", "a\r\nx: y", "é", &"a".repeat(65)] {
            assert!(!is_id(id), "{id:?}");
        }
    }

    #[test]
    fn the_oldest_are_forgotten_first_and_the_whole_stays_small() {
        let many: Vec<_> = (0..30)
            .map(|n| exchange(&format!("Question {n}"), &"a".repeat(20_000), Phase::Complete))
            .collect();
        let text = to_text(&many);
        assert!(text.len() < MAX_BYTES + 1000, "{}", text.len());
        let back = from_text(&text);
        assert!((10..=MAX_EXCHANGES).contains(&back.len()), "{}", back.len());
        assert_eq!(back[0].question, "Question 0");
        let short: Vec<_> =
            (0..30).map(|n| exchange(&format!("Q {n}"), "a", Phase::Complete)).collect();
        assert_eq!(from_text(&to_text(&short)).len(), MAX_EXCHANGES);
    }

    #[test]
    fn the_questions_of_late_come_back_each_once_and_only_if_they_can_be_asked() {
        let mut recent = Vec::new();
        for question in ["One?", "Two \"quoted\" 😀?", "One?"] {
            recent = with_recent(&recent, question);
        }
        assert_eq!(recent, ["One?", "Two \"quoted\" 😀?"]);
        assert_eq!(recent_from_text(&recent_to_text(&recent)), recent);
        let many: Vec<_> = (0..30).map(|number| format!("Question {number}")).collect();
        assert_eq!(recent_from_text(&recent_to_text(&many)), many[..MAX_RECENT]);
        let hostile = recent_to_text(&[" ".to_owned(), "x".repeat(513), " Fine? ".to_owned()]);
        assert_eq!(recent_from_text(&hostile), ["Fine?"]);
        for text in ["", "[]", r#"{"version":"2","questions":["a"]}"#, r#"{"questions":["a"]}"#] {
            assert_eq!(recent_from_text(text), Vec::<String>::new(), "{text}");
        }
        assert_eq!(recent_from_text(&" ".repeat(3 * MAX_RECENT_BYTES)), Vec::<String>::new());
    }
}
