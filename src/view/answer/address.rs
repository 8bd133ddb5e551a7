//! Whether a link says one address and leads to another.
//!
//! Owns the question of what a reader takes for an address. Errs on the side of showing where a
//! link leads: a host too many is a small word in grey, one too few is a trap.

use std::borrow::Cow;

use ask_docs_core::invisible::is_invisible;
use ask_docs_core::markdown::character::{is_punctuation, is_space};
use ask_docs_core::markdown::links::Href;

/// Endings of file names that are no top-level domains.
const FILES: &[&str] = &[
    "cfg", "cjs", "conf", "cpp", "cs", "css", "csv", "dll", "env", "exe", "gif", "go", "gz", "hpp",
    "htm", "html", "ini", "jar", "jpeg", "jpg", "js", "json", "jsx", "kt", "lock", "log", "mdx",
    "mjs", "pdf", "pem", "php", "png", "rb", "rst", "sql", "svg", "tar", "toml", "ts", "tsx",
    "txt", "wasm", "webp", "xml", "yaml", "yml",
];

/// Where `href` really leads, if `words`, which a reader sees, name another place: a host, or for
/// a link that writes mail a mailbox.
pub(super) fn contradicting<'a>(words: &str, href: &'a Href) -> Option<&'a str> {
    let real = if href.is_mail() { mailbox(href) } else { href.host() };
    let seen = visible(words);
    let mut claimed =
        seen.split(is_around_addresses).filter_map(|token| claim(token, href.is_mail()));
    claimed.any(|claimed| bare(&claimed) != bare(real)).then_some(real)
}

/// What a reader sees of `words`, with one kind of dot, slash and colon.
fn visible(words: &str) -> String {
    let is_seen = |one: &char| !is_invisible(*one) && !"\u{200C}\u{200D}".contains(*one);
    let plain = words.chars().filter(is_seen).map(|one| match one {
        '。' | '．' | '｡' | '․' => '.',
        '⁄' | '∕' | '／' | '\\' => '/',
        '：' => ':',
        '＠' => '@',
        other => other,
    });
    plain.collect()
}

/// A letter, a mark or a digit of any script: whatever else there is beyond ASCII is known by its
/// ranges. The tables of Unicode would weigh more than all of this file.
fn is_letter(character: char) -> bool {
    !(is_space(Some(character)) || is_punctuation(Some(character)) || character.is_control())
}

fn is_around_addresses(character: char) -> bool {
    !(is_letter(character) || "-._~:/?#@%&=+".contains(character))
}

/// The place that `token` names, if it names one.
fn claim(token: &str, is_mail: bool) -> Option<Cow<'_, str>> {
    let (has_scheme, rest) = match token.split_once("//") {
        Some((_, rest)) => (true, rest),
        None => (false, token.strip_prefix("mailto:").unwrap_or(token)),
    };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or(rest);
    let (user, host) = match authority.rsplit_once('@') {
        Some((user, host)) => (Some(user), host),
        None => (None, authority),
    };
    let host = host.split(':').next().unwrap_or(host);
    let host = host.trim_matches(|character: char| !is_letter(character));
    let is_named = has_scheme || user.is_some() || rest.len() > authority.len();
    if !is_host(host, is_named) {
        return None;
    }
    match user {
        // No reader tells a name from a host there: never taken for the same place.
        Some(_) if has_scheme => Some(Cow::Borrowed(authority)),
        Some(user) if is_mail => Some(Cow::Owned(format!("{user}@{host}"))),
        _ => Some(Cow::Borrowed(host)),
    }
}

/// Whether `host` can be one. `is_named`: what stands around it says that it is.
fn is_host(host: &str, is_named: bool) -> bool {
    let labels = || host.split('.');
    let Some(last) = labels().next_back() else { return false };
    if labels().count() < 2 || labels().any(str::is_empty) {
        return false;
    }
    if labels().all(|label| label.bytes().all(|byte| byte.is_ascii_digit())) {
        // An address, or a version.
        return labels().count() == 4;
    }
    // As in `fs.readFile`: no domain changes its case within a word.
    let is_camel = last.bytes().any(|byte| byte.is_ascii_lowercase())
        && last.bytes().skip(1).any(|byte| byte.is_ascii_uppercase());
    let is_file = FILES.contains(&&*last.to_ascii_lowercase());
    last.starts_with(|first: char| is_letter(first) && !first.is_ascii_digit())
        && last.chars().nth(1).is_some()
        && (is_named || !(is_camel || is_file))
}

fn bare(place: &str) -> String {
    let lower = place.to_ascii_lowercase();
    lower.strip_prefix("www.").map(str::to_owned).unwrap_or(lower)
}

fn mailbox(href: &Href) -> &str {
    let rest = href.as_str().strip_prefix("mailto:").unwrap_or(href.as_str());
    rest.split(['?', '#']).next().unwrap_or(rest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::browser::links::BrowserResolver;
    use wasm_bindgen_test::wasm_bindgen_test;

    fn shown(words: &str, destination: &str) -> Option<String> {
        let href = Href::checked(destination, &BrowserResolver::default()).expect("an address");
        contradicting(words, &href).map(str::to_owned)
    }

    #[wasm_bindgen_test]
    fn a_link_that_names_another_host_shows_its_own() {
        for words in [
            "docs.example.com",
            "https://docs.example.com/guide",
            "HTTPS://DOCS.EXAMPLE.COM",
            "see docs.example.com, please",
            "(docs.example.com)",
            "docs.example.com:443/guide",
            "docs.exa\u{200B}mple.c\u{200D}om",
            "docs。example．com",
            "docs.example.com／guide",
            "https:\\\\docs.example.com",
            "//docs.example.com",
            "help@docs.example.com",
            "https://docs.example.com@evil.example/",
            "docs.example.com.evil.example",
            "www.docs.example.com",
            "GitHub.com",
            "bücher.example",
            "192.168.0.1",
            "https://config.yaml",
            "config.yaml/guide",
        ] {
            let host = Some("evil.example".to_owned());
            assert_eq!(shown(words, "https://evil.example/docs.example.com"), host, "{words}");
        }
    }

    #[wasm_bindgen_test]
    fn a_look_alike_shows_how_it_is_spelled() {
        let spelled = Some("xn--pple-43d.com".to_owned());
        assert_eq!(shown("\u{430}pple.com", "https://\u{430}pple.com/"), spelled);
    }

    #[wasm_bindgen_test]
    fn words_that_name_no_other_host_are_enough() {
        for words in [
            "docs.example.com",
            "Docs.Example.com/guide?x#y",
            "https://www.docs.example.com",
            "the reference",
            "e.g. this one.",
            "version 1.2.3",
            "v1.2.3.4",
            "config.yaml",
            "Node.js",
            "fs.readFile()",
            "and/or",
            "What? No.",
            "10.5",
            "...",
            "",
        ] {
            assert_eq!(shown(words, "https://docs.example.com/other"), None, "{words}");
        }
    }

    #[wasm_bindgen_test]
    fn a_link_that_writes_mail_shows_another_mailbox_than_its_words() {
        let mail = "mailto:help@example.com?subject=Hello";
        assert_eq!(shown("help@example.com", mail), None);
        assert_eq!(shown("Write to us", mail), None);
        let mailbox = Some("help@example.com".to_owned());
        assert_eq!(shown("billing@example.com", mail), mailbox);
        assert_eq!(shown("https://example.com", mail), mailbox);
    }
}
