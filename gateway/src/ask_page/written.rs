//! An answer as a page without scripts: HTML that streams in as it is written, or Markdown for
//! programs that ask for it.
//!
//! Owns what of an answer goes out when: a block once it stays as it is, since what is sent cannot
//! be taken back. Refuses to spend a question on anything but a reader's own step here: a page
//! elsewhere could ask behind its readers' backs.

use std::convert::Infallible;
use std::sync::Arc;

use ask_docs_core::answer::{Answer, Phase};
use ask_docs_core::citation::citations;
use ask_docs_core::document::in_markdown;
use ask_docs_core::footnotes::{Words, with_footnotes};
use ask_docs_core::frames::FrameStream;
use ask_docs_core::markdown::Document;
use ask_docs_core::markdown::absolute::Absolute;
use ask_docs_core::question::{MAX_CHARACTERS, Question};
use ask_docs_core::request::{Ask, Format};
use ask_docs_core::wire::Frame;
use axum::body::{Body, BodyDataStream};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;
use futures_util::{StreamExt as _, stream};

use super::file;
use super::html::{anchor, html};
use crate::answers::Asked;
use crate::ask;
use crate::deliver;
use crate::markup::escaped;
use crate::observe::Notes;
use crate::refusal::Refusal;
use crate::reports::Reports;
use crate::sites::Site;

const BEGIN: &str = include_str!("written.html");

/// Nothing runs here, and nothing comes from elsewhere.
const POLICY: &str = "default-src 'none'; style-src 'self'; base-uri 'none'; \
     form-action 'self'; frame-ancestors 'none'";

/// The page for `question`, which `head` asks of `site`.
pub(super) async fn page(site: &Arc<Site>, question: &str, head: &Parts) -> Response {
    if wants_markdown(&head.headers) {
        return markdown(site, question, head)
            .await
            .unwrap_or_else(|refusal| refusal.into_response());
    }
    if !is_a_readers_step(&head.headers) {
        return whole(StatusCode::OK, &begin(site, question), "");
    }
    match answer(site, question, head).await {
        Ok(answered) => {
            let begin = Bytes::from(begin(site, question) + "<div class=\"answer\">\n");
            let events = Written::new(answered.into_body().into_data_stream());
            let rest = stream::unfold(Some((events, site_link(site))), async |state| {
                let (mut events, again) = state?;
                let (text, is_over) = events.next(&again).await;
                Some((Bytes::from(text), (!is_over).then_some((events, again))))
            });
            let bytes = stream::iter([begin]).chain(rest).map(Ok::<_, Infallible>);
            page_of(StatusCode::OK, Body::from_stream(bytes))
        }
        Err(refusal) => {
            let sentence = escaped(&refusal.to_string());
            let notice = format!("<p class=\"notice failure\" role=\"alert\">{sentence}.</p>");
            let mut response = whole(refusal.status(), &begin(site, question), &notice);
            if let Some(wait) = refusal.into_response().headers_mut().remove(header::RETRY_AFTER) {
                response.headers_mut().insert(header::RETRY_AFTER, wait);
            }
            response
        }
    }
}

/// The answer to `question`, as events.
async fn answer(site: &Arc<Site>, question: &str, head: &Parts) -> Result<Response, Refusal> {
    let asked = Ask::new(Question::new(question).map_err(|error| match error {
        ask_docs_core::question::QuestionError::Empty => {
            Refusal::BadRequest("The question is empty".to_owned())
        }
        ask_docs_core::question::QuestionError::TooLong { characters } => {
            Refusal::BadRequest(format!(
                "A question has at most {MAX_CHARACTERS} characters; this one has {characters}"
            ))
        }
    })?);
    let body = Bytes::from(asked.to_json());
    let (ask, body) = site.scope.admit(asked, body)?;
    let gateway = head.headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let gateway = gateway.map(str::to_owned);
    let notes = head.extensions.get::<Notes>().ok_or(Refusal::Panicked)?;
    let asking = notes.asking();
    let asked = Asked { ask, format: Some(Format::Markdown), body, gateway, asking };
    let reports = head.extensions.get::<Reports>().cloned().unwrap_or_default();
    let tale = reports.tale(&site.name, &asked);
    let answering = tale.of(ask::admitted(site, head, asked, false).await)?;
    notes.site(&site.name);
    Ok(deliver::response(answering, notes.open_stream()))
}

