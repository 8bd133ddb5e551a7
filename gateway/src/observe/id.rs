//! The id of a request, by which its owner and ours find the same line.
//!
//! Owns its shape. Refuses to repeat what a client sent unless it can do no harm in a log.

use axum::http::HeaderMap;

/// The lengths of an id that is taken over: those of UUIDs, trace ids and their kin.
const LENGTHS: std::ops::RangeInclusive<usize> = 8..=64;

/// The id in `headers`, or a new one of 32 hexadecimal digits.
pub(super) fn of(headers: &HeaderMap) -> String {
    let given = headers.get(super::REQUEST_ID).and_then(|id| id.to_str().ok());
    match given {
        Some(id) if is_harmless(id) => id.to_owned(),
        _ => new(),
    }
}

fn is_harmless(id: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    LENGTHS.contains(&id.len()) && id.bytes().all(is_part)
}

fn new() -> String {
    let mut random = [0; 16];
    if let Err(cause) = getrandom::fill(&mut random) {
        // An id is for finding lines; nothing secret hangs on it.
        tracing::error!(%cause, "there are no random numbers for a request's id");
    }
    random.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(given: &str) -> String {
        of(&HeaderMap::from_iter([(super::super::REQUEST_ID, given.parse().expect("a value"))]))
    }

    #[test]
    fn a_sane_id_is_taken_over() {
        for given in ["0123abcd", "f47ac10b-58cc-4372-a567-0e02b2c3d479", &"a".repeat(64)] {
            assert_eq!(id(given), given);
        }
    }

    #[test]
    fn any_other_is_replaced_by_a_new_one() {
        let mut seen = std::collections::HashSet::new();
        for given in
            ["", "short", "two words", "a=b&c=d;e", "<script>alert(1)</script>", &"a".repeat(65)]
        {
            let id = id(given);
            assert!(id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_hexdigit()), "{id}");
            assert!(seen.insert(id));
        }
    }
}
