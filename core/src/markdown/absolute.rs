//! Addresses of answers, where no page is around them: absolute ones alone.

use url::Url;

use super::links::{Address, Resolver};

/// Takes absolute addresses; a relative one leads nowhere.
#[derive(Clone, Copy, Debug)]
pub struct Absolute;

impl Resolver for Absolute {
    fn resolve(&self, destination: &str) -> Option<Address> {
        let url = Url::parse(destination).ok()?;
        Some(Address {
            href: url.as_str().to_owned(),
            scheme: url.scheme().to_owned(),
            host: url.host_str().unwrap_or_default().to_owned(),
            has_userinfo: !url.username().is_empty() || url.password().is_some(),
        })
    }
}
