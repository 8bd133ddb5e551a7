//! The figures as tables in Markdown, for a terminal and for the documentation.
//! It rounds, and computes nothing.

use std::fmt::Write as _;

use super::figures::{Cache, Case, Figures, OURS};

/// The goals for our own box.
const MAIN_THREAD_OVER_BEST: f64 = 0.1;
const FIELD_MS: f64 = 50.0;

/// All tables: what ours is held to, then each speed.
pub fn table(figures: &Figures) -> String {
    let about: Vec<String> =
        figures.about.iter().map(|(name, it)| format!("{name} {it}")).collect();
    let runs = figures.cases.iter().map(|case| case.runs.len()).min().unwrap_or(0);
    let mut text = format!("{} · medians of {runs} runs.\n\n", about.join(" · "));
    text += &goals(figures);
    for rate in figures.rates() {
        text += &before(figures, rate);
        text += &after(figures, rate);
    }
    text
}

fn goals(figures: &Figures) -> String {
    let mut text =
        String::from("| What ours is held to | At most | Measured | |\n|---|--:|--:|---|\n");
    for rate in figures.rates() {
        let Some(ours) = figures.boxes(rate).find(|case| case.name == OURS) else { continue };
        let main = |case: &Case| figures.main_thread(case, Cache::Cold);
        let what = format!("Main thread before intent over the best peer's, at {rate}×");
        goal(&mut text, &what, MAIN_THREAD_OVER_BEST, figures.times_best(ours, main));
        if rate == 1 {
            let what = "From intent to a field at 1× when cached, ms";
            goal(&mut text, what, FIELD_MS, ours.field(Cache::Warm));
        }
    }
    text
}

fn goal(text: &mut String, what: &str, limit: f64, measured: Option<f64>) {
    let holds = if measured.is_some_and(|it| it <= limit) { "holds" } else { "**missed**" };
    // Writing to a string cannot fail.
    let _ = writeln!(text, "| {what} | {limit} | {} | {holds} |", number(measured));
}

fn before(figures: &Figures, rate: u32) -> String {
    let mut text = format!("\n### Before intent, at {rate}×\n\n");
    text += "| Box | Requests | of them refused | KB | × best peer | Main thread, first visit | × best peer | of it script | Third visit | × best peer | of it script |\n";
    text += "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n";
    for case in figures.boxes(rate) {
        let requests = case.median(Cache::Cold, |visit| Some(visit.requests as f64));
        let refused = case.median(Cache::Cold, |visit| Some(visit.refused as f64));
        let bytes = |case: &Case| case.median(Cache::Cold, |visit| Some(visit.bytes as f64));
        let [cold, warm] = [Cache::Cold, Cache::Warm].map(|cache| {
            let main = move |case: &Case| figures.main_thread(case, cache);
            (main(case), figures.times_best(case, main))
        });
        let _ = writeln!(
            text,
            "| {} | {} | {} | {} | {} | {} | {} | {} | {} | {} | {} |",
            name(case),
            count(requests),
            count(refused),
            kilobytes(bytes(case)),
            ratio(figures.times_best(case, bytes)),
            milliseconds(cold.0),
            ratio(cold.1),
            milliseconds(case.script(Cache::Cold)),
            milliseconds(warm.0),
            ratio(warm.1),
            milliseconds(case.script(Cache::Warm)),
        );
    }
    text += &bare(figures, rate);
    text
}

/// A sentence on the page without a box, whose spread says what the figures above are worth, and one on
/// the least that any box could cost.
fn bare(figures: &Figures, rate: u32) -> String {
    let told = [Cache::Cold, Cache::Warm].map(|cache| {
        show(figures.bare(rate, cache), |[least, middle, most]| {
            let [least, middle, most] = [least, middle, most].map(|it| milliseconds(Some(it)));
            format!("{middle} (from {least} to {most})")
        })
    });
    let [cold, warm] = told;
    let mut text = format!(
        "\nThe page without a box, which is subtracted: {cold}; on the third visit {warm}.\n"
    );
    if let Some(floor) = figures.floor(rate) {
        let main = |case: &Case| figures.main_thread(case, Cache::Cold);
        let [floor, times] = [milliseconds(main(floor)), ratio(figures.times_best(floor, main))];
        // Writing to a string cannot fail.
        let _ = writeln!(
            text,
            "\nThe floor, one button that a script of a few lines makes: {floor} on the first visit, {times} of the best peer's."
        );
    }
    text
}

fn after(figures: &Figures, rate: u32) -> String {
    let mut text = format!("\n### From intent to a field, at {rate}×\n\n");
    text += "| Box | First visit | × best peer | Third visit | × best peer | Has focus | Loaded then, KB |\n";
    text += "|---|--:|--:|--:|--:|---|--:|\n";
    for case in figures.boxes(rate) {
        let [cold, warm] = [Cache::Cold, Cache::Warm].map(|cache| {
            let field = move |case: &Case| case.field(cache);
            (field(case), figures.times_best(case, field))
        });
        let bytes = case.median(Cache::Cold, |visit| Some(visit.intent?.bytes as f64));
        let _ = writeln!(
            text,
            "| {} | {} | {} | {} | {} | {} | {} |",
            name(case),
            milliseconds(cold.0),
            ratio(cold.1),
            milliseconds(warm.0),
            ratio(warm.1),
            if case.focuses() { "yes" } else { "after another press" },
            kilobytes(bytes),
        );
    }
    text
}

fn name(case: &Case) -> String {
    match &case.version {
        Some(version) => format!("{} {version}", case.name),
        None => format!("**{}**", case.name),
    }
}

fn show<T>(value: Option<T>, form: impl Fn(T) -> String) -> String {
    value.map_or("—".to_owned(), form)
}

fn count(value: Option<f64>) -> String {
    show(value, |it| format!("{it:.0}"))
}

fn kilobytes(bytes: Option<f64>) -> String {
    show(bytes, |it| format!("{:.1}", it / 1000.0))
}

fn milliseconds(value: Option<f64>) -> String {
    show(value, |it| if it < 10.0 { format!("{it:.1} ms") } else { format!("{it:.0} ms") })
}

fn number(value: Option<f64>) -> String {
    show(value, |it| format!("{it:.2}"))
}

fn ratio(value: Option<f64>) -> String {
    show(value, |it| if it < 10.0 { format!("{it:.2}") } else { format!("{it:.0}") })
}

#[cfg(test)]
mod tests {
    use super::super::figures::tests::figures;
    use super::*;

    #[test]
    fn each_box_has_a_line_with_its_ratios_and_the_bare_page_has_none() {
        let text = table(&figures());
        let ours = "| **ask-the-docs** | 2 | 1 | 1.0 | 1.00 | 2.0 ms | 0.05 | 6.0 ms | 1.0 ms |";
        assert!(text.contains(ours), "{text}");
        assert!(text.contains("| **other** | 40 ms | 2.50 | 40 ms | 2.50 | after another press |"));
        assert!(!text.contains("bare"), "{text}");
        assert!(text.contains("makes: 1.0 ms on the first visit, 0.03 of the best"), "{text}");
        assert!(
            text.contains("subtracted: 10 ms (from 10 ms to 10 ms); on the third visit 5.0 ms")
        );
    }

    #[test]
    fn a_goal_is_missed_when_it_was_not_measured() {
        let mut text = String::new();
        goal(&mut text, "a", 1.0, Some(1.0));
        goal(&mut text, "b", 1.0, None);
        assert_eq!(text, "| a | 1 | 1.00 | holds |\n| b | 1 | — | **missed** |\n");
    }
}
