//! What was measured, and the medians that sum it up. Times are in milliseconds.
//! Refuses to show them (`table`, `json`).

use super::Subject;

/// The name of our own box in the list.
pub const OURS: &str = "ask-the-docs";

/// Everything of one session.
#[derive(Clone, Debug, Default)]
pub struct Figures {
    /// What it was measured with, by name: date, browser, processors.
    pub about: Vec<(String, String)>,
    /// Each box, the bare page and the floor, at each speed.
    pub cases: Vec<Case>,
}

/// One box at one speed.
#[derive(Clone, Debug)]
pub struct Case {
    /// What it is called.
    pub name: String,
    /// The version of its package.
    pub version: Option<String>,
    /// How many times slower than it is the processor pretends to be.
    pub rate: u32,
    /// The first visit of each run, and the third.
    pub runs: Vec<[Visit; 2]>,
}

/// What the browser has of a page's files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cache {
    /// Nothing: a first visit.
    Cold,
    /// Files and compiled code: a third visit.
    Warm,
}

/// What one visit cost.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Visit {
    /// Requests before intent.
    pub requests: u64,
    /// Those of them that went elsewhere, and failed.
    pub refused: u64,
    /// Bytes transferred before intent, with 300 for the head of each response.
    pub bytes: u64,
    /// What the main thread did from the beginning of the navigation.
    pub task: f64,
    /// The part of it that ran scripts.
    pub script: f64,
    /// What followed when the reader wanted to ask. The bare page has nothing to press.
    pub intent: Option<Intent>,
}

/// What it took until the reader could type.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Intent {
    /// Until a field was drawn.
    pub shown: f64,
    /// Until it had focus, if it ever got it without another press.
    pub focused: Option<f64>,
    /// Requests from then on.
    pub requests: u64,
    /// Bytes from then on.
    pub bytes: u64,
}

impl Intent {
    /// Until the reader could type, or press the field to type.
    pub fn field(&self) -> f64 {
        self.focused.unwrap_or(self.shown)
    }
}

impl Case {
    /// The median over all runs of what `number` takes from the visit with that cache.
    pub fn median(&self, cache: Cache, number: impl Fn(&Visit) -> Option<f64>) -> Option<f64> {
        median(self.visits(cache).filter_map(number).collect())
    }

    fn visits(&self, cache: Cache) -> impl Iterator<Item = &Visit> {
        self.runs.iter().map(move |[cold, warm]| match cache {
            Cache::Cold => cold,
            Cache::Warm => warm,
        })
    }

    /// Until the reader could type.
    pub fn field(&self, cache: Cache) -> Option<f64> {
        self.median(cache, |visit| Some(visit.intent?.field()))
    }

    /// The part of the main thread's time that ran scripts. The bare page has none, so it varies least.
    pub fn script(&self, cache: Cache) -> Option<f64> {
        self.median(cache, |visit| Some(visit.script))
    }

    /// Whether the field took focus by itself, every time.
    pub fn focuses(&self) -> bool {
        let visits = self.runs.iter().flatten();
        visits.filter_map(|visit| visit.intent).all(|intent| intent.focused.is_some())
    }
}

impl Figures {
    /// The boxes at one speed, ours first.
    pub fn boxes(&self, rate: u32) -> impl Iterator<Item = &Case> {
        self.cases.iter().filter(move |case| case.rate == rate && case.is_box())
    }

    /// The speeds, in the order of measuring.
    pub fn rates(&self) -> Vec<u32> {
        let mut rates: Vec<u32> = self.cases.iter().map(|case| case.rate).collect();
        rates.sort_unstable();
        rates.dedup();
        rates
    }

    /// What the main thread does for the bare page: the least, the median, and the most. What two boxes
    /// differ by, if it is less than that spread, says nothing.
    pub fn bare(&self, rate: u32, cache: Cache) -> Option<[f64; 3]> {
        let bare = self.without_box(&Subject::bare(), rate)?;
        let tasks = || bare.visits(cache).map(|visit| visit.task);
        let middle = median(tasks().collect())?;
        Some([tasks().reduce(f64::min)?, middle, tasks().reduce(f64::max)?])
    }

