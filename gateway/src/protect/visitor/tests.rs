//! Tokens, good and bad, in every way that is known.
//!
//! Owns the forging. Refuses to hold a private key: what needs one was signed beforehand.

use std::fmt::Write as _;

use axum::http::HeaderValue;
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;
use ring::hmac;
use serde_json::{Value, json};

use super::*;

const SECRET: &str = "a secret of the tests, and long enough";
const OTHER_SECRET: &str = "another secret of the tests, long enough";

/// A key pair made for the tests; its private half is kept nowhere.
const RSA: &str = include_str!("../../../tests/fixtures/visitors/rsa.pem");
const P256: &str = include_str!("../../../tests/fixtures/visitors/p256.pem");
/// Signed with them, until the year 2100; their `kid`s are `old` and `new`.
const RS256_TOKEN: &str = include_str!("../../../tests/fixtures/visitors/rs256.jwt");
const ES256_TOKEN: &str = include_str!("../../../tests/fixtures/visitors/es256.jwt");
const EXPIRED_TOKEN: &str = include_str!("../../../tests/fixtures/visitors/es256-expired.jwt");

fn key(algorithm: VisitorAlgorithm, id: Option<&str>, text: &str) -> VisitorKey {
    VisitorKey::new(algorithm, id.map(str::to_owned), text.as_bytes()).expect("a key")
}

fn visitors(keys: Vec<VisitorKey>) -> Visitors {
    Visitors::new(VisitorSettings { keys, ..VisitorSettings::default() })
}

fn with_secret() -> Visitors {
    visitors(vec![key(VisitorAlgorithm::Hs256, None, SECRET)])
}

/// A token with this head and these claims, signed with HS256 whatever the head says.
fn token(head: &Value, claims: &str, secret: &[u8]) -> String {
    let mut token = BASE64.encode(head.to_string()) + "." + &BASE64.encode(claims);
    let code = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret), token.as_bytes());
    write!(token, ".{}", BASE64.encode(code)).expect("a string");
    token
}

fn good(claims: &Value) -> String {
    token(&json!({"alg": "HS256", "typ": "JWT"}), &claims.to_string(), SECRET.as_bytes())
}

/// So many seconds from now.
fn time(from_now: i64) -> i64 {
    jsonwebtoken::get_current_timestamp().cast_signed() + from_now
}

fn check(visitors: &Visitors, token: &str) -> Result<(), Unproven> {
    let value = HeaderValue::try_from(format!("Bearer {}", token.trim())).expect("a header value");
    visitors.check(&HeaderMap::from_iter([(header::AUTHORIZATION, value)]))
}

#[test]
fn a_token_counts_for_its_time_with_a_minute_to_spare() {
    let visitors = with_secret();
    for (claims, outcome) in [
        (json!({"exp": time(300)}), Ok(())),
        (json!({"exp": time(300), "aud": "anyone", "iss": "anyone", "more": [1]}), Ok(())),
        (json!({"exp": time(-50)}), Ok(())),
        (json!({"exp": time(-70)}), Err(Unproven::Expired)),
        (json!({"exp": time(300), "nbf": time(50)}), Ok(())),
        (json!({"exp": time(300), "nbf": time(90)}), Err(Unproven::Early)),
        (json!({}), Err(Unproven::Invalid)),
        (json!({"exp": "tomorrow"}), Err(Unproven::Invalid)),
        (json!({"exp": time(300), "nbf": "now"}), Err(Unproven::Invalid)),
        (json!({"exp": -1}), Err(Unproven::Invalid)),
        (json!([]), Err(Unproven::Invalid)),
    ] {
        assert_eq!(check(&visitors, &good(&claims)), outcome, "{claims}");
    }
}

