//! What in a Markdown text is code: fenced lines, and spans within a paragraph.
//!
//! Owns the two rules that every textual pass needs, so that code is never taken for anything
//! else. Refuses to know more of Markdown.

/// Follows fences line by line.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Fences {
    open: Option<Fence>,
}

#[derive(Clone, Copy, Debug)]
struct Fence {
    mark: u8,
    length: usize,
}

impl Fences {
    /// Takes the next line; whether it belongs to fenced code, its fences included.
    pub(super) fn is_code(&mut self, line: &str) -> bool {
        // Quotes and list items may hold fences; their markers and indentation are stepped over.
        let rest = line.trim_start_matches([' ', '\t', '>']);
        match self.open {
            Some(fence) => {
                // "The closing code fence … may be followed only by spaces or tabs."
                if let Some((found, after)) = fence_of(rest)
                    && found.mark == fence.mark
                    && found.length >= fence.length
                    && after.trim().is_empty()
                {
                    self.open = None;
                }
                true
            }
            None => {
                let found = fence_of(after_list_markers(rest));
                // "Info strings for backtick code blocks cannot contain backticks."
                self.open = found
                    .filter(|(fence, info)| fence.mark == b'~' || !info.contains('`'))
                    .map(|(fence, _)| fence);
                self.open.is_some()
            }
        }
    }
}

/// `text` with no more than one blank line at a time, but in code.
pub(super) fn single_blank_lines(text: &str) -> String {
    let mut fences = Fences::default();
    let mut out = String::with_capacity(text.len());
    let mut last = None;
    for line in text.split_inclusive('\n') {
        let is_blank =
            !fences.is_code(line) && line.trim_matches([' ', '\t', '>', '\n']).is_empty();
        let blank = is_blank.then(|| line.trim());
        if blank.is_none() || blank != last {
            out.push_str(line);
        }
        last = blank;
    }
    out
}

/// The length in bytes of the code span that `text`, a backtick first, begins with; or of its
/// run of backticks, if no span begins there.
pub(super) fn span(text: &str) -> usize {
    let length = text.bytes().take_while(|byte| *byte == b'`').count();
    let mut at = length;
    while let Some(found) = text[at..].find(['`', '\n']) {
        let start = at + found;
        // A span ends with its paragraph.
        if text[start..].starts_with("\n\n") {
            break;
        }
        let run = text[start..].bytes().take_while(|byte| *byte == b'`').count();
        at = start + run.max(1);
        if run == length {
            return at;
        }
    }
    length
}

/// The fence that `line` begins with, and what follows it.
fn fence_of(line: &str) -> Option<(Fence, &str)> {
    let mark = *line.as_bytes().first().filter(|mark| matches!(mark, b'`' | b'~'))?;
    let length = line.bytes().take_while(|byte| *byte == mark).count();
    (length >= 3).then(|| (Fence { mark, length }, &line[length..]))
}

/// A fence may open right behind `- ` or `1. `.
fn after_list_markers(mut line: &str) -> &str {
    loop {
        let digits = line.bytes().take_while(u8::is_ascii_digit).count();
        let marker = match line.as_bytes().get(digits) {
            Some(b'-' | b'*' | b'+') if digits == 0 => 1,
            Some(b'.' | b')') if (1..=9).contains(&digits) => digits + 1,
            _ => return line,
        };
        let rest = &line[marker..];
        let trimmed = rest.trim_start_matches(' ');
        if trimmed.len() == rest.len() || trimmed.is_empty() {
            return line;
        }
        line = trimmed;
    }
}

#[cfg(test)]
mod tests {
    use super::{Fences, single_blank_lines, span};

    fn code(text: &str) -> Vec<bool> {
        let mut fences = Fences::default();
        text.lines().map(|line| fences.is_code(line)).collect()
    }

    #[test]
    fn fences_open_and_close_by_their_own_kind() {
        assert_eq!(code("a\n```\n~~~\n# b\n````\nc"), [false, true, true, true, true, false]);
        assert_eq!(code("~~~ `x`\n```\n~~~\nc"), [true, true, true, false]);
        assert_eq!(code("``` a`b\nc"), [false, false]);
    }

    #[test]
    fn fences_in_quotes_and_lists_count() {
        assert_eq!(code("> ```\n> x\n> ```\nc"), [true, true, true, false]);
        assert_eq!(code("1. ```sh\n   x\n   ```\nc"), [true, true, true, false]);
        assert_eq!(code("* * *\n- \nc"), [false, false, false]);
    }

    #[test]
    fn a_span_ends_with_as_many_backticks_and_within_its_paragraph() {
        for (text, length) in
            [("`a` b", 3), ("``a`b`` c", 7), ("`a\nb`", 5), ("`a\n\nb`", 1), ("```", 3)]
        {
            assert_eq!(span(text), length, "{text:?}");
        }
    }

    #[test]
    fn blank_lines_are_single_but_in_code() {
        let text = "a\n\n \n\nb\n>\n> \n>\n> c\n```\n\n\n```\n";
        assert_eq!(single_blank_lines(text), "a\n\nb\n>\n> c\n```\n\n\n```\n");
    }

    #[test]
    fn a_fence_left_open_reaches_to_the_end() {
        assert_eq!(code("```\n# a\n\n``` not a close"), [true; 4]);
    }
}
