//! A response body as chunks of bytes: the last impure step.
//!
//! Owns the reader and the patience with it. Dropping it cancels the stream, since a reader that
//! is only released leaves the server streaming.

use std::pin::pin;
use std::time::Duration;

use ask_docs_core::failure::{Cause, Failure};
use ask_docs_core::utf8;
use futures_util::future::{Either, select};
use gloo_timers::future::TimeoutFuture;
use js_sys::{Object, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{ReadableStream, ReadableStreamDefaultReader};

use super::error;

/// The chunks of one body.
#[must_use]
#[derive(Debug)]
pub(crate) struct Chunks {
    reader: Option<ReadableStreamDefaultReader>,
}

impl Chunks {
    /// Takes over `stream`. A stream that somebody else reads has no chunks left for us.
    pub(crate) fn new(stream: ReadableStream) -> Self {
        // Locked by somebody else, it would throw.
        let free = !stream.locked();
        // WebKit looks for `mode` on an object of its own, and so at what a page has put on
        // `Object.prototype`; said to be undefined, it is what it is by default.
        let options = Object::new();
        let _ = Reflect::set(&options, &"mode".into(), &JsValue::UNDEFINED);
        let reader = || stream.get_reader_with_options(options.unchecked_ref()).unchecked_into();
        Self { reader: free.then(reader) }
    }

    /// The next chunk; `None` at the end.
    ///
    /// # Errors
    /// When the connection breaks, or nothing comes for `patience`.
    pub(crate) async fn next(&mut self, patience: Duration) -> Result<Option<Vec<u8>>, Failure> {
        let Some(reader) = &self.reader else {
            return Ok(None);
        };
        let read = pin!(JsFuture::from(reader.read()));
        let milliseconds = u32::try_from(patience.as_millis()).unwrap_or(u32::MAX);
        let silence = TimeoutFuture::new(milliseconds);
        match select(read, silence).await {
            Either::Left((Ok(result), _)) => Ok(chunk(&result)),
            Either::Left((Err(_), _)) => Err(error::failure()),
            Either::Right(_) => Err(Failure::Retry(Cause::Silence(patience.as_secs()))),
        }
    }

    /// The text of the whole body, cut after `limit` bytes; what breaks off is left out.
    pub(crate) async fn text(mut self, limit: usize) -> String {
        let mut decoder = utf8::Decoder::default();
        let mut text = String::new();
        while let Ok(Some(bytes)) = self.next(Duration::from_secs(5)).await {
            decoder.feed(&bytes, &mut text);
            if text.len() >= limit {
                break;
            }
        }
        text
    }
}

impl Drop for Chunks {
    fn drop(&mut self) {
        if let Some(reader) = self.reader.take() {
            // Nobody waits for it. But a promise that nobody listens to is an error of the page
            // when it is rejected, as it is for a stream that was aborted.
            drop(JsFuture::from(reader.cancel()));
        }
    }
}

/// The bytes of `{done, value}`.
fn chunk(result: &JsValue) -> Option<Vec<u8>> {
    let done = Reflect::get(result, &JsValue::from_str("done")).ok()?;
    if done.is_truthy() {
        return None;
    }
    let value = Reflect::get(result, &JsValue::from_str("value")).ok()?;
    value.dyn_ref::<Uint8Array>().map(Uint8Array::to_vec)
}
