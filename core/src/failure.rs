//! Everything that can go wrong with a question, split by what the reader can do next.
//!
//! Owns the closed set, the way from an HTTP status into it, and which sentence tells each member.
//! Refuses to show a server's own words as instructions: they are untrusted and only
//! ever quoted, cut to [`MAX_QUOTED_CHARACTERS`].

use crate::question::QuestionError;
use crate::wire::ErrorDetail;
use crate::words::{Message, Value};

/// The most of a server's message that is shown, in Unicode code points.
pub const MAX_QUOTED_CHARACTERS: usize = 300;

/// The longest wait that is believed, in seconds: one day.
const MAX_WAIT_SECONDS: u64 = 86_400;

/// Why there is no answer, or no whole one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// Wait, then ask again: too many questions.
    Wait {
        /// How long, if the server said so.
        seconds: Option<u64>,
    },
    /// Ask again: it may work next time.
    Retry(Cause),
    /// Change the question: it cannot be asked like this.
    Question(QuestionError),
    /// Nothing the reader can do: the site's owner has to mend the set-up.
    Owner(Fault),
}

/// Why asking again may help.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cause {
    /// No connection to the server, or none allowed; a browser does not tell which.
    Network,
    /// The device says that it is offline.
    Offline,
    /// Nothing came for this many seconds.
    Silence(u64),
    /// The server failed.
    Server {
        /// The HTTP status, where there was one.
        status: Option<u16>,
        /// The server's own words; untrusted, perhaps empty.
        message: String,
    },
    /// The stream held nothing that could be read as an answer.
    Unreadable,
    /// An event of the stream passed the size limit.
    TooLarge,
}

/// What the site's owner has to mend.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// 401 or 403: the token, or the page's origin, is not allowed.
    Refused {
        /// The HTTP status.
        status: u16,
    },
    /// 404: no such organization, site or server.
    NotFound,
    /// The server took the question for a wrong request; its words, untrusted.
    Rejected {
        /// The HTTP status.
        status: u16,
        /// The server's own words; perhaps empty.
        message: String,
    },
    /// The response is not an event stream but this.
    ContentType(String),
    /// A setting is missing or wrong; says which.
    Setting(String),
}

/// The facts of a response that is not 2xx.
#[derive(Clone, Copy, Debug)]
pub struct Refusal<'a> {
    /// The HTTP status.
    pub status: u16,
    /// `Retry-After`, as it came: seconds are understood, dates are not.
    pub retry_after: Option<&'a str>,
    /// `X-RateLimit-Reset`, as it came: UTC epoch seconds.
    pub rate_limit_reset: Option<&'a str>,
    /// What time it is: UTC epoch seconds.
    pub now: u64,
    /// The API's error message, if the body held one.
    pub message: &'a str,
}

impl Failure {
    /// What a response that is not 2xx means for the reader.
    pub fn from_refusal(refusal: Refusal<'_>) -> Self {
        let message = || quoted(refusal.message);
        match refusal.status {
            429 => Self::Wait { seconds: wait_seconds(&refusal) },
            401 | 403 => Self::Owner(Fault::Refused { status: refusal.status }),
            404 => Self::Owner(Fault::NotFound),
            // Request Timeout, Too Early: made to be tried again.
            status @ (408 | 425 | 500..) => {
                Self::Retry(Cause::Server { status: Some(status), message: message() })
            }
            status => Self::Owner(Fault::Rejected { status, message: message() }),
        }
    }

    /// What an `error` event of a stream means for the reader.
    pub fn from_error_event(detail: &ErrorDetail) -> Self {
        let (retry_after, rate_limit_reset, now) = (None, None, 0);
        let message = &detail.message;
        match detail.code {
            Some(status @ (401 | 403 | 404 | 429)) => {
                Self::from_refusal(Refusal { status, retry_after, rate_limit_reset, now, message })
            }
            status => Self::Retry(Cause::Server { status, message: quoted(message) }),
        }
    }

    /// A short word for this failure, stable across versions, for events and logs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Wait { .. } => "rate_limited",
            Self::Retry(Cause::Network) => "network",
            Self::Retry(Cause::Offline) => "offline",
            Self::Retry(Cause::Silence(_)) => "timeout",
            Self::Retry(Cause::Server { .. }) => "server",
            Self::Retry(Cause::Unreadable) => "unreadable",
            Self::Retry(Cause::TooLarge) => "too_large",
            Self::Question(QuestionError::Empty) => "question_empty",
            Self::Question(QuestionError::TooLong { .. }) => "question_too_long",
            Self::Owner(Fault::Refused { .. }) => "refused",
            Self::Owner(Fault::NotFound) => "not_found",
            Self::Owner(Fault::Rejected { .. }) => "rejected",
            Self::Owner(Fault::ContentType(_)) => "bad_content_type",
            Self::Owner(Fault::Setting(_)) => "setting",
        }
    }

    /// Whether asking the same question again makes sense.
    pub fn is_retryable(&self) -> bool {
        matches!(self, Self::Wait { .. } | Self::Retry(_))
    }

    /// Whether the same request may be sent again without asking the reader, if nothing of an answer
    /// had come: what failed was the way, or the server said that it would pass.
    pub fn is_passing(&self) -> bool {
        match self {
            Self::Retry(Cause::Network) => true,
            Self::Retry(Cause::Server { status, .. }) => {
                matches!(status, Some(408 | 425 | 502 | 503 | 504))
            }
            _ => false,
        }
    }

    /// How long to wait before asking again, in seconds, where that is known.
    pub fn wait_seconds(&self) -> Option<u64> {
        match self {
            Self::Wait { seconds } => *seconds,
            _ => None,
        }
    }

    /// What happened and what to do next, for the reader. How long to wait, where that is known, is
    /// told apart.
    pub fn message(&self) -> Message {
        let one = Message::plain;
        let said = |key, message: &str| one(key).with("message", Value::Text(message.to_owned()));
        match self {
            Self::Wait { seconds: Some(_) } => one("tooManyQuestions"),
            Self::Wait { seconds: None } => one("waitALittle"),
            Self::Retry(Cause::Network) => one("notReached"),
            Self::Retry(Cause::Offline) => one("offline"),
            Self::Retry(Cause::Silence(seconds)) => {
                one("silence").with("time", Value::Lasting(*seconds))
            }
            Self::Retry(Cause::Server { message, .. }) if message.is_empty() => {
                one("serverProblem")
            }
            Self::Retry(Cause::Server { message, .. }) => said("serverSays", message),
            Self::Retry(Cause::Unreadable) => one("unreadable"),
            Self::Retry(Cause::TooLarge) => one("tooLarge"),
            Self::Question(error) => error.message(),
            Self::Owner(Fault::Refused { .. }) => one("notAllowed"),
            Self::Owner(Fault::NotFound) => one("noSite"),
            Self::Owner(Fault::Rejected { message, .. }) if message.is_empty() => {
                one("notAccepted")
            }
            Self::Owner(Fault::Rejected { message, .. }) => said("notAcceptedSays", message),
            Self::Owner(Fault::ContentType(_)) => one("wrongService"),
            Self::Owner(Fault::Setting(problem)) => {
                one("notSetUp").with("problem", Value::Text(problem.clone()))
            }
        }
    }
}

