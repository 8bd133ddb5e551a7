//! What is kept of a page: its title, its path, and the anchors of its sections.
//!
//! Owns the way from a section's id to an anchor. Refuses to guess: a section that no block of the
//! page is known by has no anchor, and its source leads to the top of the page.

use ask_docs_core::citation::MAX_TITLE_CHARACTERS;
use ask_docs_core::label::label;

use super::wire;

/// The most anchors of a page that are kept.
const MAX_ANCHORS: usize = 300;
/// The longest anchor, and the longest name of one, in bytes.
const MAX_ANCHOR_BYTES: usize = 200;

/// A page, without its text.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Page {
    /// As a label; none if nothing of it can be seen.
    pub title: Option<String>,
    /// Below the address of its space.
    pub path: Option<String>,
    /// In the order of the page.
    anchors: Vec<Anchor>,
}

#[derive(Debug, PartialEq, Eq)]
struct Anchor {
    /// "Unique ID to be used in an URL for the block."
    id: Box<str>,
    /// What else the block is known by: its key, and the id that its author gave it.
    names: Vec<Box<str>>,
}

impl Page {
    /// Reads `RevisionPage` of the API. A document that cannot be read has no anchors.
    ///
    /// # Errors
    /// It is something else, in serde's words.
    pub(super) fn read(json: &[u8]) -> Result<Self, serde_json::Error> {
        let wire::Page { title, path } = serde_json::from_slice(json)?;
        let title = title.map(|title| label(&title, MAX_TITLE_CHARACTERS));
        let mut page =
            Self { title: title.filter(|title| !title.is_empty()), path, anchors: Vec::new() };
        let document = serde_json::from_slice::<wire::PageWithDocument>(json);
        if let Some(document) = document.ok().and_then(|page| page.document) {
            page.add_anchors(document);
        }
        page.anchors.shrink_to_fit();
        Ok(page)
    }

    /// The anchor of that of `sections` which comes first in the page: who reads on from there
    /// comes by the others.
    pub(super) fn anchor(&self, sections: &[String]) -> Option<&str> {
        let is_one = |anchor: &&Anchor| sections.iter().any(|section| anchor.is_known_by(section));
        self.anchors.iter().find(is_one).map(|anchor| anchor.id.as_ref())
    }

    fn add_anchors(&mut self, node: wire::DocumentNode) {
        let text = |text: Option<wire::Text>| {
            let text = text.and_then(|text| text.0).unwrap_or_default();
            (1..=MAX_ANCHOR_BYTES).contains(&text.len()).then(|| text.into_boxed_str())
        };
        let id = |named: Option<wire::Named>| text(named.and_then(|named| named.id));
        if let Some(anchor) = id(node.meta)
            && self.anchors.len() < MAX_ANCHORS
        {
            let names = [text(node.key), id(node.data)].into_iter().flatten();
            let names = names.filter(|name| *name != anchor).collect();
            self.anchors.push(Anchor { id: anchor, names });
        }
        for node in node.nodes.into_iter().chain(node.fragments) {
            self.add_anchors(node);
        }
    }
}

impl Anchor {
    fn is_known_by(&self, section: &str) -> bool {
        *self.id == *section || self.names.iter().any(|name| **name == *section)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn read(page: &Value) -> Page {
        Page::read(page.to_string().as_bytes()).expect("a page")
    }

    fn heading(key: &str, meta: Value, data: Value) -> Value {
        json!({"object": "block", "type": "heading-1", "key": key, "meta": meta, "data": data,
               "nodes": [{"object": "text", "key": "t", "leaves": [{"object": "leaf", "text": "T"}]}]})
    }

    fn document(nodes: Value) -> Value {
        json!({"id": "p", "type": "document", "title": "Log in", "path": "guides/login",
               "document": {"object": "document", "data": {"schemaVersion": 2}, "nodes": nodes}})
    }

    fn anchor<'a>(page: &'a Page, sections: &[&str]) -> Option<&'a str> {
        let sections: Vec<_> = sections.iter().map(|section| (*section).to_owned()).collect();
        page.anchor(&sections)
    }

    #[test]
    fn a_section_is_found_by_anything_that_its_block_is_known_by() {
        let page = read(&document(json!([
            {"object": "block", "type": "paragraph", "key": "k0", "data": {}},
            heading("k1", json!({"id": "first"}), json!({"id": "own-id"})),
            {"object": "block", "type": "tabs", "data": {}, "nodes": [
                {"object": "block", "type": "expandable", "key": "k2", "meta": {"id": "within"},
                 "data": {}, "fragments": [heading("k3", json!({"id": "deep"}), json!({}))]},
            ]},
            heading("k4", json!(null), json!({"id": "not-published"})),
        ])));
        assert_eq!(
            (page.title.as_deref(), page.path.as_deref()),
            (Some("Log in"), Some("guides/login"))
        );
        for (section, expected) in [
            ("first", Some("first")),
            ("k1", Some("first")),
            ("own-id", Some("first")),
            ("k2", Some("within")),
            ("k3", Some("deep")),
            ("k0", None),
            ("k4", None),
            ("not-published", None),
            ("", None),
            ("other", None),
        ] {
            assert_eq!(anchor(&page, &[section]), expected, "{section}");
        }
        // The first in the page, not in the list.
        assert_eq!(anchor(&page, &["other", "k3", "k1"]), Some("first"));
        assert_eq!(anchor(&page, &[]), None);
    }

    #[test]
    fn a_title_is_a_label_of_a_sane_length() {
        let long = json!({"title": format!("\u{202e}{}", "x".repeat(999)), "path": null});
        let title = read(&long).title.expect("a title");
        assert_eq!(
            (title.chars().count(), title.starts_with('x')),
            (MAX_TITLE_CHARACTERS + 1, true)
        );
        assert_eq!(read(&json!({"title": " \n"})), Page::default());
    }

    #[test]
    fn a_strange_document_costs_only_its_anchors() {
        let deep = format!("{}{}", "{\"nodes\":[".repeat(50_000), "]}".repeat(50_000));
        let bottomless = format!("{{\"title\":\"Log in\",\"document\":{deep}}}");
        let page = Page::read(bottomless.as_bytes()).expect("a page");
        assert_eq!((page.title.as_deref(), page.anchors.len()), (Some("Log in"), 0));
        for nodes in [json!("x"), json!([1]), json!([{"data": 1}]), json!({})] {
            let page = read(&document(nodes));
            assert_eq!((page.title.as_deref(), page.anchors.len()), (Some("Log in"), 0));
        }
        let odd = read(&document(json!([heading("k", json!({"id": 7}), json!({})),
            {"key": [1, {}], "meta": {"id": "x"}}, {"meta": {"id": "y".repeat(201)}}])));
        assert_eq!(odd.anchors.len(), 1);
        let many = vec![heading("k", json!({"id": "x"}), json!({})); 999];
        assert_eq!(read(&document(json!(many))).anchors.len(), MAX_ANCHORS);
    }

    #[test]
    fn what_is_no_page_is_refused() {
        for text in ["", "[]x", "{\"title\":1}", "null"] {
            assert!(Page::read(text.as_bytes()).is_err(), "{text}");
        }
    }
}
