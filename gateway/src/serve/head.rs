//! The head of a request as it stands on the wire, before hyper reads it.
//!
//! Owns what hyper forgives or hides: bare line feeds, two equal lengths, a length beside an
//! encoding, two hosts or none, targets that are not a path. Refuses such a request whole, since
//! the next hop might read it as another one (request smuggling).

use axum::http::uri::Authority;

/// The largest head, in bytes. Browsers' are below 2 KiB, proxies add as much.
pub(super) const MAX_HEAD_BYTES: usize = 16 * 1024;

/// The most headers; hyper's own limit, here so that it is answered as every refusal is.
const MAX_HEADERS: usize = 100;

/// How the body of a request ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Framing {
    /// After so many bytes; none without a body.
    Length(u64),
    /// With its last chunk.
    Chunked,
}

/// Why a head is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Violation {
    /// It is longer than [`MAX_HEAD_BYTES`], or has too many headers.
    TooLarge,
    /// It breaks this rule of HTTP.
    Malformed(&'static str),
}

use Violation::{Malformed, TooLarge};

/// Where the head that `bytes` begin with ends, if it does. The first `searched` bytes are known
/// not to hold its end.
pub(super) fn end(bytes: &[u8], searched: usize) -> Option<usize> {
    // The blank line may have begun in what was searched.
    let from = searched.saturating_sub(2);
    let feeds = bytes.iter().enumerate().skip(from).filter(|(_, byte)| **byte == b'\n');
    for (at, _) in feeds {
        match bytes.get(at + 1..) {
            Some([b'\n', ..]) => return Some(at + 2),
            Some([b'\r', b'\n', ..]) => return Some(at + 3),
            _ => {}
        }
    }
    None
}

