//! How many questions one client, and the pages of one origin, may ask in a time, and how many
//! are answered at once.
//!
//! Owns the counting. Refuses to count what it refuses: who waits as long as the refusal says is
//! served.

use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use axum::http::HeaderValue;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::limiter::{Limiter, Rate};
use crate::client::Client;

/// What is too much. None is no limit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LimitSettings {
    /// Questions of one client.
    pub per_client: Option<Rate>,
    /// Questions from pages of one origin, whoever asks them.
    pub per_origin: Option<Rate>,
    /// What one client may do besides asking: fetching starter questions, taking an answer up
    /// again, stopping one.
    pub requests_per_client: Option<Rate>,
    /// How many answers may be on their way at once, over all sites.
    pub at_once: usize,
}

/// The rates of all clients and origins.
pub(super) struct Limits {
    clients: Option<Limiter>,
    origins: Option<Limiter>,
    others: Option<Limiter>,
    at_once: Arc<Semaphore>,
}

/// One of the answers that may be on their way.
#[derive(Debug)]
pub(crate) struct Place {
    _permit: OwnedSemaphorePermit,
}

impl Default for LimitSettings {
    fn default() -> Self {
        let minute = Duration::from_secs(60);
        let rate = |count| NonZeroU32::new(count).map(|count| Rate { count, per: minute });
        Self {
            // A reader with a question every other second; a script is stopped after 30.
            per_client: rate(30),
            // Ten questions a second of all the readers of one website.
            per_origin: rate(600),
            // Each page view may fetch starter questions.
            requests_per_client: rate(120),
            // What the gateway is measured with.
            at_once: 5_000,
        }
    }
}

impl Limits {
    pub(super) fn new(settings: &LimitSettings) -> Self {
        let at_once = settings.at_once.min(Semaphore::MAX_PERMITS);
        Self {
            clients: settings.per_client.map(Limiter::new),
            origins: settings.per_origin.map(Limiter::new),
            others: settings.requests_per_client.map(Limiter::new),
            at_once: Arc::new(Semaphore::new(at_once)),
        }
    }

    /// A place for one more answer, if there is one.
    pub(super) fn place(&self) -> Option<Place> {
        let permit = Arc::clone(&self.at_once).try_acquire_owned().ok()?;
        Some(Place { _permit: permit })
    }

    /// A question of `client`, or how long it must wait.
    pub(super) fn take_client(&self, client: Client) -> Result<(), Duration> {
        self.clients.as_ref().map_or(Ok(()), |limiter| limiter.take(client))
    }

    /// Takes a question of `client` back.
    pub(super) fn give_back_client(&self, client: Client) {
        if let Some(limiter) = &self.clients {
            limiter.give_back(client);
        }
    }

    /// A question from a page of `origin`, or how long it must wait. Who is no browser has none.
    pub(super) fn take_origin(&self, origin: Option<&HeaderValue>) -> Result<(), Duration> {
        let (Some(limiter), Some(origin)) = (&self.origins, origin) else { return Ok(()) };
        limiter.take(origin)
    }

    /// Takes a question from a page of `origin` back.
    pub(super) fn give_back_origin(&self, origin: Option<&HeaderValue>) {
        if let (Some(limiter), Some(origin)) = (&self.origins, origin) {
            limiter.give_back(origin);
        }
    }

    /// Another request of `client` than a question, or how long it must wait.
    pub(super) fn take_other(&self, client: Client) -> Result<(), Duration> {
        self.others.as_ref().map_or(Ok(()), |limiter| limiter.take(client))
    }
}
