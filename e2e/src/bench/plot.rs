//! The totals over the answer's length as a picture: both axes logarithmic, so that time that
//! follows the length runs along the slope of the grid's diagonal, and its square twice as steep.

use std::fmt::Write;

use super::figures::{FLOOR, Figures, OURS};

const WIDTH: f64 = 760.0;
const HEIGHT: f64 = 440.0;
/// The area of the lines, inside the labels: left, top, right, bottom.
const AREA: (f64, f64, f64, f64) = (64.0, 20.0, 500.0, 396.0);
/// Labels at the lines' ends keep this distance.
const LABEL_GAP: f64 = 17.0;

/// Colours for both schemes: a picture in a page follows the reader's.
const STYLE: &str = "\
    text { font: 13px ui-sans-serif, system-ui, sans-serif; fill: #5b6472 }\n\
    .grid { stroke: #8b93a3; stroke-opacity: .25 }\n\
    .line { fill: none; stroke: #8b93a3; stroke-width: 1.5 }\n\
    .dot { fill: #8b93a3 }\n\
    .floor { stroke-dasharray: 4 4 }\n\
    .ours { stroke: #3451d1; stroke-width: 3 }\n\
    .ours-dot { fill: #3451d1 }\n\
    .ours-label { fill: #3451d1; font-weight: 600 }\n\
    @media (prefers-color-scheme: dark) {\n\
      text { fill: #9da5b4 }\n\
      .ours { stroke: #93a7ff }\n\
      .ours-dot, .ours-label { fill: #93a7ff }\n\
    }\n";

/// A logarithmic axis: from values to places.
#[derive(Clone, Copy, Debug)]
struct Axis {
    values: (f64, f64),
    places: (f64, f64),
}

impl Axis {
    fn place(self, value: f64) -> f64 {
        let (low, high) = self.values;
        let part = (value / low).ln() / (high / low).ln();
        self.places.0 + part * (self.places.1 - self.places.0)
    }
}

/// An SVG of `figures`. `None` if there are fewer than two lengths to draw.
pub fn plot(figures: &Figures) -> Option<String> {
    let lines: Vec<(&str, Vec<(u32, f64)>)> =
        figures.views().into_iter().map(|view| (view, figures.totals(view))).collect();
    let points = || lines.iter().flat_map(|(_, totals)| totals.iter().copied());
    let (smallest, largest) =
        (points().map(|(size, _)| size).min()?, points().map(|(size, _)| size).max()?);
    if smallest == largest {
        return None;
    }
    let decade = |number: f64, up: bool| {
        let power = number.max(0.01).log10();
        10_f64.powf(if up { power.ceil() } else { power.floor() })
    };
    let low = decade(points().map(|(_, total)| total).reduce(f64::min)?, false);
    let high = decade(points().map(|(_, total)| total).reduce(f64::max)?, true);
    let across = Axis { values: (smallest.into(), largest.into()), places: (AREA.0, AREA.2) };
    let up = Axis { values: (low, high.max(low * 10.0)), places: (AREA.3, AREA.1) };

    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\" \
         aria-label=\"Time to show an answer over its length, for each view\">\n<style>\n{STYLE}</style>\n"
    );
    grid(&lines, across, up, &mut out);
    let mut ends = Vec::new();
    for (view, totals) in &lines {
        let places: Vec<(f64, f64)> = totals
            .iter()
            .map(|(size, total)| (across.place(f64::from(*size)), up.place(*total)))
            .collect();
        line(view, &places, &mut out);
        ends.extend(places.last().map(|(x, y)| (*x, *y, *view)));
    }
    labels(ends, &mut out);
    out.push_str("</svg>\n");
    Some(out)
}

