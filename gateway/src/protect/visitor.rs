//! The tokens of visitors, for sites that answer only those who are signed in.
//!
//! Owns which tokens are good: `Authorization: Bearer` and a JWT (RFC 7519) that one of the
//! settings' keys signed. Refuses to let the token choose how it is checked: each key has one
//! algorithm, and a token that names another, or `none`, is not read further.

use std::fmt;

use axum::http::{HeaderMap, header};
use jsonwebtoken::errors::{Error, ErrorKind};
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use serde::de::IgnoredAny;

mod signature;

/// How far the clocks of the gateway and of who signs may be apart, in seconds.
const LEEWAY: u64 = 60;

/// The longest token that is looked at, in bytes; tokens of visitors have a few hundred.
const MAX_TOKEN_BYTES: usize = 8 * 1024;

/// RFC 7518, 3.2: "A key of the same size as the hash output […] or larger MUST be used".
const MIN_SECRET_BYTES: usize = 32;

/// The RSAPublicKey of 2,048 bits has 270 bytes; of 1,024 bits, 140. RFC 7518, 3.3: "A key of size
/// 2048 bits or larger MUST be used".
const MIN_RSA_BYTES: usize = 268;

/// In the first line of every private key in PEM.
const PRIVATE: &[u8] = b"PRIVATE KEY-----";

/// Whose tokens are good.
#[derive(Clone, Debug, Default)]
pub struct VisitorSettings {
    /// The keys; several while one takes the place of another. Without one, no token is good.
    pub keys: Vec<VisitorKey>,
    /// A token must be made for one of these, if any are given (`aud`).
    pub audiences: Vec<String>,
    /// A token must be made by one of these, if any are given (`iss`).
    pub issuers: Vec<String>,
}

/// A key to check tokens with. It shows itself in no text form.
#[derive(Clone)]
pub struct VisitorKey {
    id: Option<String>,
    algorithm: VisitorAlgorithm,
    key: DecodingKey,
}

/// How tokens are signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VisitorAlgorithm {
    /// HMAC with SHA-256: the key is a secret that both sides have.
    Hs256,
    /// RSA PKCS #1 1.5 with SHA-256: the key is public, in PEM.
    Rs256,
    /// ECDSA on P-256 with SHA-256: the key is public, in PEM.
    Es256,
}

/// Checks the tokens for one site.
pub(super) struct Visitors {
    settings: VisitorSettings,
}

/// Why who asks is not taken for a visitor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unproven {
    /// There is no token: sign in.
    Missing,
    /// The token's time is over: get another.
    Expired,
    /// The token's time has not come: one of the clocks is wrong.
    Early,
    /// Anything else; what, is the log's.
    Invalid,
}

impl Unproven {
    /// How to prove it, as RFC 6750 writes it: "If the request lacks any authentication
    /// information […], the resource server SHOULD NOT include an error code".
    pub(crate) fn challenge(self) -> &'static str {
        match self {
            Self::Missing => "Bearer",
            Self::Expired | Self::Early | Self::Invalid => "Bearer error=\"invalid_token\"",
        }
    }
}

impl VisitorKey {
    /// The key in `text`, the content of its file: a secret of at least 32 bytes for HS256, a
    /// public key in PEM for the others. Tokens that name a key (`kid`) are checked with the key
    /// of that `id`, or with those that have none.
    ///
    /// # Errors
    /// What is wrong with the key, in words that do not show it.
    pub fn new(
        algorithm: VisitorAlgorithm,
        id: Option<String>,
        text: &[u8],
    ) -> Result<Self, &'static str> {
        if text.windows(PRIVATE.len()).any(|part| part == PRIVATE) {
            return Err("is a private key, which must stay with those who sign");
        }
        let key = match algorithm {
            VisitorAlgorithm::Hs256 => {
                // Editors and `echo` end a file with a line break.
                let secret = text.trim_ascii_end();
                if secret.len() < MIN_SECRET_BYTES {
                    return Err("is shorter than the 32 bytes that HS256 needs");
                }
                if secret.starts_with(b"-----BEGIN") {
                    // Its public half would be a secret that everyone knows.
                    return Err("is a key in PEM, which is no secret for HS256");
                }
                DecodingKey::from_secret(secret)
            }
            VisitorAlgorithm::Rs256 => DecodingKey::from_rsa_pem(text)
                .ok()
                .filter(|key| key.try_get_as_bytes().is_ok_and(|key| key.len() >= MIN_RSA_BYTES))
                .ok_or("is not a public RSA key of at least 2,048 bits in PEM")?,
            VisitorAlgorithm::Es256 => DecodingKey::from_ec_pem(text)
                .ok()
                .filter(|key| key.try_get_as_bytes().is_ok_and(signature::is_point_of_p256))
                .ok_or("is not a public key of P-256 in PEM")?,
        };
        Ok(Self { id, algorithm, key })
    }

    /// Whether a token that names this algorithm and key is to be checked with this one.
    fn fits(&self, algorithm: Algorithm, id: Option<&str>) -> bool {
        let named = id.is_none() || self.id.is_none() || self.id.as_deref() == id;
        self.algorithm.name() == algorithm && named
    }
}

