//! Keeps an element's content equal to a Markdown text that grows.
//!
//! Needs no signals and no frames: a text that is painted is in the page when
//! [`paint`](Painter::paint) returns.

use ask_docs_core::markdown;
use web_sys::Element;

use super::canvas::Canvas;
use super::controls::Controls;
use super::pen::{Highlight, Pen};
use crate::browser::links::BrowserResolver;
use crate::words::Words;

/// How answers are drawn.
#[derive(Clone, Default)]
pub(crate) struct Style {
    /// The address that relative links start from; without one they are text.
    pub(crate) link_base: Option<String>,
    /// The origins whose images are shown, as in `https://docs.example.com`. All other images are
    /// links.
    pub(crate) images: Vec<String>,
    /// What stands around blocks.
    pub(crate) words: Words,
    /// Colours the code.
    pub(crate) highlight: Option<Highlight>,
}

/// Draws one answer. Dropped, it leaves what it has drawn, without the work of its buttons.
#[must_use]
pub(crate) struct Painter {
    text: markdown::Document,
    resolver: BrowserResolver,
    canvas: Canvas,
    _controls: Controls,
}

impl Painter {
    /// Draws into `place`, which must be empty. `None` if that belongs to no document.
    pub(crate) fn new(place: Element, style: Style) -> Option<Self> {
        let controls = Controls::new(&place, style.words.clone());
        let pen = Pen::new(place.owner_document()?, style.images, style.words, style.highlight);
        Some(Self {
            text: markdown::Document::default(),
            resolver: BrowserResolver::new(style.link_base),
            _controls: controls,
            canvas: Canvas::new(place, pen),
        })
    }

    /// Shows `text`, which is usually the text before and some more. `is_complete`: nothing more
    /// will come.
    pub(crate) fn paint(&mut self, text: &str, is_complete: bool) {
        let update = self.text.update(text, is_complete, &self.resolver);
        self.canvas.apply(self.text.nodes(), update, is_complete);
    }

    /// Whether the text is longer than can be shown.
    pub(crate) fn is_shortened(&self) -> bool {
        self.text.is_shortened()
    }
}
