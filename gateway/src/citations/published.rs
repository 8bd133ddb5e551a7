//! Where the spaces of a site are published.
//!
//! Owns the way from the site's structure to addresses, and which addresses are taken: `http` and
//! `https`, with the host that is published. Refuses what is not live: drafts and deleted spaces.

use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasher as _, BuildHasherDefault, DefaultHasher};

use url::Url;

use super::wire;
use crate::answers::Revision;

/// The longest path of a page, in bytes; longer ones are not linked.
const MAX_PATH_BYTES: usize = 1_000;

/// The spaces of a site that are live.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Published {
    /// A site that is not published has spaces without address.
    spaces: HashMap<String, Option<Url>>,
    /// The revision of each space; none where one is not told.
    revisions: BTreeMap<String, Option<String>>,
}

/// Where a page is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// There.
    At(Url),
    /// Its space has no address, or it has none in its space.
    Nowhere,
    /// Its space is not on this site.
    Elsewhere,
}

impl Published {
    /// Reads `SiteStructure` of the API.
    ///
    /// # Errors
    /// It is something else, in serde's words.
    pub(super) fn read(json: &[u8]) -> Result<Self, serde_json::Error> {
        let structure: wire::Structure = serde_json::from_slice(json)?;
        let mut published = Self::default();
        published.add(structure.structure);
        Ok(published)
    }

    /// Whether `space` is on the site.
    pub(super) fn has(&self, space: &str) -> bool {
        self.spaces.contains_key(space)
    }

    /// The site's docs as they are shown now; none if it is not told of every space.
    pub(super) fn revision(&self) -> Option<Revision> {
        let is_told = !self.revisions.is_empty() && self.revisions.values().all(Option::is_some);
        // Compared between gateways of one build, for which this hash is the same.
        let hasher = BuildHasherDefault::<DefaultHasher>::default();
        is_told.then(|| Revision(hasher.hash_one(&self.revisions)))
    }

    /// Where the page with `path` in `space` is.
    pub(super) fn place(&self, space: &str, path: Option<&str>) -> Place {
        let Some(base) = self.spaces.get(space) else { return Place::Elsewhere };
        let path = path.filter(|path| path.len() <= MAX_PATH_BYTES);
        let (Some(base), Some(path)) = (base, path) else { return Place::Nowhere };
        let mut url = base.clone();
        match url.path_segments_mut() {
            // Each segment is escaped, and dots lead nowhere: the address stays below the space's.
            Ok(mut segments) => {
                segments.pop_if_empty().extend(path.split('/').filter(|part| !part.is_empty()));
            }
            Err(()) => return Place::Nowhere,
        }
        Place::At(url)
    }

    fn add(&mut self, nodes: Vec<wire::Node>) {
        for node in nodes.into_iter().filter(|node| !node.draft) {
            if let Some(space) = node.space.filter(|space| space.deleted_at.is_none()) {
                let url = node.urls.and_then(|urls| urls.published);
                let url = url.and_then(|url| checked(&url));
                // A space may be on a site twice; the first address is as good as the others.
                self.revisions.insert(space.id.clone(), space.revision);
                let known = self.spaces.entry(space.id).or_default();
                *known = known.take().or(url);
            }
            self.add(node.site_spaces);
            self.add(node.children);
        }
    }
}

