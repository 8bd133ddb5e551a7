//! An answer's blocks on their way, with what has become known of its sources by then.
//!
//! Owns the promise that nothing waits: an event goes on with what is known when it comes. Only
//! the end marker is held, and only for [`PATIENCE`]; if there is more to tell by then, the last
//! snapshot goes out once more before it. Refuses to repeat anything but the last snapshot.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use ask_docs_core::citation::MAX_CITATIONS;
use bytes::Bytes;
use futures_util::future::BoxFuture;
use futures_util::stream::FuturesUnordered;
use futures_util::{FutureExt as _, StreamExt as _, stream};
use memchr::memmem;
use tokio::time::timeout;

use super::resolver::Resolver;
use super::splice::{Addition, PageSource, Sourced};
use crate::blocks::{Block, Blocks, Kind};
use crate::refusal::Refusal;

/// How long an end marker waits for sources. The reader has the whole text by then.
const PATIENCE: Duration = Duration::from_secs(2);

/// The most sources that are looked up for one answer; some may be gone from its end.
const MAX_SOURCES: usize = 2 * MAX_CITATIONS;

/// `blocks` with their page sources resolved.
pub(super) fn resolved(blocks: Blocks, resolver: Arc<Resolver>) -> Blocks {
    let resolving = Resolving {
        blocks,
        resolver,
        seen: HashMap::new(),
        coming: FuturesUnordered::new(),
        last: None,
        held: None,
    };
    stream::unfold(resolving, |mut resolving| async move {
        resolving.next().await.map(|block| (block, resolving))
    })
    .boxed()
}

struct Resolving {
    blocks: Blocks,
    resolver: Arc<Resolver>,
    /// What is known of each source; none where nothing is, yet or at all.
    seen: HashMap<PageSource, Option<Addition>>,
    coming: FuturesUnordered<BoxFuture<'static, (PageSource, Option<Addition>)>>,
    last: Option<Last>,
    /// The end marker, while the last snapshot goes before it.
    held: Option<Block>,
}

/// The last snapshot, if it has page sources.
struct Last {
    sourced: Sourced,
    sent: Bytes,
}

impl Resolving {
    async fn next(&mut self) -> Option<Result<Block, Refusal>> {
        if let Some(end) = self.held.take() {
            return Some(Ok(end));
        }
        let block = match self.next_block().await? {
            Ok(block) => block,
            Err(refusal) => return Some(Err(refusal)),
        };
        Some(Ok(match block.kind {
            Kind::Done | Kind::MuteDone => self.end(block).await,
            Kind::Message => self.pass(block),
            // It may be a snapshot by another name, and then the last one is no longer the last.
            _ if memmem::find(&block.bytes, b"data").is_some() => {
                self.last = None;
                block
            }
            _ => block,
        }))
    }

    /// The next block; what becomes known in the meantime is noted.
    async fn next_block(&mut self) -> Option<Result<Block, Refusal>> {
        loop {
            tokio::select! {
                biased;
                Some((source, addition)) = self.coming.next() => {
                    self.seen.insert(source, addition);
                }
                block = self.blocks.next() => return block,
            }
        }
    }

    fn pass(&mut self, block: Block) -> Block {
        let Some(sourced) = Sourced::read(&block) else {
            self.last = None;
            return block;
        };
        for source in sourced.sources() {
            if self.seen.len() < MAX_SOURCES && !self.seen.contains_key(source) {
                let (resolver, key) = (Arc::clone(&self.resolver), source.clone());
                let resolving = resolver.resolve(key.clone());
                let mut coming = resolving.map(|addition| (key, addition)).boxed();
                // What others have asked for already is known at once.
                let known = (&mut coming).now_or_never();
                if known.is_none() {
                    self.coming.push(coming);
                }
                self.seen.insert(source.clone(), known.and_then(|(_, addition)| addition));
            }
        }
        let block = self.with_what_is_known(&sourced);
        self.last = Some(Last { sourced, sent: block.bytes.clone() });
        block
    }

