//! Raw HTML to the words in it.
//!
//! Owns the policy that markup of a model is never markup on the page. Tags that only shape text
//! (`<details>`, `<b>`, `<td>`) go and leave their content; `<br>` stays a line break; `<img>`
//! leaves its alternative text; comments go. Every other tag is shown as it was written, so that
//! `Vec<String>`, `<Component>` and `<script>` do not vanish. Refuses to build nodes.

use super::template::attribute;

/// A piece of raw HTML.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    /// Words, entities still in them; also every tag that is shown as it was written.
    Text(&'a str),
    /// A line break.
    Break,
    /// The begin or end of something that stands on lines of its own.
    Edge,
    /// The begin of a table's cell.
    Cell,
    /// Something that is not shown.
    Nothing,
}

/// What an unfinished tag or comment at the end of `html` is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// All has been written: it is text.
    Final,
    /// The text still grows: nothing yet.
    Growing,
}

/// Calls `each` with the pieces of `html`, in order. Linear in its length.
pub(super) fn pieces<'a>(html: &'a str, end: End, mut each: impl FnMut(Piece<'a>)) {
    let mut rest = html;
    while !rest.is_empty() {
        let Some(open) = rest.find('<') else { return each(Piece::Text(rest)) };
        if open > 0 {
            each(Piece::Text(&rest[..open]));
            rest = &rest[open..];
        }
        let is_tag = rest[1..].starts_with(|c: char| c.is_ascii_alphabetic() || "/!?".contains(c));
        let length = match rest.strip_prefix("<!--") {
            // `<!-->` and `<!--->` are comments, too.
            Some(comment) if comment.starts_with('>') => Some(5),
            Some(comment) if comment.starts_with("->") => Some(6),
            Some(comment) => comment.find("-->").map(|at| at + 7),
            None if is_tag => rest.find('>').map(|at| at + 1),
            None if rest.len() == 1 && end == End::Growing => None,
            None => Some(1),
        };
        let Some(length) = length else {
            // Nothing behind an unfinished tag or comment can be finished.
            return match end {
                End::Final => each(Piece::Text(rest)),
                End::Growing => each(Piece::Nothing),
            };
        };
        let (tag, behind) = rest.split_at(length);
        each(piece_of(tag));
        rest = behind;
    }
}

fn piece_of(tag: &str) -> Piece<'_> {
    if tag.starts_with("<!--") {
        return Piece::Nothing;
    }
    let inside = tag.trim_start_matches("</").trim_start_matches('<').trim_end_matches('>');
    let length = inside.bytes().take_while(u8::is_ascii_alphanumeric).count();
    let (name, attributes) = inside.split_at(length);
    // `<b-c>` and `<T, U>` are not elements of HTML.
    if !attributes.is_empty() && !attributes.starts_with([' ', '\t', '\n', '\r', '/']) {
        return Piece::Text(tag);
    }
    match name.to_ascii_lowercase().as_str() {
        "br" => Piece::Break,
        "img" => attribute(attributes, "alt").map_or(Piece::Nothing, Piece::Text),
        "td" | "th" if !tag.starts_with("</") => Piece::Cell,
        "p" | "div" | "details" | "summary" | "table" | "thead" | "tbody" | "tfoot" | "tr"
        | "ul" | "ol" | "li" | "dl" | "dt" | "dd" | "blockquote" | "pre" | "figure"
        | "figcaption" | "picture" | "section" | "article" | "aside" | "header" | "footer"
        | "nav" | "main" | "center" | "hr" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => Piece::Edge,
        "a" | "b" | "i" | "u" | "s" | "em" | "strong" | "del" | "ins" | "sub" | "sup" | "small"
        | "big" | "mark" | "code" | "kbd" | "samp" | "var" | "abbr" | "cite" | "q" | "span"
        | "font" | "tt" | "strike" | "td" | "th" | "col" | "colgroup" | "caption" | "source"
        | "wbr" => Piece::Nothing,
        _ => Piece::Text(tag),
    }
}

#[cfg(test)]
mod tests {
    use super::super::entity::decoded;
    use super::*;

    fn text(html: &str, end: End) -> String {
        let mut text = String::new();
        pieces(html, end, |piece| match piece {
            Piece::Text(words) => text.push_str(&decoded(words)),
            Piece::Break => text.push('⏎'),
            Piece::Edge => text.push('|'),
            Piece::Cell => text.push('·'),
            Piece::Nothing => {}
        });
        text
    }

    #[test]
    fn tags_that_shape_text_go_and_their_content_stays() {
        let html = "<details><summary>More</summary><b>1</b> &lt; 2<br/>x</details>";
        assert_eq!(text(html, End::Final), "||More|1 < 2⏎x|");
        assert_eq!(text("<td>a</td><img src=x alt='A cat'>", End::Final), "·a");
        assert_eq!(text("<img src='x' alt='A cat'>", End::Final), "A cat");
        assert_eq!(text("a<!-- b -->c<!-->d<!--->e", End::Final), "acde");
    }

    #[test]
    fn what_is_not_known_is_shown_as_it_was_written() {
        for html in ["Vec<String>", "<script>alert(1)</script>", "<Foo bar>", "a < b", "<b-c>"] {
            assert_eq!(text(html, End::Final), html);
        }
        assert_eq!(text("&unknown; & &#65;", End::Final), "&unknown; & A");
    }

    #[test]
    fn an_unfinished_tag_is_text_only_when_no_more_will_come() {
        assert_eq!(text("a<det", End::Final), "a<det");
        assert_eq!(text("a<!-- b", End::Final), "a<!-- b");
        assert_eq!(text("a<det", End::Growing), "a");
        assert_eq!(text("a<!-- b", End::Growing), "a");
    }
}
