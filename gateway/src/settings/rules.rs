//! The rules that single values follow, for every section to use.
//!
//! Owns their wording: a sentence follows the name of the place, as in "`port` must be …".
//! Refuses to repeat the value.

use std::fmt::Display;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;

use ask_docs_core::request::is_id;
use axum::http::Uri;
use url::Url;

/// Why a value is wrong.
#[derive(Debug)]
pub(crate) struct Wrong {
    sentence: String,
    private: bool,
}

impl Wrong {
    /// A value that is not repeated even to the one who typed it, since it may hold a password.
    pub(crate) fn private(sentence: impl Into<String>) -> Self {
        Self { sentence: sentence.into(), private: true }
    }

    pub(super) fn sentence(&self) -> &str {
        &self.sentence
    }

    pub(super) fn is_private(&self) -> bool {
        self.private
    }
}

impl<T: Into<String>> From<T> for Wrong {
    fn from(sentence: T) -> Self {
        Self { sentence: sentence.into(), private: false }
    }
}

/// A whole number in `range`.
pub(crate) fn number<T>(range: RangeInclusive<T>) -> impl Fn(&str) -> Result<T, Wrong>
where
    T: FromStr + PartialOrd + Display,
{
    move |text| {
        let number = text.parse().ok().filter(|number| range.contains(number));
        number.ok_or_else(|| {
            format!("must be a number from {} to {}", range.start(), range.end()).into()
        })
    }
}

/// `true` or `false`.
pub(crate) fn choice(text: &str) -> Result<bool, Wrong> {
    text.parse().map_err(|_| "must be true or false".into())
}

/// A time of at most `longest`: `0`, or a number with its unit (`ms`, `s`, `m`, `h`).
pub(crate) fn time(longest: Duration) -> impl Fn(&str) -> Result<Duration, Wrong> {
    move |text| {
        let split = text.find(|char: char| char.is_ascii_alphabetic()).unwrap_or(text.len());
        let (number, unit) = text.split_at(split);
        let seconds = match unit {
            "ms" => Some(0.001),
            "s" => Some(1.0),
            "m" => Some(60.0),
            "h" => Some(3600.0),
            "" if number == "0" => Some(0.0),
            _ => None,
        };
        let product = seconds.zip(number.parse::<f64>().ok()).map(|(unit, number)| unit * number);
        let time = product.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
        time.filter(|time| *time <= longest).ok_or_else(|| {
            format!("must be a time up to {}, as in 30ms, 0.5s, 2m or 0", shown(longest)).into()
        })
    }
}

fn shown(time: Duration) -> String {
    match time.as_secs() {
        seconds if seconds >= 3600 && seconds % 3600 == 0 => format!("{}h", seconds / 3600),
        seconds if seconds >= 60 && seconds % 60 == 0 => format!("{}m", seconds / 60),
        seconds => format!("{seconds}s"),
    }
}

/// An id or a name: what can stand in a path as it is.
pub(crate) fn id(text: &str) -> Result<String, Wrong> {
    if is_id(text) {
        return Ok(text.to_owned());
    }
    Err("must be 1 to 64 letters, digits, `-` or `_`".into())
}

/// A host name or an address.
pub(crate) fn host(text: &str) -> Result<String, Wrong> {
    let inner = text.trim_start_matches('[').trim_end_matches(']');
    if url::Host::parse(text).is_ok() || inner.parse::<std::net::IpAddr>().is_ok() {
        return Ok(text.to_owned());
    }
    Err("must be a host name or an address, without scheme or port".into())
}

/// An origin as a browser writes it: scheme, host and port, nothing else.
pub(crate) fn origin(text: &str) -> Result<String, Wrong> {
    let uri = text.parse::<Uri>().ok();
    let is_web = uri.is_some_and(|uri| matches!(uri.scheme_str(), Some("http" | "https")));
    // A browser sends no pattern; and a policy for frames would take it for one.
    let is_whole = |url: Url| url.origin().ascii_serialization() == text && !text.contains('*');
    if is_web && Url::parse(text).is_ok_and(is_whole) {
        return Ok(text.to_owned());
    }
    let sentence = "must be as a browser writes it, scheme and host without a path \
                    (https://app.example.com)";
    Err(if text.contains('@') { Wrong::private(sentence) } else { sentence.into() })
}

