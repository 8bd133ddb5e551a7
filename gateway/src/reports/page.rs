//! The report as a page: plain HTML that needs no script.
//!
//! Owns its sections and their order. Every text from the file goes through [`escaped`], and a link
//! only through [`Href`]'s check, since readers and answers wrote them.

use std::fmt::Write as _;

use ask_docs_core::feedback::Reason;
use ask_docs_core::markdown::absolute::Absolute;
use ask_docs_core::markdown::links::Href;

use super::export::Table;
use super::figures::{Count, Figures, Page, Question, Said, Span};
use crate::markup::escaped;

mod chart;

const HEAD: &str = include_str!("page/head.html");

/// The style of the page.
pub(super) const STYLE: &str = include_str!("page/page.css");

/// The spans that can be chosen, in days.
const SPANS: [u32; 5] = [1, 7, 30, 90, 365];

/// The page with `figures` of `span`, of a gateway that keeps rows for `keep_days`.
pub(super) fn html(figures: &Figures, span: &Span, keep_days: u32) -> String {
    let mut out = HEAD.to_owned();
    head(&mut out, figures, span, keep_days);
    totals(&mut out, figures);
    if figures.total.all > 0 {
        out.push_str("<div class=\"charts\">\n");
        chart::columns(&mut out, "By day", "Day", &figures.by_day);
        chart::columns(&mut out, "By hour of the day", "Hour", &figures.by_hour);
        out.push_str("</div>\n");
    }
    if figures.sites.len() > 1 && span.site.is_none() {
        section(&mut out, "By site");
        counts(&mut out, "Site", &figures.by_site);
        out.push_str("</section>\n");
    }
    asked(&mut out, figures);
    nothing(&mut out, figures);
    section(&mut out, "Which pages answer");
    pages(&mut out, &figures.pages, "No answer has cited a page.", true);
    out.push_str("</section>\n");
    section(&mut out, "Which links died");
    pages(&mut out, &figures.gone, "No cited page was found gone.", false);
    out.push_str("</section>\n");
    feedback(&mut out, figures);
    exports(&mut out, span);
    out.push_str("</main>\n</body>\n</html>\n");
    out
}

fn head(out: &mut String, figures: &Figures, span: &Span, keep_days: u32) {
    let (first, last) = &figures.days;
    let _ = write!(
        out,
        "<header><h1>Reports</h1>\n<p class=\"span\"><time>{first}</time> to <time>{last}</time>, \
         UTC</p>\n<form action=\"reports\">\n<label>Days <select name=\"days\">"
    );
    for days in choices(span.days, keep_days) {
        let selected = if days == span.days { " selected" } else { "" };
        let _ = write!(out, "<option{selected}>{days}</option>");
    }
    out.push_str("</select></label>\n");
    if figures.sites.len() > 1 {
        out.push_str("<label>Site <select name=\"site\"><option value=\"\">All</option>");
        for site in &figures.sites {
            let selected = if span.site.as_ref() == Some(site) { " selected" } else { "" };
            let _ = write!(out, "<option{selected}>{}</option>", escaped(site));
        }
        out.push_str("</select></label>\n");
    }
    out.push_str("<button>Show</button>\n</form></header>\n");
}

/// The spans that there may be rows for, with the one that is shown.
fn choices(shown: u32, keep_days: u32) -> Vec<u32> {
    let mut choices: Vec<_> = SPANS.into_iter().filter(|days| *days < keep_days).collect();
    choices.extend([shown, keep_days]);
    choices.sort_unstable();
    choices.dedup();
    choices
}

fn totals(out: &mut String, figures: &Figures) {
    let Count { all, answered, nothing, search, failed, left } = figures.total;
    let judged = figures.helpful + figures.unhelpful;
    out.push_str("<dl class=\"totals\">\n");
    // The colours are those of the charts.
    for (class, name, number, of) in [
        ("", "Questions", all, None),
        (" class=\"answered\"", "Answered", answered, Some(all)),
        (" class=\"nothing\"", "Found nothing", nothing, Some(all)),
        (
            " class=\"rest\"",
            "Failed, search results or left early",
            search + failed + left,
            Some(all),
        ),
        ("", "Helpful, of those judged", figures.helpful, Some(judged)),
    ] {
        let share = of.filter(|of| *of > 0).map(|of| number * 100 / of);
        let share = share.map(|share| format!(" <small>{share} %</small>")).unwrap_or_default();
        let _ =
            writeln!(out, "<div{class}><dt>{name}</dt><dd>{}{share}</dd></div>", grouped(number));
    }
    out.push_str("</dl>\n");
}

