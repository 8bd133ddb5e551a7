//! A page's Markdown to its sections, split at headings.
//!
//! Owns where a section begins and ends, its path of headings and its anchor. Refuses to split at
//! anything but a heading of the page itself: code, quotes and lists stay whole.

use std::ops::Range;

use pulldown_cmark::{Event, HeadingLevel, Parser, Tag, TagEnd};

use super::anchor::Anchors;
use super::html::ANCHOR;
use super::links::OPTIONS;

/// A heading and what stands under it, up to the next heading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Section {
    /// Plain text; the page's title for what stands before the first heading.
    pub heading: String,
    /// 1 to 6.
    pub level: u8,
    /// Without `#`; none for the top of the page.
    pub anchor: Option<String>,
    /// Headings it is nested in, outermost first, without the page's title.
    pub parents: Vec<String>,
    /// What stands under the heading, as bytes of the page's Markdown.
    pub body: Range<usize>,
}

/// A heading of a page, where it stands.
struct Heading {
    text: String,
    level: u8,
    own: Option<String>,
    range: Range<usize>,
}

/// The title that `markdown` gives itself: its first heading, if that is of the first level and
/// nothing stands before it.
pub(super) fn own_title(markdown: &str) -> Option<String> {
    // No further than the first heading: this runs over every page before any is read.
    let mut events = Parser::new_ext(markdown, OPTIONS);
    let first =
        events.find(|event| !matches!(event, Event::Html(_) | Event::Start(Tag::HtmlBlock)))?;
    let Event::Start(Tag::Heading { level: HeadingLevel::H1, .. }) = first else { return None };
    let words = events.take_while(|event| !matches!(event, Event::End(TagEnd::Heading(_))));
    let title = words.map(|event| match event {
        Event::Text(text) | Event::Code(text) => text.into_string(),
        _ => String::new(),
    });
    let title = without_anchors(&visible(&title.collect::<String>())).0;
    (!title.is_empty()).then_some(title)
}

/// The sections of `markdown`, the page titled `title`; at least one.
pub(super) fn split(markdown: &str, title: &str) -> Vec<Section> {
    let headings = headings(markdown);
    let mut anchors = Anchors::default();
    let mut sections: Vec<Section> = Vec::with_capacity(headings.len() + 1);
    let mut path: Vec<(u8, String)> = Vec::new();
    let starts_with_title = headings
        .first()
        .is_some_and(|first| first.level == 1 && markdown[..first.range.start].trim().is_empty());
    if !starts_with_title {
        let end = headings.first().map_or(markdown.len(), |first| first.range.start);
        sections.push(top(title, 0..end));
    }
    for (at, heading) in headings.iter().enumerate() {
        let end = headings.get(at + 1).map_or(markdown.len(), |next| next.range.start);
        let body = heading.range.end..end;
        if at == 0 && starts_with_title {
            sections.push(top(title, body));
            continue;
        }
        path.retain(|(level, _)| *level < heading.level);
        sections.push(Section {
            heading: heading.text.clone(),
            level: heading.level,
            anchor: Some(anchors.next(&heading.text, heading.own.as_deref())),
            parents: path.iter().map(|(_, text)| text.clone()).collect(),
            body,
        });
        path.push((heading.level, heading.text.clone()));
    }
    sections
}

fn top(title: &str, body: Range<usize>) -> Section {
    let (heading, parents) = (title.to_owned(), Vec::new());
    Section { heading, level: 1, anchor: None, parents, body }
}

fn headings(markdown: &str) -> Vec<Heading> {
    let mut headings = Vec::new();
    let mut depth = 0_usize;
    let mut open: Option<Heading> = None;
    for (event, range) in Parser::new_ext(markdown, OPTIONS).into_offset_iter() {
        match event {
            Event::Start(Tag::Heading { level, id, .. }) if depth == 0 => {
                let own = id.map(pulldown_cmark::CowStr::into_string);
                open = Some(Heading { text: String::new(), level: level as u8, own, range });
                depth += 1;
            }
            Event::End(TagEnd::Heading(_)) if depth == 1 && open.is_some() => {
                depth -= 1;
                if let Some(mut heading) = open.take() {
                    let (text, own) = without_anchors(&visible(&heading.text));
                    heading.text = if text.is_empty() { "Untitled".to_owned() } else { text };
                    heading.own = heading.own.or(own);
                    headings.push(heading);
                }
            }
            Event::Start(_) => depth += 1,
            Event::End(_) => depth = depth.saturating_sub(1),
            Event::Text(text) | Event::Code(text) => {
                if let Some(heading) = &mut open {
                    heading.text.push_str(&text);
                }
            }
            Event::SoftBreak | Event::HardBreak => {
                if let Some(heading) = &mut open {
                    heading.text.push(' ');
                }
            }
            _ => {}
        }
    }
    headings
}

