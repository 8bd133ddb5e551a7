//! A request to the bytes of its answer, within the owner's patience.

use std::time::Duration;

use ask_docs_core::failure::{Cause, Failure};
use ask_docs_core::request::Request;
use ask_docs_core::sse::TooLarge;
use futures_util::future::{Either, select};
use gloo_net::http::Response;
use gloo_timers::future::TimeoutFuture;
use web_sys::AbortSignal;

use crate::browser::body::Chunks;
use crate::browser::{fetch, hooks};
use crate::settings::hooks::Hooks;

/// Sends `request` and hands out the bytes of its answer, until `more` says that it wants no more
/// or can take no more, the stream ends, or `signal` is aborted. `heard` gets the response.
pub(super) async fn stream(
    request: Request,
    hooks: Hooks,
    signal: &AbortSignal,
    patience: Duration,
    heard: &dyn Fn(&Response),
    more: &mut dyn FnMut(&[u8]) -> Result<bool, TooLarge>,
) -> Result<(), Failure> {
    let milliseconds = u32::try_from(patience.as_millis()).unwrap_or(u32::MAX);
    // The owner's functions may take as long as the network.
    let response = std::pin::pin!(async {
        let own = hooks::headers(&hooks).await?;
        fetch::event_stream(request, own, signal, heard).await
    });
    let response = match select(response, TimeoutFuture::new(milliseconds)).await {
        Either::Left((response, _)) => response?,
        Either::Right(_) => return Err(Failure::Retry(Cause::Silence(patience.as_secs()))),
    };
    let Some(body) = response.body() else {
        return Ok(());
    };
    let mut chunks = Chunks::new(body);
    while let Some(bytes) = chunks.next(patience).await? {
        if signal.aborted() {
            return Ok(());
        }
        match more(&bytes) {
            Ok(true) => {}
            Ok(false) => return Ok(()),
            Err(TooLarge { .. }) => return Err(Failure::Retry(Cause::TooLarge)),
        }
    }
    Ok(())
}
