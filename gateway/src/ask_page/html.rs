//! Nodes as HTML: what the box draws, for readers without scripts.
//!
//! Owns which element a node is. Every text and every attribute that comes from an answer goes
//! through [`escaped`]; addresses are [`Href`]s, which are checked. Refuses images: a page may say
//! from where it takes them, and this one takes none.

use std::fmt::Write as _;

use ask_docs_core::markdown::links::Href;
use ask_docs_core::markdown::tree::{Alignment, CodeBlock, HintStyle, Kind, Node, each};

use crate::markup::escaped;

/// `nodes` as HTML, which is closed in itself.
pub(super) fn html(nodes: &[Node]) -> String {
    let mut out = String::new();
    write(&mut out, nodes, false);
    out
}

/// What begins a link: it tells nobody where the reader came from.
pub(super) fn anchor(href: &Href) -> String {
    format!("<a href=\"{}\" rel=\"noopener noreferrer nofollow ugc\">", escaped(href.as_str()))
}

/// `nodes`, within a link or not. As deep as the nodes are, which has a limit.
fn write(out: &mut String, nodes: &[Node], is_linked: bool) {
    for (kind, inside) in each(nodes) {
        match kind {
            Kind::Paragraph => element(out, "p", " dir=\"auto\"", inside, is_linked),
            // The page has an h1, and an h2 for the question.
            Kind::Heading(level) => {
                let name = ["h3", "h4", "h5"][usize::from(*level).clamp(1, 3) - 1];
                element(out, name, " dir=\"auto\"", inside, is_linked);
            }
            Kind::List(None) => element(out, "ul", " dir=\"auto\"", inside, is_linked),
            Kind::List(Some(start)) => {
                let attributes = format!(" dir=\"auto\" start=\"{start}\"");
                element(out, "ol", &attributes, inside, is_linked);
            }
            Kind::Loose => {}
            Kind::Item(None) => element(out, "li", "", inside, is_linked),
            Kind::Item(Some(is_done)) => {
                let checked = if *is_done { " checked" } else { "" };
                let _ =
                    write!(out, "<li class=\"task\"><input type=\"checkbox\" disabled{checked}>");
                write(out, inside, is_linked);
                out.push_str("</li>");
            }
            Kind::Quote => element(out, "blockquote", " dir=\"auto\"", inside, is_linked),
            Kind::Hint(style) => hint(out, *style, inside, is_linked),
            Kind::Tabs => element(out, "div", " class=\"tabs\"", inside, is_linked),
            Kind::Tab(title) => {
                let _ =
                    write!(out, "<section><p class=\"title\" dir=\"auto\">{}</p>", escaped(title));
                write(out, inside, is_linked);
                out.push_str("</section>");
            }
            Kind::Stepper => {
                element(out, "ol", " class=\"stepper\" role=\"list\"", inside, is_linked)
            }
            Kind::Step => element(out, "li", "", inside, is_linked),
            Kind::Details(is_open) => {
                let open = if *is_open { " open" } else { "" };
                element(out, "details", open, inside, is_linked);
            }
            Kind::Summary => element(out, "summary", " dir=\"auto\"", inside, is_linked),
            Kind::Figure => element(out, "figure", "", inside, is_linked),
            Kind::Caption => element(out, "figcaption", " dir=\"auto\"", inside, is_linked),
            Kind::Card(href) => card(out, href, inside, is_linked),
            Kind::Code(block) => code(out, block, inside),
            Kind::Table(columns) => table(out, columns, inside, is_linked),
            // Each stands in a table, which writes them.
            Kind::Row | Kind::Cell => write(out, inside, is_linked),
            Kind::Rule => out.push_str("<hr>"),
            Kind::Text(text) => out.push_str(&escaped(text)),
            Kind::CodeSpan => element(out, "code", "", inside, is_linked),
            Kind::Emphasis => element(out, "em", "", inside, is_linked),
            Kind::Strong => element(out, "strong", "", inside, is_linked),
            Kind::Strikethrough => element(out, "del", "", inside, is_linked),
            // A link in a link is its words.
            Kind::Link(_) | Kind::Image(_) if is_linked => write(out, inside, is_linked),
            Kind::Link(href) | Kind::Image(href) => link(out, href, inside),
            Kind::Break => out.push_str("<br>"),
        }
    }
}

