//! The password before the report page, by RFC 7617.
//!
//! Owns the check, and how often a client may be wrong. Refuses to tell by its time how much of a
//! password was right, and to look at one more once there were too many.

use std::num::NonZeroU32;
use std::time::Duration;

use axum::http::{HeaderMap, header};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ring::error::Unspecified;
use ring::hmac;
use ring::rand::SystemRandom;

use super::Password;
use crate::client::Client;
use crate::protect::{Limiter, Rate};

/// How often one client may be wrong: ten times, and then once a minute.
const WRONG: Rate =
    Rate { count: NonZeroU32::new(10).expect("not zero"), per: Duration::from_secs(600) };

/// Checks passwords.
pub(super) struct Door {
    /// New with each start: what is compared says nothing of the password, not even its length.
    key: hmac::Key,
    right: hmac::Tag,
    wrong: Limiter,
}

/// Why someone stays outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outside {
    /// Without a password, or with a wrong one.
    Unknown,
    /// Wrong too often; after this time one more is looked at.
    TooMany(Duration),
}

impl Door {
    /// The door that `password` opens.
    ///
    /// # Errors
    /// The system gives no random bytes.
    pub(super) fn new(password: &Password) -> Result<Self, Unspecified> {
        let key = hmac::Key::generate(hmac::HMAC_SHA256, &SystemRandom::new())?;
        let right = hmac::sign(&key, password.bytes());
        Ok(Self { key, right, wrong: Limiter::new(WRONG) })
    }

    /// Lets `client` in who sends the password in `headers`.
    ///
    /// # Errors
    /// Why not.
    pub(super) fn admit(&self, client: Client, headers: &HeaderMap) -> Result<(), Outside> {
        let Some(given) = headers.get(header::AUTHORIZATION) else { return Err(Outside::Unknown) };
        // Before the look: whoever is over the rate learns nothing more.
        self.wrong.take(client).map_err(Outside::TooMany)?;
        let given = password(given.as_bytes()).ok_or(Outside::Unknown)?;
        hmac::verify(&self.key, &given, self.right.as_ref()).map_err(|_| Outside::Unknown)?;
        self.wrong.give_back(client);
        Ok(())
    }
}

/// The password in `Basic …`; the name before it is anybody's.
fn password(credentials: &[u8]) -> Option<Vec<u8>> {
    let (scheme, encoded) = credentials.split_at_checked(6)?;
    if !scheme.eq_ignore_ascii_case(b"basic ") {
        return None;
    }
    let decoded = STANDARD.decode(encoded.trim_ascii()).ok()?;
    let colon = decoded.iter().position(|byte| *byte == b':')?;
    Some(decoded[colon + 1..].to_vec())
}

#[cfg(test)]
mod tests {
    use axum::http::{Extensions, HeaderValue};
    use tokio::time::advance;

    use super::*;
    use crate::client::ProxySettings;

    fn client() -> Client {
        Client::of(&Extensions::new(), &HeaderMap::new(), &ProxySettings::default())
    }

    fn headers(credentials: &str) -> HeaderMap {
        let value = HeaderValue::from_str(credentials).expect("a value");
        HeaderMap::from_iter([(header::AUTHORIZATION, value)])
    }

    fn basic(name: &str, password: &str) -> HeaderMap {
        headers(&format!("Basic {}", STANDARD.encode(format!("{name}:{password}"))))
    }

    fn door() -> Door {
        Door::new(&Password::new("correct: horse").expect("long enough")).expect("random bytes")
    }

    #[tokio::test]
    async fn only_the_password_opens_under_any_name() {
        let door = door();
        for name in ["", "owner"] {
            assert_eq!(door.admit(client(), &basic(name, "correct: horse")), Ok(()));
        }
        let lower = format!("basic  {}", STANDARD.encode(":correct: horse"));
        assert_eq!(door.admit(client(), &headers(&lower)), Ok(()));
        for wrong in [
            HeaderMap::new(),
            basic("", ""),
            basic("", "correct: hors"),
            basic("", "correct: horse "),
            basic("correct", " horse"),
            headers("Basic"),
            headers("Basic !"),
            headers("Bearer correct: horse"),
        ] {
            assert_eq!(door.admit(client(), &wrong), Err(Outside::Unknown), "{wrong:?}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn after_ten_wrong_ones_even_the_right_one_waits() {
        let door = door();
        for _ in 0..10 {
            assert_eq!(door.admit(client(), &basic("", "wrong")), Err(Outside::Unknown));
        }
        let minute = Duration::from_secs(60);
        let right = basic("", "correct: horse");
        assert_eq!(door.admit(client(), &right), Err(Outside::TooMany(minute)));
        advance(minute).await;
        assert_eq!(door.admit(client(), &right), Ok(()));
        // Who comes without one has not guessed.
        for _ in 0..100 {
            assert_eq!(door.admit(client(), &HeaderMap::new()), Err(Outside::Unknown));
        }
        assert_eq!(door.admit(client(), &right), Ok(()));
    }
}
