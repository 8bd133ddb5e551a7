//! Addresses that may be followed, and the one check that makes them.
//!
//! Owns the rule of what a link of an answer may lead to. An address is judged after it has been
//! parsed, never by the letters it was written with: `java\nscript:`, `/\evil.com` and
//! `https:///evil.com` look harmless and are not. Refuses to parse: that is the browser's `URL`
//! in the widget and the `url` crate in native code, both behind [`Resolver`].

/// The longest address that is kept, in characters of its serialized form.
pub const MAX_HREF_CHARACTERS: usize = 2048;

/// Turns a destination, as it was written, into an absolute URL.
pub trait Resolver {
    /// The parts of the URL that `destination` means by the rules of the WHATWG URL standard.
    ///
    /// `None` if it is none, which includes a relative destination where there is no base.
    fn resolve(&self, destination: &str) -> Option<Address>;

    /// `text` in lower case, of any script. A browser has the tables of Unicode already.
    fn lower(&self, text: &str) -> String {
        text.to_lowercase()
    }
}

/// The parts of an absolute URL that the check looks at, as a URL parser reports them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    /// The whole serialized URL: never put together from parts, because `..//evil.com` resolves to
    /// a path that is an address of its own.
    pub href: String,
    /// The scheme in lower case; a colon at its end is allowed, as in the browser's `protocol`.
    pub scheme: String,
    /// The host name without port, in its ASCII form; empty where there is none.
    pub host: String,
    /// Whether a user name or password stands before the host.
    pub has_userinfo: bool,
}

/// An address that has passed the check. There is no other way to get one.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Href {
    href: String,
    host: String,
}

impl Href {
    /// Resolves `destination` and checks what it leads to.
    ///
    /// Passes: `https` and `http` without user name and password; `mailto` without other headers
    /// than a subject (`cc`, `bcc` and `body` would send a reader's words to strangers). All at
    /// most [`MAX_HREF_CHARACTERS`] long.
    ///
    /// `None` for everything else, and for a link within the page (`#…`): an answer is not part of
    /// the page it is shown on.
    pub fn checked(destination: &str, resolver: &dyn Resolver) -> Option<Self> {
        // The URL standard drops C0 controls and spaces at both ends.
        let written = destination.trim_matches(|character| character <= ' ');
        if written.is_empty() || written.starts_with('#') {
            return None;
        }
        let Address { href, scheme, host, has_userinfo } = resolver.resolve(destination)?;
        let scheme = scheme.strip_suffix(':').unwrap_or(&scheme);
        let rest = href.strip_prefix(scheme)?.strip_prefix(':')?;
        let allowed = match scheme {
            "https" | "http" => !has_userinfo && !host.is_empty(),
            // `mailto://` is followed by a host, and may hold a name to sign in with.
            "mailto" => !has_userinfo && is_plain_mail(rest),
            _ => false,
        };
        // A serialized URL is ASCII, so its bytes are its characters.
        (allowed && href.is_ascii() && href.len() <= MAX_HREF_CHARACTERS)
            .then(|| Self { host: if is_mail(&href) { String::new() } else { host }, href })
    }

    /// The whole address, serialized: what a link's `href` gets.
    pub fn as_str(&self) -> &str {
        &self.href
    }

    /// The host in its ASCII form, for showing: `xn--pple-43d.com`, not a look-alike. Empty for
    /// mail.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// Whether it writes mail instead of opening a page.
    pub fn is_mail(&self) -> bool {
        is_mail(&self.href)
    }
}

fn is_mail(href: &str) -> bool {
    href.starts_with("mailto:")
}

