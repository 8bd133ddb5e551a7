//! The figures as Markdown, for the terminal and for the documentation.

use std::fmt::Write;

use super::figures::{CHECKED, Case, FLOOR, Figures, Subject};
use super::goals::goals;

/// Stands where there is no figure.
const NONE: &str = "—";

/// Everything that `figures` hold.
pub fn table(figures: &Figures) -> String {
    let mut out = String::new();
    about(figures, &mut out);
    hold(figures, &mut out);
    let mut sizes: Vec<u32> = Vec::new();
    for case in &figures.cases {
        match case.subject {
            Subject::Answer(size) if !sizes.contains(&size) => sizes.push(size),
            _ => {}
        }
    }
    for size in sizes.iter().rev() {
        answers(figures, *size, &mut out);
    }
    growth(figures, &sizes, &mut out);
    blocks(figures, &mut out);
    decodings(figures, &mut out);
    floods(figures, &mut out);
    out
}

// Writing to a string cannot fail, so what `writeln!` gives is not looked at.

fn about(figures: &Figures, out: &mut String) {
    let parts: Vec<String> =
        figures.about.iter().map(|(name, value)| format!("{name} {value}")).collect();
    let _ = writeln!(out, "{}.\n", parts.join(" · "));
}

fn hold(figures: &Figures, out: &mut String) {
    let _ =
        writeln!(out, "### What it is held to\n\n| | At most | Measured | |\n|---|--:|--:|---|");
    for goal in goals(figures) {
        let holds = match goal.holds() {
            Some(true) => "holds",
            Some(false) => "**missed**",
            None => "not measured",
        };
        let measured = goal.measured.map_or(NONE.to_owned(), ratio);
        let _ = writeln!(out, "| {} | {} | {measured} | {holds} |", goal.what, goal.limit);
    }
}

fn answers(figures: &Figures, size: u32, out: &mut String) {
    let of_size = figures.cases.iter().filter(|case| case.subject == Subject::Answer(size));
    let cases: Vec<&Case> = of_size.collect();
    let chunks = cases.iter().find_map(|case| case.runs.first()).map_or(0, |run| run.chunks);
    let _ = writeln!(out, "\n### {size} KB in {} chunks\n", grouped(chunks));
    let _ = writeln!(
        out,
        "| View | Script | Layout | Total | × floor | × s-m checked | Worst chunk | Long tasks \
         | Nodes touched | Runs |\n|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|"
    );
    for case in cases {
        let _ = writeln!(
            out,
            "| {} | {} | {} | {} | {} | {} | {} | {} | {} | {} |",
            case.view,
            shown(case.median(|run| run.script.0 + run.script.1), time),
            shown(case.median(|run| run.layout.0 + run.layout.1), time),
            shown(case.total(), time),
            shown(figures.ratio(case, FLOOR), ratio),
            shown(figures.ratio(case, CHECKED), ratio),
            shown(case.worst(), time),
            shown(case.long(), grouped),
            shown(case.touched, |(median, _)| grouped(median)),
            case.runs.len(),
        );
    }
}

fn growth(figures: &Figures, sizes: &[u32], out: &mut String) {
    let heads: Vec<String> = sizes.iter().map(|size| format!("{size} KB")).collect();
    let rule = "--:|".repeat(sizes.len() + 1);
    let _ = writeln!(
        out,
        "\n### Growth of the total\n\n| View | {} | Exponent |\n|---|{rule}",
        heads.join(" | ")
    );
    for view in figures.views() {
        let totals = sizes.iter().map(|size| {
            shown(figures.case(view, Subject::Answer(*size)).and_then(Case::total), time)
        });
        let exponent =
            figures.growth(view).map(|(it, from, to)| format!("{it:.2} ({from}–{to} KB)"));
        let totals: Vec<String> = totals.collect();
        let exponent = exponent.unwrap_or(NONE.to_owned());
        let _ = writeln!(out, "| {view} | {} | {exponent} |", totals.join(" | "));
    }
}

