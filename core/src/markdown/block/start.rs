//! What the begin of a line can be: a fence, a heading, a list item, a rule, raw HTML.
//!
//! Owns CommonMark's and GFM's conditions, each a function of what is left of the line behind its
//! white space. Refuses to know what is open.

use crate::markdown::tree::{Alignment, HintStyle};

/// The opening line of a fenced code block.
pub(super) struct Fence<'a> {
    pub(super) mark: u8,
    pub(super) length: usize,
    pub(super) info: &'a str,
}

/// "A code fence is a sequence of at least three consecutive backtick characters or tildes."
pub(super) fn fence(rest: &str) -> Option<Fence<'_>> {
    let mark = *rest.as_bytes().first().filter(|byte| matches!(byte, b'`' | b'~'))?;
    let info = rest.trim_start_matches(char::from(mark));
    let length = rest.len() - info.len();
    // "If the info string comes after a backtick fence, it may not contain any backtick".
    let is_fence = length >= 3 && !(mark == b'`' && info.contains('`'));
    is_fence.then(|| Fence { mark, length, info: info.trim() })
}

/// Whether a line ends a code block that `length` of `mark` have begun.
pub(super) fn ends_fence(rest: &str, mark: u8, length: usize) -> bool {
    let behind = rest.trim_start_matches(char::from(mark));
    rest.len() - behind.len() >= length && behind.trim().is_empty()
}

/// The level of an ATX heading and its text.
pub(super) fn heading(rest: &str) -> Option<(u8, &str)> {
    let text = rest.trim_start_matches('#');
    let level =
        u8::try_from(rest.len() - text.len()).ok().filter(|level| (1..=6).contains(level))?;
    if !text.is_empty() && !text.starts_with([' ', '\t']) {
        return None;
    }
    let text = text.trim_matches([' ', '\t']);
    // "an optional closing sequence of any number of unescaped # characters", behind a space
    let open = text.trim_end_matches('#');
    let closed = open.is_empty() || (open.len() < text.len() && open.ends_with([' ', '\t']));
    Some((level, if closed { open.trim_end_matches([' ', '\t']) } else { text }))
}

/// The level of the heading that a line of `=` or `-` makes of the paragraph above.
pub(super) fn underline(rest: &str) -> Option<u8> {
    let line = rest.trim_end_matches([' ', '\t']);
    match line.as_bytes().first()? {
        b'=' if line.bytes().all(|byte| byte == b'=') => Some(1),
        b'-' if line.bytes().all(|byte| byte == b'-') => Some(2),
        _ => None,
    }
}

/// "A line consisting of … three or more matching -, _, or * characters, each followed optionally
/// by any number of spaces or tabs".
pub(super) fn is_rule(rest: &str) -> bool {
    let Some(mark) = rest.bytes().next().filter(|byte| matches!(byte, b'*' | b'-' | b'_')) else {
        return false;
    };
    rest.bytes().all(|byte| byte == mark || matches!(byte, b' ' | b'\t'))
        && rest.bytes().filter(|byte| *byte == mark).count() >= 3
}

/// The marker of a list item.
#[derive(Clone, Copy)]
pub(super) struct Marker {
    /// `-`, `+`, `*`, `.` or `)`: items with the same mark are of one list.
    pub(super) mark: u8,
    /// The number of an ordered item.
    pub(super) number: Option<u64>,
    /// How many bytes it takes up.
    pub(super) length: usize,
}

/// "A list marker is a bullet list marker or an ordered list marker."
pub(super) fn marker(rest: &str) -> Option<Marker> {
    let bytes = rest.as_bytes();
    let digits = bytes.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let mark = *bytes.get(digits)?;
    let is_mark = match digits {
        0 => matches!(mark, b'-' | b'+' | b'*'),
        // "a sequence of 1–9 arabic digits, … followed by either a . character or a ) character"
        1..=9 => matches!(mark, b'.' | b')'),
        _ => false,
    };
    let is_apart = matches!(bytes.get(digits + 1), None | Some(b' ' | b'\t'));
    let number = rest[..digits].parse().ok();
    (is_mark && is_apart).then_some(Marker { mark, number, length: digits + 1 })
}

/// Whether the box of a task stands there, and is ticked; it takes up three bytes.
pub(super) fn task(rest: &str) -> Option<bool> {
    let done = match rest.as_bytes() {
        [b'[', b' ', b']', b' ' | b'\t', ..] => false,
        [b'[', b'x' | b'X', b']', b' ' | b'\t', ..] => true,
        _ => return None,
    };
    (!rest[3..].trim().is_empty()).then_some(done)
}

/// How a quotation is meant that begins with the line `> [!NOTE]`.
pub(super) fn alert(rest: &str) -> Option<HintStyle> {
    let name = rest.trim_end().strip_prefix("[!")?.strip_suffix(']')?;
    Some(match name.to_ascii_lowercase().as_str() {
        "note" | "important" => HintStyle::Info,
        "tip" => HintStyle::Success,
        "warning" => HintStyle::Warning,
        "caution" => HintStyle::Danger,
        _ => return None,
    })
}

