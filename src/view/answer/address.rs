//! Whether a link says one address and leads to another.
//!
//! Owns the question of what a reader takes for an address. Errs on the side of showing: a host
//! too many is a small word in grey, one too few is a trap.

use std::borrow::Cow;

use ask_docs_core::markdown::links::Href;

use super::hidden;

/// Endings of file names that no top-level domain has.
const FILES: &[&str] = &[
    "c", "cfg", "cjs", "conf", "cpp", "cs", "css", "csv", "cts", "dll", "env", "exe", "gif", "go",
    "gz", "h", "hpp", "htm", "html", "ini", "jar", "jpeg", "jpg", "js", "json", "jsx", "kt",
    "lock", "log", "mdx", "mjs", "mts", "pdf", "pem", "php", "png", "rb", "rst", "sql", "svg",
    "tar", "toml", "ts", "tsx", "txt", "wasm", "webp", "xml", "yaml", "yml",
];

/// Where `href` really leads, if `words`, which a reader sees, name another place.
pub(super) fn contradicting<'a>(words: &str, href: &'a Href) -> Option<&'a str> {
    let real = if href.is_mail() { mailbox(href) } else { href.host() };
    let is_other = |claimed: Cow<'_, str>| bare(&claimed) != bare(real);
    claims(words, href.is_mail()).any(is_other).then_some(real)
}

/// The places that `words` name: mailboxes for a link that writes mail, else hosts.
fn claims(words: &str, mail: bool) -> impl Iterator<Item = Cow<'_, str>> {
    let tokens = words.split(|character: char| {
        character.is_whitespace() || "<>()[]{}\"'`|,;«»“”‘’".contains(character)
    });
    tokens.filter_map(move |token| claim(token, mail))
}

fn claim(token: &str, mail: bool) -> Option<Cow<'_, str>> {
    let seen = visible(token);
    let (has_scheme, rest) = match seen.split_once("//") {
        Some((_, rest)) => (true, rest),
        None => (false, &*seen),
    };
    let rest = rest.strip_prefix("mailto:").unwrap_or(rest);
    let authority = rest.split(['/', '\\', '?', '#']).next().unwrap_or(rest);
    let (user, host) = match authority.rsplit_once('@') {
        Some((user, host)) => (Some(user), host),
        None => (None, authority),
    };
    let host = host.split(':').next().unwrap_or(host);
    let host = host.trim_matches(|character: char| !character.is_alphanumeric());
    let is_named = has_scheme || user.is_some() || rest.len() > authority.len();
    if !is_host(host, is_named) {
        return None;
    }
    let place = match user.filter(|_| mail) {
        Some(user) => format!("{user}@{host}"),
        None => host.to_owned(),
    };
    Some(Cow::Owned(place))
}

/// What a reader sees of `token`, in lower case, with one kind of dot and of slash.
fn visible(token: &str) -> String {
    let seen =
        token.chars().filter(|&one| !hidden::is_hidden(one) && !"\u{200C}\u{200D}".contains(one));
    let plain = seen.map(|one| match one {
        '。' | '．' | '｡' | '․' => '.',
        '⁄' | '∕' | '／' => '/',
        '：' => ':',
        other => other,
    });
    // File names and functions tell themselves apart by their capitals: kept until `is_host`.
    plain.collect()
}

/// Whether `host` can be one. `is_named`: what stands around it says that it is.
fn is_host(host: &str, is_named: bool) -> bool {
    let Some((rest, last)) = host.rsplit_once('.') else { return false };
    if rest.is_empty() || host.split('.').any(str::is_empty) {
        return false;
    }
    let digits = |label: &str| label.chars().all(|character| character.is_ascii_digit());
    if host.split('.').all(digits) {
        // A version otherwise.
        return host.split('.').count() == 4;
    }
    let letters = last.chars().count() >= 2 && last.starts_with(char::is_alphabetic);
    // `fs.readFile`: no domain changes its case within a word.
    let tail = last.chars().skip(1);
    let is_camel = tail.clone().any(char::is_uppercase) && last.chars().any(char::is_lowercase);
    let lower = last.to_lowercase();
    letters && (is_named || !(is_camel || FILES.contains(&&*lower)))
}

fn bare(place: &str) -> String {
    let lower = place.to_lowercase();
    lower.strip_prefix("www.").map(str::to_owned).unwrap_or(lower)
}

fn mailbox(href: &Href) -> &str {
    let rest = href.as_str().strip_prefix("mailto:").unwrap_or(href.as_str());
    rest.split(['?', '#']).next().unwrap_or(rest)
}
