//! Questions about a tree of blocks: how deep, how many nodes, which links.
//!
//! Owns its own way through the tree, apart from that of the core.

use ask_docs_core::markdown::links::Href;
use ask_docs_core::markdown::tree::{Block, Inline};

/// What was found in a tree.
#[derive(Debug, Default)]
pub struct Census {
    pub depth: usize,
    pub nodes: usize,
    pub links: Vec<Href>,
}

/// Counts what is in `blocks`.
pub fn census(blocks: &[Block]) -> Census {
    let mut census = Census::default();
    census.blocks(blocks, 1);
    census
}

impl Census {
    fn enter(&mut self, depth: usize) {
        self.nodes += 1;
        self.depth = self.depth.max(depth);
    }

    fn blocks(&mut self, blocks: &[Block], depth: usize) {
        for block in blocks {
            self.enter(depth);
            match block {
                Block::Paragraph(content) | Block::Heading { content, .. } => {
                    self.inlines(content, depth + 1);
                }
                Block::List { items, .. } => {
                    for item in items {
                        self.enter(depth + 1);
                        self.blocks(&item.content, depth + 2);
                    }
                }
                Block::Quote(content) | Block::Hint { content, .. } => {
                    self.blocks(content, depth + 1)
                }
                Block::Table { head, rows, columns } => {
                    for row in std::iter::once(head).chain(rows) {
                        assert_eq!(row.len(), columns.len(), "a row as long as the header");
                        self.enter(depth + 1);
                        for cell in row {
                            self.enter(depth + 2);
                            self.inlines(cell, depth + 3);
                        }
                    }
                }
                Block::Code { .. } | Block::Rule => {}
            }
        }
    }

    fn inlines(&mut self, inlines: &[Inline], depth: usize) {
        for inline in inlines {
            self.enter(depth);
            match inline {
                Inline::Emphasis(content)
                | Inline::Strong(content)
                | Inline::Strikethrough(content) => self.inlines(content, depth + 1),
                Inline::Link { href, content } => {
                    self.links.push(href.clone());
                    self.inlines(content, depth + 1);
                }
                Inline::Text(_) | Inline::Code(_) | Inline::Break => {}
            }
        }
    }
}
