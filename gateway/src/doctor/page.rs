//! A page as it came, judged: the tag, its settings, encryption and policies.
//!
//! Owns what is wrong with a page by its own text. Refuses to fetch it, and to repeat what stands
//! in it beyond names, addresses and the values of settings that are no secret.

use ask_docs_core::install::markup::{Tag, tags};
use ask_docs_core::install::place::Place;
use ask_docs_core::setting::Setting;
use url::Url;

use super::finding::{Check, Finding};
use super::{integrity, policies, tag_settings};
use crate::markup::escaped;

/// A page that was fetched.
#[derive(Debug)]
pub(super) struct Seen {
    /// Its address, after all redirects.
    pub url: Url,
    /// The values of its headers `Content-Security-Policy`.
    pub policies: Vec<String>,
    /// Its text.
    pub html: String,
}

/// What a page says of the box on it.
#[derive(Debug)]
pub(super) struct Judged {
    /// What is right and wrong, the page's having come first.
    pub findings: Vec<Finding>,
    /// Whom it asks: the gateway's origin.
    pub gateway: Option<String>,
    /// The organization's id and the site's.
    pub site: (String, String),
    /// The loader's tag, and its address.
    pub script: Option<(Tag, Url)>,
}

/// The parts of a page that say something.
pub(super) struct Installed {
    /// The loader's tag, and its address.
    pub script: Option<(Tag, Url)>,
    /// The first element.
    pub element: Option<Tag>,
    /// Every policy in a `meta`.
    pub metas: Vec<String>,
}

impl Installed {
    fn of(seen: &Seen) -> Self {
        let (mut base, mut scripts, mut element, mut metas) = (None, Vec::new(), None, Vec::new());
        for tag in tags(&seen.html) {
            match &*tag.name {
                "base" => base = base.or_else(|| seen.url.join(tag.get("href")?).ok()),
                "script" => scripts.push(tag),
                "meta" => metas.extend(policy_of(&tag)),
                _ => element = element.or(Some(tag)),
            }
        }
        let base = base.as_ref().unwrap_or(&seen.url);
        let mut loaders = scripts.into_iter().filter_map(|tag| {
            let url = base.join(tag.get("src")?.trim()).ok()?;
            is_loader(&url).then_some((tag, url))
        });
        Self { script: loaders.next(), element, metas }
    }

    /// A setting as the box reads it: of the element, else of the tag.
    fn setting(&self, name: &str) -> Option<&str> {
        let of_element = self.element.as_ref().and_then(|element| element.get(name));
        let of_tag = || self.script.as_ref()?.0.get(&format!("data-{name}"));
        of_element.or_else(of_tag).map(str::trim).filter(|value| !value.is_empty())
    }
}

/// What the box names by its file.
fn is_loader(url: &Url) -> bool {
    let name = url.path().rsplit('/').next().unwrap_or_default();
    name.starts_with("ask-docs.") && name.ends_with("js")
}

fn policy_of(meta: &Tag) -> Option<String> {
    let kind = meta.get("http-equiv")?;
    let is_policy = kind.trim().eq_ignore_ascii_case("content-security-policy");
    meta.get("content").filter(|_| is_policy).map(str::to_owned)
}

/// Judges `seen` for the gateway at the origin `gateway`; without one, for the one that it asks.
pub(super) fn judge(seen: &Seen, gateway: Option<&str>) -> Judged {
    let installed = Installed::of(seen);
    let asked = installed.setting("endpoint").and_then(|address| Url::parse(address).ok());
    let asked = asked.as_ref().or(installed.script.as_ref().map(|(_, url)| url));
    let asked = asked.map(|url| url.origin().ascii_serialization());
    let gateway = gateway.map(str::to_owned).or_else(|| asked.clone());
    let id = |name| {
        let default = Setting::named(name).map_or("", |setting| setting.default);
        installed.setting(name).unwrap_or(default).to_owned()
    };
    let mut findings = vec![
        Finding::fine(Check::Page, format!("{} has come, and was read", seen.url)),
        tag(seen, &installed, gateway.as_deref(), asked.as_deref()),
    ];
    findings.extend(tag_settings::judge(&seen.url, &installed));
    if let Some(gateway) = &gateway {
        findings.push(encryption(seen, &installed, gateway));
        findings.extend(policies::judge(seen, &installed, gateway));
    }
    let site = (id("organization"), id("site"));
    Judged { findings, gateway, site, script: installed.script }
}

const HEAD_OR_BODY: &str = "Into the page";

