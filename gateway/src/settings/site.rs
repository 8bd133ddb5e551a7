//! The settings of one site: a `[[site]]` of the file, or the options.
//!
//! Owns which keys go with which source of answers. Refuses a token that is not on its own.

use std::path::PathBuf;
use std::time::Duration;

use super::rules::{self, folder, id, origin, site_url, upstream};
use super::secret::{self, Keys};
use super::section::Section;
use super::{LocalSettings, SiteSettings, Source, UpstreamSettings};
use super::{conduct, continuity, protection};
use crate::local;
use crate::origin::Origins;
use crate::scope::AllowedScope;
use crate::upstream::Token;

/// The longest pause between two snapshots; more would look like a stalled answer.
const MAX_PACE: Duration = Duration::from_secs(10);
/// The pause that is pleasant to read along.
const PACE: Duration = Duration::from_millis(40);

/// GitBook's own address.
const GITBOOK: &str = "https://api.gitbook.com";

const TOKEN: Keys = Keys { plain: "token", file: "token_file", env: "token_env" };

/// The site in `section`; `None` if something without which there is no site is missing or wrong.
pub(super) fn read(mut section: Section<'_>) -> Option<SiteSettings> {
    let allowed = section.read_list("allow_origins", origin);
    let origins = allowed.map_or(Origins::Localhost, Origins::Listed);
    let settings = match (section.place("docs"), section.place("replay")) {
        (_, Some(_)) => recorded(&mut section, origins),
        (Some(_), _) => local(&mut section, origins),
        _ => gitbook(&mut section, origins),
    };
    section.finish();
    settings
}

/// What goes with the API alone.
const OF_GITBOOK: [&str; 7] =
    [TOKEN.file, TOKEN.env, "scope", "deadlines", "retries", "breaker", "citations"];

fn recorded(section: &mut Section<'_>, origins: Origins) -> Option<SiteSettings> {
    for key in ["upstream", "docs"] {
        section.unwanted(key, "and `replay` exclude each other: answers have one source");
    }
    for key in OF_GITBOOK {
        section.unwanted(key, "goes with GitBook; a recording needs none");
    }
    for key in ["site_url", "pace", "fallback"] {
        section.unwanted(key, "has no effect on a recording");
    }
    let organization = section.read_or("organization", local::ORGANIZATION.to_owned(), id);
    let site = section.read_or("site", local::SITE.to_owned(), id);
    let name = section.read_or("name", site.clone(), id);
    let source = Source::Replay(section.read_path("replay", rules::file)?);
    let scope = AllowedScope::All;
    let protection = protection::of_site(section);
    let continuity = continuity::read(section);
    Some(SiteSettings { name, organization, site, origins, scope, source, protection, continuity })
}

fn local(section: &mut Section<'_>, origins: Origins) -> Option<SiteSettings> {
    if section.place("upstream").is_some() {
        section.wrong("upstream", "and `docs` exclude each other: answers have one source");
    }
    let not_here = "goes with GitBook; a folder of docs needs none";
    for key in OF_GITBOOK {
        section.unwanted(key, not_here);
    }
    if !section.is_in_a_file() {
        for key in ["organization", "site"] {
            section.unwanted(key, not_here);
        }
    }
    let organization = section.read_or("organization", local::ORGANIZATION.to_owned(), id);
    let site = section.read_or("site", local::SITE.to_owned(), id);
    let name = section.read_or("name", site.clone(), id);
    let docs: Option<PathBuf> = section.read_path("docs", folder);
    let site_url = section.read("site_url", site_url);
    let pace = section.read_or("pace", PACE, rules::time(MAX_PACE));
    let source = Source::Local(LocalSettings { docs: docs?, site_url, pace });
    let scope = AllowedScope::All;
    let protection = protection::of_site(section);
    // A folder that can be searched can be answered from.
    section.unwanted("fallback", "goes with GitBook; a folder of docs needs none");
    let continuity = continuity::read(section);
    Some(SiteSettings { name, organization, site, origins, scope, source, protection, continuity })
}

fn gitbook(section: &mut Section<'_>, origins: Origins) -> Option<SiteSettings> {
    for key in ["site_url", "pace"] {
        section.unwanted(key, "goes with `docs`, a folder of Markdown");
    }
    let base = section.read_or("upstream", rules::upstream(GITBOOK).ok()?, upstream);
    let organization = required(section, "organization");
    let site = required(section, "site");
    let token = token(section);
    let otherwise = site.clone().unwrap_or_default();
    let name = section.read_or("name", otherwise, id);
    let (scope, conduct) = (scope(section), conduct::read(section));
    let citations = conduct::citations(section);
    let protection = protection::of_site(section);
    let continuity = continuity::read(section);
    let (organization, site) = (organization?, site?);
    let upstream = UpstreamSettings {
        base,
        organization: organization.clone(),
        site: site.clone(),
        token: token?,
        conduct,
        citations,
    };
    let source = Source::Upstream(upstream);
    let scope = scope?;
    Some(SiteSettings { name, organization, site, origins, scope, source, protection, continuity })
}

fn required(section: &mut Section<'_>, key: &'static str) -> Option<String> {
    if section.place(key).is_none() {
        section.wrong(key, "must be given: GitBook shows it in the address of the site's page");
    }
    section.read(key, id)
}

fn token(section: &mut Section<'_>) -> Option<Token> {
    let named = secret::is_named(section, &TOKEN);
    let Some((text, place)) = secret::read(section, &TOKEN) else {
        if !named && section.place_in_file(TOKEN.plain).is_none() {
            let variable = section.variable(TOKEN.plain);
            section.wrong(
                TOKEN.file,
                &format!("must name the file with the API token, or {variable} must hold it"),
            );
        }
        return None;
    };
    let token = Token::new(&text);
    if token.is_none() {
        section.source().wrong(&place, "does not lead to a token: it has no spaces or line breaks");
    }
    token
}

fn scope(section: &mut Section<'_>) -> Option<AllowedScope> {
    let mut section = section.section("scope");
    let mode = section.read_or("mode", "all".to_owned(), |text| match text {
        "all" | "specific" => Ok(text.to_owned()),
        _ => Err("must be `all` or `specific`".into()),
    });
    let given = section.place("site_spaces").is_some();
    let site_spaces = section.read_list("site_spaces", id);
    let scope = match (mode.as_str(), given, site_spaces) {
        ("all", false, _) => Some(AllowedScope::All),
        ("all", true, _) => {
            section.wrong("site_spaces", "goes with `mode = \"specific\"`");
            None
        }
        (_, true, None) => None,
        (_, _, Some(ids)) if !ids.is_empty() => Some(AllowedScope::SiteSpaces(ids)),
        _ => {
            section.wrong("site_spaces", "must hold at least one id");
            None
        }
    };
    section.finish();
    scope
}
