//! Whose request it is: the address that limits count by.
//!
//! Owns the way from the connection, and from what proxies say, to one client. Refuses to believe
//! a header that did not come through a configured proxy: anyone can write one.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use axum::extract::ConnectInfo;
use axum::http::{Extensions, HeaderMap, HeaderName, header};
use ipnet::IpNet;

/// The other end of the connection that a request came over: whoever accepts connections puts it
/// into the extensions of each request. Without it, all requests are one client's.
#[derive(Clone, Copy, Debug)]
pub struct Peer(pub SocketAddr);

/// The proxies in front of the gateway.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProxySettings {
    /// Their networks. None by default: then the peer is the client, whatever headers say.
    pub trusted: Vec<IpNet>,
    /// Where they write whom they speak for.
    pub header: ProxyHeader,
}

/// The header that proxies write. Only one is read: proxies let the other pass as the client
/// wrote it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ProxyHeader {
    /// `X-Forwarded-For: client, proxy`.
    #[default]
    XForwardedFor,
    /// `Forwarded: for=client, for=proxy`, of RFC 7239.
    Forwarded,
}

/// One client: an IPv4 address, or the network of 64 bits that an IPv6 subscriber has at least.
/// Its text forms leave the last part out, so that a log does not identify a reader.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Client(IpAddr);

impl Client {
    /// The client of a request with these extensions and headers.
    pub(crate) fn of(
        extensions: &Extensions,
        headers: &HeaderMap,
        proxies: &ProxySettings,
    ) -> Self {
        let peer = peer(extensions);
        if !proxies.trusts(peer) {
            return Self::at(peer);
        }
        Self::at(forwarded(headers, proxies).unwrap_or(peer))
    }

    /// Its text form with nothing left out: to count by, and for who has asked for it.
    pub(crate) fn whole(self) -> String {
        self.0.to_string()
    }

    fn at(address: IpAddr) -> Self {
        match address.to_canonical() {
            IpAddr::V6(address) => {
                let network = address.to_bits() >> 64 << 64;
                Self(IpAddr::V6(Ipv6Addr::from_bits(network)))
            }
            address => Self(address),
        }
    }
}

impl ProxySettings {
    /// Whether what a proxy says in the headers of a request may be believed.
    pub(crate) fn speak_in(&self, extensions: &Extensions) -> bool {
        self.trusts(peer(extensions))
    }

    fn trusts(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.trusted.iter().any(|network| network.contains(&address))
    }
}

impl ProxyHeader {
    fn name(self) -> HeaderName {
        match self {
            Self::XForwardedFor => HeaderName::from_static("x-forwarded-for"),
            Self::Forwarded => header::FORWARDED,
        }
    }

    /// The address in one element of the header.
    fn address(self, element: &str) -> Option<IpAddr> {
        match self {
            Self::XForwardedFor => address(element.trim()),
            Self::Forwarded => {
                let mut pairs = element.split(';').filter_map(|pair| pair.split_once('='));
                let (_, node) = pairs.find(|(name, _)| name.trim().eq_ignore_ascii_case("for"))?;
                let node = node.trim();
                let quoted = node.strip_prefix('"').and_then(|node| node.strip_suffix('"'));
                address(quoted.unwrap_or(node))
            }
        }
    }
}

fn peer(extensions: &Extensions) -> IpAddr {
    let connection = || extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0);
    let peer = extensions.get::<Peer>().map(|peer| peer.0).or_else(connection);
    peer.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.ip())
}

/// The last address that a trusted proxy did not write of another: counted from the right, since
/// what stands further left came with the request. None when an element on the way is no address.
fn forwarded(headers: &HeaderMap, proxies: &ProxySettings) -> Option<IpAddr> {
    let mut furthest = None;
    for line in headers.get_all(proxies.header.name()).iter().rev() {
        // A quoted comma would be cut here as well. No proxy writes one into an address, and
        // reading quotes from the left would let the client's part hide the proxy's.
        for element in line.to_str().ok()?.rsplit(',') {
            let address = proxies.header.address(element)?;
            if !proxies.trusts(address) {
                return Some(address);
            }
            furthest = Some(address);
        }
    }
    furthest
}

/// `192.0.2.1`, `192.0.2.1:80`, `2001:db8::1`, `[2001:db8::1]` or `[2001:db8::1]:80`.
fn address(text: &str) -> Option<IpAddr> {
    let bare = text.strip_prefix('[').and_then(|text| text.strip_suffix(']'));
    if let Some(bare) = bare {
        return bare.parse().ok().map(IpAddr::V6);
    }
    let with_port = || text.parse::<SocketAddr>().ok().map(|address| address.ip());
    text.parse().ok().or_else(with_port)
}