fn element(out: &mut String, name: &str, attributes: &str, inside: &[Node], is_linked: bool) {
    let _ = write!(out, "<{name}{attributes}>");
    write(out, inside, is_linked);
    let _ = write!(out, "</{name}>");
}

fn hint(out: &mut String, style: HintStyle, inside: &[Node], is_linked: bool) {
    let (class, words) = match style {
        HintStyle::Info => ("info", "Note"),
        HintStyle::Success => ("success", "Tip"),
        HintStyle::Warning => ("warning", "Warning"),
        HintStyle::Danger => ("danger", "Danger"),
    };
    let _ = write!(out, "<div class=\"hint {class}\" role=\"note\"><p class=\"title\">{words}</p>");
    write(out, inside, is_linked);
    out.push_str("</div>");
}

/// A link of its own stands in a card that holds none.
fn card(out: &mut String, href: &Href, inside: &[Node], is_linked: bool) {
    out.push_str("<div class=\"card\">");
    write(out, inside, is_linked);
    let has_link = inside.iter().any(|node| matches!(node.kind, Kind::Link(_) | Kind::Image(_)));
    if !has_link && !is_linked {
        link(out, href, &[]);
    }
    out.push_str("</div>");
}

/// A link without words shows its address, as does one whose words look like another address.
fn link(out: &mut String, href: &Href, inside: &[Node]) {
    out.push_str(&anchor(href));
    let begin = out.len();
    write(out, inside, true);
    if out.len() == begin {
        out.push_str(&escaped(href.as_str()));
    }
    out.push_str("</a>");
    let names_another = |words: &str| words.contains('.') && !words.contains(href.host());
    if !href.host().is_empty() && names_another(&out[begin..]) {
        let _ = write!(out, " <span class=\"host\">({})</span>", escaped(href.host()));
    }
}

fn code(out: &mut String, block: &CodeBlock, inside: &[Node]) {
    out.push_str("<figure class=\"code\">");
    if let Some(title) = &block.title {
        let _ = write!(out, "<figcaption dir=\"auto\">{}</figcaption>", escaped(title));
    }
    out.push_str("<pre dir=\"ltr\" tabindex=\"0\"><code>");
    write(out, inside, true);
    out.push_str("</code></pre></figure>");
}

fn table(out: &mut String, columns: &[Alignment], rows: &[Node], is_linked: bool) {
    out.push_str(
        "<div class=\"table\" role=\"region\" aria-label=\"Table\" tabindex=\"0\"><table>",
    );
    for (number, (_, cells)) in each(rows).enumerate() {
        // The first row is the header.
        let (begin, name, end) = match number {
            0 => ("<thead><tr>", "th", "</tr></thead><tbody>"),
            _ => ("<tr>", "td", "</tr>"),
        };
        out.push_str(begin);
        for (column, (_, inside)) in each(cells).enumerate() {
            let class = match columns.get(column) {
                Some(Alignment::Center) => " class=\"center\"",
                Some(Alignment::End) => " class=\"end\"",
                _ => "",
            };
            element(out, name, &format!("{class} dir=\"auto\""), inside, is_linked);
        }
        out.push_str(end);
    }
    let end = if rows.is_empty() { "" } else { "</tbody>" };
    let _ = write!(out, "{end}</table></div>");
}

#[cfg(test)]
mod tests {
    use ask_docs_core::markdown::absolute::Absolute;
    use ask_docs_core::markdown::parse;

    use super::*;

    fn of(markdown: &str) -> String {
        html(&parse(markdown, &Absolute))
    }

