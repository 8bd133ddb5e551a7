//! From a heading to the name under which a link finds it.
//!
//! Owns GitBook's rule: lower case; spaces become `-`; letters, digits, `-`, `_`, `.` and `+`
//! stay; a leading digit gets `id-` before it; a name taken already gets `-1`, `-2`, ….

use std::collections::{HashMap, HashSet};

/// The anchors of one page.
#[derive(Debug, Default)]
pub(super) struct Anchors {
    taken: HashSet<String>,
    /// The last number tried for each name.
    numbers: HashMap<String, usize>,
}

impl Anchors {
    /// The anchor of the next heading; `own` is the one its author gave it.
    pub(super) fn next(&mut self, heading: &str, own: Option<&str>) -> String {
        let own = own.map(|own| own.chars().filter(|letter| !letter.is_whitespace()).collect());
        let name: String =
            own.filter(|own: &String| !own.is_empty()).unwrap_or_else(|| slug(heading));
        if self.taken.insert(name.clone()) {
            return name;
        }
        let number = self.numbers.entry(name.clone()).or_default();
        loop {
            *number += 1;
            let numbered = format!("{name}-{number}");
            if self.taken.insert(numbered.clone()) {
                return numbered;
            }
        }
    }
}

fn slug(heading: &str) -> String {
    let mut slug = String::with_capacity(heading.len());
    for letter in heading.trim().chars() {
        match letter {
            ' ' | '\t' => slug.push('-'),
            '-' | '_' | '.' | '+' => slug.push(letter),
            // Letters of every script stay, as GitHub keeps them.
            _ if letter.is_alphanumeric() => slug.extend(letter.to_lowercase()),
            _ => {}
        }
    }
    match slug.bytes().next() {
        None => "section".to_owned(),
        Some(b'0'..=b'9') => format!("id-{slug}"),
        Some(_) => slug,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_become_anchors_as_gitbook_makes_them() {
        for (heading, anchor) in [
            ("Custom properties", "custom-properties"),
            ("What's new?", "whats-new"),
            ("Step 1. Instrument the provider", "step-1.-instrument-the-provider"),
            ("1. Install", "id-1.-install"),
            ("How to: Run (fast)", "how-to-run-fast"),
            ("Überblick", "überblick"),
            ("配置", "配置"),
            ("C++ & snake_case", "c++--snake_case"),
            ("!?", "section"),
        ] {
            assert_eq!(Anchors::default().next(heading, None), anchor, "{heading}");
        }
    }

    #[test]
    fn a_name_is_given_once_on_a_page() {
        let mut anchors = Anchors::default();
        let named: Vec<_> = ["Example", "Example", "Example 1", "Example"]
            .map(|heading| anchors.next(heading, None))
            .into();
        assert_eq!(named, ["example", "example-1", "example-1-1", "example-2"]);
        assert_eq!(anchors.next("Title", Some("own")), "own");
    }
}
