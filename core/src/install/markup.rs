//! The tags of a page that say how the box is put on it.
//!
//! Owns the reading of HTML as far as tags need it (WHATWG HTML, 13.2.5): comments, texts that
//! hold no tags, attributes in all their spellings. Refuses to build a tree, and to judge.

use crate::markdown::decoded;

/// A start tag.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tag {
    /// In lower case.
    pub name: String,
    /// Names, in lower case, and values; of two with one name the first.
    pub attributes: Vec<(String, String)>,
}

impl Tag {
    /// The value of the attribute `name`.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| &**value)
    }
}

/// What is looked for.
const WANTED: [&str; 4] = ["script", "ask-docs", "meta", "base"];

/// Elements whose content is text to a browser that runs scripts, whatever it looks like.
const RAW: [&str; 9] =
    ["script", "style", "textarea", "title", "noscript", "iframe", "xmp", "noembed", "noframes"];

/// The most tags that are kept, and the most attributes of one.
const MOST: usize = 1_000;

/// The tags of `html` that are looked for, in their order. Those in a `template` are not in the
/// page, and a `meta` behind the head says nothing.
pub fn tags(html: &str) -> Vec<Tag> {
    let mut found = Vec::new();
    let mut rest = html;
    let (mut templates, mut in_body) = (0_usize, false);
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        if let Some(comment) = rest.strip_prefix("!--") {
            rest = after_comment(comment);
            continue;
        }
        let (is_end, named) = match rest.strip_prefix('/') {
            Some(named) => (true, named),
            None => (false, rest),
        };
        if !named.starts_with(|letter: char| letter.is_ascii_alphabetic()) {
            // `<!doctype …>`, `<?…>` and `</ …>` end at the first bracket; a lone `<` is text.
            if is_end || rest.starts_with(['!', '?']) {
                rest = after(rest, ">");
            }
            continue;
        }
        let Some((tag, behind)) = read(named) else { break };
        rest = behind;
        match (&*tag.name, is_end) {
            ("template", true) => templates = templates.saturating_sub(1),
            ("template", false) => templates += 1,
            ("body", false) => in_body = true,
            _ => {}
        }
        if is_end {
            continue;
        }
        if RAW.contains(&&*tag.name) {
            rest = after_text_of(&tag.name, rest);
        }
        let counts = templates == 0 && !(in_body && tag.name == "meta");
        if counts && WANTED.contains(&&*tag.name) && found.len() < MOST {
            found.push(tag);
        }
    }
    found
}

/// A tag from its name on, and what stands behind it; none if it never ends.
fn read(text: &str) -> Option<(Tag, &str)> {
    let end = text.find(|letter: char| is_space(letter) || matches!(letter, '/' | '>'))?;
    let mut tag = Tag { name: text[..end].to_ascii_lowercase(), attributes: Vec::new() };
    let mut rest = &text[end..];
    loop {
        rest = rest.trim_start_matches(|letter: char| is_space(letter) || letter == '/');
        if let Some(behind) = rest.strip_prefix('>') {
            return Some((tag, behind));
        }
        // An equals sign may begin a name.
        let begin = rest.chars().next()?.len_utf8();
        let ends = |letter: char| is_space(letter) || matches!(letter, '/' | '>' | '=');
        let end = begin + rest[begin..].find(ends)?;
        let name = rest[..end].to_ascii_lowercase();
        rest = rest[end..].trim_start_matches(is_space);
        let mut value = "";
        if let Some(behind) = rest.strip_prefix('=') {
            (value, rest) = read_value(behind.trim_start_matches(is_space))?;
        }
        if tag.attributes.len() < MOST && tag.get(&name).is_none() {
            tag.attributes.push((name, decoded(value)));
        }
    }
}

fn read_value(text: &str) -> Option<(&str, &str)> {
    for quote in ['"', '\''] {
        if let Some(quoted) = text.strip_prefix(quote) {
            return quoted.split_once(quote);
        }
    }
    let end = text.find(|letter: char| is_space(letter) || letter == '>')?;
    Some(text.split_at(end))
}

fn is_space(letter: char) -> bool {
    matches!(letter, ' ' | '\t' | '\n' | '\r' | '\u{c}')
}

fn after<'a>(text: &'a str, end: &str) -> &'a str {
    text.split_once(end).map_or("", |(_, behind)| behind)
}

/// What stands behind a comment, from behind its `<!--` on.
fn after_comment(text: &str) -> &str {
    if let Some(behind) = text.strip_prefix('>').or_else(|| text.strip_prefix("->")) {
        return behind;
    }
    let ends = ["-->", "--!>"].map(|end| text.find(end).map(|at| at + end.len()));
    ends.into_iter().flatten().min().map_or("", |end| &text[end..])
}

/// What stands behind the text of an element, at its end tag.
fn after_text_of<'a>(name: &str, text: &'a str) -> &'a str {
    let mut rest = text;
    while let Some(at) = rest.find("</") {
        rest = &rest[at..];
        let named = rest.get(2..2 + name.len());
        if named.is_some_and(|named| named.eq_ignore_ascii_case(name)) {
            return rest;
        }
        rest = &rest[2..];
    }
    ""
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_as(html: &str) -> Vec<String> {
        let shown = |tag: &Tag| {
            let attributes = tag.attributes.iter().map(|(name, value)| format!(" {name}={value}"));
            tag.name.clone() + &attributes.collect::<String>()
        };
        tags(html).iter().map(shown).collect()
    }

    #[test]
    fn tags_are_found_in_every_spelling() {
        for (html, expected) in [
            ("<ask-docs>", "ask-docs"),
            (
                "<ASK-DOCS Mode='panel' SITE=docs label = \"a > b\" push/>",
                "ask-docs mode=panel site=docs label=a > b push=",
            ),
            (
                "<script async src=/ask-docs.js data-a=b></script>",
                "script async= src=/ask-docs.js data-a=b",
            ),
            ("<ask-docs label=\"Q &amp; A &#39;x&#39;\">", "ask-docs label=Q & A 'x'"),
            ("<ask-docs site=a site=b>", "ask-docs site=a"),
            ("<ask-docs\n\tsite = 'a'\r\n>", "ask-docs site=a"),
            ("<ask-docs =x=1>", "ask-docs =x=1"),
            ("a < b <ask-docs>", "ask-docs"),
            ("<!doctype html><?x?></ x><ask-docs>", "ask-docs"),
        ] {
            assert_eq!(read_as(html), [expected], "{html}");
        }
    }

    #[test]
    fn what_a_browser_takes_for_text_is_no_tag() {
        for html in [
            "<!-- <ask-docs> -->",
            "<!-- <ask-docs>",
            "<textarea><ask-docs></textarea>",
            "<title><ask-docs>",
            "<noscript><ask-docs></noscript>",
            "<style>/* <ask-docs> */</STYLE>",
            "<template><div><ask-docs></template>",
            "<ask-docs label=\"never ends>",
            "<ask-docs",
            "<body><meta name=a>",
            "&lt;ask-docs>",
        ] {
            assert_eq!(read_as(html), [""; 0], "{html}");
        }
        let quoted = "<script>'<ask-docs>' </scriptx </SCRIPT ><ask-docs site=a>";
        assert_eq!(read_as(quoted), ["script", "ask-docs site=a"]);
        for html in ["<!--><ask-docs>", "<!---><ask-docs>", "<!--a--!><ask-docs>"] {
            assert_eq!(read_as(html), ["ask-docs"], "{html}");
        }
    }
}