#[test]
fn every_algorithm_is_checked_with_its_key() {
    let keys = vec![
        key(VisitorAlgorithm::Rs256, Some("old"), RSA),
        key(VisitorAlgorithm::Es256, Some("new"), P256),
        key(VisitorAlgorithm::Hs256, None, SECRET),
    ];
    let visitors = visitors(keys);
    for token in [RS256_TOKEN, ES256_TOKEN, &good(&json!({"exp": time(300)}))] {
        assert_eq!(check(&visitors, token), Ok(()), "{token}");
    }
    assert_eq!(check(&visitors, EXPIRED_TOKEN), Err(Unproven::Expired));
}

#[test]
fn no_byte_of_a_token_can_be_changed() {
    for (algorithm, text, token) in
        [(VisitorAlgorithm::Rs256, RSA, RS256_TOKEN), (VisitorAlgorithm::Es256, P256, ES256_TOKEN)]
    {
        let visitors = visitors(vec![key(algorithm, None, text)]);
        let token = token.trim();
        assert_eq!(check(&visitors, token), Ok(()));
        // The last character holds bits that are not part of the signature.
        for at in 0..token.len() - 1 {
            let other = if &token[at..=at] == "A" { "B" } else { "A" };
            let changed = format!("{}{other}{}", &token[..at], &token[at + 1..]);
            assert_eq!(check(&visitors, &changed), Err(Unproven::Invalid), "{at}");
        }
    }
}

#[test]
fn a_token_does_not_choose_how_it_is_checked() {
    let claims = json!({"exp": time(300)}).to_string();
    let all = visitors(vec![
        key(VisitorAlgorithm::Rs256, None, RSA),
        key(VisitorAlgorithm::Es256, None, P256),
    ]);
    // The public key, taken for a secret.
    for (public, head) in [(RSA, "HS256"), (RSA, "RS256"), (P256, "HS256"), (P256, "ES256")] {
        let forged = token(&json!({"alg": head}), &claims, public.as_bytes());
        assert_eq!(check(&all, &forged), Err(Unproven::Invalid), "{head}");
    }
    let secret = with_secret();
    for head in ["none", "None", "NONE", "", "HS384", "HS512", "RS256", "ES256"] {
        let signed = token(&json!({"alg": head}), &claims, SECRET.as_bytes());
        assert_eq!(check(&secret, &signed), Err(Unproven::Invalid), "{head}");
        let unsigned = signed.rsplit_once('.').expect("a signature").0.to_owned() + ".";
        assert_eq!(check(&secret, &unsigned), Err(Unproven::Invalid), "{head}");
    }
    // A key that the token brings along.
    let head = json!({"alg": "HS256", "jwk": {"kty": "oct", "k": BASE64.encode(OTHER_SECRET)}});
    let own = token(&head, &claims, OTHER_SECRET.as_bytes());
    assert_eq!(check(&secret, &own), Err(Unproven::Invalid));
}

#[test]
fn keys_are_told_apart_by_their_ids_and_several_count_at_once() {
    let both = visitors(vec![
        key(VisitorAlgorithm::Hs256, Some("1"), SECRET),
        key(VisitorAlgorithm::Hs256, Some("2"), OTHER_SECRET),
    ]);
    let claims = json!({"exp": time(300)}).to_string();
    for (id, secret, outcome) in [
        (Some("1"), SECRET, Ok(())),
        (Some("2"), OTHER_SECRET, Ok(())),
        (Some("1"), OTHER_SECRET, Err(Unproven::Invalid)),
        (Some("3"), SECRET, Err(Unproven::Invalid)),
        (None, SECRET, Ok(())),
        (None, OTHER_SECRET, Ok(())),
        (None, "a secret that the gateway does not know", Err(Unproven::Invalid)),
    ] {
        let mut head = json!({"alg": "HS256"});
        if let Some(id) = id {
            head["kid"] = id.into();
        }
        let token = token(&head, &claims, secret.as_bytes());
        assert_eq!(check(&both, &token), outcome, "{id:?}");
    }
}

