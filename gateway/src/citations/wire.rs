//! The shapes of the API that sources are found in and looked up with.
//!
//! Owns their names, by GitBook's OpenAPI description (`@gitbook/api` 0.202.0): `SearchAIAnswer`,
//! `SiteStructure`, `RevisionPage`, `JSONDocument`. Refuses to judge; what is not read here is
//! skipped.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, Visitor};
use serde_json::value::RawValue;

/// An event of an answer, as far as its sources.
#[derive(Deserialize)]
pub(super) struct Event<'a> {
    #[serde(rename = "type")]
    pub kind: String,
    #[serde(borrow)]
    pub answer: Snapshot<'a>,
}

/// The whole answer so far.
#[derive(Deserialize)]
pub(super) struct Snapshot<'a> {
    /// Each as it is written.
    #[serde(borrow)]
    pub sources: Vec<&'a RawValue>,
}

/// A source of type `page`; those of other types may lack everything but the type.
#[derive(Deserialize)]
pub(super) struct Source {
    #[serde(rename = "type")]
    pub kind: String,
    pub page: String,
    pub revision: String,
    pub space: String,
    #[serde(default)]
    pub sections: Vec<String>,
    #[serde(default)]
    pub title: Present,
    #[serde(default)]
    pub url: Present,
    #[serde(default)]
    pub unavailable: Present,
}

/// Whether a field is there, whatever it holds.
#[derive(Default)]
pub(super) struct Present(pub bool);

impl<'de> Deserialize<'de> for Present {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        IgnoredAny::deserialize(deserializer).map(|_| Self(true))
    }
}

/// How a site is built.
#[derive(Deserialize)]
pub(super) struct Structure {
    pub structure: Vec<Node>,
}

/// A site space, a section that has some, or a group of sections, of groups and of links.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Node {
    /// "Whether the site space is draft and not live."
    #[serde(default)]
    pub draft: bool,
    /// Of a site space.
    pub space: Option<Space>,
    /// Of a site space, and of a section.
    pub urls: Option<Urls>,
    /// Of a section.
    #[serde(default)]
    pub site_spaces: Vec<Node>,
    /// Of a group.
    #[serde(default)]
    pub children: Vec<Node>,
}

/// The space behind a site space.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Space {
    pub id: String,
    /// The one that is shown now.
    pub revision: Option<String>,
    /// There once it has been deleted.
    pub deleted_at: Option<IgnoredAny>,
}

/// Where something is.
#[derive(Deserialize)]
pub(super) struct Urls {
    /// "Only defined when site is published."
    pub published: Option<String>,
}

/// A page: one with a document, a group, a link, or one that is computed.
#[derive(Deserialize)]
pub(super) struct Page {
    pub title: Option<String>,
    /// Below the address of its space; links have none.
    pub path: Option<String>,
}

/// A page, as far as its document.
#[derive(Deserialize)]
pub(super) struct PageWithDocument {
    pub document: Option<DocumentNode>,
}

/// A document, or anything in it.
#[derive(Deserialize)]
pub(super) struct DocumentNode {
    pub key: Option<Text>,
    pub data: Option<Named>,
    pub meta: Option<Named>,
    #[serde(default)]
    pub nodes: Vec<DocumentNode>,
    #[serde(default)]
    pub fragments: Vec<DocumentNode>,
}

/// What may have an id; in `meta` it is the "unique ID to be used in an URL for the block".
#[derive(Deserialize)]
pub(super) struct Named {
    pub id: Option<Text>,
}

/// Text, or something else that stands where text is looked for.
pub(super) struct Text(pub Option<String>);

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TextVisitor).map(Self)
    }
}

struct TextVisitor;

impl<'de> Visitor<'de> for TextVisitor {
    type Value = Option<String>;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("anything")
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Some(text.to_owned()))
    }

    fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_seq<A: serde::de::SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(None)
    }

    fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(None)
    }
}
