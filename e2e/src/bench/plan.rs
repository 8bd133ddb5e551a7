//! What is measured in which order: round by round, every view in each, so that whatever else the
//! machine does meets all of them alike.

use std::time::Duration;

use anyhow::{Context, Result};
use serde_json::{Value, json};

use super::figures::{CHECKED, Case, Decoding, Figures, Flood, OURS, Run, Subject};
use super::{FLOOR, Page};

/// Blocks that stay open for long. Slow views have shown by then what they are.
const BLOCKS: [&str; 4] = ["list", "table", "code", "paragraph"];
const VIEWS_OF_BLOCKS: [&str; 3] = [OURS, FLOOR, CHECKED];
/// Lengths of answers that are decoded, in KB.
const DECODED: [u32; 2] = [32, 128];
/// One answer of a megabyte, in ten thousand pieces, within a second.
const FLOOD: (u32, u32, u32) = (1 << 20, 10_000, 1000);

/// What takes longer is run once: its figure is no close call.
const ONCE_ABOVE_MS: f64 = 10_000.0;
/// On top of a view's budget: for the pauses between chunks.
const GRACE: Duration = Duration::from_secs(120);

/// What to measure.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Lengths of answers in KB.
    pub sizes: Vec<u32>,
    /// How often.
    pub runs: usize,
    /// A view that would take longer for one answer is left out.
    pub budget: Duration,
}

impl Default for Plan {
    fn default() -> Self {
        Self { sizes: vec![2, 8, 32, 128], runs: 5, budget: Duration::from_secs(180) }
    }
}

/// Does all that `plan` says on `page`, telling on standard error how far it is.
///
/// # Errors
/// When the page fails, or a view does not show what it is given.
pub async fn measure(page: &Page, plan: &Plan) -> Result<Figures> {
    let names = page.task("names", Value::Null, GRACE).await?;
    let [views, decoders] = ["views", "decoders"].map(|name| strings(&names[name]));
    let mut figures = Figures { cases: cases(&views, plan), ..Figures::default() };
    eprintln!("checking and warming up {} views", views.len());
    for view in &views {
        page.task("check", json!({"view": view}), GRACE).await?;
        // The engine's compilers are done with it after that.
        timed(page, view, Subject::Answer(8), plan.budget).await?;
    }
    for round in 0..plan.runs {
        for index in order(&figures.cases, round) {
            let Case { view, subject, .. } = figures.cases[index].clone();
            if is_wanted(&figures, index, plan.budget) {
                let run = timed(page, &view, subject, plan.budget).await?;
                tell(round, &view, subject, run);
                figures.cases[index].gave_up |= run.is_none();
                figures.cases[index].runs.extend(run);
            }
        }
        for decoder in &decoders {
            decode(page, decoder, &mut figures).await?;
        }
        let (characters, pieces, milliseconds) = FLOOD;
        let what =
            json!({"characters": characters, "pieces": pieces, "milliseconds": milliseconds});
        figures.floods.push(flood(&page.task("flood", what, GRACE).await?)?);
    }
    eprintln!("counting the nodes that a chunk touches");
    for case in &mut figures.cases {
        if case.total().is_some_and(|total| total < ONCE_ABOVE_MS) {
            let what = task(&case.view, case.subject);
            let told = page.task("touched", what, plan.budget + GRACE).await?;
            case.touched = told["median"].as_u64().zip(told["most"].as_u64());
        }
    }
    Ok(figures)
}

/// All of them, without figures: the answers by length, then the long blocks.
fn cases(views: &[String], plan: &Plan) -> Vec<Case> {
    let case = |view: &String, subject| Case {
        view: view.clone(),
        subject,
        runs: Vec::new(),
        gave_up: false,
        touched: None,
    };
    let answers = plan.sizes.iter().flat_map(|size| {
        let subject = Subject::Answer(*size);
        views.iter().map(move |view| case(view, subject))
    });
    let blocks = BLOCKS.into_iter().flat_map(|name| {
        let chosen = views.iter().filter(|view| VIEWS_OF_BLOCKS.contains(&view.as_str()));
        chosen.map(move |view| case(view, Subject::Block(name)))
    });
    answers.chain(blocks).collect()
}

/// The places of the cases in one round: text by text, and the views of each beginning with another
/// one every time, so that none is always first.
fn order(cases: &[Case], round: usize) -> Vec<usize> {
    let mut places: Vec<usize> = (0..cases.len()).collect();
    for same in places.chunk_by_mut(|one, other| cases[*one].subject == cases[*other].subject) {
        let first = round % same.len();
        same.rotate_left(first);
    }
    places
}

