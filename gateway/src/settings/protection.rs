//! The settings of [`protect`](crate::protect): sections for all sites, and some keys of a site.
//!
//! Owns their keys and limits. Refuses rates in anything but questions a minute.

use std::net::IpAddr;
use std::num::NonZeroU32;
use std::time::Duration;

use ipnet::IpNet;

use super::rules::{Wrong, number};
use super::secret::{self, Keys};
use super::section::Section;
use crate::client::{ProxyHeader, ProxySettings};
use crate::protect::{
    LimitSettings, LoopSettings, ProtectionSettings, Rate, SiteProtectionSettings,
    VisitorAlgorithm, VisitorKey, VisitorSettings,
};

/// The highest rate, a minute; who has more sets 0, which is no limit.
const MOST: u32 = 1_000_000;

const KEY: Keys = Keys { plain: "key", file: "key_file", env: "key_env" };

/// Reads the sections for all sites in `top`.
pub(super) fn read(top: &mut Section<'_>, otherwise: ProtectionSettings) -> ProtectionSettings {
    let mut section = top.section("limits");
    let limits = otherwise.limits;
    let settings = ProtectionSettings {
        limits: LimitSettings {
            per_client: rate(&mut section, "questions_per_client", limits.per_client),
            per_origin: rate(&mut section, "questions_per_origin", limits.per_origin),
            requests_per_client: rate(
                &mut section,
                "requests_per_client",
                limits.requests_per_client,
            ),
            at_once: section.read_or("at_once", limits.at_once, number(1..=1_000_000)),
        },
        loops: LoopSettings {
            same_question: rate(&mut section, "same_question", otherwise.loops.same_question),
        },
        proxies: proxies(top.section("proxies")),
    };
    section.finish();
    settings
}

/// Reads the keys of one site.
pub(super) fn of_site(site: &mut Section<'_>) -> SiteProtectionSettings {
    let budget = site.read_or("questions_per_day", 0, number(0..=1_000_000_000));
    let demanded = site.place("visitors").is_some();
    let visitors = visitors(site.section("visitors"), demanded);
    SiteProtectionSettings { budget: NonZeroU32::new(budget), visitors }
}

fn rate(section: &mut Section<'_>, key: &'static str, otherwise: Option<Rate>) -> Option<Rate> {
    let Some(count) = section.read(key, number(0..=MOST)) else { return otherwise };
    let per = Duration::from_secs(60);
    NonZeroU32::new(count).map(|count| Rate { count, per })
}

fn proxies(mut section: Section<'_>) -> ProxySettings {
    let proxies = ProxySettings {
        trusted: section.read_list("trusted", network).unwrap_or_default(),
        header: section.read_or("header", ProxyHeader::default(), |text| match text {
            "x-forwarded-for" => Ok(ProxyHeader::XForwardedFor),
            "forwarded" => Ok(ProxyHeader::Forwarded),
            _ => Err("must be `x-forwarded-for` or `forwarded`".into()),
        }),
    };
    section.finish();
    proxies
}

fn network(text: &str) -> Result<IpNet, Wrong> {
    text.parse::<IpNet>()
        .or_else(|_| text.parse::<IpAddr>().map(IpNet::from))
        .map_err(|_| "must be an address or a network, as in `10.0.0.0/8`".into())
}

fn visitors(mut section: Section<'_>, demanded: bool) -> Option<VisitorSettings> {
    let sections = section.sections("keys");
    if demanded && sections.is_empty() {
        section.wrong("keys", "must hold at least one key, or no token could be good");
    }
    let settings = VisitorSettings {
        keys: sections.into_iter().filter_map(key).collect(),
        audiences: section.read_list("audiences", some).unwrap_or_default(),
        issuers: section.read_list("issuers", some).unwrap_or_default(),
    };
    section.finish();
    demanded.then_some(settings)
}

fn key(mut section: Section<'_>) -> Option<VisitorKey> {
    let algorithm = section.read("algorithm", |text| match text {
        "HS256" => Ok(VisitorAlgorithm::Hs256),
        "RS256" => Ok(VisitorAlgorithm::Rs256),
        "ES256" => Ok(VisitorAlgorithm::Es256),
        _ => Err("must be `HS256`, `RS256` or `ES256`".into()),
    });
    if section.place("algorithm").is_none() {
        section.wrong("algorithm", "must be given: `HS256`, `RS256` or `ES256`");
    }
    let id = section.read("id", some);
    if !secret::is_named(&mut section, &KEY) {
        section.wrong(KEY.file, "must name the file with the key");
    }
    let text = secret::read(&mut section, &KEY);
    let key = algorithm.zip(text).and_then(|(algorithm, (text, place))| {
        let key = VisitorKey::new(algorithm, id, text.as_bytes());
        key.map_err(|problem| {
            section.source().wrong(&place, &format!("leads to a key that {problem}"));
        })
        .ok()
    });
    section.finish();
    key
}

fn some(text: &str) -> Result<String, Wrong> {
    if text.is_empty() { Err("must not be empty".into()) } else { Ok(text.to_owned()) }
}
