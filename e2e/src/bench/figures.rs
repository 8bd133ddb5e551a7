//! What was measured, and the few numbers that sum it up. Times are in milliseconds.
//! Refuses to judge them (`goals`) and to show them (`table`, `plot`, `json`).

use serde_json::Value;

/// The name of our own view and decoder.
pub const OURS: &str = "ask-the-docs";
/// The least that a view can do.
pub const FLOOR: &str = "plain-text floor";
/// The closest peer, made as safe as the least of us has to be.
pub const CHECKED: &str = "streaming-markdown, links checked";
/// The closest peer that repairs half-written Markdown.
pub const STREAMDOWN: &str = "streamdown";

/// Everything of one session.
#[derive(Clone, Debug, Default)]
pub struct Figures {
    /// What it was measured with, by name: date, browser, processors, versions of the peers.
    pub about: Vec<(String, String)>,
    /// Each view with each text.
    pub cases: Vec<Case>,
    /// Each decoder with each length.
    pub decodings: Vec<Decoding>,
    /// How the page fared under a flood.
    pub floods: Vec<Flood>,
}

/// What a view was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// An answer of so many KB, with every construct.
    Answer(u32),
    /// One block that stays open for long.
    Block(&'static str),
}

/// One view with one text.
#[derive(Clone, Debug)]
pub struct Case {
    /// The view's name.
    pub view: String,
    /// The text.
    pub subject: Subject,
    /// As often as it was measured; not at all if that would have taken too long.
    pub runs: Vec<Run>,
    /// Whether a run was given up, since it took too long.
    pub gave_up: bool,
    /// Nodes that a chunk touches: the median, and the most.
    pub touched: Option<(u64, u64)>,
}

/// One answer through one view. Pairs are the first and the second half of its chunks.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Run {
    /// How many chunks it came in.
    pub chunks: u64,
    /// The view's own time.
    pub script: (f64, f64),
    /// The time for style and layout, forced after each chunk.
    pub layout: (f64, f64),
    /// Both, after the end of the answer.
    pub finish: f64,
    /// The longest that one chunk took.
    pub worst: f64,
    /// How many chunks took more than 50 ms.
    pub long: u64,
    /// The whole run with all that lies between the chunks.
    pub elapsed: f64,
}

/// One decoder with one answer.
#[derive(Clone, Debug)]
pub struct Decoding {
    /// The decoder's name.
    pub decoder: String,
    /// The answer's length in KB.
    pub size: u32,
    /// How many bytes the stream had.
    pub bytes: u64,
    /// How long each run took.
    pub totals: Vec<f64>,
}

/// Far more text in a second than a screen can show.
#[derive(Clone, Copy, Debug, Default)]
pub struct Flood {
    /// How many pieces came.
    pub pieces: u64,
    /// Within which time.
    pub took: f64,
    /// The longest task that the browser reported; it reports those above 50 ms.
    pub longest: f64,
    /// The longest that the page was busy at a time, waiting for a frame included.
    pub busiest: f64,
}

impl Run {
    /// Reads what the page tells. `None` if the page gave up, or it is no run.
    pub fn read(value: &Value) -> Option<Self> {
        if value["gaveUp"].as_bool()? {
            return None;
        }
        let halves = |name: &str| Some((value[name][0].as_f64()?, value[name][1].as_f64()?));
        Some(Self {
            chunks: value["chunks"].as_u64()?,
            script: halves("script")?,
            layout: halves("layout")?,
            finish: value["finish"].as_f64()?,
            worst: value["worst"].as_f64()?,
            long: value["long"].as_u64()?,
            elapsed: value["elapsed"].as_f64()?,
        })
    }

    /// Script, style and layout of everything.
    pub fn total(&self) -> f64 {
        self.script.0 + self.script.1 + self.layout.0 + self.layout.1 + self.finish
    }

    /// The second half's time over that of the first: 1 where time is linear, 3 where it is
    /// quadratic.
    pub fn halves(&self) -> f64 {
        (self.script.1 + self.layout.1) / (self.script.0 + self.layout.0)
    }
}

impl Case {
    /// The median over all runs of what `number` takes from each.
    pub fn median(&self, number: impl Fn(&Run) -> f64) -> Option<f64> {
        median(self.runs.iter().map(number).collect())
    }

    /// The median of the totals.
    pub fn total(&self) -> Option<f64> {
        self.median(Run::total)
    }