impl VisitorAlgorithm {
    fn name(self) -> Algorithm {
        match self {
            Self::Hs256 => Algorithm::HS256,
            Self::Rs256 => Algorithm::RS256,
            Self::Es256 => Algorithm::ES256,
        }
    }
}

impl Visitors {
    pub(super) fn new(settings: VisitorSettings) -> Self {
        signature::install();
        Self { settings }
    }

    /// Checks the token that came with a request.
    pub(super) fn check(&self, headers: &HeaderMap) -> Result<(), Unproven> {
        let mut given = headers.get_all(header::AUTHORIZATION).iter();
        let (Some(value), None) = (given.next(), given.next()) else {
            return Err(Unproven::Missing);
        };
        let token = value.to_str().ok().and_then(bearer).ok_or(Unproven::Missing)?;
        self.check_token(token).map_err(|cause| {
            tracing::debug!(%cause, "a visitor's token is not good");
            unproven(&cause)
        })
    }

    fn check_token(&self, token: &str) -> Result<(), Error> {
        if token.len() > MAX_TOKEN_BYTES {
            return Err(ErrorKind::InvalidToken.into());
        }
        let head = decode_header(token)?;
        let keys = self.settings.keys.iter();
        let mut outcome = Err(ErrorKind::InvalidSignature.into());
        for key in keys.filter(|key| key.fits(head.alg, head.kid.as_deref())) {
            outcome = decode::<IgnoredAny>(token, &key.key, &self.rules(head.alg)).map(|_| ());
            // Only a key that did not sign it leaves the question to the next one.
            if !outcome.as_ref().is_err_and(is_of_another_key) {
                break;
            }
        }
        outcome
    }

    fn rules(&self, algorithm: Algorithm) -> Validation {
        let mut rules = Validation::new(algorithm);
        rules.leeway = LEEWAY;
        rules.validate_nbf = true;
        let mut required = vec!["exp"];
        let (audiences, issuers) = (&self.settings.audiences, &self.settings.issuers);
        rules.validate_aud = !audiences.is_empty();
        if !audiences.is_empty() {
            rules.set_audience(audiences);
            required.push("aud");
        }
        if !issuers.is_empty() {
            rules.set_issuer(issuers);
            required.push("iss");
        }
        rules.set_required_spec_claims(&required);
        rules
    }
}

/// RFC 9110, 11.1: the scheme is case-insensitive.
fn bearer(value: &str) -> Option<&str> {
    let (scheme, token) = value.split_once(' ')?;
    let token = token.trim();
    (scheme.eq_ignore_ascii_case("bearer") && !token.is_empty()).then_some(token)
}

fn is_of_another_key(error: &Error) -> bool {
    matches!(error.kind(), ErrorKind::InvalidSignature)
}

fn unproven(error: &Error) -> Unproven {
    match error.kind() {
        ErrorKind::ExpiredSignature => Unproven::Expired,
        ErrorKind::ImmatureSignature => Unproven::Early,
        _ => Unproven::Invalid,
    }
}

impl fmt::Debug for VisitorKey {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "VisitorKey({:?}, {:?}, hidden)", self.algorithm, self.id)
    }
}

impl fmt::Display for Unproven {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Missing => {
                "This site answers visitors who are signed in: send their token as \
                 `Authorization: Bearer TOKEN`"
            }
            Self::Expired => "The visitor's token has expired: sign in again",
            Self::Early => "The visitor's token is not valid yet",
            Self::Invalid => "The visitor's token is not valid here",
        })
    }
}

#[cfg(test)]
mod tests;
