//! What a page's Content Security Policy refuses the box, and the directive that would not.
//!
//! ```text
//! header or meta ─ read ─▶ directives ─ the one that governs (with its fallbacks) ─ source by
//! source (Content Security Policy Level 3, 6.7.2) ─▶ what is missing, and the whole line with it
//! ```
//!
//! Owns the reading and the matching. Refuses whatever else a policy says: it is the page's.

use super::place::{Place, usual_port};

/// One policy. A page may have several, and each of them must allow.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Policy {
    /// Names in lower case; of two with one name the first.
    directives: Vec<(String, Vec<String>)>,
}

/// What the box needs.
#[derive(Clone, Copy, Debug)]
pub struct Needs<'a> {
    /// The page.
    pub page: Place<'a>,
    /// The loader.
    pub script: Place<'a>,
    /// The gateway.
    pub gateway: Place<'a>,
    /// The tag's `nonce`.
    pub nonce: Option<&'a str>,
    /// The tag's `integrity`.
    pub integrity: Option<&'a str>,
}

/// A directive that has to be another.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Correction {
    /// Its name.
    pub directive: String,
    /// The sources that it lacks.
    pub missing: Vec<String>,
    /// The whole of it, with them.
    pub line: String,
}

/// What a policy means for the box.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verdict {
    /// Without these there is no box.
    pub needed: Vec<Correction>,
    /// Without this there is no frame in its place where it cannot run.
    pub frame: Option<Correction>,
    /// The tag needs a nonce of the page: its host is not looked at.
    pub wants_nonce: bool,
    /// What `sandbox` has to allow.
    pub sandboxed: Vec<&'static str>,
}

/// The directives that govern something, the first that is there.
type Chain = &'static [&'static str];
const SCRIPT: Chain = &["script-src-elem", "script-src", "default-src"];
const WASM: Chain = &["script-src", "default-src"];
const CONNECT: Chain = &["connect-src", "default-src"];
const FRAME: Chain = &["frame-src", "child-src", "default-src"];

impl Policy {
    /// The policies of a header, which may hold several with commas between them.
    pub fn list(header: &str) -> Vec<Self> {
        header.split(',').map(Self::read).filter(|policy| !policy.directives.is_empty()).collect()
    }

    /// The policy that `text` is.
    pub fn read(text: &str) -> Self {
        let mut policy = Self::default();
        for directive in text.split(';') {
            let mut words = directive.split_ascii_whitespace();
            let Some(name) = words.next().map(str::to_ascii_lowercase) else { continue };
            if policy.get(&name).is_none() {
                policy.directives.push((name, words.map(str::to_owned).collect()));
            }
        }
        policy
    }

    /// What it means for a box with these needs.
    pub fn judge(&self, needs: &Needs<'_>) -> Verdict {
        let mut verdict = Verdict::default();
        let mut needed = Corrections::default();
        if let Some((name, sources)) = self.governing(SCRIPT) {
            match self.script_is_missing(sources, needs) {
                Missing::Nothing => {}
                Missing::Nonce => verdict.wants_nonce = true,
                Missing::Host => {
                    let target = if name == "default-src" { "script-src" } else { name };
                    needed.add(target, sources, needs.script.origin());
                }
            }
        }
        if let Some((name, sources)) = self.governing(WASM) {
            let allows = ["'wasm-unsafe-eval'", "'unsafe-eval'"];
            if !allows.iter().any(|word| has(sources, word)) {
                let target = if name == "default-src" { "script-src" } else { name };
                needed.add(target, sources, allows[0].to_owned());
            }
        }
        if let Some((_, sources)) = self.governing(CONNECT) {
            let module = needs.script.beside("ask_docs_bg.wasm");
            let questions = needs.gateway.origin() + "/v1/";
            for place in [Place::read(&module), Place::read(&questions)].into_iter().flatten() {
                if !allows_place(sources, &place, &needs.page) {
                    needed.add("connect-src", sources, place.origin());
                }
            }
        }
        verdict.needed = needed.0;
        if let Some((name, sources)) = self.governing(FRAME) {
            let page = needs.gateway.origin() + "/ask";
            let refused = |place: &Place<'_>| !allows_place(sources, place, &needs.page);
            if let Some(place) = Place::read(&page).filter(refused) {
                let mut frame = Corrections::default();
                let target = if name == "default-src" { "frame-src" } else { name };
                frame.add(target, sources, place.origin());
                verdict.frame = frame.0.pop();
            }
        }
        if let Some(words) = self.get("sandbox") {
            let lacks = |word: &&'static str| !has(words, word);
            verdict.sandboxed =
                ["allow-scripts", "allow-same-origin"].into_iter().filter(lacks).collect();
        }
        verdict
    }

    fn get(&self, name: &str) -> Option<&[String]> {
        self.directives.iter().find(|(known, _)| known == name).map(|(_, words)| &**words)
    }

    fn governing(&self, chain: Chain) -> Option<(&'static str, &[String])> {
        chain.iter().find_map(|name| Some((*name, self.get(name)?)))
    }

