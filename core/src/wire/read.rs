//! The shapes of the wire, read from JSON text.
//!
//! As serde reads them: a field that is not known is skipped, one of another type than it should
//! be, or one that is there twice, makes the whole text unreadable.

use super::json::reader::{Reader, whole};
use super::{AnswerText, ErrorBody, ErrorDetail, Snapshot, Source, StarterQuestion, StreamEvent};

pub(super) fn stream_event(json: &str) -> Option<StreamEvent> {
    whole(json, |reader| {
        let (mut kind, mut fallback, mut answer) = (None, None, None);
        reader.object(&mut |reader, name| match name {
            "type" => once(&mut kind, reader.string()?),
            "fallback" => once(&mut fallback, reader.or_null(Reader::string)?),
            "answer" => once(&mut answer, reader.or_null(snapshot)?),
            _ => reader.skip(),
        })?;
        let kind = kind.unwrap_or_default();
        Some(StreamEvent { kind, fallback: fallback.flatten(), answer: answer.flatten() })
    })
}

pub(super) fn starter_question(json: &str) -> Option<StarterQuestion> {
    whole(json, |reader| {
        let mut question = None;
        reader.object(&mut |reader, name| match name {
            "question" => once(&mut question, reader.string()?),
            _ => reader.skip(),
        })?;
        Some(StarterQuestion { question: question? })
    })
}

pub(super) fn error_body(json: &str) -> Option<ErrorBody> {
    whole(json, |reader| {
        let mut error = None;
        reader.object(&mut |reader, name| match name {
            "error" => once(&mut error, error_detail(reader)?),
            _ => reader.skip(),
        })?;
        Some(ErrorBody { error: error.unwrap_or_default() })
    })
}

fn error_detail(reader: &mut Reader<'_>) -> Option<ErrorDetail> {
    let (mut code, mut message) = (None, None);
    reader.object(&mut |reader, name| match name {
        // A number with a sign, a point or an exponent is none of these codes.
        "code" => once(&mut code, reader.or_null(|reader| reader.number()?.parse().ok())?),
        "message" => once(&mut message, reader.string()?),
        _ => reader.skip(),
    })?;
    Some(ErrorDetail { code: code.flatten(), message: message.unwrap_or_default() })
}

fn snapshot(reader: &mut Reader<'_>) -> Option<Snapshot> {
    let (mut answer, mut follow_ups, mut sources) = (None, None, None);
    reader.object(&mut |reader, name| match name {
        "answer" => once(&mut answer, reader.or_null(answer_text)?),
        "followupQuestions" => once(&mut follow_ups, reader.all(Reader::string)?),
        "sources" => once(&mut sources, reader.all(source)?),
        _ => reader.skip(),
    })?;
    Some(Snapshot {
        answer: answer.flatten(),
        followup_questions: follow_ups.unwrap_or_default(),
        sources: sources.unwrap_or_default(),
        fallback: None,
    })
}

fn answer_text(reader: &mut Reader<'_>) -> Option<AnswerText> {
    let (mut markdown, mut document) = (None, None);
    reader.object(&mut |reader, name| match name {
        "markdown" => once(&mut markdown, reader.or_null(Reader::string)?),
        "document" => once(&mut document, reader.or_null(Reader::value)?),
        _ => reader.skip(),
    })?;
    Some(AnswerText { markdown: markdown.flatten(), document: document.flatten() })
}

fn source(reader: &mut Reader<'_>) -> Option<Source> {
    let (mut kind, mut sections, mut unavailable) = (None, None, None);
    const TEXTS: [&str; 8] =
        ["reason", "page", "revision", "space", "record", "site", "title", "url"];
    let mut texts = [const { None }; TEXTS.len()];
    reader.object(&mut |reader, name| match name {
        "type" => once(&mut kind, reader.string()?),
        "sections" => once(&mut sections, reader.or_null(|reader| reader.all(Reader::string))?),
        "unavailable" => once(&mut unavailable, reader.or_null(Reader::boolean)?),
        _ => match TEXTS.iter().position(|known| *known == name) {
            Some(index) => once(&mut texts[index], reader.or_null(Reader::string)?),
            None => reader.skip(),
        },
    })?;
    let [reason, page, revision, space, record, site, title, url] = texts.map(Option::flatten);
    Some(Source {
        kind: kind.unwrap_or_default(),
        reason,
        page,
        revision,
        space,
        sections: sections.flatten(),
        record,
        site,
        title,
        url,
        unavailable: unavailable.flatten(),
    })
}

/// Puts what a field holds into its place, unless it has been there before.
fn once<T>(place: &mut Option<T>, value: T) -> Option<()> {
    place.replace(value).is_none().then_some(())
}