/// A heading without the spaces of no width that editors leave in it.
fn visible(heading: &str) -> String {
    heading.replace(['\u{200b}', '\u{2060}', '\u{feff}'], "")
}

/// `text` without the anchors marked in it, and the first of them.
pub(super) fn without_anchors(text: &str) -> (String, Option<String>) {
    let mut own = None;
    let mut plain = String::new();
    for (at, part) in text.split(ANCHOR).enumerate() {
        if at % 2 == 0 {
            plain.push_str(part);
        } else {
            own.get_or_insert_with(|| part.to_owned());
        }
    }
    (plain.trim().to_owned(), own.filter(|own| !own.is_empty()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn outline(markdown: &str) -> Vec<String> {
        let shown = |section: &Section| {
            let anchor = section.anchor.as_deref().unwrap_or_default();
            let parents = section.parents.join("/");
            let body = markdown[section.body.clone()].trim();
            format!("{parents}|{}#{anchor}|{body}", section.heading)
        };
        split(markdown, "Title").iter().map(shown).collect()
    }

    #[test]
    fn sections_keep_their_path_and_their_text() {
        let markdown = "# Title\n\nIntro.\n\n## A\n\na\n\n### B\n\nb\n\n## C\n\nc\n\n## A\n";
        assert_eq!(outline(markdown), ["|Title#|Intro.", "|A#a|a", "A|B#b|b", "|C#c|c", "|A#a-1|"]);
    }

    #[test]
    fn text_before_the_first_heading_belongs_to_the_page() {
        assert_eq!(outline("Intro.\n\n## A\n\na"), ["|Title#|Intro.", "|A#a|a"]);
        assert_eq!(outline("no heading"), ["|Title#|no heading"]);
        assert_eq!(outline(""), ["|Title#|"]);
    }

    #[test]
    fn nothing_inside_of_code_quotes_and_lists_is_a_heading() {
        let markdown = "## A\n\n```sh\n# no\n```\n\n    # no\n\n> ## no\n\n- x\n\n  ## no\n\n~~~\n## no\n~~~\n";
        let sections = outline(markdown);
        assert_eq!(sections.len(), 2, "{sections:?}");
    }

    #[test]
    fn an_anchor_of_the_heading_itself_is_used() {
        let markdown =
            "## Own {#mine}\n\n## Other \u{fdd1}theirs\u{fdd1}\n\n## `code` *and* more\n";
        assert_eq!(
            outline(markdown),
            ["|Title#|", "|Own#mine|", "|Other#theirs|", "|code and more#code-and-more|"]
        );
    }

    #[test]
    fn a_page_titles_itself_by_its_first_heading() {
        assert_eq!(own_title("\n# A `b` \u{fdd1}x\u{fdd1}\n\ntext").as_deref(), Some("A b"));
        assert_eq!(own_title("text\n\n# A"), None);
        assert_eq!(own_title("## A"), None);
    }

    proptest! {
        #[test]
        fn sections_never_overlap_and_cover_every_body(
            text in "([#>`~ \n\t*\\-1.\\[\\]()<a{}%|é語=]|\n## |\n```|\n- ){0,60}"
        ) {
            let sections = split(&text, "T");
            prop_assert!(!sections.is_empty());
            let mut at = 0;
            for section in &sections {
                prop_assert!(section.body.start >= at && section.body.end >= section.body.start);
                prop_assert!(text.get(section.body.clone()).is_some());
                at = section.body.end;
            }
            prop_assert_eq!(at, text.len());
        }
    }
}
