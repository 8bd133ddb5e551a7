//! A list of elements with keys: what stays in it stays the same element, with all that is in it.

use reactive_graph::graph::untrack;
use reactive_graph::owner::Owner;
use web_sys::{Element, Node};

use super::build::{Built, Child};
use crate::signal::effect;

/// The elements of a list that changes.
pub(super) struct Rows<T> {
    read: Box<dyn Fn() -> Vec<T>>,
    key: fn(&T) -> usize,
    draw: Box<dyn Fn(T) -> Built>,
}

/// An element for each item that `read` gives. Items under the same `key` are the same, and are
/// drawn once.
pub(super) fn rows<T>(
    read: impl Fn() -> Vec<T> + 'static,
    key: fn(&T) -> usize,
    draw: impl Fn(T) -> Built + 'static,
) -> Rows<T> {
    Rows { read: Box::new(read), key, draw: Box::new(draw) }
}

/// One element, and what belongs to it.
struct Row {
    key: usize,
    element: Element,
    inside: Owner,
}

impl<T: 'static> Child for Rows<T> {
    /// `parent` must hold nothing else.
    fn put(self, parent: &Node) {
        let (parent, outside) = (parent.clone(), Owner::new());
        let mut shown: Vec<Row> = Vec::new();
        effect(move || {
            let mut earlier = std::mem::take(&mut shown);
            for item in (self.read)() {
                let key = (self.key)(&item);
                let same = earlier.iter().position(|row| row.key == key);
                shown.push(same.map(|at| earlier.swap_remove(at)).unwrap_or_else(|| {
                    let inside = outside.child();
                    let element = inside.with(|| untrack(|| (self.draw)(item).element()));
                    Row { key, element, inside }
                }));
            }
            for gone in earlier {
                gone.inside.cleanup();
                gone.element.remove();
            }
            put_in_order(&parent, &shown);
        });
    }
}

/// Puts in what is new. What stands where it should is not touched: it would lose focus and place.
fn put_in_order(parent: &Node, rows: &[Row]) {
    let mut next: Option<Node> = None;
    for row in rows.iter().rev() {
        let element: &Node = &row.element;
        let stands = element.parent_node().is_some() && element.next_sibling() == next;
        if !stands {
            // Fails only for a child that holds its parent.
            let _ = parent.insert_before(element, next.as_ref());
        }
        next = Some(element.clone());
    }
}