/// Whether `rest`, all after `mailto:`, names an address and at most a subject.
fn is_plain_mail(rest: &str) -> bool {
    let rest = rest.split('#').next().unwrap_or(rest);
    let (address, headers) = rest.split_once('?').unwrap_or((rest, ""));
    // A line break, also an escaped one, could begin a header of its own.
    let lower = rest.to_ascii_lowercase();
    !address.is_empty()
        && !lower.contains("%0a")
        && !lower.contains("%0d")
        && headers.split('&').all(|header| {
            let name = header.split('=').next().unwrap_or(header);
            name.is_empty() || name.eq_ignore_ascii_case("subject")
        })
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    const BASE: Native = Native("https://docs.example.com/guide/start");

    /// The `url` crate, with a base.
    pub(crate) struct Native(pub(crate) &'static str);

    impl Resolver for Native {
        fn resolve(&self, destination: &str) -> Option<Address> {
            let base = url::Url::parse(self.0).ok()?;
            let url = base.join(destination).ok()?;
            Some(Address {
                href: url.as_str().to_owned(),
                scheme: url.scheme().to_owned(),
                host: url.host_str().unwrap_or_default().to_owned(),
                has_userinfo: !url.username().is_empty() || url.password().is_some(),
            })
        }
    }

    fn href(destination: &str) -> Option<String> {
        Href::checked(destination, &BASE).map(|href| href.as_str().to_owned())
    }

    #[test]
    fn pages_and_mail_pass() {
        assert_eq!(href("https://a.example/x").as_deref(), Some("https://a.example/x"));
        assert_eq!(href("../log-in#sso").as_deref(), Some("https://docs.example.com/log-in#sso"));
        assert_eq!(href("mailto:a@b.example").as_deref(), Some("mailto:a@b.example"));
        assert!(href("mailto:a@b.example?subject=Hello").is_some());
    }

    #[test]
    fn every_other_scheme_is_refused_however_it_is_written() {
        for destination in [
            "javascript:alert(1)",
            "java\nscript:alert(1)",
            "\u{1}javascript:alert(1)",
            "JAVASCRIPT:alert(1)",
            "data:text/html,x",
            "vbscript:x",
            "file:///etc/passwd",
            "blob:https://a.example/x",
            "tel:1",
            "",
            " ",
            "#top",
            " #top",
        ] {
            assert_eq!(href(destination), None, "{destination:?}");
        }
    }

    #[test]
    fn an_address_is_judged_by_where_it_leads() {
        assert_eq!(href("https://docs.example.com@evil.example/"), None);
        let away = Href::checked("/\\evil.example", &BASE);
        assert_eq!(away.as_ref().map(Href::host), Some("evil.example"));
        let inside = href("..//evil.example/x");
        assert_eq!(inside.as_deref(), Some("https://docs.example.com//evil.example/x"));
        let alike = Href::checked("https://аpple.com/", &BASE);
        assert_eq!(alike.as_ref().map(Href::host), Some("xn--pple-43d.com"));
    }

    #[test]
    fn mail_to_strangers_is_refused() {
        for query in ["cc=x@y.example", "subject=a&BCC=x@y.example", "body=secret", "%62cc=x"] {
            assert_eq!(href(&format!("mailto:a@b.example?{query}")), None, "{query}");
        }
        assert_eq!(href("mailto:a@b.example%0D%0Abcc:x@y.example"), None);
    }

    #[test]
    fn mail_has_no_host_to_sign_in_to() {
        assert_eq!(href("mailto://me@www.example"), None);
        assert!(href("mailto:/a/@b.example").is_some());
    }

    #[test]
    fn an_address_has_a_longest_length() {
        let fits = format!("https://a.example/{}", "x".repeat(MAX_HREF_CHARACTERS - 18));
        assert!(href(&fits).is_some());
        assert_eq!(href(&format!("{fits}x")), None);
    }

    #[test]
    fn a_resolver_that_contradicts_itself_is_not_believed() {
        struct Liar;
        impl Resolver for Liar {
            fn resolve(&self, _: &str) -> Option<Address> {
                Some(Address {
                    href: "javascript:alert(1)".to_owned(),
                    scheme: "https".to_owned(),
                    host: "a.example".to_owned(),
                    has_userinfo: false,
                })
            }
        }
        assert_eq!(Href::checked("https://a.example", &Liar), None);
    }
}
