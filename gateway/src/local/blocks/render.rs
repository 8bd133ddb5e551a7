//! A tree of blocks to lines of Markdown.
//!
//! Owns the wording of labels. Refuses headings inside of a block: there they are bold, so that a
//! block is never split between two sections.

use super::Include;
use super::scan::{Block, Node, tree};

/// Snippets that include snippets are followed this far, …
const MAX_INCLUDES: usize = 4;
/// … and no more than so many bytes are included in a page: snippets that include each other twice
/// double with each step.
const MAX_INCLUDED_BYTES: usize = 256 * 1024;

/// The Markdown of `nodes`.
pub(super) fn render(nodes: Vec<Node>, include: Include<'_>) -> String {
    let mut renderer = Renderer { include, includes: 0, included: 0 };
    let mut text = renderer.nodes(nodes, false).join("\n");
    text.push('\n');
    text
}

struct Renderer<'a> {
    include: Include<'a>,
    /// How many includes the current text is in.
    includes: usize,
    /// How many bytes were included so far.
    included: usize,
}

impl Renderer<'_> {
    fn nodes(&mut self, nodes: Vec<Node>, inside: bool) -> Vec<String> {
        let mut out = Vec::new();
        for node in nodes {
            match node {
                Node::Line { text, code: false } if inside => push_inside(&text, &mut out),
                Node::Line { text, code: false } => out.push(alert(text)),
                Node::Line { text, .. } => out.push(text),
                Node::Block(block) => {
                    let indent = block.indent.clone();
                    let lines = self.block(block, inside);
                    blank(&indent, &mut out);
                    out.extend(lines);
                    blank(&indent, &mut out);
                }
            }
        }
        out
    }

    fn block(&mut self, block: Block, inside: bool) -> Vec<String> {
        let indent = block.indent.clone();
        let (title, name) = (block.attribute("title").map(str::to_owned), block.name.clone());
        match name.as_str() {
            // Opened and never closed, it holds nothing.
            "hint" | "step" if block.nodes.is_empty() => Vec::new(),
            "hint" => {
                let label = label(block.attribute("style").unwrap_or_default());
                let inner = self.inner(block, true);
                let quoted = [format!("**{label}**"), String::new()].into_iter().chain(inner);
                indented(quoted.map(|line| format!("> {line}").trim_end().to_owned()), &indent)
            }
            "tab" | "code" | "prompt" => self.titled(title, block),
            "step" => {
                let inner = self.inner(block, true);
                indented(inner, &indent)
            }
            "stepper" => self.stepper(block),
            "update" => {
                let date = block.attribute("date").map(str::to_owned);
                self.titled(date, block)
            }
            "content-ref" | "embed" | "file" => {
                let line = self.reference(block);
                indented([line], &indent)
            }
            "include" => self.included(&block, inside),
            "openapi" | "swagger" | "openapi-operation" => self.operation(block),
            "swagger-parameter" | "swagger-response" => {
                let name = block.attribute("name").or_else(|| block.attribute("status"));
                let name = name.map(|name| format!("`{name}`"));
                self.titled(name, block)
            }
            _ if name.starts_with('@') => match block.attribute("content") {
                // A block of an integration, such as a diagram in its own language.
                Some(content) => {
                    let content = content.replace("\\n", "\n");
                    let lines = content.split('\n').map(str::to_owned);
                    let fence = || ["```".to_owned()];
                    indented(fence().into_iter().chain(lines).chain(fence()), &indent)
                }
                None => self.titled(None, block),
            },
            // Columns, tabs, conditions and what is still to come: their content speaks.
            "columns" | "column" | "if" | "else" | "updates" => {
                let inner = self.nodes(block.nodes, inside);
                trimmed(inner)
            }
            _ => self.titled(title, block),
        }
    }

    /// A bold title, if there is one, and the content.
    fn titled(&mut self, title: Option<String>, block: Block) -> Vec<String> {
        let indent = block.indent.clone();
        let title = title.map(|title| [format!("**{title}**"), String::new()]);
        let inner = self.inner(block, true);
        indented(title.into_iter().flatten().chain(inner), &indent)
    }

    /// Steps are numbered, their headings bold.
    fn stepper(&mut self, block: Block) -> Vec<String> {
        let indent = block.indent.clone();
        let mut out = Vec::new();
        let mut number = 0;
        for node in block.nodes {
            let Node::Block(step) = node else { continue };
            if step.name != "step" {
                continue;
            }
            number += 1;
            let mut inner = self.inner(step, true);
            match inner.first_mut().filter(|first| first.starts_with("**") && first.ends_with("**"))
            {
                Some(heading) => *heading = format!("**{number}. {}", &heading[2..]),
                None => inner.insert(0, format!("**Step {number}**\n")),
            }
            out.extend(inner.into_iter().chain([String::new()]));
        }
        indented(trimmed(out), &indent)
    }

    /// One link, worded by what is in the block.
    fn reference(&mut self, block: Block) -> String {
        let target = block.attribute("url").or_else(|| block.attribute("src"));
        let target = target.unwrap_or_default().to_owned();
        let is_file = block.name == "file";
        let words = self.inner(block, true).join(" ");
        let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
        let name = target.rsplit('/').find(|part| !part.is_empty()).unwrap_or_default();
        match (words.as_str(), is_file) {
            // A file is not published beside the pages; its name is all that helps.
            ("", true) => name.to_owned(),
            (words, true) => words.to_owned(),
            (words, false) if words.contains("](") => words.to_owned(),
            ("", false) if target.starts_with("http") => format!("[{target}](<{target}>)"),
            ("", false) => format!("[{name}](<{target}>)"),
            (words, false) => format!("[{words}](<{target}>)"),
        }
    }

    fn included(&mut self, block: &Block, inside: bool) -> Vec<String> {
        if self.includes >= MAX_INCLUDES || self.included >= MAX_INCLUDED_BYTES {
            return Vec::new();
        }
        let text = block.attribute("file").and_then(|file| (self.include)(file));
        let Some(text) = text else { return Vec::new() };
        // One that is empty costs something too.
        self.included += text.len() + 64;
        self.includes += 1;
        let lines = self.nodes(tree(&text), inside);
        self.includes -= 1;
        indented(trimmed(lines), &block.indent)
    }

    /// The method and path of an API operation, then its description.
    fn operation(&mut self, block: Block) -> Vec<String> {
        let method = block.attribute("method").unwrap_or_default().to_uppercase();
        let path = block.attribute("path").unwrap_or_default();
        let operation = format!("{method} {path}").trim().to_owned();
        let operation = (!operation.is_empty()).then(|| format!("`{operation}`"));
        let summary = block.attribute("summary").map(str::to_owned);
        let title = match (summary, operation) {
            (Some(summary), Some(operation)) => Some(format!("{summary}: {operation}")),
            (summary, operation) => summary.or(operation),
        };
        self.titled(title, block)
    }

    /// The lines in a block, without its indentation and the blank lines around them.
    fn inner(&mut self, block: Block, inside: bool) -> Vec<String> {
        let indent = block.indent;
        let lines = self.nodes(block.nodes, inside);
        let lines = lines.into_iter().map(|line| match line.strip_prefix(indent.as_str()) {
            Some(line) => line.to_owned(),
            None => line.trim_start().to_owned(),
        });
        trimmed(lines.collect())
    }
}

