//! The settings of how answers are kept coming: two sections of a site, and one for all.
//!
//! Owns their keys and limits. What they do is told in [`continuity`](crate::continuity) and
//! [`resume`](crate::resume).

use std::time::Duration;

use super::LocalSettings;
use super::rules::{choice, folder, number, site_url, time};
use super::section::Section;
use crate::cache::CacheSettings;
use crate::continuity::{ContinuitySettings, FallbackSettings};
use crate::resume::ResumeSettings;

/// The longest that an answer is given again; after a week hardly any docs are the same.
const LONGEST_KEPT: Duration = Duration::from_secs(7 * 24 * 3600);
/// The longest that an answer without a reader goes on, or is held.
const LONGEST_HELD: Duration = Duration::from_secs(3600);
/// The most memory for either, in megabytes.
const MOST_MEGABYTES: usize = 4096;
/// The most answers that are held.
const MOST_ANSWERS: usize = 1_000_000;

const MEGABYTE: usize = 1024 * 1024;

/// Reads the sections of `site`.
pub(super) fn read(site: &mut Section<'_>) -> ContinuitySettings {
    let (cache, fallback) = (cache(site.section("cache")), fallback(site.section("fallback")));
    ContinuitySettings { cache, fallback }
}

/// Reads `[resume]`.
pub(super) fn resume(mut section: Section<'_>) -> ResumeSettings {
    let otherwise = ResumeSettings::default();
    let megabytes = otherwise.most_bytes / MEGABYTE;
    let settings = ResumeSettings {
        patience: section.read_or("patience", otherwise.patience, time(LONGEST_HELD)),
        keep: section.read_or("keep", otherwise.keep, time(LONGEST_HELD)),
        most_answers: section.read_or("answers", otherwise.most_answers, number(0..=MOST_ANSWERS)),
        most_bytes: MEGABYTE * section.read_or("megabytes", megabytes, number(1..=MOST_MEGABYTES)),
    };
    section.finish();
    settings
}

fn cache(mut section: Section<'_>) -> Option<CacheSettings> {
    let otherwise = CacheSettings::default();
    let ttl = section.read_or("ttl", Duration::ZERO, time(LONGEST_KEPT));
    let megabytes = otherwise.max_bytes / MEGABYTE;
    let megabytes = section.read_or("megabytes", megabytes, number(1..=MOST_MEGABYTES));
    section.finish();
    (!ttl.is_zero()).then_some(CacheSettings { ttl, max_bytes: megabytes * MEGABYTE })
}

fn fallback(mut section: Section<'_>) -> FallbackSettings {
    let search = section.read_or("search", true, choice);
    let docs = section.read_path("docs", folder);
    let url = section.read("site_url", site_url);
    let fallback = match (search, docs) {
        (false, _) => FallbackSettings::Off,
        (true, None) => FallbackSettings::Search,
        (true, Some(docs)) => {
            if section.place("site_url").is_none() {
                section.wrong("site_url", "must say where the pages of `docs` are published");
            }
            FallbackSettings::Docs(LocalSettings { docs, site_url: url, pace: Duration::ZERO })
        }
    };
    section.finish();
    fallback
}
