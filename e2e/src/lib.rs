//! What the end-to-end tests stand on: a gateway, a browser, and servers that misbehave on cue.
//!
//! `cargo xtask test` builds the product, starts these tests and tells them in the environment
//! where everything is ([`env()`]). Each test has a gateway and a browser of its own. Nothing
//! sleeps for luck: [`until`] waits for a condition.

pub mod audit;
pub mod bench;
mod browser;
mod day;
pub mod gallery;
mod gateway;
pub mod judge;
pub mod load;
mod proxy;
mod scripted;
pub mod states;
pub mod traffic;
mod wire;

use std::future::Future;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, Result, bail};

pub use browser::{AskBox, Browser, CONSOLE, Engine, SELECTED, Shape, is_skipped};
pub use day::Day;
pub use gateway::Gateway;
pub use proxy::Proxy;
pub use scripted::{Received, Scripted, Step, snapshot, stream_head};
pub use wire::Wire;

/// The longest that a condition is waited for. Generous, since the machine may be busy.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// A path that `cargo xtask test` gives in the environment.
///
/// # Errors
/// Says how to run the tests when it is not given.
pub fn env(name: &str) -> Result<PathBuf> {
    let value = std::env::var_os(name);
    value
        .map(PathBuf::from)
        .with_context(|| format!("{name} is not set; run `cargo xtask test e2e`"))
}

/// Asks `condition` until it gives a value.
///
/// # Errors
/// After [`PATIENCE`], naming `what` never came.
pub async fn until<T, F>(what: &str, mut condition: impl FnMut() -> F) -> Result<T>
where
    F: Future<Output = Result<Option<T>>>,
{
    let deadline = tokio::time::Instant::now() + PATIENCE;
    let mut last = None;
    loop {
        match condition().await {
            Ok(Some(value)) => return Ok(value),
            Ok(None) => {}
            // An element may be replaced between finding and reading it.
            Err(error) => last = Some(error),
        }
        if tokio::time::Instant::now() > deadline {
            match last {
                Some(error) => return Err(error.context(format!("waited in vain: {what}"))),
                None => bail!("waited in vain: {what}"),
            }
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
