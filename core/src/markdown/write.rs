//! Nodes to Markdown: the text of an answer that did not come as one.
//!
//! Owns the way back: what it writes is read as the same words in the same places, with GitBook's
//! own blocks where Markdown has none. Refuses to be pretty.

use super::tree::{Alignment, CodeBlock, HintStyle, Kind, Node, each};

/// `nodes` as Markdown.
pub fn to_markdown(nodes: &[Node]) -> String {
    let mut text = blocks(nodes, "\n\n");
    if !text.is_empty() {
        text.push('\n');
    }
    text
}

fn blocks(nodes: &[Node], between: &str) -> String {
    let mut parts: Vec<String> = Vec::new();
    let mut was_list = false;
    for (kind, inside) in each(nodes) {
        let is_list = matches!(kind, Kind::List(_));
        if is_list && was_list {
            // Or they would be one.
            parts.push("<!-- -->".to_owned());
        }
        parts.push(block(kind, inside));
        was_list = is_list;
    }
    parts.retain(|part| !part.is_empty());
    parts.join(between)
}

fn block(kind: &Kind, inside: &[Node]) -> String {
    let within = || blocks(inside, "\n\n");
    match kind {
        Kind::Paragraph => {
            let text = inlines(inside, "\\\n");
            text.split('\n').map(line_start).collect::<Vec<_>>().join("\n")
        }
        Kind::Heading(level) => {
            let words = inlines(inside, " ");
            // Marks at its end would be taken for its end.
            let end = if words.ends_with('#') { " <!-- -->" } else { "" };
            ["#".repeat(usize::from(*level)).as_str(), " ", &words, end].concat()
        }
        Kind::List(start) => list(*start, inside),
        Kind::Quote => prefixed("> ", "> ", &within()),
        Kind::Hint(style) => {
            tag(&format!("hint style=\"{}\"", style_name(*style)), &within(), "hint")
        }
        Kind::Tabs => tag("tabs", &within(), "tabs"),
        Kind::Tab(title) => tag(&format!("tab title=\"{}\"", attribute(title)), &within(), "tab"),
        Kind::Stepper => tag("stepper", &within(), "stepper"),
        Kind::Step => tag("step", &within(), "step"),
        Kind::Details(is_open) => {
            let opening = if *is_open { "<details open>" } else { "<details>" };
            format!("{opening}\n\n{}\n\n</details>", within())
        }
        Kind::Summary => format!("<summary>{}</summary>", inlines(inside, " ")),
        Kind::Caption => format!("<figcaption>{}</figcaption>", inlines(inside, " ")),
        Kind::Figure => figure(inside),
        Kind::Card(href) => {
            let name = format!("content-ref url=\"{}\"", attribute(href.as_str()));
            tag(&name, &within(), "content-ref")
        }
        Kind::Code(code) => code_block(code, inside),
        Kind::Table(alignments) => table(alignments, inside),
        Kind::Rule => "---".to_owned(),
        Kind::Loose => String::new(),
        Kind::Item(_) | Kind::Row | Kind::Cell => within(),
        _ => inline(kind, inside, "\\\n"),
    }
}

fn list(start: Option<u64>, items: &[Node]) -> String {
    let is_loose =
        each(items).any(|(_, inside)| each(inside).any(|(kind, _)| *kind == Kind::Loose));
    let between = if is_loose { "\n\n" } else { "\n" };
    let mut number = start;
    let mut written = Vec::new();
    for (kind, inside) in each(items) {
        let marker = match &mut number {
            Some(number) => {
                let marker = format!("{number}. ");
                *number = number.saturating_add(1);
                marker
            }
            None => "- ".to_owned(),
        };
        let task = match kind {
            Kind::Item(Some(true)) => "[x] ",
            Kind::Item(Some(false)) => "[ ] ",
            _ => "",
        };
        let indent = " ".repeat(marker.len());
        written.push(prefixed(&marker, &indent, &(task.to_owned() + &blocks(inside, between))));
    }
    written.join(between)
}

/// As GitBook writes it, in one line where it can be.
fn figure(inside: &[Node]) -> String {
    let part = |(kind, inside): (&Kind, &[Node])| match kind {
        Kind::Image(href) => {
            let (place, description) = (attribute(href.as_str()), attribute(&words(inside)));
            format!("<img src=\"{place}\" alt=\"{description}\">")
        }
        Kind::Caption => block(kind, inside),
        _ => format!("\n\n{}\n\n", block(kind, inside)),
    };
    format!("<figure>{}</figure>", each(inside).map(part).collect::<String>())
}

fn code_block(code: &CodeBlock, inside: &[Node]) -> String {
    let text = words(inside);
    let fence = "`".repeat(longest_run(&text).max(2) + 1);
    let language = code.language.as_deref().unwrap_or_default();
    let fenced = format!("{fence}{language}\n{text}\n{fence}");
    let mut name = "code".to_owned();
    if let Some(title) = &code.title {
        name.push_str(&format!(" title=\"{}\"", attribute(title)));
    }
    if code.has_line_numbers {
        name.push_str(" lineNumbers=\"true\"");
    }
    if code.is_wrapped {
        name.push_str(" overflow=\"wrap\"");
    }
    match name.len() > "code".len() {
        true => tag(&name, &fenced, "code"),
        false => fenced,
    }
}

