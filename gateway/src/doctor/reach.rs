//! How far the gateway goes to look at a page that somebody names.
//!
//! Owns which addresses of the network are for everyone. Refuses the rest, when a name is resolved
//! and not before, so that no name can lead elsewhere the second time (server-side request
//! forgery).

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

/// Who looks at pages, and so where they may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    /// The command line, for the one who typed the address.
    Everywhere,
    /// The gateway, for anyone: a name has to lead to an address that is for everyone. An address
    /// in the place of a name, and `localhost`, can only be what the settings say word for word.
    Public,
}

/// A name that leads only to addresses that are nobody else's business.
#[derive(Clone, Copy, Debug)]
pub(super) struct Private;

impl fmt::Display for Private {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("the name leads to a private address")
    }
}

impl std::error::Error for Private {}

impl Resolve for Reach {
    fn resolve(&self, name: Name) -> Resolving {
        let reach = *self;
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let allowed = |address: &SocketAddr| match reach {
                Self::Everywhere => true,
                Self::Public if name.as_str() == "localhost" => address.ip().is_loopback(),
                Self::Public => is_public(address.ip()),
            };
            let allowed: Vec<_> = found.filter(allowed).collect();
            match allowed.is_empty() {
                true => Err(Private.into()),
                false => Ok(Box::new(allowed.into_iter()) as Addrs),
            }
        })
    }
}

/// Whether `address` is one of the public network (IANA's registries of special purposes).
fn is_public(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    !(address.is_loopback()
        || address.is_private()
        || address.is_link_local()
        || address.is_documentation()
        || a == 0
        // Shared by carriers; of protocols; 6to4 relays; benchmarks; multicast and reserved.
        || (a == 100 && (64..128).contains(&b))
        || (a == 192 && b == 0 && c == 0)
        || (a == 192 && b == 88 && c == 99)
        || (a == 198 && (18..20).contains(&b))
        || a >= 224)
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let segments = address.segments();
    let [high, low] = [segments[6], segments[7]].map(u16::to_be_bytes);
    let last = Ipv4Addr::new(high[0], high[1], low[0], low[1]);
    match segments {
        // An IPv4 address behind a translator.
        [0x64, 0xff9b, 0, 0, 0, 0, ..] => is_public_v4(last),
        // 6to4 and Teredo carry others; documentation.
        [0x2002 | 0x3fff, ..] | [0x2001, 0..=0x1ff | 0xdb8, ..] => false,
        // Of all the space, only this has been given out.
        [first, ..] => first & 0xe000 == 0x2000,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_that_are_for_everyone_are_told_from_all_others() {
        for public in ["93.184.216.34", "1.1.1.1", "2606:4700::1111", "64:ff9b::1.1.1.1"] {
            assert!(is_public(public.parse().expect(public)), "{public}");
        }
        for private in [
            "127.0.0.1",
            "127.8.8.8",
            "0.0.0.0",
            "10.0.0.1",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "192.0.0.8",
            "192.0.2.1",
            "198.18.0.1",
            "224.0.0.1",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "fe80::1",
            "fc00::1",
            "fd12::1",
            "ff02::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "64:ff9b::10.0.0.1",
            "64:ff9b:1::1",
            "2001::1",
            "2001:db8::1",
            "2002:a00:1::",
            "100::1",
        ] {
            assert!(!is_public(private.parse().expect(private)), "{private}");
        }
    }

    #[tokio::test]
    async fn a_name_is_resolved_only_as_far_as_one_may_go() {
        let resolved = async |reach: Reach, name: &str| {
            let name = name.parse().expect("a name");
            reach.resolve(name).await.map(Iterator::count)
        };
        assert!(resolved(Reach::Public, "localhost").await.expect("configured so") > 0);
        assert!(resolved(Reach::Everywhere, "localhost").await.expect("anything") > 0);
        // The resolver takes addresses as well, which stand for names that lead there.
        for private in ["127.0.0.1", "10.1.2.3", "169.254.169.254"] {
            let error = resolved(Reach::Public, private).await.expect_err(private);
            assert!(error.is::<Private>(), "{error}");
        }
        assert_eq!(resolved(Reach::Public, "1.1.1.1").await.expect("public"), 1);
    }
}
