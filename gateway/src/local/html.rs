//! HTML fragments in Markdown to Markdown: what GitBook writes where Markdown has no words.
//!
//! Owns tables, figures, expandables, links, marks and code written as HTML. Refuses everything
//! else: a tag that nobody knows stays as the text it is, and code is never touched.

use super::code::{self, Fences};
use super::matter::Vars;

mod table;
mod tag;
mod writer;

use tag::Tag;
use writer::Writer;

/// Marks the place of an anchor in text that is being prepared: `\u{fdd1}name\u{fdd1}`.
pub(super) const ANCHOR: char = '\u{fdd1}';

/// `text` with its HTML turned into Markdown; `vars` fill in expressions.
pub(super) fn to_markdown(text: &str, vars: &Vars) -> String {
    let mut writer = Writer::new(vars);
    let mut fences = Fences::default();
    // Tags may span lines, so what is between two fences is taken as one run.
    let mut run = 0;
    let mut at = 0;
    let mut in_pre = false;
    for line in text.split_inclusive('\n') {
        let end = at + line.len();
        // A fence inside of <pre> is text.
        if !in_pre && fences.is_code(line) {
            write_run(&text[run..at], &mut writer);
            writer.code_line(line);
            run = end;
        } else if line.contains("<pre") || line.contains("</pre") {
            in_pre = line.rfind("<pre") > line.rfind("</pre");
        }
        at = end;
    }
    write_run(&text[run..], &mut writer);
    code::single_blank_lines(&writer.finish())
}

fn write_run(run: &str, writer: &mut Writer<'_>) {
    writer.start_run();
    // Once one is not closed, none behind it is: looking again would cost quadratic time.
    let (mut comments_close, mut block_tags_close) = (true, true);
    let mut rest = run;
    while let Some(at) = rest.find(['<', '`', '\\', '{', '&']) {
        writer.text(&rest[..at]);
        rest = &rest[at..];
        if rest.starts_with('`') {
            rest = writer.take(rest, code::span(rest));
        } else if rest.starts_with('\\') {
            rest = writer.take(rest, rest.chars().take(2).map(char::len_utf8).sum());
        } else if rest.starts_with('&') {
            rest = write_entity(rest, writer);
        } else if rest.starts_with("{%") && block_tags_close {
            // Its values may hold anything.
            let end = rest.find("%}");
            block_tags_close = end.is_some();
            rest = writer.take(rest, end.map_or(1, |end| end + 2));
        } else if rest.starts_with("<!--") && comments_close {
            match rest.find("-->") {
                Some(end) => rest = &rest[end + 3..],
                None => comments_close = false,
            }
        } else if let Some((tag, after)) = Tag::read(rest) {
            rest = writer.tag(&tag, rest, after);
        } else {
            rest = writer.take(rest, 1);
        }
    }
    writer.text(rest);
}

/// Writes the entity that `text` begins with, if it is one that editors write without need; what
/// stands for itself just as well is easier to read, and to search.
fn write_entity<'t>(text: &'t str, writer: &mut Writer<'_>) -> &'t str {
    for space in ["&#x20;", "&#32;"] {
        if let Some(rest) = text.strip_prefix(space) {
            // At the end of a line it only kept the editor from cutting it off.
            if !rest.is_empty() && !rest.starts_with('\n') {
                writer.text(" ");
            }
            return rest;
        }
    }
    for ampersand in ["&#x26;", "&#38;", "&amp;"] {
        if let Some(rest) = text.strip_prefix(ampersand)
            && rest.starts_with([' ', '\n'])
        {
            writer.text("&");
            return rest;
        }
    }
    writer.take(text, 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn markdown(text: &str) -> String {
        to_markdown(text, &Vars::default())
    }

    #[test]
    fn inline_marks_and_links_become_markdown() {
        assert_eq!(
            markdown(
                "<strong>A</strong> <em>b</em> <code>c</code> <a href=\"d.md\">e</a> <kbd>F</kbd>"
            ),
            "**A** *b* `c` [e](<d.md>) `F`"
        );
        assert_eq!(markdown("<mark style=\"color:red;\">red</mark> <s>x</s>"), "red ~~x~~");
        assert_eq!(markdown("a<br>b"), "a\\\nb");
    }

    #[test]
    fn code_of_every_kind_is_left_alone() {
        for text in [
            "```html\n<b>x</b>\n```\n",
            "`<b>` and ``<i>`</i>``",
            "\\<b>",
            "{% tab title=\"<b>\" %}",
        ] {
            assert_eq!(markdown(text), text);
        }
    }

    #[test]
    fn entities_without_need_are_resolved_and_the_others_are_kept() {
        assert_eq!(
            markdown("a&#x20;\nb &#x26; c&#x20;d &#x26;lt; &lt;b>"),
            "a\nb & c d &#x26;lt; &lt;b>"
        );
        assert_eq!(markdown("`&#x20;`"), "`&#x20;`");
    }

    #[test]
    fn lists_keep_their_nesting() {
        let text = "> <ul><li>a<ol><li>b</li><li>c</li></ol></li><li>d</li></ul>\n";
        assert_eq!(markdown(text).trim_end(), ">\n> - a\n>   1. b\n>   2. c\n> - d\n>");
    }

    #[test]
    fn icons_say_nothing() {
        assert_eq!(
            markdown("<i class=\"fa-github\">:github:</i> Sync <i class=\"fa-x\"></i>"),
            " Sync "
        );
    }

    #[test]
    fn unknown_tags_stay_text() {
        for text in ["Send <YOUR_TOKEN> now", "a < b and c > d", "Vec<String>", "<", "<!-- open"] {
            assert_eq!(markdown(text), text);
        }
    }

    #[test]
    fn a_figure_becomes_its_caption_or_alternative_text() {
        let figure = |caption: &str| {
            format!(
                "before\n\n<figure><img src=\"a.png\" alt=\"The alt\"><figcaption>{caption}\
                 </figcaption></figure>\n\nafter\n"
            )
        };
        assert_eq!(
            markdown(&figure("<p>The <b>caption</b></p>")),
            "before\n\n*The caption*\n\nafter\n"
        );
        assert_eq!(markdown(&figure("")), "before\n\n*The alt*\n\nafter\n");
    }

    #[test]
    fn an_expandable_becomes_its_summary_and_its_content() {
        let text = "<details>\n\n<summary>More</summary>\n\nHidden **text**\n\n</details>\n";
        assert_eq!(markdown(text).trim(), "**More**\n\nHidden **text**");
    }

    #[test]
    fn code_written_as_html_becomes_a_fence() {
        let text = "<pre class=\"language-sh\" data-title=\"run.sh\"><code class=\"lang-sh\">a &#x3C; b\n\
                    <strong>c</strong>\n</code></pre>\n";
        assert_eq!(markdown(text).trim(), "**run.sh**\n\n```sh\na < b\nc\n```");
    }

    #[test]
    fn expressions_are_filled_in() {
        let vars = Vars([("space.vars.version".to_owned(), "1.4".to_owned())].into());
        let text = "Version <code class=\"expression\">space.vars.version</code>, \
                    <code class=\"expression\">space.vars.other</code>";
        assert_eq!(to_markdown(text, &vars), "Version 1.4, `space.vars.other`");
    }

    #[test]
    fn a_heading_keeps_the_anchor_written_into_it() {
        let text = "## Title <a href=\"#own\" id=\"own\"></a>\n";
        assert_eq!(markdown(text), "## Title \u{fdd1}own\u{fdd1}\n");
    }
}
