//! A block of code: its header, its text, its line numbers.

use ask_docs_core::markdown::TextChange;
use ask_docs_core::markdown::tree::CodeBlock;
use ask_docs_core::words::{Message, Value};
use web_sys::Element;

use super::draw::Drawn;
use super::lines::{Lines, feeds};
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

/// The line numbers: lines of their own beside the code, so that the code is nothing but code.
struct Numbers {
    lines: Lines,
    count: usize,
}

impl Code {
    /// The code in a region that scrolls, below a header with what can be done with it.
    pub(super) fn draw(pen: &Pen, block: &CodeBlock) -> Option<Drawn> {
        let frame =
            pen.classed("figure", if block.is_wrapped { "code wrapped" } else { "code" })?;
        let shown = block.title.as_ref().or(block.language.as_ref()).cloned().unwrap_or_default();
        let caption = pen.element("figcaption")?;
        if block.title.is_some() {
            set(&caption, "class", "title");
        }
        caption.set_text_content(Some(&shown));
        append(&frame, &caption);
        append(&frame, tools(pen, block.is_wrapped)?);

        let scrolled = pen.element("pre")?;
        // Wide code scrolls, and what scrolls must be reachable by keyboard and have a name. No
        // region: an answer with ten blocks of code would be ten landmarks of the page.
        set(&scrolled, "dir", "ltr");
        set(&scrolled, "tabindex", "0");
        set(&scrolled, "role", "group");
        let name = match shown.is_empty() {
            true => Message::plain("codeUnnamed"),
            false => Message::plain("code").with("name", Value::Text(shown)),
        };
        set(&scrolled, "aria-label", &pen.words.say(&name));
        let mut numbers = None;
        if block.has_line_numbers {
            let gutter = pen.classed("span", "gutter")?;
            set(&gutter, "aria-hidden", "true");
            append(&scrolled, &gutter);
            numbers = Some(Numbers { lines: Lines::new(gutter), count: 0 });
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

    /// The lines of its text.
    pub(super) fn draw_text(&self, pen: &Pen, text: &str) -> Lines {
        let mut lines = Lines::new(self.code.clone());
        lines.replace_end(pen, 0, text);
        lines
    }

    /// `text` is its whole text.
    pub(super) fn text_drawn(&mut self, pen: &Pen, text: &str) {
        if let Some(numbers) = &mut self.numbers {
            numbers.set(pen, feeds(text) + 1);
        }
    }

    /// `text` is its whole text, which has changed as `change` says.
    pub(super) fn text_changed(&mut self, pen: &Pen, text: &str, change: TextChange) {
        match &mut self.numbers {
            // What was counted is not counted again.
            Some(numbers) if change.removed == 0 => {
                numbers.set(pen, numbers.count + text.get(change.from..).map_or(0, feeds));
            }
            _ => self.text_drawn(pen, text),
        }
    }

    /// Its text is taken out.
    pub(super) fn text_removed(&mut self) {
        if let Some(numbers) = &mut self.numbers {
            numbers.clear();
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

impl Numbers {
    fn clear(&mut self) {
        self.lines.remove();
        self.count = 0;
    }

    fn set(&mut self, pen: &Pen, count: usize) {
        if count < self.count {
            self.clear();
        }
        let mut new = String::new();
        for number in self.count..count {
            if number > 0 {
                new.push('\n');
            }
            new.push_str(&(number + 1).to_string());
        }
        self.lines.replace_end(pen, 0, &new);
        self.count = count;
    }
}

/// What can be done with a code block. [`Controls`](super::controls) does it.
fn tools(pen: &Pen, is_wrapped: bool) -> Option<Element> {
    let tools = pen.classed("div", "tools")?;
    let told = pen.classed("span", "told")?;
    set(&told, "aria-live", "polite");
    append(&tools, &told);
    if !is_wrapped {
        let wrap = button(pen, "wrap")?;
        set(&wrap, "aria-pressed", "false");
        append(&tools, &wrap);
    }
    append(&tools, button(pen, "copy")?);
    Some(tools)
}

/// A button whose class is also the key of its words.
fn button(pen: &Pen, class: &'static str) -> Option<Element> {
    let button = pen.classed("button", class)?;
    set(&button, "type", "button");
    button.set_text_content(Some(&pen.words.text(class)));
    Some(button)
}
