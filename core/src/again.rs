//! What to send once a request has failed or a stream has broken off: within small limits, and
//! never a question twice once its answer has begun.
//!
//! Owns the decision. Refuses to wait: whoever has a clock does.

use crate::failure::{Cause, Failure};
use crate::request::{Endpoint, Request};

/// How often in a row a request is sent again by itself.
pub const MOST_ATTEMPTS: u32 = 2;

/// What to send to `endpoint` after `last`, whose stream has ended without an ending: with `failure`,
/// or cleanly. `stream` is what a gateway calls the answer, if it has; `has_arrived` says whether
/// there is anything of it.
pub fn next(
    endpoint: &Endpoint,
    last: &Request,
    failure: Option<&Failure>,
    stream: Option<&str>,
    has_arrived: bool,
) -> Option<Request> {
    let is_silent = matches!(failure, None | Some(Failure::Retry(Cause::Silence(_))));
    let is_passing = failure.is_some_and(Failure::is_passing);
    match stream {
        Some(id) if is_silent || is_passing => Some(endpoint.resume(id)),
        None if is_passing && (!has_arrived || last.method == "GET") => Some(last.clone()),
        _ => None,
    }
}

/// Milliseconds before the `attempt`th try: 0.5 s, doubled each time up to 8 s, and up to a quarter
/// less, as `chance` from 0 to 1 says, so that many readers do not come back at the same moment.
pub fn pause(attempt: u32, chance: f64) -> u32 {
    let longest: u32 = (250 << attempt.min(5)).min(8_000);
    longest - (chance * f64::from(longest) / 4.0) as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::question::Question;
    use crate::request::Ask;

    const BUSY: Failure =
        Failure::Retry(Cause::Server { status: Some(503), message: String::new() });

    fn after(failure: Option<&Failure>, stream: Option<&str>, has_arrived: bool) -> String {
        let endpoint = Endpoint::new("https://a.example", "o", "s", None).expect("an endpoint");
        let asked = endpoint.ask(&Ask::new(Question::new("How?").expect("a question")));
        let next = next(&endpoint, &asked, failure, stream, has_arrived);
        next.map(|request| request.method.to_owned()).unwrap_or_default()
    }

    #[test]
    fn a_question_is_sent_again_only_before_its_answer_has_begun() {
        assert_eq!(after(Some(&BUSY), None, false), "POST");
        assert_eq!(after(Some(&Failure::Retry(Cause::Network)), None, false), "POST");
        for (failure, has_arrived) in [
            (Some(&BUSY), true),
            (None, false),
            (Some(&Failure::Retry(Cause::Silence(35))), false),
            (Some(&Failure::Wait { seconds: Some(1) }), false),
        ] {
            assert_eq!(after(failure, None, has_arrived), "", "{failure:?}");
        }
    }

    #[test]
    fn a_stream_that_has_a_name_is_continued_and_not_asked_anew() {
        for failure in [None, Some(&BUSY), Some(&Failure::Retry(Cause::Silence(35)))] {
            assert_eq!(after(failure, Some("id"), true), "GET", "{failure:?}");
        }
        assert_eq!(after(Some(&Failure::Wait { seconds: None }), Some("id"), true), "");
    }

    #[test]
    fn pauses_grow_to_a_limit_and_chance_makes_them_shorter() {
        assert_eq!([1, 2, 3, 9].map(|attempt| pause(attempt, 0.0)), [500, 1_000, 2_000, 8_000]);
        assert_eq!(pause(1, 1.0), 375);
    }
}
