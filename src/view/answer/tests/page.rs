//! A place to draw in, and what stands in it, for comparing.

use ask_docs_core::markdown::links::Href;
use ask_docs_core::markdown::tree::{Kind, Node as Drawn};
use ask_docs_core::markdown::{TextChange, Update};
use js_sys::Function;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, Node, Text};

use crate::browser::links::BrowserResolver;
use crate::view::answer::canvas::Canvas;
use crate::view::answer::pen::{Highlight, Pen};
use crate::view::answer::{Painter, Style};
use crate::words::Words;

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

/// A canvas that is told nodes, and finds out by itself what has changed.
pub(super) struct Sketch {
    pub(super) place: Element,
    canvas: Canvas,
    nodes: Vec<Drawn>,
}

impl Sketch {
    pub(super) fn new(images: &[&str], highlight: Option<Highlight>) -> Self {
        let place = place();
        let document = place.owner_document().expect("a page");
        let images = images.iter().map(|&origin| origin.to_owned()).collect();
        let canvas =
            Canvas::new(place.clone(), Pen::new(document, images, Words::default(), highlight));
        Self { place, canvas, nodes: Vec::new() }
    }

    pub(super) fn show(&mut self, nodes: &[Drawn], is_complete: bool) -> String {
        let update = difference(&self.nodes, nodes);
        self.nodes = nodes.to_vec();
        self.canvas.apply(nodes, update, is_complete);
        dump(&self.place)
    }

    pub(super) fn find(&self, selector: &str) -> Element {
        find(&self.place, selector)
    }
}

fn difference(old: &[Drawn], new: &[Drawn]) -> Update {
    let kept = old.iter().zip(new).take_while(|(old, new)| old == new).count();
    let text = match (old.get(kept), new.get(kept)) {
        (
            Some(Drawn { depth: old_depth, kind: Kind::Text(old) }),
            Some(Drawn { depth, kind: Kind::Text(new) }),
        ) if old_depth == depth => {
            let same = old.chars().zip(new.chars()).take_while(|(old, new)| old == new);
            let from = same.map(|(one, _)| one.len_utf8()).sum();
            Some(TextChange { removed: old[from..].encode_utf16().count(), from })
        }
        _ => None,
    };
    Update { kept, text }
}

pub(super) fn node(depth: u8, kind: Kind) -> Drawn {
    Drawn { depth, kind }
}

pub(super) fn text(depth: u8, text: &str) -> Drawn {
    node(depth, Kind::Text(text.to_owned()))
}

pub(super) fn href(address: &str) -> Href {
    Href::checked(address, &BrowserResolver::default()).expect("an address")
}

pub(super) fn find(place: &Element, selector: &str) -> Element {
    let found = place.query_selector(selector).expect("a selector");
    found.unwrap_or_else(|| panic!("no {selector} in {}", dump(place)))
}

/// What the function of `code` gives for `element`.
pub(super) fn run(code: &str, element: &Element) -> JsValue {
    let function = Function::new_with_args("element", code);
    function.call1(&JsValue::NULL, element).expect("no exception")
}

/// All that stands in `node`: elements with their attributes, and texts, one a line. Texts side by
/// side are one. The numbers in ids are counted anew, since no two elements share one.
pub(super) fn dump(node: &Node) -> String {
    let mut lines = String::new();
    dump_into(&mut lines, node, 0);
    renumbered(&lines)
}

fn dump_into(lines: &mut String, node: &Node, depth: usize) {
    let mut next = node.first_child();
    while let Some(mut child) = next {
        lines.push_str(&"  ".repeat(depth));
        match child.dyn_ref::<Element>() {
            Some(element) => {
                lines.push_str(&element.local_name());
                let names = element.get_attribute_names();
                let mut names: Vec<String> =
                    names.iter().filter_map(|name| name.as_string()).collect();
                names.sort();
                for name in names {
                    let mut value = element.get_attribute(&name).unwrap_or_default();
                    if name == "dir" {
                        // `auto` and what it comes to are the same to a reader.
                        let computed = "return getComputedStyle(element).direction";
                        value = run(computed, element).as_string().unwrap_or_default();
                    }
                    lines.push_str(&format!(" {name}={value:?}"));
                }
            }
            None => {
                let mut text = child.node_value().unwrap_or_default();
                while let Some(beside) = next_text(&child) {
                    text.push_str(&beside.data());
                    child = beside.into();
                }
                lines.push_str(&format!("{text:?}"));
            }
        }
        lines.push('\n');
        dump_into(lines, &child, depth + 1);
        next = child.next_sibling();
    }
}

fn next_text(node: &Node) -> Option<Text> {
    node.next_sibling()?.dyn_into().ok()
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
