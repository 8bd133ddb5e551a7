//! Addresses by the `url` crate: the resolver of native code, and what a link may never be.

use ask_docs_core::markdown::links::{Address, Href, MAX_HREF_CHARACTERS, Resolver};
use url::Url;

/// Resolves against the address of a page of documentation.
#[derive(Debug)]
pub struct Native {
    base: Option<Url>,
}

impl Default for Native {
    fn default() -> Self {
        Self { base: Url::parse("https://docs.example.com/guide/start").ok() }
    }
}

impl Resolver for Native {
    fn resolve(&self, destination: &str) -> Option<Address> {
        let url = Url::options().base_url(self.base.as_ref()).parse(destination).ok()?;
        Some(Address {
            href: url.as_str().to_owned(),
            scheme: url.scheme().to_owned(),
            host: url.host_str().unwrap_or_default().to_owned(),
            has_userinfo: !url.username().is_empty() || url.password().is_some(),
        })
    }
}

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
