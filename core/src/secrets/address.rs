//! E-mail addresses of people: not those that documentation is written with.

use super::{Kind, Secret, runs};

/// Domains that nobody has (RFC 2606).
const OF_EXAMPLES: [&str; 5] =
    ["example.com", "example.org", "example.net", "users.noreply.github.com", "domain.com"];

/// Appends the e-mail addresses in `text` to `found`.
pub(super) fn find(text: &str, found: &mut Vec<Secret>) {
    let is_in = |byte: u8| byte.is_ascii_alphanumeric() || b"._%+-@".contains(&byte);
    for run in runs(text, is_in) {
        let written = text[run.clone()].trim_end_matches(['.', '-', '_']);
        let Some((name, domain)) = written.split_once('@') else { continue };
        let behind = text.as_bytes().get(run.end);
        // `git@github.com:owner/name` is an address of another kind, and so is `user:pass@host`.
        let is_remote = name == "git" || behind == Some(&b':') || behind == Some(&b'/');
        if !is_remote && is_name(name) && is_domain(domain) {
            found.push(Secret { kind: Kind::Email, range: run.start..run.start + written.len() });
        }
    }
}

fn is_name(name: &str) -> bool {
    name.bytes().any(|byte| byte.is_ascii_alphanumeric())
}

fn is_domain(domain: &str) -> bool {
    let is_label = |label: &str| {
        !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    let Some((host, top)) = domain.rsplit_once('.') else { return false };
    let is_top =
        (2..=24).contains(&top.len()) && top.bytes().all(|byte| byte.is_ascii_alphabetic());
    // A unit of systemd: `getty@tty1.service`.
    let is_real = !matches!(top, "example" | "test" | "invalid" | "local" | "service" | "timer");
    let lower = domain.to_ascii_lowercase();
    is_top && is_real && host.split('.').all(is_label) && !OF_EXAMPLES.contains(&lower.as_str())
}
