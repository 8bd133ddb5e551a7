//! A place to draw in, and what stands in it, for comparing.

use wasm_bindgen::JsCast;
use web_sys::{Element, Node};

use crate::view::answer::{Painter, Style};

/// An empty element in the page.
pub(super) fn place() -> Element {
    let document = web_sys::window().and_then(|window| window.document()).expect("a page");
    let place = document.create_element("div").expect("an element");
    document.body().expect("a body").append_child(&place).expect("a place");
    place
}

/// A painter with the usual style, and where it paints.
pub(super) fn painter() -> (Element, Painter) {
    let place = place();
    let painter = Painter::new(place.clone(), Style::default()).expect("a painter");
    (place, painter)
}

/// All that stands in `node`: elements with their attributes, and texts, one a line. The numbers
/// in ids are counted anew, since no two elements share one.
pub(super) fn dump(node: &Node) -> String {
    let mut lines = String::new();
    dump_into(&mut lines, node, 0);
    renumbered(&lines)
}

fn dump_into(lines: &mut String, node: &Node, depth: usize) {
    let mut next = node.first_child();
    while let Some(child) = next {
        lines.push_str(&"  ".repeat(depth));
        match child.dyn_ref::<Element>() {
            Some(element) => {
                lines.push_str(&element.local_name());
                let names = element.get_attribute_names();
                let mut names: Vec<String> =
                    names.iter().filter_map(|name| name.as_string()).collect();
                names.sort();
                for name in names {
                    let value = element.get_attribute(&name).unwrap_or_default();
                    lines.push_str(&format!(" {name}={value:?}"));
                }
            }
            None => lines.push_str(&format!("{:?}", child.node_value().unwrap_or_default())),
        }
        lines.push('\n');
        dump_into(lines, &child, depth + 1);
        next = child.next_sibling();
    }
}

fn renumbered(lines: &str) -> String {
    let mut numbers: Vec<String> = Vec::new();
    let mut parts = lines.split("=\"tab-").flat_map(|part| part.split("=\"panel-"));
    let mut renumbered = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (number, rest) = part.split_once('"').unwrap_or((part, ""));
        let index = numbers.iter().position(|known| known == number).unwrap_or_else(|| {
            numbers.push(number.to_owned());
            numbers.len() - 1
        });
        renumbered.push_str(&format!("=\"id-{index}\"{rest}"));
    }
    renumbered
}
