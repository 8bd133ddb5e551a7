//! Places to an answer: one sentence, and a list of links.
//!
//! Owns every word that is not the search's. Refuses to let a title or an excerpt be anything but
//! words: what would be a mark is escaped, and lines become one.

use ask_docs_core::request::Format;
use ask_docs_core::wire::{AnswerText, Snapshot, Source, StreamEvent};
use url::Url;

use super::Place;
use crate::local::{document_of, escaped};

/// What `fallback` says.
const FALLBACK: &str = "search";

const LEAD: &str = "No answer can be written at the moment. A search of the documentation finds:";

/// The longest title, and the longest excerpt, in characters.
const MAX_TITLE: usize = 120;
const MAX_EXCERPT: usize = 160;

/// The event of the answer that `places` are, on the site with the id `site`.
pub(super) fn event(places: &[Place], site: &str, format: Format) -> StreamEvent {
    let markdown = markdown(places);
    let text = match format {
        Format::Markdown => AnswerText { markdown: Some(markdown), ..AnswerText::default() },
        Format::Document => {
            AnswerText { document: Some(document_of(&markdown)), ..AnswerText::default() }
        }
    };
    let sources = places.iter().filter(|place| place.url.is_some());
    let answer = Snapshot {
        answer: Some(text),
        sources: sources.map(|place| source(place, site)).collect(),
        ..Snapshot::default()
    };
    let (kind, fallback) = ("answer".to_owned(), Some(FALLBACK.to_owned()));
    StreamEvent { kind, fallback, answer: Some(answer) }
}

fn markdown(places: &[Place]) -> String {
    let mut markdown = format!("{LEAD}\n");
    for place in places {
        let title = escaped(&cut(&place.title, MAX_TITLE));
        let excerpt = escaped(&cut(&place.excerpt, MAX_EXCERPT));
        markdown.push_str("\n* ");
        match &place.url {
            Some(url) => markdown.push_str(&format!("[{title}](<{}>)", destination(url))),
            None => markdown.push_str(&title),
        }
        if !excerpt.is_empty() {
            markdown.push_str(": ");
            markdown.push_str(&excerpt);
        }
    }
    markdown
}

/// `url` between pointed brackets. A URL holds no white space and no such brackets; entities and
/// backslashes would mean something.
fn destination(url: &Url) -> String {
    url.as_str().replace('&', "&amp;").replace('\\', "%5C").replace('<', "%3C").replace('>', "%3E")
}

/// The words of `text` on one line, of which at most `most` characters are left.
fn cut(text: &str, most: usize) -> String {
    let letters = text.chars().map(|letter| if letter.is_control() { ' ' } else { letter });
    let line: String = letters.collect();
    let mut out = String::new();
    let mut length = 0;
    for word in line.split_whitespace() {
        length += word.chars().count() + 1;
        if length > most {
            // Words of some scripts are as long as their sentences.
            if out.is_empty() {
                out.extend(word.chars().take(most));
            }
            out.push('…');
            break;
        }
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

fn source(place: &Place, site: &str) -> Source {
    Source {
        kind: "record".to_owned(),
        record: Some(place.id.clone()),
        site: Some(site.to_owned()),
        title: Some(cut(&place.title, MAX_TITLE)),
        url: place.url.as_ref().map(Url::to_string),
        ..Source::default()
    }
}

#[cfg(test)]
mod tests {
    use ask_docs_core::document::nodes;
    use ask_docs_core::markdown::absolute::Absolute;

    use super::*;

    fn place(title: &str, excerpt: &str, url: &str) -> Place {
        let (title, excerpt) = (title.to_owned(), excerpt.to_owned());
        Place { id: "p1".to_owned(), title, excerpt, url: Url::parse(url).ok() }
    }

    #[test]
    fn places_are_a_list_of_links_with_a_line_each() {
        let places = [
            place("Log in", "Use your\n  work account.", "https://docs.example/login?a=1&b#c"),
            place("Sign up", "", "https://docs.example/(x)"),
            place("Elsewhere", "No address.", ""),
        ];
        let event = event(&places, "site1", Format::Markdown);
        assert_eq!(event.fallback.as_deref(), Some("search"));
        let answer = event.answer.expect("an answer");
        let expected = "No answer can be written at the moment. A search of the documentation \
                        finds:\n\n\
                        * [Log in](<https://docs.example/login?a=1&amp;b#c>): Use your work \
                        account.\n\
                        * [Sign up](<https://docs.example/(x)>)\n\
                        * Elsewhere: No address.";
        assert_eq!(answer.answer.and_then(|text| text.markdown).as_deref(), Some(expected));
        let sources: Vec<_> = answer.sources.iter().map(|source| source.url.as_deref()).collect();
        let urls = ["https://docs.example/login?a=1&b#c", "https://docs.example/(x)"];
        assert_eq!(sources, urls.map(Some));
        assert_eq!(answer.sources[0].kind, "record");
        assert_eq!(answer.sources[0].site.as_deref(), Some("site1"));
    }

    #[test]
    fn what_a_search_says_is_words_and_nothing_else() {
        let hostile = "](javascript:x) <img src=x> **b** `c` ![i](u) [l](u)\n\n# h\n* i";
        let one = [place(hostile, hostile, "https://docs.example/")];
        let event = event(&one, "site1", Format::Document);
        let document = event.answer.and_then(|answer| answer.answer).and_then(|text| text.document);
        let json = serde_json::to_string(&document).expect("JSON");
        assert!(
            json.contains("](javascript:x) <img src=x> **b** `c` ![i](u) [l](u) # h * i"),
            "{json}"
        );
        assert_eq!(json.matches("\"type\":\"link\"").count(), 1, "{json}");
        for kind in ["image", "heading-1", "\"bold\"", "\"code\""] {
            assert!(!json.contains(kind), "{json}");
        }
        assert!(document.is_some_and(|document| !nodes(&document, &Absolute).is_empty()));
    }

    #[test]
    fn long_texts_are_cut_behind_a_word() {
        assert_eq!(cut("one two three", 8), "one two…");
        assert_eq!(cut("one two three", 14), "one two three");
        assert_eq!(cut(&"語".repeat(20), 8), format!("{}…", "語".repeat(8)));
        assert_eq!(cut(" \u{0}\n", 8), "");
    }
}
