//! One page as HTML.
//!
//! Owns the frame around the text, and what of the text is shown. Every tag comes from
//! pulldown-cmark or from here.

use pulldown_cmark::{CowStr, Event, Parser, Tag, TagEnd, html::push_html};

use super::super::address::{SITE, Target, escaped, target};
use super::super::library::Library;
use super::super::links::OPTIONS;
use super::super::page::Page;
use super::super::section::Section;
use crate::markup;

/// Quotes and lists nested deeper are drawn flat: browsers give up on documents nested by the
/// thousand.
const MAX_DEPTH: usize = 32;

/// `page` as a document; `base` is where all pages are.
pub(super) fn page(page: &Page, library: &Library, base: &str) -> String {
    let mut text = String::new();
    for section in &page.sections {
        heading(section, &mut text);
        let body = page.markdown[section.body.clone()].replace(SITE, base);
        push_html(&mut text, shown(&body));
    }
    document(&page.title, &text, &contents(library, base, Some(page)))
}

/// What is shown where no page is.
pub(super) fn missing(library: &Library, base: &str) -> String {
    let text = "<h1>There is no such page</h1>\n<p>It may have been moved or renamed.</p>";
    document("There is no such page", text, &contents(library, base, None))
}

fn document(title: &str, text: &str, contents: &str) -> String {
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{}</title>\n<link rel=\"stylesheet\" href=\"/docs/_style.css\">\n</head>\n<body>\n\
         <nav aria-label=\"Pages\">\n{contents}</nav>\n<main>\n{text}</main>\n</body>\n</html>\n",
        markup::escaped(title)
    )
}

fn heading(section: &Section, out: &mut String) {
    let level = section.level;
    let id = section.anchor.as_deref().map(|anchor| format!(" id=\"{}\"", markup::escaped(anchor)));
    let heading = markup::escaped(&section.heading);
    out.push_str(&format!("<h{level}{}>{heading}</h{level}>\n", id.unwrap_or_default()));
}

/// Links to the pages: all of a small site, of a large one those around the page.
fn contents(library: &Library, base: &str, current: Option<&Page>) -> String {
    const MOST: usize = 200;
    let pages: Vec<&Page> = library.pages.iter().filter(|page| !page.hidden).collect();
    let at = current.and_then(|current| pages.iter().position(|page| page.path == current.path));
    let from = at.unwrap_or(0).saturating_sub(MOST / 2).min(pages.len().saturating_sub(MOST));
    let mut out = String::from("<ul>\n");
    let mut group = None;
    for page in pages.into_iter().skip(from).take(MOST) {
        if page.parents.first() != group {
            group = page.parents.first();
            if let Some(group) = group.filter(|_| page.parents.len() == 1) {
                out.push_str(&format!("<li class=\"group\">{}</li>\n", markup::escaped(group)));
            }
        }
        let is_current = current.is_some_and(|current| current.path == page.path);
        let mark = if is_current { " aria-current=\"page\"" } else { "" };
        let path = markup::escaped(&escaped(&page.path));
        let title = markup::escaped(&page.title);
        let depth = page.parents.len().min(4);
        out.push_str(&format!(
            "<li class=\"d{depth}\"><a href=\"{base}{path}\"{mark}>{title}</a></li>\n"
        ));
    }
    out.push_str("</ul>\n");
    out
}

/// The events of `body` that are drawn: HTML as text, links only where they lead somewhere.
fn shown(body: &str) -> impl Iterator<Item = Event<'_>> {
    let mut depth = 0_usize;
    let mut links = Vec::new();
    Parser::new_ext(body, OPTIONS).filter_map(move |event| match event {
        Event::Html(html) | Event::InlineHtml(html) => Some(Event::Text(html)),
        Event::Start(Tag::HtmlBlock) => Some(Event::Start(Tag::Paragraph)),
        Event::End(TagEnd::HtmlBlock) => Some(Event::End(TagEnd::Paragraph)),
        Event::Start(Tag::Image { .. }) | Event::End(TagEnd::Image) => None,
        Event::FootnoteReference(_) => None,
        Event::Start(Tag::FootnoteDefinition(_)) | Event::End(TagEnd::FootnoteDefinition) => None,
        Event::Start(Tag::Link { link_type, dest_url, id, .. }) => {
            // Links were resolved before; what is drawn is checked again all the same.
            let leads = dest_url.starts_with('/') && !dest_url.starts_with("//")
                || target(&dest_url, "") == Target::Web;
            links.push(leads);
            leads.then_some(Event::Start(Tag::Link {
                link_type,
                dest_url,
                title: CowStr::Borrowed(""),
                id,
            }))
        }
        Event::End(TagEnd::Link) => {
            links.pop().unwrap_or(false).then_some(Event::End(TagEnd::Link))
        }
        Event::Start(tag @ (Tag::BlockQuote(_) | Tag::List(_) | Tag::Item)) => {
            depth += 1;
            (depth <= MAX_DEPTH).then_some(Event::Start(tag))
        }
        Event::End(end @ (TagEnd::BlockQuote(_) | TagEnd::List(_) | TagEnd::Item)) => {
            depth = depth.saturating_sub(1);
            (depth < MAX_DEPTH).then_some(Event::End(end))
        }
        event => Some(event),
    })
}