fn grid(lines: &[(&str, Vec<(u32, f64)>)], across: Axis, up: Axis, out: &mut String) {
    let (left, top, right, bottom) = AREA;
    let mut value = up.values.0;
    while value <= up.values.1 * 1.01 {
        let y = up.place(value);
        let label = match value {
            short if short < 1000.0 => format!("{short} ms"),
            long => format!("{} s", long / 1000.0),
        };
        let _ = writeln!(
            out,
            "<path class=\"grid\" d=\"M{left} {y:.1}H{right}\"/>\
             <text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{label}</text>",
            left - 8.0,
            y + 4.0
        );
        value *= 10.0;
    }
    let mut sizes: Vec<u32> = lines.iter().flat_map(|(_, it)| it.iter().map(|it| it.0)).collect();
    sizes.sort_unstable();
    sizes.dedup();
    for size in sizes {
        let x = across.place(f64::from(size));
        let _ = writeln!(
            out,
            "<path class=\"grid\" d=\"M{x:.1} {top}V{bottom}\"/>\
             <text x=\"{x:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{size} KB</text>",
            bottom + 22.0
        );
    }
}

fn line(view: &str, places: &[(f64, f64)], out: &mut String) {
    let (class, dot) = match view {
        OURS => ("line ours", "ours-dot"),
        FLOOR => ("line floor", "dot"),
        _ => ("line", "dot"),
    };
    let path: Vec<String> = places.iter().map(|(x, y)| format!("{x:.1} {y:.1}")).collect();
    let _ = writeln!(out, "<path class=\"{class}\" d=\"M{}\"/>", path.join("L"));
    for (x, y) in places {
        let _ = writeln!(out, "<circle class=\"{dot}\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"3\"/>");
    }
}

/// Each name behind its line's end, as near as its neighbours let it.
fn labels(mut ends: Vec<(f64, f64, &str)>, out: &mut String) {
    ends.sort_by(|one, other| one.0.total_cmp(&other.0).then(one.1.total_cmp(&other.1)));
    // Lines end together, but for those of views that were too slow for long answers.
    for together in ends.chunk_by_mut(|one, other| one.0 == other.0) {
        spread(together);
        for (x, y, view) in together {
            let class = if *view == OURS { " class=\"ours-label\"" } else { "" };
            let (x, y) = (*x + 12.0, *y + 4.0);
            let _ = writeln!(out, "<text{class} x=\"{x:.1}\" y=\"{y:.1}\">{view}</text>");
        }
    }
}

/// Moves what is too close apart: down from above, then up from the lower edge.
fn spread(ends: &mut [(f64, f64, &str)]) {
    for index in 1..ends.len() {
        ends[index].1 = ends[index].1.max(ends[index - 1].1 + LABEL_GAP);
    }
    let mut lowest = AREA.3;
    for end in ends.iter_mut().rev() {
        end.1 = end.1.min(lowest);
        lowest = end.1 - LABEL_GAP;
    }
}

#[cfg(test)]
mod tests {
    use super::super::figures::tests::case;
    use super::*;

    #[test]
    fn the_ends_of_a_logarithmic_axis_are_its_first_and_last_place() {
        let axis = Axis { values: (1.0, 100.0), places: (0.0, 10.0) };
        assert_eq!((axis.place(1.0), axis.place(10.0), axis.place(100.0)), (0.0, 5.0, 10.0));
    }

    #[test]
    fn labels_keep_apart_and_inside() {
        let mut ends = [100.0, 101.0, AREA.3, AREA.3].map(|y| (AREA.2, y, "a view"));
        spread(&mut ends);
        for pair in ends.windows(2) {
            assert!(pair[1].1 - pair[0].1 >= LABEL_GAP, "{ends:?}");
        }
        assert!(ends[3].1 <= AREA.3);
    }

    #[test]
    fn one_length_makes_no_line_and_two_make_one_for_each_view() {
        let one = Figures { cases: vec![case(OURS, 8, 10.0)], ..Figures::default() };
        assert!(plot(&one).is_none());
        let cases = vec![case(OURS, 8, 10.0), case(OURS, 32, 40.0), case("other", 8, 90.0)];
        let svg = plot(&Figures { cases, ..Figures::default() }).expect("two lengths");
        assert_eq!(svg.matches("<path class=\"line").count(), 2);
        assert!(svg.contains(">ask-the-docs</text>") && svg.contains(">32 KB</text>"));
    }
}