    /// Whether the loader, and the guest that it imports, are let in.
    fn script_is_missing(&self, sources: &[String], needs: &Needs<'_>) -> Missing {
        let is_strict = has(sources, "'strict-dynamic'");
        let nonce = needs.nonce.filter(|nonce| !nonce.is_empty());
        // What a script with a nonce imports has that nonce.
        if nonce.is_some_and(|nonce| sources.iter().any(|one| *one == format!("'nonce-{nonce}'"))) {
            return Missing::Nothing;
        }
        let hashes = needs.integrity.unwrap_or_default().split_ascii_whitespace();
        let hashes: Vec<_> = hashes.map(|hash| format!("'{hash}'")).collect();
        let is_hashed = !hashes.is_empty() && hashes.iter().all(|hash| sources.contains(hash));
        let guest = needs.script.beside("guest.js");
        let guest = Place::read(&guest);
        let allows = |place: &Place<'_>| allows_place(sources, place, &needs.page);
        match is_strict {
            true if is_hashed => Missing::Nothing,
            true => Missing::Nonce,
            false if (is_hashed || allows(&needs.script)) && guest.as_ref().is_some_and(allows) => {
                Missing::Nothing
            }
            false => Missing::Host,
        }
    }
}

enum Missing {
    Nothing,
    Nonce,
    Host,
}

/// Corrections so far; what is missing of one directive stands in one line.
#[derive(Default)]
struct Corrections(Vec<Correction>);

impl Corrections {
    fn add(&mut self, directive: &str, sources: &[String], missing: String) {
        let known = self.0.iter().position(|one| one.directive == directive);
        let at = known.unwrap_or_else(|| {
            let kept = sources.iter().filter(|one| !one.eq_ignore_ascii_case("'none'"));
            let line = kept.fold(directive.to_owned(), |line, one| line + " " + one);
            let directive = directive.to_owned();
            self.0.push(Correction { directive, missing: Vec::new(), line });
            self.0.len() - 1
        });
        let correction = &mut self.0[at];
        if !correction.missing.contains(&missing) {
            correction.line = format!("{} {missing}", correction.line);
            correction.missing.push(missing);
        }
    }
}

/// Whether a keyword is there; "an ASCII case-insensitive match".
fn has(sources: &[String], word: &str) -> bool {
    sources.iter().any(|one| one.eq_ignore_ascii_case(word))
}

/// "Does url match source list in origin": any of them.
fn allows_place(sources: &[String], place: &Place<'_>, page: &Place<'_>) -> bool {
    sources.iter().any(|source| matches(source, place, page))
}

fn matches(source: &str, place: &Place<'_>, page: &Place<'_>) -> bool {
    if source == "*" {
        return matches!(place.scheme, "https" | "http") || place.scheme == page.scheme;
    }
    if source.starts_with('\'') {
        return source.eq_ignore_ascii_case("'self'") && is_own(place, page);
    }
    let scheme_of = |word: &str| word.to_ascii_lowercase();
    if let Some(scheme) = source.strip_suffix(':').filter(|scheme| !scheme.contains('/')) {
        return scheme_matches(&scheme_of(scheme), place.scheme);
    }
    let (scheme, rest) = match source.split_once("://") {
        Some((scheme, rest)) => (scheme_of(scheme), rest),
        None => (page.scheme.to_owned(), source),
    };
    if !scheme_matches(&scheme, place.scheme) {
        return false;
    }
    let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, Some(port)),
        _ => (authority, None),
    };
    let port_matches = match port {
        None => usual_port(place.scheme) == Some(place.port),
        Some("*") => true,
        // "If A is 80 and B is 443": the page has been moved to TLS.
        Some("80") if place.scheme == "https" => matches!(place.port, 80 | 443),
        Some(port) => port.parse() == Ok(place.port),
    };
    host_matches(&host.to_ascii_lowercase(), place.host)
        && port_matches
        && path_matches(path, place)
}

/// `'self'`: the page's origin, or the same host with TLS.
fn is_own(place: &Place<'_>, page: &Place<'_>) -> bool {
    let is_usual = |one: &Place<'_>| usual_port(one.scheme) == Some(one.port);
    place.host == page.host
        && scheme_matches(page.scheme, place.scheme)
        && (place.port == page.port || (is_usual(place) && is_usual(page)))
}

/// "A is http and B is https" counts as well.
fn scheme_matches(wanted: &str, scheme: &str) -> bool {
    wanted == scheme || (wanted == "http" && scheme == "https")
}

fn host_matches(wanted: &str, host: &str) -> bool {
    match wanted.strip_prefix('*') {
        Some("") => true,
        Some(end) => end.starts_with('.') && host.ends_with(end) && host.len() > end.len(),
        None => wanted == host,
    }
}

/// A path that ends with a slash means all below it.
fn path_matches(wanted: &str, place: &Place<'_>) -> bool {
    match wanted {
        "" => true,
        folder if folder.ends_with('/') => place.path.starts_with(folder),
        file => place.path == file,
    }
}

#[cfg(test)]
mod tests;
