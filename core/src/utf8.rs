//! Bytes to text, in any slices: a character cut between two network chunks is never destroyed.
//!
//! Owns the at most three bytes that wait for the rest of their character. Refuses nothing: what
//! is not UTF-8 becomes U+FFFD, one for each maximal subpart, as the WHATWG decoder does.

/// An incremental, lossy UTF-8 decoder.
///
/// Holds back at most three bytes; everything else is given out by the call that brought it.
#[derive(Debug, Default)]
pub struct Decoder {
    waiting: Vec<u8>,
}

impl Decoder {
    /// Decodes `bytes` and appends the text to `text`.
    pub fn feed(&mut self, bytes: &[u8], text: &mut String) {
        let mut joined;
        let mut rest = bytes;
        if !self.waiting.is_empty() {
            joined = std::mem::take(&mut self.waiting);
            joined.extend_from_slice(bytes);
            rest = &joined;
        }
        loop {
            match std::str::from_utf8(rest) {
                Ok(valid) => return text.push_str(valid),
                Err(error) => {
                    let (valid, bad) = rest.split_at(error.valid_up_to());
                    // Checked just above; the lossy form is only a way to say it without `unsafe`.
                    text.push_str(&String::from_utf8_lossy(valid));
                    let Some(length) = error.error_len() else {
                        self.waiting = bad.to_vec();
                        return;
                    };
                    text.push(char::REPLACEMENT_CHARACTER);
                    rest = &bad[length..];
                }
            }
        }
    }

    /// Whether no character is half-way through.
    pub fn is_between(&self) -> bool {
        self.waiting.is_empty()
    }

    /// Ends the stream: a character that never got its last byte becomes one U+FFFD.
    pub fn finish(&mut self, text: &mut String) {
        if !self.waiting.is_empty() {
            self.waiting.clear();
            text.push(char::REPLACEMENT_CHARACTER);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(chunks: &[&[u8]]) -> String {
        let mut decoder = Decoder::default();
        let mut text = String::new();
        for chunk in chunks {
            decoder.feed(chunk, &mut text);
        }
        decoder.finish(&mut text);
        text
    }

    /// Whole, cut once at every byte, and byte by byte.
    fn check(bytes: &[u8], expected: &str) {
        assert_eq!(decoded(&[bytes]), expected, "whole");
        for cut in 0..=bytes.len() {
            let (head, tail) = bytes.split_at(cut);
            assert_eq!(decoded(&[head, tail]), expected, "cut at {cut}");
        }
        let single: Vec<&[u8]> = bytes.chunks(1).collect();
        assert_eq!(decoded(&single), expected, "byte by byte");
    }

    #[test]
    fn characters_of_every_length_survive_every_cut() {
        for text in ["plain", "café", "日本語", "hi 😀🏳️‍🌈 there", "\u{feff}bom", ""]
        {
            check(text.as_bytes(), text);
        }
    }

    #[test]
    fn what_is_not_utf8_becomes_the_replacement_character_and_the_rest_survives() {
        check(b"a\xffb", "a\u{fffd}b");
        check(b"a\xc3(b", "a\u{fffd}(b");
        check(b"\xf0\x9f\x98", "\u{fffd}");
        check(b"\xe2\x82x\xac", "\u{fffd}x\u{fffd}");
        check(b"\xed\xa0\x80", "\u{fffd}\u{fffd}\u{fffd}");
    }

    #[test]
    fn every_cut_agrees_with_the_standard_library_on_arbitrary_bytes() {
        // A small linear congruential generator: seeded, so a failure comes back.
        let mut state = 0x2545_f491_u32;
        for _ in 0..200 {
            let bytes: Vec<u8> = (0..24)
                .map(|_| {
                    state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                    [0x41, 0xc3, 0xa9, 0xe2, 0x82, 0xac, 0xf0, 0x9f, 0x98, 0x80, 0xff]
                        [(state >> 24) as usize % 11]
                })
                .collect();
            check(&bytes, &String::from_utf8_lossy(&bytes));
        }
    }
}
