//! A block of code: its header, its text in one piece, its line numbers.

use ask_docs_core::markdown::TextChange;
use ask_docs_core::markdown::tree::CodeBlock;
use web_sys::{Element, Text};

use super::draw::Drawn;
use super::hidden;
use super::pen::{Pen, append, set};
use super::record::Part;

/// What of a code block changes while it grows.
pub(super) struct Code {
    code: Element,
    language: Option<String>,
    numbers: Option<Numbers>,
    /// Whether colouring has been asked for, which may replace the text by parts of it.
    is_coloured: bool,
}

/// The line numbers: a text of their own beside the code, so that the code stays one text.
struct Numbers {
    text: Text,
    lines: usize,
}

impl Code {
    /// The code in a region that scrolls, below a header with what can be done with it.
    pub(super) fn draw(pen: &Pen, block: &CodeBlock) -> Option<Drawn> {
        let frame =
            pen.classed("figure", if block.is_wrapped { "code wrapped" } else { "code" })?;
        let shown = block.title.as_deref().or(block.language.as_deref());
        let shown = hidden::without(shown.unwrap_or_default()).into_owned();
        let caption = pen.element("figcaption")?;
        if block.title.is_some() {
            set(&caption, "class", "title");
        }
        caption.set_text_content(Some(&shown));
        append(&frame, &caption);
        append(&frame, tools(pen, block.is_wrapped)?);

        let scrolled = pen.element("pre")?;
        // Wide code scrolls, and what scrolls must be reachable by keyboard and have a name.
        set(&scrolled, "dir", "ltr");
        set(&scrolled, "tabindex", "0");
        set(&scrolled, "role", "region");
        let name = if shown.is_empty() { "text" } else { &*shown };
        set(&scrolled, "aria-label", &format!("Code: {name}"));
        let mut numbers = None;
        if block.has_line_numbers {
            let gutter = pen.classed("span", "gutter")?;
            set(&gutter, "aria-hidden", "true");
            let text = pen.text("");
            append(&gutter, &text);
            append(&scrolled, &gutter);
            numbers = Some(Numbers { text, lines: 0 });
        }
        let code = pen.element("code")?;
        append(&scrolled, &code);
        append(&frame, &scrolled);
        let language = block.language.clone();
        let part = Part::Code(Box::new(Self {
            code: code.clone(),
            language,
            numbers,
            is_coloured: false,
        }));
        Some(Drawn { outer: Some(frame.into()), inner: Some(code), part, ..Drawn::default() })
    }

    /// `text` is its whole text.
    pub(super) fn text_drawn(&mut self, text: &str) {
        if let Some(numbers) = &mut self.numbers {
            numbers.set(feeds(text) + 1);
        }
    }

    /// `text` is its whole text, which has changed as `change` says.
    pub(super) fn text_changed(&mut self, text: &str, change: TextChange) {
        match &mut self.numbers {
            // What was counted is not counted again.
            Some(numbers) if change.removed == 0 => {
                numbers.set(numbers.lines + text.get(change.from..).map_or(0, feeds));
            }
            _ => self.text_drawn(text),
        }
    }

    /// Its text is taken out.
    pub(super) fn text_removed(&mut self) {
        if let Some(numbers) = &mut self.numbers {
            numbers.set(0);
        }
        if self.is_coloured {
            self.code.set_text_content(None);
            self.is_coloured = false;
        }
    }

    /// It does not grow any more: its colours may come.
    pub(super) fn settle(&mut self, pen: &Pen) {
        if let (Some(highlight), Some(language)) = (&pen.highlight, &self.language)
            && !self.is_coloured
        {
            self.is_coloured = true;
            highlight(&self.code, language);
        }
    }

    pub(super) fn is_coloured(&self) -> bool {
        self.is_coloured
    }
}

fn feeds(text: &str) -> usize {
    text.bytes().filter(|&byte| byte == b'\n').count()
}

impl Numbers {
    fn set(&mut self, lines: usize) {
        let mut new = String::new();
        let first = if lines < self.lines { 0 } else { self.lines };
        for line in first..lines {
            if line > 0 {
                new.push('\n');
            }
            new.push_str(&(line + 1).to_string());
        }
        match first {
            0 => self.text.set_data(&new),
            _ if new.is_empty() => {}
            _ => {
                let _ = self.text.append_data(&new);
            }
        }
        self.lines = lines;
    }
}

/// What can be done with a code block. [`Controls`](super::controls) does it.
fn tools(pen: &Pen, is_wrapped: bool) -> Option<Element> {
    let tools = pen.classed("div", "tools")?;
    let told = pen.classed("span", "told")?;
    set(&told, "aria-live", "polite");
    append(&tools, &told);
    if !is_wrapped {
        let wrap = button(pen, "wrap", "Wrap")?;
        set(&wrap, "aria-pressed", "false");
        append(&tools, &wrap);
    }
    append(&tools, button(pen, "copy", "Copy")?);
    Some(tools)
}

fn button(pen: &Pen, class: &'static str, words: &'static str) -> Option<Element> {
    let button = pen.classed("button", class)?;
    set(&button, "type", "button");
    button.set_text_content(Some(words));
    Some(button)
}
