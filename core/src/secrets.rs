//! What in a reader's words looks like a secret: keys, tokens, passwords, card numbers, addresses.
//!
//! Owns what counts as one, and the words that stand in its place. Refuses certainty: what it finds
//! is pointed out, and the reader decides. Commit hashes, UUIDs and digests are no secrets here,
//! since questions about documentation are full of them, and a key that is nothing but hexadecimal
//! digits is one only where its name stands before it.

use std::ops::Range;

mod address;
mod card;
mod key;
mod named;

/// What something looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A private key in PEM.
    PrivateKey,
    /// A key of a service, known by how it begins.
    ApiKey,
    /// A token that proves who somebody is.
    Token,
    /// What stands behind a name such as `password`.
    Password,
    /// A number of a payment card.
    Card,
    /// An e-mail address.
    Email,
    /// Letters and digits without any pattern.
    Random,
}

/// Something that looks like a secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Secret {
    /// What it looks like.
    pub kind: Kind,
    /// Where it stands, in bytes.
    pub range: Range<usize>,
}

impl Kind {
    /// What stands in its place once it is masked.
    pub fn mask(self) -> &'static str {
        match self {
            Self::PrivateKey => "[private key]",
            Self::ApiKey => "[API key]",
            Self::Token => "[token]",
            Self::Password => "[password]",
            Self::Card => "[card number]",
            Self::Email => "[e-mail address]",
            Self::Random => "[secret]",
        }
    }
}

/// What in `text` looks like a secret, in order; no two overlap.
pub fn find(text: &str) -> Vec<Secret> {
    let mut found = Vec::new();
    private_keys(text, &mut found);
    key::find(text, &mut found);
    named::find(text, &mut found);
    card::find(text, &mut found);
    address::find(text, &mut found);
    // Where two begin at the same place, the first one knows best what it has found.
    found.sort_by_key(|secret| secret.range.start);
    found.dedup_by(|secret, before| {
        // Nothing of a secret that begins within another one is left over.
        let is_within = secret.range.start < before.range.end;
        if is_within {
            before.range.end = before.range.end.max(secret.range.end);
        }
        is_within
    });
    found
}

/// How often a text is looked at, whatever it holds: each look leaves less to find.
const MOST_LOOKS: usize = 8;

/// `text` with [`Kind::mask`] in the place of everything that [`find`] finds, also of what looks like
/// a secret only once the one beside it is masked.
pub fn masked(text: &str) -> String {
    let mut masked = text.to_owned();
    for _ in 0..MOST_LOOKS {
        let found = find(&masked);
        if found.is_empty() {
            break;
        }
        masked = without(&masked, found);
    }
    masked
}

fn without(text: &str, found: Vec<Secret>) -> String {
    let (mut masked, mut behind) = (String::new(), 0);
    for Secret { kind, range } in found {
        masked.push_str(text.get(behind..range.start).unwrap_or_default());
        masked.push_str(kind.mask());
        behind = range.end;
    }
    masked.push_str(text.get(behind..).unwrap_or_default());
    masked
}

/// How the last line of a key begins.
const LAST_LINE: &str = "-----END ";

fn private_keys(text: &str, found: &mut Vec<Secret>) {
    let mut from = 0;
    while let Some(start) = text.get(from..).and_then(|rest| rest.find("-----BEGIN ")) {
        let start = from + start;
        from = start + 5;
        let name = text.as_bytes()[from..].iter().take(40).copied().collect::<Vec<_>>();
        if name.windows(11).any(|word| word == b"PRIVATE KEY") {
            // One that is cut off is one up to its end.
            let end = text[from..].find(LAST_LINE).map_or(text.len(), |end| from + end);
            let last = text[end..].strip_prefix(LAST_LINE).and_then(|last| last.find("-----"));
            let end = last.map_or(text.len(), |last| end + LAST_LINE.len() + last + 5);
            found.push(Secret { kind: Kind::PrivateKey, range: start..end });
            from = end;
        }
    }
}

/// The longest runs of bytes that `is_in` likes. Only ASCII is liked, so they begin and end between
/// characters.
fn runs(text: &str, is_in: fn(u8) -> bool) -> impl Iterator<Item = Range<usize>> {
    let bytes = text.as_bytes();
    let mut from = 0;
    std::iter::from_fn(move || {
        let start = from + bytes.get(from..)?.iter().position(|byte| is_in(*byte))?;
        let length = bytes[start..].iter().position(|byte| !is_in(*byte));
        from = start + length.unwrap_or(bytes.len() - start);
        Some(start..from)
    })
}

#[cfg(test)]
mod tests;
