//! Hashes of files, as an `integrity` attribute has them.
//!
//! Owns the comparing (Subresource Integrity, 3.3). Refuses weak hashes: browsers know three.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ring::digest::{Algorithm, SHA256, SHA384, SHA512, digest};

/// The hashes that count, the strongest first.
const KNOWN: [(&str, &Algorithm); 3] =
    [("sha512-", &SHA512), ("sha384-", &SHA384), ("sha256-", &SHA256)];

/// The value for `bytes`.
pub(super) fn of(bytes: &[u8]) -> String {
    hashed("sha384-", &SHA384, bytes)
}

/// Whether a browser takes `bytes` for what `value` says: one of the strongest hashes in it fits.
/// A value that names no hash which browsers know says nothing.
pub(super) fn fits(value: &str, bytes: &[u8]) -> bool {
    let named = value.split_ascii_whitespace().filter_map(|word| word.split('?').next());
    let named: Vec<_> = named.collect();
    let strongest = KNOWN.iter().find(|(name, _)| named.iter().any(|one| one.starts_with(name)));
    strongest.is_none_or(|(name, algorithm)| {
        let expected = hashed(name, algorithm, bytes);
        named.contains(&expected.as_str())
    })
}

fn hashed(name: &str, algorithm: &'static Algorithm, bytes: &[u8]) -> String {
    name.to_owned() + &STANDARD.encode(digest(algorithm, bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_of_the_strongest_hashes_has_to_fit() {
        // The example of the specification.
        let bytes = b"alert('Hello, world.');";
        let right = "sha384-H8BRh8j48O9oYatfu5AZzq6A9RINhZO5H16dQZngK7T62em8MUt1FLm52t+eX6xO";
        assert_eq!(of(bytes), right);
        let other = of(b"another");
        for fitting in
            ["", "md5-x", right, &format!("{other} {right}"), &format!("sha256-x {right}?a")]
        {
            assert!(fits(fitting, bytes), "{fitting}");
        }
        let weaker = hashed("sha256-", &SHA256, bytes);
        for wrong in [&*other, "sha256-x", &format!("{weaker} {other}")] {
            assert!(!fits(wrong, bytes), "{wrong}");
        }
    }
}