/// Checks a whole head, its blank line included.
///
/// # Errors
/// The first rule that it breaks.
pub(super) fn check(head: &[u8]) -> Result<Framing, Violation> {
    if head.len() > MAX_HEAD_BYTES {
        return Err(TooLarge);
    }
    let mut lines = Vec::new();
    for line in head.split_inclusive(|byte| *byte == b'\n') {
        let Some(line) = line.strip_suffix(b"\r\n") else {
            return Err(Malformed("A line of the request ends without CRLF"));
        };
        lines.push(line);
    }
    // The last line is the blank one.
    let Some((request_line, [headers @ .., _])) = lines.split_first() else {
        return Err(Malformed("The request has no request line"));
    };
    let version = check_request_line(request_line)?;
    if headers.len() > MAX_HEADERS {
        return Err(TooLarge);
    }
    check_headers(headers, version)
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Version {
    Http10,
    Http11,
}

fn check_request_line(line: &[u8]) -> Result<Version, Violation> {
    let mut parts = line.split(|byte| *byte == b' ');
    let (Some(method), Some(target), Some(version), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return Err(Malformed("The request line is not a method, a path and a version"));
    };
    let version = match version {
        b"HTTP/1.1" => Version::Http11,
        b"HTTP/1.0" => Version::Http10,
        _ => return Err(Malformed("The request is of another version than HTTP/1.1 or HTTP/1.0")),
    };
    if !is_token(method) {
        return Err(Malformed("The request line does not begin with a method"));
    }
    // The other forms are for proxies, and this is none.
    if method == b"CONNECT" || !target.starts_with(b"/") {
        return Err(Malformed("The target of a request must be a path, as in `GET /healthz`"));
    }
    if !target.iter().all(u8::is_ascii_graphic) {
        return Err(Malformed("The path holds a character that must be percent-encoded"));
    }
    if climbs(target) {
        return Err(Malformed("The path leads upwards"));
    }
    Ok(version)
}

fn check_headers(headers: &[&[u8]], version: Version) -> Result<Framing, Violation> {
    let (mut length, mut hosts, mut chunked) = (None, 0, false);
    for line in headers {
        let Some(colon) = line.iter().position(|byte| *byte == b':') else {
            return Err(Malformed("A header has no colon"));
        };
        let (name, value) = (&line[..colon], line[colon + 1..].trim_ascii());
        // Among others a folded line, or a space before the colon.
        if !is_token(name) {
            return Err(Malformed("A header's name holds a character that it must not"));
        }
        if value.iter().any(|byte| byte.is_ascii_control() && *byte != b'\t') {
            return Err(Malformed("A header's value holds a control character"));
        }
        if name.eq_ignore_ascii_case(b"host") {
            hosts += 1;
            if !is_authority(value) {
                return Err(Malformed("`Host` is not a host"));
            }
        } else if name.eq_ignore_ascii_case(b"content-length") {
            // "If a message is received with multiple Content-Length header fields …", RFC 9110
            // 8.6: the recipient may refuse it even if all are equal, and so it does.
            let number = digits(value).ok_or(Malformed("`Content-Length` is not a number"))?;
            if length.replace(number).is_some() {
                return Err(Malformed("`Content-Length` is given twice"));
            }
        } else if name.eq_ignore_ascii_case(b"transfer-encoding") {
            let known = value.eq_ignore_ascii_case(b"chunked");
            if !known || chunked || version == Version::Http10 {
                return Err(Malformed("`Transfer-Encoding` must be `chunked`, once, in HTTP/1.1"));
            }
            chunked = true;
        }
    }
    // "A server MUST respond with a 400 (Bad Request) status code to any HTTP/1.1 request message
    // that lacks a Host header field and to any request message that contains more than one Host
    // header field line", RFC 9112 3.2.
    match (hosts, version) {
        (1, _) | (0, Version::Http10) => {}
        (0, _) => return Err(Malformed("`Host` is missing")),
        _ => return Err(Malformed("`Host` is given twice")),
    }
    match (length, chunked) {
        (Some(_), true) => {
            Err(Malformed("`Content-Length` and `Transfer-Encoding` exclude each other"))
        }
        (None, true) => Ok(Framing::Chunked),
        (length, false) => Ok(Framing::Length(length.unwrap_or(0))),
    }
}

/// Whether a segment of the path in `target` is `..`, encoded or not.
fn climbs(target: &[u8]) -> bool {
    let path = target.split(|byte| *byte == b'?').next().unwrap_or_default();
    let path: Vec<u8> = percent_encoding::percent_decode(path).collect();
    path.split(|byte| matches!(byte, b'/' | b'\\')).any(|segment| segment == b"..")
}

fn is_authority(value: &[u8]) -> bool {
    !value.contains(&b'@') && Authority::try_from(value).is_ok()
}

fn digits(value: &[u8]) -> Option<u64> {
    let text = str::from_utf8(value).ok()?;
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}

/// Whether `text` is a token of RFC 9110 5.6.2.
fn is_token(text: &[u8]) -> bool {
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(byte);
    !text.is_empty() && text.iter().all(is_part)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn checked(head: &str) -> Result<Framing, Violation> {
        check(head.as_bytes())
    }

    #[test]
    fn honest_heads_pass() {
        for (head, framing) in [
            ("GET / HTTP/1.1\r\nHost: a\r\n\r\n", Framing::Length(0)),
            ("GET /a?b=../c HTTP/1.1\r\nhost:\tdocs.example:8080 \r\n\r\n", Framing::Length(0)),
            ("GET /...a/.b HTTP/1.1\r\nhost: [::1]:80\r\nx_y: 1\r\n\r\n", Framing::Length(0)),
            ("POST / HTTP/1.1\r\nHost: a\r\ncontent-length: 12\r\n\r\n", Framing::Length(12)),
            ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: Chunked\r\n\r\n", Framing::Chunked),
            ("GET / HTTP/1.0\r\n\r\n", Framing::Length(0)),
            ("GET / HTTP/1.0\r\nhost: a\r\n\r\n", Framing::Length(0)),
        ] {
            assert_eq!(checked(head), Ok(framing), "{head}");
        }
    }

    #[test]
    fn what_is_too_large_is_told_from_what_is_wrong() {
        let long =
            format!("GET / HTTP/1.1\r\nHost: a\r\nx: {}\r\n\r\n", "a".repeat(MAX_HEAD_BYTES));
        assert_eq!(checked(&long), Err(TooLarge));
        let many = format!("GET / HTTP/1.1\r\nHost: a\r\n{}\r\n", "x: 1\r\n".repeat(MAX_HEADERS));
        assert_eq!(checked(&many), Err(TooLarge));
    }

    #[test]
    fn the_end_is_the_first_blank_line_however_it_is_written() {
        for (bytes, expected) in [
            ("a\r\n\r\nb", Some(5)),
            ("a\n\nb\r\n\r\n", Some(3)),
            ("a\n\r\nb", Some(4)),
            ("a\r\n\r", None),
            ("a\r\nb\r\n", None),
            ("", None),
        ] {
            assert_eq!(end(bytes.as_bytes(), 0), expected, "{bytes:?}");
        }
    }

    proptest! {
        #[test]
        fn the_end_is_found_wherever_the_reads_are_cut(
            bytes in "[a\r\n]{0,12}",
            cut in 0_usize..12,
        ) {
            let bytes = bytes.as_bytes();
            let cut = cut.min(bytes.len());
            let found = end(&bytes[..cut], 0).or_else(|| end(bytes, cut));
            prop_assert_eq!(found, end(bytes, 0));
        }

        #[test]
        fn no_head_makes_it_panic(head in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = check(&head);
        }
    }
}
