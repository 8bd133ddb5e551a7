//! What each kind of node looks like as elements.

use ask_docs_core::markdown::tree::{HintStyle, Kind};
use web_sys::{Element, Node};

use super::card::Card;
use super::code::Code;
use super::link::Link;
use super::pen::{Pen, append, set};
use super::picture::Picture;
use super::record::{Part, Record};
use super::table::Table;
use super::tabs;
use super::words::Words;

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
    let plain = |name: &'static str| pen.element(name).map(Drawn::plain);
    let classed = |name: &'static str, class| pen.classed(name, class).map(Drawn::plain);
    match kind {
        Kind::Paragraph => plain("p"),
        // The box has an h3 for each question; an answer's headings stand below it.
        Kind::Heading(level) => plain(["h4", "h5", "h6"][usize::from(*level).clamp(1, 3) - 1]),
        Kind::List(start) => draw_list(pen, *start),
        // The canvas knows its list.
        Kind::Loose => None,
        Kind::Item(task) => draw_item(pen, *task).map(Drawn::plain),
        Kind::Quote => plain("blockquote"),
        Kind::Hint(style) => draw_hint(pen, *style).map(Drawn::plain),
        Kind::Tabs => tabs::draw(pen),
        Kind::Tab(title) => tabs::draw_tab(pen, title, around),
        Kind::Stepper => draw_stepper(pen).map(Drawn::plain),
        Kind::Step => classed("li", "step"),
        Kind::Details(is_open) => draw_details(pen, *is_open).map(Drawn::plain),
        Kind::Summary => plain("summary"),
        Kind::Figure => classed("figure", "figure"),
        Kind::Caption => plain("figcaption"),
        Kind::Card(href) => Card::draw(pen, href),
        Kind::Code(block) => Code::draw(pen, block),
        Kind::Table(columns) => Table::draw(pen, columns),
        Kind::Row => Table::draw_row(pen, around),
        Kind::Cell => Table::draw_cell(pen, around),
        Kind::Rule => plain("hr"),
        Kind::Text(text) => Some(draw_text(pen, text, around)),
        Kind::CodeSpan => plain("code"),
        Kind::Emphasis => plain("em"),
        Kind::Strong => plain("strong"),
        Kind::Strikethrough => plain("del"),
        // A link in a link is its words.
        Kind::Link(_) if around.is_linked() => plain("span"),
        Kind::Link(href) => Link::draw(pen, href),
        Kind::Image(href) => Picture::draw(pen, href, around.is_linked()),
        Kind::Break => plain("br"),
    }
}

fn draw_text(pen: &Pen, text: &str, around: Around<'_>) -> Drawn {
    if let Some(Record { part: Part::Code(code), .. }) = around.parent {
        return Drawn { part: Part::Lines(code.draw_text(pen, text)), ..Drawn::default() };
    }
    let words = Words::draw(pen, text);
    Drawn { outer: Some(words.node()), part: Part::Words(words), ..Drawn::default() }
}

fn draw_list(pen: &Pen, start: Option<u64>) -> Option<Drawn> {
    let list = pen.element(if start.is_some() { "ol" } else { "ul" })?;
    if let Some(start) = start.filter(|start| *start != 1) {
        set(&list, "start", &start.to_string());
    }
    Some(Drawn { part: Part::List, ..Drawn::plain(list) })
}

fn draw_stepper(pen: &Pen) -> Option<Element> {
    let list = pen.classed("ol", "stepper")?;
    // Numbers that are drawn by style alone make some screen readers forget that it is a list.
    set(&list, "role", "list");
    Some(list)
}

fn draw_details(pen: &Pen, is_open: bool) -> Option<Element> {
    let details = pen.element("details")?;
    if is_open {
        set(&details, "open", "");
    }
    Some(details)
}

fn draw_item(pen: &Pen, task: Option<bool>) -> Option<Element> {
    let item = pen.element("li")?;
    if let Some(is_done) = task {
        set(&item, "class", "task");
        let tick = pen.classed("span", if is_done { "tick done" } else { "tick" })?;
        set(&tick, "role", "img");
        set(&tick, "aria-label", &pen.words.text(if is_done { "done" } else { "notDone" }));
        append(&item, &tick);
    }
    Some(item)
}

fn draw_hint(pen: &Pen, style: HintStyle) -> Option<Element> {
    let (class, words) = match style {
        HintStyle::Info => ("hint info", "note"),
        HintStyle::Success => ("hint success", "tip"),
        HintStyle::Warning => ("hint warning", "warning"),
        HintStyle::Danger => ("hint danger", "danger"),
    };
    let hint = pen.classed("div", class)?;
    set(&hint, "role", "note");
    let label = pen.classed("p", "hint-label")?;
    // Says nothing of the direction of what follows.
    set(&label, "dir", "auto");
    label.set_text_content(Some(&pen.words.text(words)));
    append(&hint, &label);
    Some(hint)
}
