//! The figures for other programs: every run, and what sums them up. Times are in milliseconds.

use serde_json::{Value, json};

use super::figures::{CHECKED, Case, FLOOR, Figures, Run, Subject};
use super::goals::goals;

/// Everything that `figures` hold.
pub fn json(figures: &Figures) -> Value {
    let about = figures.about.iter().map(|(name, it)| json!([name, it]));
    let growth = figures.views().into_iter().filter_map(|view| {
        let (exponent, from, to) = figures.growth(view)?;
        Some(json!({"view": view, "exponent": exponent, "from_kb": from, "to_kb": to}))
    });
    let decodings = figures.decodings.iter().map(|it| {
        json!({"decoder": it.decoder, "size_kb": it.size, "bytes": it.bytes,
            "total_ms": it.total(), "runs_ms": it.totals})
    });
    let floods = figures.floods.iter().map(|it| {
        json!({"pieces": it.pieces, "took_ms": it.took, "longest_task_ms": it.longest,
            "busiest_ms": it.busiest})
    });
    let goals = goals(figures).into_iter().map(|goal| {
        json!({"what": goal.what, "limit": goal.limit, "measured": goal.measured,
            "holds": goal.holds()})
    });
    json!({
        "about": about.collect::<Vec<_>>(),
        "goals": goals.collect::<Vec<_>>(),
        "cases": figures.cases.iter().map(|case| one(figures, case)).collect::<Vec<_>>(),
        "growth": growth.collect::<Vec<_>>(),
        "decodings": decodings.collect::<Vec<_>>(),
        "floods": floods.collect::<Vec<_>>(),
    })
}

fn one(figures: &Figures, case: &Case) -> Value {
    let subject = match case.subject {
        Subject::Answer(size) => json!({"answer_kb": size}),
        Subject::Block(name) => json!({"block": name}),
    };
    json!({
        "view": case.view, "subject": subject, "total_ms": case.total(),
        "worst_ms": case.worst(), "long_tasks": case.long(),
        "touched_median": case.touched.map(|(median, _)| median),
        "touched_most": case.touched.map(|(_, most)| most),
        "times_floor": figures.ratio(case, FLOOR),
        "times_streaming_markdown_checked": figures.ratio(case, CHECKED),
        "runs": case.runs.iter().map(run).collect::<Vec<_>>(),
    })
}

fn run(run: &Run) -> Value {
    json!({"chunks": run.chunks, "script_ms": run.script, "layout_ms": run.layout,
        "finish_ms": run.finish, "total_ms": run.total(), "worst_ms": run.worst,
        "long_tasks": run.long, "elapsed_ms": run.elapsed})
}

#[cfg(test)]
mod tests {
    use super::super::figures::tests::case;
    use super::*;

    #[test]
    fn every_case_carries_its_ratios_and_runs() {
        let cases = vec![case(FLOOR, 32, 100.0), case("other", 32, 250.0)];
        let told = json(&Figures { cases, ..Figures::default() });
        assert_eq!(told["cases"][1]["times_floor"], 2.5);
        assert_eq!(told["cases"][1]["runs"][0]["total_ms"], 250.0);
        assert_eq!(told["cases"][1]["subject"]["answer_kb"], 32);
    }
}
