//! What is kept: answers by question, up to an age and a weight.
//!
//! Owns age and weight. All are kept for the same time, so the order in which they came is the
//! order in which they go; a cleverer one would keep what is too old.

use std::collections::{HashMap, VecDeque};
use std::time::Duration;

use bytes::Bytes;
use tokio::time::Instant;

use super::{CacheSettings, Key};

/// What an entry takes besides its texts, in bytes, rounded up.
const OVERHEAD: usize = 256;

/// The answers of one site.
pub(super) struct Kept {
    settings: CacheSettings,
    entries: HashMap<Key, Entry>,
    /// In the order in which they came, with their number. Some may have been replaced since.
    order: VecDeque<(u64, Key)>,
    bytes: usize,
    /// The number of the next entry.
    next: u64,
}

struct Entry {
    number: u64,
    snapshot: Bytes,
    since: Instant,
}

impl Kept {
    pub(super) fn new(settings: CacheSettings) -> Self {
        let (entries, order) = (HashMap::new(), VecDeque::new());
        Self { settings, entries, order, bytes: 0, next: 0 }
    }

    /// The answer to `key`, and its age.
    pub(super) fn get(&mut self, key: &Key) -> Option<(Bytes, Duration)> {
        self.drop_old();
        let entry = self.entries.get(key)?;
        Some((entry.snapshot.clone(), entry.since.elapsed()))
    }

    /// Keeps `snapshot` as the answer to `key`.
    pub(super) fn put(&mut self, key: Key, snapshot: Bytes) {
        self.drop_old();
        let number = self.next;
        self.next += 1;
        self.bytes += weight(&key, &snapshot);
        let entry = Entry { number, snapshot, since: Instant::now() };
        if let Some(before) = self.entries.insert(key.clone(), entry) {
            self.bytes -= weight(&key, &before.snapshot);
        }
        self.order.push_back((number, key));
        while self.bytes > self.settings.max_bytes && self.drop_first() {}
    }

    /// The weight of all, in bytes.
    #[cfg(test)]
    pub(super) fn bytes(&self) -> usize {
        self.bytes
    }

    fn drop_old(&mut self) {
        while let Some((number, key)) = self.order.front() {
            let entry = self.entries.get(key).filter(|entry| entry.number == *number);
            if entry.is_some_and(|entry| entry.since.elapsed() < self.settings.ttl) {
                return;
            }
            self.drop_first();
        }
    }

    /// Whether there was one.
    fn drop_first(&mut self) -> bool {
        let Some((number, key)) = self.order.pop_front() else { return false };
        if self.entries.get(&key).is_some_and(|entry| entry.number == number)
            && let Some(entry) = self.entries.remove(&key)
        {
            self.bytes -= weight(&key, &entry.snapshot);
        }
        true
    }
}

fn weight(key: &Key, snapshot: &Bytes) -> usize {
    key.len() + snapshot.len() + OVERHEAD
}
