//! An address in the parts that a policy compares.
//!
//! Owns the cutting. Refuses to normalize: addresses come as a URL parser has written them.

/// An absolute address of the web.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place<'a> {
    /// `https` or `http`.
    pub scheme: &'a str,
    /// A name or an address, in lower case.
    pub host: &'a str,
    /// Also the one that is left out.
    pub port: u16,
    /// Begins with a slash; without query and fragment.
    pub path: &'a str,
}

impl<'a> Place<'a> {
    /// The parts of `address`; none if it is not one of the web.
    pub fn read(address: &'a str) -> Option<Self> {
        let (scheme, rest) = address.split_once("://")?;
        let usual = usual_port(scheme)?;
        let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let (authority, path) = rest.split_at(end);
        let path = path.split(['?', '#']).next().filter(|path| !path.is_empty()).unwrap_or("/");
        let (host, port) = match authority.rsplit_once(':') {
            Some((host, port)) if !port.ends_with(']') => (host, port.parse().ok()?),
            _ => (authority, usual),
        };
        (!host.is_empty()).then_some(Self { scheme, host, port, path })
    }

    /// Scheme, host and port, as a browser writes them.
    pub fn origin(&self) -> String {
        let Self { scheme, host, port, .. } = self;
        match usual_port(scheme) == Some(*port) {
            true => format!("{scheme}://{host}"),
            false => format!("{scheme}://{host}:{port}"),
        }
    }

    /// The file `name` in the same folder.
    pub fn beside(&self, name: &str) -> String {
        let folder = self.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        format!("{}{folder}/{name}", self.origin())
    }

    /// Whether browsers trust it without encryption, since it is on the reader's own machine.
    pub fn is_local(&self) -> bool {
        matches!(self.host, "localhost" | "127.0.0.1" | "[::1]")
            || self.host.ends_with(".localhost")
    }
}

/// The port that an address without one means.
pub(super) fn usual_port(scheme: &str) -> Option<u16> {
    match scheme {
        "https" | "wss" => Some(443),
        "http" | "ws" => Some(80),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_comes_apart_and_gives_its_origin() {
        for (address, origin, path) in [
            ("https://a.example", "https://a.example", "/"),
            ("https://a.example:443/x/y.js?v=1#z", "https://a.example", "/x/y.js"),
            ("http://127.0.0.1:8080?q", "http://127.0.0.1:8080", "/"),
            ("http://[::1]:3000/a", "http://[::1]:3000", "/a"),
            ("http://[::1]/", "http://[::1]", "/"),
        ] {
            let place = Place::read(address).expect(address);
            assert_eq!((place.origin().as_str(), place.path), (origin, path));
        }
        for nothing in ["", "a.example", "data:,x", "https://", "ftp://a.example", "http://a:b/"] {
            assert_eq!(Place::read(nothing), None, "{nothing}");
        }
    }

    #[test]
    fn a_file_stands_beside_another() {
        let place = Place::read("https://cdn.example/a/ask-docs.js").expect("an address");
        assert_eq!(place.beside("b.js"), "https://cdn.example/a/b.js");
    }
}
