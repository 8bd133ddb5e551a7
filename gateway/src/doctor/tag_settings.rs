//! The settings on a page's tag: names that are none, and values that they may not have.
//!
//! Owns what counts as a slip of the finger. Refuses to repeat a token.

use ask_docs_core::install::markup::Tag;
use ask_docs_core::install::place::Place;
use ask_docs_core::setting::{Given, Kind, SETTINGS, Setting, misspelt};
use url::Url;

use super::finding::{Check, Finding};
use super::page::{Installed, renamed};

/// Attributes that HTML itself has; none of them is meant for the box.
const OF_HTML: [&str; 24] = [
    "async",
    "blocking",
    "charset",
    "class",
    "crossorigin",
    "defer",
    "dir",
    "fetchpriority",
    "hidden",
    "id",
    "integrity",
    "is",
    "lang",
    "nomodule",
    "nonce",
    "part",
    "referrerpolicy",
    "role",
    "slot",
    "src",
    "style",
    "tabindex",
    "title",
    "type",
];

/// What is wrong with the settings of `installed` on the page at `page`.
pub(super) fn judge(page: &Url, installed: &Installed) -> Vec<Finding> {
    let mut findings = Vec::new();
    if let Some((tag, _)) = &installed.script {
        for (name, value) in &tag.attributes {
            match name.strip_prefix("data-") {
                Some(setting) => findings.extend(one(page, tag, name, setting, value)),
                None => findings.extend(misplaced(tag, name, &format!("data-{name}"), name)),
            }
        }
    }
    if let Some(element) = &installed.element {
        for (name, value) in &element.attributes {
            match name.strip_prefix("data-") {
                Some(setting) => findings.extend(misplaced(element, name, setting, setting)),
                None => findings.extend(one(page, element, name, name, value)),
            }
        }
    }
    if findings.is_empty() && (installed.script.is_some() || installed.element.is_some()) {
        let sentence = "Every setting on the tag is one, and has a value that it may have";
        findings.push(Finding::fine(Check::Settings, sentence));
    }
    findings
}

/// The setting `key`, which stands on `tag` as the attribute `attribute`.
fn one(page: &Url, tag: &Tag, attribute: &str, key: &str, value: &str) -> Option<Finding> {
    let wrong = |sentence: String| Finding::wrong(Check::Settings, sentence);
    let Some(setting) = Setting::named(key) else {
        if is_of_html(attribute) {
            return None;
        }
        let meant = misspelt(key, SETTINGS.iter().map(|setting| setting.name))?;
        let right = attribute.replacen(key, meant, 1);
        let text = renamed(tag, attribute, &right);
        let sentence = format!("There is no setting `{attribute}`; `{right}` is meant");
        return Some(wrong(sentence).paste("In the place of the tag", text));
    };
    let is_local = Place::read(page.as_str()).is_some_and(|place| place.is_local());
    if setting.kind == Kind::Secret && !value.is_empty() && !is_local {
        return Some(wrong(
            "The API token stands in the page, where every reader can take it. Take it out, \
             revoke it, and give a new one to the gateway alone"
                .to_owned(),
        ));
    }
    let problem = setting.read(&Given::Text(value.to_owned())).err()?;
    let problem = problem.trim_start_matches("Ask the Docs: ");
    Some(wrong(format!("{}{}", problem[..1].to_uppercase(), &problem[1..])))
}

/// A setting that is one elsewhere: `data-mode` on the element, `mode` on the script.
fn misplaced(tag: &Tag, attribute: &str, right: &str, key: &str) -> Option<Finding> {
    if is_of_html(attribute) {
        return None;
    }
    let setting = Setting::named(key)?;
    let sentence = format!(
        "On `<{}>` the setting `{}` is written `{right}`: `{attribute}` says nothing there",
        tag.name, setting.name
    );
    let text = renamed(tag, attribute, right);
    Some(Finding::wrong(Check::Settings, sentence).paste("In the place of the tag", text))
}

fn is_of_html(attribute: &str) -> bool {
    OF_HTML.contains(&attribute) || attribute.starts_with("aria-") || attribute.starts_with("on")
}
