//! The name of a held answer.
//!
//! Owns its making and its form. Who knows the name may read the answer, so it is 128 random bits.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// 16 random bytes; as text, base64url without padding.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct AnswerId([u8; 16]);

impl AnswerId {
    /// The longest text that is looked at, in bytes: a name, and white space around it.
    pub(crate) const MAX_TEXT: usize = 64;

    /// A new one; none if the system gives no random bytes.
    pub(crate) fn random() -> Option<Self> {
        let mut bytes = [0; 16];
        match getrandom::fill(&mut bytes) {
            Ok(()) => Some(Self(bytes)),
            Err(cause) => {
                tracing::error!(%cause, "no random bytes for the name of an answer");
                None
            }
        }
    }

    /// The one that `text` names.
    pub(crate) fn parse(text: &[u8]) -> Option<Self> {
        let text = text.trim_ascii();
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        bytes.try_into().ok().map(Self)
    }
}

impl fmt::Display for AnswerId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&URL_SAFE_NO_PAD.encode(self.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_read_back_and_no_two_are_alike() {
        let (one, other) = (AnswerId::random().expect("one"), AnswerId::random().expect("other"));
        assert!(one != other);
        let text = one.to_string();
        assert_eq!(text.len(), 22);
        assert!(AnswerId::parse(format!(" {text}\n").as_bytes()).is_some_and(|id| id == one));
        for text in ["", "x", &text[1..], &format!("{text}A"), "äöü", "======================"] {
            assert!(AnswerId::parse(text.as_bytes()).is_none(), "{text}");
        }
    }
}