/// Whether to run the case at `index` once more, or at all: not if it is slow and was run, and not
/// if it, or a shorter answer, tells that it would take too long.
fn is_wanted(figures: &Figures, index: usize, budget: Duration) -> bool {
    let case = &figures.cases[index];
    // Answers stand in the order of their lengths.
    if figures.cases[..=index].iter().any(|before| before.view == case.view && before.gave_up) {
        return false;
    }
    if let Some(total) = case.total() {
        return total < ONCE_ABOVE_MS;
    }
    let Subject::Answer(size) = case.subject else { return true };
    let shorter = figures.totals(&case.view);
    let known = shorter.iter().rev().find(|(known, _)| *known < size);
    // At worst, time follows the square of the length.
    let expected =
        known.map_or(0.0, |(known, total)| total * (f64::from(size) / f64::from(*known)).powi(2));
    expected < budget.as_secs_f64() * 1000.0
}

async fn timed(page: &Page, view: &str, subject: Subject, budget: Duration) -> Result<Option<Run>> {
    let mut what = task(view, subject);
    what["budget"] = json!(budget.as_millis() as u64);
    Ok(Run::read(&page.task("time", what, budget + GRACE).await?))
}

fn task(view: &str, subject: Subject) -> Value {
    match subject {
        Subject::Answer(size) => json!({"view": view, "size": size}),
        Subject::Block(name) => json!({"view": view, "block": name}),
    }
}

async fn decode(page: &Page, decoder: &str, figures: &mut Figures) -> Result<()> {
    for size in DECODED {
        let told = page.task("decode", json!({"decoder": decoder, "size": size}), GRACE).await?;
        let total = told["total"].as_f64().context("a decoder's time")?;
        let found =
            figures.decodings.iter_mut().find(|it| it.decoder == decoder && it.size == size);
        match found {
            Some(decoding) => decoding.totals.push(total),
            None => figures.decodings.push(Decoding {
                decoder: decoder.to_owned(),
                size,
                bytes: told["bytes"].as_u64().context("a stream's length")?,
                totals: vec![total],
            }),
        }
    }
    Ok(())
}

fn flood(told: &Value) -> Result<Flood> {
    let number = |name: &str| told[name].as_f64().with_context(|| format!("a flood's {name}"));
    Ok(Flood {
        pieces: told["pieces"].as_u64().context("a flood's pieces")?,
        took: number("took")?,
        longest: number("longest")?,
        busiest: number("busiest")?,
    })
}

fn tell(round: usize, view: &str, subject: Subject, run: Option<Run>) {
    let subject = match subject {
        Subject::Answer(size) => format!("{size} KB"),
        Subject::Block(name) => format!("long {name}"),
    };
    let total = run.map_or("over its budget".to_owned(), |run| format!("{:.0} ms", run.total()));
    eprintln!("round {}: {subject}, {view}: {total}", round + 1);
}

fn strings(list: &Value) -> Vec<String> {
    let all = list.as_array().into_iter().flatten();
    all.filter_map(|value| value.as_str().map(str::to_owned)).collect()
}

#[cfg(test)]
mod tests {
    use super::super::figures::tests::case;
    use super::*;

    fn unmeasured(view: &str, size: u32) -> Case {
        Case { runs: Vec::new(), touched: None, ..case(view, size, 0.0) }
    }

    #[test]
    fn a_view_that_would_take_too_long_is_left_out_and_a_slow_one_is_run_once() {
        let budget = Duration::from_secs(100);
        let cases = vec![
            case("slow", 8, 9_000.0),
            unmeasured("slow", 32),
            case("quick", 8, 100.0),
            unmeasured("quick", 32),
            case("fair", 8, 11_000.0),
            unmeasured("new", 8),
            Case { gave_up: true, ..unmeasured("stuck", 8) },
            unmeasured("stuck", 32),
        ];
        let figures = Figures { cases, ..Figures::default() };
        let wanted: Vec<bool> = (0..8).map(|index| is_wanted(&figures, index, budget)).collect();
        assert_eq!(wanted, [true, false, true, true, false, true, false, false]);
    }

    #[test]
    fn each_round_begins_with_another_view_and_keeps_the_order_of_texts() {
        let cases: Vec<Case> = [("a", 2), ("b", 2), ("c", 2), ("a", 8), ("b", 8)]
            .map(|(view, size)| case(view, size, 1.0))
            .into();
        assert_eq!(order(&cases, 0), [0, 1, 2, 3, 4]);
        assert_eq!(order(&cases, 1), [1, 2, 0, 4, 3]);
        assert_eq!(order(&cases, 5), [2, 0, 1, 4, 3]);
    }

    #[test]
    fn long_blocks_are_given_to_the_quick_views_alone() {
        let views = [OURS, "marked"].map(str::to_owned);
        let plan = Plan { sizes: vec![2, 8], ..Plan::default() };
        let all = cases(&views, &plan);
        assert_eq!(all.len(), 2 * 2 + 4);
        assert_eq!(all[4].subject, Subject::Block("list"));
        assert!(all[4..].iter().all(|case| case.view == OURS));
    }
}
