//! What an answer stands on, as a reader is shown it: each place once, titled, with a checked link.
//!
//! Owns the way from the API's sources, which are untrusted and may name a page many times, to
//! what a list or a footnote shows. Refuses to draw.

use crate::answer::Source;
use crate::label::label;
use crate::markdown::links::{Href, Resolver};

/// The most citations of one answer; sources of further places are left out.
pub const MAX_CITATIONS: usize = 50;
/// The most reasons for one place.
pub const MAX_REASONS: usize = 3;
/// The longest title, in characters.
pub const MAX_TITLE_CHARACTERS: usize = 200;
/// The longest reason, in characters.
pub const MAX_REASON_CHARACTERS: usize = 400;

/// A place that an answer stands on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Citation {
    /// What it is called: a label, empty where no source has a title.
    pub title: String,
    /// Where it is, if that is an address that may be followed.
    pub href: Option<Href>,
    /// How it was used: labels, each another one.
    pub reasons: Vec<String>,
    /// Whether it is gone; it has no address then.
    pub is_gone: bool,
}

/// The places that `sources` name, in the order in which they are named first.
///
/// The same place is the same checked address; sections of a page differ in what follows the `#`,
/// and are places of their own. Where there is no address it is the same page or record, and where
/// there is neither, the same title.
pub fn citations(sources: &[Source], resolver: &dyn Resolver) -> Vec<Citation> {
    let mut places: Vec<(Place, Citation)> = Vec::new();
    for source in sources {
        let url = source.url.as_deref().filter(|_| !source.is_gone);
        let href = url.and_then(|url| Href::checked(url, resolver));
        let title = source.title.as_deref().map(|title| label(title, MAX_TITLE_CHARACTERS));
        let title = title.filter(|title| !title.is_empty());
        let place = match (&href, &source.id, &title) {
            (Some(href), ..) => Place::Address(href.as_str().to_owned()),
            (None, Some(id), _) => Place::Id(id.clone()),
            (None, None, title) => Place::Title(title.clone()),
        };
        let index = match places.iter().position(|(known, _)| *known == place) {
            Some(index) => index,
            None if places.len() == MAX_CITATIONS => continue,
            None => {
                let is_gone = source.is_gone;
                let (title, reasons) = (String::new(), Vec::new());
                places.push((place, Citation { title, href, reasons, is_gone }));
                places.len() - 1
            }
        };
        let citation = &mut places[index].1;
        if citation.title.is_empty() {
            citation.title = title.unwrap_or_default();
        }
        citation.add_reason(source.reason.as_deref().unwrap_or_default());
    }
    places.into_iter().map(|(_, citation)| citation).collect()
}

/// What makes two sources one.
#[derive(PartialEq)]
enum Place {
    Address(String),
    Id(String),
    Title(Option<String>),
}

impl Citation {
    /// Where it is, as a reader would say the address: the path of a page of `home`, the host (and
    /// port) that the reader is on, and host and path of any other. `None` without an address.
    pub fn place(&self, home: Option<&str>) -> Option<String> {
        let href = self.href.as_ref()?;
        let address = href.as_str().split(['?', '#']).next().unwrap_or_default();
        let shown = match address.split_once("://") {
            // Mail: who it goes to.
            None => address.split_once(':').map_or(address, |(_, rest)| rest).to_owned(),
            Some((_, rest)) => {
                let rest = rest.trim_end_matches('/');
                match rest.split_once('/') {
                    Some((host, path)) if home == Some(host) => format!("/{}", decoded(path)),
                    // The host stays as it is: in letters that cannot be mistaken.
                    Some((host, path)) => format!("{host}/{}", decoded(path)),
                    None => rest.to_owned(),
                }
            }
        };
        Some(label(&shown, usize::MAX))
    }

    fn add_reason(&mut self, reason: &str) {
        let reason = label(reason, MAX_REASON_CHARACTERS);
        let is_new = !reason.is_empty() && !self.reasons.contains(&reason);
        if is_new && self.reasons.len() < MAX_REASONS {
            self.reasons.push(reason);
        }
    }
}

