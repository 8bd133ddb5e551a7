//! The Markdown that grows while tags and text arrive.
//!
//! Owns what each tag turns into. Refuses to balance tags: whatever is open at the end is closed
//! by the end.

use super::super::matter::Vars;
use super::ANCHOR;
use super::table::Table;
use super::tag::{Tag, unescaped};

/// Takes text and tags, gives Markdown.
pub(super) struct Writer<'v> {
    vars: &'v Vars,
    out: String,
    /// The table whose cells are being filled, if there is one.
    table: Option<Table>,
    /// What each open `<a>` ends with.
    links: Vec<String>,
    lists: Vec<List>,
    figure: Option<Figure>,
    /// Names of tags that are opened in the current run of text and not closed in it.
    unclosed: Vec<&'static str>,
}

/// A list written as HTML.
struct List {
    ordered: bool,
    items: usize,
    /// What the line began with in which the outermost list was opened.
    prefix: String,
}

/// An open `<figure>`.
#[derive(Default)]
struct Figure {
    alternative: String,
    /// Where the caption begins in `out`, once it has begun.
    caption: Option<usize>,
}

impl<'v> Writer<'v> {
    /// Writes nothing yet.
    pub(super) fn new(vars: &'v Vars) -> Self {
        let (out, links, lists, unclosed) = (String::new(), Vec::new(), Vec::new(), Vec::new());
        Self { vars, out, table: None, links, lists, figure: None, unclosed }
    }

    /// Between two fences a new run of text begins.
    pub(super) fn start_run(&mut self) {
        self.unclosed.clear();
    }

    /// Text between tags.
    pub(super) fn text(&mut self, text: &str) {
        match &mut self.table {
            Some(table) => table.text(text),
            None if self.figure.as_ref().is_some_and(|figure| figure.caption.is_none()) => {}
            None => self.out.push_str(text),
        }
    }