fn table(alignments: &[Alignment], rows: &[Node]) -> String {
    let mut lines = Vec::new();
    for (_, cells) in each(rows) {
        let cells: Vec<String> =
            each(cells).map(|(_, inside)| inlines(inside, "<br>").replace('|', "\\|")).collect();
        lines.push(format!("| {} |", cells.join(" | ")));
        if lines.len() == 1 {
            let rule = alignments.iter().map(|alignment| match alignment {
                Alignment::Start => "---",
                Alignment::Center => ":-:",
                Alignment::End => "--:",
            });
            lines.push(format!("| {} |", rule.collect::<Vec<_>>().join(" | ")));
        }
    }
    lines.join("\n")
}

fn inlines(nodes: &[Node], line_break: &str) -> String {
    each(nodes).map(|(kind, inside)| inline(kind, inside, line_break)).collect()
}

fn inline(kind: &Kind, inside: &[Node], line_break: &str) -> String {
    let within = || inlines(inside, line_break);
    match kind {
        Kind::Text(text) => escaped(text, if line_break.ends_with('\n') { '\n' } else { ' ' }),
        Kind::CodeSpan => code_span(&words(inside)),
        Kind::Emphasis => marked("*", &within()),
        Kind::Strong => marked("**", &within()),
        Kind::Strikethrough => marked("~~", &within()),
        Kind::Link(href) => format!("[{}](<{}>)", within(), bracketed(href.as_str())),
        Kind::Image(href) => format!("![{}](<{}>)", within(), bracketed(href.as_str())),
        Kind::Break => line_break.to_owned(),
        _ => within(),
    }
}

/// Marks stand next to words: spaces go outside.
fn marked(mark: &str, text: &str) -> String {
    let inner = text.trim();
    if inner.is_empty() {
        return text.to_owned();
    }
    let (before, _) = text.split_at(text.len() - text.trim_start().len());
    let (_, after) = text.split_at(text.trim_end().len());
    [before, mark, inner, mark, after].concat()
}

fn code_span(text: &str) -> String {
    let fence = "`".repeat(longest_run(text) + 1);
    let pad = if text.starts_with(['`', ' ']) || text.ends_with(['`', ' ']) { " " } else { "" };
    [&fence, pad, &text.replace('\n', " "), pad, &fence].concat()
}

/// The longest run of backticks.
fn longest_run(text: &str) -> usize {
    text.split(|character| character != '`').map(str::len).max().unwrap_or_default()
}

fn words(nodes: &[Node]) -> String {
    let text = |node: &Node| match &node.kind {
        Kind::Text(text) => Some(text.clone()),
        _ => None,
    };
    nodes.iter().filter_map(text).collect()
}

/// Text in which nothing is markup.
fn escaped(text: &str, line_end: char) -> String {
    let mut escaped = String::new();
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            // An empty line would end the paragraph.
            '\n' if escaped.ends_with('\n') => escaped.push_str("&#10;"),
            '\n' => escaped.push(line_end),
            // What follows may be a link.
            '!' if characters.peek().is_none() => escaped.push_str("\\!"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '~' | '&' | '{' => {
                escaped.push('\\');
                escaped.push(character);
            }
            _ => escaped.push(character),
        }
    }
    escaped
}

/// A line that begins like a block and is none.
fn line_start(line: &str) -> String {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let is_number = digits > 0 && line[digits..].starts_with(['.', ')']);
    match line.chars().next() {
        Some('#' | '-' | '+' | '=' | '>') => ["\\", line].concat(),
        Some(_) if is_number => [&line[..digits], "\\", &line[digits..]].concat(),
        _ => line.to_owned(),
    }
}

fn prefixed(first: &str, rest: &str, text: &str) -> String {
    let mut prefixed = first.to_owned();
    for (index, line) in text.split('\n').enumerate() {
        if index > 0 {
            prefixed.push('\n');
            // No line ends in spaces.
            prefixed.push_str(if line.is_empty() { rest.trim_end() } else { rest });
        }
        prefixed.push_str(line);
    }
    prefixed
}

fn tag(opening: &str, inside: &str, name: &str) -> String {
    format!("{{% {opening} %}}\n{inside}\n{{% end{name} %}}")
}

fn attribute(text: &str) -> String {
    text.replace('"', "'").replace(['\n', '\r'], " ").replace("%}", "% }")
}

fn bracketed(address: &str) -> String {
    address.replace('<', "%3C").replace('>', "%3E").replace('\\', "%5C")
}

fn style_name(style: HintStyle) -> &'static str {
    match style {
        HintStyle::Info => "info",
        HintStyle::Success => "success",
        HintStyle::Warning => "warning",
        HintStyle::Danger => "danger",
    }
}
