//! The connection to the store: there, or away.
//!
//! Owns how a loss is noticed, told once, and mended. Refuses to hold anyone up: whoever asks while
//! it is away learns so at once, and one task alone tries again.

use std::io;
use std::sync::{Arc, LazyLock, Weak};
use std::time::Duration;

use redis::aio::MultiplexedConnection;
use redis::{AsyncConnectionConfig, Client, ErrorKind, RedisError, RedisResult, Script};
use tokio::sync::watch;
use tokio::time::{sleep, timeout};

use super::{StoreSettings, key};
use crate::metrics;

/// How long connecting may take at least, with TLS and the password.
const CONNECTING: Duration = Duration::from_secs(1);
/// The pause before it is tried again.
const PAUSE: Duration = Duration::from_millis(500);
/// How often a store that nobody calls is looked at.
const LOOK: Duration = Duration::from_secs(2);

/// The connection, kept by a task that ends when this is dropped.
pub(super) struct Link {
    settings: StoreSettings,
    client: Client,
    state: watch::Sender<State>,
}

enum State {
    /// It has not been tried yet.
    New,
    /// With the number of the connection, so that none is blamed for what an earlier one did.
    There(u64, MultiplexedConnection),
    Away,
}

impl Link {
    /// The link to the store that `settings` name, which is tried at once.
    pub(super) fn open(settings: &StoreSettings) -> RedisResult<Arc<Self>> {
        let (settings, client) = (settings.clone(), client(settings)?);
        let link = Arc::new(Self { settings, client, state: watch::Sender::new(State::New) });
        tokio::spawn(keep(Arc::downgrade(&link)));
        Ok(link)
    }

    /// The connection and its number, if it is there.
    pub(super) fn connection(&self) -> Option<(u64, MultiplexedConnection)> {
        match &*self.state.borrow() {
            State::There(number, connection) => Some((*number, connection.clone())),
            State::New | State::Away => None,
        }
    }

    /// Returns once it has been tried.
    pub(super) async fn tried(&self) {
        // An end of the task would be as good as a try.
        let _ = self.state.subscribe().wait_for(|state| !matches!(state, State::New)).await;
    }

    /// A call over connection `number` has failed: the store is away, unless it is one value in it
    /// that makes no sense.
    pub(super) fn failed(&self, number: u64, cause: &RedisError) {
        metrics::store_failed();
        if is_of_a_value(cause) {
            tracing::debug!(%cause, "a value in the store makes no sense");
            return;
        }
        self.lose(cause, |state| matches!(state, State::There(its, _) if *its == number));
    }

    fn lose(&self, cause: &RedisError, is_meant: impl FnOnce(&State) -> bool) {
        let is_news = self.state.send_if_modified(|state| {
            let is_meant = is_meant(state);
            if is_meant {
                *state = State::Away;
            }
            is_meant
        });
        if is_news {
            metrics::store_away(true);
            tracing::warn!(
                address = %self.settings.address, %cause,
                "the store is away: until it is back, limits, budgets and answers are this \
                 gateway's own"
            );
        }
    }

    fn found(&self, number: u64, connection: MultiplexedConnection) {
        self.state.send_replace(State::There(number, connection));
        metrics::store_away(false);
        tracing::info!(address = %self.settings.address, "limits, budgets and answers are shared in the store");
    }
}

/// Connects once to the store that `settings` name.
pub(super) async fn try_out(settings: &StoreSettings) -> RedisResult<()> {
    connect(&client(settings)?, settings.deadline).await.map(drop)
}

/// The cause of a call that was given up.
pub(super) fn too_slow() -> RedisError {
    io::Error::from(io::ErrorKind::TimedOut).into()
}

/// Connects, watches and connects again for as long as there is a link.
async fn keep(link: Weak<Link>) {
    for number in 0.. {
        let Some(strong) = link.upgrade() else { return };
        let mut state = strong.state.subscribe();
        match connect(&strong.client, strong.settings.deadline).await {
            Ok(connection) => {
                strong.found(number, connection);
                drop(strong);
                loop {
                    let away = state.wait_for(|state| matches!(state, State::Away));
                    match timeout(LOOK, away).await.map(|away| away.is_ok()) {
                        Ok(true) => break,
                        Ok(false) => return,
                        Err(_) => look(&link).await,
                    }
                }
            }
            Err(cause) => strong.lose(&cause, |state| matches!(state, State::New)),
        }
        sleep(PAUSE).await;
    }
}

/// Looks whether the store is still there, should nobody else have called it.
async fn look(link: &Weak<Link>) {
    let Some(link) = link.upgrade() else { return };
    let Some((number, mut connection)) = link.connection() else { return };
    if let Err(cause) = prove(&mut connection).await {
        link.failed(number, &cause);
    }
}

fn client(settings: &StoreSettings) -> RedisResult<Client> {
    // Someone else in this process may have chosen before; any provider will do.
    let _ = rustls::crypto::ring::default_provider().install_default();
    Client::open(settings.address.connection_info()?)
}

async fn connect(client: &Client, deadline: Duration) -> RedisResult<MultiplexedConnection> {
    let connecting = CONNECTING.max(deadline);
    let config = AsyncConnectionConfig::new()
        .set_connection_timeout(Some(connecting))
        .set_response_timeout(Some(deadline));
    let connected = timeout(connecting, async {
        let mut connection = client.get_multiplexed_async_connection_with_config(&config).await?;
        prove(&mut connection).await?;
        Ok(connection)
    });
    connected.await.unwrap_or_else(|_| Err(too_slow()))
}

/// Does what every call does: runs a script that writes under two names. A store that is full, that
/// only reads, or that is a cluster is found out here, and not with every question.
async fn prove(connection: &mut MultiplexedConnection) -> RedisResult<()> {
    static WRITE: LazyLock<Script> = LazyLock::new(|| {
        Script::new("for _, key in ipairs(KEYS) do redis.call('SET', key, 1, 'EX', 60) end")
    });
    let mut script = WRITE.key(key::plain(&["proof", "1"]));
    script.key(key::plain(&["proof", "2"]));
    // The connection itself has a deadline for each answer.
    script.invoke_async(connection).await
}

/// Whether one value is to blame, or the script that met it, and not the store.
fn is_of_a_value(cause: &RedisError) -> bool {
    matches!(cause.kind(), ErrorKind::UnexpectedReturnType)
        || matches!(cause.code(), Some("ERR" | "WRONGTYPE"))
}
