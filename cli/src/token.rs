//! The token for GitBook's API: out of a file or the environment, and to no address in the clear.
//!
//! Refuses to write it anywhere.

use std::fs;
use std::path::Path;

use url::{Host, Url};

const VARIABLE: &str = "ASK_DOCS_TOKEN";

/// The token in `file`, else in the environment.
///
/// # Errors
/// What is missing, in words.
pub(crate) fn read(file: Option<&Path>) -> Result<String, String> {
    let (token, origin) = match file {
        Some(file) => {
            let name = file.display();
            let text = fs::read_to_string(file).map_err(|cause| format!("read {name}: {cause}"))?;
            (text, name.to_string())
        }
        None => match std::env::var(VARIABLE) {
            Ok(text) => (text, VARIABLE.to_owned()),
            Err(_) => {
                return Err(format!(
                    "nobody to ask: say --gateway URL, or --token-file FILE (or {VARIABLE}) \
                     for GitBook's API"
                ));
            }
        },
    };
    let token = token.trim();
    // A header's value, and never two of them.
    match !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_graphic()) {
        true => Ok(token.to_owned()),
        false => Err(format!("{origin} holds no token: one line of letters, digits and signs")),
    }
}

/// Whether the token may go to `address`: over TLS, or within this machine.
///
/// # Errors
/// Why not.
pub(crate) fn check_address(address: &str) -> Result<(), String> {
    let url = Url::parse(address).map_err(|cause| format!("--api {address}: {cause}"))?;
    let is_here = match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    };
    match url.scheme() == "https" || (url.scheme() == "http" && is_here) {
        true => Ok(()),
        false => Err(format!("--api {address}: the token is sent over https alone")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_goes_over_tls_or_nowhere_beyond_this_machine() {
        for address in ["https://api.gitbook.com", "http://localhost:1", "http://[::1]:1/v1"] {
            assert_eq!(check_address(address), Ok(()), "{address}");
        }
        for address in
            ["http://api.gitbook.com", "http://localhost.example", "ftp://localhost", "api"]
        {
            assert!(check_address(address).is_err(), "{address}");
        }
    }
}
