//! What must hold for every list of nodes: its depths, what stands in what, limits, addresses.

use ask_docs_core::markdown::tree::{Kind, Node};
use ask_docs_core::markdown::{MAX_DEPTH, MAX_NODES};

use crate::addresses;

/// Checks a list of nodes.
pub fn check(nodes: &[Node]) {
    assert!(nodes.len() <= MAX_NODES, "{} nodes", nodes.len());
    // The indices of the nodes that the next one may stand in, outermost first.
    let mut open: Vec<usize> = Vec::new();
    for (index, node) in nodes.iter().enumerate() {
        let depth = usize::from(node.depth);
        assert!(depth < MAX_DEPTH, "{depth} deep");
        assert!(depth <= open.len(), "a node stands in nothing: {node:?}");
        for parent in open.drain(depth..) {
            check_content(nodes, parent, index);
        }
        let parent = open.last().map(|parent| &nodes[*parent].kind);
        assert!(may_hold(parent, &node.kind), "{parent:?} holds {:?}", node.kind);
        check_alone(&node.kind);
        if matches!(node.kind, Kind::Link(_)) {
            let inside = open.iter().any(|outer| matches!(nodes[*outer].kind, Kind::Link(_)));
            assert!(!inside, "a link stands in a link");
        }
        open.push(index);
    }
    for parent in open {
        check_content(nodes, parent, nodes.len());
    }
}

fn check_alone(kind: &Kind) {
    match kind {
        Kind::Text(text) => assert!(!text.is_empty(), "an empty text"),
        Kind::Heading(level) => assert!((1..=6).contains(level), "a heading of level {level}"),
        Kind::Link(href) | Kind::Card(href) | Kind::Image(href) => addresses::check(href),
        _ => {}
    }
}

/// Checks what stands in the node at `parent`, which ends before the node at `end`.
fn check_content(nodes: &[Node], parent: usize, end: usize) {
    let inner = nodes[parent].depth + 1;
    let content: Vec<&Kind> =
        nodes[parent + 1..end].iter().filter(|n| n.depth == inner).map(|n| &n.kind).collect();
    for pair in content.windows(2) {
        let both = matches!(pair, [Kind::Text(_), Kind::Text(_)]);
        assert!(!both, "two texts follow each other: {pair:?}");
    }
    match &nodes[parent].kind {
        Kind::Code(_) => assert!(content.len() <= 1, "code holds {content:?}"),
        Kind::CodeSpan => assert_eq!(content.len(), 1, "code in a line holds {content:?}"),
        Kind::Link(_) => assert!(!content.is_empty(), "a link holds nothing"),
        Kind::List(_) => {
            let all = nodes[parent + 1..end].iter();
            let marks = all.filter(|n| n.depth == inner + 1 && n.kind == Kind::Loose).count();
            assert!(marks <= 1, "a list is called loose {marks} times");
        }
        Kind::Table(columns) => {
            assert!(!content.is_empty() && !columns.is_empty(), "a table holds nothing");
            for (row, kids) in rows(&nodes[parent + 1..end], inner) {
                assert_eq!(kids, columns.len(), "cells of row {row}");
            }
        }
        _ => {}
    }
}

/// The rows of a table and how many cells each has.
fn rows(nodes: &[Node], depth: u8) -> Vec<(usize, usize)> {
    let mut rows: Vec<(usize, usize)> = Vec::new();
    for (index, node) in nodes.iter().enumerate() {
        if node.depth == depth {
            rows.push((index, 0));
        } else if let (true, Some((_, cells))) = (node.depth == depth + 1, rows.last_mut()) {
            *cells += 1;
        }
    }
    rows
}

/// Whether a node stands where the vocabulary says that it may.
fn may_hold(parent: Option<&Kind>, child: &Kind) -> bool {
    let is_block = matches!(
        child,
        Kind::Paragraph
            | Kind::Heading(_)
            | Kind::List(_)
            | Kind::Quote
            | Kind::Hint(_)
            | Kind::Tabs
            | Kind::Stepper
            | Kind::Details(_)
            | Kind::Figure
            | Kind::Card(_)
            | Kind::Code(_)
            | Kind::Table(_)
            | Kind::Rule
    );
    let is_inline = matches!(
        child,
        Kind::Text(_)
            | Kind::CodeSpan
            | Kind::Emphasis
            | Kind::Strong
            | Kind::Strikethrough
            | Kind::Link(_)
            | Kind::Image(_)
            | Kind::Break
    );
    let Some(parent) = parent else { return is_block };
    match parent {
        Kind::Quote | Kind::Hint(_) | Kind::Tab(_) | Kind::Step | Kind::Card(_) => is_block,
        Kind::Item(_) => is_block || matches!(child, Kind::Loose),
        Kind::Details(_) => is_block || matches!(child, Kind::Summary),
        Kind::Figure => is_block || matches!(child, Kind::Image(_) | Kind::Caption),
        Kind::List(_) => matches!(child, Kind::Item(_)),
        Kind::Tabs => matches!(child, Kind::Tab(_)),
        Kind::Stepper => matches!(child, Kind::Step),
        Kind::Table(_) => matches!(child, Kind::Row),
        Kind::Row => matches!(child, Kind::Cell),
        Kind::Code(_) | Kind::CodeSpan => matches!(child, Kind::Text(_)),
        Kind::Paragraph
        | Kind::Heading(_)
        | Kind::Summary
        | Kind::Caption
        | Kind::Cell
        | Kind::Emphasis
        | Kind::Strong
        | Kind::Strikethrough
        | Kind::Link(_)
        | Kind::Image(_) => is_inline,
        Kind::Text(_) | Kind::Break | Kind::Rule | Kind::Loose => false,
    }
}
