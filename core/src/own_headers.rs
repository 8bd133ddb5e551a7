//! Headers that a site's owner sends with each request, such as a visitor's own token.
//!
//! Owns what may stand in them. Refuses to repeat a value, or a name that is none: either may be a
//! secret, and what is wrong with them goes to a console.

use std::fmt;

/// The most that all names and values may have together, in bytes: what most servers still take.
pub const MAX_BYTES: usize = 8 << 10;

/// What the request itself says.
const TAKEN: [&str; 2] = ["accept", "content-type"];

/// The owner's headers. May hold a token: no `Debug`.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct OwnHeaders {
    headers: Vec<(String, String)>,
    bytes: usize,
}

/// Why a header cannot be sent, ready to follow the name of what gave it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BadHeader {
    /// The name has a character that no header's name has, or none at all.
    Name,
    /// The value has a character other than visible ASCII, space and tab.
    Value(String),
    /// The request itself has this one.
    Taken(String),
    /// It stands there already.
    Twice(String),
    /// All together are too long.
    TooLong,
}

impl OwnHeaders {
    /// Adds the visitor's own token.
    ///
    /// # Errors
    /// Why it cannot be sent.
    pub fn authorize(&mut self, token: &str) -> Result<(), BadHeader> {
        self.add("authorization", &format!("Bearer {}", token.trim()))
    }

    /// Adds a header.
    ///
    /// # Errors
    /// Why it cannot be sent.
    pub fn add(&mut self, name: &str, value: &str) -> Result<(), BadHeader> {
        if !is_token(name) {
            return Err(BadHeader::Name);
        }
        let name = name.to_ascii_lowercase();
        if TAKEN.contains(&name.as_str()) {
            return Err(BadHeader::Taken(name));
        }
        if self.headers.iter().any(|(earlier, _)| *earlier == name) {
            return Err(BadHeader::Twice(name));
        }
        self.bytes += name.len() + value.len();
        if self.bytes > MAX_BYTES {
            return Err(BadHeader::TooLong);
        }
        // A line break would be the end of this header and the start of another.
        if !value.bytes().all(|byte| matches!(byte, b'\t' | b' '..=b'~')) {
            return Err(BadHeader::Value(name));
        }
        self.headers.push((name, value.to_owned()));
        Ok(())
    }

    /// Names, in lower case, and values.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.headers.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

/// Whether `name` is a token of RFC 9110, as the name of every header is.
pub fn is_token(name: &str) -> bool {
    !name.is_empty()
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
}

impl fmt::Display for BadHeader {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name => out.write_str("gives a header whose name is none"),
            Self::Value(name) => {
                write!(out, "gives a `{name}` with a character that no header can hold")
            }
            Self::Taken(name) => write!(out, "gives `{name}`, which the request itself sets"),
            Self::Twice(name) => write!(out, "gives `{name}`, which is there already"),
            Self::TooLong => write!(out, "gives headers of more than {MAX_BYTES} bytes"),
        }
    }
}

impl std::error::Error for BadHeader {}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(name: &str, value: &str) -> BadHeader {
        OwnHeaders::default().add(name, value).expect_err("a bad header")
    }

    #[test]
    fn a_header_is_taken_under_its_name_in_lower_case() {
        let mut headers = OwnHeaders::default();
        headers.authorize(" ey.J0 ").expect("a token");
        headers.add("X-Tenant", "a b\tc").expect("a header");
        let all: Vec<_> = headers.iter().collect();
        assert_eq!(all, [("authorization", "Bearer ey.J0"), ("x-tenant", "a b\tc")]);
    }

    #[test]
    fn no_header_can_begin_another_one() {
        for value in ["a\r\nx-b: c", "a\n", "a\rb", "a\0b", "é", "\u{7f}"] {
            assert_eq!(refused("x-a", value), BadHeader::Value("x-a".to_owned()), "{value:?}");
        }
        for name in ["", "a b", "a:", "x-a\r\n", "é", "a/b", "(a)"] {
            assert_eq!(refused(name, "a"), BadHeader::Name, "{name:?}");
        }
    }

    #[test]
    fn what_the_request_sets_is_not_replaced_and_nothing_stands_twice() {
        for name in ["Accept", "CONTENT-TYPE"] {
            assert_eq!(refused(name, "a"), BadHeader::Taken(name.to_ascii_lowercase()));
        }
        let mut headers = OwnHeaders::default();
        headers.authorize("a").expect("a token");
        let twice = headers.add("Authorization", "Basic b");
        assert_eq!(twice, Err(BadHeader::Twice("authorization".to_owned())));
    }

    #[test]
    fn all_headers_together_have_a_limit() {
        let mut headers = OwnHeaders::default();
        headers.add("x-a", &"a".repeat(MAX_BYTES - 8)).expect("just within the limit");
        headers.add("x-b", "12").expect("exactly the limit");
        assert_eq!(headers.add("x", ""), Err(BadHeader::TooLong));
    }

    #[test]
    fn a_message_repeats_no_value() {
        let told = |bad: BadHeader| bad.to_string();
        assert!(!told(refused("x-a", "secret\n")).contains("secret"));
        assert!(!told(refused("my secret", "a")).contains("secret"));
        assert!(!told(refused("x-a", &"secret".repeat(2000))).contains("secret"));
    }
}
