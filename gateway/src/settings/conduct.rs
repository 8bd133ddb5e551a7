//! The settings of how the upstream is dealt with, and how what it cites is looked up there: four
//! sections of a site.
//!
//! Owns their keys and limits. What they do is told in [`upstream`](crate::upstream) and
//! [`citations`](crate::citations).

use std::time::Duration;

use super::rules::{choice, number, time};
use super::section::Section;
use crate::citations::CitationSettings;
use crate::upstream::{BreakerSettings, Conduct, Deadlines, RetrySettings};

/// The longest of all times here; a reader has left by then.
const LONGEST: Duration = Duration::from_secs(3600);
/// The most retries; more would be an attack.
const MOST_RETRIES: u32 = 5;
/// The most failures in a row that are borne.
const MOST_FAILURES: u32 = 1000;
/// The most pages that are kept, of about 1 KiB.
const MOST_PAGES: usize = 1_000_000;

/// Reads the sections of `site`.
pub(super) fn read(site: &mut Section<'_>) -> Conduct {
    Conduct {
        deadlines: deadlines(site.section("deadlines")),
        retries: retries(site.section("retries")),
        breaker: breaker(site.section("breaker")),
    }
}

/// Reads `citations` of `site`.
pub(super) fn citations(site: &mut Section<'_>) -> CitationSettings {
    let (mut section, otherwise) = (site.section("citations"), CitationSettings::default());
    let settings = CitationSettings {
        resolve: section.read_or("resolve", otherwise.resolve, choice),
        structure_lifetime: section.read_or(
            "structure_lifetime",
            otherwise.structure_lifetime,
            time(LONGEST),
        ),
        pages: section.read_or("pages", otherwise.pages, number(1..=MOST_PAGES)),
    };
    section.finish();
    settings
}

fn deadlines(mut section: Section<'_>) -> Deadlines {
    let otherwise = Deadlines::default();
    let deadlines = Deadlines {
        connect: section.read_or("connect", otherwise.connect, time(LONGEST)),
        first_byte: section.read_or("first_byte", otherwise.first_byte, time(LONGEST)),
        idle: section.read_or("idle", otherwise.idle, time(LONGEST)),
        total: section.read_or("total", otherwise.total, time(LONGEST)),
    };
    for (key, deadline) in [
        ("connect", deadlines.connect),
        ("first_byte", deadlines.first_byte),
        ("idle", deadlines.idle),
        ("total", deadlines.total),
    ] {
        if deadline.is_zero() {
            section.wrong(key, "must be more than 0, or nothing would ever be answered");
        }
    }
    section.finish();
    deadlines
}

fn retries(mut section: Section<'_>) -> RetrySettings {
    let otherwise = RetrySettings::default();
    let retries = RetrySettings {
        times: section.read_or("times", otherwise.times, number(0..=MOST_RETRIES)),
        longest_wait: section.read_or("longest_wait", otherwise.longest_wait, time(LONGEST)),
    };
    section.finish();
    retries
}

fn breaker(mut section: Section<'_>) -> BreakerSettings {
    let otherwise = BreakerSettings::default();
    let breaker = BreakerSettings {
        failures: section.read_or("failures", otherwise.failures, number(0..=MOST_FAILURES)),
        pause: section.read_or("pause", otherwise.pause, time(LONGEST)),
    };
    section.finish();
    breaker
}
