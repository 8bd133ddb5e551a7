//! The token blotted out of a stream of bytes (P-1).
//!
//! Owns the search across chunks. Refuses to hold back more than what may be the start of a token,
//! and so never the end of an event: that is a line break, which no token has.

use bytes::{Bytes, BytesMut};
use futures_util::stream::BoxStream;
use futures_util::{Stream, StreamExt as _, stream};

use super::token::{HIDDEN, Token};
use crate::refusal::Refusal;

/// `bytes`, with [`HIDDEN`] in the place of each token. Without one they are as they came, in the
/// same order.
pub(super) fn redacted<S>(bytes: S, token: Token) -> impl Stream<Item = Piece> + Send
where
    S: Stream<Item = Piece> + Send + 'static,
{
    let state = State { bytes: Some(bytes.boxed()), redactor: Redactor::new(token), end: None };
    stream::unfold(state, |mut state| async move {
        loop {
            let Some(bytes) = &mut state.bytes else {
                return state.end.take().map(|refusal| (Err(refusal), state));
            };
            let piece = match bytes.next().await {
                Some(Ok(chunk)) => state.redactor.feed(chunk),
                end => {
                    state.end = end.and_then(Result::err);
                    state.bytes = None;
                    state.redactor.finish()
                }
            };
            if !piece.is_empty() {
                return Some((Ok(piece), state));
            }
        }
    })
}

/// So much of a token's start tells nothing: GitBook's all begin with `gb_api_`.
const NO_SECRET: usize = 8;

type Piece = Result<Bytes, Refusal>;

struct State {
    /// None once they have ended.
    bytes: Option<BoxStream<'static, Piece>>,
    redactor: Redactor,
    /// Why they ended.
    end: Option<Refusal>,
}

struct Redactor {
    token: Token,
    /// The end of what came, if a token may have begun there.
    held: Bytes,
}

impl Redactor {
    fn new(token: Token) -> Self {
        Self { token, held: Bytes::new() }
    }

    fn feed(&mut self, chunk: Bytes) -> Bytes {
        let mut rest = if self.held.is_empty() {
            chunk
        } else {
            [std::mem::take(&mut self.held), chunk].concat().into()
        };
        let mut clean = BytesMut::new();
        while let Some(at) = self.token.find(&rest) {
            tracing::warn!("the upstream repeated the token; it was hidden");
            clean.extend_from_slice(&rest.split_to(at));
            clean.extend_from_slice(HIDDEN.as_bytes());
            rest = rest.split_off(self.token.bytes().len());
        }
        self.held = rest.split_off(rest.len() - self.begun(&rest));
        if clean.is_empty() {
            return rest;
        }
        clean.extend_from_slice(&rest);
        clean.freeze()
    }

    fn finish(&mut self) -> Bytes {
        let held = std::mem::take(&mut self.held);
        if held.len() > NO_SECRET { Bytes::from_static(HIDDEN.as_bytes()) } else { held }
    }

    /// How many bytes at the end of `bytes` are the start of a token.
    fn begun(&self, bytes: &[u8]) -> usize {
        if !bytes.last().is_some_and(u8::is_ascii_graphic) {
            return 0;
        }
        let secret = self.token.bytes();
        let longest = bytes.len().min(secret.len() - 1);
        (1..=longest).rev().find(|length| bytes.ends_with(&secret[..*length])).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn passed(chunks: Vec<Piece>) -> Vec<Piece> {
        let token = Token::new("abcabd").expect("a token");
        redacted(stream::iter(chunks), token).collect().await
    }

    #[tokio::test]
    async fn a_token_is_hidden_wherever_the_chunks_are_cut() {
        let text = b"data: abcabcabd abcabdabcabd abcab\n\nabc".as_slice();
        let expected = b"data: abc[hidden] [hidden][hidden] abcab\n\nabc";
        for size in 1..=text.len() {
            let chunks = text.chunks(size).map(|chunk| Ok(Bytes::copy_from_slice(chunk)));
            let pieces = passed(chunks.collect()).await;
            let bytes: Vec<u8> = pieces.into_iter().flatten().flatten().collect();
            assert_eq!(String::from_utf8_lossy(&bytes), String::from_utf8_lossy(expected));
        }
    }

    #[tokio::test]
    async fn what_ends_in_a_line_break_is_never_held_back() {
        let chunks = ["data: abcab\n\n", "data: x\n", "\n"].map(|text| Ok(Bytes::from(text)));
        assert_eq!(passed(chunks.to_vec()).await, chunks);
    }

    #[tokio::test]
    async fn most_of_a_token_at_a_cut_is_hidden_too() {
        let token = Token::new("gb_api_canary").expect("a token");
        for (text, expected) in [("x gb_api_", "x gb_api_"), ("x gb_api_can", "x [hidden]")] {
            let chunks = stream::iter([Ok(Bytes::from(text))]);
            let pieces: Vec<_> = redacted(chunks, token.clone()).collect().await;
            let bytes: Vec<u8> = pieces.into_iter().flatten().flatten().collect();
            assert_eq!(String::from_utf8_lossy(&bytes), expected);
        }
    }

    #[tokio::test]
    async fn what_was_held_comes_before_the_break() {
        let chunks = vec![Ok(Bytes::from_static(b"data: ab")), Err(Refusal::UpstreamSlow)];
        let expected: Vec<Piece> = vec![
            Ok(Bytes::from_static(b"data: ")),
            Ok(Bytes::from_static(b"ab")),
            Err(Refusal::UpstreamSlow),
        ];
        assert_eq!(passed(chunks).await, expected);
    }
}