/// `text` as an address that may be linked.
fn checked(text: &str) -> Option<Url> {
    let mut url = Url::parse(text).ok()?;
    let is_plain = matches!(url.scheme(), "http" | "https")
        && url.has_host()
        && url.username().is_empty()
        && url.password().is_none();
    url.set_fragment(None);
    is_plain.then_some(url)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn site_space(space: &str, url: &str) -> Value {
        json!({"object": "site-space", "id": "ss", "title": "T", "path": "p", "draft": false,
               "space": {"object": "space", "id": space, "title": "S", "urls": {"app": "x"}},
               "urls": {"published": url}})
    }

    fn section(site_spaces: Value) -> Value {
        json!({"object": "site-section", "id": "se", "title": "T", "path": "p", "draft": false,
               "siteSpaces": site_spaces, "urls": {"published": "https://docs.example/s/"}})
    }

    fn group(children: Value) -> Value {
        json!({"object": "site-section-group", "id": "g", "title": "T", "draft": false,
               "sections": ["se"], "children": children})
    }

    fn read(structure: &Value) -> Published {
        Published::read(structure.to_string().as_bytes()).expect("a structure")
    }

    fn address(published: &Published, space: &str, path: &str) -> String {
        match published.place(space, Some(path)) {
            Place::At(url) => url.to_string(),
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn spaces_are_found_in_a_list_and_in_sections_within_groups_within_groups() {
        let plain = json!({"type": "siteSpaces", "structure": [
            site_space("a", "https://docs.example/"), site_space("b", "https://docs.example/b"),
        ]});
        let published = read(&plain);
        assert_eq!(address(&published, "a", "x/y"), "https://docs.example/x/y");
        assert_eq!(address(&published, "b", "/x/"), "https://docs.example/b/x");
        assert_eq!(address(&published, "b", ""), "https://docs.example/b");
        let link = json!({"object": "site-external-link", "id": "l", "title": {"en": "T"},
                          "url": "https://other.example", "draft": false});
        let nested = json!({"type": "sections", "structure": [
            link, section(json!([site_space("a", "https://docs.example/a")])),
            group(json!([link, group(json!([
                section(json!([site_space("b", "http://b.example:8080/b/")])),
            ]))])),
        ]});
        let published = read(&nested);
        assert_eq!(address(&published, "a", "x"), "https://docs.example/a/x");
        assert_eq!(address(&published, "b", "x"), "http://b.example:8080/b/x");
        assert_eq!(address(&published, "c", "x"), "Elsewhere");
    }

    #[test]
    fn what_is_not_live_is_not_on_the_site() {
        let mut drafts =
            [site_space("a", "https://a.example"), site_space("b", "https://b.example")];
        drafts[0]["draft"] = json!(true);
        drafts[1]["space"]["deletedAt"] = json!("2026-01-01T00:00:00Z");
        let mut hidden = section(json!([site_space("c", "https://c.example")]));
        hidden["draft"] = json!(true);
        let published =
            read(&json!({"type": "sections", "structure": [section(json!(drafts)), hidden]}));
        assert_eq!(published, Published::default());
    }

    #[test]
    fn an_address_is_the_published_one_and_never_leaves_its_space() {
        for url in [
            "javascript:alert(1)",
            "data:,x",
            "//a.example",
            "",
            "https://u:p@a.example",
            "file:///a",
        ] {
            let published = read(&json!({"structure": [site_space("a", url)]}));
            assert_eq!(address(&published, "a", "x"), "Nowhere", "{url}");
        }
        let published = read(&json!({"structure": [
            site_space("a", "javascript:x"), site_space("a", "https://docs.example/a#top"),
        ]}));
        for (path, expected) in [
            ("../../b", "https://docs.example/a/b"),
            ("./%2e%2e/b", "https://docs.example/a/%252e%252e/b"),
            ("//evil.example/b", "https://docs.example/a/evil.example/b"),
            ("b?c#d", "https://docs.example/a/b%3Fc%23d"),
            ("ein Größe", "https://docs.example/a/ein%20Gr%C3%B6%C3%9Fe"),
        ] {
            assert_eq!(address(&published, "a", path), expected);
        }
        assert_eq!(address(&published, "a", &"x".repeat(1_001)), "Nowhere");
        assert_eq!(published.place("a", None), Place::Nowhere);
    }

    #[test]
    fn what_is_no_structure_is_refused() {
        for text in ["", "{}", "[1]", "{\"structure\":1}", "{\"structure\":[1]}"] {
            assert!(Published::read(text.as_bytes()).is_err(), "{text}");
        }
        let bottomless = format!("{{\"structure\":[{}", "{\"children\":[".repeat(100_000));
        assert!(Published::read(bottomless.as_bytes()).is_err());
    }
}