    #[test]
    fn every_construct_is_the_element_that_it_means() {
        for (markdown, expected) in [
            (
                "A **b** *c* `d` ~~e~~",
                "<p dir=\"auto\">A <strong>b</strong> <em>c</em> <code>d</code> <del>e</del></p>",
            ),
            ("# A", "<h3 dir=\"auto\">A</h3>"),
            ("3. a", "<ol dir=\"auto\" start=\"3\"><li><p dir=\"auto\">a</p></li></ol>"),
            ("- [x] a", "<li class=\"task\"><input type=\"checkbox\" disabled checked>"),
            (
                "> [!WARNING]\n> a",
                "<div class=\"hint warning\" role=\"note\"><p class=\"title\">Warning</p>",
            ),
            ("```js\na < b\n```", "<pre dir=\"ltr\" tabindex=\"0\"><code>a &lt; b</code></pre>"),
            (
                "| a | b |\n|--|-:|\n| 1 | 2 |",
                "<thead><tr><th dir=\"auto\">a</th><th class=\"end\" dir=\"auto\">b</th></tr></thead>\
                 <tbody><tr><td dir=\"auto\">1</td><td class=\"end\" dir=\"auto\">2</td></tr></tbody>",
            ),
            (
                "[a](https://b.example/c)",
                "<a href=\"https://b.example/c\" rel=\"noopener noreferrer nofollow ugc\">a</a>",
            ),
            (
                "{% tabs %}\n{% tab title=\"T\" %}\na\n{% endtab %}\n{% endtabs %}",
                "<section><p class=\"title\" dir=\"auto\">T</p>",
            ),
            ("---", "<hr>"),
        ] {
            assert!(of(markdown).contains(expected), "{markdown}: {}", of(markdown));
        }
    }

    #[test]
    fn nothing_that_an_answer_says_becomes_markup() {
        for markdown in [
            "<script>alert(1)</script>",
            "<img src=x onerror=alert(1)>",
            "`<b onclick=x>`",
            "[a](javascript:alert(1))",
            "[a](https://x.example/\"onclick=\"alert(1))",
            "![a\" onerror=\"x](https://x.example/i.png)",
            "```\"><script>\n</code></pre><script>\n```",
            "{% code title=\"<script>\" %}\n```\na\n```\n{% endcode %}",
            "{% tabs %}\n{% tab title=\"</p><script>\" %}\na\n{% endtab %}\n{% endtabs %}",
            "| <script> |\n|--|\n| <svg onload=x> |",
            "&lt;script&gt;",
        ] {
            let html = of(markdown);
            let lower = html.to_lowercase();
            for never in
                ["<script", "<img", "<svg", "<b onclick", "javascript:", "\"onclick", "<style"]
            {
                assert!(!lower.contains(never), "{markdown}: {html}");
            }
            assert_eq!(html.matches('<').count(), html.matches('>').count(), "{html}");
        }
    }

    #[test]
    fn a_link_that_names_another_host_shows_its_own() {
        assert!(of("[docs.example](https://evil.example/)").contains("(evil.example)"));
        assert!(!of("[here](https://evil.example/)").contains("(evil.example)"));
        assert!(!of("[evil.example](https://evil.example/)").contains("(evil.example)"));
        assert!(of("[[a]](https://b.example/)").contains("</a>"));
    }

    #[test]
    fn what_is_written_is_closed_at_every_cut() {
        let text = "# A\n\n- a\n  - [b](https://c.example)\n\n> q `c`\n\n| a | b |\n|--|--|\n| 1 | 2 |\n\n\
                    {% hint style=\"info\" %}\nx\n{% endhint %}\n\n<details><summary>s</summary>d</details>\n";
        for end in (0..=text.len()).filter(|end| text.is_char_boundary(*end)) {
            let html = of(&text[..end]);
            for name in ["p", "ul", "li", "a", "blockquote", "table", "tbody", "div", "details"] {
                let begun = html.matches(&format!("<{name}>")).count()
                    + html.matches(&format!("<{name} ")).count();
                assert_eq!(
                    begun,
                    html.matches(&format!("</{name}>")).count(),
                    "{name} at {end}: {html}"
                );
            }
        }
    }
}
