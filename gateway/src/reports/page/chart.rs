//! Columns: how many questions, and how they ended.
//!
//! Owns the drawing, as SVG whose sizes are attributes, since a policy without styles refuses
//! others. Refuses to be the only place of a figure: the same stands in a table below.

use std::fmt::Write as _;

use super::super::figures::Count;
use super::counts;

/// The height of the tallest column, and the place of each, in units of the drawing.
const HEIGHT: i64 = 100;
const PLACE: usize = 10;

/// Draws `rows`, whose first fields are called `name`.
pub(super) fn columns(out: &mut String, title: &str, name: &str, rows: &[(String, Count)]) {
    let most = rows.iter().map(|(_, count)| count.all).max().unwrap_or_default().max(1);
    let width = if rows.len() <= 8 { 4 } else { 7 };
    let _ = write!(
        out,
        "<figure><figcaption>{title}<span>up to {most}</span></figcaption>\n\
         <svg viewBox=\"0 0 {} {HEIGHT}\" preserveAspectRatio=\"none\" aria-hidden=\"true\">",
        rows.len() * PLACE
    );
    for (at, (label, count)) in rows.iter().enumerate() {
        let x = at * PLACE + (PLACE - width) / 2;
        let _ = write!(
            out,
            "<g><title>{label}: asked {}, answered {}, found nothing {}</title>",
            count.all, count.answered, count.nothing
        );
        let rest = count.all - count.answered - count.nothing;
        let mut y = HEIGHT;
        for (class, number) in
            [("answered", count.answered), ("nothing", count.nothing), ("rest", rest)]
        {
            let height = number * HEIGHT / most;
            // What there is can be seen.
            let height = if number > 0 { height.max(1) } else { 0 };
            y -= height;
            if height > 0 {
                let _ = write!(
                    out,
                    "<rect class=\"{class}\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\"/>"
                );
            }
        }
        // A place that is empty can be pointed at as well.
        let _ = write!(
            out,
            "<rect class=\"place\" x=\"{}\" y=\"0\" width=\"{PLACE}\" height=\"{HEIGHT}\"/></g>",
            at * PLACE
        );
    }
    out.push_str("</svg>\n<p class=\"axis\">");
    let mut marks = vec![0, rows.len() / 2, rows.len().saturating_sub(1)];
    marks.dedup();
    for (label, _) in marks.into_iter().filter_map(|at| rows.get(at)) {
        let _ = write!(out, "<span>{label}</span>");
    }
    out.push_str("</p>\n<details><summary>As a table</summary>\n");
    counts(out, name, rows);
    out.push_str("</details></figure>\n");
}