/// The whole answer, with its sources as footnotes.
async fn markdown(site: &Arc<Site>, question: &str, head: &Parts) -> Result<Response, Refusal> {
    let response = answer(site, question, head).await?;
    let mut written = Written::new(response.into_body().into_data_stream());
    while written.take().await {}
    let answer = &written.answer;
    let text = match &answer.phase {
        Phase::Complete if answer.is_nothing_found() => NOTHING.to_owned() + "\n",
        Phase::Complete => {
            let sources = citations(&answer.sources, &Absolute);
            with_footnotes(&answer.text, &sources, Words::ENGLISH)
        }
        _ => return Err(Refusal::UpstreamFailed),
    };
    let mut response = file("text/markdown; charset=utf-8", text);
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response.headers_mut().insert(header::VARY, HeaderValue::from_static("Accept"));
    Ok(response)
}

const NOTHING: &str = "Nothing in the documentation answers this. Try other words.";

/// An answer on its way from events to HTML.
struct Written {
    events: BodyDataStream,
    frames: FrameStream,
    answer: Answer,
    document: Document,
    /// How many nodes are written.
    sent: usize,
}

impl Written {
    fn new(events: BodyDataStream) -> Self {
        let (frames, answer) = (FrameStream::default(), Answer::default());
        Self { events, frames, answer, document: Document::new(), sent: 0 }
    }

    /// Takes the next events in; whether more may come.
    async fn take(&mut self) -> bool {
        let Some(Ok(bytes)) = self.events.next().await else {
            self.answer.end();
            return false;
        };
        let mut frames: Vec<Frame> = Vec::new();
        let fed = self.frames.feed(&bytes, &mut frames);
        let frames = frames.into_iter().map(|frame| in_markdown(frame, &Absolute));
        frames.for_each(|frame| self.answer.apply(frame));
        if fed.is_err() {
            self.answer.end();
        }
        self.answer.phase.is_running()
    }

    /// What can be shown of the next events, and whether it is the last of the page.
    async fn next(&mut self, again: &str) -> (String, bool) {
        let is_running = self.take().await;
        let update = self.document.update(&self.answer.text, !is_running, &Absolute);
        let mut out = String::new();
        if update.kept < self.sent {
            out.push_str("<p class=\"notice\" role=\"note\">The answer was written anew:</p>\n");
            self.sent = 0;
        }
        let nodes = self.document.nodes();
        let end = match is_running {
            // The last block at the root may go on; those before it do not.
            true => {
                let settled = self.document.settled().min(nodes.len().saturating_sub(1));
                (self.sent..=settled).rev().find(|at| nodes.get(*at).is_some_and(|n| n.depth == 0))
            }
            false => Some(nodes.len()),
        };
        if let Some(end) = end.filter(|end| *end > self.sent) {
            out.push_str(&html(&nodes[self.sent..end]));
            out.push('\n');
            self.sent = end;
        }
        if is_running {
            // A silence of the stream is one of the page as well: proxies must not take it for
            // its end.
            if out.is_empty() {
                out.push('\n');
            }
            return (out, false);
        }
        out.push_str("</div>\n");
        end_of(&mut out, &self.answer, again);
        (out, true)
    }
}

