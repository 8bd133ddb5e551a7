//! Bytes to text: the decoder says what the standard library says, however the bytes are cut.

use ask_docs_core::utf8::Decoder;

use crate::cuts;

/// How long an input may be to be looked at after each piece, which costs its length each time.
const SHORT: usize = 64;

/// Checks one input.
pub fn check(input: &[u8]) {
    let expected = String::from_utf8_lossy(input);
    cuts::each_cutting(input, |pieces| {
        let mut decoder = Decoder::default();
        let mut text = String::new();
        for (index, piece) in pieces.iter().enumerate() {
            decoder.feed(piece, &mut text);
            if input.len() <= SHORT {
                let came: usize = pieces[..=index].iter().map(|piece| piece.len()).sum();
                assert_is_prompt(&input[..came], &text);
            }
        }
        decoder.finish(&mut text);
        assert_eq!(text, expected);
    });
}

/// All that `came` has been given out, but for a character that lacks its end.
fn assert_is_prompt(came: &[u8], text: &str) {
    let mut sure = String::new();
    let mut chunks = came.utf8_chunks().peekable();
    while let Some(chunk) = chunks.next() {
        sure.push_str(chunk.valid());
        let may_go_on = chunks.peek().is_none()
            && std::str::from_utf8(chunk.invalid()).is_err_and(|error| error.error_len().is_none());
        if !(chunk.invalid().is_empty() || may_go_on) {
            sure.push(char::REPLACEMENT_CHARACTER);
        }
    }
    assert_eq!(text, sure, "held back, or given out too early");
}
