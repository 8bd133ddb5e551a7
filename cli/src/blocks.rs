//! Nodes to lines: what the box draws, for a terminal.
//!
//! Owns how each node looks. Without codes, structure is told by signs, as in Markdown. Every text
//! goes through [`plain`]; addresses are [`Href`]s, which are
//! checked and ASCII.

use ask_docs_core::markdown::links::Href;
use ask_docs_core::markdown::tree::{CodeBlock, HintStyle, Kind, Node, each};

use crate::plain::{plain, plain_line};
use crate::style::{Line, Look, Span};
use crate::table::table;
use crate::wrap::wrapped;

/// Below so many columns nothing is read any more.
const LEAST_ROOM: usize = 20;
/// The longest title of a tab or of code.
const MOST_OF_TITLE: usize = 100;

/// What lines are made for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Paper {
    /// The columns of a line; without, lines are as long as they are.
    pub(crate) room: Option<usize>,
    /// Whether looks are shown.
    pub(crate) is_styled: bool,
}

impl Paper {
    fn narrower(self, by: usize) -> Self {
        Self { room: self.room.map(|room| room.saturating_sub(by).max(LEAST_ROOM)), ..self }
    }
}

/// The blocks `nodes`, with an empty line between each two.
pub(crate) fn blocks(nodes: &[Node], paper: Paper) -> Vec<Line> {
    set_apart(nodes, paper, true)
}

fn set_apart(nodes: &[Node], paper: Paper, is_loose: bool) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    for (kind, inside) in each(nodes) {
        let block = block(kind, inside, paper);
        if !lines.is_empty() && !block.is_empty() && is_loose {
            lines.push(Line::default());
        }
        lines.extend(block);
    }
    lines
}

fn block(kind: &Kind, inside: &[Node], paper: Paper) -> Vec<Line> {
    let strong = |text: &str| Line::of(plain_line(text, MOST_OF_TITLE), Look::STRONG);
    match kind {
        Kind::Heading(level) => {
            let marks = match paper.is_styled {
                true => String::new(),
                false => "#".repeat(usize::from(*level)) + " ",
            };
            let words = inlines(inside, Look::STRONG, paper);
            wrapped(&[vec![Span::new(marks, Look::PLAIN)], words].concat(), paper.room)
        }
        Kind::List(start) => list(*start, inside, paper),
        Kind::Quote => behind("│ ", "│ ", |paper| blocks(inside, paper), paper),
        Kind::Hint(style) => {
            let words = match style {
                HintStyle::Info => "Note",
                HintStyle::Success => "Tip",
                HintStyle::Warning => "Warning",
                HintStyle::Danger => "Danger",
            };
            let within = |paper| [vec![strong(words)], blocks(inside, paper)].concat();
            behind("│ ", "│ ", within, paper)
        }
        Kind::Tab(title) => [vec![strong(title)], blocks(inside, paper)].concat(),
        Kind::Stepper => {
            let steps: Vec<_> = each(inside).map(|(_, inside)| inside).collect();
            let mut lines = Vec::new();
            for (index, step) in steps.into_iter().enumerate() {
                if index > 0 {
                    lines.push(Line::default());
                }
                lines.extend(item(&format!("{}. ", index + 1), step, paper, true));
            }
            lines
        }
        Kind::Details(_) => blocks(inside, paper),
        Kind::Summary | Kind::Caption => {
            wrapped(&inlines(inside, Look::EMPHASIS, paper), paper.room)
        }
        Kind::Card(href) => {
            let mut lines = blocks(inside, paper);
            let has_link =
                inside.iter().any(|node| matches!(node.kind, Kind::Link(_) | Kind::Image(_)));
            if !has_link {
                lines.push(Line::of(href.as_str(), Look::LINK));
            }
            lines
        }
        Kind::Code(code) => code_block(code, inside, paper),
        Kind::Table(columns) => table(columns, inside, paper),
        Kind::Rule => vec![Line::of("─".repeat(paper.room.unwrap_or(40).min(40)), Look::FAINT)],
        Kind::Loose => Vec::new(),
        // They only hold blocks.
        Kind::Tabs | Kind::Step | Kind::Figure | Kind::Item(_) => blocks(inside, paper),
        // Running text, wherever it stands.
        Kind::Paragraph => wrapped(&inlines(inside, Look::PLAIN, paper), paper.room),
        kind => {
            let mut spans = Vec::new();
            inline(&mut spans, kind, inside, Look::PLAIN, paper);
            wrapped(&spans, paper.room)
        }
    }
}