/// A folder that is there.
pub(crate) fn folder(path: &Path) -> Result<PathBuf, Wrong> {
    if path.is_dir() {
        return Ok(path.to_owned());
    }
    Err(match path.exists() {
        true => "names something that is not a folder".into(),
        false => "names a folder that does not exist".into(),
    })
}

/// A file that is there.
pub(crate) fn file(path: &Path) -> Result<PathBuf, Wrong> {
    if path.is_file() {
        return Ok(path.to_owned());
    }
    Err("names a file that does not exist".into())
}

/// A file that is to be made.
pub(crate) fn new_file(path: &Path) -> Result<PathBuf, Wrong> {
    if path.exists() {
        return Err("names a file that is there already; nothing is overwritten".into());
    }
    Ok(path.to_owned())
}

/// A web address without user, query or fragment.
pub(crate) fn web_url(text: &str) -> Result<Url, Wrong> {
    let url = Url::parse(text).ok().filter(|url| {
        matches!(url.scheme(), "http" | "https")
            && url.has_host()
            && url.username().is_empty()
            && url.password().is_none()
            && url.query().is_none()
            && url.fragment().is_none()
    });
    // Someone may have put a password into it.
    url.ok_or_else(|| {
        Wrong::private("must be a web address without user, query or fragment (https://…)")
    })
}

/// A web address that ends with a slash, for links below it.
pub(crate) fn site_url(text: &str) -> Result<Url, Wrong> {
    let mut url = web_url(text)?;
    if !url.path().ends_with('/') {
        let path = format!("{}/", url.path());
        url.set_path(&path);
    }
    Ok(url)
}

/// The address of the API; a token goes there, so only over TLS, or to this machine.
pub(crate) fn upstream(text: &str) -> Result<Url, Wrong> {
    let mut url = web_url(text)?;
    let is_here = matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
    if url.scheme() == "http" && !is_here {
        return Err("must begin with https://, or the token could be read on its way".into());
    }
    let path = url.path().trim_end_matches('/');
    let path = path.strip_suffix("/v1").unwrap_or(path).to_owned();
    url.set_path(&path);
    Ok(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_have_units_and_a_limit() {
        let time = time(Duration::from_secs(7200));
        for (text, seconds) in
            [("0", 0.0), ("250ms", 0.25), ("1.5s", 1.5), ("2m", 120.0), ("2h", 7200.0)]
        {
            assert_eq!(time(text).expect(text).as_secs_f64(), seconds, "{text}");
        }
        for text in ["", "5", "s", "-1s", "3h", "1d", "NaNs", "infs", "1 s", "1e3"] {
            let wrong = time(text).expect_err(text);
            assert!(wrong.sentence().starts_with("must be a time up to 2h, as in"), "{text}");
        }
    }

    #[test]
    fn an_origin_is_what_a_browser_sends_and_no_pattern() {
        for text in ["https://a.example", "http://localhost:3000", "https://a.example:8443"] {
            assert_eq!(origin(text).expect(text), text);
        }
        for text in [
            "*",
            "null",
            "https://*.example",
            "a.example",
            "https://a.example/",
            "https://A.example",
            "https://a.example:443",
            "ftp://a.example",
            "https://user:hunter2@a.example",
        ] {
            assert!(origin(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_host_has_no_scheme_and_no_port() {
        for text in ["127.0.0.1", "0.0.0.0", "::1", "[::]", "localhost", "docs.example"] {
            assert!(host(text).is_ok(), "{text}");
        }
        for text in ["", "http://localhost", "localhost:80", "a b"] {
            assert!(host(text).is_err(), "{text}");
        }
    }
}