#[test]
fn audience_and_issuer_count_where_the_settings_name_them() {
    let settings = VisitorSettings {
        keys: vec![key(VisitorAlgorithm::Hs256, None, SECRET)],
        audiences: vec!["docs".to_owned(), "api".to_owned()],
        issuers: vec!["https://id.example".to_owned()],
    };
    let visitors = Visitors::new(settings);
    let issuer = "https://id.example";
    for (claims, outcome) in [
        (json!({"aud": "docs", "iss": issuer}), Ok(())),
        (json!({"aud": ["other", "api"], "iss": issuer}), Ok(())),
        (json!({"aud": "other", "iss": issuer}), Err(Unproven::Invalid)),
        (json!({"iss": issuer}), Err(Unproven::Invalid)),
        (json!({"aud": "docs", "iss": "https://evil.example"}), Err(Unproven::Invalid)),
        (json!({"aud": "docs"}), Err(Unproven::Invalid)),
        (json!({"aud": 7, "iss": issuer}), Err(Unproven::Invalid)),
    ] {
        let mut claims = claims;
        claims["exp"] = time(300).into();
        assert_eq!(check(&visitors, &good(&claims)), outcome, "{claims}");
    }
}

#[test]
fn without_a_token_of_the_right_kind_there_is_none() {
    let visitors = with_secret();
    let token = good(&json!({"exp": time(300)}));
    let outcome = |values: &[&str]| {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(header::AUTHORIZATION, value.parse().expect("a header value"));
        }
        visitors.check(&headers)
    };
    assert_eq!(outcome(&[&format!("bearer  {token}")]), Ok(()));
    for values in [&[][..], &["Bearer"], &["Bearer "], &["Basic dTpw"], &[&token]] {
        assert_eq!(outcome(values), Err(Unproven::Missing), "{values:?}");
    }
    let twice = format!("Bearer {token}");
    assert_eq!(outcome(&[&twice, &twice]), Err(Unproven::Missing));
    for values in ["a", "a.b", "a.b.c", "..", "a.b.c.d", &"a".repeat(100_000)] {
        assert_eq!(outcome(&[&format!("Bearer {values}")]), Err(Unproven::Invalid));
    }
    let deep = token_of_depth(2_000);
    assert_eq!(outcome(&[&format!("Bearer {deep}")]), Err(Unproven::Invalid));
}

/// A well-signed token whose claims are nested so deep that a reader without a limit would fail.
fn token_of_depth(depth: usize) -> String {
    let claims = "{\"a\":".to_owned() + &"[".repeat(depth) + &"]".repeat(depth) + "}";
    token(&json!({"alg": "HS256"}), &claims, SECRET.as_bytes())
}

#[test]
fn keys_that_protect_nobody_are_refused() {
    use VisitorAlgorithm::{Es256, Hs256, Rs256};
    let private = "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n";
    let small = include_str!("../../../tests/fixtures/visitors/rsa-1024.pem");
    let p384 = include_str!("../../../tests/fixtures/visitors/p384.pem");
    for (algorithm, text) in [
        (Hs256, ""),
        (Hs256, "short\n"),
        (Hs256, "31 bytes and a lot of space ...\n\n\n"),
        (Hs256, RSA),
        (Hs256, private),
        (Rs256, SECRET),
        (Rs256, P256),
        (Rs256, small),
        (Rs256, private),
        (Es256, RSA),
        (Es256, p384),
        (Es256, ""),
    ] {
        let problem = VisitorKey::new(algorithm, None, text.as_bytes());
        assert!(problem.is_err(), "{algorithm:?} {text}");
    }
}

#[test]
fn keys_do_not_show_themselves() {
    let key = key(VisitorAlgorithm::Hs256, Some("1"), SECRET);
    let settings = VisitorSettings { keys: vec![key], ..VisitorSettings::default() };
    assert!(!format!("{settings:?}").contains("secret"), "{settings:?}");
}
