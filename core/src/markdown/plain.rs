//! Nodes to plain text, for a screen reader's status line and for tests.
//!
//! Owns the reading order and where one piece of text ends and the next begins. Refuses to
//! describe: no word is added that the nodes do not hold.

use super::tree::{Kind, Node};

/// The readable text of `nodes`: each block, item and row on a line of its own, a tab between cells.
pub fn text_of(nodes: &[Node]) -> String {
    let mut text = String::new();
    let mut is_first_cell = true;
    for Node { kind, .. } in nodes {
        match kind {
            Kind::Text(words) => text.push_str(words),
            Kind::Tab(title) if !title.is_empty() => {
                end_line(&mut text);
                text.push_str(title);
                text.push('\n');
            }
            Kind::Break => text.push('\n'),
            Kind::Row => {
                end_line(&mut text);
                is_first_cell = true;
            }
            Kind::Cell if is_first_cell => is_first_cell = false,
            Kind::Cell => text.push('\t'),
            Kind::CodeSpan
            | Kind::Emphasis
            | Kind::Strong
            | Kind::Strikethrough
            | Kind::Link(_)
            | Kind::Image(_)
            | Kind::Loose => {}
            _ => end_line(&mut text),
        }
    }
    text.truncate(text.trim_end_matches('\n').len());
    text
}

fn end_line(text: &mut String) {
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
}