    /// The longest chunk of all runs.
    pub fn worst(&self) -> Option<f64> {
        self.runs.iter().map(|run| run.worst).reduce(f64::max)
    }

    /// The most long tasks of one run.
    pub fn long(&self) -> Option<u64> {
        self.runs.iter().map(|run| run.long).max()
    }
}

impl Figures {
    /// The case of `view` with `subject`.
    pub fn case(&self, view: &str, subject: Subject) -> Option<&Case> {
        self.cases.iter().find(|case| case.view == view && case.subject == subject)
    }

    /// The views, in the order in which they were measured first.
    pub fn views(&self) -> Vec<&str> {
        let mut views: Vec<&str> = Vec::new();
        for case in &self.cases {
            if !views.contains(&case.view.as_str()) {
                views.push(&case.view);
            }
        }
        views
    }

    /// The totals of `view` over the lengths of answers in KB, the shortest first.
    pub fn totals(&self, view: &str) -> Vec<(u32, f64)> {
        let of_view = self.cases.iter().filter(|case| case.view == view);
        let mut totals: Vec<(u32, f64)> = of_view
            .filter_map(|case| match case.subject {
                Subject::Answer(size) => Some((size, case.total()?)),
                Subject::Block(_) => None,
            })
            .collect();
        totals.sort_by_key(|(size, _)| *size);
        totals
    }

    /// How the total of `view` grows from 8 KB (or the shortest from there) to the longest: with
    /// the first power of the length, or the second, or between. With the lengths compared.
    pub fn growth(&self, view: &str) -> Option<(f64, u32, u32)> {
        let totals = self.totals(view);
        let (from, short) = *totals.iter().find(|(size, _)| *size >= 8)?;
        let (to, long) = *totals.last().filter(|(to, _)| *to > from)?;
        Some(((long / short).ln() / (f64::from(to) / f64::from(from)).ln(), from, to))
    }

    /// The time of `decoder` with an answer of `size` KB.
    pub fn decoding(&self, decoder: &str, size: u32) -> Option<f64> {
        let found = self.decodings.iter().find(|one| one.decoder == decoder && one.size == size);
        found?.total()
    }

    /// The total of `case` over that of `view` with the same text.
    pub fn ratio(&self, case: &Case, view: &str) -> Option<f64> {
        Some(case.total()? / self.case(view, case.subject)?.total()?)
    }
}

impl Decoding {
    /// The median of its runs.
    pub fn total(&self) -> Option<f64> {
        median(self.totals.clone())
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
    use serde_json::json;

    use super::*;

    /// A view whose total is `milliseconds` for an answer of `size` KB.
    pub(in crate::bench) fn case(view: &str, size: u32, milliseconds: f64) -> Case {
        let run = Run { script: (milliseconds, 0.0), chunks: 10, ..Run::default() };
        Case {
            view: view.to_owned(),
            subject: Subject::Answer(size),
            runs: vec![run],
            gave_up: false,
            touched: Some((3, 9)),
        }
    }

    #[test]
    fn the_median_is_the_middle_and_of_nothing_there_is_none() {
        assert_eq!(median(vec![]), None);
        assert_eq!(median(vec![3.0, 1.0, 2.0]), Some(2.0));
        assert_eq!(median(vec![4.0, 1.0, 2.0, 3.0]), Some(2.5));
    }

    #[test]
    fn growth_is_the_power_of_the_length_that_time_follows() {
        let cases = [2, 8, 32, 128].map(|size| case("square", size, f64::from(size * size)));
        let figures = Figures { cases: cases.to_vec(), ..Figures::default() };
        let (exponent, from, to) = figures.growth("square").expect("two lengths");
        assert!((exponent - 2.0).abs() < 1e-9, "{exponent}");
        assert_eq!((from, to), (8, 128));
        let figures = Figures { cases: vec![case("one", 8, 1.0)], ..Figures::default() };
        assert_eq!(figures.growth("one"), None);
    }

    #[test]
    fn a_run_that_the_page_gave_up_is_no_run() {
        let mut told = json!({"gaveUp": false, "chunks": 2, "script": [1.0, 2.0],
            "layout": [0.5, 1.0], "finish": 0.5, "worst": 2.5, "long": 0, "elapsed": 9.0});
        let run = Run::read(&told).expect("all is told");
        assert_eq!((run.total(), run.halves()), (5.0, 2.0));
        told["gaveUp"] = true.into();
        assert_eq!(Run::read(&told), None);
    }
}
