//! Elements of the box, made once and kept equal to signals.
//!
//! Owns the way from a signal to an attribute, a text or an element of the page. Each step is
//! compiled once: Leptos' own elements have a type for each combination of attributes, listeners and
//! children, which is what a page would pay for (docs/develop/size.md). Names stand in the program,
//! every text becomes a text node, and nothing is parsed as HTML: a page under Trusted Types
//! refuses that.

use reactive_graph::graph::untrack;
use reactive_graph::owner::Owner;
use wasm_bindgen::JsCast;
use web_sys::{Document, Event, Node};

use crate::browser::listener::Listener;
use crate::signal::{effect, keep};

thread_local! {
    static DOCUMENT: Document = web_sys::window()
        .and_then(|window| window.document())
        .expect("a box is drawn in a page");
}

/// An element that is being made.
#[must_use]
pub(crate) struct Built(web_sys::Element);

/// An element called `name`.
pub(crate) fn element(name: &'static str) -> Built {
    Built(DOCUMENT.with(|page| page.create_element(name)).expect("the name of an element"))
}

/// An SVG element called `name`.
pub(crate) fn drawing(name: &'static str) -> Built {
    let namespace = Some("http://www.w3.org/2000/svg");
    let made = DOCUMENT.with(|page| page.create_element_ns(namespace, name));
    Built(made.expect("the name of an element"))
}

impl Built {
    /// The element itself.
    pub(crate) fn element(&self) -> web_sys::Element {
        self.0.clone()
    }

    pub(crate) fn attr(self, name: &'static str, value: &str) -> Self {
        // Fails only for names that are no names.
        let _ = self.0.set_attribute(name, value);
        self
    }

    pub(crate) fn class(self, names: &'static str) -> Self {
        self.attr("class", names)
    }

    /// An attribute that is what `read` gives, and not there while that is `None`.
    pub(crate) fn live_attr<V: AsRef<str>>(
        self,
        name: &'static str,
        read: impl Fn() -> Option<V> + 'static,
    ) -> Self {
        self.follow(name, Box::new(move || read().map(|value| value.as_ref().to_owned())))
    }

    fn follow(self, name: &'static str, read: Box<dyn Fn() -> Option<String>>) -> Self {
        let (element, mut shown) = (self.0.clone(), None);
        effect(move || {
            let value = read();
            if value != shown {
                let _ = match &value {
                    Some(value) => element.set_attribute(name, value),
                    None => element.remove_attribute(name),
                };
                shown = value;
            }
        });
        self
    }

    /// A class that is there while `read` says so.
    pub(crate) fn live_class(self, name: &'static str, read: impl Fn() -> bool + 'static) -> Self {
        self.toggle(name, Box::new(read))
    }

    fn toggle(self, name: &'static str, read: Box<dyn Fn() -> bool>) -> Self {
        let (element, mut shown) = (self.0.clone(), false);
        effect(move || {
            let is_there = read();
            if is_there != shown {
                // Fails only for names that are no names.
                let _ = element.class_list().toggle_with_force(name, is_there);
                shown = is_there;
            }
        });
        self
    }

    /// Calls `heard` with each event called `name`, which is an `E`, until the current owner is
    /// gone.
    pub(crate) fn on<E: JsCast>(self, name: &'static str, heard: impl Fn(E) + 'static) -> Self {
        self.listen(name, Box::new(move |event| heard(event.unchecked_into())))
    }

    fn listen(self, name: &'static str, heard: Box<dyn Fn(Event)>) -> Self {
        keep(Listener::new(&self.0, name, heard));
        self
    }

    /// Puts `child` behind what is in the element already.
    pub(crate) fn child(self, child: impl Child) -> Self {
        child.put(&self.0);
        self
    }
}

/// What can stand in an element.
pub(crate) trait Child {
    /// Puts itself behind what is in `parent` already.
    fn put(self, parent: &Node);
}

fn append(parent: &Node, child: &Node) {
    // Fails only for a child that holds its parent.
    let _ = parent.append_child(child);
}

fn append_text(parent: &Node, text: &str) -> web_sys::Text {
    let text = DOCUMENT.with(|page| page.create_text_node(text));
    append(parent, &text);
    text
}

impl Child for Built {
    fn put(self, parent: &Node) {
        append(parent, &self.0);
    }
}

impl Child for &str {
    fn put(self, parent: &Node) {
        append_text(parent, self);
    }
}

impl<C: Child> Child for Option<C> {
    fn put(self, parent: &Node) {
        if let Some(child) = self {
            child.put(parent);
        }
    }
}

impl<C: Child> Child for Vec<C> {
    fn put(self, parent: &Node) {
        self.into_iter().for_each(|child| child.put(parent));
    }
}

impl<A: Child, B: Child> Child for (A, B) {
    fn put(self, parent: &Node) {
        self.0.put(parent);
        self.1.put(parent);
    }
}

impl<A: Child, B: Child, C: Child> Child for (A, B, C) {
    fn put(self, parent: &Node) {
        (self.0, self.1).put(parent);
        self.2.put(parent);
    }
}

/// A text that changes.
pub(crate) struct LiveText(Box<dyn Fn() -> String>);

/// The text that `read` gives.
pub(crate) fn live_text<V: Into<String>>(read: impl Fn() -> V + 'static) -> LiveText {
    LiveText(Box::new(move || read().into()))
}

impl Child for LiveText {
    fn put(self, parent: &Node) {
        let (text, mut shown) = (append_text(parent, ""), String::new());
        effect(move || {
            let now = (self.0)();
            if now != shown {
                text.set_data(&now);
                shown = now;
            }
        });
    }
}

/// Elements that are made anew with each change. Calls what it gets with what makes them, unless
/// nothing has changed.
pub(crate) struct Live(Box<dyn FnMut(Redraw)>);

/// Draws what the other one makes in the place of what is there.
type Redraw<'r> = &'r mut dyn FnMut(&mut dyn FnMut() -> Vec<Built>);

/// What `draw` makes of what `read` gives, made anew whenever that is something else.
pub(crate) fn live<T: PartialEq + 'static, E: IntoIterator<Item = Built>>(
    read: impl Fn() -> T + 'static,
    draw: impl Fn(&T) -> E + 'static,
) -> Live {
    let mut drawn = None;
    Live(Box::new(move |redraw| {
        let now = read();
        if drawn.as_ref() != Some(&now) {
            let now = drawn.insert(now);
            redraw(&mut || draw(now).into_iter().collect());
        }
    }))
}

impl Child for Live {
    fn put(mut self, parent: &Node) {
        // What comes and goes stands before an empty text.
        let place = append_text(parent, "");
        let (inside, mut shown) = (Owner::new(), Vec::new());
        let mut redraw = move |draw: &mut dyn FnMut() -> Vec<Built>| {
            inside.cleanup();
            let drawn = inside.with(|| untrack(draw));
            shown.iter().for_each(|Built(element)| element.remove());
            shown = drawn;
            for Built(element) in &shown {
                if let Some(parent) = place.parent_node() {
                    // Fails only for a child that holds its parent.
                    let _ = parent.insert_before(element, Some(&place));
                }
            }
        };
        effect(move || (self.0)(&mut redraw));
    }
}
