//! An hour of everything at once: readers who stay and readers who leave, and an upstream with
//! every kind of bad day. What the gateway holds must not grow.
//!
//! Owns the mixture and the judgement. Refuses to look inside the gateway: memory and descriptors
//! are what the system says of its process.

use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, sleep_until, timeout};

use super::client::Client;
use super::proxy::{Kind, Proxy};
use super::upstream::Upstream;

/// What a reader asks for; the upstream plays what it is called after.
const DAYS: [&str; 8] = ["short", "short", "tick", "tick", "long", "cut", "refuse", "stall"];
/// How a reader's browser takes it.
const ENCODINGS: [&str; 3] = ["identity", "br", "gzip"];
/// A reader asks again after this long, however quick the answer was: so the load is the same on a
/// machine that is quick, slow, or busy with something else.
const ROUND: Duration = Duration::from_secs(20);
/// Between two looks at the gateway.
const LOOK: Duration = Duration::from_secs(1);
/// After this many looks a line is printed.
const LOOKS_TOLD: usize = 300;
/// The gateway closes connections that were kept for a next request in its own time.
const SETTLE: Duration = Duration::from_secs(10);
/// The part at the begin that does not count: caches fill, the allocator finds its size.
const WARM_UP: f64 = 0.2;
/// The most that memory may grow, in percent an hour.
const MOST_GROWTH: f64 = 1.0;
/// A run of at least this length tells a slope; in a shorter one the brotli windows of those who
/// happen to be there weigh more than an hour's growth.
const TELLING: Duration = Duration::from_secs(20 * 60);
/// What memory may be more at the end of a shorter one, in percent.
const MOST_CHANGE: f64 = 20.0;
/// Descriptors that may be open more at the end than before; a log rotates, a timer is made.
const SPARE_DESCRIPTORS: usize = 8;

/// What an endurance run came to.
#[derive(Clone, Debug)]
pub struct Soaked {
    /// Answers that were asked for.
    pub asked: usize,
    /// Resident memory at the end of the warm-up and at the end, in KiB.
    pub resident: (u64, u64),
    /// The slope of memory after the warm-up, in percent an hour.
    pub growth: f64,
    /// Open descriptors before the first and after the last reader.
    pub descriptors: (usize, usize),
}

/// Lets `readers` ask for `time`, each once in a [`ROUND`].
///
/// Nothing is left to chance: with some 200 readers, each day, encoding and length of stay comes up
/// as often in one moment as in the next, so that what memory does is the gateway's doing. With
/// chances the need of a moment differed by a tenth, which hides a growth of a hundredth.
///
/// # Errors
/// When the gateway cannot be started or dies, or when it holds more in the end than it may: the
/// figures are in the error.
pub async fn soak(readers: usize, time: Duration) -> Result<Soaked> {
    let upstream = Upstream::start().await?;
    let proxy = Kind::Gateway.start(&upstream.address).await?;
    Client::ask(&proxy.address, "short", "identity").await?.first().await?;
    let before = descriptors(&proxy)?;
    let (over, asked) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
    let mut all = JoinSet::new();
    for reader in 0..readers {
        let (over, asked) = (Arc::clone(&over), Arc::clone(&asked));
        let address = proxy.address.clone();
        all.spawn(async move {
            let mut next = Instant::now() + ROUND.mul_f64(reader as f64 / readers as f64);
            for turn in reader.. {
                sleep_until(next).await;
                next += ROUND;
                if over.load(Ordering::Relaxed) {
                    break;
                }
                asked.fetch_add(1, Ordering::Relaxed);
                // Refusals and cuts are what this is about, and whoever has not the whole answer
                // by then leaves.
                let _ = timeout(stay(turn), read(&address, turn)).await;
            }
        });
    }
    let looks = watch(&proxy, time).await?;
    over.store(true, Ordering::Relaxed);
    all.join_all().await;
    let gone = timeout(Duration::from_secs(30), async {
        while upstream.open() > 0 {
            sleep(Duration::from_millis(50)).await;
        }
    });
    ensure!(gone.await.is_ok(), "{} requests are still open upstream", upstream.open());
    sleep(SETTLE).await;
    let counted = &looks[(looks.len() as f64 * WARM_UP) as usize..];
    let resident = (counted.first().map_or(0, |look| look.1), counted.last().map_or(0, |l| l.1));
    let soaked = Soaked {
        asked: asked.load(Ordering::Relaxed),
        resident,
        growth: slope(counted),
        descriptors: (before, descriptors(&proxy)?),
    };
    let is_well = match time >= TELLING {
        true => soaked.growth <= MOST_GROWTH,
        false => resident.1 as f64 <= resident.0 as f64 * (1.0 + MOST_CHANGE / 100.0),
    };
    ensure!(is_well, "memory grows: {soaked:?}");
    ensure!(soaked.descriptors.1 <= before + SPARE_DESCRIPTORS, "descriptors leak: {soaked:?}");
    Ok(soaked)
}