/// What stands below an answer, and the end of the page.
fn end_of(out: &mut String, answer: &Answer, again: &str) {
    let notice = match &answer.phase {
        Phase::Complete if answer.is_nothing_found() => Some(NOTHING),
        Phase::Complete if answer.is_fallback => {
            Some("These are search results: no answer could be written.")
        }
        Phase::Complete => None,
        _ => Some("This answer is not complete: it ended early. Ask again."),
    };
    if let Some(notice) = notice {
        out.push_str(&format!("<p class=\"notice\" role=\"note\">{notice}</p>\n"));
    }
    let sources = citations(&answer.sources, &Absolute);
    if !sources.is_empty() {
        out.push_str("<section aria-labelledby=\"sources\"><h2 id=\"sources\">Sources</h2><ol>\n");
        for source in sources {
            let title = match &*source.title {
                "" => Words::ENGLISH.untitled.to_owned(),
                title => escaped(title),
            };
            let title = match &source.href {
                Some(href) => format!("{}{title}</a>", anchor(href)),
                None => title,
            };
            let note = match source.is_gone {
                true => format!(" ({})", Words::ENGLISH.gone),
                false => String::new(),
            };
            let reasons = escaped(&source.reasons.join(" "));
            out.push_str(&format!("<li dir=\"auto\">{title}{note}<p>{reasons}</p></li>\n"));
        }
        out.push_str("</ol></section>\n");
    }
    if !answer.follow_ups.is_empty() {
        out.push_str("<section aria-labelledby=\"next\"><h2 id=\"next\">Ask next</h2><ul>\n");
        for question in &answer.follow_ups {
            let query = url::form_urlencoded::byte_serialize(question.as_bytes());
            let query = query.collect::<String>();
            let words = escaped(question);
            out.push_str(&format!(
                "<li><a dir=\"auto\" href=\"{again}&amp;q={query}\">{words}</a></li>\n"
            ));
        }
        out.push_str("</ul></section>\n");
    }
    out.push_str("<p class=\"disclaimer\">Answers can be wrong. Check the sources.</p>\n</main>\n");
}

/// The page of `site` for another question, as it may stand in an attribute.
fn site_link(site: &Site) -> String {
    let encoded =
        |id: &str| url::form_urlencoded::byte_serialize(id.as_bytes()).collect::<String>();
    format!("ask?organization={}&amp;site={}", encoded(&site.organization), encoded(&site.site))
}

/// All before the answer.
fn begin(site: &Site, question: &str) -> String {
    // The question last: it may hold the names of the others.
    BEGIN
        .replace("{organization}", &escaped(&site.organization))
        .replace("{site}", &escaped(&site.site))
        .replace("{limit}", &MAX_CHARACTERS.to_string())
        .replace("{question}", &escaped(question))
}

fn whole(status: StatusCode, begin: &str, rest: &str) -> Response {
    page_of(status, Body::from(format!("{begin}{rest}</main>\n")))
}

fn page_of(status: StatusCode, body: Body) -> Response {
    let mut response = file("text/html; charset=utf-8", body);
    *response.status_mut() = status;
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::CACHE_CONTROL, "no-store, no-transform"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::VARY, "Accept, Sec-Fetch-Site"),
        // nginx and its kin buffer responses unless told not to.
        (header::HeaderName::from_static("x-accel-buffering"), "no"),
        (header::HeaderName::from_static("x-robots-tag"), "noindex"),
    ] {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}

/// Whether the client is a program that reads Markdown; browsers do not ask for it.
fn wants_markdown(headers: &HeaderMap) -> bool {
    let accepted = headers.get_all(header::ACCEPT).iter().filter_map(|value| value.to_str().ok());
    accepted.flat_map(|value| value.split(',')).any(|kind| {
        let kind = kind.split(';').next().unwrap_or_default();
        kind.trim().eq_ignore_ascii_case("text/markdown")
    })
}

/// Whether a reader has come by a step of their own: the address, this page's form, a link that was
/// followed. Not a picture, a frame or a prefetch of another page, and not a page that sends its
/// reader here.
fn is_a_readers_step(headers: &HeaderMap) -> bool {
    let value = |name| headers.get(name).and_then(|value| value.to_str().ok());
    if value("sec-purpose").or(value("purpose")).is_some_and(|why| why.contains("prefetch")) {
        return false;
    }
    match value("sec-fetch-site") {
        // Programs, and browsers from before 2023, do not say.
        None | Some("none" | "same-origin") => true,
        Some(_) => {
            value("sec-fetch-dest") == Some("document") && value("sec-fetch-user") == Some("?1")
        }
    }
}
