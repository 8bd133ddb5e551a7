//! The last line, as long as it may still become anything.
//!
//! Owns which lines are held back until more of them has come: shown at once they would flash as
//! an empty bullet, a heading out of a paragraph, or the noise of half a tag. Refuses to hold back
//! lines of words.

use crate::markdown::parse::{Leaf, LeafKind};
use crate::markdown::template::{content_of_line, tags_of};

/// The longest half of a tag that is held back, in bytes: what is longer is no tag.
const MAX_HALF_TAG: usize = 200;

/// How much of `text` to show if (a part of) its last line is to be held back.
pub(in crate::markdown) fn without_last_line(text: &str, leaf: Option<&Leaf>) -> Option<usize> {
    let start = text.rfind('\n').map_or(0, |end| end + 1);
    let line = &text[start..];
    if line.trim().is_empty() {
        return None;
    }
    let content = content_of_line(line);
    match leaf {
        Some(Leaf { kind: LeafKind::Fence, range }) if range.end == text.len() => {
            return if start <= range.start {
                without_info(content).map(|length| text.len() - content.len() + length)
            } else {
                let code = line.trim_start_matches([' ', '\t', '>']);
                (is_run_of(code, "`") || is_run_of(code, "~")).then_some(start)
            };
        }
        Some(Leaf { kind: LeafKind::Raw, range }) if range.end == text.len() => return None,
        _ => {}
    }
    let marked = content.len() < line.trim_start().len();
    (is_undecided(content) || is_half_tag(content) || (marked && is_half_box(content)))
        .then_some(start)
}

/// The length of an opening fence that its language still grows behind.
fn without_info(content: &str) -> Option<usize> {
    let length = content.len() - content.trim_start_matches(['`', '~']).len();
    (length < content.len()).then_some(length)
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
    if content.starts_with("{%") {
        let last = content.rfind("{%").unwrap_or_default();
        return tags_of(content).is_empty() && !content[last..].contains("%}");
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> &str {
        without_last_line(text, None).map_or(text, |length| &text[..length])
    }

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
            "{%",
            "{% hint %",
            "{% a %}{% b",
            "<",
            "<det",
            "</det",
            "<!-",
            "[a]:",
            "[a]: http://exa",
        ] {
            assert_eq!(shown(&format!("Text\n{line}")), "Text\n", "{line}");
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
            let text = format!("Text\n{line}");
            assert_eq!(shown(&text), text, "{line}");
        }
    }

    #[test]
    fn a_fence_shows_neither_half_its_language_nor_half_its_end() {
        let leaf = |range| Some(Leaf { kind: LeafKind::Fence, range });
        assert_eq!(without_last_line("```ru", leaf(0..5).as_ref()), Some(3));
        assert_eq!(without_last_line("```rust\n``", leaf(0..10).as_ref()), Some(8));
        assert_eq!(without_last_line("```rust\n- ", leaf(0..10).as_ref()), None);
    }
}
