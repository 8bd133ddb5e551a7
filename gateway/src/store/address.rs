//! Where the store is.
//!
//! Owns the password on its way from the settings to the connection. Refuses to show it.

use std::fmt;
use std::time::Duration;

use redis::{ConnectionInfo, IntoConnectionInfo as _, RedisResult};
use url::Url;

/// The store of a gateway.
#[derive(Clone, Debug)]
pub struct StoreSettings {
    /// Where it is.
    pub address: StoreAddress,
    /// How long a call may take.
    pub deadline: Duration,
}

impl StoreSettings {
    /// A quarter of a second: beyond it readers would notice.
    pub const DEADLINE: Duration = Duration::from_millis(250);
}

/// An address of Redis, as in `redis://user:password@host:6379/0`. Its text forms leave user and
/// password out.
#[derive(Clone, PartialEq, Eq)]
pub struct StoreAddress(Url);

impl StoreAddress {
    /// The address that `text` is, of `redis:` or, over TLS, of `rediss:`.
    pub fn parse(text: &str) -> Option<Self> {
        let url = Url::parse(text).ok()?;
        let is_redis = matches!(url.scheme(), "redis" | "rediss");
        let host = url.host_str().is_some_and(|host| !host.is_empty());
        let number = url.path().trim_start_matches('/');
        let is_database = number.is_empty() || number.parse::<u16>().is_ok();
        // A fragment could turn the check of the certificate off.
        let is_plain = url.query().is_none() && url.fragment().is_none();
        (is_redis && host && is_database && is_plain).then_some(Self(url))
    }

    /// Whether a password stands in it.
    pub fn has_password(&self) -> bool {
        self.0.password().is_some()
    }

    /// The same with `password`.
    #[must_use]
    pub fn with_password(mut self, password: &str) -> Self {
        // Only an address without a host can have none.
        let _ = self.0.set_password(Some(password));
        self
    }

    pub(super) fn connection_info(&self) -> RedisResult<ConnectionInfo> {
        self.0.clone().into_connection_info()
    }
}

impl fmt::Display for StoreAddress {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (scheme, host) = (self.0.scheme(), self.0.host_str().unwrap_or_default());
        write!(out, "{scheme}://{host}:{}", self.0.port().unwrap_or(6379))?;
        let database = self.0.path().trim_start_matches('/');
        if database.is_empty() { Ok(()) } else { write!(out, "/{database}") }
    }
}

impl fmt::Debug for StoreAddress {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "StoreAddress({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_used_and_never_shown() {
        for (text, shown) in [
            ("redis://user:canary@store.example/2", "redis://store.example:6379/2"),
            ("rediss://:canary@[::1]:7000", "rediss://[::1]:7000"),
        ] {
            let address = StoreAddress::parse(text).expect(text);
            assert_eq!(address.to_string(), shown);
            assert_eq!(format!("{address:?}"), format!("StoreAddress({shown})"));
            let info = address.connection_info().expect("an address");
            assert_eq!(info.redis_settings().password(), Some("canary"));
        }
        let address = StoreAddress::parse("redis://store.example").expect("an address");
        assert!(!address.has_password());
        let address = address.with_password("a canary:@/%#");
        let info = address.connection_info().expect("an address");
        assert_eq!(info.redis_settings().password(), Some("a canary:@/%#"));
        assert_eq!(address.to_string(), "redis://store.example:6379");
    }

    #[test]
    fn what_is_no_address_of_redis_is_none() {
        for text in [
            "",
            "localhost:6379",
            "http://localhost",
            "redis:",
            "redis://",
            "redis:///0",
            "redis://localhost/one",
            "redis://localhost/0/1",
            "rediss://localhost/#insecure",
            "redis://localhost?protocol=resp3",
        ] {
            assert!(StoreAddress::parse(text).is_none(), "{text}");
        }
    }
}
