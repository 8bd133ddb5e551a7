//! Answers on their way, for those who come back at another gateway than the one that works on them.
//!
//! Owns their form in the store: the newest snapshot, the ending, and when each side was last
//! there. Every snapshot is the whole answer so far, so one is enough, and its size is the bound.
//! Refuses to keep more than [`MAX_EVENT_BYTES`] of either.

use std::sync::{Arc, LazyLock};
use std::time::Duration;

use ask_docs_core::sse::MAX_EVENT_BYTES;
use bytes::Bytes;
use redis::Script;

use super::{Away, Store, key};

/// One answer in the store.
#[derive(Clone)]
pub(crate) struct RunningAnswer {
    store: Arc<Store>,
    name: String,
}

/// What a gateway tells of an answer that it works on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Progress {
    /// The number of the newest snapshot; 0 if there is none.
    pub number: u64,
    /// The newest snapshot, if the store does not have it yet.
    pub snapshot: Option<Bytes>,
    /// What it ended with, if it has.
    pub ending: Option<Bytes>,
}

/// What it learns in return.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Told {
    /// Someone stopped it at another gateway.
    pub is_stopped: bool,
    /// Someone reads it at another gateway.
    pub is_read: bool,
    /// The number of the snapshot that the store has.
    pub number: u64,
}

/// What another gateway hears of it. All of it is to be checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Heard {
    /// How far it is.
    pub progress: Progress,
    /// For how long nobody has told anything.
    pub silence: Duration,
}

impl RunningAnswer {
    /// The answer `id` of `site`.
    pub(crate) fn new(store: &Arc<Store>, site: &str, id: &str) -> Self {
        // Who knows the name may read the answer, so it is not shown to who may see the keys.
        Self { store: Arc::clone(store), name: key::hashed(&["running", site], id) }
    }

    /// Tells how far it is; kept for `keep`.
    pub(crate) async fn tell(&self, progress: &Progress, keep: Duration) -> Result<Told, Away> {
        static TELL: LazyLock<Script> = LazyLock::new(|| Script::new(include_str!("tell.lua")));
        let bytes = |part: &Option<Bytes>| {
            part.clone().filter(|part| part.len() <= MAX_EVENT_BYTES).unwrap_or_default()
        };
        let mut script = TELL.key(&self.name);
        script.arg(progress.number).arg(&bytes(&progress.snapshot)[..]);
        script.arg(&bytes(&progress.ending)[..]);
        script.arg(u64::try_from(keep.as_millis()).unwrap_or(u64::MAX).max(1));
        let (is_stopped, is_read, number) = self.store.run(&script).await?;
        Ok(Told { is_stopped, is_read, number })
    }

    /// How far it is, for who has snapshot number `seen`; none if there is no such answer.
    pub(crate) async fn hear(&self, seen: u64) -> Result<Option<Heard>, Away> {
        static HEAR: LazyLock<Script> = LazyLock::new(|| Script::new(include_str!("hear.lua")));
        let mut script = HEAR.key(&self.name);
        script.arg(seen).arg(MAX_EVENT_BYTES);
        let heard: Option<(u64, Bytes, Bytes, u64)> = self.store.run(&script).await?;
        Ok(heard.map(|(number, snapshot, ending, silence)| {
            let some = |part: Bytes| (!part.is_empty()).then_some(part);
            let progress = Progress { number, snapshot: some(snapshot), ending: some(ending) };
            Heard { progress, silence: Duration::from_secs(silence) }
        }))
    }

    /// Says that it is to be stopped, to the gateway that works on it; one that has ended is
    /// forgotten.
    pub(crate) async fn stop(&self) -> Result<(), Away> {
        static STOP: LazyLock<Script> = LazyLock::new(|| {
            Script::new(
                "if redis.call('HEXISTS', KEYS[1], 'ending') == 1 then
                   redis.call('DEL', KEYS[1])
                 elseif redis.call('EXISTS', KEYS[1]) == 1 then
                   redis.call('HSET', KEYS[1], 'stopped', 1)
                 end",
            )
        });
        self.store.run(&STOP.key(&self.name)).await
    }

    /// Forgets it.
    pub(crate) async fn forget(&self) -> Result<(), Away> {
        let mut command = redis::cmd("UNLINK");
        command.arg(&self.name);
        self.store.send(&command).await
    }
}
