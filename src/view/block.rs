//! Blocks to elements: the only way from an answer's text into the page.
//!
//! Every element's name stands in this file, every text becomes a text node, and the only
//! address is a checked [`Href`](ask_docs_core::markdown::links::Href). Nothing is parsed as
//! HTML, so nothing in a text can become more than text.

use ask_docs_core::markdown::blocks::{Alignment, Block, HintStyle, Inline, Item};
use web_sys::{Document, Element, Node};

/// Makes elements for one document.
pub(super) struct Drawing {
    document: Document,
}

impl Drawing {
    pub(super) fn new(document: Document) -> Self {
        Self { document }
    }

    /// The element of `block`: exactly one. `None` only if the page refuses to make elements.
    pub(super) fn block(&self, block: &Block) -> Option<Element> {
        match block {
            Block::Paragraph(content) => self.with_inlines("p", content),
            Block::Heading { level, content } => {
                // The box has an h3 for each question; an answer's headings stand below it.
                let name = ["h4", "h5", "h6"][usize::from(*level).clamp(1, 3) - 1];
                self.with_inlines(name, content)
            }
            Block::List { start, tight, items } => self.list(*start, *tight, items),
            Block::Quote(content) => self.with_blocks("blockquote", content),
            Block::Code { language, text } => self.code(language.as_deref(), text),
            Block::Table { columns, head, rows } => self.table(columns, head, rows),
            Block::Rule => self.element("hr"),
            Block::Hint { style, content } => self.hint(*style, content),
        }
    }

    fn list(&self, start: Option<u64>, tight: bool, items: &[Item]) -> Option<Element> {
        let list = self.element(if start.is_some() { "ol" } else { "ul" })?;
        if let Some(start) = start.filter(|start| *start != 1) {
            set(&list, "start", &start.to_string());
        }
        for item in items {
            let element = self.element("li")?;
            if let Some(done) = item.task {
                set(&element, "class", "task");
                let mark = self.element("span")?;
                set(&mark, "class", if done { "tick done" } else { "tick" });
                set(&mark, "role", "img");
                set(&mark, "aria-label", if done { "done" } else { "not done" });
                append(&element, &mark);
            }
            for block in &item.content {
                match block {
                    Block::Paragraph(content) if tight => self.inlines(&element, content)?,
                    other => append(&element, &self.block(other)?),
                }
            }
            append(&list, &element);
        }
        Some(list)
    }

    fn code(&self, language: Option<&str>, text: &str) -> Option<Element> {
        let figure = self.element("figure")?;
        set(&figure, "class", "code");
        if let Some(language) = language {
            let caption = self.element("figcaption")?;
            caption.set_text_content(Some(language));
            append(&figure, &caption);
        }
        let pre = self.element("pre")?;
        // Wide code scrolls, and what scrolls must be reachable by keyboard and have a name.
        set(&pre, "tabindex", "0");
        set(&pre, "role", "region");
        set(&pre, "aria-label", &format!("Code: {}", language.unwrap_or("text")));
        let code = self.element("code")?;
        set(&code, "dir", "ltr");
        code.set_text_content(Some(text));
        append(&pre, &code);
        append(&figure, &pre);
        Some(figure)
    }

    fn table(
        &self,
        columns: &[Alignment],
        head: &[Vec<Inline>],
        rows: &[Vec<Vec<Inline>>],
    ) -> Option<Element> {
        let frame = self.element("div")?;
        set(&frame, "class", "table");
        set(&frame, "tabindex", "0");
        set(&frame, "role", "region");
        set(&frame, "aria-label", "Table");
        let table = self.element("table")?;
        let section = self.element("thead")?;
        append(&section, &self.row("th", columns, head)?);
        append(&table, &section);
        let section = self.element("tbody")?;
        for row in rows {
            append(&section, &self.row("td", columns, row)?);
        }
        append(&table, &section);
        append(&frame, &table);
        Some(frame)
    }

    fn row(
        &self,
        cell: &'static str,
        columns: &[Alignment],
        cells: &[Vec<Inline>],
    ) -> Option<Element> {
        let row = self.element("tr")?;
        for (index, content) in cells.iter().enumerate() {
            let element = self.with_inlines(cell, content)?;
            match columns.get(index) {
                Some(Alignment::Center) => set(&element, "class", "center"),
                Some(Alignment::End) => set(&element, "class", "end"),
                _ => {}
            }
            append(&row, &element);
        }
        Some(row)
    }

    fn hint(&self, style: HintStyle, content: &[Block]) -> Option<Element> {
        let (class, label) = match style {
            HintStyle::Info => ("hint info", "Note"),
            HintStyle::Success => ("hint success", "Tip"),
            HintStyle::Warning => ("hint warning", "Warning"),
            HintStyle::Danger => ("hint danger", "Danger"),
        };
        let aside = self.element("div")?;
        set(&aside, "class", class);
        set(&aside, "role", "note");
        let title = self.element("p")?;
        set(&title, "class", "hint-label");
        title.set_text_content(Some(label));
        append(&aside, &title);
        for block in content {
            append(&aside, &self.block(block)?);
        }
        Some(aside)
    }

    fn with_blocks(&self, name: &'static str, content: &[Block]) -> Option<Element> {
        let element = self.element(name)?;
        for block in content {
            append(&element, &self.block(block)?);
        }
        Some(element)
    }

    fn with_inlines(&self, name: &'static str, content: &[Inline]) -> Option<Element> {
        let element = self.element(name)?;
        // Each block runs in the direction of its own text.
        set(&element, "dir", "auto");
        self.inlines(&element, content)?;
        Some(element)
    }

    fn inlines(&self, parent: &Element, content: &[Inline]) -> Option<()> {
        for inline in content {
            match inline {
                Inline::Text(text) => append(parent, self.document.create_text_node(text)),
                Inline::Code(text) => {
                    let code = self.element("code")?;
                    code.set_text_content(Some(text));
                    append(parent, &code);
                }
                Inline::Emphasis(content) => self.nested(parent, "em", content)?,
                Inline::Strong(content) => self.nested(parent, "strong", content)?,
                Inline::Strikethrough(content) => self.nested(parent, "del", content)?,
                Inline::Link { href, content } => {
                    let link = self.element("a")?;
                    set(&link, "href", href.as_str());
                    set(&link, "target", "_blank");
                    set(&link, "rel", "noopener noreferrer nofollow");
                    self.inlines(&link, content)?;
                    append(parent, &link);
                }
                Inline::Break => append(parent, &self.element("br")?),
            }
        }
        Some(())
    }

    fn nested(&self, parent: &Element, name: &'static str, content: &[Inline]) -> Option<()> {
        let element = self.element(name)?;
        self.inlines(&element, content)?;
        append(parent, &element);
        Some(())
    }

    /// Names are written in this file: no text of an answer lives as long as the program.
    fn element(&self, name: &'static str) -> Option<Element> {
        self.document.create_element(name).ok()
    }
}

fn set(element: &Element, name: &'static str, value: &str) {
    // Fails only for names that are no names.
    let _ = element.set_attribute(name, value);
}

fn append(parent: &Element, child: impl AsRef<Node>) {
    // Fails only for a child that holds its parent.
    let _ = parent.append_child(child.as_ref());
}