    async fn end(&mut self, end: Block) -> Block {
        let Some(last) = self.last.take() else { return end };
        let seen = &mut self.seen;
        let coming = &mut self.coming;
        // What comes too late is for the next answer.
        let _ = timeout(PATIENCE, async {
            while let Some((source, addition)) = coming.next().await {
                seen.insert(source, addition);
            }
        })
        .await;
        let again = self.with_what_is_known(&last.sourced);
        if again.bytes == last.sent {
            return end;
        }
        self.held = Some(end);
        again
    }

    fn with_what_is_known(&self, sourced: &Sourced) -> Block {
        sourced.with(|source| self.seen.get(source)?.as_ref())
    }
}

#[cfg(test)]
mod tests {
    use tokio::time::{Instant, sleep};

    use super::super::CitationSettings;
    use super::super::lookup::Lookup;
    use super::super::lookup::tests::Scripted;
    use super::*;
    use crate::blocks::blocks;

    const DONE: &str = "event: done\ndata: done\n\n";

    fn snapshot(text: &str, pages: &[&str]) -> String {
        let source = |page: &&str| {
            format!(r#"{{"type":"page","page":"{page}","revision":"r","space":"s","sections":[]}}"#)
        };
        let sources: Vec<_> = pages.iter().map(source).collect();
        let sources = sources.join(",");
        format!(
            "data: {{\"type\":\"answer\",\"answer\":{{\"answer\":{{\"markdown\":\"{text}\"}},\"sources\":[{sources}]}}}}\n\n"
        )
    }

    fn told(snapshot: &str, pages: &[&str]) -> String {
        pages.iter().fold(snapshot.to_owned(), |text, page| {
            let ids =
                format!("\"page\":\"{page}\",\"revision\":\"r\",\"space\":\"s\",\"sections\":[]");
            let fields = format!(
                ",\"title\":\"Page {page}\",\"url\":\"https://docs.example/s/path/{page}\""
            );
            text.replace(&ids, &format!("{ids}{fields}"))
        })
    }

    /// `parts`, each after so many milliseconds.
    fn timed(parts: Vec<(u64, String)>) -> Blocks {
        let bytes = stream::iter(parts).then(|(delay, text)| async move {
            sleep(Duration::from_millis(delay)).await;
            Ok(Bytes::from(text))
        });
        blocks(bytes).boxed()
    }

    fn resolver(lookup: &Arc<Scripted>) -> Arc<Resolver> {
        let lookup = Arc::clone(lookup) as Arc<dyn Lookup>;
        Arc::new(Resolver::new(lookup, &CitationSettings::default()))
    }

    /// What comes out, and after how many milliseconds.
    async fn read(blocks: Blocks, resolver: &Arc<Resolver>) -> Vec<(u128, String)> {
        let begin = Instant::now();
        let all = resolved(blocks, Arc::clone(resolver)).map(|block| {
            let text = block.map(|block| String::from_utf8(block.bytes.to_vec()).expect("text"));
            (begin.elapsed().as_millis(), text.unwrap_or_else(|refusal| format!("{refusal:?}")))
        });
        all.collect().await
    }

    #[tokio::test(start_paused = true)]
    async fn events_go_on_at_once_and_carry_what_is_known_by_then() {
        let (one, two) = (snapshot("a", &["p"]), snapshot("a b", &["p", "q"]));
        let parts = vec![(100, one.clone()), (500, two.clone()), (1_000, DONE.to_owned())];
        let resolver = resolver(&Scripted::slow(Duration::from_millis(300)));
        let out = read(timed(parts.clone()), &resolver).await;
        let expected = [
            (100, one.clone()),
            (600, told(&two, &["p"])),
            // `q` has become known since.
            (1_600, told(&two, &["p", "q"])),
            (1_600, DONE.to_owned()),
        ];
        assert_eq!(out, expected);
        // The next answer knows from the start, and nothing is sent twice.
        let out = read(timed(parts), &resolver).await;
        let expected =
            [(100, told(&one, &["p"])), (600, told(&two, &["p", "q"])), (1_600, DONE.to_owned())];
        assert_eq!(out, expected);
    }

    #[tokio::test(start_paused = true)]
    async fn an_end_marker_waits_for_sources_and_not_for_long() {
        let text = snapshot("a", &["p"]);
        for (lookup_ms, expected) in [
            (
                1_500,
                vec![(0, text.clone()), (1_500, told(&text, &["p"])), (1_500, DONE.to_owned())],
            ),
            (4_000, vec![(0, text.clone()), (2_000, DONE.to_owned())]),
        ] {
            let resolver = resolver(&Scripted::slow(Duration::from_millis(lookup_ms)));
            let out = read(timed(vec![(0, format!("{text}{DONE}"))]), &resolver).await;
            assert_eq!(out, expected);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn only_the_last_snapshot_is_ever_repeated() {
        let (with, without) = (snapshot("a", &["p"]), snapshot("b", &[]));
        let renamed = format!("event: answer\n{without}");
        for last in [without, renamed, "data: x\n\n".to_owned()] {
            let resolver = resolver(&Scripted::slow(Duration::from_millis(10)));
            let parts = vec![(0, with.clone()), (0, last.clone()), (50, DONE.to_owned())];
            let out: Vec<_> = read(timed(parts), &resolver).await.into_iter().collect();
            assert_eq!(out, [(0, with.clone()), (0, last), (50, DONE.to_owned())]);
        }
        // A comment changes nothing.
        let resolver = resolver(&Scripted::slow(Duration::from_millis(10)));
        let parts = vec![
            (0, with.clone()),
            (50, ": ping\n\n".to_owned()),
            (0, "event: done\n\n".to_owned()),
        ];
        let out = read(timed(parts), &resolver).await;
        let texts: Vec<_> = out.into_iter().map(|(_, text)| text).collect();
        assert_eq!(
            texts,
            [
                with.clone(),
                ": ping\n\n".to_owned(),
                told(&with, &["p"]),
                "event: done\n\n".to_owned()
            ]
        );
    }

    #[tokio::test(start_paused = true)]
    async fn errors_and_breaks_wait_for_nothing() {
        let text = snapshot("a", &["p"]);
        for end in ["event: error\ndata: {}\n\n", "data: {\"ha", ""] {
            let resolver = resolver(&Scripted::slow(Duration::from_secs(1)));
            let out = read(timed(vec![(0, format!("{text}{end}"))]), &resolver).await;
            let mut expected = vec![(0, text.clone())];
            expected.extend((!end.is_empty()).then(|| (0, end.to_owned())));
            assert_eq!(out, expected);
        }
    }

    #[tokio::test]
    async fn a_reader_who_leaves_lets_the_upstream_go() {
        let (alive, watch) = tokio::sync::oneshot::channel::<()>();
        let held = stream::once(async move {
            let _alive = alive;
            std::future::pending::<Result<Bytes, Refusal>>().await
        });
        let mut out = resolved(blocks(held).boxed(), resolver(&Scripted::new()));
        assert!(out.next().now_or_never().is_none());
        drop(out);
        assert!(watch.await.is_err());
    }

    #[tokio::test(start_paused = true)]
    async fn an_answer_that_names_ever_more_pages_asks_for_a_few() {
        let lookup = Scripted::new();
        let parts = (0..10).map(|event| {
            let pages: Vec<_> = (0..40).map(|page| format!("{event}-{page}")).collect();
            let pages: Vec<_> = pages.iter().map(String::as_str).collect();
            (10, snapshot("a", &pages))
        });
        read(timed(parts.collect()), &resolver(&lookup)).await;
        assert_eq!(lookup.pages(), MAX_SOURCES);
    }
}