/// The columns that a table's delimiter row declares.
pub(super) fn columns(rest: &str) -> Option<Vec<Alignment>> {
    if !rest.bytes().all(|byte| matches!(byte, b'|' | b'-' | b':' | b' ' | b'\t')) {
        return None;
    }
    let row = rest.trim();
    let row = row.strip_prefix('|').unwrap_or(row);
    let row = row.strip_suffix('|').unwrap_or(row);
    row.split('|').map(column).collect()
}

fn column(cell: &str) -> Option<Alignment> {
    let cell = cell.trim();
    let (start, end) = (cell.starts_with(':'), cell.ends_with(':'));
    let dashes = cell.strip_prefix(':').unwrap_or(cell);
    let dashes = dashes.strip_suffix(':').unwrap_or(dashes);
    (!dashes.is_empty() && dashes.bytes().all(|byte| byte == b'-')).then_some(match (start, end) {
        (true, true) => Alignment::Center,
        (false, true) => Alignment::End,
        _ => Alignment::Start,
    })
}

/// How a block of raw HTML ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum HtmlEnd {
    /// With a line that holds this, in any case.
    Holds(&'static str),
    /// Like [`HtmlEnd::Holds`], with the end tag of one of four elements.
    Verbatim,
    /// Before a blank line.
    Blank,
}

/// Elements whose content is no Markdown.
const VERBATIM: [&str; 4] = ["pre", "script", "style", "textarea"];

/// The elements that begin a block of raw HTML. Those that are blocks of ours are not among them.
#[rustfmt::skip]
const BLOCKS: [&str; 58] = [
    "address", "article", "aside", "base", "basefont", "blockquote", "body", "caption", "center",
    "col", "colgroup", "dd", "dialog", "dir", "div", "dl", "dt", "fieldset", "footer", "form",
    "frame", "frameset", "h1", "h2", "h3", "h4", "h5", "h6", "head", "header", "hr", "html",
    "iframe", "legend", "li", "link", "main", "menu", "menuitem", "nav", "noframes", "ol",
    "optgroup", "option", "p", "param", "search", "section", "table", "tbody", "td", "tfoot", "th",
    "thead", "title", "tr", "track", "ul",
];

impl HtmlEnd {
    /// How the block ends that `rest` begins: CommonMark's start conditions 1 to 6.
    pub(super) fn of(rest: &str) -> Option<Self> {
        let inside = rest.strip_prefix('<')?;
        if inside.starts_with("!--") {
            return Some(Self::Holds("-->"));
        }
        if inside.starts_with('?') {
            return Some(Self::Holds("?>"));
        }
        if inside.starts_with("![CDATA[") {
            return Some(Self::Holds("]]>"));
        }
        if let Some(declaration) = inside.strip_prefix('!') {
            let is_one = declaration.starts_with(|c: char| c.is_ascii_alphabetic());
            return is_one.then_some(Self::Holds(">"));
        }
        let name = inside.strip_prefix('/').unwrap_or(inside);
        let length = name.bytes().take_while(u8::is_ascii_alphanumeric).count();
        let (name, behind) = name.split_at(length);
        let is_named = |known: &&str| known.eq_ignore_ascii_case(name);
        let ends = |signs: &[&str]| {
            behind.is_empty()
                || behind.starts_with([' ', '\t'])
                || signs.iter().any(|sign| behind.starts_with(sign))
        };
        if VERBATIM.iter().any(is_named) && !inside.starts_with('/') && ends(&[">"]) {
            return Some(Self::Verbatim);
        }
        (BLOCKS.iter().any(is_named) && ends(&[">", "/>"])).then_some(Self::Blank)
    }

    /// Whether a line ends the block; it belongs to it.
    pub(super) fn is_in(self, line: &str) -> bool {
        match self {
            Self::Holds(end) => line.contains(end),
            Self::Verbatim => {
                let line = line.to_ascii_lowercase();
                VERBATIM.iter().any(|name| line.contains(&format!("</{name}>")))
            }
            Self::Blank => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_have_one_to_six_marks_and_a_space() {
        for (line, expected) in [
            ("# a", Some((1, "a"))),
            ("###### a ##", Some((6, "a"))),
            ("## a#", Some((2, "a#"))),
            ("#", Some((1, ""))),
            ("## ##", Some((2, ""))),
            ("#a", None),
            ("####### a", None),
        ] {
            assert_eq!(heading(line), expected, "{line}");
        }
    }

    #[test]
    fn a_delimiter_row_names_its_columns() {
        use Alignment::{Center, End, Start};
        assert_eq!(columns("|:-:|--:|---|"), Some(vec![Center, End, Start]));
        assert_eq!(columns("--|--"), Some(vec![Start, Start]));
        for line in ["| a |", "||", "|:|", "| - - |"] {
            assert_eq!(columns(line), None, "{line}");
        }
    }

    #[test]
    fn markers_stand_apart_from_what_follows() {
        let read = |line| marker(line).map(|marker| (marker.mark, marker.number, marker.length));
        assert_eq!(read("- a"), Some((b'-', None, 1)));
        assert_eq!(read("12) a"), Some((b')', Some(12), 3)));
        for line in ["-a", "1234567890. a", "a. b", "1"] {
            assert_eq!(read(line), None, "{line}");
        }
        assert_eq!((task("[x] a"), task("[ ] a"), task("[x]")), (Some(true), Some(false), None));
    }
}
