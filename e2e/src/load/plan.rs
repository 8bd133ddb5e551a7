//! Which visits are made in which order: round by round, every box in each, so that whatever else
//! the machine does meets all of them alike.

use anyhow::{Context, Result};

use super::figures::{Case, Figures};
use super::subjects::{Subject, subjects};
use super::visit::visits;
use crate::bench::{MACHINE, machine};
use crate::{Browser, Gateway, Shape, env};

/// As fast as the machine is, and as a cheap phone.
const RATES: [u32; 2] = [1, 4];

/// What to measure.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    /// How often.
    pub runs: usize,
}

impl Default for Plan {
    fn default() -> Self {
        Self { runs: 5 }
    }
}

/// Visits every page as `plan` says, telling on standard error how far it is.
///
/// # Errors
/// When there is no site, or a box does not show what its reader is to press.
pub async fn measure(plan: &Plan) -> Result<Figures> {
    let site = env("XTASK_LOAD").context("run `cargo xtask bench load`")?;
    let site = ["--www", site.to_str().context("the site's folder")?];
    let docs = env("XTASK_ROOT")?.join("docs");
    let docs = ["--docs", docs.to_str().context("the folder of documentation")?];
    // The gateway compresses, keeps and revalidates files as it does in a real installation.
    let gateway = Gateway::serving(&[site, docs].concat()).await?;
    let alone = [Subject::bare(), Subject::floor()];
    let subjects: Vec<Subject> = alone.into_iter().chain(subjects()?).collect();
    let browser = Browser::start(Shape::Desktop).await?;
    let about = machine(&browser.run(MACHINE).await?);
    browser.quit().await?;
    let mut figures = Figures { about, cases: cases(&subjects) };
    for round in 0..plan.runs {
        for place in order(figures.cases.len(), round) {
            let case = &mut figures.cases[place];
            let subject = &subjects[place % subjects.len()];
            let run = visits(subject, case.rate, &gateway.address).await?;
            eprintln!(
                "round {}: {} at {}×: main thread {:.0} ms, then {:.0} ms",
                round + 1,
                case.name,
                case.rate,
                run[0].task,
                run[1].task
            );
            case.runs.push(run);
        }
    }
    Ok(figures)
}

/// All of them, without figures: each subject at each speed, in the order of the subjects.
fn cases(subjects: &[Subject]) -> Vec<Case> {
    let at = |rate| {
        subjects.iter().map(move |subject| Case {
            name: subject.name.clone(),
            version: subject.version.clone(),
            rate,
            runs: Vec::new(),
        })
    };
    RATES.into_iter().flat_map(at).collect()
}

/// The places of one round, beginning with another one every time, so that none is always first.
fn order(places: usize, round: usize) -> impl Iterator<Item = usize> {
    (0..places).map(move |index| (index + round) % places)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_round_visits_every_place_once_and_begins_elsewhere() {
        for round in 0..5 {
            let mut places: Vec<_> = order(4, round).collect();
            assert_eq!(places[0], round % 4);
            places.sort_unstable();
            assert_eq!(places, [0, 1, 2, 3]);
        }
    }

    #[test]
    fn each_subject_has_a_case_for_each_speed_at_its_own_place() {
        let subjects = [Subject::bare(), Subject { name: "a".to_owned(), ..Subject::bare() }];
        let cases = cases(&subjects);
        for (place, case) in cases.iter().enumerate() {
            assert_eq!(case.name, subjects[place % subjects.len()].name);
        }
        assert_eq!(cases.iter().map(|case| case.rate).collect::<Vec<_>>(), [1, 1, 4, 4]);
    }
}
