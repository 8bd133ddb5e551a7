//! Markdown to GitBook's document tree, for clients that do not ask for Markdown.
//!
//! Owns what each construct becomes. What may not stand where it does in the tree, such as code
//! in a quote, becomes text; nothing vanishes.

use std::ops::Range;

use ask_docs_core::wire::document::{Data, Document, Element, Leaf, Mark, Node, Text};
use ask_docs_core::wire::json::Json;
use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Parser, Tag, TagEnd};
use serde_json::Value;

use super::links::OPTIONS;

mod table;

use table::Table;

/// Deeper quotes and lists are drawn into the one that holds them.
const MAX_DEPTH: usize = 32;

/// The tree of `markdown`, which may end anywhere.
pub(crate) fn document(markdown: &str) -> Json {
    let mut tree = Tree::default();
    for event in Parser::new_ext(markdown, OPTIONS) {
        tree.take(event);
    }
    let document = serde_json::to_value(Document::new(tree.finish()));
    // Fails only for maps with other keys than texts.
    document.map(json).unwrap_or_default()
}

/// A tree as what answers hold, however deep: what is read from others ends at a hundred levels.
fn json(value: Value) -> Json {
    match value {
        Value::Null => Json::Null,
        Value::Bool(is_true) => Json::Flag(is_true),
        Value::Number(number) => Json::Number(number.to_string()),
        Value::String(text) => Json::Text(text),
        Value::Array(items) => Json::List(items.into_iter().map(json).collect()),
        Value::Object(members) => {
            Json::Map(members.into_iter().map(|(name, value)| (name, json(value))).collect())
        }
    }
}

/// Where the inlines of `markdown` stand that make no sense by half: cut, a link would show its
/// brackets. In the order of the text; the outermost only.
pub(super) fn inlines(markdown: &str) -> Vec<Range<usize>> {
    let mut inlines: Vec<Range<usize>> = Vec::new();
    for (event, range) in Parser::new_ext(markdown, OPTIONS).into_offset_iter() {
        let is_inline = matches!(
            event,
            Event::Code(_)
                | Event::Start(
                    Tag::Link { .. }
                        | Tag::Image { .. }
                        | Tag::Emphasis
                        | Tag::Strong
                        | Tag::Strikethrough
                )
        );
        if is_inline && inlines.last().is_none_or(|last| last.end <= range.start) {
            inlines.push(range);
        }
    }
    inlines
}

/// A tree that is being built.
#[derive(Default)]
struct Tree {
    top: Vec<Node>,
    open: Vec<Open>,
    /// Marks of the words to come.
    marks: Vec<Mark>,
    table: Option<Table>,
    /// Lists and quotes that are not opened because of their depth.
    flat: usize,
}

/// A block or inline whose content is still to come.
struct Open {
    element: Element,
    nodes: Vec<Node>,
    /// Made for words that stand where only blocks may.
    implied: bool,
}