fn label(style: &str) -> &'static str {
    match style {
        "warning" => "Warning",
        "danger" => "Danger",
        "success" => "Tip",
        _ => "Note",
    }
}

/// A line inside of a block: a heading becomes bold, blank lines around it.
fn push_inside(line: &str, out: &mut Vec<String>) {
    let trimmed = line.trim_start();
    let level = trimmed.bytes().take_while(|byte| *byte == b'#').count();
    let words = trimmed[level..].trim_start_matches(' ');
    if !(1..=6).contains(&level) || words.len() == trimmed.len() - level && !words.is_empty() {
        return out.push(alert(line.to_owned()));
    }
    let words = words.trim_end().trim_end_matches('#').trim_end();
    // A heading's own anchor is of no use on a line that is none.
    let words = words.split(super::super::html::ANCHOR).next().unwrap_or_default().trim_end();
    let words = words.trim_matches('*');
    if !words.is_empty() {
        let indent = &line[..line.len() - trimmed.len()];
        blank(indent, out);
        out.push(format!("{indent}**{words}**"));
        blank(indent, out);
    }
}

/// GitHub's way to write a hint: `> [!NOTE]`.
fn alert(line: String) -> String {
    let Some((quote, rest)) = line.split_once("[!") else { return line };
    let Some(kind) = rest.trim_end().strip_suffix(']') else { return line };
    if quote.trim_end().ends_with('>') && kind.bytes().all(|byte| byte.is_ascii_alphabetic()) {
        let label = match kind.to_ascii_uppercase().as_str() {
            "TIP" => "Tip",
            "IMPORTANT" => "Important",
            "WARNING" => "Warning",
            "CAUTION" => "Caution",
            _ => "Note",
        };
        let quote = quote.trim_end();
        return format!("{quote} **{label}**\n{quote}");
    }
    line
}

fn blank(indent: &str, out: &mut Vec<String>) {
    // Within a quote, a blank line keeps its mark.
    let line = indent.trim_end();
    if out.last().is_some_and(|last| last != line) {
        out.push(line.to_owned());
    }
}

fn indented(lines: impl IntoIterator<Item = String>, indent: &str) -> Vec<String> {
    let lines = lines.into_iter().map(|line| match line.is_empty() {
        true => indent.trim_end().to_owned(),
        false => format!("{indent}{line}"),
    });
    lines.collect()
}

fn trimmed(mut lines: Vec<String>) -> Vec<String> {
    while lines.last().is_some_and(|line| line.trim().is_empty()) {
        lines.pop();
    }
    let blank = lines.iter().take_while(|line| line.trim().is_empty()).count();
    lines.drain(..blank);
    lines
}

#[cfg(test)]
mod tests;
