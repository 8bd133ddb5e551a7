//! The names that things have in the store.
//!
//! Owns their form: `ask-docs:1:…`, the number being that of this form, so that gateways of two
//! versions that write differently do not read each other. Refuses questions, addresses of clients
//! and names of answers in them: those are hashed.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::digest::{SHA256, digest};

const PREFIX: &str = "ask-docs:1";

/// The name of what `parts` say, which may be read by anyone.
pub(super) fn plain(parts: &[&str]) -> String {
    let mut name = PREFIX.to_owned();
    for part in parts {
        name.push(':');
        name.push_str(part);
    }
    name
}

/// The name of what `parts` and `private` say; of the latter nothing can be read out of it.
pub(super) fn hashed(parts: &[&str], private: impl AsRef<[u8]>) -> String {
    let hash = digest(&SHA256, private.as_ref());
    // Nobody finds two of the same 128 bits by chance.
    let hash = hash.as_ref().get(..16).unwrap_or_default();
    let mut name = plain(parts);
    name.push(':');
    URL_SAFE_NO_PAD.encode_string(hash, &mut name);
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_says_what_it_is_of_and_nothing_of_what_was_asked() {
        let name = hashed(&["answer", "org/site"], "where is dark mode");
        assert_eq!(name, "ask-docs:1:answer:org/site:TwNaCh4NXrW_CdzDm03wNQ");
        assert_ne!(hashed(&["answer", "org/site"], "where is light mode"), name);
        assert_eq!(plain(&["budget", "org/site", "20780"]), "ask-docs:1:budget:org/site:20780");
    }
}
