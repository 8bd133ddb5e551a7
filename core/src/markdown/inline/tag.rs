//! What begins with `<`: a tag, an autolink, a comment, or none of them.
//!
//! Owns whether it is whole, unfinished or none at all. Refuses to read what is in it.

/// What stands behind a `<`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tag {
    /// It ends after so many bytes, its `>` included.
    Whole(usize),
    /// A whole autolink, its `>` included.
    Address(usize),
    /// A whole mail address, its `>` included.
    Mail(usize),
    /// The text ends within a tag or comment.
    Unfinished,
    /// The text ends within an autolink: `<https://exa`.
    UnfinishedAddress,
    /// It is none: the `<` is text.
    None,
}

/// Looks at what stands behind a `<`.
pub(super) fn tag(text: &str) -> Tag {
    let Some(first) = text.chars().next() else { return Tag::Unfinished };
    if let Some(length) = mail(text) {
        return Tag::Mail(length);
    }
    match first {
        '!' | '?' => other(text),
        '/' => match text[1..].chars().next() {
            None => Tag::Unfinished,
            Some(letter) if letter.is_ascii_alphabetic() => {
                let name = name_length(&text[1..]);
                closing(text, text[1 + name..].trim_start())
            }
            Some(_) => Tag::None,
        },
        letter if letter.is_ascii_alphabetic() => address(text).unwrap_or_else(|| element(text)),
        _ => Tag::None,
    }
}

/// Whether `line` is one tag and white space behind it.
pub(in crate::markdown) fn is_tag(line: &str) -> bool {
    line.strip_prefix('<').is_some_and(|inside| match tag(inside) {
        Tag::Whole(length) => inside[length..].trim().is_empty(),
        _ => false,
    })
}

/// A comment, a processing instruction, a declaration or a CDATA section.
fn other(text: &str) -> Tag {
    let (end, from) = match text.as_bytes() {
        [b'?', ..] => ("?>", 1),
        [b'!', b'-', b'-', b'>', ..] => return Tag::Whole(4),
        [b'!', b'-', b'-', ..] => ("-->", 3),
        [b'!', b'[', ..] if b"![CDATA[".starts_with(&text.as_bytes()[..text.len().min(8)]) => {
            ("]]>", 2)
        }
        [b'!'] | [b'!', b'-'] => return Tag::Unfinished,
        [b'!', letter, ..] if letter.is_ascii_alphabetic() => (">", 1),
        _ => return Tag::None,
    };
    text[from..].find(end).map_or(Tag::Unfinished, |at| Tag::Whole(from + at + end.len()))
}

/// "an absolute URI followed by >": a scheme of 2 to 32 characters, a colon, no space, no `<`.
fn address(text: &str) -> Option<Tag> {
    let is_scheme = |byte: &u8| byte.is_ascii_alphanumeric() || b"+.-".contains(byte);
    let scheme = text.bytes().take_while(|byte| is_scheme(byte)).count();
    if !(2..=32).contains(&scheme) || text.as_bytes().get(scheme) != Some(&b':') {
        return None;
    }
    let end =
        text.find(|c: char| c.is_ascii_whitespace() || c.is_ascii_control() || "<>".contains(c));
    Some(match end {
        None => Tag::UnfinishedAddress,
        Some(at) if text[at..].starts_with('>') => Tag::Address(at + 1),
        Some(_) => Tag::None,
    })
}

/// "anything that matches the non-normative regex from the HTML5 spec", and `>`.
fn mail(text: &str) -> Option<usize> {
    let is_local =
        |byte: &u8| byte.is_ascii_alphanumeric() || b".!#$%&'*+/=?^_`{|}~-".contains(byte);
    let local = text.bytes().take_while(is_local).count();
    let domain = text[local..].strip_prefix('@').filter(|_| local > 0)?;
    let end = domain.find('>')?;
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    domain[..end].split('.').all(is_label).then_some(local + 1 + end + 1)
}

fn element(text: &str) -> Tag {
    let mut rest = &text[name_length(text)..];
    loop {
        let attribute = rest.trim_start();
        let begins = |c: char| c.is_ascii_alphabetic() || c == '_' || c == ':';
        if attribute.len() == rest.len() || !attribute.starts_with(begins) {
            let slash = attribute.strip_prefix('/').unwrap_or(attribute);
            return closing(text, slash);
        }
        let is_name = |c: char| c.is_ascii_alphanumeric() || "_:.-".contains(c);
        rest = attribute.trim_start_matches(is_name);
        let Some(value) = rest.trim_start().strip_prefix('=') else { continue };
        let value = value.trim_start();
        match value.chars().next() {
            None => return Tag::Unfinished,
            Some(quote @ ('"' | '\'')) => match value[1..].find(quote) {
                None => return Tag::Unfinished,
                Some(at) => rest = &value[at + 2..],
            },
            Some(_) => {
                let length = value.find(|c: char| c.is_whitespace() || "\"'=<>`".contains(c));
                if length == Some(0) {
                    return Tag::None;
                }
                rest = &value[length.unwrap_or(value.len())..];
            }
        }
    }
}

fn closing(text: &str, rest: &str) -> Tag {
    match rest.chars().next() {
        None => Tag::Unfinished,
        Some('>') => Tag::Whole(text.len() - rest.len() + 1),
        Some(_) => Tag::None,
    }
}

fn name_length(text: &str) -> usize {
    text.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'-').count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_begins_with_a_bracket_is_whole_unfinished_or_none() {
        for whole in [
            "b>",
            "/b >",
            "br/>",
            "a href=\"x>\" b='y' c=z d>",
            "!-- a - b -->",
            "!-->",
            "?php ?>",
            "!A x>",
            "![CDATA[ > ]]>",
            "b\nc>",
        ] {
            assert_eq!(tag(whole), Tag::Whole(whole.len()), "{whole}");
        }
        for unfinished in [
            "",
            "b",
            "/",
            "/b",
            "a href",
            "a href=",
            "a href=\"x>",
            "a /",
            "!",
            "!-",
            "!-- x",
            "![CD",
            "? x",
        ] {
            assert_eq!(tag(unfinished), Tag::Unfinished, "{unfinished}");
        }
        for none in [
            " b>",
            "1>",
            "a href=`x`>",
            "a \"x\">",
            "b c'>",
            "/1",
            "https://a b>",
            "a=b>",
            "![x",
            "!1",
        ] {
            assert_eq!(tag(none), Tag::None, "{none}");
        }
        assert_eq!(tag("https://a.example/x?y> b"), Tag::Address(22));
        assert_eq!(tag("mailto:x>"), Tag::Address(9));
        assert_eq!(tag("https://exa"), Tag::UnfinishedAddress);
        assert_eq!(tag("a.b+c@d-e.example> f"), Tag::Mail(18));
        assert_eq!(tag("a@-b.example>"), Tag::None);
    }
}