fn blocks(figures: &Figures, out: &mut String) {
    let _ = writeln!(
        out,
        "\n### One block that stays open\n\n| Block | View | Chunks | Script | Layout | Total \
         | Second half over first | Worst chunk | Nodes touched |\n|---|---|--:|--:|--:|--:|--:|--:|--:|"
    );
    for case in &figures.cases {
        let Subject::Block(name) = case.subject else { continue };
        let what = match name {
            "list" => "list of 500 items",
            "table" => "table of 300 rows",
            "code" => "code of 2,000 lines",
            _ => "paragraph of 32 KB",
        };
        let _ = writeln!(
            out,
            "| {what} | {} | {} | {} | {} | {} | {} | {} | {} |",
            case.view,
            shown(case.runs.first().map(|run| run.chunks), grouped),
            shown(case.median(|run| run.script.0 + run.script.1), time),
            shown(case.median(|run| run.layout.0 + run.layout.1), time),
            shown(case.total(), time),
            shown(case.median(super::Run::halves), ratio),
            shown(case.worst(), time),
            shown(case.touched, |(median, _)| grouped(median)),
        );
    }
}

fn decodings(figures: &Figures, out: &mut String) {
    let _ = writeln!(
        out,
        "\n### Bytes to text\n\n| Decoder | Answer | Bytes of the stream | Time |\n|---|--:|--:|--:|"
    );
    for it in &figures.decodings {
        let total = shown(figures.decoding(&it.decoder, it.size), time);
        let (bytes, size) = (grouped(it.bytes), it.size);
        let _ = writeln!(out, "| {} | {size} KB | {bytes} | {total} |", it.decoder);
    }
}

fn floods(figures: &Figures, out: &mut String) {
    let _ = writeln!(
        out,
        "\n### 1 MB in a second\n\n| Pieces | Within | Longest task | Busy at most |\n|--:|--:|--:|--:|"
    );
    for flood in &figures.floods {
        let longest = match flood.longest {
            0.0 => "none above 50 ms".to_owned(),
            longest => time(longest),
        };
        let (took, busiest) = (time(flood.took), time(flood.busiest));
        let _ = writeln!(out, "| {} | {took} | {longest} | {busiest} |", grouped(flood.pieces));
    }
}

fn shown<T>(value: Option<T>, show: impl Fn(T) -> String) -> String {
    value.map_or(NONE.to_owned(), show)
}

/// Milliseconds: tenths below ten, whole ones from there.
fn time(milliseconds: f64) -> String {
    match milliseconds {
        short if short < 9.95 => format!("{short:.1} ms"),
        long => format!("{} ms", grouped(long.round() as u64)),
    }
}

fn ratio(number: f64) -> String {
    match number {
        small if small < 9.995 => format!("{small:.2}"),
        large => grouped(large.round() as u64),
    }
}

/// A number with a comma after each three digits.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::figures::tests::case;
    use super::*;

    #[test]
    fn numbers_are_written_as_people_read_them() {
        assert_eq!((grouped(0), grouped(999)), ("0".to_owned(), "999".to_owned()));
        assert_eq!(grouped(1_234_567), "1,234,567");
        assert_eq!((time(0.26), time(9.97)), ("0.3 ms".to_owned(), "10 ms".to_owned()));
        assert_eq!((ratio(1.004), ratio(1234.0)), ("1.00".to_owned(), "1,234".to_owned()));
    }

    #[test]
    fn a_view_without_a_figure_keeps_its_row() {
        let mut slow = case("slow", 32, 1.0);
        slow.runs.clear();
        let cases = vec![case(FLOOR, 32, 100.0), slow];
        let text = table(&Figures { cases, ..Figures::default() });
        assert!(text.contains("### 32 KB in 10 chunks"), "{text}");
        assert!(text.contains("| slow | — | — | — | — | — | — | — | 3 | 0 |"), "{text}");
        assert!(text.contains("| plain-text floor | 100 ms | 0.0 ms | 100 ms | 1.00 |"), "{text}");
    }
}