    /// Takes the first `bytes` of `rest` as text; the rest is left.
    pub(super) fn take<'t>(&mut self, rest: &'t str, bytes: usize) -> &'t str {
        self.text(&rest[..bytes]);
        &rest[bytes..]
    }

    /// A line of fenced code, its line end included.
    pub(super) fn code_line(&mut self, line: &str) {
        match &mut self.table {
            Some(table) => table.text(line),
            None => self.out.push_str(line),
        }
    }

    /// A tag, which `rest` begins with and `after` follows; what is left of `after`.
    pub(super) fn tag<'t>(&mut self, tag: &Tag, rest: &'t str, after: &'t str) -> &'t str {
        let in_cell = self.table.is_some();
        let source = &rest[..rest.len() - after.len()];
        match (tag.name, tag.end) {
            ("i", false)
                if tag.attribute("class").is_some_and(|class| class.starts_with("fa-")) =>
            {
                // An icon; in it stands at most its name.
                return self.up_to_end("i", after).map_or(after, |(_, rest)| rest);
            }
            ("strong" | "b", _) => self.mark("**", tag.end),
            ("em" | "i", _) => self.mark("*", tag.end),
            ("del" | "s" | "strike", _) => self.mark("~~", tag.end),
            ("code" | "kbd" | "samp" | "pre" | "style", false) => {
                let Some((inner, rest)) = self.up_to_end(tag.name, after) else {
                    self.text(source);
                    return after;
                };
                match tag.name {
                    "style" => {}
                    "pre" if !in_cell => self.pre(tag, inner),
                    _ => self.code(tag, inner),
                }
                return rest;
            }
            ("a", false) => self.open_link(tag),
            ("a", true) => {
                let end = self.links.pop().unwrap_or_default();
                self.text(&end);
            }
            ("img", false) => self.image(tag),
            ("iframe", false) => {
                if let Some(source) = tag.attribute("src") {
                    self.text(&format!("[{source}](<{source}>)"));
                }
            }
            ("figure", false) => self.figure = Some(Figure::default()),
            ("figcaption", false) => self.open_caption(),
            ("figure", true) => self.close_figure(),
            ("summary", _) => {
                if tag.end {
                    self.text("**");
                    self.paragraph();
                } else {
                    self.paragraph();
                    self.text("**");
                }
            }
            ("br", _) if in_cell => self.text(" "),
            ("br", _) => {
                self.text("\\\n");
                return after.strip_prefix('\n').unwrap_or(after);
            }
            ("hr", _) => self.block("\n\n---\n\n"),
            ("p" | "div" | "details" | "section" | "center", _) => self.paragraph(),
            ("h1" | "h2" | "h3" | "h4" | "h5" | "h6", end) => self.heading(tag.name, end),
            ("ul" | "ol", _) => self.list(tag),
            ("li", false) => self.item(),
            ("table", false) if !in_cell => {
                self.table = Some(Table::new(tag, self.line_prefix()));
            }
            ("table", true) => {
                if let Some(table) = self.table.take() {
                    self.out.push_str(&table.to_markdown());
                }
            }
            ("thead" | "tbody" | "tr" | "th" | "td", _) => match &mut self.table {
                Some(table) => table.tag(tag),
                None => self.text(source),
            },
            // The others only dress what is in them.
            _ => {}
        }
        after
    }

    /// The Markdown.
    pub(super) fn finish(mut self) -> String {
        if let Some(table) = self.table.take() {
            self.out.push_str(&table.to_markdown());
        }
        self.close_figure();
        while let Some(end) = self.links.pop() {
            self.out.push_str(&end);
        }
        self.out
    }

    fn mark(&mut self, mark: &str, end: bool) {
        if self.figure.is_some() {
            return;
        }
        let so_far = match &mut self.table {
            Some(table) => table.cell(),
            None => &mut self.out,
        };
        if !end {
            so_far.push_str(mark);
            return;
        }
        // `** x **` is no emphasis: the mark moves to the word. Nothing to mark, no mark.
        let length = so_far.trim_end_matches(' ').len();
        let space = so_far.split_off(length);
        match so_far.strip_suffix(mark) {
            Some(before) if !before.ends_with(mark) => so_far.truncate(before.len()),
            _ => so_far.push_str(mark),
        }
        so_far.push_str(&space);
    }

    fn code(&mut self, tag: &Tag, inner: &str) {
        let inner = without_tags(inner);
        let value = self.vars.0.get(inner.trim());
        if let Some(value) = value.filter(|_| tag.attribute("class") == Some("expression")) {
            self.text(value);
        } else if !inner.trim().is_empty() {
            self.text(&code_span(&inner));
        }
    }

    fn pre(&mut self, tag: &Tag, inner: &str) {
        let code_tag = inner.find('<').and_then(|at| Tag::read(&inner[at..]));
        let language =
            tag.language().or_else(|| code_tag.as_ref().and_then(|(tag, _)| tag.language()));
        let code = without_tags(inner);
        let code = code.trim_matches('\n');
        let fence = "`".repeat(longest_run(code).max(2) + 1);
        let title = tag.attribute("data-title").map(|title| format!("**{title}**\n\n"));
        let block = format!(
            "\n\n{}{fence}{}\n{code}\n{fence}\n\n",
            title.unwrap_or_default(),
            language.unwrap_or_default()
        );
        self.block(&block);
    }

    /// `text` before and behind the end tag `name`, if there is one.
    fn up_to_end<'t>(&mut self, name: &'static str, text: &'t str) -> Option<(&'t str, &'t str)> {
        if self.unclosed.contains(&name) {
            return None;
        }
        let mut at = 0;
        while let Some(found) = text[at..].find("</") {
            let start = at + found;
            if let Some((tag, rest)) = Tag::read(&text[start..])
                && tag.name == name
            {
                return Some((&text[..start], rest));
            }
            at = start + 2;
        }
        self.unclosed.push(name);
        None
    }

    fn open_link(&mut self, tag: &Tag) {
        if let Some(id) = tag.attribute("id").filter(|id| !id.is_empty()) {
            // GitBook writes a heading's own anchor as an empty link behind it.
            self.text(&format!("{ANCHOR}{id}{ANCHOR}"));
            self.links.push(String::new());
        } else if let Some(href) =
            tag.attribute("href").filter(|href| !href.contains(['<', '>', '\n']))
        {
            self.text("[");
            self.links.push(format!("](<{href}>)"));
        } else {
            self.links.push(String::new());
        }
    }

    fn image(&mut self, tag: &Tag) {
        let alternative = tag.attribute("alt").unwrap_or_default().replace(['\n', '\r'], " ");
        match &mut self.figure {
            Some(figure) if figure.alternative.is_empty() => figure.alternative = alternative,
            _ => self.text(&alternative),
        }
    }

    fn open_caption(&mut self) {
        let at = self.out.len();
        if let Some(figure) = &mut self.figure {
            figure.caption = Some(at);
        }
    }

    fn close_figure(&mut self) {
        let Some(figure) = self.figure.take() else { return };
        let caption = figure.caption.filter(|at| *at <= self.out.len());
        let caption = caption.map(|at| self.out.split_off(at)).unwrap_or_default();
        let words = if caption.trim().is_empty() { &figure.alternative } else { &caption };
        let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
        if !words.is_empty() {
            self.text(&format!("*{}*", words.replace('*', "\\*")));
        }
    }

    fn heading(&mut self, name: &str, end: bool) {
        if end {
            self.paragraph();
        } else {
            self.paragraph();
            let level = usize::from(name.as_bytes()[1] - b'0');
            if self.table.is_none() {
                self.out.push_str(&format!("{} ", "#".repeat(level)));
            }
        }
    }

    fn list(&mut self, tag: &Tag) {
        if tag.end {
            self.lists.pop();
            if self.lists.is_empty() {
                self.paragraph();
            }
        } else {
            let outer = self.lists.last().map(|outer| outer.prefix.clone());
            let prefix = outer.unwrap_or_else(|| self.line_prefix());
            self.lists.push(List { ordered: tag.name == "ol", items: 0, prefix });
        }
    }

    fn item(&mut self) {
        if self.table.is_some() {
            return self.text(" • ");
        }
        // Depth is capped so that hostile nesting cannot grow lines without end.
        let indent = "  ".repeat(self.lists.len().clamp(1, 8) - 1);
        let (prefix, marker) = match self.lists.last_mut() {
            Some(list) if list.ordered => {
                list.items += 1;
                (list.prefix.clone(), format!("{}.", list.items))
            }
            Some(list) => (list.prefix.clone(), "-".to_owned()),
            None => (self.line_prefix(), "-".to_owned()),
        };
        let length = self.out.trim_end().len();
        self.out.truncate(length);
        self.out.push_str(&format!("\n{prefix}{indent}{marker} "));
    }

    /// Ends the paragraph, if one is open. In a cell there are none.
    fn paragraph(&mut self) {
        if self.figure.is_some() || self.table.is_some() {
            self.text(" ");
        } else if !self.out.is_empty() && !self.out.ends_with("\n\n") {
            self.block("\n\n");
        }
    }

    /// Block text, each of its lines below the indentation of the current one.
    fn block(&mut self, text: &str) {
        let prefix = self.line_prefix();
        let length = self.out.trim_end_matches([' ', '\t']).len();
        self.out.truncate(length);
        self.text(&text.replace('\n', &format!("\n{prefix}")));
    }

    /// What the current line begins with: white space and quote marks.
    fn line_prefix(&self) -> String {
        let line = self.out.rsplit('\n').next().unwrap_or_default();
        let end = line.find(|letter| !matches!(letter, ' ' | '\t' | '>')).unwrap_or(line.len());
        line[..end].to_owned()
    }
}

fn without_tags(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        match Tag::read(rest) {
            Some((_, after)) => rest = after,
            None => {
                out.push('<');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    unescaped(&out)
}

fn code_span(code: &str) -> String {
    let code = code.split('\n').map(str::trim).collect::<Vec<_>>().join(" ");
    let longest = longest_run(&code);
    let ticks = "`".repeat(if longest == 0 { 1 } else { longest + 1 });
    let space = if code.starts_with('`') || code.ends_with('`') { " " } else { "" };
    format!("{ticks}{space}{code}{space}{ticks}")
}

fn longest_run(text: &str) -> usize {
    text.split(|letter| letter != '`').map(str::len).max().unwrap_or(0)
}
