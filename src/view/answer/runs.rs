//! Blocks in runs: groups of neighbours that the browser lays out, and skips, as one.
//!
//! A block that grows moves what is laid out beside it, so layout would cost the more the longer
//! the answer is. Blocks stand in runs of sixteen, each contained (`style/answer.css`): then only
//! the last run is looked at, and those that are out of sight are not drawn at all.

use web_sys::Element;

use super::pen::{Pen, append, remove};

/// The most blocks of one run.
const MAX_BLOCKS: usize = 16;

/// The runs of one answer.
pub(super) struct Runs {
    place: Element,
    /// Each with how many blocks it holds; none is empty.
    runs: Vec<(Element, usize)>,
}

impl Runs {
    pub(super) fn new(place: Element) -> Self {
        Self { place, runs: Vec::new() }
    }

    /// Where the next block goes, which is counted.
    pub(super) fn next(&mut self, pen: &Pen) -> Element {
        if let Some((run, count)) = self.runs.last_mut().filter(|(_, count)| *count < MAX_BLOCKS) {
            *count += 1;
            return run.clone();
        }
        // Without runs an answer is as right, and slower.
        let Some(run) = pen.classed("div", "run") else { return self.place.clone() };
        append(&self.place, &run);
        self.runs.push((run.clone(), 1));
        run
    }

    /// Says that the last block is gone.
    pub(super) fn take_back(&mut self) {
        let Some((run, count)) = self.runs.last_mut() else { return };
        *count -= 1;
        if *count == 0 {
            remove(run);
            self.runs.pop();
        }
    }
}
