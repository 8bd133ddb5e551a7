//! The last line, as long as it may still become anything.
//!
//! Owns which lines are held back until more of them has come: shown at once they would flash as
//! an empty bullet, a heading out of a paragraph, or the noise of half a tag. Refuses to hold back
//! lines of words.

use super::state::Leaf;

/// The longest half of a tag that is held back, in bytes: what is longer is no tag.
const MAX_HALF_TAG: usize = 200;

/// As much of the begin of a line as is decided; `None` to leave it out.
pub(super) fn decided<'a>(text: &'a str, leaf: &Leaf) -> Option<&'a str> {
    let content = content_of_line(text);
    match leaf {
        // What is blank so far says nothing yet.
        _ if text.trim_matches([' ', '\t', '>']).is_empty() => return None,
        Leaf::Fence { .. } => {
            let code = text.trim_start_matches([' ', '\t', '>']);
            return (!(is_run_of(code, "`") || is_run_of(code, "~"))).then_some(text);
        }
        Leaf::Html { .. } | Leaf::Tag(_) | Leaf::Words { .. } => return Some(text),
        _ => {}
    }
    let is_marked = content.len() < text.trim_start().len();
    if is_undecided(content) || is_half_tag(content) || (is_marked && is_half_box(content)) {
        return None;
    }
    // The language of a fence still grows.
    let fence = content.len() - content.trim_start_matches(['`', '~']).len();
    let shown = if fence >= 3 { text.len() - content.len() + fence } else { text.len() };
    Some(&text[..shown])
}

/// The text of a paragraph without half a template tag at its end.
pub(super) fn without_half_tag(text: &str) -> &str {
    let text = text.strip_suffix('{').unwrap_or(text);
    match text.rfind("{%") {
        Some(at) if !text[at..].contains("%}") && text.len() - at <= MAX_HALF_TAG => &text[..at],
        _ => text,
    }
}

fn is_run_of(content: &str, marks: &str) -> bool {
    let content = content.trim_end();
    !content.is_empty() && content.chars().all(|mark| marks.contains(mark))
}

/// Whether a line may still become a bullet, a number, a rule, an underline, a fence or a row.
fn is_undecided(content: &str) -> bool {
    let content = content.trim_end();
    let digits = content.trim_end_matches(['.', ')']);
    let is_number = digits.len() <= 9 && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_run_of(content, "-+*_=#>`~|: \t") || is_number
}

/// Whether a line is the begin of a template tag, an HTML tag or a reference definition.
fn is_half_tag(content: &str) -> bool {
    if let Some(tag) = content.strip_prefix('<') {
        let begins = |c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?');
        return content.len() <= MAX_HALF_TAG
            && tag.chars().next().is_none_or(begins)
            && !tag.contains(['>', ':']);
    }
    content == "{" || (content.starts_with('[') && content.contains("]:"))
}

/// Whether an item or quotation begins with half a task's box or half an alert's name.
fn is_half_box(content: &str) -> bool {
    let content = content.trim_end();
    let is_alert =
        content.starts_with("[!") && content.find(']').is_none_or(|at| at + 1 == content.len());
    is_alert || matches!(content, "[" | "[ ]" | "[x" | "[X" | "[x]" | "[X]")
}

/// What a line holds behind its indentation, quotation marks and list markers.
fn content_of_line(line: &str) -> &str {
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
    fn a_line_that_may_become_anything_is_held_back() {
        for line in [
            "-",
            "--",
            "- ",
            "*",
            "**",
            "#",
            "## ",
            ">",
            "> ",
            "1",
            "12.",
            "3) ",
            "`",
            "~~",
            "|",
            "===",
            "| --- | :-",
            "- [",
            "- [ ",
            "- [x]",
            "> [",
            "> [!NO",
            "> [!NOTE]",
            "{",
            "<",
            "<det",
            "</det",
            "<!-",
            "[a]:",
            "[a]: http://exa",
        ] {
            assert_eq!(decided(line, &Leaf::Paragraph(0)), None, "{line}");
        }
    }

    #[test]
    fn a_line_of_words_is_shown() {
        for line in [
            "- a",
            "1. a",
            "# a",
            "**a",
            "1 apple",
            "{% hint %}",
            "<b>",
            "<https://a",
            "[a](b",
            "- [ ] a",
            "| a",
            "{a",
            "`a",
            "> [!NOTE] a",
            "[!NO",
            "<a lot: of words",
            "x",
        ] {
            assert_eq!(decided(line, &Leaf::None), Some(line));
        }
    }

    #[test]
    fn a_fence_shows_neither_half_its_language_nor_half_its_end() {
        assert_eq!(decided("> ```ru", &Leaf::None), Some("> ```"));
        let text = super::super::state::CodeText::default();
        let fence = Leaf::Fence { mark: b'`', length: 3, indent: 0, text };
        assert_eq!((decided("> ``", &fence), decided("- ", &fence)), (None, Some("- ")));
    }

    #[test]
    fn half_a_tag_behind_text_is_held_back() {
        for (text, shown) in [("a {", "a "), ("a {% endhi", "a "), ("a {% x %} b", "a {% x %} b")] {
            assert_eq!(without_half_tag(text), shown);
        }
    }
}