fn asked(out: &mut String, figures: &Figures) {
    section(out, "What is asked");
    match figures.has_words {
        true => questions(out, &figures.asked),
        false => out.push_str(
            "<p class=\"quiet\">The words of questions are not kept. With <code>question_text = \
             true</code> in <code>[reports]</code> they are, from then on.</p>\n",
        ),
    }
    out.push_str("</section>\n");
}

fn nothing(out: &mut String, figures: &Figures) {
    section(out, "What found nothing");
    let days: Vec<_> =
        figures.by_day.iter().rev().filter(|(_, count)| count.nothing > 0).cloned().collect();
    match figures.total.nothing {
        0 => out.push_str("<p class=\"quiet\">Every answer found something.</p>\n"),
        _ if figures.has_words => questions(out, &figures.nothing),
        _ => counts(out, "Day", &days),
    }
    out.push_str("</section>\n");
}

fn questions(out: &mut String, questions: &[Question]) {
    begin_table(out, &["Question", "Asked", "Found nothing", "Last"]);
    for Question { words, times, nothing, last } in questions {
        let _ = writeln!(
            out,
            "<tr><td><bdi>{}</bdi></td><td>{}</td><td>{}</td><td class=\"last\">{last}</td></tr>",
            escaped(words),
            grouped(*times),
            some(*nothing),
        );
    }
    end_table(out);
}

fn counts(out: &mut String, name: &str, rows: &[(String, Count)]) {
    begin_table(
        out,
        &[name, "Questions", "Answered", "Found nothing", "Search results", "Failed", "Left early"],
    );
    for (name, count) in rows {
        let Count { all, answered, nothing, search, failed, left } = *count;
        let _ = write!(out, "<tr><td>{}</td>", escaped(name));
        for number in [all, answered, nothing, search, failed, left] {
            let _ = write!(out, "<td>{}</td>", some(number));
        }
        out.push_str("</tr>\n");
    }
    end_table(out);
}

fn pages(out: &mut String, pages: &[Page], none: &str, is_there: bool) {
    if pages.is_empty() {
        let _ = writeln!(out, "<p class=\"quiet\">{none}</p>");
        return;
    }
    begin_table(out, &["Page", "Cited by answers", "Helpful", "Not helpful", "Last"]);
    for page in pages {
        let address = page.address.as_deref();
        let title = match &page.title {
            Some(title) => format!("<bdi>{}</bdi>", escaped(title)),
            None if address.is_none() => format!("<code>{}</code>", escaped(&page.name)),
            None => escaped(&page.name),
        };
        let title = match address.filter(|_| is_there).and_then(followed) {
            Some(href) => format!("<a href=\"{href}\" rel=\"noopener noreferrer\">{title}</a>"),
            None => title,
        };
        let place = address.map(|place| format!("<small>{}</small>", escaped(place)));
        let _ = writeln!(
            out,
            "<tr><td>{title}{}</td><td>{}</td><td>{}</td><td>{}</td><td class=\"last\">{}</td></tr>",
            place.unwrap_or_default(),
            grouped(page.times),
            some(page.helpful),
            some(page.unhelpful),
            page.last,
        );
    }
    end_table(out);
}

/// `address` as it may stand in a link: that of a page elsewhere, or a path of the gateway's own.
fn followed(address: &str) -> Option<String> {
    if address.starts_with('/') && !address.starts_with("//") && !address.contains('\\') {
        return Some(escaped(address));
    }
    Href::checked(address, &Absolute).map(|href| escaped(href.as_str()))
}

