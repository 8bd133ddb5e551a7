//! Links and images of a page, made fit to be quoted elsewhere.
//!
//! Owns the rewriting: every link stands inline with an address of the published site, an image
//! becomes its alternative text. Refuses links that lead nowhere or run code: their words stay.

use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Options, Parser, Tag, TagEnd};

use super::address::{self, SITE, Target, target};

/// Answers for the pages there are.
pub(super) trait Pages {
    /// The address, below the site's, and the title of the page in `file`.
    fn page(&self, file: &str) -> Option<(String, String)>;
}

/// How Markdown is read, everywhere in local mode.
pub(super) const OPTIONS: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_TASKLISTS)
    .union(Options::ENABLE_FOOTNOTES)
    .union(Options::ENABLE_HEADING_ATTRIBUTES);

/// `text`, which stands in `file`, with its links rewritten. An address of the site begins with
/// [`SITE`].
pub(super) fn rewritten(text: &str, file: &str, pages: &dyn Pages) -> String {
    let mut edits = edits(text, file, pages);
    edits.sort_by_key(|(range, _)| (range.start, range.end));
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for (range, new) in edits {
        // Two edits never overlap unless the text is malformed; the first then wins.
        if range.start >= at {
            out.push_str(&text[at..range.start]);
            out.push_str(&new);
            at = range.end;
        }
    }
    out.push_str(&text[at..]);
    out
}

type Edit = (Range<usize>, String);

/// A link or an image that is being read.
struct Open {
    range: Range<usize>,
    image: bool,
    kind: LinkType,
    link: String,
    title: String,
    /// From the first event in it to the last.
    inner: Option<Range<usize>>,
    words: String,
}

fn edits(text: &str, file: &str, pages: &dyn Pages) -> Vec<Edit> {
    let mut edits = Vec::new();
    let mut open: Vec<Open> = Vec::new();
    let mut events = Parser::new_ext(text, OPTIONS).into_offset_iter();
    for (event, range) in events.by_ref() {
        let (image, kind, link, title) = match event {
            Event::Start(Tag::Link { link_type, dest_url, title, .. }) => {
                (false, link_type, dest_url, title)
            }
            Event::Start(Tag::Image { link_type, dest_url, title, .. }) => {
                (true, link_type, dest_url, title)
            }
            Event::End(TagEnd::Link | TagEnd::Image) => {
                if let Some(done) = open.pop() {
                    if let Some(outer) = open.last_mut() {
                        outer.words.push_str(&done.words);
                        outer.include(&done.range);
                    }
                    done.edit(text, file, pages, &mut edits);
                }
                continue;
            }
            Event::FootnoteReference(_) => {
                // The note itself stays behind; its number says nothing elsewhere.
                edits.push((range, String::new()));
                continue;
            }
            event => {
                if let Some(open) = open.last_mut() {
                    open.include(&range);
                    if let Event::Text(words) | Event::Code(words) = event {
                        open.words.push_str(&words);
                    }
                }
                continue;
            }
        };
        let (link, title) = (link.into_string(), title.into_string());
        open.push(Open { range, image, kind, link, title, inner: None, words: String::new() });
    }
    // All links are inline now; what defined them would only be cut apart.
    edits.extend(
        events
            .reference_definitions()
            .iter()
            .map(|(_, definition)| (definition.span.clone(), String::new())),
    );
    edits
}

impl Open {
    fn include(&mut self, range: &Range<usize>) {
        let inner = self.inner.get_or_insert_with(|| range.clone());
        inner.start = inner.start.min(range.start);
        inner.end = inner.end.max(range.end);
    }