impl fmt::Display for Client {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            IpAddr::V4(address) => {
                let [first, second, third, _] = address.octets();
                write!(out, "{first}.{second}.{third}.0/24")
            }
            IpAddr::V6(address) => {
                let [first, second, third, ..] = address.segments();
                write!(out, "{:x}:{:x}:{:x}::/48", first, second, third)
            }
        }
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Client({self})")
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn proxies(header: ProxyHeader) -> ProxySettings {
        let trusted = ["10.0.0.0/8", "2001:db8:1::/48"];
        let trusted = trusted.map(|network| network.parse().expect("a network")).to_vec();
        ProxySettings { trusted, header }
    }

    /// The client of a request from `peer` with these lines of the header.
    fn client(peer: &str, header: ProxyHeader, lines: &[&str]) -> Client {
        let mut extensions = Extensions::new();
        extensions.insert(Peer(SocketAddr::new(peer.parse().expect("an address"), 4711)));
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(header.name(), HeaderValue::from_str(line).expect("a header value"));
        }
        Client::of(&extensions, &headers, &proxies(header))
    }

    fn at(address: &str) -> Client {
        Client::at(address.parse().expect("an address"))
    }

    #[test]
    fn a_stranger_is_itself_whatever_it_claims() {
        for header in [ProxyHeader::XForwardedFor, ProxyHeader::Forwarded] {
            for lines in [&["192.0.2.1"][..], &["for=192.0.2.1"], &["10.0.0.1, 10.0.0.2"], &[]] {
                assert_eq!(client("203.0.113.9", header, lines), at("203.0.113.9"), "{lines:?}");
            }
        }
    }

    #[test]
    fn behind_trusted_proxies_the_first_stranger_from_the_right_is_the_client() {
        for (lines, expected) in [
            (&["192.0.2.1"][..], "192.0.2.1"),
            (&["6.6.6.6, 192.0.2.1"], "192.0.2.1"),
            (&["6.6.6.6, 192.0.2.1, 10.1.2.3 ,10.0.0.2"], "192.0.2.1"),
            (&["6.6.6.6", "192.0.2.1", "10.1.2.3"], "192.0.2.1"),
            (&["nonsense, 192.0.2.1:5566"], "192.0.2.1"),
            (&["192.0.2.1, 2001:db8:1::7"], "192.0.2.1"),
            (&["[2001:db8:2::7]:80"], "2001:db8:2::7"),
            (&["::ffff:192.0.2.1"], "192.0.2.1"),
            // Someone within asks.
            (&["10.9.9.9, 10.0.0.2"], "10.9.9.9"),
            // Nobody says whom the proxy speaks for, or not so that it can be read.
            (&[], "10.0.0.1"),
            (&[""], "10.0.0.1"),
            (&["192.0.2.1, unknown"], "10.0.0.1"),
            (&["192.0.2.1,"], "10.0.0.1"),
            (&["192.0.2.1.5"], "10.0.0.1"),
            (&["fe80::1%eth0"], "10.0.0.1"),
            (&["192.0.2.1:99999"], "10.0.0.1"),
        ] {
            let found = client("10.0.0.1", ProxyHeader::XForwardedFor, lines);
            assert_eq!(found.0, at(expected).0, "{lines:?}");
        }
    }

    #[test]
    fn the_forwarded_header_is_read_as_its_rfc_writes_it() {
        for (line, expected) in [
            ("for=192.0.2.60;proto=http;by=203.0.113.43", "192.0.2.60"),
            ("For=\"[2001:db8:cafe::17]:4711\"", "2001:db8:cafe::17"),
            ("for=6.6.6.6, proto=https ; FOR = \"192.0.2.1:80\", for=10.0.0.3", "192.0.2.1"),
            // The client's open quotation mark does not reach the proxy's element.
            ("for=\"6.6.6.6, for=192.0.2.1", "192.0.2.1"),
            ("for=_hidden", "10.0.0.1"),
            ("for=unknown", "10.0.0.1"),
            ("proto=https", "10.0.0.1"),
        ] {
            let found = client("10.0.0.1", ProxyHeader::Forwarded, &[line]);
            assert_eq!(found.0, at(expected).0, "{line}");
        }
    }

    #[test]
    fn the_other_header_is_not_read() {
        let mut extensions = Extensions::new();
        extensions.insert(Peer(SocketAddr::from(([10, 0, 0, 1], 80))));
        let forged = HeaderValue::from_static("for=6.6.6.6");
        let headers = HeaderMap::from_iter([(header::FORWARDED, forged)]);
        let found = Client::of(&extensions, &headers, &proxies(ProxyHeader::XForwardedFor));
        assert_eq!(found, at("10.0.0.1"));
    }

    #[test]
    fn addresses_of_one_network_of_64_bits_are_one_client() {
        assert_eq!(at("2001:db8:5:6::1"), at("2001:db8:5:6:ffff:1:2:3"));
        assert_ne!(at("2001:db8:5:6::1"), at("2001:db8:5:7::1"));
        assert_ne!(at("192.0.2.1"), at("192.0.2.2"));
        assert_eq!(at("::ffff:192.0.2.1"), at("192.0.2.1"));
    }

    #[test]
    fn the_text_of_a_client_is_not_a_full_address() {
        assert_eq!(format!("{:?}", at("192.0.2.77")), "Client(192.0.2.0/24)");
        assert_eq!(at("2001:db8:5:6::77").to_string(), "2001:db8:5::/48");
    }
}
