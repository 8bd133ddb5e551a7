//! The results of the API's search, as `searchSiteContent` of GitBook's OpenAPI description has
//! them.
//!
//! Owns the shapes. Refuses to demand more of them than a place needs.

use serde::Deserialize;

#[derive(Deserialize)]
pub(super) struct Results {
    pub items: Vec<Item>,
}

/// A space with pages, or a record.
#[derive(Deserialize)]
pub(super) struct Item {
    #[serde(rename = "type", default)]
    pub kind: String,
    #[serde(default)]
    pub id: String,
    #[serde(default)]
    pub title: String,
    #[serde(default)]
    pub description: Option<String>,
    #[serde(default)]
    pub url: Option<String>,
    #[serde(default)]
    pub score: f64,
    #[serde(default)]
    pub pages: Vec<Page>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Page {
    pub id: String,
    pub title: String,
    #[serde(default)]
    pub description: Option<String>,
    #[serde(default)]
    pub path: String,
    #[serde(default)]
    pub score: f64,
    /// `page`, or `section` if it is the text that matches.
    #[serde(default)]
    pub result_type: Option<String>,
    #[serde(default)]
    pub sections: Vec<Section>,
    #[serde(default)]
    pub urls: Urls,
}

#[derive(Deserialize)]
pub(super) struct Section {
    #[serde(default)]
    pub body: String,
    #[serde(default)]
    pub score: f64,
}

#[derive(Default, Deserialize)]
pub(super) struct Urls {
    #[serde(default)]
    pub app: Option<String>,
}
