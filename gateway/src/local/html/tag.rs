//! One HTML tag and the few attributes that matter.
//!
//! Owns the reading of tags as people and editors write them. Refuses names it does not know.

use ask_docs_core::markdown::decoded;

/// A tag that is known.
#[derive(Debug)]
pub(super) struct Tag {
    /// Lower case.
    pub(super) name: &'static str,
    /// It is an end tag.
    pub(super) end: bool,
    attributes: Vec<(String, String)>,
}

/// Every tag that is not text, those that are only dropped included.
const NAMES: [&str; 66] = [
    "a",
    "abbr",
    "article",
    "aside",
    "b",
    "big",
    "blockquote",
    "br",
    "button",
    "caption",
    "center",
    "cite",
    "code",
    "col",
    "colgroup",
    "dd",
    "del",
    "details",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "font",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "iframe",
    "img",
    "ins",
    "kbd",
    "li",
    "main",
    "mark",
    "ol",
    "option",
    "p",
    "picture",
    "pre",
    "s",
    "samp",
    "section",
    "select",
    "small",
    "source",
    "span",
    "strike",
    "strong",
    "style",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
    "u",
    "ul",
];

impl Tag {
    /// The tag that `text` begins with, and the text behind it.
    pub(super) fn read(text: &str) -> Option<(Self, &str)> {
        let rest = text.strip_prefix('<')?;
        let (end, rest) = match rest.strip_prefix('/') {
            Some(rest) => (true, rest),
            None => (false, rest),
        };
        let length = rest.bytes().take_while(u8::is_ascii_alphanumeric).count();
        let (name, mut rest) = rest.split_at(length);
        let name = *NAMES.iter().find(|known| known.eq_ignore_ascii_case(name))?;
        let mut attributes = Vec::new();
        loop {
            let trimmed = rest.trim_start();
            if let Some(rest) = trimmed.strip_prefix("/>").or_else(|| trimmed.strip_prefix('>')) {
                return Some((Self { name, end, attributes }, rest));
            }
            // Without white space it is no attribute, and so no tag.
            if trimmed.len() == rest.len() && !rest.starts_with(['"', '\'', '/']) {
                return None;
            }
            let (attribute, after) = attribute(trimmed)?;
            attributes.push(attribute);
            rest = after;
        }
    }

    /// The value of an attribute, entities resolved.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Whether the attribute is there, with or without a value.
    pub(super) fn has(&self, name: &str) -> bool {
        self.attribute(name).is_some()
    }

    /// The language that a class such as `language-rust` or `lang-rust` names.
    pub(super) fn language(&self) -> Option<&str> {
        self.attribute("class")?.split_whitespace().find_map(|class| {
            class.strip_prefix("language-").or_else(|| class.strip_prefix("lang-"))
        })
    }
}

fn attribute(text: &str) -> Option<((String, String), &str)> {
    let length = text
        .find(|letter: char| letter.is_whitespace() || "=>/\"'<".contains(letter))
        .unwrap_or(text.len());
    if length == 0 {
        // A stray slash or quote between two attributes.
        let rest = text.strip_prefix(['/', '"', '\''])?;
        return Some(((String::new(), String::new()), rest));
    }
    let (name, rest) = text.split_at(length);
    let name = name.to_ascii_lowercase();
    let Some(value) = rest.trim_start().strip_prefix('=') else {
        return Some(((name, String::new()), rest));
    };
    let value = value.trim_start();
    let (value, rest) = match value.chars().next()? {
        quote @ ('"' | '\'') => value[1..].split_once(quote)?,
        _ => {
            let end = value.find(|letter: char| letter.is_whitespace() || letter == '>')?;
            value.split_at(end)
        }
    };
    Some(((name, unescaped(value)), rest))
}

/// `text` with the entities resolved that HTML writers must use. A space that does not break is a
/// space here: it would keep words from being found.
pub(super) fn unescaped(text: &str) -> String {
    decoded(text).replace('\u{a0}', " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_are_read_in_every_spelling() {
        let (tag, rest) = Tag::read("<A HREF='x y' id=z data-hidden title=\"a > &#x26; b\"/>rest")
            .expect("a tag");
        assert_eq!((tag.name, tag.end, rest), ("a", false, "rest"));
        assert_eq!(tag.attribute("href"), Some("x y"));
        assert_eq!(tag.attribute("id"), Some("z"));
        assert_eq!(tag.attribute("title"), Some("a > & b"));
        assert!(tag.has("data-hidden"));
    }

    #[test]
    fn what_is_no_known_tag_is_not_read() {
        for text in ["<", "</", "<a", "<a href=\"x", "<ab>", "<bYOUR>", "< b>", "<b=3>", "<T>"] {
            assert!(Tag::read(text).is_none(), "{text}");
        }
    }

    #[test]
    fn entities_are_resolved_and_the_rest_is_kept() {
        assert_eq!(
            unescaped("a &lt;&#60;&#x3c; & &bogus; &#xD800; é&"),
            "a <<< & &bogus; \u{fffd} é&"
        );
    }
}
