//! Kept answers where several gateways share them.
//!
//! Owns what is believed of them: an answer that this gateway would have kept itself, and that is
//! not too old. Refuses everything else, since others may write there too.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;

use super::{Key, is_worth_keeping};
use crate::blocks::Block;
use crate::store::Store;

/// The kept answers of one site, in the store.
pub(crate) struct Shared {
    store: Arc<Store>,
    site: String,
}

impl Shared {
    pub(crate) fn new(store: &Arc<Store>, site: String) -> Self {
        Self { store: Arc::clone(store), site }
    }

    /// The answer to `key`, and its age, if it is younger than `ttl`.
    pub(super) async fn get(&self, key: &Key, ttl: Duration) -> Option<(Bytes, Duration)> {
        let kept = self.store.answer(&self.site, key.text()).await.ok()??;
        let is_whole = |answer: &Bytes| Block::sole(answer.clone()).is_some();
        Some(kept)
            .filter(|(answer, age)| *age < ttl && is_whole(answer) && is_worth_keeping(answer))
    }

    /// Keeps `answer` to `key`.
    pub(super) async fn put(&self, key: &Key, answer: &[u8], ttl: Duration) {
        // While the store is away, this gateway has it.
        let _ = self.store.keep_answer(&self.site, key.text(), answer, ttl).await;
    }
}
