//! Questions about a list of nodes: is it well formed, how deep, how many, which links.
//!
//! Owns its own way through the list, apart from that of the core.

use ask_docs_core::markdown::links::Href;
use ask_docs_core::markdown::tree::{Kind, Node};

/// What was found in a list.
#[derive(Debug, Default)]
pub struct Census {
    /// One more than the depth of the deepest node.
    pub depth: usize,
    pub nodes: usize,
    pub links: Vec<Href>,
}

/// Counts what is in `nodes`, and checks that each node stands where it may.
pub fn census(nodes: &[Node]) -> Census {
    let mut census = Census { nodes: nodes.len(), ..Census::default() };
    let mut path: Vec<&Kind> = Vec::new();
    let mut before: Option<&Node> = None;
    for node in nodes {
        let depth = usize::from(node.depth);
        assert!(depth <= path.len(), "{node:?} stands in nothing");
        if let (Some(before), Kind::Text(words)) = (before, &node.kind) {
            let is_second = before.depth == node.depth && matches!(before.kind, Kind::Text(_));
            assert!(!is_second, "two texts side by side: {before:?}, {node:?}");
            assert!(!words.is_empty(), "an empty text");
        }
        path.truncate(depth);
        check_place(path.last().copied(), &node.kind);
        path.push(&node.kind);
        before = Some(node);
        census.depth = census.depth.max(depth + 1);
        if let Kind::Link(href) | Kind::Image(href) | Kind::Card(href) = &node.kind {
            census.links.push(href.clone());
        }
    }
    check_rows(nodes);
    census
}

fn check_place(parent: Option<&Kind>, kind: &Kind) {
    let is_inline = matches!(
        kind,
        Kind::Text(_)
            | Kind::CodeSpan
            | Kind::Emphasis
            | Kind::Strong
            | Kind::Strikethrough
            | Kind::Link(_)
            | Kind::Break
    );
    let may = match parent {
        Some(
            Kind::Paragraph
            | Kind::Heading(_)
            | Kind::Summary
            | Kind::Caption
            | Kind::Cell
            | Kind::Emphasis
            | Kind::Strong
            | Kind::Strikethrough,
        ) => is_inline || matches!(kind, Kind::Image(_)),
        Some(Kind::Link(_)) => is_inline && !matches!(kind, Kind::Link(_)),
        Some(Kind::Code(_) | Kind::CodeSpan | Kind::Image(_)) => matches!(kind, Kind::Text(_)),
        Some(Kind::List(_)) => matches!(kind, Kind::Item(_)),
        Some(Kind::Tabs) => matches!(kind, Kind::Tab(_)),
        Some(Kind::Stepper) => matches!(kind, Kind::Step),
        Some(Kind::Table(_)) => matches!(kind, Kind::Row),
        Some(Kind::Row) => matches!(kind, Kind::Cell),
        Some(Kind::Text(_) | Kind::Rule | Kind::Break | Kind::Loose) => false,
        None | Some(_) => !is_inline,
    };
    let needs = match kind {
        Kind::Item(_) => matches!(parent, Some(Kind::List(_))),
        Kind::Loose => matches!(parent, Some(Kind::Item(_))),
        Kind::Tab(_) => matches!(parent, Some(Kind::Tabs)),
        Kind::Step => matches!(parent, Some(Kind::Stepper)),
        Kind::Row => matches!(parent, Some(Kind::Table(_))),
        Kind::Cell => matches!(parent, Some(Kind::Row)),
        Kind::Summary => matches!(parent, Some(Kind::Details(_))),
        Kind::Caption => matches!(parent, Some(Kind::Figure)),
        _ => true,
    };
    assert!(may && needs, "{kind:?} in {parent:?}");
}

/// Each row has as many cells as its table has columns; the last may still be being written.
fn check_rows(nodes: &[Node]) {
    let mut columns = Vec::new();
    let mut row: Option<(u8, usize, usize)> = None;
    let last = nodes.iter().rposition(|node| node.kind == Kind::Row).unwrap_or_default();
    for (index, node) in nodes.iter().enumerate() {
        if let Some((depth, expected, count)) = row
            && node.depth <= depth
        {
            assert!(count == expected || index > last && count < expected, "cells of a row");
            row = None;
        }
        columns.retain(|(depth, _)| *depth < node.depth);
        match &node.kind {
            Kind::Table(alignments) => columns.push((node.depth, alignments.len())),
            Kind::Row => row = columns.last().map(|(_, count)| (node.depth, *count, 0)),
            Kind::Cell => {
                if let Some((_, _, count)) = &mut row {
                    *count += 1;
                }
            }
            _ => {}
        }
    }
}
