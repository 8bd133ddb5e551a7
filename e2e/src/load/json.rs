//! The figures for other programs: every visit, and what sums them up. Times are in milliseconds.
//! It names a number as the tables do, and leaves nothing out.

use serde_json::{Value, json};

use super::figures::{Cache, Case, Figures, Visit};

/// Everything that `figures` hold.
pub fn json(figures: &Figures) -> Value {
    let about = figures.about.iter().map(|(name, it)| json!([name, it]));
    json!({
        "about": about.collect::<Vec<_>>(),
        "cases": figures.cases.iter().map(|case| one(figures, case)).collect::<Vec<_>>(),
    })
}

fn one(figures: &Figures, case: &Case) -> Value {
    let sums = [Cache::Cold, Cache::Warm].map(|cache| {
        let main = |case: &Case| figures.main_thread(case, cache);
        let field = |case: &Case| case.field(cache);
        json!({
            "bytes": case.median(cache, |visit| Some(visit.bytes as f64)),
            "main_thread_ms": main(case),
            "script_ms": case.script(cache),
            "main_thread_times_best_peer": figures.times_best(case, main),
            "field_ms": field(case),
            "field_times_best_peer": figures.times_best(case, field),
        })
    });
    let runs: Vec<_> = case.runs.iter().map(|visits| visits.map(visit)).collect();
    let [cold, warm] = sums;
    json!({
        "box": case.name, "version": case.version, "rate": case.rate,
        "focuses": case.focuses(), "first_visit": cold, "third_visit": warm, "runs": runs,
    })
}

fn visit(visit: Visit) -> Value {
    let intent = visit.intent.map(|it| {
        json!({"shown_ms": it.shown, "focused_ms": it.focused, "requests": it.requests,
            "bytes": it.bytes})
    });
    json!({"requests": visit.requests, "refused": visit.refused, "bytes": visit.bytes,
        "task_ms": visit.task, "script_ms": visit.script, "intent": intent})
}

#[cfg(test)]
mod tests {
    use super::super::figures::tests::figures;
    use super::*;

    #[test]
    fn every_case_carries_its_sums_and_its_visits() {
        let told = json(&figures());
        assert_eq!(told["cases"][2]["first_visit"]["main_thread_times_best_peer"], 0.05);
        assert_eq!(told["cases"][4]["runs"][0][0]["intent"]["focused_ms"], Value::Null);
        assert_eq!(told["cases"][0]["runs"][0][1]["bytes"], 0);
    }
}
