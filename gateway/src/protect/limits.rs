//! How many questions one client, and the pages of one origin, may ask in a time, and how many
//! are answered at once.
//!
//! Owns which rates there are, and the places. Refuses to count, which is the work of
//! [`uses`](super::uses).

use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use axum::http::HeaderValue;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::limiter::{Limiter, Rate};
use super::uses::Use;
use crate::client::Client;
use crate::refusal::Limit;

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

    /// A question of `client`.
    pub(super) fn client(&self, client: Client) -> Option<Use<'_>> {
        Use::new("client", self.clients.as_ref(), Limit::Client, client.whole())
    }

    /// A question from a page of `origin`. Who is no browser has none.
    pub(super) fn origin(&self, origin: Option<&HeaderValue>) -> Option<Use<'_>> {
        let origin = String::from_utf8_lossy(origin?.as_bytes());
        Use::new("origin", self.origins.as_ref(), Limit::Origin, origin)
    }

    /// Another request of `client` than a question.
    pub(super) fn other(&self, client: Client) -> Option<Use<'_>> {
        Use::new("other", self.others.as_ref(), Limit::Client, client.whole())
    }
}