/// One answer, read to its end.
async fn read(address: &str, turn: usize) -> Result<()> {
    let (day, accepts) = wish(turn);
    Client::ask(address, day, accepts).await?.rest().await?;
    Ok(())
}

/// What is asked for in a turn, and in which encoding.
fn wish(turn: usize) -> (&'static str, &'static str) {
    (DAYS[turn % DAYS.len()], ENCODINGS[turn / DAYS.len() % ENCODINGS.len()])
}

/// How long a reader stays in a turn: some steps of a round, in an order that has no step twice
/// before all have come.
fn stay(turn: usize) -> Duration {
    const STEPS: usize = 25;
    ROUND.mul_f64((turn * 7 % STEPS) as f64 / STEPS as f64)
}

/// Seconds and KiB, over `time`.
async fn watch(proxy: &Proxy, time: Duration) -> Result<Vec<(f64, u64)>> {
    let (start, mut looks) = (Instant::now(), Vec::new());
    while start.elapsed() < time {
        sleep(LOOK.min(time / 20)).await;
        let resident = proxy.resident().context("the gateway is gone")?;
        looks.push((start.elapsed().as_secs_f64(), resident));
        let (seconds, resident) = (start.elapsed().as_secs(), resident / 1024);
        if looks.len() % LOOKS_TOLD == 0 {
            eprintln!("{seconds} s: {resident} MiB, {} descriptors", descriptors(proxy)?);
        }
    }
    Ok(looks)
}

fn descriptors(proxy: &Proxy) -> Result<usize> {
    let id = proxy.id().context("the gateway is gone")?;
    Ok(fs::read_dir(format!("/proc/{id}/fd")).context("look at its descriptors")?.count())
}

/// By least squares, in percent of the mean, an hour.
fn slope(looks: &[(f64, u64)]) -> f64 {
    let count = looks.len() as f64;
    let mean = |of: fn(&(f64, u64)) -> f64| looks.iter().map(of).sum::<f64>() / count;
    let (time, resident) = (mean(|look| look.0), mean(|look| look.1 as f64));
    let (mut above, mut below) = (0.0, 0.0);
    for (seconds, kibibytes) in looks {
        above += (seconds - time) * (*kibibytes as f64 - resident);
        below += (seconds - time).powi(2);
    }
    if below == 0.0 || resident == 0.0 { 0.0 } else { above / below / resident * 100.0 * 3600.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slope_is_told_in_percent_an_hour() {
        let flat: Vec<_> = (0..60).map(|n| (f64::from(n) * 60.0, 1000)).collect();
        assert!(slope(&flat).abs() < 1e-9);
        let growing: Vec<_> =
            (0..=60_u32).map(|n| (f64::from(n) * 60.0, 1000 + u64::from(n))).collect();
        assert!((slope(&growing) - 60.0 / 1030.0 * 100.0).abs() < 1e-6, "{}", slope(&growing));
        assert_eq!(slope(&[]), 0.0);
    }

    #[test]
    fn at_each_moment_all_days_are_asked_for_as_often() {
        for round in 0..10 {
            let mut seen = std::collections::BTreeMap::new();
            for turn in round..round + 200 {
                *seen.entry(wish(turn)).or_insert(0) += 1;
            }
            // Two of the days stand twice in the list.
            assert_eq!(seen.len(), 6 * 3);
            assert!(seen.values().all(|count| [8, 9, 16, 17, 18].contains(count)), "{seen:?}");
            let stays: Duration = (round..round + 200).map(stay).sum();
            assert!((stays.as_secs_f64() - 200.0 * 9.6).abs() < 1e-3, "{stays:?}");
        }
    }
}