fn list(start: Option<u64>, inside: &[Node], paper: Paper) -> Vec<Line> {
    let is_loose =
        inside.iter().any(|node| node.kind == Kind::Loose && node.depth == inside[0].depth + 1);
    let mut lines = Vec::new();
    for (number, (kind, inside)) in (start.unwrap_or_default()..).zip(each(inside)) {
        let mark = match start {
            Some(_) => format!("{number}. "),
            None => "• ".to_owned(),
        };
        let mark = match kind {
            Kind::Item(Some(true)) => mark + "[x] ",
            Kind::Item(Some(false)) => mark + "[ ] ",
            _ => mark,
        };
        if is_loose && !lines.is_empty() {
            lines.push(Line::default());
        }
        lines.extend(item(&mark, inside, paper, is_loose));
    }
    lines
}

fn item(mark: &str, inside: &[Node], paper: Paper, is_loose: bool) -> Vec<Line> {
    let rest = " ".repeat(mark.chars().count());
    let lines = behind(mark, &rest, |paper| set_apart(inside, paper, is_loose), paper);
    match lines.is_empty() {
        true => vec![Line::of(mark.trim_end(), Look::PLAIN)],
        false => lines,
    }
}

/// The lines that `within` writes, the first behind `first` and each other behind `rest`.
pub(crate) fn behind(
    first: &str,
    rest: &str,
    within: impl FnOnce(Paper) -> Vec<Line>,
    paper: Paper,
) -> Vec<Line> {
    let lines = within(paper.narrower(rest.chars().count()));
    let prefix = |index| if index == 0 { first } else { rest };
    let spans = |index| Span::new(prefix(index), Look::FAINT);
    lines.into_iter().enumerate().map(|(index, line)| line.behind(&spans(index))).collect()
}

/// Code as it is: a line that is broken would be another command.
fn code_block(code: &CodeBlock, inside: &[Node], paper: Paper) -> Vec<Line> {
    let mut lines = Vec::new();
    if let Some(title) = &code.title {
        lines.push(Line::of(plain_line(title, MOST_OF_TITLE), Look::FAINT));
    }
    for node in inside {
        let Kind::Text(text) = &node.kind else { continue };
        for line in plain(text).split('\n') {
            // A terminal knows how far a tab goes; whoever counts columns does not.
            let line =
                if paper.room.is_some() { line.replace('\t', "    ") } else { line.to_owned() };
            lines.push(match line.is_empty() {
                true => Line::default(),
                false => Line::of(line, Look::CODE).behind(&Span::new("    ", Look::PLAIN)),
            });
        }
    }
    lines
}

/// Running text as spans.
pub(crate) fn inlines(nodes: &[Node], look: Look, paper: Paper) -> Vec<Span> {
    let mut spans = Vec::new();
    for (kind, inside) in each(nodes) {
        inline(&mut spans, kind, inside, look, paper);
    }
    spans
}

fn inline(spans: &mut Vec<Span>, kind: &Kind, inside: &[Node], look: Look, paper: Paper) {
    let within = |look| inlines(inside, look, paper);
    let marked = |mark: &str, look: Look| match paper.is_styled {
        true => within(look),
        false => {
            let mark = || vec![Span::new(mark, Look::PLAIN)];
            [mark(), within(look), mark()].concat()
        }
    };
    match kind {
        // A text breaks lines where its author wants it: that is a node of its own.
        Kind::Text(text) => spans.push(Span::new(plain(text).replace('\n', " "), look)),
        Kind::Break => spans.push(Span::new("\n", look)),
        Kind::CodeSpan => spans.extend(marked("`", look.and(Look::CODE))),
        Kind::Strikethrough => spans.extend(marked("~~", look.and(Look::STRUCK))),
        Kind::Emphasis => spans.extend(within(look.and(Look::EMPHASIS))),
        Kind::Strong => spans.extend(within(look.and(Look::STRONG))),
        Kind::Link(href) | Kind::Image(href) => {
            link(spans, href, within(look.and(Look::LINK)), look);
        }
        _ => spans.extend(within(look)),
    }
}

/// A link's words and where it leads, which no terminal shows otherwise; once, if they are the same.
fn link(spans: &mut Vec<Span>, href: &Href, words: Vec<Span>, look: Look) {
    let said: String = words.iter().map(|span| span.text.as_str()).collect();
    let address = href.as_str();
    let bare = |address: &str| {
        let address = address.strip_prefix("mailto:").unwrap_or(address);
        address.trim_end_matches('/').to_owned()
    };
    if said.is_empty() || bare(&said) == bare(address) {
        return spans.push(Span::new(bare(address), look.and(Look::LINK)));
    }
    spans.extend(words);
    spans.push(Span::new(format!(" <{address}>"), Look::FAINT));
}