fn feedback(out: &mut String, figures: &Figures) {
    section(out, "Feedback");
    if figures.said.is_empty() {
        out.push_str("<p class=\"quiet\">Nobody has said anything.</p>\n</section>\n");
        return;
    }
    let reasons = figures.reasons.iter();
    let reasons = reasons.map(|(reason, count)| format!("{} × {}", grouped(*count), words(reason)));
    let reasons = reasons.collect::<Vec<_>>().join(" · ");
    let _ = writeln!(
        out,
        "<p>Helpful: {} · Not helpful: {}</p>",
        grouped(figures.helpful),
        grouped(figures.unhelpful)
    );
    if !reasons.is_empty() {
        let _ = writeln!(out, "<p class=\"quiet\">{reasons}</p>");
    }
    out.push_str("<ol class=\"said\">\n");
    for said in &figures.said {
        one(out, said, figures.sites.len() > 1);
    }
    out.push_str("</ol>\n</section>\n");
}

fn one(out: &mut String, said: &Said, with_site: bool) {
    let (class, verdict) = match said.helpful {
        Some(true) => (" class=\"yes\"", "Helpful"),
        Some(false) => (" class=\"no\"", "Not helpful"),
        None => ("", "A word"),
    };
    let reason = said.reason.as_deref().map(|reason| format!(": {}", words(reason)));
    let reason = reason.unwrap_or_default();
    let site = if with_site { format!(" · {}", escaped(&said.site)) } else { String::new() };
    let _ = write!(
        out,
        "<li{class}><p class=\"verdict\">{verdict}{reason} <small><time>{}</time>{site}</small></p>",
        said.at
    );
    if let Some(comment) = &said.comment {
        let _ = write!(out, "<blockquote dir=\"auto\">{}</blockquote>", escaped(comment));
    }
    if let Some(question) = &said.question {
        let _ =
            write!(out, "<p class=\"quiet\">Asked: <q dir=\"auto\">{}</q></p>", escaped(question));
    }
    out.push_str("</li>\n");
}

/// A reason in the words that readers choose it by.
fn words(reason: &str) -> String {
    let known = Reason::ALL.into_iter().find(|known| known.word() == reason);
    match known {
        Some(Reason::Wrong) => "it is wrong".to_owned(),
        Some(Reason::Incomplete) => "something is missing".to_owned(),
        Some(Reason::Outdated) => "it is out of date".to_owned(),
        Some(Reason::Unrelated) => "not what was asked".to_owned(),
        Some(Reason::Sources) => "the sources do not help".to_owned(),
        None => escaped(reason),
    }
}

fn exports(out: &mut String, span: &Span) {
    section(out, "Export");
    let encoded =
        |text: &str| url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    let site = span.site.as_deref().map(encoded);
    let site = site.map(|site| format!("&amp;site={site}")).unwrap_or_default();
    let query = format!("days={}{site}", span.days);
    out.push_str("<p class=\"exports\">");
    for table in Table::ALL {
        let name = table.name();
        let _ = write!(out, "<a href=\"reports/{name}.csv?{query}\">{name}.csv</a> ");
    }
    let _ =
        writeln!(out, "<a href=\"reports/export.json?{query}\">export.json</a></p>\n</section>");
}

fn section(out: &mut String, title: &str) {
    let _ = writeln!(out, "<section><h2>{title}</h2>");
}

fn begin_table(out: &mut String, columns: &[&str]) {
    out.push_str("<div class=\"table\"><table>\n<thead><tr>");
    for column in columns {
        let class = if *column == "Last" { " class=\"last\"" } else { "" };
        let _ = write!(out, "<th scope=\"col\"{class}>{column}</th>");
    }
    out.push_str("</tr></thead>\n<tbody>\n");
}

fn end_table(out: &mut String) {
    out.push_str("</tbody>\n</table></div>\n");
}

/// A number, or nothing where it says nothing.
fn some(number: i64) -> String {
    if number == 0 { "<span class=\"none\">0</span>".to_owned() } else { grouped(number) }
}

/// `number` with a comma before each three digits.
fn grouped(number: i64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (at, digit) in digits.char_indices() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}
