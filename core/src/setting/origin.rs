//! Whether a text is an origin, as a browser writes one.

/// Whether `text` is scheme, host and port, and nothing else. One that is written otherwise would
/// be compared in vain.
pub fn is_origin(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let Some(rest) = rest else { return false };
    let (host, port) = match rest.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, Some(port)),
        _ => (rest, None),
    };
    let in_host = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let is_address = host.starts_with('[') && host.ends_with(']');
    let is_port = |port: &str| {
        let usual = if text.starts_with("https:") { "443" } else { "80" };
        port != usual && !port.starts_with('0') && port.parse::<u16>().is_ok()
    };
    !host.is_empty()
        && host.bytes().all(|byte| in_host(byte) || b"-._".contains(&byte) || is_address)
        && port.is_none_or(is_port)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_scheme_host_and_port_and_nothing_else() {
        for origin in ["https://a.example", "http://localhost:8080", "http://[::1]:1"] {
            assert!(is_origin(origin), "{origin}");
        }
        for wrong in [
            "a.example",
            "*",
            "https://",
            "https://*.a.example",
            "https://a.example/",
            "https://a.example/pictures",
            "https://A.example",
            "https://a.example:443",
            "https://a.example:",
            "https://me@a.example",
            "https://bücher.example",
            "data:",
        ] {
            assert!(!is_origin(wrong), "{wrong}");
        }
    }
}
