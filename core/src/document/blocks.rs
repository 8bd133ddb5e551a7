//! What stands in lines of its own.
//!
//! Owns every `DocumentBlock` but the table. Refuses to trust where one stands: words between
//! blocks become a paragraph, an item without a list is its content.

use super::builder::Builder;
use super::inlines::{image, inlines, is_inline, link};
use super::{children, fragment, plain, table};
use crate::markdown::tree::{CodeBlock, HintStyle, Kind};
use crate::wire::json::Json;

/// How many levels the shortest line below a block of blocks takes: a paragraph and its words.
const LINE: u8 = 2;

/// Draws `block`.
pub(super) fn block(to: &mut Builder<'_>, block: &Json) {
    let data = block.get("data");
    let nodes = block.get("nodes").items();
    match block.get("type").text().unwrap_or_default() {
        "paragraph" => line(to, Kind::Paragraph, nodes),
        "heading-1" => line(to, Kind::Heading(1), nodes),
        "heading-2" => line(to, Kind::Heading(2), nodes),
        "heading-3" => line(to, Kind::Heading(3), nodes),
        "list-ordered" => {
            list(to, Kind::List(Some(data.get("start").whole().unwrap_or(1))), nodes, false);
        }
        "list-unordered" => list(to, Kind::List(None), nodes, false),
        "list-tasks" => list(to, Kind::List(None), nodes, true),
        "blockquote" => around(to, Kind::Quote, nodes),
        "hint" => around(to, Kind::Hint(hint_style(data.get("style").text())), nodes),
        "divider" => _ = to.push(Kind::Rule),
        "code" => code(to, data, nodes),
        "math" => {
            let language = Some("math".to_owned());
            let formula = data.get("formula").text().unwrap_or_default();
            to.code(Box::new(CodeBlock { language, ..CodeBlock::default() }), formula);
        }
        "prompt" => {
            strong(to, data.get("description").text());
            blocks(to, nodes);
        }
        "images" => nodes.iter().for_each(|image| figure(to, image)),
        "image" => figure(to, block),
        "embed" => card(to, data.get("url")),
        "content-ref" | "file" | "drawing" => card(to, data.get("ref").get("url")),
        "integration" => card(to, data.get("url")),
        "expandable" => expandable(to, block),
        "tabs" => series(to, Kind::Tabs, nodes, |tab| {
            Kind::Tab(tab.get("data").get("title").text().unwrap_or_default().to_owned())
        }),
        "stepper" => series(to, Kind::Stepper, nodes, |_| Kind::Step),
        "update" => {
            let date = data.get("date").text();
            strong(to, date.and_then(|date| date.split('T').next()));
            blocks(to, nodes);
        }
        "table" => table::table(to, block),
        "swagger" | "openapi-operation" => operation(to, data, data.get("path")),
        "openapi-webhook" => operation(to, data, data.get("name")),
        "openapi-schemas" => {
            strong(to, data.get("title").text());
            for schema in data.get("schemas").items() {
                operation(to, &Json::Null, schema);
            }
        }
        // `if`, `columns`, `updates`, `reusable-content`, and what is not known: what is in it.
        _ => content(to, block),
    }
}

/// Blocks in a row.
pub(super) fn blocks(to: &mut Builder<'_>, elements: &[Json]) {
    for run in elements.chunk_by(|one, next| is_inline(one) && is_inline(next)) {
        match run {
            [one] if !is_inline(one) => block(to, one),
            words => line(to, Kind::Paragraph, words),
        }
    }
}

fn content(to: &mut Builder<'_>, block: &Json) {
    blocks(to, block.get("nodes").items());
    for fragment in block.get("fragments").items() {
        blocks(to, fragment.get("nodes").items());
    }
}

fn line(to: &mut Builder<'_>, kind: Kind, elements: &[Json]) {
    let open = to.open(kind, 1);
    inlines(to, elements);
    to.close_filled(open);
}

fn around(to: &mut Builder<'_>, kind: Kind, elements: &[Json]) {
    let open = to.open(kind, LINE);
    blocks(to, elements);
    to.close_filled(open);
}

fn strong(to: &mut Builder<'_>, text: Option<&str>) {
    let open = to.open(Kind::Paragraph, LINE);
    to.words(Kind::Strong, text.unwrap_or_default());
    to.close_filled(open);
}