/// A path with its letters beyond ASCII as letters; what is escaped for a purpose (`%2F`, `%20`)
/// stays escaped.
fn decoded(path: &str) -> String {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let [first, after @ ..] = rest {
        match (first, escaped(after)) {
            (b'%', Some(byte)) if !byte.is_ascii() => {
                bytes.push(byte);
                rest = &after[2..];
            }
            _ => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| path.to_owned())
}

/// The byte whose two digits `digits` begins with.
fn escaped(digits: &[u8]) -> Option<u8> {
    let digit = |index: usize| char::from(*digits.get(index)?).to_digit(16);
    u8::try_from(digit(0)? * 16 + digit(1)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::markdown::links::tests::Native;

    const BASE: Native = Native("https://docs.example/start/");

    fn source(title: &str, url: &str, reason: &str) -> Source {
        let filled = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        Source {
            title: filled(title),
            url: filled(url),
            reason: filled(reason),
            id: None,
            is_gone: false,
        }
    }

    fn titles(citations: &[Citation]) -> Vec<&str> {
        citations.iter().map(|citation| citation.title.as_str()).collect()
    }

    fn place(url: &str, home: Option<&str>) -> Option<String> {
        citations(&[source("", url, "")], &BASE)[0].place(home)
    }

    #[test]
    fn a_place_is_listed_once_with_the_reasons_of_all_its_sources() {
        let found = citations(
            &[
                source("", "https://docs.example/login", "Names the button."),
                source("Groups", "/groups", ""),
                source("Log in", "../login", " Names the\nbutton. "),
                source("Sign in", "HTTPS://DOCS.EXAMPLE:443/login", "Shows the form."),
            ],
            &BASE,
        );
        // The first title that there is.
        assert_eq!(titles(&found), ["Log in", "Groups"]);
        assert_eq!(found[0].reasons, ["Names the button.", "Shows the form."]);
        assert!(found[1].reasons.is_empty());
    }

    #[test]
    fn sections_of_a_page_are_places_of_their_own() {
        let found = citations(&[source("A", "/x#a", ""), source("B", "/x#b", "")], &BASE);
        assert_eq!(titles(&found), ["A", "B"]);
    }

    #[test]
    fn without_an_address_the_page_or_the_title_tells_sources_apart() {
        let with_id = |id: &str| Source { id: Some(id.to_owned()), ..source("", "", "") };
        let found = citations(
            &[
                with_id("p1"),
                with_id("p2"),
                with_id("p1"),
                source("T", "", ""),
                source("T", "", ""),
            ],
            &BASE,
        );
        assert_eq!(titles(&found), ["", "", "T"]);
        assert!(found.iter().all(|citation| citation.place(None).is_none()));
    }

    #[test]
    fn a_place_that_is_gone_says_so_and_has_no_address() {
        let gone = Source { is_gone: true, ..source("Old page", "/old", "") };
        let [found] = &citations(&[gone], &BASE)[..] else { panic!("one place") };
        assert_eq!((found.title.as_str(), &found.href), ("Old page", &None));
        assert!(found.is_gone && !citations(&[source("Page", "", "")], &BASE)[0].is_gone);
    }

    #[test]
    fn an_address_that_must_not_be_followed_leaves_its_title() {
        for url in ["javascript:alert(1)", "https://a@b.example", "data:text/html,x", "//"] {
            let found = citations(&[source("Title", url, "")], &BASE);
            assert_eq!((titles(&found), &found[0].href), (vec!["Title"], &None), "{url}");
        }
    }

    #[test]
    fn hostile_words_are_cut_and_cannot_turn_what_stands_beside_them() {
        let reasons = (0..9).map(|index| source("", "/a", &format!("{index}\u{202e}")));
        let mut sources: Vec<_> = reasons.collect();
        sources.push(source(&format!("\u{2067}x{}", "y".repeat(9999)), "/a", ""));
        sources.extend((0..999).map(|index| source("", &format!("/{index}"), "")));
        let found = citations(&sources, &BASE);
        assert_eq!(found.len(), MAX_CITATIONS);
        assert_eq!(found[0].reasons, ["0", "1", "2"]);
        assert_eq!(found[0].title.chars().count(), MAX_TITLE_CHARACTERS + 1);
        assert!(found[0].title.starts_with("xy"));
    }

    #[test]
    fn a_page_of_the_readers_own_host_is_shown_by_its_path() {
        let home = Some("docs.example");
        assert_eq!(place("/a/b/?q=1#c", home).as_deref(), Some("/a/b"));
        assert_eq!(place("/", home).as_deref(), Some("docs.example"));
        assert_eq!(place("https://other.example/a", home).as_deref(), Some("other.example/a"));
        assert_eq!(place("/a", None).as_deref(), Some("docs.example/a"));
        assert_eq!(
            place("https://docs.example:8443/a", home).as_deref(),
            Some("docs.example:8443/a")
        );
        assert_eq!(
            place("mailto:help@a.example?subject=x", home).as_deref(),
            Some("help@a.example")
        );
    }

    #[test]
    fn a_path_is_shown_in_its_own_letters_and_a_host_never() {
        let home = Some("docs.example");
        assert_eq!(place("/導入/ガイド", home).as_deref(), Some("/導入/ガイド"));
        assert_eq!(place("/a%2Fb%20c", home).as_deref(), Some("/a%2Fb%20c"));
        assert_eq!(place("/%ff%E5", home).as_deref(), Some("/%ff%E5"));
        assert_eq!(place("/%E2%80%AEx", home).as_deref(), Some("/x"));
        let lookalike = place("https://аpple.com/x", home);
        assert_eq!(lookalike.as_deref(), Some("xn--pple-43d.com/x"));
    }
}