/// `Retry-After` first, since it is relative; else the time until the rate limit is reset.
fn wait_seconds(refusal: &Refusal<'_>) -> Option<u64> {
    let number = |text: Option<&str>| text.and_then(|text| text.trim().parse::<u64>().ok());
    number(refusal.retry_after)
        .or_else(|| {
            let reset = number(refusal.rate_limit_reset)?;
            Some(reset.saturating_sub(refusal.now))
        })
        // Zero would invite a retry that is refused again.
        .map(|seconds| seconds.clamp(1, MAX_WAIT_SECONDS))
}

fn quoted(message: &str) -> String {
    let message = message.trim();
    match message.char_indices().nth(MAX_QUOTED_CHARACTERS) {
        Some((end, _)) => format!("{}…", message[..end].trim_end()),
        None => message.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(status: u16) -> Refusal<'static> {
        Refusal { status, retry_after: None, rate_limit_reset: None, now: 1_000, message: "" }
    }

    #[test]
    fn a_rate_limit_tells_the_wait_from_either_header() {
        let wait = |refusal| Failure::from_refusal(refusal);
        let seconds = |seconds| Failure::Wait { seconds };
        assert_eq!(wait(refusal(429)), seconds(None));
        assert_eq!(wait(Refusal { retry_after: Some("40"), ..refusal(429) }), seconds(Some(40)));
        let reset = Refusal { rate_limit_reset: Some("1060"), ..refusal(429) };
        assert_eq!(wait(reset), seconds(Some(60)));
        assert_eq!(wait(Refusal { retry_after: Some("7"), ..reset }), seconds(Some(7)));
    }

    #[test]
    fn a_wait_that_is_over_or_absurd_is_brought_into_bounds() {
        let past = Refusal { rate_limit_reset: Some("3"), ..refusal(429) };
        assert_eq!(Failure::from_refusal(past), Failure::Wait { seconds: Some(1) });
        let forever = Refusal { retry_after: Some("99999999999"), ..refusal(429) };
        assert_eq!(Failure::from_refusal(forever), Failure::Wait { seconds: Some(86_400) });
        let garbage = Refusal { retry_after: Some("soon"), ..refusal(429) };
        assert_eq!(Failure::from_refusal(garbage), Failure::Wait { seconds: None });
    }

    #[test]
    fn every_status_leads_to_what_the_reader_can_do() {
        let code = |status| Failure::from_refusal(refusal(status)).code();
        assert_eq!([401, 403].map(code), ["refused"; 2]);
        assert_eq!(code(404), "not_found");
        assert_eq!([400, 405, 413, 415, 418].map(code), ["rejected"; 5]);
        assert_eq!([408, 425, 500, 502, 503, 504, 599].map(code), ["server"; 7]);
    }

    #[test]
    fn only_what_may_pass_is_tried_again_by_itself() {
        let passing = |status| Failure::from_refusal(refusal(status)).is_passing();
        assert_eq!([408, 425, 502, 503, 504].map(passing), [true; 5]);
        assert_eq!([400, 401, 403, 404, 413, 415, 429, 500].map(passing), [false; 8]);
        assert!(Failure::Retry(Cause::Network).is_passing());
        assert!(!Failure::Retry(Cause::Offline).is_passing());
        assert!(!Failure::Retry(Cause::Silence(35)).is_passing());
    }

    #[test]
    fn an_error_in_the_stream_keeps_its_meaning() {
        let code = |code| {
            let detail = ErrorDetail { code, message: "boom".to_owned() };
            Failure::from_error_event(&detail).code()
        };
        assert_eq!(
            [Some(429), Some(403), Some(404)].map(code),
            ["rate_limited", "refused", "not_found"]
        );
        assert_eq!([None, Some(500), Some(400)].map(code), ["server"; 3]);
    }

    #[test]
    fn a_servers_words_are_cut_and_quoted() {
        let detail = ErrorDetail { code: None, message: "é".repeat(900) };
        let message = Failure::from_error_event(&detail).message();
        let quoted = Value::Text(format!("{}…", "é".repeat(300)));
        assert_eq!(message, Message::plain("serverSays").with("message", quoted));
    }
}