fn list(to: &mut Builder<'_>, kind: Kind, items: &[Json], is_tasks: bool) {
    let list = to.open(kind, 1 + LINE);
    let mut is_loose = false;
    for item in items {
        let ticked = is_tasks.then(|| item.get("data").get("checked").is_true());
        let open = list.is_there().then(|| to.open(Kind::Item(ticked), LINE));
        match item.get("type").text() == Some("list-item") {
            true => content(to, item),
            false => blocks(to, std::slice::from_ref(item)),
        }
        let is_paragraph = |child: &&Json| {
            child.get("type").text() == Some("paragraph") && !plain::is_blank(child)
        };
        if !is_loose && list.is_there() && children(item).filter(is_paragraph).count() > 1 {
            is_loose = true;
            to.push(Kind::Loose);
        }
        if let Some(open) = open {
            to.close(open);
        }
    }
    to.close_filled(list);
}

/// A block of parts such as tabs.
fn series(to: &mut Builder<'_>, kind: Kind, parts: &[Json], part: impl Fn(&Json) -> Kind) {
    let series = to.open(kind, 1 + LINE);
    for one in parts {
        let open = series.is_there().then(|| to.open(part(one), LINE));
        content(to, one);
        if let Some(open) = open {
            to.close(open);
        }
    }
    to.close_filled(series);
}

fn code(to: &mut Builder<'_>, data: &Json, lines: &[Json]) {
    let code = CodeBlock {
        language: data.get("syntax").text().map(str::to_owned),
        title: data.get("title").text().map(str::to_owned),
        has_line_numbers: data.get("lineNumbers").is_true(),
        is_wrapped: data.get("overflow").text() == Some("wrap"),
    };
    let mut text = String::new();
    let mut remarks = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        if index > 0 {
            text.push('\n');
        }
        for part in line.get("nodes").items() {
            let written = part.get("data").get("expression").text().map(str::to_owned);
            text.push_str(&written.unwrap_or_else(|| plain::own_words(part)));
            remarks.push(fragment(part, "annotation-body"));
        }
    }
    to.code(Box::new(code), &text);
    // A remark on a line cannot stand in it: it would be copied with the code.
    remarks.into_iter().for_each(|remark| blocks(to, remark));
}

fn figure(to: &mut Builder<'_>, block: &Json) {
    let caption = fragment(block, "caption");
    let figure = to.open(Kind::Figure, LINE);
    let (place, description) = (block.get("data").get("ref"), block.get("data").get("alt"));
    match to.href(place.get("url").text()) {
        Some(_) => image(to, place, description),
        None => {
            let open = to.open(Kind::Paragraph, 1);
            image(to, place, description);
            to.close_filled(open);
        }
    }
    line(to, Kind::Caption, caption);
    to.close_filled(figure);
}

fn card(to: &mut Builder<'_>, url: &Json) {
    let Some(href) = to.href(url.text()) else {
        // Words that look like a way and lead nowhere.
        let open = to.open(Kind::Paragraph, 1);
        to.text(url.text().unwrap_or_default());
        return to.close_filled(open);
    };
    let address = href.as_str().to_owned();
    let card = to.open(Kind::Card(href), LINE);
    let open = to.open(Kind::Paragraph, 1);
    to.text(&address);
    to.close_filled(open);
    to.close_filled(card);
}

fn expandable(to: &mut Builder<'_>, block: &Json) {
    let is_open = block.get("data").get("defaultExpanded").is_true();
    let details = to.open(Kind::Details(is_open), LINE);
    let title = fragment(block, "expandable-title");
    match details.is_there() {
        true => line(to, Kind::Summary, title),
        false => blocks(to, title),
    }
    blocks(to, fragment(block, "expandable-body"));
    blocks(to, block.get("nodes").items());
    to.close_filled(details);
}

/// `GET /users`, or whatever else names a part of an API.
fn operation(to: &mut Builder<'_>, data: &Json, name: &Json) {
    let open = to.open(Kind::Paragraph, LINE);
    let method = data.get("method").text().map(str::to_ascii_uppercase);
    let words: Vec<&str> = method.as_deref().into_iter().chain(name.text()).collect();
    to.words(Kind::CodeSpan, &words.join(" "));
    if !words.is_empty() && data.get("ref").get("url").text().is_some() {
        to.text(" ");
        link(to, data.get("ref"), &[], "");
    }
    to.close_filled(open);
}

fn hint_style(style: Option<&str>) -> HintStyle {
    match style {
        Some("success") => HintStyle::Success,
        Some("warning") => HintStyle::Warning,
        Some("danger") => HintStyle::Danger,
        _ => HintStyle::Info,
    }
}