    /// The page with a button alone.
    pub fn floor(&self, rate: u32) -> Option<&Case> {
        self.without_box(&Subject::floor(), rate)
    }

    fn without_box(&self, subject: &Subject, rate: u32) -> Option<&Case> {
        self.cases.iter().find(|case| case.rate == rate && case.name == subject.name)
    }

    /// What the main thread does before intent beyond what it does for the bare page.
    pub fn main_thread(&self, case: &Case, cache: Cache) -> Option<f64> {
        let [_, bare, _] = self.bare(case.rate, cache)?;
        // A box that costs less than the measurement varies by is no gain.
        Some((case.median(cache, |visit| Some(visit.task))? - bare).max(0.0))
    }

    /// The number of `case` over the least of the boxes of others at the same speed.
    pub fn times_best(&self, case: &Case, number: impl Fn(&Case) -> Option<f64>) -> Option<f64> {
        let others = self.boxes(case.rate).filter(|other| other.name != OURS);
        let best = others.filter_map(&number).reduce(f64::min)?;
        Some(number(case)? / best)
    }
}

impl Case {
    fn is_box(&self) -> bool {
        [Subject::bare(), Subject::floor()].iter().all(|other| other.name != self.name)
    }
}

/// The middle of `numbers`; of an even count, the mean of the two in the middle.
fn median(mut numbers: Vec<f64>) -> Option<f64> {
    numbers.sort_by(f64::total_cmp);
    let (low, high) = (numbers.len().checked_sub(1)? / 2, numbers.len() / 2);
    Some((numbers[low] + numbers[high]) / 2.0)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub(in crate::load) fn case(name: &str, task: f64, field: Option<f64>) -> Case {
        let intent = Intent { shown: 40.0, focused: field, requests: 1, bytes: 2048 };
        let cold = Visit {
            requests: 2,
            refused: 1,
            bytes: 1024,
            task,
            script: task / 2.0,
            intent: (name != "bare").then_some(intent),
        };
        let warm = Visit { bytes: 0, task: task / 2.0, ..cold };
        Case { name: name.to_owned(), version: None, rate: 1, runs: vec![[cold, warm]] }
    }

    pub(in crate::load) fn figures() -> Figures {
        let cases = vec![
            case("bare", 10.0, None),
            case("floor", 11.0, None),
            case(OURS, 12.0, Some(8.0)),
            case("one", 110.0, Some(16.0)),
            case("other", 50.0, None),
        ];
        Figures { about: Vec::new(), cases }
    }

    #[test]
    fn the_main_thread_s_time_is_what_the_box_adds_to_the_bare_page() {
        let figures = figures();
        let ours = figures.boxes(1).next().expect("ours");
        assert_eq!(figures.main_thread(ours, Cache::Cold), Some(2.0));
        assert_eq!(figures.main_thread(ours, Cache::Warm), Some(1.0));
        let best = figures.times_best(ours, |case| figures.main_thread(case, Cache::Cold));
        assert_eq!(best, Some(0.05));
    }

    #[test]
    fn the_bare_page_tells_how_much_the_figures_vary() {
        let mut figures = figures();
        figures.cases[0].runs.extend(case("bare", 14.0, None).runs);
        assert_eq!(figures.bare(1, Cache::Cold), Some([10.0, 12.0, 14.0]));
        assert_eq!(figures.bare(4, Cache::Cold), None);
    }

    #[test]
    fn where_no_field_takes_focus_what_counts_is_that_it_is_drawn() {
        let figures = figures();
        let fields: Vec<_> = figures.boxes(1).map(|case| case.field(Cache::Cold)).collect();
        assert_eq!(fields, [Some(8.0), Some(16.0), Some(40.0)]);
        assert!(!figures.boxes(1).last().expect("the last").focuses());
    }
}
