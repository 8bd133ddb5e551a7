//! What each kind of node looks like as elements.

use ask_docs_core::markdown::tree::{HintStyle, Kind};
use wasm_bindgen::JsCast;
use web_sys::{Element, Node};

use super::card::Card;
use super::code::Code;
use super::hidden;
use super::link::Link;
use super::pen::{Pen, append, set};
use super::picture::Picture;
use super::record::{Part, Record};
use super::table::Table;
use super::tabs;

/// A node's elements, not in the page yet.
#[derive(Default)]
pub(super) struct Drawn {
    /// What goes into the page.
    pub(super) outer: Option<Node>,
    /// Where that goes which stands in the node; without one, into what is around it.
    pub(super) inner: Option<Element>,
    /// Where it goes, if not into what is around it.
    pub(super) into: Option<Element>,
    pub(super) part: Part,
}

/// What a node stands in, and the node before it in there.
#[derive(Clone, Copy)]
pub(super) struct Around<'a> {
    pub(super) parent: Option<&'a Record>,
    pub(super) previous: Option<&'a Record>,
}

impl Around<'_> {
    pub(super) fn is_linked(&self) -> bool {
        self.parent.is_some_and(|parent| {
            parent.is_linked || matches!(parent.part, Part::Link(_) | Part::Picture(_))
        })
    }
}

impl Drawn {
    pub(super) fn plain(element: Element) -> Self {
        Self { outer: Some(element.clone().into()), inner: Some(element), ..Self::default() }
    }
}

/// The elements of a node. `None` if it stands where it does not belong, and if the page refuses
/// to make elements; what stands in it then goes where it would have gone.
pub(super) fn draw(pen: &Pen, kind: &Kind, around: Around<'_>) -> Option<Drawn> {
    let drawn = elements(pen, kind, around)?;
    // A block's sides are those of its text. What stands in it keeps its sides, and each text its
    // own direction: that is the style sheet's.
    if around.parent.is_none() && !matches!(kind, Kind::Code(_) | Kind::Rule) {
        let block = drawn.outer.as_ref().and_then(|outer| outer.dyn_ref::<Element>());
        block.inspect(|block| set(block, "dir", "auto"));
    }
    Some(drawn)
}

fn elements(pen: &Pen, kind: &Kind, around: Around<'_>) -> Option<Drawn> {
    match kind {
        Kind::Text(text) => return Some(draw_text(pen, text, around.is_linked())),
        Kind::Code(block) => return Code::draw(pen, block),
        Kind::Link(href) if !around.is_linked() => return Link::draw(pen, href),
        Kind::Image(href) => return Picture::draw(pen, href, around.is_linked()),
        Kind::Card(href) => return Card::draw(pen, href),
        Kind::Table(columns) => return Table::draw(pen, columns),
        Kind::Row => return Table::draw_row(pen, around),
        Kind::Cell => return Table::draw_cell(pen, around),
        Kind::Tabs => return tabs::draw(pen),
        Kind::Tab(title) => return tabs::draw_tab(pen, title, around),
        Kind::List(start) => {
            return Some(Drawn { part: Part::List, ..Drawn::plain(draw_list(pen, *start)?) });
        }
        // The canvas knows the list.
        Kind::Loose => return None,
        _ => {}
    }
    let element = match kind {
        Kind::Paragraph => pen.element("p"),
        // The box has an h3 for each question; an answer's headings stand below it.
        Kind::Heading(level) => {
            pen.element(["h4", "h5", "h6"][usize::from(*level).clamp(1, 3) - 1])
        }
        Kind::Item(task) => draw_item(pen, *task),
        Kind::Quote => pen.element("blockquote"),
        Kind::Hint(style) => draw_hint(pen, *style),
        Kind::Stepper => {
            // Numbers that are drawn by style alone make some readers forget that it is a list.
            let list = pen.classed("ol", "stepper")?;
            set(&list, "role", "list");
            Some(list)
        }
        Kind::Step => pen.classed("li", "step"),
        Kind::Details(is_open) => {
            let details = pen.element("details")?;
            if *is_open {
                set(&details, "open", "");
            }
            Some(details)
        }
        Kind::Summary => pen.element("summary"),
        Kind::Figure => pen.classed("figure", "figure"),
        Kind::Caption => pen.element("figcaption"),
        Kind::Rule => pen.element("hr"),
        Kind::Break => pen.element("br"),
        Kind::CodeSpan => pen.element("code"),
        Kind::Emphasis => pen.element("em"),
        Kind::Strong => pen.element("strong"),
        Kind::Strikethrough => pen.element("del"),
        // A link in a link is its words.
        _ => pen.element("span"),
    }?;
    Some(Drawn::plain(element))
}

fn draw_text(pen: &Pen, text: &str, is_linked: bool) -> Drawn {
    let has_hidden = is_linked && text.contains(hidden::is_hidden);
    let node = match has_hidden {
        true => pen.text(&hidden::without(text)),
        false => pen.text(text),
    };
    let part = Part::Text(node.clone(), has_hidden);
    Drawn { outer: Some(node.into()), part, ..Drawn::default() }
}

fn draw_list(pen: &Pen, start: Option<u64>) -> Option<Element> {
    let list = pen.element(if start.is_some() { "ol" } else { "ul" })?;
    if let Some(start) = start.filter(|start| *start != 1) {
        set(&list, "start", &start.to_string());
    }
    Some(list)
}

fn draw_item(pen: &Pen, task: Option<bool>) -> Option<Element> {
    let item = pen.element("li")?;
    if let Some(is_done) = task {
        set(&item, "class", "task");
        let tick = pen.classed("span", if is_done { "tick done" } else { "tick" })?;
        set(&tick, "role", "img");
        set(&tick, "aria-label", if is_done { "done" } else { "not done" });
        append(&item, &tick);
    }
    Some(item)
}

fn draw_hint(pen: &Pen, style: HintStyle) -> Option<Element> {
    let (class, words) = match style {
        HintStyle::Info => ("hint info", "Note"),
        HintStyle::Success => ("hint success", "Tip"),
        HintStyle::Warning => ("hint warning", "Warning"),
        HintStyle::Danger => ("hint danger", "Danger"),
    };
    let hint = pen.classed("div", class)?;
    set(&hint, "role", "note");
    let label = pen.classed("p", "hint-label")?;
    // Says nothing of the direction of what follows.
    set(&label, "dir", "auto");
    label.set_text_content(Some(words));
    append(&hint, &label);
    Some(hint)
}
