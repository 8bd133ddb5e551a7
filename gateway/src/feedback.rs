//! What readers say about answers: `POST …/ask/feedback`, the gateway's own.
//!
//! Owns the checks of the body, and which verdict on an answer counts: the last one. Refuses to
//! write down any words: the log and the metrics have verdict and reason alone. Words go to the
//! [report](crate::reports), where an owner has one.

use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, PoisonError};

use ask_docs_core::feedback::{Feedback, MAX_BODY_BYTES, Reason};
use ask_docs_core::wire::FeedbackBody;
use axum::Extension;
use axum::extract::Request;
use axum::http::StatusCode;
use lru::LruCache;

use crate::ask::{check_content_type, parse_json, read};
use crate::metrics;
use crate::refusal::Refusal;
use crate::reports::Reports;
use crate::sites::Here;

/// For how many answers the last verdict is remembered; what is said about older ones counts anew.
const REMEMBERED: NonZeroUsize = NonZeroUsize::new(10_000).expect("not zero");

/// What was said of late, by site and answer.
pub(crate) struct Said(Mutex<LruCache<(String, String), Verdict>>);

/// What counts of a reader's feedback.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Verdict {
    /// Whether the answer helped.
    pub helpful: bool,
    /// Why not.
    pub reason: Option<Reason>,
}

impl Said {
    /// Nothing yet.
    pub(crate) fn new() -> Arc<Self> {
        Arc::new(Self(Mutex::new(LruCache::new(REMEMBERED))))
    }

    /// Notes the verdict on `answer` of the site `key`, and gives the one that it replaces.
    fn replace(&self, key: String, answer: String, verdict: Option<Verdict>) -> Option<Verdict> {
        let mut said = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match verdict {
            Some(verdict) => said.put((key, answer), verdict),
            None => said.pop(&(key, answer)),
        }
    }
}

/// Takes what a reader says about an answer.
pub(crate) async fn feedback(
    Here(site): Here,
    Extension(said): Extension<Arc<Said>>,
    Extension(reports): Extension<Reports>,
    request: Request,
) -> Result<StatusCode, Refusal> {
    let (head, body) = request.into_parts();
    check_content_type(&head.headers)?;
    let body = read(&head.headers, body, MAX_BODY_BYTES).await?;
    let feedback = Feedback::from_body(parse_json::<FeedbackBody>(&body)?)?;
    let _admitted = site.protection.admit_other(&head).await?;
    tracing::info!(
        site = %site.name,
        answer = feedback.answer,
        helpful = feedback.helpful,
        reason = feedback.reason.map(Reason::word),
        has_comment = feedback.comment.is_some(),
        "feedback"
    );
    let Feedback { helpful, reason, .. } = feedback;
    let verdict = helpful.map(|helpful| Verdict { helpful, reason });
    let earlier = said.replace(site.key(), feedback.answer.clone(), verdict);
    metrics::judged(&site.name, verdict, earlier);
    reports.judged(&site.name, feedback);
    Ok(StatusCode::NO_CONTENT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_verdict_on_an_answer_is_the_one_that_is_counted() {
        let (said, site) = (Said::new(), "judged");
        let judge = |answer: &str, verdict: Option<(bool, Option<Reason>)>| {
            let verdict = verdict.map(|(helpful, reason)| Verdict { helpful, reason });
            let earlier = said.replace("local/docs".to_owned(), answer.to_owned(), verdict);
            metrics::judged(site, verdict, earlier);
        };
        judge("one", Some((true, None)));
        judge("two", Some((false, None)));
        judge("two", Some((false, Some(Reason::Outdated))));
        judge("three", Some((true, None)));
        judge("three", None);
        judge("four", None);
        let text = metrics::text();
        for (helpful, reason, count) in
            [("true", "none", 1), ("false", "none", 0), ("false", "outdated", 1)]
        {
            let labels = format!("{{site=\"{site}\",helpful=\"{helpful}\",reason=\"{reason}\"}}");
            let line = format!("ask_docs_verdicts{labels} {count}\n");
            assert!(text.contains(&line), "{line} in {text}");
        }
    }

    #[test]
    fn what_is_remembered_is_bounded() {
        let said = Said::new();
        let verdict = Some(Verdict { helpful: true, reason: None });
        for number in 0..2 * REMEMBERED.get() {
            assert_eq!(said.replace("site".to_owned(), number.to_string(), verdict), None);
        }
        let count = said.0.lock().expect("a lock").len();
        assert_eq!(count, REMEMBERED.get());
    }
}