fn tag(seen: &Seen, installed: &Installed, gateway: Option<&str>, asked: Option<&str>) -> Finding {
    let wrong = |sentence: String| Finding::wrong(Check::Tag, sentence);
    let source = format!("{}/ask-docs.js", gateway.unwrap_or("https://YOUR-GATEWAY"));
    let whole = format!("<script async src=\"{}\"></script>", escaped(&source));
    let Some((tag, url)) = &installed.script else {
        return match &installed.element {
            Some(_) => wrong(
                "The page has an `<ask-docs>` element, but no script that makes a box \
                              of it. If a script of the page brings the box, all is well; if not, \
                              paste this"
                    .to_owned(),
            )
            .paste(HEAD_OR_BODY, whole),
            None => wrong(
                "The page’s HTML has no tag of the box. If a script of the page brings \
                           the box, all is well; if not, paste this where the box is to stand"
                    .to_owned(),
            )
            .paste(HEAD_OR_BODY, whole + "\n<ask-docs></ask-docs>"),
        };
    };
    let kind = tag.get("type").unwrap_or_default().trim().to_ascii_lowercase();
    if !matches!(&*kind, "" | "module" | "text/javascript" | "application/javascript") {
        let kind: String = kind.chars().take(60).collect();
        return wrong(format!(
            "The tag’s `type` is `{kind}`, so no browser runs it until something changes that: a \
             tool that asks for consent, most likely. Have it let this script run, or leave `type` \
             out"
        ))
        .paste("In the place of the tag", rewritten(tag, &[("type", None)]));
    }
    let origin = url.origin().ascii_serialization();
    if let (Some(gateway), Some(asked)) = (gateway, asked)
        && gateway != asked
    {
        let changed = [("src", Some(&*source)), ("data-endpoint", None)];
        let text = match installed.element.as_ref().filter(|tag| tag.get("endpoint").is_some()) {
            Some(element) => rewritten(element, &[("endpoint", Some(gateway))]),
            None => rewritten(tag, &changed),
        };
        return wrong(format!("The box on this page asks {asked}, and not the gateway {gateway}"))
            .paste("In the place of the tag", text);
    }
    let is_foreign = origin != seen.url.origin().ascii_serialization();
    if is_foreign && tag.get("integrity").is_some() && tag.get("crossorigin").is_none() {
        return wrong(
            "The tag has `integrity` without `crossorigin`: browsers refuse such a script \
                      from another host"
                .to_owned(),
        )
        .paste("In the place of the tag", rewritten(tag, &[("crossorigin", Some("anonymous"))]));
    }
    if installed.element.is_none() && tag.get("data-mode").is_none() {
        return wrong(
            "The script is there, but nothing shows the box: there is no `<ask-docs>` \
                      element, and no `data-mode` on the tag. If a script of the page makes the \
                      element, all is well"
                .to_owned(),
        )
        .paste("Where the box is to stand", "<ask-docs></ask-docs>");
    }
    Finding::fine(Check::Tag, format!("The page loads {url}"))
}

/// A tag as it is written, with some attributes changed, added, or left out.
pub(super) fn rewritten(tag: &Tag, changes: &[(&str, Option<&str>)]) -> String {
    let change = |name: &str| changes.iter().find(|(changed, _)| *changed == name);
    // A token belongs into no page, not even to be pasted again.
    let is_secret = |name: &str| matches!(name, "token" | "data-token");
    let kept = tag.attributes.iter().filter(|(name, _)| !is_secret(name));
    let kept = kept.filter_map(|(name, value)| match change(name) {
        Some((_, changed)) => Some((name.as_str(), (*changed)?)),
        None => Some((name.as_str(), value.as_str())),
    });
    let added = changes.iter().filter(|(name, _)| tag.get(name).is_none());
    let added = added.filter_map(|(name, value)| Some((*name, (*value)?)));
    let mut text = format!("<{}", tag.name);
    for (name, value) in kept.chain(added) {
        let value =
            if value.is_empty() { String::new() } else { format!("=\"{}\"", escaped(value)) };
        text.push_str(&format!(" {}{value}", escaped(name)));
    }
    format!("{text}></{}>", tag.name)
}

/// A tag as it is written, with the attribute `from` called `to`, or left out if that is there.
pub(super) fn renamed(tag: &Tag, from: &str, to: &str) -> String {
    if tag.get(to).is_some() {
        return rewritten(tag, &[(from, None)]);
    }
    let mut tag = tag.clone();
    for (name, _) in tag.attributes.iter_mut().filter(|(name, _)| name == from) {
        to.clone_into(name);
    }
    rewritten(&tag, &[])
}

/// Whether the file that `tag` loads is the one that it pins; says nothing if it pins none.
pub(super) fn pinned(tag: &Tag, bytes: &[u8]) -> Option<Finding> {
    let value = tag.get("integrity").filter(|value| !value.trim().is_empty())?;
    if integrity::fits(value, bytes) {
        return Some(Finding::fine(Check::Files, "The tag’s `integrity` fits the file"));
    }
    let sentence = "The tag’s `integrity` is not that of the file which is served, so browsers \
                    refuse it: the page names another version than the gateway has";
    let right = rewritten(tag, &[("integrity", Some(&integrity::of(bytes)))]);
    Some(Finding::wrong(Check::Files, sentence).paste("In the place of the tag", right))
}

fn encryption(seen: &Seen, installed: &Installed, gateway: &str) -> Finding {
    let script = installed.script.as_ref().map_or(gateway, |(_, url)| url.as_str());
    let Some(open) = [script, gateway].into_iter().find(|address| is_mixed(&seen.url, address))
    else {
        return Finding::fine(Check::Encryption, "No part of it is refused for want of encryption");
    };
    let better = open.replacen("http://", "https://", 1);
    match &installed.script {
        Some((tag, url)) if url.as_str() == open => {
            mixed(open).paste("In the place of the tag", rewritten(tag, &[("src", Some(&better))]))
        }
        _ => mixed(open),
    }
}

/// What is known of encryption without the page at `url`: that nothing can come of it.
pub(super) fn encryption_unseen(url: &Url, gateway: &str) -> Option<Finding> {
    is_mixed(url, gateway).then(|| mixed(gateway))
}

/// Whether a page at `url` may not load from `address`.
fn is_mixed(url: &Url, address: &str) -> bool {
    let is_open = |place: Place<'_>| place.scheme == "http" && !place.is_local();
    url.scheme() == "https" && Place::read(address).is_some_and(is_open)
}

fn mixed(open: &str) -> Finding {
    let sentence = format!(
        "The page comes over https and the box over http ({open}): browsers refuse such mixed \
         content. Put a proxy that ends TLS before the gateway (deploy/Caddyfile is one that gets \
         its certificate by itself), and name it with https"
    );
    Finding::wrong(Check::Encryption, sentence)
}

#[cfg(test)]
mod tests;
