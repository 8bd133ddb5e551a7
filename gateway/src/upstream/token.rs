//! The secret that GitBook knows an account by (P-1).
//!
//! Owns its only way out, the header of a request, and its search in what comes back. Refuses a
//! text form: neither `Debug` nor a log can show it.

use std::fmt;
use std::sync::Arc;

use axum::http::HeaderValue;
use memchr::memmem::Finder;

/// What stands in the place of a token that the upstream repeated. ASCII, since some clients
/// decode each chunk of the network on its own.
pub(super) const HIDDEN: &str = "[hidden]";

/// The secret, cheap to clone.
#[derive(Clone)]
pub struct Token(Arc<Secret>);

struct Secret {
    /// `Bearer …`, marked as sensitive.
    header: HeaderValue,
    finder: Finder<'static>,
}

impl Token {
    /// A token of visible ASCII characters, as they all are; nothing else fits a header.
    pub fn new(text: &str) -> Option<Self> {
        if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            return None;
        }
        let mut header = HeaderValue::try_from(format!("Bearer {text}")).ok()?;
        header.set_sensitive(true);
        Some(Self(Arc::new(Secret { header, finder: Finder::new(text).into_owned() })))
    }

    /// The value of the header `authorization`.
    pub(super) fn header(&self) -> HeaderValue {
        self.0.header.clone()
    }

    /// Its characters.
    pub(super) fn bytes(&self) -> &[u8] {
        self.0.finder.needle()
    }

    /// Where it begins in `bytes`.
    pub(super) fn find(&self, bytes: &[u8]) -> Option<usize> {
        self.0.finder.find(bytes)
    }

    /// `text` without the token, should it be in there.
    pub(super) fn redact(&self, text: &str) -> String {
        match std::str::from_utf8(self.bytes()) {
            Ok(secret) => text.replace(secret, HIDDEN),
            // It is ASCII.
            Err(_) => String::new(),
        }
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Token(hidden)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_shows_itself_nowhere() {
        let token = Token::new("gb_api_canary").expect("a token");
        assert!(!format!("{token:?} {:?}", token.header()).contains("canary"));
        assert_eq!(token.redact("bad token gb_api_canary!"), "bad token [hidden]!");
    }

    #[test]
    fn text_that_fits_no_header_is_not_a_token() {
        for text in ["", "two words", "line\nbreak", "naïve"] {
            assert!(Token::new(text).is_none(), "{text:?}");
        }
    }
}