impl Tree {
    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(end) => self.end(end),
            Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) => self.words(&text),
            Event::Code(code) => {
                self.marks.push(Mark::CODE);
                self.words(&code);
                self.marks.pop();
            }
            Event::SoftBreak => self.words(" "),
            Event::HardBreak => self.words("\n"),
            Event::Rule => {
                self.close_implied();
                self.push(Node::from(Element::divider()));
            }
            Event::TaskListMarker(checked) => self.task(checked),
            _ => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Paragraph => self.open("paragraph", Data::default()),
            Tag::HtmlBlock => self.open("paragraph", Data::default()),
            Tag::Heading { level, .. } => self.open(heading(level), Data::default()),
            Tag::BlockQuote(_) => self.nest("blockquote", Data::default()),
            Tag::List(Some(start)) => {
                self.nest("list-ordered", Data { start: Some(start), ..Data::default() });
            }
            Tag::List(None) => self.nest("list-unordered", Data::default()),
            Tag::Item => self.nest("list-item", Data::default()),
            Tag::CodeBlock(kind) => {
                let syntax = match kind {
                    CodeBlockKind::Fenced(info) => {
                        info.split_whitespace().next().map(str::to_owned)
                    }
                    CodeBlockKind::Indented => None,
                };
                self.open("code", Data { syntax, ..Data::default() });
            }
            Tag::Table(_) => {
                self.close_implied();
                self.table = Some(Table::default());
            }
            Tag::TableHead | Tag::TableRow => {
                if let Some(table) = &mut self.table {
                    table.start_row();
                }
            }
            Tag::TableCell => self.open("paragraph", Data::default()),
            Tag::Link { dest_url, .. } => {
                self.imply_paragraph();
                let element = Element::link(dest_url.into_string(), Vec::new());
                self.open.push(Open { element, nodes: Vec::new(), implied: false });
            }
            Tag::Strong => self.marks.push(Mark::BOLD),
            Tag::Emphasis => self.marks.push(Mark::ITALIC),
            Tag::Strikethrough => self.marks.push(Mark::STRIKETHROUGH),
            _ => {}
        }
    }

    fn end(&mut self, end: TagEnd) {
        match end {
            TagEnd::Paragraph | TagEnd::HtmlBlock | TagEnd::Heading(_) | TagEnd::Link => {
                self.close()
            }
            TagEnd::CodeBlock => self.close_code(),
            TagEnd::BlockQuote(_) | TagEnd::List(_) | TagEnd::Item => {
                self.close_implied();
                if self.flat > 0 { self.flat -= 1 } else { self.close() }
            }
            TagEnd::TableCell => {
                let cell = self.open.pop().map(|open| open.nodes).unwrap_or_default();
                if let Some(table) = &mut self.table {
                    table.cell(cell);
                }
            }
            TagEnd::Table => {
                if let Some(table) = self.table.take() {
                    self.push_table(table);
                }
            }
            TagEnd::Strong | TagEnd::Emphasis | TagEnd::Strikethrough => {
                self.marks.pop();
            }
            _ => {}
        }
    }

    /// A quote may hold no table; its cells are text all the same.
    fn push_table(&mut self, table: Table) {
        if self.within("blockquote") {
            for row in table.into_rows() {
                self.push(Node::from(Element::block("paragraph", row)));
            }
        } else {
            self.push(Node::from(table.into_element()));
        }
    }

    fn words(&mut self, text: &str) {
        if self.open.last().is_some_and(|open| open.element.kind() == "code") {
            self.code_lines(text);
            return;
        }
        self.imply_paragraph();
        let mut marks = Vec::new();
        for mark in &self.marks {
            if !marks.contains(mark) {
                marks.push(*mark);
            }
        }
        let Some(open) = self.open.last_mut() else { return };
        let leaf = Leaf::new(text.to_owned(), marks);
        match open.nodes.last_mut() {
            Some(Node::Text(words)) => match words.leaves.last_mut() {
                Some(last) if last.marks == leaf.marks => last.text.push_str(text),
                _ => words.leaves.push(leaf),
            },
            _ => open.nodes.push(Node::Text(Text::new(vec![leaf]))),
        }
    }

    /// Code comes in pieces that end anywhere; each line is a block.
    fn code_lines(&mut self, text: &str) {
        let Some(open) = self.open.last_mut() else { return };
        for piece in text.split_inclusive('\n') {
            let (line, ended) = match piece.strip_suffix('\n') {
                Some(line) => (line, true),
                None => (piece, false),
            };
            let unfinished = match open.nodes.last_mut() {
                Some(Node::Text(words)) => words.leaves.last_mut(),
                _ => None,
            };
            match unfinished {
                Some(leaf) => leaf.text.push_str(line),
                None => open.nodes.push(code_text(line)),
            }
            if ended && let Some(Node::Text(words)) = open.nodes.pop() {
                open.nodes.push(code_line(words));
            }
        }
    }

    fn close_code(&mut self) {
        let Some(mut open) = self.open.pop() else { return };
        if let Some(Node::Text(_)) = open.nodes.last()
            && let Some(Node::Text(words)) = open.nodes.pop()
        {
            open.nodes.push(code_line(words));
        }
        if !self.within("blockquote") {
            return self.push(done(open));
        }
        // A quote may hold no code: its lines stay, marked as code.
        for line in open.nodes {
            let Node::Element(line) = line else { continue };
            let mut nodes = line.nodes.unwrap_or_default();
            for node in &mut nodes {
                if let Node::Text(words) = node {
                    words.leaves.iter_mut().for_each(|leaf| leaf.marks = vec![Mark::CODE]);
                }
            }
            self.push(Node::from(Element::block("paragraph", nodes)));
        }
    }

    fn task(&mut self, checked: bool) {
        let item = self.open.iter_mut().rev().find(|open| open.element.kind() == "list-item");
        if let Some(item) = item {
            item.element.data.checked = Some(checked);
        }
    }

    fn within(&self, kind: &str) -> bool {
        self.open.iter().any(|open| open.element.kind() == kind)
    }

    fn nest(&mut self, kind: &'static str, data: Data) {
        self.close_implied();
        // A list may not stand in a quote in a list …: only as deep as anyone reads.
        if self.flat > 0 || self.open.len() >= MAX_DEPTH {
            self.flat += 1;
        } else {
            self.open(kind, data);
        }
    }

    fn open(&mut self, kind: &'static str, data: Data) {
        self.close_implied();
        let mut element = Element::block(kind, Vec::new());
        element.data = data;
        self.open.push(Open { element, nodes: Vec::new(), implied: false });
    }

    /// Words in a tight list item stand in no paragraph; in the tree they do.
    fn imply_paragraph(&mut self) {
        let holds_blocks = match self.open.last() {
            Some(open) => matches!(
                open.element.kind(),
                "blockquote" | "list-item" | "list-ordered" | "list-unordered"
            ),
            None => true,
        };
        if holds_blocks {
            self.open("paragraph", Data::default());
            if let Some(open) = self.open.last_mut() {
                open.implied = true;
            }
        }
    }

    fn close_implied(&mut self) {
        if self.open.last().is_some_and(|open| open.implied) {
            self.close();
        }
    }

    fn close(&mut self) {
        if let Some(open) = self.open.pop() {
            self.push(done(open));
        }
    }

    fn push(&mut self, node: Node) {
        match self.open.last_mut() {
            Some(open) => open.nodes.push(node),
            None => self.top.push(node),
        }
    }

    fn finish(mut self) -> Vec<Node> {
        while !self.open.is_empty() {
            self.close();
        }
        self.top
    }
}

fn done(open: Open) -> Node {
    let Open { mut element, mut nodes, .. } = open;
    let is_tasks =
        element.kind() == "list-unordered" && !nodes.is_empty() && nodes.iter().all(is_task);
    if is_tasks {
        element = Element::block("list-tasks", Vec::new());
    }
    // Every list item, every paragraph and every link has a text at least.
    if nodes.is_empty() && matches!(element.kind(), "paragraph" | "link") {
        nodes.push(Node::Text(Text::new(vec![Leaf::new(String::new(), Vec::new())])));
    }
    element.nodes = Some(nodes);
    Node::from(element)
}

fn is_task(node: &Node) -> bool {
    matches!(node, Node::Element(item) if item.data.checked.is_some())
}

fn heading(level: HeadingLevel) -> &'static str {
    match level {
        HeadingLevel::H1 => "heading-1",
        HeadingLevel::H2 => "heading-2",
        _ => "heading-3",
    }
}

fn code_text(line: &str) -> Node {
    Node::Text(Text::new(vec![Leaf::new(line.to_owned(), Vec::new())]))
}

fn code_line(words: Text) -> Node {
    Node::from(Element::block("code-line", vec![Node::Text(words)]))
}

#[cfg(test)]
mod tests;
