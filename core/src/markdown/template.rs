//! GitBook's `{% … %}` tags, and the HTML elements that are blocks of ours.
//!
//! Owns what a tag looks like and how its attributes are read. `<details>`, `<summary>`,
//! `<figure>` and `<figcaption>` are tags like the others, since that is how GitBook writes them.
//! Refuses to know what a tag means: that is [`block`](super::block).

use super::tree::HintStyle;

/// One tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Tag<'a> {
    /// `hint`, `content-ref`, `details`; without the `end` or `/` of an end tag.
    pub(super) name: &'a str,
    /// Whether it ends what a tag of the same name has begun.
    pub(super) is_end: bool,
    attributes: &'a str,
}

/// The HTML elements that are blocks of ours.
const ELEMENTS: [&str; 4] = ["details", "summary", "figure", "figcaption"];

/// What may stand around an image in a figure.
const FRAMES: [&str; 6] = ["img", "picture", "source", "a", "p", "div"];

impl<'a> Tag<'a> {
    /// The tag that `text` begins with, and its length.
    pub(super) fn first(text: &'a str) -> Option<(Self, usize)> {
        Self::first_template(text).or_else(|| {
            let (tag, length) = Self::first_element(text)?;
            ELEMENTS.contains(&tag.name).then_some((tag, length))
        })
    }

    /// The same within a figure, where images stand.
    pub(super) fn first_in_figure(text: &'a str) -> Option<(Self, usize)> {
        let (tag, length) = Self::first_element(text)?;
        FRAMES.contains(&tag.name).then_some((tag, length))
    }

    fn first_template(text: &'a str) -> Option<(Self, usize)> {
        let inside = text.strip_prefix("{%")?;
        let end = inside.find("%}")?;
        let inside = inside[..end].trim();
        let (name, attributes) = inside.split_once(char::is_whitespace).unwrap_or((inside, ""));
        if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
            return None;
        }
        let ended = name.strip_prefix("end").filter(|name| !name.is_empty());
        let tag = Self { name: ended.unwrap_or(name), is_end: ended.is_some(), attributes };
        Some((tag, end + 4))
    }

    fn first_element(text: &'a str) -> Option<(Self, usize)> {
        let inside = text.strip_prefix('<')?;
        let end = end_of_element(inside)?;
        let ended = inside.strip_prefix('/');
        let is_end = ended.is_some();
        let inside = inside[usize::from(is_end)..end].trim_end_matches('/');
        let length = inside.bytes().take_while(u8::is_ascii_alphanumeric).count();
        let (name, attributes) = inside.split_at(length);
        let is_apart = attributes.is_empty() || attributes.starts_with(char::is_whitespace);
        is_apart.then_some((Self { name, is_end, attributes }, end + 2))
    }

    /// The value of an attribute, as in `title="X"`; `None` also if it is empty.
    pub(super) fn attribute(&self, name: &str) -> Option<&'a str> {
        attribute(self.attributes, name)
    }

    /// Whether an attribute is there that needs no value.
    pub(super) fn has(&self, name: &str) -> bool {
        self.attributes.split_whitespace().any(|word| word.split('=').next() == Some(name))
    }

    /// How a `hint` is meant.
    pub(super) fn style(&self) -> HintStyle {
        match self.attribute("style") {
            Some("success") => HintStyle::Success,
            Some("warning") => HintStyle::Warning,
            Some("danger") => HintStyle::Danger,
            _ => HintStyle::Info,
        }
    }
}

/// Where the `>` stands that ends a tag: not within a quoted value.
fn end_of_element(inside: &str) -> Option<usize> {
    let mut quote = None;
    inside.bytes().position(|byte| {
        match (quote, byte) {
            (None, b'>') => return true,
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), _) if open == byte => quote = None,
            _ => {}
        }
        false
    })
}

/// The value of the attribute `name` in `attributes`, quoted with `"` or `'`, if not empty.
pub(super) fn attribute<'a>(attributes: &'a str, name: &str) -> Option<&'a str> {
    let mut rest = attributes;
    while let Some((before, after)) = rest.split_once('=') {
        let found = before.trim_end().rsplit(char::is_whitespace).next() == Some(name);
        let after = after.trim_start();
        let quote = after.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
        let (value, behind) = after[1..].split_once(quote)?;
        if found {
            return Some(value.trim()).filter(|value| !value.is_empty());
        }
        rest = behind;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_is_recognized_at_the_begin_of_a_text() {
        let (tag, length) = Tag::first("{% hint style=\"danger\" %} x").expect("a tag");
        assert_eq!(
            (tag.name, tag.is_end, tag.style(), length),
            ("hint", false, HintStyle::Danger, 25)
        );
        let (tag, length) = Tag::first("{%endtab%}{% tab %}").expect("a tag");
        assert_eq!((tag.name, tag.is_end, length), ("tab", true, 10));
        let (tag, length) = Tag::first("<details open class='a>b'>x").expect("a tag");
        assert_eq!((tag.name, tag.has("open"), length), ("details", true, 26));
        let (tag, _) = Tag::first("</figcaption>").expect("a tag");
        assert_eq!((tag.name, tag.is_end), ("figcaption", true));
        for text in
            ["", "a {% hint %}", "{% hint", "{% %}", "{% 1 %}", "<b>", "<details", "<details-x>"]
        {
            assert_eq!(Tag::first(text), None, "{text:?}");
        }
    }

    #[test]
    fn attributes_are_found_by_their_whole_name() {
        let attributes = "data-url=\"x\" url = \"a=b\" title='' src=plain";
        assert_eq!(attribute(attributes, "url"), Some("a=b"));
        assert_eq!(attribute(attributes, "title"), None);
        assert_eq!(attribute(attributes, "src"), None);
        assert_eq!(attribute("", "src"), None);
    }
}
