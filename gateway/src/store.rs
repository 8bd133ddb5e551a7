//! What several gateways share, in Redis: rates, budgets, kept answers and answers on their way.
//!
//! ```text
//! address ─ link (connects, notices a loss, comes back) ─▶ a connection, or Away
//! protect ─▶ rates, budgets │ cache ─▶ answers │ resume ─▶ running
//! ```
//!
//! Owns everything about Redis: its address, its scripts, the names of keys. Refuses to be waited
//! for: a call has a deadline, and while the store is away it is [`Away`] at once, so
//! that whoever calls goes on with what this gateway knows by itself. What is read there may have
//! been written by anyone: it is bounded where it stands and checked by whoever uses it.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use redis::aio::MultiplexedConnection;
use redis::{Cmd, FromRedisValue, RedisResult, ScriptInvocation};
use tokio::time::timeout;

mod address;
mod answers;
mod budgets;
mod key;
mod link;
mod rates;
mod running;

use link::Link;

pub use address::{StoreAddress, StoreSettings};
pub(crate) use rates::Use;
pub(crate) use running::{Heard, Progress, RunningAnswer};

/// The store of a gateway.
pub(crate) struct Store {
    link: Arc<Link>,
    deadline: Duration,
}

/// The store cannot be reached just now, or what it says makes no sense.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Away;

impl fmt::Debug for Store {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Store({})", if self.is_there() { "there" } else { "away" })
    }
}

impl Store {
    /// The store that `settings` name. A task of its own connects to it, and again whenever it is
    /// lost.
    ///
    /// # Errors
    /// What is wrong with the address.
    pub(crate) fn open(settings: &StoreSettings) -> Result<Arc<Self>, String> {
        let link = Link::open(settings).map_err(|cause| cause.to_string())?;
        Ok(Arc::new(Self { link, deadline: settings.deadline }))
    }

    /// Whether it can be reached just now.
    pub(crate) fn is_there(&self) -> bool {
        self.link.connection().is_some()
    }

    /// Returns once it has been tried for the first time.
    pub(crate) async fn tried(&self) {
        self.link.tried().await;
    }

    /// Connects to the store that `settings` name, for whoever checks them.
    ///
    /// # Errors
    /// Why it cannot be used.
    pub(crate) async fn try_out(settings: &StoreSettings) -> Result<(), String> {
        link::try_out(settings).await.map_err(|cause| cause.to_string())
    }

    async fn run<T: FromRedisValue>(&self, script: &ScriptInvocation<'_>) -> Result<T, Away> {
        self.within(async |connection| script.invoke_async(connection).await).await
    }

    async fn send<T: FromRedisValue>(&self, command: &Cmd) -> Result<T, Away> {
        self.within(async |connection| command.query_async(connection).await).await
    }

    async fn within<T>(
        &self,
        call: impl AsyncFnOnce(&mut MultiplexedConnection) -> RedisResult<T>,
    ) -> Result<T, Away> {
        let (number, mut connection) = self.link.connection().ok_or(Away)?;
        let answered = timeout(self.deadline, call(&mut connection)).await;
        let answered = answered.unwrap_or_else(|_| Err(link::too_slow()));
        answered.map_err(|cause| {
            self.link.failed(number, &cause);
            Away
        })
    }
}
