//! GitBook's `{% … %}` lines: found before parsing, understood after it.
//!
//! Owns what such a line is and how the Markdown parser is kept from taking it for text. A line
//! that holds only template tags is handed to the parser as a processing instruction: `{% hint %}`
//! becomes `<? hint ?>`, of the same length, so that every offset stays. An HTML block of that
//! kind may interrupt a paragraph, a list or a table, ends on its own line and means nothing
//! inside code, which is what a template tag does. Refuses to know what a tag means: that is
//! [`build`](super::build).

use std::borrow::Cow;

use super::blocks::HintStyle;

/// One tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Tag<'a> {
    /// Its first word: `hint`, `endhint`, `content-ref`.
    pub(super) name: &'a str,
    attributes: &'a str,
}

impl<'a> Tag<'a> {
    /// The value of an attribute, as in `title="X"`; `None` also if it is empty.
    pub(super) fn attribute(&self, name: &str) -> Option<&'a str> {
        attribute(self.attributes, name)
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

/// The tags of a line (or of its content) that holds nothing else; empty for any other line.
pub(super) fn tags_of(line: &str) -> Vec<Tag<'_>> {
    let mut tags = Vec::new();
    let mut rest = line.trim();
    while !rest.is_empty() {
        let Some((inside, after)) =
            rest.strip_prefix("{%").and_then(|opened| opened.split_once("%}"))
        else {
            return Vec::new();
        };
        let inside = inside.trim();
        let (name, attributes) = inside.split_once(char::is_whitespace).unwrap_or((inside, ""));
        tags.push(Tag { name, attributes });
        rest = after.trim_start();
    }
    tags
}

/// The text as the Markdown parser shall see it: of the same length, each line of nothing but
/// tags a processing instruction.
pub(super) fn hidden(text: &str) -> Cow<'_, str> {
    if !text.contains("{%") {
        return Cow::Borrowed(text);
    }
    let mut hidden = String::with_capacity(text.len());
    for line in text.split_inclusive(['\n', '\r']) {
        let content = content_of_line(line);
        if tags_of(content).is_empty() {
            hidden.push_str(line);
            continue;
        }
        let start = line.len() - content.len();
        let end = start + content.trim_end().len();
        hidden.push_str(&line[..start]);
        hidden.push_str("<?");
        hidden.push_str(&line[start + 2..end - 2]);
        hidden.push_str("?>");
        hidden.push_str(&line[end..]);
    }
    hidden.into()
}

/// What a line holds behind its indentation, quotation marks and list markers.
pub(super) fn content_of_line(line: &str) -> &str {
    let mut rest = line;
    loop {
        rest = rest.trim_start_matches([' ', '\t']);
        let marker = match rest.as_bytes() {
            [b'>', ..] => 1,
            [b'-' | b'*' | b'+', b' ' | b'\t', ..] => 2,
            bytes => {
                let digits = bytes.iter().take_while(|byte| byte.is_ascii_digit()).count();
                match bytes.get(digits..) {
                    Some([b'.' | b')', b' ' | b'\t', ..]) if (1..=9).contains(&digits) => {
                        digits + 2
                    }
                    _ => return rest,
                }
            }
        };
        rest = &rest[marker..];
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_tags_is_recognized_and_any_other_is_not() {
        let [tag] = tags_of("{% hint style=\"danger\" %}")[..] else { panic!("one tag") };
        assert_eq!((tag.name, tag.style()), ("hint", HintStyle::Danger));
        assert_eq!(tags_of(" {% endtab %} {%tab title='A b'%} ").len(), 2);
        for line in ["", "text {% hint %}", "{% hint %} text", "{% hint", "{% hint }", "{"] {
            assert_eq!(tags_of(line), [], "{line:?}");
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

    #[test]
    fn hiding_a_line_keeps_every_offset() {
        let text = "a {% b %}\n> - {% hint style=\"x\" %}  \r\n{%x%}{% y %}\nend";
        let expected = "a {% b %}\n> - <? hint style=\"x\" ?>  \r\n<?x%}{% y ?>\nend";
        assert_eq!(hidden(text), expected);
        assert!(matches!(hidden("plain"), Cow::Borrowed("plain")));
    }
}