    fn edit(self, text: &str, file: &str, pages: &dyn Pages, edits: &mut Vec<Edit>) {
        let opening = self.range.start + if self.image { 2 } else { 1 };
        let inner = self.inner.clone().unwrap_or(opening..opening);
        // Trust in offsets ends where a slice would panic.
        if inner.start < self.range.start
            || inner.end > self.range.end
            || !text.is_char_boundary(inner.end)
        {
            return;
        }
        // The event of `[words][]` ends before the empty brackets.
        let collapsed = matches!(self.kind, LinkType::Collapsed | LinkType::CollapsedUnknown)
            && text[self.range.end..].starts_with("[]");
        let end = self.range.end + if collapsed { 2 } else { 0 };
        let (before, after) = (self.range.start..inner.start, inner.end..end);
        let found = match (self.image, target(&self.link, file)) {
            (false, _) if self.kind == LinkType::Email => return,
            (true, _) | (false, Target::Nowhere) => None,
            (false, Target::Web) => Some((self.link.clone(), String::new())),
            (false, Target::File { file, fragment }) => pages.page(&file).map(|(path, title)| {
                let fragment = fragment.map(|fragment| format!("#{}", address::escaped(&fragment)));
                let path = address::escaped(&path);
                (format!("{SITE}{path}{}", fragment.unwrap_or_default()), title)
            }),
        };
        let Some((link, page_title)) = found else {
            edits.push((before, String::new()));
            return edits.push((after, String::new()));
        };
        if self.kind == LinkType::Autolink {
            return;
        }
        // GitBook words a link to a page with its file's name, to be shown as its title.
        let stands_for_title = self.title == "mention"
            || self.words.trim().is_empty()
            || (self.words.ends_with(".md") && self.link.ends_with(&self.words));
        if stands_for_title && !page_title.is_empty() {
            let place = self.words.strip_prefix('#').filter(|_| self.link.contains('#'));
            let words = place.map_or(page_title, |place| place.replace('-', " "));
            edits.push((inner.clone(), words.replace(['[', ']'], "")));
        }
        let link =
            if link.contains(['(', ')', ' ', '<', '>']) { format!("<{link}>") } else { link };
        edits.push((after, format!("]({link})")));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct TwoPages;

    impl Pages for TwoPages {
        fn page(&self, file: &str) -> Option<(String, String)> {
            match file {
                "guides/a.md" => Some(("guides/a".to_owned(), "Page A".to_owned())),
                "guides/b c.md" => Some(("guides/b c".to_owned(), "Page B".to_owned())),
                _ => None,
            }
        }
    }

    fn check(text: &str, expected: &str) {
        let found = rewritten(text, "guides/a.md", &TwoPages).replace(SITE, "/");
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn links_to_pages_get_their_published_address() {
        check("See [b](b%20c.md#x).", "See [b](/guides/b%20c#x).");
        check("See [**b** `c`](<b c.md> \"title\").", "See [**b** `c`](/guides/b%20c).");
        check("[here](#there)", "[here](/guides/a#there)");
        check(
            "[r][1], [1][], [1]\n\n[1]: a.md\n",
            "[r](/guides/a), [1](/guides/a), [1](/guides/a)\n\n\n",
        );
    }

    #[test]
    fn a_file_name_gives_way_to_the_title_of_its_page() {
        check("[b c.md](<b c.md>)", "[Page B](/guides/b%20c)");
        check("[b%20c.md](b%20c.md \"mention\")", "[Page B](/guides/b%20c)");
        check("[#own-place](a.md#own-place \"mention\")", "[own place](/guides/a#own-place)");
        check("[](a.md)", "[Page A](/guides/a)");
    }

    #[test]
    fn links_that_lead_nowhere_keep_their_words() {
        check("[gone](gone.md), [bad](javascript:alert(1))!", "gone, bad!");
        check("[pdf](../.gitbook/assets/a.pdf)", "pdf");
        check("<javascript:alert(1)>", "javascript:alert(1)");
    }

    #[test]
    fn links_to_the_web_stay() {
        check("[x](https://example.com/a_(b) 't')", "[x](<https://example.com/a_(b)>)");
        check("<https://example.com> <a@example.com>", "<https://example.com> <a@example.com>");
    }

    #[test]
    fn images_become_their_words_in_links_too() {
        check("![alt *x*](a.png) and ![](b.png)!", "alt *x* and !");
        check("[![alt](a.png)](a.md)", "[alt](/guides/a)");
    }

    #[test]
    fn code_is_not_touched() {
        let text = "`[a](a.md)`\n\n```\n[a](a.md) ![x](y)\n```\n";
        check(text, text);
    }
}
