//! Keeps elements equal to a list of nodes that grows at its end.
//!
//! Owns the step from a change of the list to a change of the page: what is gone is taken out by
//! its topmost elements, a text that goes on goes on in the same text node, and what is new is
//! drawn in full before it is put in. What is settled is not so much as looked at, so a change
//! costs what has changed. Refuses to know what a kind of node looks like.

use ask_docs_core::markdown::tree::{Kind, Node};
use ask_docs_core::markdown::{TextChange, Update};
use wasm_bindgen::JsCast;
use web_sys::Element;

use super::direction::direction;
use super::draw::{Around, Drawn, draw};
use super::pen::{Pen, append, remove, set};
use super::record::{Part, Record, Records};
use super::runs::Runs;
use super::tabs;

/// The elements in one place, and the nodes that they stand for.
pub(super) struct Canvas {
    runs: Runs,
    pen: Pen,
    records: Records,
}

/// An element or a text on its way into the page.
struct Ready {
    into: Element,
    outer: web_sys::Node,
}

impl Canvas {
    pub(super) fn new(place: Element, pen: Pen) -> Self {
        Self { runs: Runs::new(place), pen, records: Records::default() }
    }

    /// Makes the elements equal to `nodes`, which differ from the nodes before as `update` says.
    /// `is_complete`: nothing more will come.
    pub(super) fn apply(&mut self, nodes: &[Node], update: Update, is_complete: bool) {
        let mut kept = update.kept.min(self.records.len());
        // A text that colouring has taken out of the page is drawn anew.
        let grown = update.text.filter(|_| !self.is_coloured(kept));
        match grown.zip(nodes.get(kept)) {
            Some((change, node)) => {
                self.roll_back(kept + 1);
                self.change_text(kept, node, change);
                kept += 1;
            }
            None => self.roll_back(kept),
        }
        self.extend(nodes.get(kept..).unwrap_or_default());
        if is_complete {
            self.records.settle_within(None, &self.pen);
        }
    }

    /// Whether the text at `index` has been replaced by coloured parts of it.
    fn is_coloured(&mut self, index: usize) -> bool {
        let parent = self.records.get(index).and_then(|text| text.parent);
        self.records.code_mut(parent).is_some_and(|code| code.is_coloured())
    }

    /// Takes out all but the first `kept` nodes.
    fn roll_back(&mut self, kept: usize) {
        for index in kept..self.records.len() {
            let Some(record) = self.records.get_mut(index) else { break };
            let parent = record.parent;
            match &mut record.part {
                Part::Loose(list) => {
                    list.as_ref().map(|list| list.remove_attribute("class"));
                    continue;
                }
                // It goes with what it stands in.
                _ if parent.is_some_and(|parent| parent >= kept) => continue,
                Part::Tab(button) => tabs::remove_tab(button),
                Part::Words(words) => words.remove(),
                Part::Lines(lines) => lines.remove(),
                _ => {}
            }
            if let Some(outer) = &record.outer {
                remove(outer);
                if parent.is_none() {
                    self.runs.take_back();
                }
            }
            if let Some(code) = self.records.code_mut(parent) {
                code.text_removed();
            }
        }
        self.records.truncate(kept);
        self.records.reopen();
    }

    /// Goes on with the text at `index`, which is now that of `node`.
    fn change_text(&mut self, index: usize, node: &Node, change: TextChange) {
        let (Kind::Text(text), Some(record)) = (&node.kind, self.records.get_mut(index)) else {
            return;
        };
        match &mut record.part {
            Part::Words(words) => words.change(&self.pen, text, change),
            Part::Lines(lines) => lines.change(&self.pen, text, change),
            _ => {}
        }
        let parent = record.parent;
        if let Some(code) = self.records.code_mut(parent) {
            code.text_changed(&self.pen, text, change);
        }
    }

    /// Draws `nodes` after those that are there.
    fn extend(&mut self, nodes: &[Node]) {
        let kept = self.records.len();
        // What goes into the page itself waits for all that stands in it: one change of the page
        // shows both.
        let mut whole: Option<Ready> = None;
        for (index, node) in nodes.iter().enumerate() {
            let (parent, previous) = self.records.open_at(node.depth);
            let is_within = parent.is_some_and(|parent| parent >= kept);
            if let Some(ready) = whole.take_if(|_| !is_within) {
                ready.put();
            }
            self.records.settle_within(parent, &self.pen);
            let (ready, record) = self.draw(node, parent, previous);
            if parent.is_none()
                && let Some(ready) = &ready
            {
                let behind = &nodes[index + 1..];
                let within = behind.iter().take_while(|node| node.depth > 0).count();
                ready.direct(&node.kind, &behind[..within]);
            }
            self.records.push(record);
            match ready {
                Some(ready) if is_within => ready.put(),
                ready => whole = whole.or(ready),
            }
        }
        if let Some(ready) = whole {
            ready.put();
        }
    }

    fn draw(
        &mut self,
        node: &Node,
        parent: Option<usize>,
        previous: Option<usize>,
    ) -> (Option<Ready>, Record) {
        let record = |index: Option<usize>| index.and_then(|index| self.records.get(index));
        let around = Around { parent: record(parent), previous: record(previous) };
        let is_linked = around.is_linked();
        let drawn = draw(&self.pen, &node.kind, around).unwrap_or_default();
        let Drawn { outer, inner, into, mut part } = drawn;
        let beside = around.parent.and_then(|parent| parent.inner.clone());
        let ready = outer.clone().map(|outer| {
            let into = into.or(beside).unwrap_or_else(|| self.runs.next(&self.pen));
            Ready { into, outer }
        });
        let mut stands_in = parent;
        match &node.kind {
            Kind::Loose => {
                part = Part::Loose(self.loosen(parent));
                stands_in = self.records.len().checked_sub(1);
            }
            Kind::Text(text) => {
                if let Some(code) = self.records.code_mut(parent) {
                    code.text_drawn(&self.pen, text);
                }
            }
            _ => {}
        }
        let depth = node.depth;
        (ready, Record { depth, parent: stands_in, outer, inner, part, is_linked })
    }

    /// Sets the items of the list around apart. `None` if they were already.
    fn loosen(&self, parent: Option<usize>) -> Option<Element> {
        let list = self.records.list_around(parent)?;
        let is_tight = !list.has_attribute("class");
        is_tight.then(|| {
            set(list, "class", "loose");
            list.clone()
        })
    }
}

impl Ready {
    /// A block's sides are those of its text. What stands in it keeps its sides, and each text its
    /// own direction: that is the style sheet's.
    fn direct(&self, kind: &Kind, within: &[Node]) {
        if let Some(block) = self.outer.dyn_ref::<Element>()
            && !matches!(kind, Kind::Code(_) | Kind::Rule)
        {
            set(block, "dir", direction(within));
        }
    }

    fn put(self) {
        append(&self.into, &self.outer);
    }
}
