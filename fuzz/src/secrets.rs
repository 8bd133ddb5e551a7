//! Secrets in a reader's words: each stands in the text, none touches another, and what is masked
//! has none left, so that one key is enough.

use ask_docs_core::secrets::{find, masked};

/// Checks one input.
pub fn check(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    let mut behind = 0;
    for secret in find(&text) {
        let range = secret.range.clone();
        assert!(behind <= range.start && range.start < range.end, "{secret:?} behind {behind}");
        // Between two characters, or this panics.
        let _ = &text[range.clone()];
        behind = range.end;
    }
    let without = masked(&text);
    assert_eq!(find(&without), [], "found in what is masked: {without:?}");
    assert_eq!(behind == 0, without == text, "masked without a secret, or not masked");
}
