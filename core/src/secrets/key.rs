//! Keys and tokens by how they look: a beginning that a service gives them, a JSON Web Token, or
//! no pattern at all.

use super::{Kind, Secret, runs};

/// How keys begin. Those that are meant to be public, as `pk_live_`, are none.
const BEGINNINGS: &[&str] = &[
    "sk-",
    "sk_live_",
    "sk_test_",
    "rk_live_",
    "rk_test_",
    "whsec_",
    "ghp_",
    "gho_",
    "ghu_",
    "ghs_",
    "ghr_",
    "github_pat_",
    "glpat-",
    "xoxb-",
    "xoxp-",
    "xoxa-",
    "xoxr-",
    "xoxs-",
    "xapp-",
    "AIza",
    "ya29.",
    "npm_",
    "pypi-",
    "hf_",
    "gb_api_",
    "SG.",
    "shpat_",
    "shpss_",
    "dop_v1_",
    "dckr_pat_",
    "lin_api_",
    "secret_",
    "gsk_",
    "xai-",
    "glsa_",
    "figd_",
    "PMAK-",
    "rubygems_",
    "AKIA",
    "ASIA",
];

/// The least of letters and digits in a row in what follows such a beginning.
const LEAST_IN_A_ROW: usize = 12;
/// The shortest text without a pattern that is taken for a secret.
const LEAST_RANDOM: usize = 24;

/// Appends the keys and tokens in `text` to `found`.
pub(super) fn find(text: &str, found: &mut Vec<Secret>) {
    let in_key = |byte: u8| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte);
    let mut is_bearer = false;
    for run in runs(text, in_key) {
        let trimmed = text[run.clone()].trim_end_matches('.');
        let range = run.start..run.start + trimmed.len();
        let kind = if is_web_token(trimmed) || (is_bearer && trimmed.len() >= 16) {
            Some(Kind::Token)
        } else if BEGINNINGS.iter().any(|beginning| is_key(trimmed, beginning)) {
            Some(Kind::ApiKey)
        } else {
            None
        };
        is_bearer = trimmed.eq_ignore_ascii_case("bearer");
        found.extend(kind.map(|kind| Secret { kind, range }));
    }
    let in_random = |byte: u8| byte.is_ascii_alphanumeric() || b"_-+".contains(&byte);
    for range in runs(text, in_random) {
        let bytes = text.as_bytes();
        if is_random(&bytes[range.clone()]) && !is_public(&bytes[..range.start + 4]) {
            found.push(Secret { kind: Kind::Random, range });
        }
    }
}

fn is_key(written: &str, beginning: &str) -> bool {
    let Some(body) = written.strip_prefix(beginning) else { return false };
    let longest = runs(body, |byte| byte.is_ascii_alphanumeric()).map(|run| run.len()).max();
    longest.unwrap_or_default() >= LEAST_IN_A_ROW && body.bytes().any(|byte| byte.is_ascii_digit())
}

/// Header and payload are JSON objects in base64url, which begin like this.
fn is_web_token(written: &str) -> bool {
    let mut parts = written.split('.');
    let mut is_part = || parts.next().is_some_and(|part| part.starts_with("eyJ") && part.len() > 9);
    is_part() && is_part()
}

/// Whether `before`, which ends with the beginning of a text without a pattern, says that it is part
/// of the public half of a pair of keys (`AAAAB3…`), or of a digest (`sha384-…`).
fn is_public(before: &[u8]) -> bool {
    let near = &before[before.len().saturating_sub(100)..];
    let word = near.rsplit(u8::is_ascii_whitespace).next().unwrap_or_default();
    word.windows(4).any(|four| four == b"AAAA") || word.windows(3).any(|three| three == b"sha")
}

/// Whether it looks like random letters and digits: all kinds of them, hardly one twice, and mixed
/// as no words are.
fn is_random(bytes: &[u8]) -> bool {
    let count = |is_one: fn(&u8) -> bool| bytes.iter().filter(|byte| is_one(byte)).count();
    let digits = count(u8::is_ascii_digit);
    let is_mixed =
        digits >= 2 && count(u8::is_ascii_lowercase) > 0 && count(u8::is_ascii_uppercase) > 0;
    if bytes.len() < LEAST_RANDOM || !is_mixed {
        return false;
    }
    let kind = |byte: &u8| match byte {
        b'0'..=b'9' => 0,
        b'a'..=b'z' => 1,
        b'A'..=b'Z' => 2,
        _ => 3,
    };
    // Of random letters and digits, three of five are followed by one of another kind; of names in
    // camel case, one of three.
    let changes = bytes.windows(2).filter(|pair| kind(&pair[0]) != kind(&pair[1])).count();
    let mut seen = [false; 128];
    bytes.iter().for_each(|byte| seen[usize::from(*byte % 128)] = true);
    let different = seen.iter().filter(|is_seen| **is_seen).count();
    changes * 100 >= bytes.len() * 42 && different >= 15
}
