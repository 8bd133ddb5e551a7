//! From a file's path to the address under which its page is published, and from a link in one
//! file to what it points at.
//!
//! Owns GitBook's mapping: `guides/setup.md` is `/guides/setup`, a `README.md` is its folder.
//! Refuses to leave the folder: a path with too many `..` leads nowhere.

use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};

/// Stands for the address of the site, a slash at its end, in text that is prepared before the
/// address is known. A noncharacter, which Unicode keeps for such internal use.
pub(super) const SITE: char = '\u{fdd0}';

/// What is escaped in the path of an address: what ends a path, or a link in Markdown.
const PATH: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'`')
    .add(b'{')
    .add(b'}')
    .add(b'(')
    .add(b')')
    .add(b'[')
    .add(b']')
    .add(b'\\')
    .add(b'^')
    .add(b'|')
    .add(b'%');

/// What a link points at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Target {
    /// A file of the folder, and a place in it.
    File {
        /// Path below the root; may name a folder, or nothing that exists.
        file: String,
        /// Without `#`.
        fragment: Option<String>,
    },
    /// An address that may be shown as it is: `https`, `http` or `mailto`.
    Web,
    /// Anything else; not to be linked.
    Nowhere,
}

/// The address of the page in `file`, below the site's; empty for the first page, which is in
/// `home`.
pub(super) fn published(file: &str, home: &str) -> String {
    if file == home {
        return String::new();
    }
    let stem = match file.rsplit_once('.') {
        Some((stem, _)) => stem,
        None => file,
    };
    let (folder, name) = stem.rsplit_once('/').unwrap_or(("", stem));
    if name.eq_ignore_ascii_case("readme") { folder.to_owned() } else { stem.to_owned() }
}

/// `path` as it stands in an address.
pub(super) fn escaped(path: &str) -> String {
    utf8_percent_encode(path, PATH).to_string()
}

/// What `link` in `file` points at.
pub(super) fn target(link: &str, file: &str) -> Target {
    let link = link.trim();
    if link.starts_with(SITE) {
        // Resolved before, in a snippet.
        return Target::Web;
    }
    if let Some(scheme) = scheme(link) {
        let shown =
            ["https", "http", "mailto"].iter().any(|name| scheme.eq_ignore_ascii_case(name));
        return if shown { Target::Web } else { Target::Nowhere };
    }
    if link.starts_with("//") || link.starts_with("\\") {
        return Target::Nowhere;
    }
    let (path, fragment) = match link.split_once('#') {
        Some((path, fragment)) => {
            (path, Some(percent_decode_str(fragment).decode_utf8_lossy().into_owned()))
        }
        None => (link, None),
    };
    let path = path.split('?').next().unwrap_or_default();
    let fragment = fragment.filter(|fragment| !fragment.is_empty());
    if path.is_empty() {
        return Target::File { file: file.to_owned(), fragment };
    }
    let path = percent_decode_str(path).decode_utf8_lossy();
    match joined(&path, file) {
        Some(file) => Target::File { file, fragment },
        None => Target::Nowhere,
    }
}

/// The path that `path`, written in `file`, names; `None` if it leads out of the folder.
pub(super) fn joined(path: &str, file: &str) -> Option<String> {
    let mut parts: Vec<&str> = match path.strip_prefix('/') {
        Some(_) => Vec::new(),
        None => file.split('/').collect(),
    };
    // The file's own name.
    parts.pop();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// The scheme, as RFC 3986 has it: a letter, then letters, digits, `+`, `-` or `.`, then `:`.
fn scheme(link: &str) -> Option<&str> {
    let (scheme, _) = link.split_once(':')?;
    let mut bytes = scheme.bytes();
    let starts = bytes.next().is_some_and(|byte| byte.is_ascii_alphabetic());
    let follows = bytes.all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte));
    (starts && follows).then_some(scheme)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_map_to_addresses_as_gitbook_publishes_them() {
        for (file, address) in [
            ("README.md", ""),
            ("foo/bar.md", "foo/bar"),
            ("foo/README.md", "foo"),
            ("foo/readme.md", "foo"),
            ("a.b/c.d.md", "a.b/c.d"),
        ] {
            assert_eq!(published(file, "README.md"), address, "{file}");
        }
        assert_eq!(published("start.md", "start.md"), "");
    }

    #[test]
    fn links_are_resolved_against_their_file() {
        let file = |file: &str| Target::File { file: file.to_owned(), fragment: None };
        for (link, expected) in [
            ("b.md", "guides/b.md"),
            ("./b.md", "guides/b.md"),
            ("../README.md", "README.md"),
            ("/top.md", "top.md"),
            ("deep/", "guides/deep"),
            ("with%20space.md", "guides/with space.md"),
            ("with space.md?x=1", "guides/with space.md"),
        ] {
            assert_eq!(target(link, "guides/a.md"), file(expected), "{link}");
        }
        let place = Target::File { file: "guides/a.md".to_owned(), fragment: Some("x".to_owned()) };
        assert_eq!(target("#x", "guides/a.md"), place);
        assert_eq!(target("a.md#x", "guides/a.md"), place);
    }

    #[test]
    fn what_leads_out_or_runs_code_leads_nowhere() {
        for link in [
            "../../etc/passwd",
            "..%2f..%2fetc",
            "javascript:alert(1)",
            "JavaScript:alert(1)",
            "data:text/html,x",
            "vbscript:x",
            "file:///etc/passwd",
            "//evil.example",
            "\\\\evil.example",
        ] {
            assert_eq!(target(link, "guides/a.md"), Target::Nowhere, "{link}");
        }
        for link in ["https://example.com", "HTTP://example.com/a", "mailto:a@example.com"] {
            assert_eq!(target(link, "guides/a.md"), Target::Web, "{link}");
        }
    }
}
