//! What we hold the answer view to, and whether the figures say that it holds.

use super::figures::{CHECKED, FLOOR, Figures, OURS, STREAMDOWN, Subject};

/// The usual way, as the page names it.
const USUAL: &str = "TextDecoder + eventsource-parser + JSON.parse";
/// What one frame of a 60 Hz screen has time for.
const FRAME_MS: f64 = 16.7;
/// From here on a task is long to the browser.
const LONG_MS: f64 = 50.0;

/// One thing to hold.
#[derive(Clone, Debug)]
pub(super) struct Goal {
    /// What.
    pub(super) what: String,
    /// The most that it may be.
    pub(super) limit: f64,
    /// What it is. `None` where the session has not measured it.
    pub(super) measured: Option<f64>,
}

impl Goal {
    /// Whether it holds.
    pub(super) fn holds(&self) -> Option<bool> {
        Some(self.measured? <= self.limit)
    }
}

/// All of them, with what `figures` say.
pub(super) fn goals(figures: &Figures) -> Vec<Goal> {
    let goal = |what: &str, limit: f64, measured: Option<f64>| Goal {
        what: what.to_owned(),
        limit,
        measured,
    };
    let answer = |size| figures.case(OURS, Subject::Answer(size));
    let over = |view| figures.ratio(answer(32)?, view);
    let answers: Vec<_> = figures
        .cases
        .iter()
        .filter(|case| case.view == OURS && matches!(case.subject, Subject::Answer(_)))
        .collect();
    let most = |numbers: Vec<Option<f64>>| numbers.into_iter().flatten().reduce(f64::max);
    let mut goals = vec![
        goal("Total at 32 KB over streaming-markdown with link checks", 1.0, over(CHECKED)),
        goal("Total at 32 KB over the plain-text floor", 1.5, over(FLOOR)),
        goal("Total at 32 KB over streamdown", 0.1, over(STREAMDOWN)),
        goal("Growth exponent of the total", 1.15, figures.growth(OURS).map(|(it, ..)| it)),
        goal(
            "Longest chunk of an answer, ms",
            FRAME_MS,
            most(answers.iter().map(|case| case.worst()).collect()),
        ),
        goal(
            "Long tasks while an answer arrives",
            0.0,
            most(answers.iter().map(|case| Some(case.long()? as f64)).collect()),
        ),
        goal(
            "Nodes that a chunk touches, at the median",
            4.0,
            most(answers.iter().map(|case| Some(case.touched?.0 as f64)).collect()),
        ),
    ];
    for size in [32, 128] {
        let ratio = figures.decoding(OURS, size).zip(figures.decoding(USUAL, size));
        let what = format!("Bytes to text at {size} KB over {USUAL}");
        goals.push(goal(&what, 0.2, ratio.map(|(ours, usual)| ours / usual)));
    }
    goals.push(goal(
        "Longest task while 1 MB arrives in a second in 10,000 pieces, ms (0: none above 50)",
        LONG_MS,
        figures.floods.iter().map(|flood| flood.longest).reduce(f64::max),
    ));
    goals
}

#[cfg(test)]
mod tests {
    use super::super::figures::tests::case;
    use super::*;

    #[test]
    fn a_goal_holds_at_its_limit_and_what_was_not_measured_is_not_held() {
        let cases = vec![case(OURS, 32, 150.0), case(FLOOR, 32, 100.0), case(CHECKED, 32, 149.0)];
        let figures = Figures { cases, ..Figures::default() };
        let goals = goals(&figures);
        let holds: Vec<_> = goals.iter().map(Goal::holds).collect();
        assert_eq!(holds[..4], [Some(false), Some(true), None, None]);
        assert_eq!(goals[1].measured, Some(1.5));
    }
}
