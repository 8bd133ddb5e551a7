//! The site's structure: kept for a while, renewed behind the readers' backs.
//!
//! Owns when what is known is good enough. Refuses to let a reader wait for what is only old, and
//! to ask twice at once.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use futures_util::FutureExt as _;
use futures_util::future::{BoxFuture, Shared};
use tokio::time::Instant;

use super::lookup::{Failure, Lookup};
use super::published::Published;
use crate::answers::Revision;

/// How long an old structure is used while a new one cannot be had: sites are seldom rebuilt.
const STALE: Duration = Duration::from_secs(24 * 60 * 60);
/// How old a structure may be for it to say that a space is not on the site; a space that was
/// added just now is cited soon after.
const RECENT: Duration = Duration::from_secs(30);
/// How long nothing is asked after the API refused.
const REFUSED: Duration = Duration::from_secs(60);
/// How long nothing is asked after a failure.
const RETRY: Duration = Duration::from_secs(10);

/// Where the spaces of one site are published.
pub(super) struct SiteStructure {
    lookup: Arc<dyn Lookup>,
    /// How long it is not asked for again.
    lifetime: Duration,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    known: Option<Known>,
    /// Until when nothing is asked.
    quiet_until: Option<Instant>,
    coming: Option<Coming>,
}

struct Known {
    published: Arc<Published>,
    since: Instant,
}

type Coming = Shared<BoxFuture<'static, Option<Arc<Published>>>>;

impl SiteStructure {
    /// Asks first when it is needed first.
    pub(super) fn new(lookup: Arc<dyn Lookup>, lifetime: Duration) -> Self {
        Self { lookup, lifetime, state: Arc::default() }
    }

    /// The docs as they are now, as far as is known without waiting; what is old is renewed behind
    /// the reader's back.
    pub(super) fn revision(&self) -> Option<Revision> {
        self.look(None).0?.revision()
    }

    /// What is known of where `space` is published, at once where that is good enough.
    pub(super) async fn get(&self, space: &str) -> Option<Arc<Published>> {
        let (known, coming) = self.look(Some(space));
        match coming {
            Some(coming) => coming.await.or(known),
            None => known,
        }
    }

    /// What is known, of `space` or at all, and what is to be waited for.
    fn look(&self, space: Option<&str>) -> (Option<Arc<Published>>, Option<Coming>) {
        let mut state = lock(&self.state);
        let now = Instant::now();
        let known = state.known.as_ref().map(|known| (&known.published, now - known.since));
        let has = |published: &Published| space.is_none_or(|space| published.has(space));
        let known =
            known.filter(|(published, age)| *age < if has(published) { STALE } else { RECENT });
        let is_fresh = known.is_some_and(|(_, age)| age < self.lifetime);
        let known = known.map(|(published, _)| Arc::clone(published));
        if is_fresh || state.quiet_until.is_some_and(|until| now < until) {
            return (known, None);
        }
        let coming = state.coming.clone().filter(|coming| coming.peek().is_none());
        let coming = coming.unwrap_or_else(|| self.ask(&mut state));
        let waiting = known.is_none().then_some(coming);
        (known, waiting)
    }

    fn ask(&self, state: &mut State) -> Coming {
        let answer = self.lookup.structure();
        let store = Arc::clone(&self.state);
        let task = tokio::spawn(async move {
            let (published, pause) = judged(answer.await);
            let mut state = lock(&store);
            state.coming = None;
            let now = Instant::now();
            state.quiet_until = pause.map(|pause| now + pause);
            if let Some(published) = published.clone() {
                state.known = Some(Known { published, since: now });
            }
            published
        });
        let coming = task.map(|published| published.unwrap_or_default()).boxed().shared();
        state.coming = Some(coming.clone());
        coming
    }
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What came, and how long to ask no more.
fn judged(answer: Result<Bytes, Failure>) -> (Option<Arc<Published>>, Option<Duration>) {
    match answer {
        Ok(json) => match Published::read(&json) {
            Ok(published) => (Some(Arc::new(published)), None),
            Err(cause) => {
                tracing::warn!(%cause, "the site's structure could not be read");
                (None, Some(REFUSED))
            }
        },
        Err(Failure::Gone | Failure::Denied) => (None, Some(REFUSED)),
        Err(Failure::Failed) => (None, Some(RETRY)),
    }
}

#[cfg(test)]
mod tests {
    use futures_util::future::join_all;
    use tokio::time::advance;

    use super::super::lookup::tests::{Scripted, structure};
    use super::*;

    const LIFETIME: Duration = Duration::from_secs(300);

    fn has(published: Option<Arc<Published>>, space: &str) -> Option<bool> {
        published.map(|published| published.has(space))
    }

