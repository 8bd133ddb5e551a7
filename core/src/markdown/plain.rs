//! Blocks to plain text, for a screen reader's status line and for tests.
//!
//! Owns the reading order and where one piece of text ends and the next begins. Refuses to
//! describe: no word is added that the blocks do not hold.

use super::blocks::{Block, Inline, Item};

/// The readable text of `blocks`, a line feed after each block, item and table cell's row.
pub fn text_of(blocks: &[Block]) -> String {
    let mut text = String::new();
    for block in blocks {
        push_block(block, &mut text);
    }
    text.truncate(text.trim_end_matches('\n').len());
    text
}

fn push_block(block: &Block, text: &mut String) {
    match block {
        Block::Paragraph(content) | Block::Heading { content, .. } => {
            push_inlines(content, text);
            end_line(text);
        }
        Block::List { items, .. } => {
            for Item { content, .. } in items {
                content.iter().for_each(|block| push_block(block, text));
            }
        }
        Block::Quote(content) | Block::Hint { content, .. } => {
            content.iter().for_each(|block| push_block(block, text));
        }
        Block::Code { text: code, .. } => {
            text.push_str(code);
            end_line(text);
        }
        Block::Table { head, rows, .. } => {
            for row in std::iter::once(head).chain(rows) {
                for (column, cell) in row.iter().enumerate() {
                    if column > 0 {
                        text.push('\t');
                    }
                    push_inlines(cell, text);
                }
                end_line(text);
            }
        }
        Block::Rule => {}
    }
}

fn push_inlines(inlines: &[Inline], text: &mut String) {
    for inline in inlines {
        match inline {
            Inline::Text(content) | Inline::Code(content) => text.push_str(content),
            Inline::Emphasis(content)
            | Inline::Strong(content)
            | Inline::Strikethrough(content)
            | Inline::Link { content, .. } => push_inlines(content, text),
            Inline::Break => text.push('\n'),
        }
    }
}

fn end_line(text: &mut String) {
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
}
