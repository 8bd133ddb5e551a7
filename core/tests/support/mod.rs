//! What the tests of this folder share: where the corpora lie, every way to cut an input, the
//! places where it can stand, and a link resolver for native code.
//!
//! Owns no assertion about the core.
#![allow(dead_code, unreachable_pub, missing_docs, reason = "each test binary uses a part of it")]

pub mod corpora;
pub mod cuts;
pub mod growing;
pub mod places;
pub mod tree;

use ask_docs_core::markdown::links::{Address, Resolver};
use url::Url;

/// The `url` crate, with or without a base.
pub struct Native {
    base: Option<Url>,
}

impl Native {
    /// Relative destinations lead into the documentation.
    pub fn with_base() -> Self {
        Self { base: Url::parse("https://docs.example.com/guide/start").ok() }
    }

    /// Relative destinations lead nowhere.
    pub fn without_base() -> Self {
        Self { base: None }
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