    #[tokio::test(start_paused = true)]
    async fn a_hundred_readers_are_one_request_and_its_answer_lasts() {
        let lookup = Scripted::slow(Duration::from_secs(1));
        let site = SiteStructure::new(lookup.clone(), LIFETIME);
        let all = join_all((0..100).map(|_| site.get("s"))).await;
        assert!(all.into_iter().all(|published| has(published, "s") == Some(true)));
        advance(LIFETIME - Duration::from_millis(1)).await;
        assert_eq!(has(site.get("s").await, "s"), Some(true));
        assert_eq!(lookup.structures(), 1);
    }

    #[tokio::test(start_paused = true)]
    async fn an_old_one_is_used_while_a_new_one_comes() {
        let lookup = Scripted::slow(Duration::from_secs(1));
        let site = SiteStructure::new(lookup.clone(), LIFETIME);
        site.get("s").await;
        lookup.set_structure(Ok(structure(&["s", "new"])));
        advance(LIFETIME).await;
        for _ in 0..100 {
            let known = site.get("s").now_or_never().expect("no waiting");
            assert_eq!(has(known, "new"), Some(false));
        }
        tokio::time::sleep(Duration::from_secs(2)).await;
        let known = site.get("s").now_or_never().expect("no waiting");
        assert_eq!(has(known, "new"), Some(true));
        assert_eq!(lookup.structures(), 2);
    }

    #[tokio::test(start_paused = true)]
    async fn an_old_one_is_used_while_none_can_be_had_and_not_for_ever() {
        let lookup = Scripted::new();
        let site = SiteStructure::new(lookup.clone(), LIFETIME);
        site.get("s").await;
        lookup.set_structure(Err(Failure::Failed));
        advance(LIFETIME).await;
        assert_eq!(has(site.get("s").await, "s"), Some(true));
        advance(STALE).await;
        assert_eq!(has(site.get("s").await, "s"), None);
    }

    #[tokio::test(start_paused = true)]
    async fn a_space_that_is_not_there_is_looked_for_again() {
        let lookup = Scripted::new();
        let site = SiteStructure::new(lookup.clone(), LIFETIME);
        assert_eq!(has(site.get("new").await, "new"), Some(false));
        lookup.set_structure(Ok(structure(&["s", "new"])));
        advance(RECENT - Duration::from_millis(1)).await;
        assert_eq!(has(site.get("new").await, "new"), Some(false));
        assert_eq!(lookup.structures(), 1);
        advance(Duration::from_millis(1)).await;
        assert_eq!(has(site.get("new").await, "new"), Some(true));
        // What is too old to deny it does not deny it.
        lookup.set_structure(Err(Failure::Failed));
        advance(RECENT).await;
        assert_eq!(has(site.get("other").await, "other"), None);
    }

    #[tokio::test(start_paused = true)]
    async fn a_revision_is_another_once_a_space_has_changed_and_nobody_waits_for_it() {
        let lookup = Scripted::slow(Duration::from_secs(1));
        let of = |revisions: &[(&str, &str)]| {
            let spaces = revisions.iter().map(|(space, revision)| {
                format!("{{\"space\":{{\"id\":\"{space}\",\"revision\":\"{revision}\"}}}}")
            });
            let spaces: Vec<_> = spaces.collect();
            Ok(format!("{{\"structure\":[{}]}}", spaces.join(",")))
        };
        lookup.set_structure(of(&[("a", "1"), ("b", "1")]));
        let site = SiteStructure::new(lookup.clone(), LIFETIME);
        assert_eq!(site.revision(), None);
        tokio::time::sleep(Duration::from_secs(2)).await;
        let first = site.revision();
        assert!(first.is_some());
        lookup.set_structure(of(&[("b", "2"), ("a", "1")]));
        assert_eq!(site.revision(), first);
        assert_eq!(lookup.structures(), 1);
        advance(LIFETIME).await;
        assert_eq!(site.revision(), first);
        tokio::time::sleep(Duration::from_secs(2)).await;
        let second = site.revision();
        assert!(second.is_some() && second != first);
        // In another order it is the same, and half told it is not told.
        for (structure, expected) in
            [(of(&[("a", "1"), ("b", "2")]), second), (Ok(structure(&["a", "b"])), None)]
        {
            lookup.set_structure(structure);
            advance(LIFETIME).await;
            site.revision();
            tokio::time::sleep(Duration::from_secs(2)).await;
            assert_eq!(site.revision(), expected);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn after_a_refusal_there_is_quiet_for_its_time() {
        for (failure, seconds) in
            [(Failure::Denied, 60), (Failure::Gone, 60), (Failure::Failed, 10)]
        {
            let lookup = Scripted::new();
            lookup.set_structure(Err(failure));
            let site = SiteStructure::new(lookup.clone(), LIFETIME);
            assert_eq!(site.get("s").await, None);
            lookup.set_structure(Ok(structure(&["s"])));
            advance(Duration::from_secs(seconds - 1)).await;
            assert_eq!(site.get("s").await, None, "{failure:?}");
            advance(Duration::from_secs(1)).await;
            assert_eq!(has(site.get("s").await, "s"), Some(true), "{failure:?}");
        }
    }
}
