//! Makes elements and texts: the only way from an answer into the page.
//!
//! Every name of an element, an attribute or a class stands in the files of this folder, every
//! text becomes a text node, and the only address is a checked
//! [`Href`](ask_docs_core::markdown::links::Href). Nothing is parsed as HTML, so nothing in an
//! answer can become more than text.

use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::{Document, Element, Node, Text};

use crate::words::Words;

/// Gets each code block that no longer grows: its `code` element, and its language.
pub(crate) type Highlight = Rc<dyn Fn(&Element, &str)>;

/// What makes the elements of one answer.
pub(super) struct Pen {
    document: Document,
    /// The origins whose images are shown; all others are links.
    pub(super) images: Vec<String>,
    pub(super) words: Words,
    pub(super) highlight: Option<Highlight>,
}

impl Pen {
    pub(super) fn new(
        document: Document,
        images: Vec<String>,
        words: Words,
        highlight: Option<Highlight>,
    ) -> Self {
        Self { document, images, words, highlight }
    }

    /// `None` only if the page refuses to make elements. That a name lives as long as the program
    /// keeps an answer from choosing one.
    pub(super) fn element(&self, name: &'static str) -> Option<Element> {
        self.document.create_element(name).ok()
    }

    pub(super) fn classed(&self, name: &'static str, class: &'static str) -> Option<Element> {
        let element = self.element(name)?;
        set(&element, "class", class);
        Some(element)
    }

    pub(super) fn text(&self, text: &str) -> Text {
        self.document.create_text_node(text)
    }
}

pub(super) fn set(element: &Element, name: &'static str, value: &str) {
    // Fails only for names that are no names.
    let _ = element.set_attribute(name, value);
}

pub(super) fn append(parent: &Node, child: impl AsRef<Node>) {
    // Fails only for a child that holds its parent.
    let _ = parent.append_child(child.as_ref());
}

pub(super) fn put_after(before: &Text, text: &Text) {
    // Fails only for a text that holds itself.
    let _ = before.after_with_node_1(text);
}

pub(super) fn remove(child: &Node) {
    // Elements and texts have the same `remove`; `web-sys` knows it only as theirs.
    child.unchecked_ref::<Element>().remove();
}
