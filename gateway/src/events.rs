//! Server-sent events as bytes.
//!
//! Owns the framing of every event the gateway writes itself. Refuses non-ASCII bytes: all JSON is
//! escaped to ASCII, because the official JavaScript client decodes each network chunk on its own
//! and destroys a character whose bytes fall into two of them.

use std::io;

use bytes::Bytes;
use serde::Serialize;

use crate::refusal::Refusal;

/// The end marker: an event named `done`, for the official JavaScript client, with `done` as its
/// data, for the quickstart's Python sample.
pub(crate) const DONE: Bytes = Bytes::from_static(b"event: done\ndata: done\n\n");

/// An event whose data is `value` as JSON.
pub(crate) fn event(value: &impl Serialize) -> Bytes {
    named_event(None, value)
}

/// An event named `error`, which ends a stream. The blank line before it closes an event that was
/// cut half-way.
pub(crate) fn error_event(refusal: &Refusal) -> Bytes {
    named_event(Some("\n\nevent: error\n"), &refusal.body())
}

fn named_event(lead: Option<&str>, value: &impl Serialize) -> Bytes {
    let mut bytes = lead.unwrap_or_default().as_bytes().to_vec();
    bytes.extend_from_slice(b"data: ");
    write_ascii(&mut bytes, value);
    bytes.extend_from_slice(b"\n\n");
    bytes.into()
}

/// Writes `value` as JSON in ASCII to the end of `bytes`.
pub(crate) fn write_ascii(bytes: &mut Vec<u8>, value: &impl Serialize) {
    let mut serializer = serde_json::Serializer::with_formatter(bytes, Ascii);
    if let Err(cause) = value.serialize(&mut serializer) {
        // Only maps with keys that are not strings can fail; the wire has none.
        tracing::error!(%cause, "JSON could not be written");
    }
}

/// Compact JSON in which every character outside ASCII is a `\u` escape.
struct Ascii;

impl serde_json::ser::Formatter for Ascii {
    fn write_string_fragment<W>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()>
    where
        W: ?Sized + io::Write,
    {
        if fragment.is_ascii() {
            return writer.write_all(fragment.as_bytes());
        }
        for character in fragment.chars() {
            if character.is_ascii() {
                writer.write_all(&[character as u8])?;
            } else {
                for unit in character.encode_utf16(&mut [0; 2]) {
                    write!(writer, "\\u{unit:04x}")?;
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_character_survives_as_ascii() {
        let text = "café 日本語 😀 \" \\ \n \u{2028}";
        let bytes = event(&text);
        assert!(bytes.is_ascii());
        let json = bytes.strip_prefix(b"data: ").and_then(|rest| rest.strip_suffix(b"\n\n"));
        let back: String = serde_json::from_slice(json.expect("framing")).expect("JSON");
        assert_eq!(back, text);
    }

    #[test]
    fn an_error_event_closes_what_was_cut() {
        let bytes = error_event(&Refusal::UpstreamFailed);
        let text = String::from_utf8(bytes.to_vec()).expect("text");
        assert!(text.starts_with("\n\nevent: error\ndata: {\"error\":{\"code\":502,"), "{text}");
        assert!(text.ends_with("}}\n\n"), "{text}");
    }
}
