//! `SUMMARY.md`: which pages there are, in which order, under which titles.
//!
//! Owns the reading of its nested list and of the headings that group it. Refuses links that lead
//! out of the folder.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::address::{Target, target};

/// One page of the table of contents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    /// Path below the root.
    pub file: String,
    /// The words of the link.
    pub title: String,
    /// Titles of the group and the pages it is nested in, outermost first.
    pub parents: Vec<String>,
}

/// The pages that `text` lists; `file` is its own path. A page that is listed twice counts where
/// it comes first.
pub(super) fn read(text: &str, file: &str) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    let mut group: Option<String> = None;
    // The title of the last page seen at each depth of the list.
    let mut open: Vec<String> = Vec::new();
    let mut depth = 0_usize;
    let mut words: Option<String> = None;
    let mut link: Option<String> = None;
    for event in Parser::new_ext(text, Options::empty()) {
        match event {
            Event::Start(Tag::List(_)) => depth += 1,
            Event::End(TagEnd::List(_)) => depth = depth.saturating_sub(1),
            Event::Start(Tag::Heading { .. }) => words = Some(String::new()),
            Event::End(TagEnd::Heading(_)) => {
                group = words.take();
                open.clear();
            }
            Event::Start(Tag::Link { dest_url, .. }) => {
                link = Some(dest_url.into_string());
                words = Some(String::new());
            }
            Event::End(TagEnd::Link) => {
                let (Some(title), Some(link)) = (words.take(), link.take()) else { continue };
                let title = title.trim().to_owned();
                open.truncate(depth.saturating_sub(1));
                let parents = group.iter().chain(&open).cloned().collect();
                if depth > 0 {
                    open.push(title.clone());
                }
                if let Target::File { file, fragment: None } = target(&link, file)
                    && !entries.iter().any(|entry| entry.file == file)
                {
                    entries.push(Entry { file, title, parents });
                }
            }
            Event::Text(text) | Event::Code(text) => {
                if let Some(words) = &mut words {
                    words.push_str(&text);
                }
            }
            _ => {}
        }
    }
    // The document's own title groups nothing.
    for entry in &mut entries {
        if entry.parents.first().is_some_and(|first| is_own_title(first)) {
            entry.parents.remove(0);
        }
    }
    entries
}

fn is_own_title(heading: &str) -> bool {
    ["table of contents", "summary"].iter().any(|title| heading.trim().eq_ignore_ascii_case(title))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_titles_groups_and_nesting_are_read() {
        let text = "# Table of contents\n\n* [Welcome](README.md)\n\n## Guides\n\n\
                    * [Set up](guides/README.md)\n  * [On `Linux`](guides/linux.md)\n\
                    * [Blog](https://example.com)\n* [Again](README.md)\n\
                    * [Spaced](<guides/a b.md>)\n* [Out](../../x.md)\n";
        let entries = read(text, "SUMMARY.md");
        let shown: Vec<_> = entries
            .iter()
            .map(|entry| format!("{} = {}: {}", entry.parents.join("/"), entry.title, entry.file))
            .collect();
        assert_eq!(
            shown,
            [
                " = Welcome: README.md",
                "Guides = Set up: guides/README.md",
                "Guides/Set up = On Linux: guides/linux.md",
                "Guides = Spaced: guides/a b.md",
            ]
        );
    }
}
