//! Addresses, judged once more by the `url` crate: what a link may never be.

use ask_docs_core::markdown::links::{Href, MAX_HREF_CHARACTERS};
use url::Url;

/// Checks an address that a view would put into a page.
pub fn check(href: &Href) {
    let url = Url::parse(href.as_str()).expect("an address is absolute");
    assert!(matches!(url.scheme(), "http" | "https" | "mailto"), "{url}");
    assert!(url.username().is_empty() && url.password().is_none(), "{url}");
    assert!(href.as_str().len() <= MAX_HREF_CHARACTERS, "{url}");
    assert_eq!(url.as_str(), href.as_str(), "an address is as it was serialized");
    let host = if href.is_mail() { "" } else { url.host_str().unwrap_or_default() };
    assert_eq!(host, href.host());
}
